# What one more message does, and when to write again: simulated silences and courses, and both estimators written out
# from their definitions with one row a person and day. survival's own curves where days of messages have no replies.
here <- dirname(normalizePath(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])))
setwd(here); source("common.R"); suppressPackageStartupMessages(library(survival))

# ---- people: messages 1, 2, ... until a reply or until no more is known
# reply(k, warmth, day) and write(day, channel) are the chances of a day; until: the last day of which anything is known
simulate <- function(n, group, warmth, channel, reply, write, until, most = 4) {
  rows <- list()
  for (i in seq_len(n)) {
    start <- 0; k <- 1; gap <- NA
    repeat {
      day <- 0; end <- NULL
      while (is.null(end)) {
        r <- runif(1) < reply(k, warmth[i], day) * (if (day == 0) .5 else 1)
        w <- runif(1) < write(day, channel[i]) && k < most
        first <- runif(1) < .5                      # which of the two comes first on that day
        if (r && !(w && first)) end <- "replied" else if (w) end <- "again" else if (start + day >= until[i]) end <- "censored" else day <- day + 1
      }
      rows[[length(rows) + 1]] <- data.frame(person = i, group = group[i], attempt = k, warmth = warmth[i], channel = channel[i], gap = gap, days = day, end = end)
      if (end != "again") break
      start <- start + day; gap <- day; k <- k + 1
    }
  }
  do.call(rbind, rows)
}
set.seed(70101)
n <- 520; ch <- sample(0:1, n, TRUE); wa <- sample(0:1, n, TRUE, c(.6, .4))
ordinary <- simulate(n, sample(0:15, n, TRUE), wa, ch, function(k, w, d) .006 + .007 * w + .006 * (k > 1) * (d < 8),
                     function(d, c) if (d < 1) 0 else if (d %in% 6:10) .07 + .03 * c else .012, sample(20:130, n, TRUE))
n <- 300; ch <- sample(0:4, n, TRUE, c(.5, .2, .15, .1, .05)); wa <- sample(0:2, n, TRUE, c(.7, .2, .1))
thin <- simulate(n, sample(0:6, n, TRUE, c(8, 5, 4, 3, 2, 1, 1)), wa, ch, function(k, w, d) .02 / (1 + d / 10) + .01 * w,
                 function(d, c) if (d < 2) 0 else .04 + .01 * c, sample(5:90, n, TRUE))
n <- 340; ch <- sample(0:1, n, TRUE); wa <- sample(0:1, n, TRUE)
ties <- simulate(n, sample(0:9, n, TRUE), wa, ch, function(k, w, d) if (d == 0) .08 else if (d %% 7 == 0) .07 + .04 * w else if (d == 1) .03 else 0,
                 function(d, c) if (d == 0) .04 else if (d %% 7 == 0) .16 + .08 * c else if (d == 1) .02 else 0, 7 * sample(0:16, n, TRUE))
n <- 420; ch <- sample(0:1, n, TRUE); wa <- rep(0, n)
apart <- simulate(n, sample(0:11, n, TRUE), wa, ch, function(k, w, d) if (d %% 2 == 1) .025 else 0,
                  function(d, c) if (d > 0 && d %% 2 == 0) .05 + .02 * c else 0, sample(20:120, n, TRUE))
sets <- list(ordinary = ordinary, thin = thin, ties = ties, apart = apart)
all <- do.call(rbind, lapply(names(sets), function(s) cbind(set = s, sets[[s]])))
write.csv(all, "follow_up.csv", row.names = FALSE, quote = FALSE, na = "")

# ---- trials
# the chance to reply by day 0, 1, ...: one row a silence and day, half a row on the day of another message
by_day <- function(s) {
  if (nrow(s) == 0) return(numeric(0))
  i <- rep(seq_len(nrow(s)), s$days + 1); day <- sequence(s$days + 1) - 1
  last <- day == s$days[i]
  at_risk <- ifelse(last & s$end[i] == "again", .5, 1); reply <- last & s$end[i] == "replied"
  day <- factor(day, levels = 0:max(day))
  as.vector(tapply(reply, day, sum) / tapply(at_risk, day, sum))
}
# the share who reply from day u to day u + h, of day u that part (an exponent)
share_from <- function(haz, u, h, part) {
  S <- 1
  for (t in u:(u + h)) {
    if (is.na(S) || S == 0) break
    x <- if (t + 1 <= length(haz)) haz[t + 1] else NA
    S <- S * (1 - x)^(if (t == u) part else 1)
  }
  1 - S
}
# which cells are compared together, and which days of messages have both arms known for h days: the treated are of two
# groups at least, and their share exists, also without each of these
known_to <- function(treated, h, day) length(unique(treated$group)) > 1 && all(sapply(c(-1, unique(treated$group)), function(g)
  !is.na(share_from(by_day(treated[treated$group != g & (day == "counted" | treated$days > 0), ]), 0, h, 1))))
strata_of <- function(s, tr, h, day = "counted") {
  out <- list(); rest <- unique(s[c("attempt", "warmth", "channel")]); rest <- rest[order(rest$attempt, rest$warmth, rest$channel), ]
  for (coarse in 0:2) {
    if (nrow(rest) == 0) break
    key <- with(rest, paste(attempt, if (coarse < 2) warmth else "any", if (coarse < 1) channel else "any"))
    left <- rest[0, ]
    for (k in unique(key)) {
      cells <- rest[key == k, ]; name <- function(x) paste(x$attempt, x$warmth, x$channel)
      silent <- s[name(s) %in% name(cells), ]
      treated <- tr[paste(tr$attempt - 1, tr$warmth, tr$channel) %in% name(cells), ]
      known <- sort(tapply(silent$days, silent$group, max), decreasing = TRUE)
      known <- if (length(known) > 1) known[2] else -1
      # or where all have replied before, also without any one group
      part <- if (day == "counted") .5 else 0
      ended <- function(u) length(unique(silent$group)) > 1 && all(sapply(c(-1, unique(silent$group)), function(g)
        !is.na(share_from(by_day(silent[silent$group != g, ]), u, h, part))))
      late <- sort(unique(treated$gap[treated$gap + h > known])); late <- late[vapply(late, ended, TRUE)]
      treated <- treated[treated$gap + h <= known | treated$gap %in% late, ]
      ok <- (coarse == 2 || nrow(treated) >= 10) && known_to(treated, h, day)
      if (ok) out[[length(out) + 1]] <- list(silent = silent, treated = treated, coarse = coarse) else left <- rbind(left, cells)
    }
    rest <- left
  }
  out
}
shares_of <- function(strata, h, day, without = NULL) {
  sums <- c(0, 0); N <- 0
  for (st in strata) {
    silent <- st$silent[!(st$silent$group %in% without), ]; tr <- st$treated[!(st$treated$group %in% without), ]
    if (nrow(tr) == 0) next
    haz <- by_day(silent)
    control <- 0
    for (u in sort(unique(tr$gap))) control <- control + sum(tr$gap == u) * share_from(haz, u, h, if (day == "counted") .5 else 0)
    stay <- if (day == "counted") tr else tr[tr$days > 0, ]
    sums <- sums + c(nrow(tr) * share_from(by_day(stay), 0, h, if (day == "counted") 1 else 0), control); N <- N + nrow(tr)
  }
  p <- sums / N
  c(p, p[1] - p[2], if (is.na(p[1] * p[2]) || p[1] <= 0 || p[2] <= 0) NA else log(p[1] / p[2]))
}
# limits of a share by the delta method on log(-log(1 - p))
log_log <- function(p, reach) { if (is.na(p)) return(c(NA, NA)); if (reach == 0 || p <= 0 || p >= 1) return(c(p, p))
  1 - exp(-exp(log(-log(1 - p)) + c(-1, 1) * reach / ((1 - p) * -log(1 - p)))) }
jackknife <- function(reps) { G <- nrow(reps); d <- sweep(reps, 2, colMeans(reps)); crossprod(d) * (G - 1) / G }
effect <- function(s, attempts, h, day, longest) {
  s$end[s$days > longest] <- "censored"; s$days <- pmin(s$days, longest)
  cells <- unique(paste(s$attempt, s$warmth, s$channel))
  tr <- s[!is.na(s$gap) & s$gap >= 1 & (s$attempt - 1) %in% attempts & paste(s$attempt - 1, s$warmth, s$channel) %in% cells, ]
  strata <- strata_of(s[s$attempt %in% attempts, ], tr, h, day)
  if (length(strata) == 0) return(list(none = TRUE))
  treated <- do.call(rbind, lapply(strata, function(st) st$treated))
  full <- shares_of(strata, h, day)
  groups <- sort(unique(unlist(lapply(strata, function(st) c(st$silent$group, st$treated$group)))))
  V <- jackknife(t(sapply(groups, function(g) shares_of(strata, h, day, g)))); se <- sqrt(diag(V)); df <- length(groups) - 1
  q <- qt(.975, df); est <- function(i, f = identity) list(value = f(full[i]), se = se[i], ci = A(f(full[i] + c(-1, 1) * q * se[i]))); share <- function(i) list(value = full[i], se = se[i], ci = A(if (is.na(se[i])) c(NA, NA) else log_log(full[i], q * se[i])))
  list(treated = nrow(treated), replied = sum(treated$end == "replied" & treated$days <= h), unmatched = nrow(tr) - nrow(treated),
       matched = A(sapply(0:2, function(c) sum(sapply(strata, function(st) (st$coarse == c) * nrow(st$treated))))), strata = length(strata),
       with = share(1), without = share(2), difference = est(3), ratio = est(4, exp), p = 2 * pt(-abs(full[3] / se[3]), df), df = df)
}
for (set in names(sets)) for (h in c(7, 14, 30)) for (day in c("counted", "left_out")) for (which in list("all", 1, c(2, 3))) {
  if (set == "apart" && (h != 14 || which[1] != "all")) next
  attempts <- if (which[1] == "all") 1:9 else which; longest <- if (set == "thin") 50 else 140
  e <- effect(sets[[set]], attempts, h, day, longest)
  e$strata <- NULL
  add(sprintf("effect_%s_%d_%s_%s", set, h, day, paste(which, collapse = "_")), "emulated trials, one row a silence and day; delete-one-group jackknife",
      list(set = set, h = h, day = day, attempts = A(attempts), longest = longest), e)
}
# the same from survival: a left-truncated curve for each trial, all of them rows of one expanded table with weights
s <- sets$apart; h <- 14; tr <- s[!is.na(s$gap), ]; strata <- strata_of(s, tr, h); at <- function(f, x, t) 1 - summary(f[x], times = t, extend = TRUE)$surv
stopifnot(!any(s$end == "replied" & s$days %% 2 == 0), !any(s$end == "again" & s$days %% 2 == 1))
sums <- c(0, 0); N <- 0
for (st in strata) {
  n <- table(st$treated$gap); long <- do.call(rbind, lapply(names(n), function(u) { x <- st$silent[st$silent$days > as.numeric(u), ]
    x <- aggregate(person ~ days + end, x, length); data.frame(trial = as.numeric(u), start = as.numeric(u), stop = x$days, reply = x$end == "replied", w = x$person) }))
  f <- survfit(Surv(start, stop, reply) ~ trial, data = long, weights = w, timefix = FALSE)
  u <- as.numeric(names(n)); control <- sapply(seq_along(u), function(j) at(f, j, u[j] + h))
  with <- 1 - summary(survfit(Surv(days, end == "replied") ~ 1, data = st$treated), times = h, extend = TRUE)$surv
  sums <- sums + c(with * sum(n), sum(control * n)); N <- N + sum(n)
}
stopifnot(max(abs(sums / N - shares_of(strata, h, "counted")[1:2])) < 1e-12)
add("survfit_apart_14", "survfit(Surv(start, stop, reply) ~ trial, weights=w) by stratum, on silences that outlast the day of each trial; weighted by the number treated",
    list(set = "apart", h = h, longest = 140), list(treated = N, with = sums[1] / N, without = sums[2] / N))

# ---- strategies: courses after message 1, counted from it
courses <- function(s) do.call(rbind, lapply(split(s, s$person), function(p) {
  if (nrow(p) == 1) return(data.frame(p[c("group", "warmth", "channel")], written = NA, days = p$days, replied = p$end == "replied"))
  data.frame(p[1, c("group", "warmth", "channel")], written = p$days[1], days = p$days[1] + p$days[2], replied = p$end[2] == "replied") }))
# the chance to be written to, a free level each day and effects of strata drawn to 0 with precision .16
lambda <- function(d, H, design) {
  S <- nrow(design); n <- r <- matrix(0, H + 1, S)
  end <- ifelse(is.na(d$written), d$days, d$written)
  for (t in 0:H) for (k in seq_len(S)) { x <- d$stratum == k
    n[t + 1, k] <- sum(x & end >= t) - .5 * sum(x & end == t & is.na(d$written) & d$replied); r[t + 1, k] <- sum(x & !is.na(d$written) & d$written == t) }
  use <- which(rowSums(r) > 0 & rowSums(n - r) > 0); T <- length(use); p <- ncol(design); nn <- as.vector(t(n[use, ])); rr <- as.vector(t(r[use, ]))
  X <- cbind(kronecker(diag(T), rep(1, S)), design[rep(seq_len(S), T), , drop = FALSE]); R <- diag(c(rep(0, T), rep(.16, p)))
  b <- c(qlogis(rowSums(r[use, ]) / rowSums(n[use, ])), rep(0, p))
  gr <- function(b) { m <- as.vector(plogis(X %*% b)); -as.vector(crossprod(X, rr - nn * m)) + as.vector(R %*% b) }
  for (i in 1:30) { m <- as.vector(plogis(X %*% b)); b <- b - solve(crossprod(X * sqrt(nn * m * (1 - m))) + R, gr(b)) }
  stopifnot(max(abs(gr(b))) < 1e-9)
  L <- matrix(0, H + 1, S); L[use, ] <- matrix(plogis(X %*% b), ncol = S, byrow = TRUE); L[rowSums(r) > 0 & rowSums(n - r) == 0, ] <- 1
  L
}
# one row a clone and day: the weight at risk, the weight of a reply
clones <- function(d, L, H, strategy) {
  rows <- list(); never <- is.null(strategy); a <- strategy[1]; b <- strategy[2]
  for (i in seq_len(nrow(d))) {
    l <- L[, d$stratum[i]]; staying <- function(t) prod(1 - l[seq_len(t)])      # unwritten before day t, so after days 0 to t - 1
    f <- function(j) l[j + 1] * staying(j)                                     # the chance to be written to on day j, as seen on day 0
    inside <- if (never) NA else sum(sapply(a:b, f))
    w <- function(t) if (never || t < a) 1 / staying(t) else if (t > b) 0 else sum(sapply(t:b, f)) / staying(t) / inside
    on <- if (is.na(d$written[i]) || d$written[i] > H) NA else d$written[i]
    end <- if (is.na(on)) min(if (is.na(d$written[i])) d$days[i] else d$written[i], H) else on
    t <- 0:end; before <- sapply(t, w); after <- c(before[-1], w(end + 1))
    reply <- is.na(on) & is.na(d$written[i]) & d$replied[i] & d$days[i] <= H & t == end
    rows[[length(rows) + 1]] <- cbind(i, t, before, reply * (before + after) / 2, 0)
    if (!never && !is.na(on) && on >= a && on <= b) {                           # to the letter: its own weight from the next day on
      end <- min(max(d$days[i], on), H); t <- on:end
      rows[[length(rows) + 1]] <- cbind(i, t, (t > on) / inside, (t == end & d$replied[i] & d$days[i] <= H) / inside, 1)
    }
  }
  rows <- do.call(rbind, rows); colnames(rows) <- c("i", "t", "risk", "reply", "followed"); as.data.frame(rows)
}
kish <- function(w) if (length(w) == 0) 0 else sum(w)^2 / sum(w^2)
reach <- function(d, L, H, strategy) { x <- clones(d, L, H, strategy); y <- rowsum(x[c("risk", "reply")], x$t)
  share <- if (nrow(y) < H + 1 || any(y$risk < 1e-9)) NA else 1 - prod(1 - y$reply / y$risk); list(share = share, rows = x) }
strategies <- list(c(3, 7), c(8, 14), c(5, 10), c(1, 20), NULL, c(15, 30))
compare <- function(s, H) {
  d <- courses(s); d <- d[is.na(d$written) | d$written > 0, ]
  cells <- unique(d[c("warmth", "channel")]); cells <- cells[order(cells$warmth, cells$channel), ]
  d$stratum <- match(paste(d$warmth, d$channel), paste(cells$warmth, cells$channel))
  dummies <- function(x) sapply(sort(unique(x))[-1], function(v) as.numeric(x == v)); design <- cbind(dummies(cells$warmth), dummies(cells$channel))
  groups <- sort(unique(d$group)); Ls <- c(list(lambda(d, H, design)), lapply(groups, function(g) lambda(d[d$group != g, ], H, design)))
  G <- length(groups); values <- matrix(NA, G, length(strategies)); out <- list()
  for (j in seq_along(strategies)) {
    st <- strategies[[j]]; full <- reach(d, Ls[[1]], H, st); x <- full$rows
    to_letter <- if (is.null(st)) which(is.na(d$written) | d$written > H) else which(!is.na(d$written) & d$written >= st[1] & d$written <= st[2] & d$written <= H)
    w <- sapply(to_letter, function(i) { l <- Ls[[1]][, d$stratum[i]]; f <- l * cumprod(c(1, 1 - l[-length(l)])); 1 / if (is.null(st)) prod(1 - l) else sum(f[(st[1]:st[2]) + 1]) })
    last <- x$risk[x$t == H & x$risk > 0]; eff <- kish(w); end <- kish(last); thin <- length(w) < 10 || min(eff, end) < 10
    if (!thin) values[, j] <- sapply(seq_along(groups), function(g) reach(d[d$group != groups[g], ], Ls[[g + 1]], H, st)$share)
    out[[j]] <- list(followed = length(w), effective = eff, to_the_end = end, weights = A(if (length(w)) range(w / mean(w)) else NULL), share = if (thin) NA else full$share)
  }
  V <- jackknife(values)
  for (j in seq_along(out)) { o <- out[[j]]; se <- sqrt(V[j, j]); df <- max(1, min(G - 1, o$to_the_end - 1))
    out[[j]] <- c(o, list(se = se, ci = A(log_log(o$share, qt(.975, df) * se)), df = df)) }
  never <- 5; gap <- lapply(seq_along(out), function(j) A(c(out[[j]]$share - out[[never]]$share, sqrt(max(V[j, j] + V[never, never] - 2 * V[j, never], 0)))))
  list(design = M(design), cells = M(cells), expected = list(n = nrow(d), outcomes = setNames(out, seq_along(out) - 1), beyond_never = setNames(gap, seq_along(out) - 1)))
}
for (set in c("ordinary", "thin", "ties")) for (H in c(30, 60)) {
  x <- compare(sets[[set]], H)
  add(sprintf("strategies_%s_%d", set, H), "clones, one row a clone and day; the hazard refitted without each group; days a to b, [] is never",
      list(set = set, horizon = H, design = x$design, cells = x$cells, strategies = lapply(strategies, function(s) A(if (is.null(s)) numeric(0) else s))), x$expected)
}
finish("follow_up.json", "Emulated trials of one more message and strategies of when to write again, written out from their definitions.", .ver("survival"))
