//! When replies come, of those that come by the horizon; and what a silence so long still promises.

use super::super::figures::{blank, replied_by, unknown};
use super::ticks;
use super::waiting::after_silence;
use crate::error::{Result, internal};
use crate::stats::Level;
use crate::stats::kaplan_meier::{KaplanMeier, Transform};
use crate::view::{self, Column, Curve, CurveLine, Figure, Flag, Method, Step, Table, Unit};

/// Of the replies that come: the quartiles, and by when nearly all of them have come.
const SHARES: [(f64, &str); 5] =
    [(0.25, "A quarter"), (0.5, "Half"), (0.75, "Three quarters"), (0.8, "80 %"), (0.95, "95 %")];

/// Days of silence of which the table tells.
const SILENCES: [u32; 11] = [0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45];

/// How long replies take, and what a silence promises.
#[derive(Clone, Debug, PartialEq)]
pub struct Timing {
    /// Day by which so large a share of the replies has come.
    pub days: Vec<(&'static str, Figure)>,
    /// After so many silent days, the chance to hear by the horizon.
    pub silences: Vec<(u32, Figure)>,
    /// The same for every day.
    pub line: Option<CurveLine>,
    /// H.
    pub horizon: u32,
    level: Level,
}

/// What all figures of one estimate share.
struct Making<'a> {
    curve: &'a KaplanMeier,
    horizon: u32,
    transform: Transform,
    level: Level,
}

impl Timing {
    /// Reads a curve; `None` where there is none, of nobody or because replies have no day.
    ///
    /// # Errors
    /// Never for the shares that are asked.
    pub(super) fn of(
        curve: Option<&KaplanMeier>,
        horizon: u32,
        (transform, level): (Transform, Level),
    ) -> Result<Timing> {
        let silences = SILENCES.into_iter().filter(|day| *day < horizon);
        let Some(curve) = curve else {
            let none = |words: &str| unknown(0, words, level, &[]);
            return Ok(Timing {
                days: SHARES.iter().map(|(_, name)| (*name, none(&came(horizon)))).collect(),
                silences: silences.map(|day| (day, none(&silent(day)))).collect(),
                line: None,
                horizon,
                level,
            });
        };
        let making = Making { curve, horizon, transform, level };
        let days = SHARES.iter().map(|(p, name)| Ok((*name, making.day(*p)?))).collect::<Result<_>>()?;
        let silences = silences.map(|day| (day, making.chance(day))).collect();
        Ok(Timing { days, silences, line: making.line(), horizon, level })
    }

    pub(super) fn hide(&mut self) {
        if self.silences.iter().any(|(_, figure)| figure.is_suppressed()) {
            self.line = None;
        }
    }

    pub(super) fn figures(&mut self) -> impl Iterator<Item = &mut Figure> {
        self.days.iter_mut().map(|(_, figure)| figure).chain(self.silences.iter_mut().map(|(_, figure)| figure))
    }

    pub(super) fn day_table(&self) -> Table {
        let mut notes = vec![format!(
            "The day by which so large a share has come of the replies that come by day {0}, F(t) / F({0}); whoever still \
             waits is in it for the days waited.",
            self.horizon
        )];
        if self.days.iter().any(|(_, figure)| figure.shown().is_some_and(|s| s.value.is_none())) {
            notes.push(format!("— : nobody has been watched for {} days, or nobody has replied.", self.horizon));
        }
        Table {
            id: "time_to_reply".into(),
            title: "How long replies take".into(),
            base: came(self.horizon),
            columns: vec![
                Column::text("share", "Of the replies"),
                Column::figure("by_day", "have come by day", Unit::Days),
            ],
            rows: self.days.iter().map(|(name, figure)| vec![(*name).into(), figure.into()]).collect(),
            notes,
        }
    }

    pub(super) fn silence_table(&self) -> Table {
        let row = |(day, figure): &(u32, Figure)| {
            let watched = figure.shown().map(|shown| shown.n);
            vec![day.to_string().into(), figure.into(), watched.into()]
        };
        Table {
            id: "after_silence".into(),
            title: "What a silence still promises".into(),
            base: "people written to who have been silent for so many days and are watched for longer".into(),
            columns: vec![
                Column::text("silent_days", "Silent days"),
                Column::figure("heard_by_horizon", &format!("Heard by day {}", self.horizon), Unit::Share),
                Column::integer("watched", "Watched on", Unit::Episodes),
            ],
            rows: self.silences.iter().map(row).collect(),
            notes: vec![format!(
                "After 0 silent days: nothing had come on the day of the first message. The chance is (F({0}) − F(d)) / \
                 (1 − F(d)), whether or not somebody wrote again.",
                self.horizon
            )],
        }
    }

    pub(super) fn curve(&self) -> Curve {
        Curve {
            id: "after_silence".into(),
            title: "What a silence still promises".into(),
            subtitle: format!(
                "Chance to hear by day {} after so many silent days; band: {} interval",
                self.horizon,
                view::percent(self.level.value())
            ),
            x_label: "Silent days since the first message".into(),
            horizon: f64::from(self.horizon),
            ticks: ticks(self.horizon).collect(),
            lines: self.line.iter().cloned().collect(),
            notes: vec!["Whether or not somebody wrote again in the meantime.".into()],
        }
    }
}

fn came(horizon: u32) -> String {
    format!("people who replied by day {horizon}")
}

fn silent(day: u32) -> String {
    format!("people silent for {day} days and watched for longer")
}

impl Making<'_> {
    fn day(&self, p: f64) -> Result<Figure> {
        let horizon = f64::from(self.horizon);
        let found = self.curve.quantile_within(p, horizon, self.transform, self.level).map_err(internal)?;
        let events = self.curve.events_by(horizon);
        let mut shown = blank(events, events as f64, &came(self.horizon), self.level);
        shown.method = Method::BrookmeyerCrowley;
        if super::super::figures::is_known(self.curve, horizon) {
            (shown.value, shown.low, shown.high) = (found.value, found.low, found.high);
        }
        if self.curve.censored_by(horizon) > 0 {
            shown.flags.push(Flag::Censored);
            shown.flags.sort();
        }
        Ok(Figure::Shown(shown))
    }

    fn chance(&self, day: u32) -> Figure {
        after_silence(self.curve, day).map_or_else(
            || unknown(0, &silent(day), self.level, &[]),
            |rest| replied_by(&rest, f64::from(self.horizon), self.transform, &silent(day), self.level),
        )
    }

    /// The chance after every day, as far as it is known without a gap.
    fn line(&self) -> Option<CurveLine> {
        let step = |day: u32| {
            let figure = self.chance(day);
            let shown = figure.shown()?;
            let value = shown.value?;
            let limit = |limit: Option<f64>| limit.unwrap_or(value);
            Some(Step { day: f64::from(day), value, low: limit(shown.low), high: limit(shown.high) })
        };
        let steps: Vec<Step> = (0..self.horizon).map_while(step).collect();
        let end = steps.last()?.day;
        let at_risk = ticks(self.horizon).map(|day| self.curve.n_risk_at(day + 1.0)).collect();
        Some(CurveLine { name: String::new(), steps, end, at_risk })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::{RELATIVE, assert_close};

    /// Ten people: replies on days 1 and 4, one left on day 2, seven silent for 60 days. After 1 silent day 9 are left, of whom
    /// one leaves on day 2: S(60)/S(1) = 7/8. Greenwood on (1, 60]: 1/(8 · 7).
    #[test]
    fn the_chance_after_a_silence_is_that_of_those_who_are_left() {
        let curve = KaplanMeier::fit([(1.0, 1, 0), (2.0, 0, 1), (4.0, 1, 0), (60.0, 0, 7)]).unwrap();
        let making = Making { curve: &curve, horizon: 60, transform: Transform::LogLog, level: Level::NINETY_FIVE };
        let figure = making.chance(1);
        let shown = figure.shown().unwrap();
        assert_eq!((shown.n, shown.count), (9, Some(1)));
        assert_close(shown.value.unwrap(), 1.0 / 8.0, RELATIVE, "chance");
        assert_close(shown.se.unwrap(), 7.0 / 8.0 / 56.0_f64.sqrt(), RELATIVE, "Greenwood");
        assert_eq!(making.chance(4).shown().unwrap().value, Some(0.0));
        let line = making.line().unwrap();
        assert_eq!((line.end, line.steps.len()), (59.0, 60));
    }
}
