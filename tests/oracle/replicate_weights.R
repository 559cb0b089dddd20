here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])))
setwd(here); source("common.R")
suppressPackageStartupMessages(library(survey))
# ---------- data: 12 strata of 2 PSUs of 10 people; 5 regions of 4 or 6 PSUs
set.seed(20301)
n <- 240
d <- data.frame(id = seq_len(n), stratum = rep(1:12, each = 20), psu = rep(1:24, each = 10))
d$region <- c(1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 5)[d$stratum]
eff <- rnorm(24, 0, .5)[d$psu]
# whole multiples of 0.3: times 4/3, 6/5, 0.3 and 1.7 they are exact in two decimals, so that the replicate weights
# keep their linear dependences, and thus their rank, in the CSV
d$weight <- round(.3 * round(exp(rnorm(n, 3.9 + .03 * d$stratum, .4))), 1)
d$group <- sample(c("A", "B", "C"), n, TRUE, c(.45, .35, .2))
lin <- eff + c(A = 0, B = .5, C = -.4)[d$group]
d$age <- sample(18:70, n, TRUE)
d$ordinal <- pmin(5, pmax(1, round(3 + .5 * lin + rnorm(n)))); d$ordinal[runif(n) < .06] <- NA
ms4 <- paste0("ms_", letters[1:4])
for (j in 1:4) d[[ms4[j]]] <- rbinom(n, 1, plogis(qlogis(c(.45, .35, .25, .06)[j]) + c(.8, .2, -.4, 0)[j] * lin))
d[runif(n) < .08, ms4] <- NA
# ---------- replicate weights, all combined with the weight
R <- 16; H <- 2 * survey::hadamard(12)[1:R, 1:R] - 1                 # +1/-1, order 16
stopifnot(all(crossprod(H) == R * diag(R)))
second <- (d$psu %% 2 == 0)                                         # second PSU of its stratum
half <- sapply(1:R, function(r) (H[d$stratum + 1, r] == 1) == second)
psus <- lapply(1:5, function(h) unique(d$psu[d$region == h])); nh <- lengths(psus); region_of <- rep(1:5, nh)
# Rao & Wu: n_h - 1 PSUs are drawn with replacement from a region's n_h, each weighing n_h / (n_h - 1) of its weight
rao_wu <- function() { k <- numeric(24); for (h in 1:5) { t <- sample(psus[[h]], nh[h] - 1, TRUE); k <- k + tabulate(t, 24) * nh[h] / (nh[h] - 1) }; k[d$psu] }
reps <- list(
  brr = d$weight * 2 * half,
  fay = d$weight * (.3 + 1.4 * half),
  jk1 = sapply(1:24, function(p) d$weight * 24 / 23 * (d$psu != p)),
  jkn = sapply(1:24, function(p) { h <- region_of[p]; d$weight * ifelse(d$psu == p, 0, ifelse(d$region == h, nh[h] / (nh[h] - 1), 1)) }),
  boot = d$weight * replicate(20, rao_wu()),
  # successive differences: row i of the sorted file is given the rows i and i + 1 (in turn) of a Hadamard matrix
  sdr = d$weight * sapply(1:R, function(r) { i <- (seq_len(n) - 1) %% (R - 2) + 2; 1 + 2^-1.5 * (H[i, r] - H[i + 1, r]) }))
for (k in names(reps)) { m <- as.data.frame(round(reps[[k]], if (k == "sdr") 3 else 2)); names(m) <- sprintf("%s_%d", k, seq_along(m)); d <- cbind(d, m) }
write.csv(d, "replicate_weights.csv", row.names = FALSE, quote = FALSE, na = "")
d <- read.csv("replicate_weights.csv"); d$group <- factor(d$group, levels = c("A", "B", "C"))
Q <- suppressWarnings
jkn_rscales <- (nh[region_of] - 1) / nh[region_of]
sv <- function(prefix, rest) sprintf("svrepdesign(data=d, weights=~weight, repweights='^%s_', combined.weights=TRUE, %s, mse=MSE)", prefix, rest)
designs <- list(
  brr = list(prefix = "brr", rest = "type='BRR'"),
  fay = list(prefix = "fay", rest = "type='Fay', rho=0.3", rho = .3),
  jk1 = list(prefix = "jk1", rest = "type='JK1', scale=23/24"),
  jkn = list(prefix = "jkn", rest = "type='JKn', scale=1, rscales=jkn_rscales"),
  bootstrap = list(prefix = "boot", rest = "type='bootstrap'"),
  sdr = list(prefix = "sdr", rest = "type='other', scale=4/16, rscales=1"),
  explicit = list(prefix = "boot", rest = "type='other', scale=0.04, rscales=rep(c(1,.5,.25,0,2),4)"))
fm4 <- ~ms_a + ms_b + ms_c + ms_d
st <- function(m) list(estimate = A(coef(m)), se = A(SE(m)), vcov = M(vcov(m)))
pair <- function(k, df) { e <- unname(coef(k)); s <- unname(as.vector(SE(k))); list(estimate = e, se = s, t = e / s, df = df, p = 2 * pt(-abs(e / s), df)) }
for (D in names(designs)) for (MSE in c(TRUE, FALSE)) {
  z <- designs[[D]]; expr <- sv(z$prefix, z$rest); des <- Q(run(expr))
  k <- length(grep(paste0("^", z$prefix, "_"), names(d)))
  stopifnot(ncol(des$repweights) == k)
  sc <- rep_len(des$rscales, k)
  inp <- function(...) c(list(csv = "replicate_weights.csv", design = expr, kind = D, prefix = paste0(z$prefix, "_"), replicates = k, mse = MSE, scale = des$scale, rscales = A(sc)),
                         if (!is.null(z$rho)) list(rho = z$rho), list(...))
  nm <- function(s) sprintf("%s_%s_%s", D, if (MSE) "mse" else "mean", s)
  answered <- subset(des, !is.na(ms_a)); young <- subset(des, age < 40 & group %in% c("A", "B"))
  m <- svymean(fm4, des, na.rm = TRUE)
  # the variance written out: around the full-sample estimate, or around the plain mean of the replicates that count
  full <- colSums(d$weight * d[ms4], na.rm = TRUE) / sum(d$weight[!is.na(d$ms_a)])
  th <- t(sapply(seq_len(k), function(r) { w <- d[[paste0(z$prefix, "_", r)]]; colSums(w * d[ms4], na.rm = TRUE) / sum(w[!is.na(d$ms_a)]) }))
  by_hand <- survey:::svrVar(th, des$scale, sc, mse = MSE, coef = full)
  stopifnot(max(abs(by_hand - vcov(m))) < 1e-15, max(abs(full - coef(m))) < 1e-14)
  add(nm("degf"), "degf(des); degf(subset(des, !is.na(ms_a))); degf(subset(des, group==g)); degf(subset(des, age < 40 & group %in% c('A','B')))  [rank of qr(weights(., 'analysis'), tol=1e-5) minus 1]", inp(),
      list(degf = degf(des), degf_answered = degf(answered), degf_group = A(sapply(levels(d$group), function(g) degf(des[which(d$group == g), ]))), degf_young = degf(young)))
  add(nm("options"), "svymean(~ms_a+ms_b+ms_c+ms_d, des, na.rm=TRUE)", inp(), st(m))
  s <- svymean(fm4, young, na.rm = TRUE); add(nm("domain"), "svymean(~ms_a+ms_b+ms_c+ms_d, subset(des, age < 40 & group %in% c('A','B')), na.rm=TRUE)", inp(domain = "age < 40 & group %in% c('A','B')"), st(s))
  # two PSUs of one stratum: some bootstrap replicates drew neither, and have no estimate
  few <- subset(des, psu %in% 5:6); s <- Q(svymean(fm4, few, na.rm = TRUE))
  add(nm("sparse"), "s <- svymean(~ms_a+ms_b+ms_c+ms_d, subset(des, psu %in% 5:6), na.rm=TRUE); length(attr(vcov(s), 'na.replicates')); degf(subset(des, psu %in% 5:6))", inp(domain = "psu %in% 5:6"),
      c(st(s), list(discarded = length(attr(vcov(s), "na.replicates")), degf = degf(few))))
  o <- svymean(~ordinal, des, na.rm = TRUE); a <- svymean(~age, des)
  add(nm("means"), "svymean(~ordinal, des, na.rm=TRUE); svymean(~age, des)", inp(), list(ordinal = unname(coef(o)), ordinal_se = unname(as.vector(SE(o))), age = unname(coef(a)), age_se = unname(as.vector(SE(a)))))
  b <- svyby(fm4, ~group, answered, svymean, covmat = TRUE); b0 <- svyby(fm4, ~group, des, svymean, na.rm = TRUE)
  stopifnot(max(abs(coef(b) - coef(b0))) < 1e-12, max(abs(as.matrix(SE(b)) - as.matrix(SE(b0)))) < 1e-12)
  add(nm("by_group"), "svyby(~ms_a+ms_b+ms_c+ms_d, ~group, subset(des, !is.na(ms_a)), svymean, covmat=TRUE)", inp(),
      list(estimate = M(matrix(coef(b), 3)), se = M(matrix(as.matrix(SE(b)), 3)), vcov = M(vcov(b))),
      note = "estimate[i][j]: group i (A, B, C), option j; vcov: option slowest (A:ms_a, B:ms_a, C:ms_a, A:ms_b ...)")
  df <- degf(des)
  for (pr in list(c("ms_a", "ms_b"), c("ms_c", "ms_d"))) { x <- svycontrast(m, setNames(list(setNames(c(1, -1), pr)), "diff"))
    add(nm(paste(pr, collapse = "_minus_")), sprintf("svycontrast(svymean(~ms_a+ms_b+ms_c+ms_d, des, na.rm=TRUE), c(%s=1, %s=-1)); p = 2*pt(-|est/se|, degf(des))", pr[1], pr[2]), inp(), pair(x, df)) }
  b1 <- svyby(~ms_a, ~group, answered, svymean, covmat = TRUE); x <- svycontrast(b1, c(A = 1, B = -1))
  add(nm("ms_a_A_minus_B"), "svycontrast(svyby(~ms_a, ~group, subset(des, !is.na(ms_a)), svymean, covmat=TRUE), c(A=1, B=-1)); p = 2*pt(-|est/se|, degf(des))", inp(), pair(x, df))
  for (v in c("ms_a", "ms_d")) for (lev in if (v == "ms_a") c(.95, .9) else .95) { e <- list()
    for (mm in c("logit", "xlogit", "beta", "mean", "asin")) e[[mm]] <- A(as.vector(attr(Q(svyciprop(as.formula(sprintf("~I(%s == 1)", v)), des, method = mm, level = lev, na.rm = TRUE)), "ci")))
    e$df <- df
    add(nm(sprintf("ciprop_%s_%g", v, lev)), sprintf("svyciprop(~I(%s==1), des, method=, level=%g, na.rm=TRUE)", v, lev), inp(level = lev), e,
        note = "logit: the variance is that of the replicates' own logits (svyglm refitted to each), not the delta method's as in xlogit; IRLS-fitted, compare at 1e-7") }
  e <- list(); for (mm in c("xlogit", "beta", "mean")) e[[mm]] <- A(as.vector(attr(Q(svyciprop(~I(ms_a == 1), young, method = mm, na.rm = TRUE)), "ci"))); e$df <- degf(young)
  add(nm("ciprop_domain_ms_a"), "svyciprop(~I(ms_a==1), subset(des, age < 40 & group %in% c('A','B')), method=, na.rm=TRUE)  [df: degf of the subset]", inp(level = .95, domain = "age < 40 & group %in% c('A','B')"), e)
  for (v in c("ms_a", "ordinal")) for (s in c("F", "Chisq", "Wald")) { r <- Q(svychisq(as.formula(sprintf("~%s+group", v)), des, statistic = s))
    add(nm(sprintf("svychisq_%s_%s", v, s)), sprintf("svychisq(~%s+group, des, statistic='%s')", v, s), inp(), list(statistic = unname(as.vector(r$statistic)), parameter = A(r$parameter), p = as.vector(r$p.value)),
        note = if (s == "Chisq") "statistic is the UNADJUSTED Pearson X2 of the weighted table rescaled to nrow(design) (NA rows counted); p uses X2/mean(diag(Delta)) on (r-1)(c-1) df" else NULL) }
}
finish("replicate_weights.json", "Estimates, variances and tests from replicate weights: seven schemes, each around the full-sample estimate (mse=TRUE) and around the replicates' mean.", .ver("survey"))
