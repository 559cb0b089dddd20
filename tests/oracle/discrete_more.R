# What discrete_time.R lacks: grouped rows, aliased columns, separation by levels and its limit, Firth with profile
# limits, clusters with cloglog, thin and large strata, attempts that nobody made, and a penalised hazard for weights.
here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])))
setwd(here); source("common.R")
d <- read.csv("person_period.csv")
d$channel <- factor(d$channel, levels = c("email", "forum", "talk")); d$att <- factor(d$attempt)
ctl <- glm.control(epsilon = 1e-300, maxit = 60)       # on to where only rounding is left
glm <- function(...) suppressWarnings(stats::glm(...))   # "did not converge", by that measure
# scoring once more and again: glm stops where the deviance does, and its errors are those of the step before its last
settled <- function(...) { f <- glm(...); for (i in 1:25) f <- glm(..., start = coef(f)); f }
rows_of <- function(X, trials, events) list(design = M(X), trials = A(trials), events = A(events))

# ---- grouped rows: coefficients and likelihood of the single rows, deviance of the groups
g <- aggregate(cbind(trials = 1, events = reply) ~ att + channel + warmth, d, sum)
for (link in c("logit", "cloglog")) {
  f <- settled(cbind(events, trials - events) ~ att + channel + warmth, binomial(link), g, control = ctl)
  r <- settled(reply ~ att + channel + warmth, binomial(link), d, control = ctl)
  stopifnot(max(abs(coef(f) - coef(r))) < 1e-9)
  add(paste0("grouped_", link), sprintf("f <- glm(cbind(events, trials-events) ~ att + channel + warmth, binomial('%s')); log_lik, aic, bic of glm on single rows", link),
      rows_of(model.matrix(f), g$trials, g$events),
      list(coef = A(coef(f)), se = A(sqrt(diag(vcov(f)))), vcov = M(vcov(f)), fitted = A(fitted(f)), deviance = f$deviance, null_deviance = f$null.deviance,
           df_residual = f$df.residual, df_null = f$df.null, log_lik = as.numeric(logLik(r)), aic = AIC(r), bic = BIC(r)))
}
# ---- models of discrete_time.json whose errors there are not those at the maximum
models <- list(logit_attempt = c("reply ~ att", "logit"), logit_linear = c("reply ~ attempt + channel + warmth", "logit"), logit_no_intercept = c("reply ~ att + 0", "logit"), cloglog_main = c("reply ~ att + channel + warmth", "cloglog"))
for (k in names(models)) { m <- models[[k]]; f <- settled(as.formula(m[1]), binomial(m[2]), d, control = ctl); z <- summary(f)$coefficients
  add(paste0("settled_", k), sprintf("glm(%s, binomial('%s')), started again from its own coefficients until nothing changes", m[1], m[2]), list(csv = "person_period.csv", formula = m[1], link = m[2]),
      list(coef = A(z[, 1]), se = A(z[, 2]), z = A(z[, 3]), p = A(z[, 4]), vcov = M(vcov(f)), ci95_wald = M(confint.default(f)))) }
# ---- aliased columns: the sum of two others, and a dummy for a level without people
X <- model.matrix(~ att + channel + warmth, g); X <- cbind(X[, 1:3], both = X[, 2] + X[, 3], none = 0, X[, 4:8])
f <- glm.fit(X, cbind(g$events, g$trials - g$events), family = binomial(), control = glm.control(epsilon = 1e-12))
add("aliased", "glm.fit(X, cbind(events, trials-events), family=binomial()); NA where a column depends on those before it",
    rows_of(X, g$trials, g$events), list(coef = A(unname(f$coefficients)), deviance = f$deviance, df_residual = f$df.residual, fitted = A(unname(f$fitted.values))))

# ---- cluster-robust with cloglog: scores (y-mu) (dmu/deta) / (mu (1-mu)) x
fc <- settled(reply ~ att + channel + warmth, binomial("cloglog"), d, control = ctl)
Xc <- model.matrix(fc); mu <- fitted(fc); u <- Xc * as.vector((d$reply - mu) * fc$family$mu.eta(fc$linear.predictors) / (mu * (1 - mu)))
stopifnot(max(abs(colSums(u))) < 1e-8)
S <- crossprod(rowsum(u, d$person)); V <- vcov(fc) %*% S %*% vcov(fc); G <- length(unique(d$person))
add("cluster_cloglog", "B=vcov(f); U=rowsum(X*(y-mu)*mu.eta/(mu(1-mu)), person); CR0 = B U'U B; CR1 = CR0*G/(G-1)",
    list(csv = "person_period.csv", formula = "reply ~ att + channel + warmth", link = "cloglog", cluster = "person"),
    list(clusters = G, vcov_cr0 = M(V), se_cr1 = A(sqrt(diag(V) * G / (G - 1)))))

# ---- separation by levels: two levels in which nobody, one in which everybody has the event
s <- expand.grid(level = factor(1:7), warm = 0:1)
s$trials <- c(12, 9, 5, 30, 4, 7, 11, 8, 10, 3, 22, 6, 9, 13); s$events <- c(3, 4, 0, 6, 4, 0, 2, 4, 6, 0, 9, 6, 0, 5)
Xs <- model.matrix(~ level + warm, s); away <- s$level %in% c(3, 5, 6); k <- s[!away, ]; k$level <- droplevels(k$level)
f <- glm(cbind(events, trials - events) ~ level + warm, binomial, k, control = ctl)
add("separated_levels", "rows of levels 3, 5, 6 are separated; coef, se, deviance, fitted of glm on the rest, which is the limit",
    rows_of(Xs, s$trials, s$events),
    list(rows = A(which(away) - 1), columns = A(c(2, 4, 5)), coef = A(coef(f)), se = A(sqrt(diag(vcov(f)))), deviance = f$deviance, fitted = A(fitted(f))))
# the reference level itself is separated: the intercept and all contrasts with it run off
s2 <- s; s2$level <- relevel(s2$level, "3"); X2 <- model.matrix(~ level + warm, s2)
add("separated_reference", "as separated_levels with level 3 the reference", rows_of(X2, s$trials, s$events),
    list(rows = A(which(away) - 1), columns = A(0:6), warm = unname(coef(f)["warm"]), warm_se = sqrt(vcov(f)["warm", "warm"]), deviance = f$deviance))
# a number separates quasi-completely: all above 3 have it, none below, some at 3
q <- data.frame(x = c(1, 2, 3, 4, 5), trials = c(3, 2, 6, 4, 1), events = c(0, 0, 2, 4, 1))
add("separated_number", "x < 3: none, x > 3: all, x = 3: 2 of 6, which is all that is left in the limit", rows_of(cbind(1, q$x), q$trials, q$events),
    list(rows = A(c(0, 1, 3, 4)), columns = A(0:1), deviance = 0, log_lik = sum(dbinom(c(1, 1, 0, 0, 0, 0), 1, 1 / 3, log = TRUE))))

# ---- Firth on the same levels (rows spread to single people), with profile penalised likelihood limits
pen <- function(b, X, y) { p <- as.vector(plogis(X %*% b)); w <- p * (1 - p); sum(ifelse(y == 1, plogis(X %*% b, log.p = TRUE), plogis(-X %*% b, log.p = TRUE))) + .5 * as.numeric(determinant(crossprod(X * sqrt(w)))$modulus) }
firth <- function(X, y, b = rep(0, ncol(X)), free = seq_len(ncol(X))) {
  for (i in 1:2000) { p <- as.vector(plogis(X %*% b)); W <- p * (1 - p); I <- crossprod(X * sqrt(W)); h <- rowSums((X * sqrt(W)) %*% solve(I) * (X * sqrt(W)))
    st <- solve(I[free, free, drop = FALSE], crossprod(X[, free, drop = FALSE], y - p + h * (.5 - p))); st <- st * min(1, 1 / max(abs(st))); b[free] <- b[free] + as.vector(st); if (max(abs(st)) < 1e-13) break }
  stopifnot(max(abs(st)) < 1e-12); list(b = b, I = I, h = pen(b, X, y)) }
one <- rep(seq_len(nrow(s)), s$trials); Xo <- Xs[one, ]; yo <- unlist(mapply(function(n, e) rep(1:0, c(e, n - e)), s$trials, s$events)); fo <- firth(Xo, yo)
limit <- function(j, side) { floor <- fo$h - qchisq(.95, 1) / 2; se <- sqrt(solve(fo$I)[j, j]); far <- fo$b[j] + side * se
  gap <- function(v) { b <- fo$b; b[j] <- v; firth(Xo, yo, b, setdiff(seq_along(b), j))$h - floor }
  while (gap(far) > 0) far <- far + side * 2 * abs(far - fo$b[j]); uniroot(gap, sort(c(fo$b[j], far)), tol = 1e-13)$root }
add("firth_levels", "Firth modified score on single people, se from inverse Fisher information; profile penalised likelihood limits at 95 % by uniroot", rows_of(Xs, s$trials, s$events),
    list(coef = A(unname(fo$b)), se = A(unname(sqrt(diag(solve(fo$I))))), penalized_log_lik = fo$h, low = A(sapply(1:8, limit, -1)), high = A(sapply(1:8, limit, 1))))

# ---- Mantel-Haenszel; exact odds ratio and limits from roots to 1e-13 of the same probabilities, since R stops at 1e-4;
# Sato's error of the risk difference
exact_odds <- function(t) {
  low <- 0; d <- 1                                       # log probabilities of the sum, from its least value on
  for (k in seq_len(dim(t)[3])) { m <- sum(t[1, , k]); n <- sum(t[2, , k]); e <- sum(t[, 1, k]); x <- max(0, e - n):min(e, m); low <- low + x[1]
    q <- dhyper(x, m, n, e); d <- vapply(0:(length(d) + length(q) - 2), function(s) { i <- max(0, s - length(q) + 1):min(s, length(d) - 1); sum(d[i + 1] * q[s - i + 1]) }, 0) }
  seen <- sum(t[1, 1, ]) - low + 1; at <- function(b) { l <- log(d) + b * (seq_along(d) - seen); w <- exp(l - max(l)); w / sum(w) }
  root <- function(f) exp(uniroot(f, c(-3, 3), extendInt = "yes", tol = 1e-13)$root); k <- seq_along(d)
  list(or = root(function(b) sum(k * at(b)) - seen), ci = c(root(function(b) sum(at(b)[k >= seen]) - .025), root(function(b) sum(at(b)[k <= seen]) - .025))) }
mh <- function(nm, cells, exact = TRUE) {
  t <- array(unlist(lapply(cells, function(x) c(x[1], x[3], x[2], x[4]))), c(2, 2, length(cells)))
  a <- mantelhaen.test(t, correct = TRUE); b <- mantelhaen.test(t, correct = FALSE)
  ai <- t[1, 1, ]; bi <- t[1, 2, ]; ci <- t[2, 1, ]; di <- t[2, 2, ]; n1 <- ai + bi; n0 <- ci + di; N <- n1 + n0
  W <- sum(n1 * n0 / N); rd <- sum(ai * n0 / N - ci * n1 / N) / W
  P <- sum(ci * (n1 / N)^2 - ai * (n0 / N)^2 + (n1 / N) * (n0 / N) * (n0 - n1) / 2); Q <- sum(ai * (n0 - ci) / N + ci * (n1 - ai) / N) / 2; se <- sqrt(rd * P + Q) / W
  e <- list(common_or = unname(a$estimate), ci95 = as.vector(a$conf.int), chisq_corrected = unname(a$statistic), p_corrected = a$p.value, chisq_uncorrected = unname(b$statistic),
            p_uncorrected = b$p.value, mh_risk_difference = rd, rd_ci95_sato = rd + c(-1, 1) * qnorm(.975) * se)
  if (exact) { x <- mantelhaen.test(t, exact = TRUE); e$exact_p <- x$p.value; own <- exact_odds(t)
    stopifnot(abs(own$or / x$estimate - 1) < 1e-3, abs(own$ci / x$conf.int - 1) < 1e-2); e$exact_or <- own$or; e$exact_ci95 <- own$ci }
  add(nm, "mantelhaen.test(t, correct=TRUE|FALSE|exact=TRUE); exact_or and exact_ci95 by exact_odds of the script; risk difference with Sato's variance (1989)", list(tables = lapply(cells, function(x) M(matrix(x, 2, byrow = TRUE)))), e) }
mh("mh_empty_row", list(c(5, 20, 3, 30), c(0, 0, 4, 9), c(7, 11, 2, 14)))
mh("mh_zero_events", list(c(5, 20, 3, 30), c(0, 12, 0, 9), c(7, 11, 2, 14)))
mh("mh_large", list(c(1210, 8100, 990, 8402), c(310, 5200, 260, 5333), c(95, 2100, 61, 2203)))
mh("mh_no_correction", list(c(5, 20, 6, 24), c(4, 12, 3, 9)))
mh("mh_tea", list(c(3, 1, 1, 3), c(0, 5, 0, 4)))
# generalised, with a group nobody is in and a stratum of zero events
cm <- function(nm, cells, without = integer()) { t <- array(unlist(lapply(cells, function(x) as.vector(matrix(x, ncol = 2, byrow = TRUE)))), c(length(cells[[1]]) / 2, 2, length(cells)))
  r <- if (length(without)) t[-without, , ] else t; q <- mantelhaen.test(r)
  add(nm, "mantelhaen.test(t), generalised (r x 2 x K), without the group nobody is in", list(tables = lapply(cells, function(x) M(matrix(x, ncol = 2, byrow = TRUE)))), list(chisq = unname(q$statistic), df = unname(q$parameter), p = q$p.value)) }
cm("cmh_four", list(c(3, 20, 5, 17, 9, 12, 2, 30), c(1, 9, 4, 9, 3, 4, 0, 5), c(0, 4, 0, 5, 0, 6, 0, 7)))
cm("cmh_empty_group", list(c(3, 20, 0, 0, 9, 12, 2, 30), c(1, 9, 0, 0, 3, 4, 0, 5)), without = 2)

# ---- attempts: one without replies, one where all reply, one that nobody made
hz <- function(nm, n, r) { h <- ifelse(n > 0, r / n, NA); S <- cumprod(1 - h); gw <- cumsum(ifelse(r == 0, 0, r / (n * (n - r)))); se <- ifelse(S > 0, S * sqrt(gw), NA)
  ok <- !is.na(S) & S > 0 & S < 1; ll <- log(-log(S)); sl <- sqrt(gw) / abs(log(S)); lim <- function(s) ifelse(ok, 1 - exp(-exp(ll + s * qnorm(.975) * sl)), NA)
  add(nm, "h=r/n; F=1-prod(1-h); Greenwood; log-log limits; NA where there is none", list(at_risk = A(n), replies = A(r)), list(hazard = A(h), hazard_se = A(sqrt(h * (1 - h) / n)), cumulative = A(1 - S), cumulative_se = A(se), lower = A(lim(-1)), upper = A(lim(1)))) }
hz("hazard_none_first", c(50, 40, 30), c(0, 8, 3)); hz("hazard_all_last", c(20, 9, 4), c(6, 2, 4)); hz("hazard_gap", c(20, 0, 4), c(6, 0, 1))

# ---- a hazard for weights: free level a day, ridge on the effects
set.seed(60606)
St <- as.matrix(expand.grid(b = 0:1, c2 = 0:1, c3 = 0:1, d = 0:1)); St <- St[!(St[, 2] == 1 & St[, 3] == 1), ]; ns <- nrow(St); T <- 14
n <- matrix(0, T, ns); r <- n; left <- rpois(ns, 60)
for (t in 1:T) { n[t, ] <- left; if (!(t %in% c(4, 9))) r[t, ] <- rbinom(ns, left, plogis(-2.6 + .1 * sin(t) + as.vector(St %*% c(.8, -.5, .4, -.9)))); left <- pmax(left - r[t, ] - rbinom(ns, left - r[t, ], .03), 0) }
n <- rbind(n, c(rep(0, ns - 2), 2, 1)); r <- rbind(r, c(rep(0, ns - 2), 2, 1))     # a day on which all act
prop <- function(nm, rho, n, r, St, call) {
  use <- which(rowSums(r) > 0 & rowSums(n - r) > 0); T <- length(use); p <- ncol(St); nn <- as.vector(t(n[use, ])); rr <- as.vector(t(r[use, ]))
  X <- cbind(kronecker(diag(T), rep(1, nrow(St))), St[rep(seq_len(nrow(St)), T), ]); R <- diag(c(rep(0, T), rep(rho, p)))
  obj <- function(b) { e <- as.vector(X %*% b); sum(nn * log1p(exp(e)) - rr * e) + .5 * sum(b * (R %*% b)) }
  gr <- function(b) { e <- as.vector(X %*% b); -as.vector(crossprod(X, rr - nn * plogis(e))) + as.vector(R %*% b) }
  b <- optim(rep(0, T + p), obj, gr, method = "BFGS", control = list(reltol = 1e-15, maxit = 5000))$par
  for (i in 1:20) { m <- as.vector(plogis(X %*% b)); b <- b - solve(crossprod(X * sqrt(nn * m * (1 - m))) + R, gr(b)) }
  stopifnot(max(abs(gr(b))) < 1e-8)
  if (rho == 0) { f <- glm(cbind(rr, nn - rr) ~ 0 + X, binomial, control = ctl); stopifnot(max(abs(coef(f) - b)) < 1e-8) }
  L <- matrix(0, nrow(n), nrow(St)); L[use, ] <- matrix(plogis(X %*% b), ncol = nrow(St), byrow = TRUE); L[rowSums(n) > 0 & rowSums(n - r) == 0, ] <- 1
  add(nm, call, list(at_risk = M(n), acted = M(r), strata = M(St), precision = rho), list(beta = A(unname(b[T + seq_len(p)])), hazard = M(L))) }
prop("propensity_free", 0, n, r, unname(St), "glm(cbind(acted, at_risk-acted) ~ 0 + factor(day) + strata, binomial) on days on which some but not all acted; 0 or 1 on the others")
prop("propensity_ridge", .16, n, r, unname(St), "optim(BFGS) of the likelihood less precision/2 sum(beta^2), polished by Newton on all parameters")
r2 <- r; r2[, St[, 4] == 1] <- 0; r2[T + 1, ] <- n[T + 1, ]
prop("propensity_separated", .16, n, r2, unname(St), "as propensity_ridge; nobody of the strata with d = 1 acts on days on which some but not all do")
finish("discrete_more.json", "Grouped and separated logistic models, Firth with profile limits, thin and large strata, attempts without people, a penalised hazard.", .ver("stats"))
