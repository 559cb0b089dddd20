here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])))
setwd(here); source("common.R")
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "fail", survey.adjust.domain.lonely = FALSE)
# data: survey.csv as survey_designs.R wrote it; `likert` stands for a question of numbers that some left open
d <- read.csv("survey.csv", na.strings = "")
d$group <- factor(d$group, levels = c("A", "B", "C", "D"))
ms7 <- c(paste0("ms_", letters[1:6]), "ms_none")
designs <- list(
  weights = "svydesign(ids=~1, weights=~weight, data=d)",
  strata = "svydesign(ids=~1, strata=~stratum, weights=~weight, data=d)",
  cluster = "svydesign(ids=~psu, strata=~stratum, weights=~weight, data=d, nest=TRUE)",
  cluster_fpc = "svydesign(ids=~psu, strata=~stratum, weights=~weight, fpc=~fpc_psu, data=d, nest=TRUE)")
domains <- list(everyone = "TRUE", A = "group == 'A'", B = "group == 'B'", C = "group == 'C'", D = "group == 'D'")
inp <- function(D, ...) c(list(csv = "survey.csv", design = D), list(...))
ci <- function(e, s, df) A(e + c(-1, 1) * qt(.975, df) * s)
one <- function(x) unname(as.vector(x))[1]
for (D in names(designs)) {
  des <- eval(parse(text = designs[[D]]))
  for (v in c("age", "likert")) {
    f <- as.formula(paste0("~", v))
    for (dom in names(domains)) {
      s <- eval(parse(text = sprintf("subset(des, !is.na(%s) & %s)", v, domains[[dom]])))
      m <- svymean(f, s); t <- svytotal(f, s); df <- degf(s)
      e <- list(n = nrow(s$variables), mean = one(m), se = one(SE(m)), df = df, ci95 = ci(one(m), one(SE(m)), df),
                total = one(t), total_se = one(SE(t)), total_ci95 = ci(one(t), one(SE(t)), df), sd = sqrt(one(svyvar(f, s))),
                quartiles = A(unlist(coef(svyquantile(f, s, c(.25, .75), qrule = "math", ci = FALSE)))))
      if (v == "age") { z <- svyquantile(f, s, .5, interval.type = "xlogit", qrule = "math", ci = TRUE)[[1]]
        e <- c(e, list(median = unname(z[1, "quantile"]), median_ci95 = A(z[1, 2:3]), median_se = unname(z[1, "se"]))) }
      add(sprintf("%s_%s_%s", D, v, dom), sprintf("s <- subset(des, !is.na(%s) & %s); svymean, svytotal, svyvar, svyquantile(qrule='math', interval.type='xlogit'); df = degf(s)", v, domains[[dom]]), inp(D), e)
    }
    for (g in levels(d$group)) {
      b <- svyby(f, as.formula(sprintf("~I(group == '%s')", g)), eval(parse(text = sprintf("subset(des, !is.na(%s))", v))), svymean, covmat = TRUE)
      k <- svycontrast(b, c(-1, 1)); df <- degf(des)
      add(sprintf("%s_gap_%s_%s", D, v, g), sprintf("svycontrast(svyby(~%s, ~I(group=='%s'), subset(des, !is.na(%s)), svymean, covmat=TRUE), c(-1, 1)); df = degf(des)", v, g, v), inp(D),
          list(difference = one(k), se = one(SE(k)), p = 2 * pt(-abs(one(k) / one(SE(k))), df)))
    }
  }
  t <- svyby(as.formula(paste("~", paste(ms7, collapse = "+"))), ~group, des, svytotal, na.rm = TRUE)
  add(paste0(D, "_people"), "svyby(~ms_a+...+ms_none, ~group, des, svytotal, na.rm=TRUE)", inp(D), list(names = A(ms7), total = M(as.matrix(t[, ms7])), se = M(as.matrix(SE(t)))))
}
# without a design: Student's interval, Welch's test
for (v in c("age", "likert")) for (g in levels(d$group)) {
  x <- d[[v]][d$group == g & !is.na(d[[v]])]; y <- d[[v]][d$group != g & !is.na(d[[v]])]
  s <- t.test(x); w <- t.test(x, y)
  add(sprintf("srs_%s_%s", v, g), "t.test(x); sd(x); t.test(x, rest)", inp("none"),
      list(n = length(x), mean = mean(x), se = sd(x) / sqrt(length(x)), ci95 = A(s$conf.int), sd = sd(x), difference = mean(x) - mean(y), gap_se = unname(w$stderr), p = w$p.value))
}
finish("numbers.json", "Means, medians, spread, totals and gaps of means, under the designs of survey_designs.json and without one.", .ver("survey"))
