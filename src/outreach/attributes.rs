//! What is known of a first message, by which replies can be broken down.
//!
//! Counts and hours are put into bands whose limits stand here, once, so that nobody looks for the cut that tells most.

use super::seniority::Seniority;
use super::templates::{Templates, Use};
use super::touch::Touches;
use super::words::{Ask, Channel, Warmth};
use crate::error::{Fault, Result, nearest};
use crate::input::{enums, hex};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use polars::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The value of an attribute that is not known.
pub const UNKNOWN: &str = "unknown";

/// The value of `text` for a message that is like no other two of one's own.
const FOR_ONE: (&str, &str) = ("one_person", "written for one person");

/// Days of the week, in order.
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// An attribute of a first message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name, as `--by` takes it.
    pub name: &'static str,
    /// What it is called in a title.
    pub label: &'static str,
    /// Whose words its values are.
    pub words: Words,
    /// Whether its values have an order of their own.
    pub is_ordered: bool,
    /// Where it is a number: the first number of each band but the lowest.
    pub bands: &'static [u32],
}

/// Whose words the values of an attribute are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// Words of this program: the same in every log.
    Common,
    /// The user's own names for something of theirs: not for others.
    Own,
    /// Names of people, places and texts: they enter no tally, where a hash stands for them.
    Names,
}

const fn common(name: &'static str, label: &'static str) -> Attribute {
    Attribute { name, label, words: Words::Common, is_ordered: false, bands: &[] }
}

const fn banded(name: &'static str, label: &'static str, bands: &'static [u32]) -> Attribute {
    Attribute { is_ordered: true, bands, ..common(name, label) }
}

const fn of_words(name: &'static str, label: &'static str, words: Words) -> Attribute {
    Attribute { words, ..common(name, label) }
}

/// Every attribute of attempt 1 by which episodes can be broken down.
pub const ATTRIBUTES: [Attribute; 16] = [
    common("channel", "channel"),
    common("warmth", "warmth"),
    common("ask", "ask"),
    of_words("template", "template", Words::Own),
    of_words("text", "text", Words::Names),
    of_words("campaign", "campaign", Words::Own),
    common("ai_assisted", "AI assistance"),
    Attribute { is_ordered: true, ..common("weekday", "weekday") },
    // Night, early, morning, midday, afternoon, evening.
    banded("hour", "hour", &[6, 9, 12, 14, 17, 21]),
    banded("words", "number of words", &[50, 100, 150, 200]),
    banded("questions", "number of questions", &[1, 2, 3]),
    banded("subject_words", "words in the subject", &[1, 4, 7, 10]),
    of_words("via", "who introduced us", Words::Names),
    of_words("event", "event", Words::Names),
    of_words("organisation", "organisation", Words::Names),
    Attribute { is_ordered: true, ..common("seniority", "seniority") },
];

/// The attribute of a name.
///
/// # Errors
/// When there is none: the nearest name is told.
pub fn find(name: &str) -> Result<&'static Attribute> {
    ATTRIBUTES.iter().find(|a| a.name == name).ok_or_else(|| {
        let names = ATTRIBUTES.map(|a| a.name);
        let near = nearest(name, names).map_or("use one of these".into(), |n| format!("did you mean \"{n}\"?"));
        Fault::new("replies cannot be broken down by this").found(name).accepted(names.join(", ")).remedy(near).into()
    })
}

/// The values of an attribute for some touches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// Of each touch, the place of its value.
    pub codes: Vec<u32>,
    /// The values as a tally has them; in the attribute's own order where it has one.
    pub ids: Vec<Arc<str>>,
    /// The same as they are called on the user's own screen.
    pub labels: Vec<String>,
}

impl Attribute {
    /// The values of this attribute for the touches of some rows; what is not known is [`UNKNOWN`].
    ///
    /// # Errors
    /// When the table of touches was changed from outside.
    pub fn values(&self, touches: &Touches, rows: &[u32], timezone: &TimeZone) -> Result<Values> {
        if rows.is_empty() {
            return Ok(Values::default());
        }
        match self.name {
            "channel" => self.word_values(touches, rows, Channel::WORDS),
            "warmth" => self.word_values(touches, rows, Warmth::WORDS),
            "ask" => self.word_values(touches, rows, Ask::WORDS),
            "ai_assisted" => {
                let yes = touches.frame.column(self.name)?.bool()?;
                let code = |row: &u32| yes.get(*row as usize).map(u32::from);
                Ok(Values::of_words(&["no", "yes"], rows.iter().map(code)))
            }
            "weekday" => {
                let days = touches.frame.column("day")?.cast(&DataType::Int32)?;
                let days = days.i32()?;
                // 1970-01-01 was a Thursday.
                let code = |row: &u32| days.get(*row as usize).map(|day| (day + 3).rem_euclid(7) as u32);
                Ok(Values::of_words(&WEEKDAYS, rows.iter().map(code)))
            }
            "hour" => {
                let at = touches.frame.column("at")?.cast(&DataType::Int64)?;
                let at = at.i64()?;
                let hour = |row: &u32| at.get(*row as usize).and_then(|at| hour(at, timezone));
                Ok(self.band_values(rows.iter().map(hour)))
            }
            "text" => self.found_values(touches, rows),
            "seniority" => {
                let titles = touches.frame.column("title")?.str()?;
                let mut levels: BTreeMap<&str, Option<u32>> = BTreeMap::new();
                let mut level = |title| *levels.entry(title).or_insert_with(|| Seniority::of(title).map(|s| s as u32));
                let codes = rows.iter().map(|row| titles.get(*row as usize).and_then(&mut level));
                Ok(Values::of_words(Seniority::WORDS, codes))
            }
            _ if !self.bands.is_empty() => {
                let numbers = touches.frame.column(self.name)?.u32()?;
                Ok(self.band_values(rows.iter().map(|row| numbers.get(*row as usize))))
            }
            _ => {
                let texts = touches.frame.column(self.name)?.str()?;
                Ok(self.text_values(rows.iter().map(|row| texts.get(*row as usize))))
            }
        }
    }

    fn word_values(&self, touches: &Touches, rows: &[u32], words: &[&str]) -> Result<Values> {
        let codes = enums::codes(touches.frame.column(self.name)?)?;
        Ok(Values::of_words(words, rows.iter().map(|row| codes.get(*row as usize).copied().flatten())))
    }

    fn band_values(&self, numbers: impl Iterator<Item = Option<u32>>) -> Values {
        let names = band_names(self.bands);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let band = |number: u32| self.bands.partition_point(|first| *first <= number) as u32;
        Values::of_words(&names, numbers.map(|number| number.map(band)))
    }

    /// The templates that are found among all messages of one's own, the most used first.
    fn found_values(&self, touches: &Touches, rows: &[u32]) -> Result<Values> {
        let days = touches.frame.column("day")?.cast(&DataType::Int32)?;
        let at = touches.frame.column("at")?.cast(&DataType::Int64)?;
        // Ids are made where they are asked for: without any text nobody asks.
        let ids = if touches.written.is_empty() { Vec::new() } else { touches.ids()? };
        let (days, at) = (days.i32()?, at.i64()?);
        let when = |row: usize| (days.get(row).unwrap_or(0), at.get(row), ids.get(row).map_or("", String::as_str));
        let uses = touches.written.iter().map(|(row, written)| Use { when: when(*row as usize), written });
        let found = Templates::find(&uses.collect::<Vec<_>>());
        let mut values = Values::default();
        for template in &found.templates {
            values.ids.push(self.id(&format!("{:016x}", template.key)));
            values.labels.push(format!("text {}: {}", template.number, template.excerpt));
        }
        let alone = values.ids.len() as u32;
        for (id, label) in [FOR_ONE, (UNKNOWN, UNKNOWN)] {
            values.ids.push(id.into());
            values.labels.push(label.to_owned());
        }
        let code = |row: &u32| {
            let place = touches.written.binary_search_by_key(row, |(row, _)| *row).ok()?;
            Some(found.of.get(place).copied().flatten().map_or(alone, |of| of as u32))
        };
        values.codes = rows.iter().map(|row| code(row).unwrap_or(alone + 1)).collect();
        Ok(values)
    }

    fn text_values<'a>(&self, texts: impl Iterator<Item = Option<&'a str>>) -> Values {
        let mut values = Values::default();
        let mut places: BTreeMap<Option<&'a str>, u32> = BTreeMap::new();
        for text in texts {
            let next = values.ids.len() as u32;
            let code = *places.entry(text).or_insert(next);
            if code == next {
                values.ids.push(text.map_or(UNKNOWN.into(), |text| self.id(text)));
                values.labels.push(text.unwrap_or(UNKNOWN).to_owned());
            }
            values.codes.push(code);
        }
        values
    }

    /// A value as a tally has it: names of people, places and texts never enter one.
    fn id(&self, text: &str) -> Arc<str> {
        match self.words {
            Words::Names => hex(&Sha256::digest(format!("hearback\u{1f}{}\u{1f}{text}", self.name))[..8]).into(),
            _ => text.into(),
        }
    }
}

impl Values {
    /// Values that are words; what has none is unknown.
    fn of_words(words: &[&str], codes: impl Iterator<Item = Option<u32>>) -> Values {
        let unknown = words.len() as u32;
        let words: Vec<&str> = words.iter().copied().chain([UNKNOWN]).collect();
        Values {
            codes: codes.map(|code| code.unwrap_or(unknown)).collect(),
            ids: words.iter().map(|word| Arc::from(*word)).collect(),
            labels: words.iter().map(|word| word.replace('_', " ")).collect(),
        }
    }

    /// Of one touch, the value as a tally has it.
    pub fn id(&self, place: usize) -> Arc<str> {
        let code = self.codes.get(place).map(|code| *code as usize);
        code.and_then(|code| self.ids.get(code)).cloned().unwrap_or_else(|| UNKNOWN.into())
    }

    /// Adds the values of other touches to those that are known, without their touches.
    pub fn learn(&mut self, other: &Values) {
        let known: BTreeSet<Arc<str>> = self.ids.iter().cloned().collect();
        for (id, label) in other.ids.iter().zip(&other.labels) {
            if !known.contains(id) {
                self.ids.push(id.clone());
                self.labels.push(label.clone());
            }
        }
    }

    /// How the values are called, by what a tally has.
    pub fn legend(&self) -> BTreeMap<String, String> {
        self.ids.iter().map(|id| id.to_string()).zip(self.labels.iter().cloned()).collect()
    }
}

/// The local hour of the day.
fn hour(at: i64, timezone: &TimeZone) -> Option<u32> {
    let stamp = Timestamp::from_millisecond(at).ok()?;
    u32::try_from(timezone.to_datetime(stamp).hour()).ok()
}

/// The bands in words: `0–49`, `50–99`, `100+`; a band of one number is that number.
fn band_names(bands: &[u32]) -> Vec<String> {
    let starts = [0].into_iter().chain(bands.iter().copied());
    let ends = bands.iter().map(|first| Some(first - 1)).chain([None]);
    starts
        .zip(ends)
        .map(|(start, end)| match end {
            Some(end) if end == start => start.to_string(),
            Some(end) => format!("{start}–{end}"),
            None => format!("{start}+"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_hold_every_number_once() {
        assert_eq!(band_names(&[1, 2, 3]), ["0", "1", "2", "3+"]);
        assert_eq!(band_names(&[50, 100]), ["0–49", "50–99", "100+"]);
        let words = find("words").expect("an attribute");
        let values = words.band_values([Some(0), Some(49), Some(50), Some(200), None].into_iter());
        assert_eq!(values.codes, [0, 0, 1, 4, 5]);
        assert_eq!(&*values.id(4), UNKNOWN);
    }

    #[test]
    fn names_stay_out_of_ids() {
        let via = find("via").expect("an attribute");
        let values = via.text_values([Some("Ada"), None, Some("Ada"), Some("Bo")].into_iter());
        assert_eq!(values.codes, [0, 1, 0, 2]);
        assert!(values.ids.iter().all(|id| !id.contains("Ada") && !id.contains("Bo")));
        assert_eq!(values.labels, ["Ada", UNKNOWN, "Bo"]);
        assert!(find("wormth").is_err());
    }
}
