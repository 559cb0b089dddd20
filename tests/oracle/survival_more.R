here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])))
setwd(here); source("common.R")
suppressPackageStartupMessages(library(survival))
# ---------- data: survival.csv as survival.R wrote it, with further strata and clusters of uneven sizes
d <- read.csv("survival.csv"); n <- nrow(d)
set.seed(50505)
d$wave <- sample(c("a", "b", "c"), n, TRUE, c(.6, .35, .05))
d$lone <- ifelse(d$group == "email" & runif(n) < .3, 2, rbinom(n, 1, .4))      # only one group in stratum 2
d$quiet <- as.integer(d$event == 0 & runif(n) < .3)                            # nobody replies in stratum 1
d$day <- pmax(1, 5 * ceiling(d$time / 5))                                      # many ties
d$cluster <- sample(24, n, TRUE, (1:24)^1.2)
write.csv(d[, c("id", "wave", "lone", "quiet", "day", "cluster")], "survival_more.csv", row.names = FALSE, quote = FALSE)
d <- cbind(d[, c("id", "time", "event", "group", "warm")], read.csv("survival_more.csv")[, -1])
d$group <- factor(d$group, levels = c("email", "forum", "talk"))
two <- droplevels(d[d$group != "talk", ])
inp <- function(...) c(list(csv = c("survival.csv", "survival_more.csv")), list(...))
# ---------- log-rank
lr <- function(name, call, groups, strata, rho, time = "time") {
  r <- run(call); by <- is.matrix(r$obs); ob <- if (by) rowSums(r$obs) else r$obs; ex <- if (by) rowSums(r$exp) else r$exp
  e <- list(n = A(r$n), obs = A(ob), exp = A(ex), var = M(r$var), chisq = r$chisq, df = sum(ex > 0) - 1, p = pchisq(r$chisq, sum(ex > 0) - 1, lower.tail = FALSE))
  if (length(ob) == 2) e$z <- (ob[1] - ex[1]) / sqrt(r$var[1, 1])
  if (by) { e$obs_by_stratum <- M(r$obs); e$exp_by_stratum <- M(r$exp) }
  add(name, call, inp(groups = A(groups), strata = A(strata), rho = rho, time = time), e)
}
for (rho in c(0, 1)) for (who in c("d", "two")) {
  g <- levels(get(who)$group); s <- sprintf("%s_rho%g", if (who == "d") "three" else "two", rho)
  f <- function(rhs, time = "time") sprintf("survdiff(Surv(%s, event) ~ group%s, data=%s, rho=%g)", time, rhs, who, rho)
  lr(paste0("more_survdiff_", s, "_two_variables"), f(" + strata(warm, wave)"), g, c("warm", "wave"), rho)
  lr(paste0("more_survdiff_", s, "_uneven"), f(" + strata(wave)"), g, "wave", rho)
  lr(paste0("more_survdiff_", s, "_one_group_in_a_stratum"), f(" + strata(lone)"), g, "lone", rho)
  lr(paste0("more_survdiff_", s, "_no_event_in_a_stratum"), f(" + strata(quiet)"), g, "quiet", rho)
  lr(paste0("more_survdiff_", s, "_ties"), f("", "day"), g, character(0), rho, "day")
  lr(paste0("more_survdiff_", s, "_ties_stratified"), f(" + strata(warm)", "day"), g, "warm", rho, "day")
  lr(paste0("more_survdiff_", s, "_many_strata"), f(" + strata(cluster)"), g, "cluster", rho)
}
# a group all of whose people leave before the first event has expected 0, and R leaves it out
x <- data.frame(time = c(1, 1, 3, 4, 5, 6, 7, 4, 5, 8, 9), event = c(0, 0, 1, 1, 0, 1, 1, 1, 0, 1, 0), g = c("a", "a", rep("b", 5), rep("c", 4)))
r <- survdiff(Surv(time, event) ~ g, data = x)
add("more_survdiff_group_gone_before_events", "survdiff(Surv(time, event) ~ g, data=x)", list(time = A(x$time), event = A(x$event), g = A(x$g), rho = 0),
    list(n = A(r$n), obs = A(r$obs), exp = A(r$exp), var = M(r$var), chisq = r$chisq, df = 1, p = pchisq(r$chisq, 1, lower.tail = FALSE)))
# ---------- curves by stratum
f <- survfit(Surv(time, event) ~ warm + wave, data = d); k <- rep(names(f$strata), f$strata)
for (s in names(f$strata)) { i <- k == s; v <- sub(".*=", "", strsplit(s, ", ")[[1]])
  add(paste0("more_survfit_warm", v[1], "_wave_", trimws(v[2])), "survfit(Surv(time, event) ~ warm + wave, data=d)", inp(warm = as.numeric(v[1]), wave = trimws(v[2])),
      list(time = A(f$time[i]), n_risk = A(f$n.risk[i]), n_event = A(f$n.event[i]), surv = A(f$surv[i]), std_err_surv = A(f$surv[i] * f$std.err[i]), lower = A(f$lower[i]), upper = A(f$upper[i]))) }
# ---------- clusters: infinitesimal jackknife, and the jackknife that leaves out one cluster at a time
days <- c(7, 14, 30)
share <- function(x) 1 - summary(survfit(Surv(time, event) ~ 1, data = x), times = days, extend = TRUE)$surv
for (who in c("all", levels(d$group))) {
  x <- if (who == "all") d else d[d$group == who, ]
  f <- survfit(Surv(time, event) ~ 1, data = x, cluster = cluster)
  s <- summary(f, times = days, extend = TRUE)
  add(paste0("more_cluster_robust_", who), "survfit(Surv(time, event) ~ 1, data=x, cluster=cluster); summary(times=c(7,14,30), extend=TRUE)", inp(subset = who),
      list(time = A(f$time), surv = A(f$surv), std_err_surv = A(f$surv * f$std.err), at = list(times = A(days), surv = A(s$surv), std_err_surv = A(s$std.err))))
  cl <- sort(unique(x$cluster)); G <- length(cl)
  left <- t(vapply(cl, function(k) share(x[x$cluster != k, ]), days)); full <- share(x); mid <- colMeans(left)
  v <- (G - 1) / G * crossprod(sweep(left, 2, mid)); se <- sqrt(diag(v)); q <- qt(.975, G - 1)
  add(paste0("more_jackknife_", who), "theta_g: 1 - summary(survfit(..., data=x[x$cluster != g,]), times=c(7,14,30))$surv; (G-1)/G * crossprod(theta_g - mean(theta_g)); estimate -/+ qt(.975, G-1)*se",
      inp(subset = who, days = A(days)), list(groups = G, full = A(full), left_out = M(left), vcov = M(v), se = A(se), df = G - 1, lower = A(full - q * se), upper = A(full + q * se)))
}
a <- d[d$group == "forum", ]; b <- d[d$group == "email", ]; cl <- sort(unique(d$cluster)); G <- length(cl)
gap <- function(k) share(a[!a$cluster %in% k, ]) - share(b[!b$cluster %in% k, ])
left <- t(vapply(cl, gap, days)); v <- (G - 1) / G * crossprod(sweep(left, 2, colMeans(left)))
add("more_jackknife_gap", "theta_g: share(forum without cluster g) - share(email without cluster g) at days 7, 14, 30", inp(subset = "gap", days = A(days)),
    list(groups = G, full = A(gap(0)), left_out = M(left), vcov = M(v), se = A(sqrt(diag(v))), df = G - 1, lower = A(gap(0) - qt(.975, G - 1) * sqrt(diag(v))), upper = A(gap(0) + qt(.975, G - 1) * sqrt(diag(v)))))
# ---------- Cox: strata, clusters, heavy ties
ctl <- coxph.control(eps = 1e-11, iter.max = 50)
for (ti in c("efron", "breslow")) for (kind in c("strata", "cluster", "strata_cluster", "ties")) {
  time <- if (kind == "ties") "day" else "time"
  rhs <- if (grepl("strata", kind)) "group + warm + strata(wave)" else "group + warm"
  call <- sprintf("coxph(Surv(%s, event) ~ %s, data=d, ties='%s'%s, control=coxph.control(eps=1e-11, iter.max=50))", time, rhs, ti, if (grepl("cluster", kind)) ", cluster=cluster" else "")
  f <- run(call); s <- summary(f); robust <- !is.null(f$naive.var)
  e <- list(names = A(names(coef(f))), coef = A(coef(f)), vcov = M(if (robust) f$naive.var else vcov(f)), loglik = A(f$loglik), score_test = unname(s$sctest["test"]), lr_test = unname(s$logtest["test"]))
  if (robust) { e$robust_vcov <- M(vcov(f)); e$robust_wald <- f$wald.test } else e$wald_test <- f$wald.test
  add(sprintf("more_coxph_%s_%s", ti, kind), call, inp(ties = ti, time = time, strata = if (grepl("strata", kind)) "wave" else NA, cluster = if (grepl("cluster", kind)) "cluster" else NA), e)
}
finish("survival_more.json", "Stratified log-rank, curves by stratum, clustered standard errors, grouped jackknife, stratified and clustered Cox.", .ver("survival"))
