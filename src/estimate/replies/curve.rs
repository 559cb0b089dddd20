//! The curves of shares by day, as charts.

use super::super::figures::{is_known, replied_by};
use super::Replies;
use crate::stats::Level;
use crate::stats::kaplan_meier::{KaplanMeier, Transform};
use crate::view::{self, Curve, CurveLine, Step};

/// At most so many lines are drawn in one chart; the table has them all.
const MOST_LINES: usize = 4;

/// Bands of more lines than this cover each other.
const MOST_BANDS: usize = 3;

/// Days at which a curve's axis is labelled, as far as they lie before the horizon.
const TICKS: [u32; 5] = [0, 7, 14, 30, 45];

impl Replies {
    pub(super) fn curve(&self) -> Curve {
        let level = self.total.naive.shown().map_or(0.95, |s| s.level);
        let mut lines: Vec<CurveLine> = match &self.by {
            None => self.total.line.iter().cloned().map(|l| CurveLine { name: String::new(), ..l }).collect(),
            Some(_) => self.groups.iter().filter_map(|g| g.line.clone()).take(MOST_LINES).collect(),
        };
        let drawn = lines.len();
        let banded = drawn <= MOST_BANDS;
        if !banded {
            let flat = |s: &mut Step| (s.low, s.high) = (s.value, s.value);
            lines.iter_mut().flat_map(|l| &mut l.steps).for_each(flat);
        }
        let band = if banded {
            format!("; band: {} interval", view::percent(level))
        } else {
            "; intervals in the table".into()
        };
        let mut notes =
            vec![format!("Known up to {}. Whoever still waits is in the curve for the days waited.", self.as_of)];
        if let Some(undated) = self.total.undated {
            let n = view::whole(undated.n);
            notes.push(format!("Replies without a day: {n}. No curve is drawn where there are any."));
        }
        if self.by.is_some() && self.groups.len() > drawn {
            notes.push(format!(
                "{drawn} of {} groups are drawn; the table has all that may be shown.",
                self.groups.len()
            ));
        }
        Curve {
            id: self.id(),
            title: self.title(),
            subtitle: format!("Share who have replied by each day after the first message{band}"),
            x_label: "Days since the first message".into(),
            horizon: f64::from(self.horizon),
            ticks: ticks(self.horizon).collect(),
            lines,
            notes,
        }
    }
}

/// The days at which a curve's axis is labelled, the horizon last.
pub(super) fn ticks(horizon: u32) -> impl Iterator<Item = f64> {
    TICKS.into_iter().filter(move |d| *d + 5 < horizon).chain([horizon]).map(f64::from)
}

/// The curve's steps for drawing, from day 0 to the horizon or the last day that anyone was watched.
pub(super) fn line(name: &str, curve: &KaplanMeier, horizon: u32, transform: Transform, level: Level) -> CurveLine {
    let end = f64::from(horizon);
    let last = if is_known(curve, end) { end } else { curve.last_time().min(end) };
    let days = curve.steps().iter().filter(|s| s.n_event > 0 && s.time <= last).map(|s| s.time);
    let step = |day: f64| {
        let figure = replied_by(curve, day, transform, "", level);
        let shown = figure.shown();
        let value = shown.and_then(|s| s.value).unwrap_or(0.0);
        let limit = |l: Option<f64>| l.unwrap_or(value);
        Step { day, value, low: limit(shown.and_then(|s| s.low)), high: limit(shown.and_then(|s| s.high)) }
    };
    let mut steps: Vec<Step> = days.map(step).collect();
    if steps.first().is_none_or(|s| s.day > 0.0) {
        // Before the first reply the share is 0, and how sure that is depends on how many were watched until then.
        let watched = if steps.is_empty() { last } else { 0.0 };
        steps.insert(0, Step { day: 0.0, ..step(watched) });
    }
    CurveLine { name: name.to_owned(), steps, end: last, at_risk: ticks(horizon).map(|t| curve.n_risk_at(t)).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_is_drawn_as_far_as_the_table_knows_it() {
        let end = |waits: [(f64, u64, u64); 2]| {
            let curve = KaplanMeier::fit(waits).expect("a curve");
            line("", &curve, 60, Transform::LogLog, Level::NINETY_FIVE).end
        };
        assert_eq!(end([(1.0, 0, 2), (4.0, 1, 0)]), 4.0, "two left it before the last one replied");
        assert_eq!(end([(1.0, 2, 0), (4.0, 1, 0)]), 60.0, "everybody replied");
    }
}
