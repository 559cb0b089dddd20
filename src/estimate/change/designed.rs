//! The change of the same people's answers under weights or a design: each person's change is one more answer of theirs, so its
//! mean and its error are those of any mean.

use super::{Chosen, Score, chose, is_yes_no, number};
use crate::error::Result;
use crate::estimate::Named;
use crate::estimate::corrected::holm_levels;
use crate::estimate::figures::{Base, Designed, Scale, designed_share, linearised};
use crate::estimate::sample::{Cell, Ratios, Sample};
use crate::stats::Level;
use crate::stats::distribution::t_two_sided;
use crate::survey::Question;
use crate::view::Figure;

/// Two questions of one sample.
pub(super) struct Both<'a> {
    pub(super) sample: &'a Sample<'a>,
    pub(super) before: &'a Question,
    pub(super) after: &'a Question,
    pub(super) level: Level,
}

/// The chance of so large a ratio where it is 0.
fn p(ratios: &Ratios, i: usize, df: f64) -> Option<f64> {
    let variance = ratios.variance(i).filter(|v| *v > 0.0)?;
    Some(t_two_sided(ratios.value(i)? / variance.sqrt(), df.max(1.0)))
}

impl Both<'_> {
    /// The answers of a cell's people, before and after; `None` unless they gave both.
    fn answers<'b>(&self, cell: &'b Cell) -> Option<(&'b str, &'b str)> {
        let before = cell.key.by.first()?;
        (cell.key.with_answer(before).is_answered() && cell.key.is_answered()).then_some((&**before, &*cell.key.answer))
    }

    fn base(&self, fits: &dyn Fn(&Cell) -> bool) -> Base {
        self.sample.base(|i| fits(&self.sample.cells[i]))
    }

    fn words(&self) -> String {
        format!("people who answered \"{}\" and \"{}\"", self.before.text, self.after.text)
    }

    fn share(&self, ratios: &Ratios, i: usize, count: u64, base: &Base) -> Figure {
        let (share, variance, words) = (ratios.value(i), ratios.variance(i), self.words());
        let made =
            Designed { share, variance, df: self.sample.df(), count, base, rows: self.sample.people(), words: &words };
        designed_share(&made, Scale::Usual, self.level)
    }

    /// The change of a number, or of the place on a scale.
    pub(super) fn score(&self) -> Result<Score> {
        let numbers = |cell: &Cell| {
            let (before, after) = self.answers(cell)?;
            Some((number(self.before, before)?, number(self.after, after)?))
        };
        let ratios = self.sample.ratios(6, |_, cell, row| {
            let Some((before, after)) = numbers(cell) else { return };
            let change = after - before;
            let moved = [change > 0.0, change == 0.0, change < 0.0].map(|yes| f64::from(u8::from(yes)));
            let all = [before, after, change].into_iter().chain(moved);
            row.extend(all.enumerate().map(|(i, x)| (i, x, 1.0)));
        })?;
        let base = self.base(&|cell| numbers(cell).is_some());
        let words = self.words();
        let mean =
            |i: usize| linearised(ratios.value(i), ratios.variance(i), self.sample.df(), &base, &words, self.level);
        let moved = |i: usize, fits: fn(f64) -> bool| {
            let count = self.base(&|cell| numbers(cell).is_some_and(|(b, a)| fits(a - b))).n;
            self.share(&ratios, i, count, &base)
        };
        Ok(Score {
            before: mean(0),
            after: mean(1),
            change: mean(2),
            p: p(&ratios, 2, self.sample.df()),
            moved: [moved(3, |d| d > 0.0), moved(4, |d| d == 0.0), moved(5, |d| d < 0.0)],
            scale: super::scale(self.after),
        })
    }

    /// The change of each option's share.
    pub(super) fn options(&self) -> Result<Vec<Chosen>> {
        let common = self.after.options.iter().filter(|o| self.before.options.iter().any(|b| b.id == o.id));
        let most = if is_yes_no(self.before) && is_yes_no(self.after) { 1 } else { usize::MAX };
        let base = self.base(&|cell| self.answers(cell).is_some());
        let mut found = Vec::new();
        for option in common.take(most) {
            let turns = |cell: &Cell| {
                let (before, after) = self.answers(cell)?;
                Some((chose(self.before, before, &option.id), chose(self.after, after, &option.id)))
            };
            let ratios = self.sample.ratios(3, |_, cell, row| {
                let Some((before, after)) = turns(cell) else { return };
                let [before, after] = [before, after].map(|yes| f64::from(u8::from(yes)));
                row.extend([(0, before, 1.0), (1, after, 1.0), (2, after - before, 1.0)]);
            })?;
            let before = self.base(&|cell| turns(cell).is_some_and(|(before, _)| before)).n;
            let after = self.base(&|cell| turns(cell).is_some_and(|(_, after)| after)).n;
            found.push((Named::new(&option.id, &option.label), ratios, before, after));
        }
        let tests: Vec<Option<f64>> = found.iter().map(|(_, ratios, ..)| p(ratios, 2, self.sample.df())).collect();
        let words = self.words();
        let lines = found.into_iter().zip(holm_levels(&tests, self.level)?);
        let chosen = lines.map(|((option, ratios, before, after), (p, level))| Chosen {
            option,
            before: self.share(&ratios, 0, before, &base),
            after: self.share(&ratios, 1, after, &base),
            change: linearised(ratios.value(2), ratios.variance(2), self.sample.df(), &base, &words, level),
            p,
        });
        Ok(chosen.collect())
    }
}
