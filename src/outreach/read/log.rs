//! The outreach log: CSV, one row a message. `log.csv`, which the tracker writes, has exactly [`COLUMNS`]; logs that
//! people keep themselves are recognised by the usual words, or by the project's `map`.

use super::Context;
use crate::error::{Fault, Result, nearest};
use crate::input::accounting::{Accounting, Reason};
use crate::input::dates::{self, Order, Told};
use crate::input::{Item, Sheet, labels, sheet};
use crate::outreach::record::{Details, Found, Party, Record, When, Who};
use crate::outreach::touch::{FLAGS, NUMBERS, TEXTS};
use crate::outreach::words::{self, Ask, Channel, Direction, Kind, Outcome, Warmth};
use jiff::Timestamp;
use jiff::civil::Date;
use polars::prelude::StringChunked;
use std::collections::BTreeMap;

/// The project's names for columns: ours → the file's.
pub type ColumnMap = BTreeMap<String, String>;

/// The columns of `log.csv`, in their order.
pub const COLUMNS: [&str; 21] = [
    "date",
    "time",
    "contact",
    "direction",
    "channel",
    "kind",
    "outcome",
    "thread",
    "campaign",
    "template",
    "ask",
    "warmth",
    "via",
    "event",
    "offer",
    "thanks",
    "ai_assisted",
    "words",
    "questions",
    "organisation",
    "note",
];

/// A column of the message's answer, which logs of one row a message often have instead of a row for the reply.
pub(super) const REPLIED: &str = "replied_on";

/// The usual words for each column, beside its own name.
const SPELLINGS: [(&str, &[&str]); 12] = [
    (
        "date",
        &[
            "date sent",
            "sent",
            "sent on",
            "sent at",
            "sent date",
            "day",
            "when",
            "timestamp",
            "date contacted",
            "contacted on",
        ],
    ),
    ("time", &["hour", "time sent", "clock"]),
    (
        "contact",
        &[
            "name",
            "person",
            "who",
            "contact name",
            "contact person",
            "full name",
            "recipient name",
            "recipient",
            "to",
            "email",
            "e-mail",
        ],
    ),
    ("direction", &["in/out", "in or out", "way", "sent/received", "inbound/outbound"]),
    ("channel", &["medium", "platform", "how", "method", "via channel"]),
    ("kind", &["type", "touch type", "activity", "activity type"]),
    ("outcome", &["call outcome", "result"]),
    ("organisation", &["organization", "company", "employer", "firm"]),
    ("warmth", &["relationship", "source of contact", "connection", "temperature"]),
    ("ask", &["asked for", "request", "purpose"]),
    ("via", &["introduced by", "referred by", "referrer"]),
    (REPLIED, &["replied", "reply date", "date of reply", "date replied", "response date", "reply on", "responded on"]),
];

/// Everything that is text with a header may be a log; this reader stands last.
pub fn knows(_: &Item, _: &[u8]) -> bool {
    true
}

/// Reads logs, each on its own.
///
/// # Errors
/// As [`read_one`].
pub fn read(items: &[Item], context: &Context) -> Result<Vec<Found>> {
    items.iter().map(|item| read_one(item, context)).collect()
}

/// Reads a log.
///
/// # Errors
/// When it cannot be read, lacks a column that is needed, or its dates cannot be told apart.
fn read_one(item: &Item, context: &Context) -> Result<Found> {
    let sheet = item.opened()?.table()?;
    if sheet.account.read == 0 {
        return Err(Fault::new("has a header but no row").file(&sheet.name).remedy("add a row a message").into());
    }
    let columns = find_columns(&sheet, context.map)?;
    let log = Log::new(&sheet, &columns, context)?;
    let mut account = sheet.account.clone();
    log.notes(&columns, &mut account);
    let mut records = Vec::with_capacity(sheet.height());
    for i in 0..sheet.height() {
        if log.cell("kind", i).is_some_and(|kind| NOTES.contains(&labels::normal(kind).as_str())) {
            account.leave_out_row(Reason::rule("a note, no touch"), log.wrong("kind", i, "a note").row(sheet.row(i)));
            continue;
        }
        let mut unread = Vec::new();
        match log.records(i, &mut unread) {
            Ok(found) => {
                records.extend(found);
                for fault in unread {
                    account.leave_out_answer(Reason::fault(fault.what.clone()), fault.row(sheet.row(i)));
                }
            }
            Err(wrong) => account.leave_out_row(Reason::fault(wrong.what.clone()), wrong.row(sheet.row(i))),
        }
    }
    Ok(Found { records, account, ..Found::default() })
}

/// Our column → the file's header.
fn find_columns(sheet: &Sheet, map: &ColumnMap) -> Result<BTreeMap<&'static str, String>> {
    let ours: Vec<&'static str> = COLUMNS.into_iter().chain([REPLIED]).collect();
    for (our, theirs) in map {
        if !ours.contains(&our.as_str()) {
            return Err(unknown_in_map(our, theirs, &ours));
        }
    }
    let mut columns = BTreeMap::new();
    for our in ours {
        if let Some(theirs) = map.get(our) {
            columns.insert(our, sheet.named(theirs, "map")?);
            continue;
        }
        let found = names_of(our).iter().find_map(|w| column_of(sheet, w));
        if let Some(found) = found.filter(|f| !columns.values().any(|taken| taken == f)) {
            columns.insert(our, sheet.named(&found, "the log reader")?);
        }
    }
    choose_reply_column(sheet, map, &mut columns)?;
    for needed in ["date", "contact"] {
        if !columns.contains_key(needed) {
            return Err(missing(sheet, needed));
        }
    }
    if !columns.contains_key("direction") && !columns.contains_key(REPLIED) {
        return Err(missing(sheet, "direction"));
    }
    Ok(columns)
}

/// The names under which a column of ours is recognised.
pub(super) fn names_of(our: &'static str) -> Vec<String> {
    let spellings = SPELLINGS.iter().find(|(name, _)| *name == our).map_or(&[] as &[&str], |(_, s)| s);
    let own = [our.to_owned(), our.replace('_', " ")];
    own.into_iter().chain(spellings.iter().map(|s| (*s).to_owned())).collect()
}

/// The header that a spelling means, also one that the file has twice, which is then refused by name.
fn column_of(sheet: &Sheet, spelling: &str) -> Option<String> {
    sheet.find(spelling).or_else(|| sheet.is_repeated(spelling).then(|| spelling.to_owned()))
}

/// The column of replies must say when. Of several that could be meant, the first with a date is; one that only says
/// whether is left aside where replies have rows of their own, and refused where they have not: to drop those who replied
/// would be worse than no answer.
fn choose_reply_column(sheet: &Sheet, map: &ColumnMap, columns: &mut BTreeMap<&'static str, String>) -> Result<()> {
    let Some(chosen) = columns.get(REPLIED).cloned().filter(|_| !map.contains_key(REPLIED)) else { return Ok(()) };
    let has_dates = |header: &String| -> Result<bool> {
        let cells = sheet.strings(header)?;
        let blank = cells.iter().flatten().all(says_no);
        Ok(blank || cells.iter().flatten().any(dates::looks_like_a_date))
    };
    let spellings = SPELLINGS.iter().find(|(name, _)| *name == REPLIED).map_or(&[] as &[&str], |(_, s)| s);
    let others = spellings.iter().filter_map(|w| sheet.find(w)).filter(|h| !columns.values().any(|taken| taken == h));
    for header in [chosen.clone()].into_iter().chain(others) {
        if has_dates(&header)? {
            columns.insert(REPLIED, header);
            return Ok(());
        }
    }
    columns.remove(REPLIED);
    if columns.contains_key("direction") {
        return Ok(());
    }
    let cells = sheet.strings(&chosen)?;
    let example = cells.iter().flatten().find(|c| !says_no(c)).unwrap_or("").to_owned();
    Err(Fault::new("this column says whether they replied, but not when, so waits cannot be told")
        .file(&sheet.name)
        .column(chosen)
        .found(example)
        .accepted("the day of the reply, blank where there is none yet; or a row of its own for every reply")
        .remedy("write the days into this column")
        .into())
}

/// Words for "no reply yet".
pub(super) fn says_no(cell: &str) -> bool {
    matches!(labels::normal(cell).as_str(), "no" | "n" | "none" | "-" | "n/a" | "na" | "null" | "never" | "0")
}

fn unknown_in_map(our: &str, theirs: &str, ours: &[&str]) -> crate::error::Error {
    let near = nearest(our, ours.iter().copied()).map_or(String::new(), |n| format!("did you mean `{n}`? "));
    Fault::new("map names a column that a log does not have")
        .found(format!("{our} = \"{theirs}\""))
        .accepted(ours.join(", "))
        .remedy(format!("{near}The left side is ours, the right side is the file's header"))
        .into()
}

fn missing(sheet: &Sheet, needed: &str) -> crate::error::Error {
    let spellings = SPELLINGS.iter().find(|(name, _)| *name == needed).map_or(String::new(), |(_, s)| s.join(", "));
    let or_replied = if needed == "direction" { "; or a column of replies: replied_on, reply date, …" } else { "" };
    Fault::new(format!("no column for \"{needed}\" was recognised, so this cannot be read as an outreach log"))
        .file(&sheet.name)
        .row(1)
        .found(sheet.headers().join(", "))
        .accepted(format!("{needed}, {spellings}{or_replied}"))
        .remedy(format!(
            "rename a column, or say in hearback.toml under [[outreach]]: map = {{ {needed} = \"your header\" }}"
        ))
        .into()
}

/// The columns of a log, ready to be read row by row.
struct Log<'a> {
    cells: BTreeMap<&'static str, StringChunked>,
    headers: &'a BTreeMap<&'static str, String>,
    order: Order,
    reply_order: Order,
    context: &'a Context<'a>,
    sheet: &'a Sheet,
}

impl<'a> Log<'a> {
    fn new(sheet: &'a Sheet, headers: &'a BTreeMap<&'static str, String>, context: &'a Context) -> Result<Self> {
        let mut cells = BTreeMap::new();
        for (our, header) in headers {
            cells.insert(*our, sheet.strings(header)?);
        }
        let told = |our| context.order.map_or_else(|| order_of(&cells, headers, our, &sheet.name), Ok);
        let (order, reply_order) = (told("date")?, told(REPLIED)?);
        Ok(Log { cells, headers, order, reply_order, context, sheet })
    }

    fn notes(&self, columns: &BTreeMap<&'static str, String>, account: &mut Accounting) {
        let renamed = columns.iter().filter(|(our, theirs)| labels::normal(theirs).replace(' ', "_") != **our);
        for (our, theirs) in renamed {
            account.note(format!("column \"{theirs}\" was read as {our}"));
        }
        let used: Vec<&String> = columns.values().collect();
        let unused: Vec<String> = self.sheet.headers().into_iter().filter(|h| !used.contains(&h)).collect();
        if !unused.is_empty() {
            account.note(format!("columns that were not used: {}", sheet::list(&unused, 12)));
        }
        if self.order != Order::YearFirst {
            let words = if self.order == Order::DayFirst { "day first" } else { "month first" };
            let why = if self.context.order.is_some() { "as told" } else { "as the whole column says" };
            account.note(format!("dates were read with the {words}, {why}"));
        }
    }

    fn cell(&self, our: &'static str, i: usize) -> Option<&str> {
        self.cells.get(our).and_then(|c| c.get(i)).map(str::trim)
    }

    fn wrong(&self, our: &'static str, i: usize, what: &str) -> Fault {
        let column = self.headers.get(our).map_or(our, String::as_str);
        Fault::new(what).column(column).found(self.cell(our, i).unwrap_or("(blank)"))
    }

    /// The records of one row: the message, and its reply where the row has one. What is only an attribute and cannot be
    /// read goes to `unread`: the touch happened all the same, and leaving out a reply would make a silence of it.
    fn records(&self, i: usize, unread: &mut Vec<Fault>) -> Result<Vec<Record>, Fault> {
        let contact = self.cell("contact", i).ok_or_else(|| {
            self.wrong("contact", i, "no contact").accepted("a name or an address").remedy("say who it was")
        })?;
        let (day, stamp) = self.day(i)?;
        let at = stamp.or_else(|| soft(self.clock(day, i), unread));
        let direction = self.word("direction", i, Direction::parse, Direction::WORDS)?;
        let channel = soft(self.word("channel", i, Channel::parse, Channel::WORDS), unread).unwrap_or(Channel::Other);
        let kind = soft(self.word("kind", i, Kind::parse, Kind::WORDS), unread);
        let kind = kind.unwrap_or_else(|| usual_kind(channel, direction));
        let mut numbers = BTreeMap::new();
        for name in NUMBERS {
            numbers.extend(soft(self.number(name, i), unread).map(|n| (name, n)));
        }
        let details = Details {
            outcome: soft(self.word("outcome", i, Outcome::parse, Outcome::WORDS), unread),
            ask: soft(self.word("ask", i, Ask::parse, Ask::WORDS), unread),
            warmth: soft(self.word("warmth", i, Warmth::parse, Warmth::WORDS), unread),
            texts: TEXTS.iter().filter_map(|t| self.cell(t, i).map(|c| (*t, c.to_owned()))).collect(),
            flags: FLAGS.iter().filter_map(|f| self.cell(f, i).and_then(words::flag).map(|b| (*f, b))).collect(),
            numbers,
        };
        let party = Party::new(contact, contact, "");
        let party = if party.address.is_some() { Party { name: None, ..party } } else { party };
        let record = Record {
            when: at.map_or(When::Day(day), When::At),
            who: Who::Contact(party, self.direction(i, direction, kind)?),
            channel,
            kind,
            details,
            ..Record::of_row(self.sheet.row(i), day)
        };
        let reply = self.reply(i, &record, day)?;
        Ok([Some(record), reply].into_iter().flatten().collect())
    }

    /// The day of a row; and the moment, where the date cell holds one with its offset.
    fn day(&self, i: usize) -> Result<(Date, Option<i64>), Fault> {
        let wrong = |what: &str| {
            self.wrong("date", i, what).accepted("a date such as 2025-03-14 or 14 Mar 2025").remedy("correct the date")
        };
        let cell = self.cell("date", i).ok_or_else(|| wrong("no date"))?;
        let (day, at) = match cell.parse::<Timestamp>() {
            Ok(stamp) => (stamp.to_zoned(self.context.timezone.clone()).date(), Some(stamp.as_millisecond())),
            Err(_) => {
                let what = if dates::looks_like_a_date(cell) { "impossible date" } else { "not a date" };
                (dates::date(cell, self.order).ok_or_else(|| wrong(what))?, None)
            }
        };
        plausible(day).map(|day| (day, at)).ok_or_else(|| {
            let (first, last) = (dates::YEARS.start(), dates::YEARS.end());
            wrong("impossible date").accepted(format!("a year from {first} to {last}"))
        })
    }

    /// The moment of a row whose time of day is known, from the time column or from behind the date.
    fn clock(&self, day: Date, i: usize) -> Result<Option<i64>, Fault> {
        let own = self.cell("time", i);
        let Some(clock) = own.or_else(|| self.cell("date", i).and_then(dates::time_part)) else { return Ok(None) };
        let time = dates::time(clock).ok_or_else(|| {
            self.wrong(if own.is_some() { "time" } else { "date" }, i, "not a time")
                .accepted("a time such as 14:05 or 2:05 PM")
                .remedy("correct the time; the day is used without it")
        })?;
        let at = day.to_datetime(time).to_zoned(self.context.timezone.clone());
        Ok(at.ok().map(|z| z.timestamp().as_millisecond()))
    }

    fn word<W>(
        &self,
        our: &'static str,
        i: usize,
        parse: fn(&str) -> Option<W>,
        words: &[&str],
    ) -> Result<Option<W>, Fault> {
        let Some(cell) = self.cell(our, i) else { return Ok(None) };
        let word = parse(cell).ok_or_else(|| {
            let near = nearest(cell, words.iter().copied());
            let remedy = near.map_or("use one of those words".to_owned(), |n| format!("did you mean \"{n}\"?"));
            self.wrong(our, i, &format!("unknown {our}")).accepted(words.join(", ")).remedy(remedy)
        })?;
        Ok(Some(word))
    }

    fn direction(&self, i: usize, said: Option<Direction>, kind: Kind) -> Result<Direction, Fault> {
        let usual = match kind {
            Kind::Meeting => Some(Direction::Mutual),
            Kind::Bounce | Kind::AutoReply => Some(Direction::In),
            // A row with its own reply column is a message that was sent.
            _ if !self.cells.contains_key("direction") => Some(Direction::Out),
            _ => None,
        };
        said.or(usual).ok_or_else(|| {
            self.wrong("direction", i, "no direction")
                .accepted(Direction::WORDS.join(", "))
                .remedy("say who wrote: out is you, in is them")
        })
    }

    fn number(&self, name: &'static str, i: usize) -> Result<Option<u32>, Fault> {
        let Some(cell) = self.cell(name, i) else { return Ok(None) };
        let number = cell.parse().map_err(|_| {
            self.wrong(name, i, "not a count").accepted("a whole number").remedy("correct the cell or leave it blank")
        })?;
        Ok(Some(number))
    }

    /// The reply that a row states in a column of its own; words such as `no` mean that there is none yet.
    fn reply(&self, i: usize, sent: &Record, sent_on: Date) -> Result<Option<Record>, Fault> {
        let Some(cell) = self.cell(REPLIED, i) else { return Ok(None) };
        if says_no(cell) {
            return Ok(None);
        }
        let day = dates::date(cell, self.reply_order).and_then(plausible).ok_or_else(|| {
            self.wrong(REPLIED, i, "not a date")
                .accepted("the day of the reply, or blank while there is none")
                .remedy("correct the date")
        })?;
        if day < sent_on {
            return Err(self
                .wrong(REPLIED, i, "reply before the message")
                .accepted(format!("a day from {sent_on} on"))
                .remedy("correct one of the two dates"));
        }
        let Who::Contact(party, _) = &sent.who else { return Ok(None) };
        let Details { warmth, texts, .. } = sent.details.clone();
        Ok(Some(Record {
            when: When::Day(day),
            who: Who::Contact(party.clone(), Direction::In),
            kind: Kind::Message,
            details: Details { warmth, texts, ..Details::default() },
            ..sent.clone()
        }))
    }
}

fn plausible(day: Date) -> Option<Date> {
    dates::YEARS.contains(&day.year()).then_some(day)
}

/// What a touch is when its row does not say.
fn usual_kind(channel: Channel, direction: Option<Direction>) -> Kind {
    match (channel, direction) {
        (Channel::Phone, _) => Kind::Call,
        (Channel::Video | Channel::InPerson, _) | (_, Some(Direction::Mutual)) => Kind::Meeting,
        _ => Kind::Message,
    }
}

/// A value, or nothing and its fault among those of the row.
fn soft<T>(read: Result<Option<T>, Fault>, unread: &mut Vec<Fault>) -> Option<T> {
    read.unwrap_or_else(|fault| {
        unread.push(fault);
        None
    })
}

/// Words for rows that people keep for themselves: no touch.
const NOTES: [&str; 6] = ["note", "notes", "task", "to do", "todo", "reminder"];

fn order_of(
    cells: &BTreeMap<&'static str, StringChunked>,
    headers: &BTreeMap<&'static str, String>,
    our: &'static str,
    file: &str,
) -> Result<Order> {
    let Some(column) = cells.get(our) else { return Ok(Order::YearFirst) };
    told_order(column.iter().flatten(), headers.get(our).map_or(our, String::as_str), file)
}

/// The order of day and month, told from a whole column.
///
/// # Errors
/// When the column does not tell it, or some dates have one order and some the other.
pub(super) fn told_order<'a>(cells: impl Iterator<Item = &'a str>, header: &str, file: &str) -> Result<Order> {
    let refuse = |what: &str, found: String| {
        Fault::new(what)
            .file(file)
            .column(header)
            .found(found)
            .accepted("2025-04-03, 3 Apr 2025, or days and months that the column as a whole tells apart")
            .remedy("write the dates as year-month-day, or say date_order = \"day-first\" (or \"month-first\") under [[outreach]]; --date-order for one call")
    };
    match dates::order(cells) {
        Told::Order(order) => Ok(order),
        Told::Ambiguous(cell) => {
            let both = [Order::DayFirst, Order::MonthFirst].map(|o| dates::date(&cell, o));
            let readings = both.into_iter().flatten().map(|d| d.to_string()).collect::<Vec<_>>().join(" or ");
            Err(refuse("it cannot be told which is the day and which the month", format!("{cell}: {readings}")).into())
        }
        Told::Mixed(a, b) => {
            Err(refuse("some dates have the day first and some the month", format!("{a} and {b}")).into())
        }
    }
}
