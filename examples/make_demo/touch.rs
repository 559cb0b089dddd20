//! One row of the outreach log, and how the log is written.

use std::error::Error;
use std::path::Path;

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Day 0 of the log, a Monday.
pub const FIRST_DAY: Date = date(2025, 1, 6);
/// The number of the last logged day: 3 October 2025, a Friday.
pub const LAST_DAY: i64 = 270;

/// Saturday or Sunday: day 0 was a Monday.
pub fn is_weekend(day: i64) -> bool {
    day.rem_euclid(7) > 4
}

/// The day itself, or the Monday after a weekend.
pub fn working_day(day: i64) -> i64 {
    if is_weekend(day) { day + 7 - day.rem_euclid(7) } else { day }
}

/// The tracker's own columns, in its order.
pub use hearback::outreach::COLUMNS;

/// Something that passed between the owner of the log and a contact. What does not apply is empty.
#[derive(Clone, Debug, Default)]
pub struct Touch {
    /// Days since [`FIRST_DAY`].
    pub day: i64,
    /// Minutes since local midnight; `None` where only the day was noted.
    pub minute: Option<i64>,
    pub contact: String,
    pub direction: &'static str,
    pub channel: &'static str,
    pub kind: &'static str,
    pub outcome: &'static str,
    pub thread: String,
    pub campaign: &'static str,
    pub template: &'static str,
    pub ask: &'static str,
    pub warmth: &'static str,
    pub via: &'static str,
    pub event: &'static str,
    pub offer: bool,
    pub thanks: bool,
    pub ai_assisted: bool,
    pub words: Option<i64>,
    pub questions: Option<i64>,
    pub organisation: &'static str,
    pub note: &'static str,
}

impl Touch {
    /// The cells in the order of [`COLUMNS`].
    fn cells(&self) -> Result<[String; 21], jiff::Error> {
        let tick = |yes: bool| if yes { "yes" } else { "" }.to_owned();
        let number = |number: Option<i64>| number.map_or_else(String::new, |number| number.to_string());
        Ok([
            FIRST_DAY.checked_add(self.day.days())?.to_string(),
            self.clock(),
            self.contact.clone(),
            self.direction.to_owned(),
            self.channel.to_owned(),
            self.kind.to_owned(),
            self.outcome.to_owned(),
            self.thread.clone(),
            self.campaign.to_owned(),
            self.template.to_owned(),
            self.ask.to_owned(),
            self.warmth.to_owned(),
            self.via.to_owned(),
            self.event.to_owned(),
            tick(self.offer),
            tick(self.thanks),
            tick(self.ai_assisted),
            number(self.words),
            number(self.questions),
            self.organisation.to_owned(),
            self.note.to_owned(),
        ])
    }

    /// `HH:MM`, or blank.
    fn clock(&self) -> String {
        self.minute.map_or_else(String::new, |minute| format!("{:02}:{:02}", minute / 60, minute % 60))
    }
}

/// Writes the log, sorted by date, time and contact, lines ended by a line feed alone.
///
/// # Errors
///
/// When the file cannot be written.
pub fn write(path: &Path, touches: &[Touch]) -> Result<(), Box<dyn Error>> {
    let mut rows = touches.iter().map(Touch::cells).collect::<Result<Vec<_>, _>>()?;
    rows.sort_by(|a, b| a[..3].cmp(&b[..3]));
    let mut file = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_path(path)?;
    file.write_record(COLUMNS)?;
    for row in &rows {
        file.write_record(row)?;
    }
    file.flush()?;
    Ok(())
}
