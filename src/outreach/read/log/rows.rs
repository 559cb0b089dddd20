//! The rows of a log, one after the other: what was sent, the follow-ups, and what became of it.

use super::cells::plausible;
use super::columns::Columns;
use super::days::{Cells, Days};
use super::further::{again, answer, met, thanked};
use super::names::{FOLLOW_UPS, REPLIED, key};
use super::namesakes::Namesakes;
use super::status::{self, Status};
use super::{is_note, people};
use crate::error::{Fault, Result};
use crate::input::accounting::{Accounting, Reason};
use crate::input::dates::{self, Order};
use crate::input::{Sheet, labels, sheet};
use crate::outreach::read::{Context, mail};
use crate::outreach::record::{Details, Party, Record, When, Who, bare};
use crate::outreach::touch::{FLAGS, NUMBERS, TEXTS};
use crate::outreach::words::{self, Ask, Channel, Direction, Kind, Outcome, Warmth};
use crate::outreach::written::Written;
use jiff::civil::Date;
use polars::prelude::StringChunked;
use std::collections::{BTreeMap, BTreeSet};

/// What is left out: a row, or an answer of one.
pub(super) struct Left {
    pub reason: Reason,
    pub fault: Fault,
}

impl Left {
    /// By rule.
    pub fn rule(fault: Fault) -> Left {
        Left { reason: Reason::rule(fault.what.clone()), fault }
    }
}

impl From<Fault> for Left {
    fn from(fault: Fault) -> Left {
        Left { reason: Reason::fault(fault.what.clone()), fault }
    }
}

/// What is told in one sentence at the end.
#[derive(Clone, Debug, Default)]
pub(super) struct Counted {
    companies: u64,
    undated: u64,
    serials: u64,
    /// Names that stand with several companies.
    namesakes: BTreeSet<String>,
}

impl Counted {
    /// The sentences.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.companies > 0 {
            let rows = n(self.companies, "row names", "rows name");
            notes.push(format!("{rows} no person: there the company is the contact"));
        }
        if !self.namesakes.is_empty() {
            let names = n(self.namesakes.len() as u64, "name stands", "names stand");
            notes.push(format!("{names} with several companies: taken for different people"));
        }
        if self.undated > 0 {
            let rows = n(self.undated, "row says", "rows say");
            let days = if self.undated == 1 { "day" } else { "days" };
            notes.push(format!(
                "{rows} that they replied, and not when: write the {days} into a column \"Replied on\", or shares by day \
                 cannot be told"
            ));
        }
        if self.serials > 0 {
            let dates = n(self.serials, "date is a serial number", "dates are serial numbers");
            let were = if self.serials == 1 { "it was" } else { "they were" };
            notes.push(format!("{dates} of a spreadsheet (45721 is 2025-03-05); {were} read as it counts them"));
        }
        notes
    }
}

/// A number and what it counts.
fn n(n: u64, one: &str, more: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { more })
}

/// The columns of a log, ready to be read row by row.
pub(super) struct Log<'a> {
    pub(super) cells: Cells,
    pub(super) columns: &'a Columns,
    pub(super) days: Days,
    pub(super) context: &'a Context<'a>,
    pub(super) sheet: &'a Sheet,
    /// All columns of a sheet of people, those that were not recognised too: blank rows and totals are seen by them.
    pub(super) all: Vec<StringChunked>,
    namesakes: Namesakes,
}

impl<'a> Log<'a> {
    pub fn new(sheet: &'a Sheet, columns: &'a Columns, context: &'a Context) -> Result<Self> {
        let mut cells = BTreeMap::new();
        for (our, header) in &columns.of {
            cells.insert(*our, sheet.strings(header)?);
        }
        let days = Days::of(&cells, columns, context.order, &sheet.name)?;
        let all = if columns.has("direction") { Vec::new() } else { sheet.headers() };
        let all = all.iter().map(|header| sheet.strings(header)).collect::<Result<_>>()?;
        let mut log = Log { cells, columns, days, context, sheet, all, namesakes: Namesakes::default() };
        log.namesakes = Namesakes::of(&log);
        Ok(log)
    }

    /// A log of cells that are at hand, whose rows are messages: each names its direction.
    pub fn of_messages(
        sheet: &'a Sheet,
        columns: &'a Columns,
        context: &'a Context,
        cells: Cells,
        days: Days,
    ) -> Log<'a> {
        Log { cells, columns, days, context, sheet, all: Vec::new(), namesakes: Namesakes::default() }
    }

    /// How the sheet was understood.
    pub fn notes(&self, account: &mut Accounting) {
        if let Some(sketch) = self.columns.sketch {
            let note = if sketch.note.is_empty() { String::new() } else { format!("; {}", sketch.note) };
            account.note(format!("read as {}{note}", sketch.what));
        }
        for (our, theirs) in self.columns.of.iter().filter(|(our, theirs)| key(theirs) != key(our)) {
            account.note(format!("column \"{theirs}\" was read as {our}"));
        }
        let used: Vec<&String> = self.columns.of.values().collect();
        let unused: Vec<String> = self.sheet.headers().into_iter().filter(|h| !used.contains(&h)).collect();
        if !unused.is_empty() {
            let columns = if unused.len() == 1 { "column that was" } else { "columns that were" };
            account.note(format!("{columns} not used: {}", sheet::list(&unused, 12)));
        }
        if let Some(order) = self.days.told() {
            let words = if order == Order::DayFirst { "day first" } else { "month first" };
            let why = if self.context.order.is_some() { "as told" } else { "as the whole column says" };
            account.note(format!("dates were read with the {words}, {why}"));
        }
        for (column, by) in &self.days.told_by {
            account.note(format!("the order of day and month in \"{column}\" is that of \"{by}\""));
        }
    }

    /// The records of one row: the message, its follow-ups, and its reply where the row has one. What is only an attribute and
    /// cannot be read goes to `unread`: the touch happened all the same, and leaving out a reply would make a silence of it.
    pub fn records(&self, i: usize, unread: &mut Vec<Left>, counted: &mut Counted) -> Result<Vec<Record>, Left> {
        self.left_out(i)?;
        self.no_row(i)?;
        let (met_on, thanked_on) = (self.meetings(i, unread), self.thanks(i, unread));
        let said = self.status(i, unread);
        let day = self.not_sent(i, said).and_then(|()| self.day(i).map_err(Left::from));
        let further = |sent: &Record| {
            let meetings = met_on.iter().map(|day| met(sent, *day));
            meetings.chain(thanked_on.iter().map(|day| thanked(sent, *day))).collect::<Vec<_>>()
        };
        let (day, stamp) = match (day, met_on.first().or(thanked_on.first())) {
            (Ok(day), _) => day,
            // Whoever was met or thanked without a first message was so all the same.
            (Err(left), Some(first)) => {
                let meetings = further(&self.sent(i, self.party(i, counted)?, (*first, None), unread)?);
                unread.extend(Some(left).filter(|left| left.reason.fault));
                return Ok(meetings);
            }
            (Err(left), None) => return Err(left),
        };
        let party = self.party(i, counted)?;
        counted.serials += u64::from(self.raw("date", i).is_some_and(|c| self.days.is_serial("date", c)));
        let at = stamp.or_else(|| soft(self.clock(day, i), unread));
        let sent = self.sent(i, party, (day, at), unread)?;
        let Who::Contact(_, Direction::Out) = sent.who else {
            // Beside a direction of their own, replies are rows of their own, save one that a column gives.
            let reply = self.reply_on(i, day, unread)?;
            return Ok([Some(sent.clone()), reply.map(|when| answer(&sent, when))].into_iter().flatten().collect());
        };
        let wrong = unread.len();
        let reply = self.reply(i, day, said, unread)?;
        // A day that is wrong is told as a fault.
        counted.undated += u64::from(matches!(reply, Some(When::After(_))) && unread.len() == wrong);
        let mut records = vec![sent.clone()];
        let bounced = said == Some(Status::Bounced) || self.flag("bounced", i) == Some(true);
        if bounced && sent.kind != Kind::Bounce {
            records.push(Record { kind: Kind::Bounce, ..answer(&sent, sent.when) });
        }
        let follow_ups = self.follow_ups(i, day, unread);
        records.extend(follow_ups.into_iter().map(|(day, channel)| again(&sent, day, channel)));
        records.extend(reply.map(|when| answer(&sent, when)));
        records.extend(further(&sent));
        Ok(records)
    }

    /// Rows that are no touches: notes, and what a preset leaves out.
    fn left_out(&self, i: usize) -> Result<(), Left> {
        if self.cell("kind", i).is_some_and(is_note) {
            let fault = self.wrong("kind", i, "a note");
            return Err(Left { reason: Reason::rule("a note, no touch"), fault });
        }
        for (our, theirs, why) in self.columns.sketch.map_or(&[] as &[_], |s| s.left_out) {
            if self.cell(our, i).is_some_and(|c| c.eq_ignore_ascii_case(theirs)) {
                return Err(Left::rule(self.wrong(our, i, why)));
            }
        }
        Ok(())
    }

    /// A row of somebody who was not written to yet.
    fn not_sent(&self, i: usize, said: Option<Status>) -> Result<(), Left> {
        if self.columns.has("direction") {
            return Ok(());
        }
        let not_yet = |our| Err(Left::rule(self.wrong(our, i, "not sent yet")));
        if said == Some(Status::NotSent) {
            return not_yet("status");
        }
        if self.said("date", i).and_then(status::parse) == Some(Status::NotSent) {
            return not_yet("date");
        }
        if self.flag("was_sent", i) == Some(false) {
            return not_yet("was_sent");
        }
        let more = [REPLIED, "replied", "status"].into_iter().chain(FOLLOW_UPS);
        let nothing = self.said("date", i).is_none() && more.into_iter().all(|our| self.said(our, i).is_none());
        if nothing && self.flag("was_sent", i).is_none() { not_yet("date") } else { Ok(()) }
    }

    fn flag(&self, our: &'static str, i: usize) -> Option<bool> {
        self.cell(our, i).and_then(words::flag)
    }

    /// What the status says; words that are not known are told, and the row is used without them.
    fn status(&self, i: usize, unread: &mut Vec<Left>) -> Option<Status> {
        let cell = self.said("status", i)?;
        let said = status::parse(cell);
        if said.is_none() {
            let fault = self.wrong("status", i, "unknown status").accepted(status::ACCEPTED);
            unread.push(fault.remedy("use one of those words; the row counts without it").into());
        }
        said
    }

    /// The person whom a row names.
    pub(super) fn person(&self, i: usize) -> Party {
        let of = |our| self.said(our, i);
        people::party(people::Cells {
            contact: of("contact"),
            first: of("first_name"),
            last: of("last_name"),
            mail: of("address"),
            url: of("profile"),
        })
    }

    /// Whom the row is about; the company where it names no person.
    fn party(&self, i: usize, counted: &mut Counted) -> Result<Party, Left> {
        let (party, organisation) = (self.person(i), self.said("organisation", i));
        if let Some(told) = self.namesakes.tell(&party, organisation) {
            counted.namesakes.extend(party.name.as_deref().map(labels::normal));
            return Ok(told);
        }
        if !party.is_unknown() {
            return Ok(party);
        }
        let company = organisation.map(|company| Party::new(company, "", ""));
        counted.companies += u64::from(company.is_some());
        company.ok_or_else(|| {
            self.wrong("contact", i, "no contact").accepted("a name or an address").remedy("say who it was").into()
        })
    }

    /// The message itself.
    fn sent(
        &self,
        i: usize,
        party: Party,
        (day, at): (Date, Option<i64>),
        unread: &mut Vec<Left>,
    ) -> Result<Record, Left> {
        let direction = self.word("direction", i, Direction::parse, Direction::WORDS)?;
        let channel = soft(self.word("channel", i, Channel::parse, Channel::WORDS), unread);
        let channel = channel.or_else(|| self.columns.sketch.and_then(|s| Channel::parse(s.channel)));
        let channel = channel.unwrap_or(Channel::Other);
        let kind = soft(self.word("kind", i, Kind::parse, Kind::WORDS), unread);
        let kind = kind.unwrap_or_else(|| match (self.columns.one_row_a_person(), channel) {
            // `Event` as the source of a contact is where they met, and the row is the message that followed.
            (true, Channel::Video | Channel::InPerson) => Kind::Message,
            _ => usual_kind(channel, direction),
        });
        Ok(Record {
            when: at.map_or(When::Day(day), When::At),
            who: Who::Contact(party, self.direction(i, direction, kind)?),
            channel,
            kind,
            details: self.details(i, unread),
            ..Record::of_row(self.sheet.row(i), day)
        })
    }

    fn details(&self, i: usize, unread: &mut Vec<Left>) -> Details {
        let person = self.person(i);
        // Where a row names no person, its title is that of a job.
        let is_told = |text: &str| text != "title" || !person.is_unknown();
        let cell = |text: &'static str| self.cell(text, i).filter(|_| is_told(text)).map(|c| (text, c.to_owned()));
        let to = [person.name.as_deref(), person.address.as_deref(), self.said("organisation", i)];
        let written = self.said("message", i).and_then(|text| Written::of(text, to.into_iter().flatten()));
        Details {
            outcome: soft(self.word("outcome", i, Outcome::parse, Outcome::WORDS), unread),
            ask: soft(self.word("ask", i, Ask::parse, Ask::WORDS), unread),
            warmth: soft(self.word("warmth", i, Warmth::parse, Warmth::WORDS), unread),
            texts: TEXTS.into_iter().filter_map(cell).collect(),
            flags: FLAGS.iter().filter_map(|f| self.flag(f, i).map(|b| (*f, b))).collect(),
            numbers: self.numbers(i, unread),
            written: written.map(Box::new),
        }
    }

    /// The counts of a row: those that it states, else those of the message and the subject that it has.
    fn numbers(&self, i: usize, unread: &mut Vec<Left>) -> BTreeMap<&'static str, u32> {
        let mut numbers = BTreeMap::new();
        if let Some(counts) = self.said("message", i).map(mail::in_text) {
            numbers.extend([("words", counts.words), ("questions", counts.questions)]);
        }
        let subject = self.said("subject", i).map(|subject| mail::in_text(&bare(subject)).words);
        numbers.extend(subject.map(|n| ("subject_words", n)));
        for name in NUMBERS {
            numbers.extend(soft(self.number(name, i), unread).map(|n| (name, n)));
        }
        numbers
    }

    /// When they replied, where a row says that they did: the day where any of its columns gives it, else only that.
    fn reply(
        &self,
        i: usize,
        sent_on: Date,
        said: Option<Status>,
        unread: &mut Vec<Left>,
    ) -> Result<Option<When>, Fault> {
        if let Some(when) = self.reply_on(i, sent_on, unread)? {
            return Ok(Some(when));
        }
        let whether = self.said("replied", i).filter(|c| yes(c));
        let told = whether.or_else(|| self.cell("status", i).filter(|_| said == Some(Status::Replied)));
        Ok(told.map(|cell| self.day_within(cell, sent_on)))
    }

    /// The reply that a row states in a column of its own; words such as `no` mean that there is none yet.
    fn reply_on(&self, i: usize, sent_on: Date, unread: &mut Vec<Left>) -> Result<Option<When>, Fault> {
        let Some(cell) = self.cell(REPLIED, i).filter(|c| !status::says_no(c)) else { return Ok(None) };
        let Some(day) = self.days.date(REPLIED, cell).and_then(plausible) else {
            return match status::parse(cell) {
                Some(Status::Replied) => Ok(Some(self.day_within(cell, sent_on))),
                Some(Status::Waiting | Status::Silent | Status::NotSent) => Ok(None),
                _ => Err(self
                    .wrong(REPLIED, i, if dates::lacks_year(cell) { "date without a year" } else { "not a date" })
                    .accepted("the day of the reply, or blank while there is none")
                    .remedy("correct the date")),
            };
        };
        if day < sent_on {
            // They replied all the same: only the day is not known.
            let fault = self.wrong(REPLIED, i, "reply before the message");
            let fault = fault.accepted(format!("a day from {sent_on} on")).remedy("correct one of the two dates");
            unread.push(fault.into());
            return Ok(Some(When::After(sent_on)));
        }
        Ok(Some(When::Day(day)))
    }

    /// The day that stands behind a status, as in `Replied 14 Mar 2025`; else only that it was on the first day or later.
    fn day_within(&self, cell: &str, sent_on: Date) -> When {
        let order = self.days.told().unwrap_or(Order::YearFirst);
        let from = cell.find(|c: char| c.is_ascii_digit()).and_then(|at| cell.get(at..)).unwrap_or("");
        let numeric = from.split([' ', ')', ',']).next().unwrap_or("");
        let ambiguous = order == Order::YearFirst && numeric.contains('/');
        let day = dates::date(numeric, order).filter(|_| !ambiguous).or_else(|| dates::date(cell, order));
        day.and_then(plausible).filter(|day| *day >= sent_on && !ambiguous).map_or(When::After(sent_on), When::Day)
    }
}

/// Whether a cell says yes, in any word for it.
fn yes(cell: &str) -> bool {
    words::flag(cell).unwrap_or_else(|| status::parse(cell) == Some(Status::Replied))
}

/// What a touch is when its row does not say.
pub(super) fn usual_kind(channel: Channel, direction: Option<Direction>) -> Kind {
    match (channel, direction) {
        (Channel::Phone, _) => Kind::Call,
        (Channel::Video | Channel::InPerson, _) | (_, Some(Direction::Mutual)) => Kind::Meeting,
        _ => Kind::Message,
    }
}

/// A value, or nothing and its fault among those of the row.
fn soft<T>(read: Result<Option<T>, Fault>, unread: &mut Vec<Left>) -> Option<T> {
    read.unwrap_or_else(|fault| {
        unread.push(fault.into());
        None
    })
}
