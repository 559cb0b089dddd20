here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])))
setwd(here); source("common.R")
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "fail", survey.adjust.domain.lonely = FALSE)
# ---------- data: survey.csv as survey_designs.R wrote it, and a second answer to `likert` by most of the same people
d <- read.csv("survey.csv", na.strings = "")
set.seed(20401)
after <- pmin(5, pmax(1, round(d$likert + .3 * (d$stratum %% 3) - .1 + rnorm(nrow(d), 0, .9)))); after[runif(nrow(d)) < .1] <- NA
write.csv(data.frame(id = d$id, after = after), "survey_after.csv", row.names = FALSE, quote = FALSE, na = "")
d$after <- read.csv("survey_after.csv")$after
d$group <- factor(d$group, levels = c("A", "B", "C", "D")); d$score <- as.numeric(d$group)
ms6 <- paste0("ms_", letters[1:6]); ms7 <- c(ms6, "ms_none"); d$mentions <- rowSums(d[ms6]); d$change <- d$after - d$likert
Q <- suppressWarnings
designs <- list(
  weights = "svydesign(ids=~1, weights=~weight, data=d)",
  strata = "svydesign(ids=~1, strata=~stratum, weights=~weight, data=d)",
  cluster = "svydesign(ids=~psu, strata=~stratum, weights=~weight, data=d, nest=TRUE)",
  cluster_fpc = "svydesign(ids=~psu, strata=~stratum, weights=~weight, fpc=~fpc_psu, data=d, nest=TRUE)")
fm <- function(v) as.formula(paste("~", paste(v, collapse = "+")))
plus <- function(v) paste(v, collapse = "+")
inp <- function(D, ...) c(list(csv = "survey.csv", design = designs[[D]]), list(...))
tp <- function(e, s, df) { e <- unname(as.vector(e)); s <- unname(as.vector(s)); q <- qt(.975, df); list(estimate = e, se = s, df = df, t = e / s, p = 2 * pt(-abs(e / s), df), ci95_t_degf = A(e + c(-1, 1) * q * s)) }
# A hypothesis of q equations d = 0 whose covariance was estimated with df degrees of freedom: W = d' V^-1 d is
# about chi-squared on q for large df; V's own uncertainty makes W (df-q+1) / (df q) an F on q and df-q+1, as for
# Hotelling's T squared.
joint <- function(dd, V, df) { q <- length(dd); W <- drop(crossprod(dd, solve(V, dd))); f <- W * (df - q + 1) / (df * q)
  list(q = q, df = df, W = W, p_chisq = pchisq(W, q, lower.tail = FALSE), F = f, ddf = df - q + 1, p_F = pf(f, q, df - q + 1, lower.tail = FALSE)) }

# ---------- multi-select by group: the modified Pearson statistic (Bilder & Loughin 2004; Agresti & Liu 1999)
# Groups i = 1..G with shares a_i, options j = 1..J with shares p_j, and r_ij the share who are in group i and chose j.
# Hypothesis: every option is independent of the group (each by itself; how options go together is left open).
# Deviations T_ij = r_ij - a_i p_j. The Pearson statistic of option j's 2 x G table is N sum_i T_ij^2 / (a_i p_j (1-p_j)),
# since the cell of those who did not choose deviates by -T_ij from a_i (1-p_j), and 1/p + 1/(1-p) = 1/(p (1-p)).
# The sum over options is X2_S = N T' D^-1 T, where D is diagonal with a_i p_j (1-p_j).
# One person may choose several options, so the J tables are dependent and X2_S is not chi-squared, but about
# sum of l_k Z_k^2, Z standard normal and l the eigenvalues of Delta = N D^-1 Cov(T).
# First order (Rao & Scott): X2_S / mean(l) on J (G-1) df. Second order (Satterthwaite: same mean and variance):
# X2_S sum(l) / sum(l^2) on df2 = sum(l)^2 / sum(l^2); sum(l) = tr Delta, sum(l^2) = tr Delta^2.
# When Cov(T) itself rests on nu degrees of freedom: F = X2_S / tr Delta on df2 and df2 nu, as svychisq has it.
# Note: with one option (J = 1), X2_S is svychisq's; Delta is not quite, as svychisq weighs by the cells' observed
# shares and we by those expected under the hypothesis.
modified_pearson <- function(r, a, covT, N, items, nu = NULL) {
  G <- length(a); J <- length(items); p <- colSums(r); T <- as.vector(r - outer(a, p))     # group fastest
  D <- as.vector(outer(a, p * (1 - p))); X2 <- N * sum(T^2 / D)
  Delta <- N * covT / D                                  # rows divided by D
  t1 <- sum(diag(Delta)); t2 <- sum(diag(Delta %*% Delta)); df1 <- J * (G - 1); df2 <- t1^2 / t2
  by_option <- colSums(matrix(N * T^2 / D, G))
  out <- list(items = A(items), n = N, X2_by_option = A(by_option), X2_S = X2, tr_delta = t1, tr_delta2 = t2,
       first_order = list(statistic = X2 * df1 / t1, df = df1, p = pchisq(X2 * df1 / t1, df1, lower.tail = FALSE)),
       second_order = list(statistic = X2 * t1 / t2, df = df2, p = pchisq(X2 * t1 / t2, df2, lower.tail = FALSE)))
  if (!is.null(nu)) out$F <- list(statistic = X2 / t1, ndf = df2, ddf = df2 * nu, nu = nu, p = pf(X2 / t1, df2, df2 * nu, lower.tail = FALSE))
  out
}
# The change of T_ij with the shares x = (r_11, r_21, .., r_GJ, a_1, .., a_G):
# dT_ij = dr_ij - p_j da_i - a_i sum_i' dr_i'j, where sum_i' r_i'j = p_j.
jacobian <- function(r, a) { G <- length(a); J <- ncol(r); p <- colSums(r)
  cbind(diag(G * J) - kronecker(diag(J), outer(a, rep(1, G))), -kronecker(p, diag(G))) }
# A simple random sample: people are one multinomial draw over the cells (group x pattern of options), whose shares
# tau have covariance (diag(tau) - tau tau') / n. The shares x are sums of cells, x = B tau.
pearson_srs <- function(x, items) {
  x <- x[complete.cases(x[items]), ]; n <- nrow(x); g <- x$group; Y <- as.matrix(x[items])
  cell <- factor(paste(g, apply(Y, 1, paste, collapse = ""))); tau <- as.vector(table(cell)) / n
  first <- match(levels(cell), cell); Gd <- outer(g[first], levels(g), "==") * 1
  B <- t(cbind(do.call(cbind, lapply(items, function(v) Gd * Y[first, v])), Gd))
  s <- drop(B %*% tau); G <- nlevels(g); r <- matrix(s[seq_len(G * length(items))], G); a <- tail(s, G)
  JB <- jacobian(r, a) %*% B; covT <- JB %*% (diag(tau) - outer(tau, tau)) %*% t(JB) / n
  # the same covariance from people: each contributes (1[group i] - a_i) (y_j - p_j)
  infl <- do.call(cbind, lapply(seq_along(items), function(j) sweep(outer(g, levels(g), "==") * 1, 2, a) * (Y[, j] - colSums(r)[j])))
  stopifnot(max(abs(covT - cov(infl) * (n - 1) / n / n)) < 1e-15)
  out <- modified_pearson(r, a, covT, n, items)
  stopifnot(max(abs(out$X2_by_option - sapply(items, function(v) Q(chisq.test(table(x[[v]], g), correct = FALSE))$statistic))) < 1e-9)
  ev <- eigen(n * covT / as.vector(outer(a, colSums(r) * (1 - colSums(r)))), only.values = TRUE)$values
  stopifnot(abs(sum(Re(ev)) - out$tr_delta) < 1e-9, abs(sum(Re(ev)^2) - out$tr_delta2) < 1e-9)
  out
}
pearson_design <- function(des, items) {
  des <- des[which(complete.cases(des$variables[items])), ]; v <- des$variables; g <- v$group; G <- nlevels(g)
  dummies <- cbind(do.call(cbind, lapply(items, function(i) outer(g, levels(g), "==") * v[[i]])), outer(g, levels(g), "==") * 1)
  m <- svymean(dummies, des); s <- unname(coef(m)); r <- matrix(s[seq_len(G * length(items))], G); a <- tail(s, G)
  K <- jacobian(r, a); modified_pearson(r, a, K %*% vcov(m) %*% t(K), nrow(v), items, degf(des))
}
for (it in list(ms6, ms7)) {
  e <- pearson_srs(d, it)
  add(sprintf("srs_modified_pearson_%d", length(it)), "modified Pearson statistic of options x group, Rao-Scott corrected, multinomial over group x pattern (formulas in design_more.R); unweighted", list(csv = "survey.csv", items = A(it)), e)
  # the same by linearisation: the whole sample's N/(N-1) is all that its covariance has more
  z <- pearson_design(Q(svydesign(ids = ~1, data = d)), it); N <- nrow(d)
  stopifnot(abs(z$X2_S - e$X2_S) < 1e-9, abs(z$tr_delta * (N - 1) / N - e$tr_delta) < 1e-9)
}
small <- d[seq_len(160), ]
add("srs_modified_pearson_first160", "as srs_modified_pearson, rows 1..160 of survey.csv, options ms_a..ms_d", list(csv = "survey.csv", rows = 160, items = A(ms6[1:4])), pearson_srs(small, ms6[1:4]))

for (D in names(designs)) {
  des <- Q(run(designs[[D]])); an <- subset(des, !is.na(ms_a)); df <- degf(des); nm <- function(s) paste0(D, "_", s)
  # gaps and ratios of an option's share
  b <- svyby(~ms_a, ~I(group == "A"), an, svymean, covmat = TRUE); V <- vcov(b); p <- coef(b)      # rest, A
  k <- svycontrast(b, c(-1, 1))
  add(nm("gap_ms_a_A_minus_rest"), "b <- svyby(~ms_a, ~I(group=='A'), subset(des, !is.na(ms_a)), svymean, covmat=TRUE); svycontrast(b, c(-1,1)); df = degf(des)", inp(D),
      c(list(share_A = unname(p[2]), share_rest = unname(p[1]), vcov_A_rest = M(V[2:1, 2:1])), tp(coef(k), SE(k), df)))
  b4 <- svyby(~ms_a, ~group, an, svymean, covmat = TRUE)
  for (h in list(c("A", "B"), c("D", "C"))) {
    k <- svycontrast(b4, list(lr = as.call(list(as.name("log"), call("/", as.name(h[1]), as.name(h[2])))))); s <- as.vector(SE(k)); l <- unname(coef(k))
    # by the delta method Var(log(p/q)) = Var(p)/p^2 + Var(q)/q^2 - 2 Cov(p,q)/(p q)
    v <- vcov(b4)[h, h]; q <- coef(b4)[h]; stopifnot(abs(s^2 - (v[1, 1] / q[1]^2 + v[2, 2] / q[2]^2 - 2 * v[1, 2] / prod(q))) < 1e-12)
    add(nm(sprintf("ratio_ms_a_%s_to_%s", h[1], h[2])), sprintf("b <- svyby(~ms_a, ~group, subset(des, !is.na(ms_a)), svymean, covmat=TRUE); svycontrast(b, quote(log(%s/%s))); exp(log ratio +/- qt(.975, degf(des)) se)", h[1], h[2]), inp(D),
        list(ratio = exp(l), log_ratio = l, log_se = s, df = df, t = l / s, p = 2 * pt(-abs(l / s), df), ci95_t_degf = A(exp(l + c(-1, 1) * qt(.975, df) * s))))
  }
  # mentions
  r <- svyratio(fm(ms6), ~mentions, an)
  add(nm("share_of_mentions"), sprintf("d$mentions <- rowSums(d[c('ms_a',...,'ms_f')]); svyratio(~%s, ~mentions, subset(des, !is.na(ms_a)))", plus(ms6)), inp(D),
      list(names = A(ms6), estimate = A(coef(r)), se = A(SE(r)), vcov = M(vcov(r))))
  m <- svymean(~mentions, an); g <- svyby(~mentions, ~group, an, svymean, covmat = TRUE)
  add(nm("mean_mentions"), "svymean(~mentions, subset(des, !is.na(ms_a))); svyby(~mentions, ~group, ., svymean, covmat=TRUE)", inp(D),
      list(estimate = unname(coef(m)), se = unname(as.vector(SE(m))), by_group = A(coef(g)), by_group_se = A(SE(g)), by_group_vcov = M(vcov(g))))
  # joint tests over the groups: each option's shares in B, C and D minus that in A
  bb <- svyby(fm(ms7), ~group, an, svymean, covmat = TRUE); cf <- coef(bb); V <- vcov(bb)            # option slowest
  C1 <- cbind(-1, diag(3))
  for (j in seq_along(ms7)) { i <- (j - 1) * 4 + 1:4; dd <- drop(C1 %*% cf[i])
    add(nm(paste0("joint_", ms7[j])), sprintf("b <- svyby(~%s, ~group, subset(des, !is.na(ms_a)), svymean, covmat=TRUE); d = shares of B, C, D minus A; W = d' V^-1 d; F = W (df-q+1)/(df q)", ms7[j]), inp(D), c(list(d = A(dd), vcov_d = M(C1 %*% V[i, i] %*% t(C1))), joint(dd, C1 %*% V[i, i] %*% t(C1), df))) }
  C7 <- kronecker(diag(7), C1); dd <- drop(C7 %*% cf)
  add(nm("joint_all_7"), "as joint_ms_a, over all seven options at once: 21 contrasts", inp(D),
      c(if (D == "cluster_fpc") list(d = A(dd), vcov_d = M(C7 %*% V %*% t(C7))), joint(dd, C7 %*% V %*% t(C7), df)))
  for (it in list(ms6, ms7))
    add(nm(sprintf("modified_pearson_%d", length(it))), "modified Pearson statistic of options x group, Rao-Scott corrected, Cov from svymean of the dummies 1[group i] y_j and 1[group i] over subset(des, answered) (formulas in design_more.R)", inp(D, items = A(it)), pearson_design(des, it))
  # trend over ordered groups
  f <- svyglm(ms_a ~ score, des); s <- summary(f)$coefficients["score", ]
  add(nm("trend_ms_a"), "d$score <- as.numeric(group)  [A=1..D=4]; summary(svyglm(ms_a ~ score, des)); df = f$df.residual = degf of the answered + 1 - 2", inp(D),
      list(intercept = unname(coef(f)[1]), slope = unname(coef(f)[2]), vcov = M(vcov(f)), se = unname(s[2]), t = unname(s[3]), df = f$df.residual, p = unname(s[4])), note = "fitted by IRLS: compare at 1e-8")
  # paired change
  both <- subset(des, !is.na(change)); m <- svymean(~change, both); tt <- svyttest(change ~ 0, both)
  add(nm("paired_change"), "d$change <- after - likert; svymean(~change, subset(des, !is.na(change))); svyttest(change ~ 0, .)", inp(D, after = "survey_after.csv"),
      c(list(n = sum(!is.na(d$change))), tp(coef(m), SE(m), degf(both)), list(ttest = list(t = unname(tt$statistic), df = unname(tt$parameter), p = as.vector(tt$p.value)))),
      note = "one-sample svyttest in survey 4.1-1 takes degf - 1; df beside it is degf, as for every other mean")
  # median of age
  for (dom in list(c("everyone", "TRUE"), c("D", "group == 'D'"))) { s <- eval(parse(text = sprintf("subset(des, %s)", dom[2]))); e <- list()
    for (ty in c("mean", "xlogit", "beta")) { z <- svyquantile(~age, s, .5, interval.type = ty, qrule = "math", ci = TRUE)[[1]]
      e$median <- unname(z[1, "quantile"]); e[[ty]] <- list(ci95 = A(z[1, 2:3]), se = unname(z[1, "se"])) }
    med <- e$median; m <- svymean(~I(age <= med), s); e$share_up_to_median <- unname(coef(m)[2]); e$share_se <- unname(as.vector(SE(m))[2]); e$degf <- degf(s)
    add(nm(paste0("median_age_", dom[1])), sprintf("svyquantile(~age, subset(des, %s), .5, interval.type=, qrule='math', ci=TRUE); df = degf of the subset", dom[2]), inp(D, domain = dom[2]), e) }
}
finish("design_more.json", "Design-based gaps, ratios, joint tests, the modified Pearson statistic of a multi-select, trend, paired change and medians, on the data and designs of survey_designs.json.", .ver("survey"))
