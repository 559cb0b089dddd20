# Exact coverage of 95 % intervals of a share in simple random samples: sum of dbinom over the counts whose interval holds p.
# R's own binom.test, prop.test and qbeta; the intervals of hearback are not looked at.
here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])))
setwd(here); source("common.R")
level <- .95; a <- 1 - level; z <- qnorm(1 - a/2)
wilson <- function(x, n) suppressWarnings(prop.test(x, n, conf.level = level, correct = FALSE))$conf.int
clopper_pearson <- function(x, n) binom.test(x, n, conf.level = level)$conf.int
jeffreys <- function(x, n) {
  r <- qbeta(c(a/2, 1 - a/2), x + .5, n - x + .5)
  c(if (x == 0) 0 else r[1], if (x == n) 1 else r[2])
}
agresti_coull <- function(x, n) {
  m <- n + z^2; p <- (x + z^2/2)/m; h <- z*sqrt(p*(1 - p)/m)
  c(max(0, p - h), min(1, p + h))
}
methods <- list(wilson = wilson, clopper_pearson = clopper_pearson, jeffreys = jeffreys, agresti_coull = agresti_coull)
for (n in c(30, 100, 1000)) for (p in c(.02, .1, .33, .5, .9)) {
  x <- 0:n
  covered <- lapply(methods, function(f) {
    limits <- vapply(x, function(k) as.numeric(f(k, n)), numeric(2))
    stopifnot(min(abs(limits - p)) > 1e-9)          # no limit so near to p that rounding would decide
    sum(dbinom(x, n, p)[limits[1, ] <= p & p <= limits[2, ]])
  })
  stopifnot(covered$clopper_pearson >= level)
  add(sprintf("coverage_p%g_n%d", p, n),
      "sum(dbinom(0:n, n, p)[low <= p & p <= high]); wilson: prop.test(x, n, correct=FALSE)$conf.int; clopper_pearson: binom.test(x, n)$conf.int; jeffreys: qbeta(c(a/2, 1-a/2), x+.5, n-x+.5), 0 below when x==0 and 1 above when x==n; agresti_coull: (x+z^2/2)/(n+z^2), clipped",
      list(p = p, n = n), covered)
}
finish("coverage.json", "Exact coverage of 95 % intervals of a share, simple random samples.", .ver("stats"))
