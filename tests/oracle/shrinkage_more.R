# Which of several shares is the highest, by integrate; and beta-binomial fits on the edges.
here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])))
setwd(here); source("common.R")
# over the quantiles of share i, where its density is 1; cut where another share's distribution turns
best_one <- function(i, a, b) {
  # logarithms, so that a small product of many does not underflow
  fn <- function(u) { x <- qbeta(u, a[i], b[i]); exp(Reduce(`+`, lapply(seq_along(a)[-i], function(j) pbeta(x, a[j], b[j], log.p = TRUE)))) }
  turns <- unlist(lapply(seq_along(a), function(j) qbeta(c(1e-9, 1e-4, .02, .3, .7, .98, 1 - 1e-4, 1 - 1e-9), a[j], b[j])))
  cuts <- sort(unique(c(0, pbeta(turns, a[i], b[i]), 1)))
  s <- 0
  for (k in seq_len(length(cuts) - 1)) s <- s + integrate(fn, cuts[k], cuts[k + 1], rel.tol = 1e-12, abs.tol = 1e-15, subdivisions = 2000, stop.on.error = FALSE)$value
  s
}
best <- function(a, b) vapply(seq_along(a), best_one, 0, a = a, b = b)
add_best <- function(name, alpha, beta, x, n, note = NULL) {
  a <- alpha + x; b <- beta + n - x; p <- best(a, b)
  if (abs(sum(p) - 1) > 1e-9) cat(name, "sums to 1 within", abs(sum(p) - 1), "\n")
  add(name, "integrate(function(u) prod over j != i of pbeta(qbeta(u, a_i, b_i), a_j, b_j), 0, 1) in pieces, rel.tol = 1e-12; a = alpha + x, b = beta + n - x",
      list(alpha = alpha, beta = beta, x = A(x), n = A(n)), list(best = A(p)), note = note)
}
close <- "compare at 1e-8 absolute"
add_best("best_two", 1, 1, c(42, 33), c(100, 100), close)
add_best("best_twelve", 3.5, 6.9, c(3,0,12,7,0,25,1,40,9,0,5,18), c(10,4,30,25,0,60,9,90,20,12,5,71), close)
add_best("best_unequal", 0.7, 2.1, c(4000, 3, 0, 41, 230), c(10000, 5, 0, 100, 600), close)
add_best("best_nobody", 0.5, 0.5, c(0, 0, 0), c(0, 0, 0), close)
add_best("best_small_prior", 0.05, 0.2, c(0, 1, 0, 9), c(0, 6, 30, 31), close)
add_best("best_far_apart", 2, 5, c(10, 500, 90), c(1000, 1000, 100), close)
add_best("best_rare", 0.6, 40, c(0, 3, 1, 0, 12, 7), c(50, 900, 12, 0, 4100, 2500), close)
set.seed(4711)
n <- sample(5:400, 30); x <- rbinom(30, n, rbeta(30, 6, 14))
add_best("best_thirty", 6.2, 13.9, x, n, close)
# the likelihood of a = m*p, b = m*(1-p) by sums of logarithms, which keep their digits where lbeta has none left
ll <- function(a, b, x, n) { s <- function(c, k) if (k > 0) sum(log(c + seq_len(k) - 1)) else 0
  sum(mapply(function(x, n) lchoose(n, x) + s(a, x) + s(b, n - x) - s(a + b, n), x, n)) }
add_all <- function(name, x, n) { h <- sum(x > 0); k <- length(x[n > 0]); p <- h / k; m <- c(1e-2, 1e-4, 1e-6, 1e-8)
  add(name, "each group all or nothing: log-lik at a=m*p, b=m*(1-p), p = share of groups of hits, m=1e-2..1e-8; supremum sum(dbinom(x>0,1,p,log=TRUE)) over groups with n>0",
      list(x = A(x), n = A(n)), list(share = p, strengths = A(m), log_lik_at_strengths = A(vapply(m, function(m) ll(m*p, m*(1-p), x, n), 0)),
      log_lik_supremum = sum(dbinom((x > 0)[n > 0], 1, p, log = TRUE)))) }
add_all("all_or_nothing_seven", c(4, 0, 0, 3, 0, 1, 0), c(4, 6, 2, 3, 9, 1, 0))
finish("shrinkage_more.json", "The highest of several shares; groups of one voice.", .ver("stats"))
