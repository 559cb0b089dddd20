//! A figure: a value that never travels without its interval, its method and its base.

use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};

/// How an interval was computed. The names are those that the JSON prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Wilson score interval (Brown, Cai & DasGupta 2001).
    Wilson,
    /// Wilson score interval on the effective n that the linearised variance implies, for weighted answers.
    WilsonEffective,
    /// Clopper–Pearson interval: never covers less often than it says.
    ClopperPearson,
    /// Jeffreys interval.
    Jeffreys,
    /// Agresti–Coull interval.
    AgrestiCoull,
    /// Linearised or replicate variance under the design, with an interval on the logit scale (R `svyciprop`).
    Logit,
    /// Korn & Graubard's interval: Clopper–Pearson on the effective n and its degrees of freedom.
    KornGraubard,
    /// Linearised or replicate variance under the design, with an interval on the value's own scale.
    Linearised,
    /// Linearised or replicate variance under the design, with an interval on the scale of logarithms.
    Logarithmic,
    /// Student's interval of a mean.
    Student,
    /// Welch's interval for a difference of two means.
    Welch,
    /// Newcombe's interval for a difference of two independent shares (1998, method 10).
    Newcombe,
    /// Newcombe's interval for a difference of two shares of the same people (1998, method 10).
    NewcombePaired,
    /// Koopman's score interval for a ratio of two shares (1984).
    Koopman,
    /// Interval of a share under the curve, turned back into values (Woodruff 1952).
    Woodruff,
    /// Student's t of the error that leaving out groups of people gives.
    Jackknife,
    /// Wald's interval of a logistic coefficient, turned back into an odds ratio.
    Wald,
    /// Interval of the profile penalised likelihood (Firth 1993; Heinze & Schemper 2002).
    ProfilePenalised,
    /// Kaplan–Meier with the log-log interval.
    KaplanMeierLogLog,
    /// Between two of the values in their order, by the binomial distribution of how many lie below.
    OrderStatistics,
    /// Kaplan–Meier with the log interval (the default of R `survfit`).
    KaplanMeierLog,
    /// Kaplan–Meier with the plain interval.
    KaplanMeierPlain,
    /// Times at which the limits of a curve cross (Brookmeyer & Crowley 1982).
    BrookmeyerCrowley,
    /// What these very people will have done, by a Kaplan–Meier curve: its error and chance together.
    Prediction,
    /// Limits of a difference from those of its two sides, squared and added (Newcombe 1998; Zou & Donner 2008).
    SquareAndAdd,
    /// What a beta-binomial model knows of one of many groups (empirical Bayes).
    BetaBinomial,
}

impl Method {
    /// The method's name as it is printed in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Method::Wilson => "wilson",
            Method::WilsonEffective => "wilson-effective-n",
            Method::ClopperPearson => "clopper-pearson",
            Method::Jeffreys => "jeffreys",
            Method::AgrestiCoull => "agresti-coull",
            Method::Logit => "logit",
            Method::KornGraubard => "korn-graubard",
            Method::Linearised => "linearised",
            Method::Logarithmic => "logarithmic",
            Method::Student => "student",
            Method::Welch => "welch",
            Method::Newcombe => "newcombe",
            Method::NewcombePaired => "newcombe-paired",
            Method::Koopman => "koopman",
            Method::Woodruff => "woodruff",
            Method::Jackknife => "jackknife",
            Method::Wald => "wald",
            Method::ProfilePenalised => "profile-penalised-likelihood",
            Method::KaplanMeierLogLog => "kaplan-meier-log-log",
            Method::OrderStatistics => "order-statistics",
            Method::KaplanMeierLog => "kaplan-meier-log",
            Method::KaplanMeierPlain => "kaplan-meier-plain",
            Method::BrookmeyerCrowley => "brookmeyer-crowley",
            Method::Prediction => "prediction",
            Method::SquareAndAdd => "square-and-add",
            Method::BetaBinomial => "beta-binomial",
        }
    }
}

/// What a reader must know about one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Fewer than [`Figure::SMALL_BASE`] people stand behind it.
    SmallBase,
    /// Hidden, so that nobody can be recognised.
    Suppressed,
    /// People who were still waiting at `as_of` are in it as waiting, not as a no.
    Censored,
    /// A group of so few that it is shown, and neither ranked nor tested.
    Unranked,
    /// Describes what happened; does not say what would happen.
    Descriptive,
    /// The weights were made by margins that are not known here: the standard error does not know what they explain.
    Uncalibrated,
}

impl Flag {
    /// The flag's name as it is printed in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Flag::SmallBase => "small_base",
            Flag::Suppressed => "suppressed",
            Flag::Censored => "censored",
            Flag::Unranked => "unranked",
            Flag::Descriptive => "descriptive",
            Flag::Uncalibrated => "uncalibrated",
        }
    }
}

/// A figure that may be seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The estimate: a share of 0–1, days, or a number on the question's own scale. `None` where the data do not determine it.
    pub value: Option<f64>,
    /// Standard error, in the value's unit.
    pub se: Option<f64>,
    /// Lower limit of the interval.
    pub low: Option<f64>,
    /// Upper limit of the interval.
    pub high: Option<f64>,
    /// Confidence level of the interval, 0–1.
    pub level: f64,
    /// How the interval was computed.
    pub method: Method,
    /// People (or episodes, as the base says) behind the figure, unweighted.
    pub n: u64,
    /// Sum of their weights; equals `n` when nothing is weighted.
    pub n_weighted: f64,
    /// How many of `n` had the property, unweighted.
    pub count: Option<u64>,
    /// Of whom, in words.
    pub base: String,
    /// What the design did to it; `None` where the figure is no share of a sample.
    pub precision: Option<Precision>,
    /// What a reader must know.
    pub flags: Vec<Flag>,
}

/// What weights, strata and clusters did to a share's error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision {
    /// How many times as large the variance is as that of as many people drawn at random, with replacement.
    pub deff: Option<f64>,
    /// People drawn at random that would tell as much.
    pub effective_n: Option<f64>,
    /// What unequal weights alone leave of the people: Kish's effective n.
    pub weighted_n: f64,
    /// Degrees of freedom of the interval; infinite where it asks for none.
    pub df: f64,
}

/// A number as hearback shows it: with its interval and base, or suppressed.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// May be seen.
    Shown(Shown),
    /// Hidden by [`crate::disclosure`]; only the words of its base remain.
    Suppressed {
        /// Of whom, in words.
        base: String,
    },
}

impl Figure {
    /// Below this many people a figure is flagged `small_base`.
    pub const SMALL_BASE: u64 = 30;

    /// The figure, unless it is suppressed.
    pub fn shown(&self) -> Option<&Shown> {
        match self {
            Figure::Shown(shown) => Some(shown),
            Figure::Suppressed { .. } => None,
        }
    }

    /// Whether it is hidden.
    pub fn is_suppressed(&self) -> bool {
        self.shown().is_none()
    }

    /// Hides every number of it.
    pub fn suppress(&mut self) {
        if let Figure::Shown(shown) = self {
            let base = std::mem::take(&mut shown.base);
            *self = Figure::Suppressed { base };
        }
    }

    /// Its flags; a suppressed figure has exactly one.
    pub fn flags(&self) -> &[Flag] {
        match self {
            Figure::Shown(shown) => &shown.flags,
            Figure::Suppressed { .. } => &[Flag::Suppressed],
        }
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shown = self.shown();
        let base = match self {
            Figure::Shown(shown) => &shown.base,
            Figure::Suppressed { base } => base,
        };
        // The precision has a table of its own.
        let mut out = serializer.serialize_struct("Figure", 11)?;
        out.serialize_field("value", &shown.and_then(|s| s.value))?;
        out.serialize_field("se", &shown.and_then(|s| s.se))?;
        out.serialize_field("low", &shown.and_then(|s| s.low))?;
        out.serialize_field("high", &shown.and_then(|s| s.high))?;
        out.serialize_field("level", &shown.map(|s| s.level))?;
        out.serialize_field("method", &shown.map(|s| s.method.name()))?;
        out.serialize_field("n", &shown.map(|s| s.n))?;
        out.serialize_field("n_weighted", &shown.map(|s| s.n_weighted))?;
        out.serialize_field("count", &shown.and_then(|s| s.count))?;
        out.serialize_field("base", base)?;
        let flags: Vec<&str> = self.flags().iter().map(|f| f.name()).collect();
        out.serialize_field("flags", &flags)?;
        out.end()
    }
}
