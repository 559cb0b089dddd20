//! What may still come from those who wait.
//!
//! Someone silent for d days is heard from by H with the chance (F(H) − F(d))/(1 − F(d)). Added over everyone who waits, that is how
//! many more will have answered by day H; with the replies that have come it gives the share that the curve gives, for
//! Kaplan–Meier is self-consistent (Efron 1967).

use super::super::figures::{blank, is_known, replied_by, unknown};
use crate::outreach::End;
use crate::stats::Level;
use crate::stats::kaplan_meier::{KaplanMeier, Transform};
use crate::tally::PathKey;
use crate::view::{self, Column, Figure, Flag, Method, Table, Unit};
use std::collections::BTreeMap;

/// What may still come.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// People silent for less than the horizon.
    pub waiting: Option<u64>,
    /// How many of them will have answered by the horizon.
    pub more: Figure,
    /// The share of all who were written to that will have answered by then.
    pub share: Figure,
    /// H.
    pub horizon: u32,
}

/// A number of people with limits.
struct Number {
    value: f64,
    se: Option<f64>,
    low: f64,
    high: f64,
}

/// Days of silence so far → how many wait that long.
type Silent = BTreeMap<u32, u64>;

impl Expected {
    /// Counts what may still come; `curve` is `None` where replies have no day.
    pub(super) fn of(
        paths: &[(&PathKey, u64)],
        curve: Option<&KaplanMeier>,
        horizon: u32,
        (transform, level): (Transform, Level),
    ) -> Expected {
        let mut silent = Silent::new();
        for (path, n) in paths {
            if let End::Waiting(day) = path.end
                && day < horizon
            {
                *silent.entry(day).or_default() += n;
            }
        }
        let waiting: u64 = silent.values().sum();
        let came = |end| matches!(end, End::Replied(day) if day <= horizon);
        let replied: u64 = paths.iter().filter(|(path, _)| came(path.end)).map(|(_, n)| n).sum();
        let all: u64 = paths.iter().map(|(_, n)| n).sum();
        let known = curve.filter(|curve| is_known(curve, f64::from(horizon)));
        let number =
            known.map(|curve| Asked { curve, horizon: f64::from(horizon), transform, level }.expected(&silent));
        let scaled = |number: &Number, add: f64, by: f64| Number {
            value: (number.value + add) / by,
            se: number.se.map(|se| se / by),
            low: (number.low + add) / by,
            high: (number.high + add) / by,
        };
        let figure = |n: u64, words: &str, number: Option<Number>| match number {
            Some(number) if n > 0 => predicted(n, words, &number, level),
            _ => unknown(n, words, level, &[Flag::Censored]),
        };
        let share = number.as_ref().map(|number| scaled(number, replied as f64, all as f64));
        Expected {
            waiting: Some(waiting),
            share: figure(all, "people written to", share),
            more: figure(waiting, "people still waiting", number),
            horizon,
        }
    }

    pub(super) fn hide(&mut self) {
        if self.share.is_suppressed() || self.more.is_suppressed() {
            // One follows from the other and the replies that are told elsewhere.
            [&mut self.share, &mut self.more].into_iter().for_each(Figure::suppress);
            self.waiting = None;
        }
    }

    pub(super) fn table(&self) -> Table {
        let mut notes = vec![format!(
            "Whoever has been silent for d days is heard from by day {} with the chance that the curve gives from day d on. The \
             ranges are for these very people: they hold what the curve does not know, and chance.",
            self.horizon
        )];
        notes.extend(self.sentence());
        if self.more.shown().is_some_and(|s| s.value.is_none() && s.n > 0) {
            notes.push(format!(
                "Nobody has been watched until day {}, so what may still come is not known.",
                self.horizon
            ));
        }
        Table {
            id: "waiting".into(),
            title: "What may still come".into(),
            base: format!("people written to who have been silent for less than {} days", self.horizon),
            columns: vec![
                Column::text("what", "What"),
                Column::integer("waiting", "Waiting", Unit::Episodes),
                Column::figure("expected_more", "Expected to answer", Unit::Episodes),
                Column::figure("expected_share", "Then replied in all", Unit::Share),
            ],
            rows: vec![vec!["Everyone".into(), self.waiting.into(), (&self.more).into(), (&self.share).into()]],
            notes,
        }
    }

    /// `Of 27 who wait, about 4.2 more will have answered by day 60.`
    pub(super) fn sentence(&self) -> Option<String> {
        let (waiting, more) = (self.waiting?, self.more.shown()?);
        let share = self.share.shown().and_then(view::share_with_interval)?;
        Some(format!(
            "Of {} who wait, about {:.1} more will have answered by day {}; then {share} of all will have.",
            view::whole(waiting),
            more.value?,
            self.horizon
        ))
    }
}

fn predicted(n: u64, words: &str, number: &Number, level: Level) -> Figure {
    let mut shown = blank(n, n as f64, words, level);
    shown.method = Method::Prediction;
    (shown.value, shown.se) = (Some(number.value), number.se);
    (shown.low, shown.high) = (Some(number.low), Some(number.high));
    shown.flags.push(Flag::Censored);
    shown.flags.sort();
    Figure::Shown(shown)
}

/// A curve that is known at the horizon.
struct Asked<'a> {
    curve: &'a KaplanMeier,
    horizon: f64,
    transform: Transform,
    level: Level,
}

impl Asked<'_> {
    /// How many of the silent will have answered, with limits at the normal quantile.
    ///
    /// The variance has two parts: chance, Σ p(1 − p), and the curve's error, Σ over days t of Greenwood's term at t times
    /// (Σ of 1 − p of those silent for less than t)², as the hazard of a day moves all who have it before them.
    fn expected(&self, silent: &Silent) -> Number {
        let chance = |day: u32| 1.0 - self.stays(day);
        let most = silent.values().sum::<u64>() as f64;
        let value: f64 = silent.iter().map(|(day, n)| *n as f64 * chance(*day)).sum();
        let by_chance: f64 = silent.iter().map(|(day, n)| *n as f64 * chance(*day) * self.stays(*day)).sum();
        let days = self.curve.steps().iter().filter(|step| step.time <= self.horizon && step.n_event > 0);
        let of_curve: f64 = days
            .map(|step| {
                let before = silent.iter().filter(|(day, _)| f64::from(**day) < step.time);
                let moved: f64 = before.map(|(day, n)| *n as f64 * self.stays(*day)).sum();
                let (risk, events) = (step.n_risk as f64, step.n_event as f64);
                if moved > 0.0 { events / (risk * (risk - events)) * moved * moved } else { 0.0 }
            })
            .sum();
        let se = (by_chance + of_curve).sqrt();
        if se > 0.0 {
            let reach = self.level.z() * se;
            return Number { value, se: Some(se), low: (value - reach).max(0.0), high: (value + reach).min(most) };
        }
        // Nothing ever came after so long a silence, or everything did: the limits are those of the chances themselves.
        let limit = |of: fn(&view::Shown) -> Option<f64>| -> f64 {
            silent.iter().map(|(day, n)| *n as f64 * self.figure(*day).shown().and_then(of).unwrap_or(0.0)).sum()
        };
        Number { value, se: None, low: limit(|s| s.low).min(value), high: limit(|s| s.high).max(value) }
    }

    /// The chance to be silent until the horizon after so many days.
    fn stays(&self, day: u32) -> f64 {
        let survival = |t: f64| self.curve.survival_at(t, self.transform, self.level).map_or(0.0, |s| s.value);
        let so_far = survival(f64::from(day));
        if so_far > 0.0 { survival(self.horizon) / so_far } else { 0.0 }
    }

    fn figure(&self, day: u32) -> Figure {
        after_silence(self.curve, day).map_or_else(
            || unknown(0, "", self.level, &[]),
            |rest| replied_by(&rest, self.horizon, self.transform, "", self.level),
        )
    }
}

/// The curve of those who are still watched after so many days of silence; `None` of nobody.
pub(super) fn after_silence(curve: &KaplanMeier, day: u32) -> Option<KaplanMeier> {
    let rest = curve.steps().iter().filter(|step| step.time > f64::from(day));
    KaplanMeier::fit(rest.map(|step| (step.time, step.n_event, step.n_censor))).ok()
}

#[cfg(test)]
mod tests {
    use super::super::super::undated::{curve, wait};
    use super::*;
    use crate::stats::tolerance::{RELATIVE, assert_close};

    fn path(end: End) -> PathKey {
        PathKey::of(&[0], end, 60)
    }

    fn expected(ends: &[(End, u64)]) -> (Expected, KaplanMeier) {
        let paths: Vec<(PathKey, u64)> = ends.iter().map(|(end, n)| (path(*end), *n)).collect();
        let paths: Vec<(&PathKey, u64)> = paths.iter().map(|(path, n)| (path, *n)).collect();
        let curve = curve(&paths, wait).expect("a curve");
        (Expected::of(&paths, Some(&curve), 60, (Transform::LogLog, Level::NINETY_FIVE)), curve)
    }

    /// Efron's self-consistency: replies so far and those expected make the share of the curve.
    #[test]
    fn replies_so_far_and_those_expected_are_the_share_of_the_curve() {
        let ends = [
            (End::Replied(2), 7),
            (End::Waiting(3), 4),
            (End::Replied(9), 5),
            (End::Waiting(20), 6),
            (End::Replied(31), 2),
            (End::Waiting(90), 9),
        ];
        let (found, curve) = expected(&ends);
        let share = found.share.shown().unwrap();
        let by_curve = curve.share_by(60.0, Transform::LogLog, Level::NINETY_FIVE).unwrap().value;
        assert_close(share.value.unwrap(), by_curve, RELATIVE, "self-consistency");
        assert_close(found.more.shown().unwrap().value.unwrap(), by_curve * 33.0 - 14.0, RELATIVE, "more");
        assert_eq!(found.waiting, Some(10));
    }

    /// Ten wait for 5 days. After day 5 one of the 10 others who were watched for longer replied, on day 8: p = 1/10. Chance:
    /// 10 · 0.1 · 0.9 = 0.9; the curve: 1/(10 · 9) · (10 · 0.9)² = 0.9.
    #[test]
    fn the_variance_by_hand() {
        let (found, _) = expected(&[(End::Waiting(5), 10), (End::Replied(8), 1), (End::Waiting(70), 9)]);
        let more = found.more.shown().unwrap();
        assert_close(more.value.unwrap(), 1.0, RELATIVE, "expected");
        assert_close(more.se.unwrap(), 1.8_f64.sqrt(), RELATIVE, "its error");
        assert_eq!(more.low, Some(0.0));
    }

    #[test]
    fn where_nothing_ever_came_so_late_something_still_may() {
        let (found, _) = expected(&[(End::Replied(1), 3), (End::Waiting(5), 10), (End::Waiting(70), 9)]);
        let more = found.more.shown().unwrap();
        assert_eq!((more.value, more.low), (Some(0.0), Some(0.0)));
        assert!((1.0..9.0).contains(&more.high.unwrap()), "{more:?}");
    }

    #[test]
    fn what_is_not_known_to_the_end_is_not_expected() {
        let (found, _) = expected(&[(End::Replied(1), 3), (End::Waiting(30), 10)]);
        assert_eq!(found.more.shown().map(|s| (s.value, s.n)), Some((None, 10)));
        assert_eq!(found.sentence(), None);
    }
}
