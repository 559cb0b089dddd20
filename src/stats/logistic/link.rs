//! The two ways from a linear predictor to a probability, each with what likelihood and scoring need of it.

/// How a linear predictor η becomes a probability μ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// η = ln(μ/(1−μ)); effects are log odds ratios.
    Logit,
    /// η = ln(−ln(1−μ)); effects are log hazard ratios of a continuous time seen at intervals.
    Cloglog,
}

/// A probability and its derivatives at one linear predictor, none of them by subtraction from 1.
#[derive(Debug, Clone, Copy)]
pub(in crate::stats) struct Point {
    /// μ.
    pub share: f64,
    /// ln μ.
    pub log_share: f64,
    /// ln(1−μ).
    pub log_rest: f64,
    /// (dμ/dη) / (μ(1−μ)): what a residual is multiplied with in the score.
    pub gain: f64,
    /// (dμ/dη)² / (μ(1−μ)): the information one trial has on η.
    pub weight: f64,
    /// −d²(ln μ)/dη²: the information one event has.
    pub event_slope: f64,
    /// −d²(ln(1−μ))/dη²: the information one trial without the event has.
    pub other_slope: f64,
}

impl Link {
    /// The probability at a linear predictor: R `binomial(link)$linkinv`, without its bounds.
    pub fn inverse(self, eta: f64) -> f64 {
        self.at(eta).share
    }

    pub(in crate::stats) fn at(self, eta: f64) -> Point {
        match self {
            Self::Logit => logit_at(eta),
            Self::Cloglog => cloglog_at(eta),
        }
    }
}

fn logit_at(eta: f64) -> Point {
    let small = (-eta.abs()).exp();
    let (likely, unlikely) = (1.0 / (1.0 + small), small / (1.0 + small));
    let (log_likely, log_unlikely) = (-small.ln_1p(), -eta.abs() - small.ln_1p());
    let weight = likely * unlikely;
    let (share, log_share, log_rest) =
        if eta < 0.0 { (unlikely, log_unlikely, log_likely) } else { (likely, log_likely, log_unlikely) };
    Point { share, log_share, log_rest, gain: 1.0, weight, event_slope: weight, other_slope: weight }
}

fn cloglog_at(eta: f64) -> Point {
    // so large that nobody is left, and small enough to be added up
    let hazard = eta.exp().min(1e200);
    let share = -(-hazard).exp_m1();
    if share < f64::MIN_POSITIVE {
        let (weight, other_slope) = (share, share);
        return Point { share, log_share: eta, log_rest: -hazard, gain: 1.0, weight, event_slope: 0.0, other_slope };
    }
    let gain = hazard / share;
    let slope = gain * (-hazard).exp();
    Point {
        share,
        log_share: share.ln(),
        log_rest: -hazard,
        gain,
        weight: slope * hazard,
        event_slope: slope * (gain - 1.0).max(0.0),
        other_slope: hazard,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::{REORDERED, assert_close};

    /// R 4.2.2: `binomial("cloglog")$linkinv(-1.5)`, `mu.eta(-1.5)`; `plogis(-30)`, `plogis(-30, log.p = TRUE)`.
    #[test]
    fn links_match_r() {
        let point = Link::Cloglog.at(-1.5);
        assert_close(point.share, 0.199989286995646, 1e-12, "cloglog");
        assert_close(point.weight / point.gain, 0.178506518513121, 1e-12, "its slope");
        assert_close(Link::Logit.inverse(-30.0), 9.3576229688393e-14, 1e-12, "logit");
        assert_close(Link::Logit.at(-30.0).log_share, -30.0, 1e-14, "its logarithm");
    }

    #[test]
    fn a_likelihood_stays_finite_far_out() {
        let far = Link::Cloglog.at(800.0);
        assert!(
            far.share == 1.0 && far.event_slope == 0.0 && far.weight == 0.0 && far.other_slope.is_finite(),
            "{far:?}"
        );
        for link in [Link::Logit, Link::Cloglog] {
            let low = link.at(-800.0);
            assert_close(low.log_share, -800.0, REORDERED, "ln of a probability too small to write");
            assert!(low.gain.is_finite() && low.weight >= 0.0 && low.log_rest <= 0.0, "{low:?}");
        }
        assert!(Link::Logit.at(800.0).log_rest == -800.0 && Link::Cloglog.at(10.0).share == 1.0);
    }
}
