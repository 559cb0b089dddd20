# Shares of six boxes by group with R `survey`: weights, strata and, if asked for, clusters; logit intervals.
#
#     Rscript survey.R FILE.csv [clusters]
#
# Prints one JSON object a figure: option, group, share, se, low, high.

suppressPackageStartupMessages(library(survey))
arguments <- commandArgs(trailingOnly = TRUE)
data <- read.csv(arguments[1], na.strings = "")
units <- if ("clusters" %in% arguments) ~cluster else ~1
design <- svydesign(ids = units, strata = ~stratum, weights = ~weight, data = data, nest = TRUE)
for (option in paste0("o", 1:6)) {
  formula <- as.formula(paste0("~", option))
  shares <- svyby(formula, ~group, design, svyciprop, vartype = c("se", "ci"), method = "logit", na.rm = TRUE)
  cat(sprintf(
    '{"option": "%s", "group": "%s", "share": %.17g, "se": %.17g, "low": %.17g, "high": %.17g}\n',
    option, shares$group, shares[[2]], shares[[3]], shares$ci_l, shares$ci_u
  ), sep = "")
}
