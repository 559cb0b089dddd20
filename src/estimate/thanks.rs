//! Whether thanks follow a meeting, and how soon.

use super::waits::{self, Scale, Timed, Waits};
use super::{Estimate, Named, Partition};
use crate::error::Result;
use crate::outreach::relations::Wait;
use crate::tally::{MeetingKey, ThanksTally};
use crate::view::{self, Form, Table, Unit};

/// The days by which shares are given.
const DAYS: [u32; 4] = [1, 2, 7, 14];

/// What followed meetings.
#[derive(Clone, Debug, PartialEq)]
pub struct Thanks {
    /// Messages that thank; `None` where no source tells them.
    pub thanked: Option<Timed>,
    /// Any message of mine.
    pub written: Timed,
    /// People met.
    pub people: Option<u64>,
    /// How intervals are made.
    pub scale: Scale,
    /// The last day of which anything is known.
    pub as_of: String,
}

impl Thanks {
    /// Estimates what followed meetings.
    ///
    /// # Errors
    /// Never for waits of days.
    pub fn estimate(tally: &ThanksTally, scale: Scale) -> Result<Thanks> {
        let row = |id: &str, label: &str, told: bool, wait: fn(&MeetingKey) -> Wait| {
            let of = || tally.cells().filter(|(key, _)| !told || key.tells_thanks);
            let waits = Waits::of(of().map(|(key, count)| (wait(key), count.n)));
            let people = of().filter(|(key, _)| key.is_first).map(|(_, count)| count.n).sum();
            let row = Timed::new(Named::new(id, label), &waits, &DAYS, time(), "meetings", scale)?;
            Ok::<_, crate::error::Error>(row.of_people(people))
        };
        let thanked = row("thanked", "Thanks", true, |key| key.thanked)?;
        let people = tally.cells().filter(|(key, _)| key.is_first).map(|(_, count)| count.n).sum();
        Ok(Thanks {
            thanked: Some(thanked).filter(|row| row.n != Some(0)),
            written: row("written", "Any message of mine", false, |key| key.written)?,
            people: Some(people),
            scale,
            as_of: tally.header().as_of.clone(),
        })
    }

    fn rows(&self) -> Vec<&Timed> {
        self.thanked.iter().chain([&self.written]).collect()
    }
}

fn time() -> u32 {
    DAYS.into_iter().max().unwrap_or(0)
}

impl Estimate for Thanks {
    fn tables(&self) -> Vec<Table> {
        let rows = self.rows();
        let mut notes = vec![
            "What follows the next meeting with the same person counts for that one. Of a meeting and a message on one day \
             without clock times, the meeting was first."
                .to_owned(),
        ];
        notes.push(if self.thanked.is_some() {
            "A message counts as thanks where the log says so (thanks = yes); where a log has the column, a blank is a no."
                .into()
        } else {
            "No source says which messages thank, so thanks cannot be told: a column \"thanks\" in a log, or \"Thanked on\" in \
             a sheet of people, does. Any message of mine stands in."
                .into()
        });
        notes.extend(waits::note(&self.as_of, &rows));
        if self.written.n > self.people {
            notes.push("Some people were met more than once; the intervals take meetings for independent.".into());
        }
        let people = self.people.map_or("—".into(), view::whole);
        vec![Table {
            id: "thanks".into(),
            title: "What follows a meeting or an interview".into(),
            base: format!("meetings and conversations by appointment, those of one day as one, with {people} people"),
            columns: waits::columns(&DAYS, time(), ["Sent", "Meetings", "Followed"], Unit::Touches),
            rows: rows.iter().map(|row| row.cells()).collect(),
            notes,
        }]
    }

    fn forms(&self) -> Vec<Form> {
        vec![waits::chart("thanks", "What follows a meeting or an interview", &DAYS, &self.rows(), self.scale)]
    }

    fn headline(&self) -> Option<String> {
        let thanked = self.thanked.as_ref()?;
        let share = view::share_with_interval(thanked.by_day.get(1)?.shown()?)?;
        Some(format!("{share} of meetings were followed by thanks within 2 days."))
    }

    fn partitions(&mut self) -> Vec<Partition<'_>> {
        self.thanked.iter_mut().chain([&mut self.written]).flat_map(Timed::alone).collect()
    }

    fn settle(&mut self) {
        self.thanked.iter_mut().chain([&mut self.written]).for_each(Timed::settle);
        if self.rows().iter().any(|row| row.is_hidden()) {
            self.people = None;
        }
    }
}
