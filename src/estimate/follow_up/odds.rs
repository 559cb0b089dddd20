//! What goes with a reply: a discrete-time logit over messages, as a description.

use super::days;
use super::silences::{Judged, Message};
use crate::error::{Result, internal};
use crate::estimate::figures::blank;
use crate::estimate::{Estimate, Member, Partition};
use crate::stats::logistic::{Coefficient, Fit, Grouped, Link, firth, fit};
use crate::stats::matrix::Matrix;
use crate::stats::{Interval, Level};
use crate::view::{self, Column, Figure, Flag, Form, Method, Row, Table, Unit};

/// Messages beyond this number count with it.
const MOST: u32 = 4;

/// Fewer messages, or replies, than this are not put into a model.
const LEAST: u64 = 10;

/// Odds ratios of a reply to a message, before the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Odds {
    /// Of all messages, and of those that followed another one.
    pub models: Vec<Model>,
    /// H: a message counts once so many days have passed, whatever came of it.
    pub horizon: u32,
}

/// One model.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Whether it is of those messages only that followed another one, with the gap to it.
    pub of_follow_ups: bool,
    /// Messages.
    pub n: Option<u64>,
    /// The odds ratios, attribute by attribute.
    pub terms: Vec<Term>,
    /// Whether some values tell replies without fail, so that Firth's likelihood is used.
    pub is_firth: bool,
}

/// An odds ratio.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The attribute.
    pub attribute: String,
    /// Its value, and the one that it is compared with.
    pub value: [String; 2],
    /// The odds ratio.
    pub ratio: Figure,
    /// p-value (Wald); `None` with Firth's likelihood, whose limits are those of the profile.
    pub p: Option<f64>,
    /// Messages with this value.
    pub n: Option<u64>,
    /// The people who got them, and those who got one with the other value: the fewer of the two.
    pub people: u64,
}

/// One message, or several alike: the places of its values.
struct Sent {
    values: Vec<usize>,
    person: usize,
    n: f64,
    replied: f64,
}

/// An attribute with its values.
struct Attribute {
    name: String,
    values: Vec<String>,
}

impl Odds {
    /// Fits a model to all messages, and one to those that followed another.
    ///
    /// # Errors
    /// Never for tallies of logs.
    pub fn estimate(judged: &Judged, windows: &[(u32, u32)], horizon: u32, level: Level) -> Result<Odds> {
        let messages = judged.matured(horizon);
        let mut models = Vec::new();
        for of_follow_ups in [false, true] {
            models.extend(Model::new(judged, &messages, windows, of_follow_ups, level)?);
        }
        Ok(Odds { models, horizon })
    }
}

impl Model {
    fn new(
        judged: &Judged,
        messages: &[Message],
        windows: &[(u32, u32)],
        of_follow_ups: bool,
        level: Level,
    ) -> Result<Option<Model>> {
        let chosen: Vec<&Message> = messages.iter().filter(|s| !of_follow_ups || s.attempt > 1).collect();
        let attributes = attributes(judged, windows, of_follow_ups);
        let row = |s: &&Message| {
            let mut values = vec![s.attempt.min(MOST).saturating_sub(if of_follow_ups { 2 } else { 1 }) as usize];
            if of_follow_ups {
                values.push(band(s.gap.unwrap_or(0), windows));
            }
            values.extend(s.known.map(|code| code as usize));
            Sent { values, person: s.person, n: s.n as f64, replied: if s.replied { s.n as f64 } else { 0.0 } }
        };
        let rows: Vec<Sent> = chosen.iter().map(row).collect();
        let n: u64 = chosen.iter().map(|s| s.n).sum();
        let replied: f64 = rows.iter().map(|r| r.replied).sum();
        if (replied.min(n as f64 - replied)) < LEAST as f64 {
            return Ok(None);
        }
        let design = Coded::new(&attributes, &rows);
        if design.columns.is_empty() {
            return Ok(None);
        }
        let grouped = design.grouped(&rows)?;
        let Some((coefficients, is_firth)) = coefficients(&grouped, level) else { return Ok(None) };
        let term = |(place, column): (usize, &Coding)| {
            let attribute = &attributes[column.attribute];
            // behind the intercept
            let found = coefficients.iter().find(|(c, _)| c.column == place + 1);
            let mut shown = blank(column.n, column.n as f64, "messages", level);
            shown.method = if is_firth { Method::ProfilePenalised } else { Method::Wald };
            shown.flags.push(Flag::Descriptive);
            if let Some((c, limits)) = found {
                (shown.value, shown.se) = (Some(c.estimate.exp()), Some(c.se));
                (shown.low, shown.high) = (limits.map(|i| i.low.exp()), limits.map(|i| i.high.exp()));
            }
            Term {
                attribute: attribute.name.clone(),
                value: [column.value, column.reference].map(|v| attribute.values.get(v).cloned().unwrap_or_default()),
                ratio: Figure::Shown(shown),
                // Wald's p does not go with limits of the profile likelihood.
                p: found.filter(|_| !is_firth).map(|(c, _)| c.p),
                n: Some(column.n),
                people: column.people,
            }
        };
        let terms = design.columns.iter().enumerate().map(term).collect();
        Ok(Some(Model { of_follow_ups, n: Some(n), terms, is_firth }))
    }

    fn hide(&mut self) {
        self.n = None;
        for term in &mut self.terms {
            (term.p, term.n) = (None, None);
            term.ratio.suppress();
        }
    }
}

/// A coefficient with its limits.
type Limited = (Coefficient, Option<Interval>);

/// Coefficients with their limits, as far as these are found, and whether they are Firth's; `None` where neither likelihood has a maximum that is found:
/// a description that cannot be had stops no other table.
fn coefficients(grouped: &Grouped, level: Level) -> Option<(Vec<Limited>, bool)> {
    if let Ok(Fit::Ml(model)) = fit(grouped, Link::Logit) {
        return Some((model.coefficients().into_iter().map(|c| (c, Some(c.interval(level)))).collect(), false));
    }
    let model = firth(grouped).ok()?;
    let profile = |c: Coefficient| (c, model.profile(grouped, c.column, level).ok().flatten());
    Some((model.coefficients().into_iter().map(profile).collect(), true))
}

fn attributes(judged: &Judged, windows: &[(u32, u32)], of_follow_ups: bool) -> Vec<Attribute> {
    let first = if of_follow_ups { 2 } else { 1 };
    let number = |k: u32| if k == MOST { format!("{k} and later") } else { k.to_string() };
    let mut attributes = vec![Attribute { name: "message".into(), values: (first..=MOST).map(number).collect() }];
    if of_follow_ups {
        let bands = windows.iter().map(|w| format!("{} days", days(w.0, w.1)));
        attributes.push(Attribute { name: "gap".into(), values: bands.chain(["other".into()]).collect() });
    }
    for (place, name) in super::silences::COMPARED_BY.iter().enumerate() {
        let values = (0..judged.values(place)).map(|code| judged.value(place, code).replace('_', " ")).collect();
        attributes.push(Attribute { name: (*name).into(), values });
    }
    attributes
}

/// The window that a gap lies in; behind the last where it lies in none.
fn band(gap: u32, windows: &[(u32, u32)]) -> usize {
    windows.iter().position(|w| (w.0..=w.1).contains(&gap)).unwrap_or(windows.len())
}

/// Which column stands for which value.
struct Coding {
    attribute: usize,
    value: usize,
    reference: usize,
    n: u64,
    people: u64,
}

struct Coded {
    columns: Vec<Coding>,
}

/// People with a message of this value: rows of one person stand beside each other.
fn people(rows: &[Sent], attribute: usize, value: usize) -> u64 {
    let with = rows.iter().filter(|row| row.values[attribute] == value);
    let mut last = None;
    with.filter(|row| last.replace(row.person) != Some(row.person)).map(|row| row.n as u64).sum()
}

impl Coded {
    /// One column a value that occurs, but for the first number of the message, and the commonest value of each other attribute.
    fn new(attributes: &[Attribute], rows: &[Sent]) -> Coded {
        let mut columns = Vec::new();
        for (i, attribute) in attributes.iter().enumerate() {
            let count = |value: usize| -> f64 { rows.iter().filter(|r| r.values[i] == value).map(|r| r.n).sum() };
            let counts: Vec<f64> = (0..attribute.values.len()).map(count).collect();
            let people: Vec<u64> = (0..attribute.values.len()).map(|value| people(rows, i, value)).collect();
            let present = || (0..counts.len()).filter(|v| counts[*v] > 0.0);
            let commonest = present().rev().max_by(|a, b| counts[*a].total_cmp(&counts[*b]));
            let Some(reference) = (if i == 0 { present().next() } else { commonest }) else { continue };
            columns.extend(present().filter(|v| *v != reference).map(|value| Coding {
                attribute: i,
                value,
                reference,
                n: counts[value] as u64,
                people: people[value].min(people[reference]),
            }));
        }
        Coded { columns }
    }

    fn grouped(&self, rows: &[Sent]) -> Result<Grouped> {
        let mut together: std::collections::BTreeMap<&[usize], (f64, f64)> = std::collections::BTreeMap::new();
        for row in rows {
            let sums = together.entry(&row.values).or_default();
            (sums.0, sums.1) = (sums.0 + row.n, sums.1 + row.replied);
        }
        let keys: Vec<&[usize]> = together.keys().copied().collect();
        let design = Matrix::from_fn(keys.len(), self.columns.len() + 1, |row, column| {
            let is = match column.checked_sub(1).and_then(|c| self.columns.get(c)) {
                Some(coding) => keys[row][coding.attribute] == coding.value,
                None => true,
            };
            f64::from(u8::from(is))
        });
        let (n, replied): (Vec<f64>, Vec<f64>) = together.into_values().unzip();
        Grouped::new(design, &n, &replied).map_err(internal)
    }
}

impl Odds {
    fn table(&self, of_follow_ups: bool) -> Table {
        let model = self.models.iter().find(|model| model.of_follow_ups == of_follow_ups);
        let (id, what, sent) = match of_follow_ups {
            false => ("odds", "messages", "that were sent"),
            true => ("odds_of_follow_ups", "messages that followed another one", "and were sent"),
        };
        let n = model.and_then(|model| model.n).map_or("—".into(), view::whole);
        Table {
            id: id.into(),
            title: format!("What goes with a reply: odds ratios, {what}"),
            base: format!("{what} {sent} {} days ago or more (n = {n})", self.horizon),
            columns: vec![
                Column::text("attribute", "Attribute"),
                Column::text("value", "Value"),
                Column::text("against", "Against"),
                Column::figure("odds_ratio", "Odds ratio", Unit::Ratio),
                Column::number("p", "p", Unit::Probability),
                Column::integer("n", "Messages", Unit::Touches),
            ],
            rows: model.iter().flat_map(|model| &model.terms).map(Term::cells).collect(),
            notes: notes(model),
        }
    }
}

impl Term {
    fn cells(&self) -> Row {
        vec![
            self.attribute.as_str().into(),
            self.value[0].as_str().into(),
            self.value[1].as_str().into(),
            (&self.ratio).into(),
            self.p.into(),
            self.n.into(),
        ]
    }
}

fn notes(model: Option<&Model>) -> Vec<String> {
    let Some(model) = model else {
        return vec![format!(
            "Nothing can be said: fewer than {LEAST} such messages were answered, or were not, they are all alike, or no \
             likelihood of them has a maximum."
        )];
    };
    let mut notes = vec![
        "Descriptive: a reply counts for the latest message before it, and whoever is written to again has not answered; \
         this does not say what another gap or channel would do."
            .to_owned(),
    ];
    if model.terms.iter().any(|term| term.ratio.shown().is_some_and(|shown| shown.value.is_none())) {
        notes.push(
            "— : who got such a message got it always with the same other values, so what goes with this one cannot be told."
                .into(),
        );
    }
    if model.is_firth {
        notes.push(
            "Some values go with replies always or never: no largest likelihood exists, so Firth's penalised one is used."
                .into(),
        );
    }
    notes
}

impl Estimate for Odds {
    fn tables(&self) -> Vec<Table> {
        [false, true].map(|of_follow_ups| self.table(of_follow_ups)).into()
    }

    fn forms(&self) -> Vec<Form> {
        Vec::new()
    }

    fn headline(&self) -> Option<String> {
        None
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        let terms = self.models.iter_mut().flat_map(|model| &mut model.terms);
        terms.map(|t| Member { people: t.people, figure: &mut t.ratio }).map(Partition::one).collect()
    }

    fn settle(&mut self) {
        // The counts of an attribute's values add up to all: with one of them hidden, none is told.
        let is_hidden = |model: &Model| model.terms.iter().any(|t| t.ratio.is_suppressed());
        self.models.iter_mut().filter(|model| is_hidden(model)).for_each(Model::hide);
    }
}
