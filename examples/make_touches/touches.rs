//! A log of any length, as the tracker would have written it: people written to in several attempts, most of whom never answer,
//! replies, delivery failures, automatic answers, calls and meetings, some with clock times.
//!
//! The same seed, touches and contacts give the same log. Nobody in it exists.

use polars::prelude::*;
use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;
use std::fs::File;
use std::path::Path;

/// Rows that are made and written at once: a row group.
const BATCH: usize = 500_000;
/// Days from the log's first to its last: three years.
const DAYS: u64 = 1_095;
/// 2022-01-01, counted from 1970.
const FIRST: i32 = 18_993;

const FIRST_SYLLABLES: [&str; 32] = [
    "Al", "Be", "Ca", "Da", "El", "Fa", "Gi", "Ha", "Il", "Jo", "Ka", "Le", "Ma", "Ni", "Ol", "Pa", "Qui", "Ro", "Sa",
    "Ti", "Ul", "Va", "Wi", "Xa", "Ya", "Ze", "Bri", "Cla", "Dra", "Fre", "Gre", "Tre",
];
const LAST_SYLLABLES: [&str; 32] = [
    "ba", "cor", "dan", "e", "fin", "gar", "hel", "is", "jan", "ka", "lin", "mar", "na", "os", "per", "quin", "ra",
    "sen", "ta", "ul", "vin", "wen", "xi", "yan", "za", "ber", "cha", "dor", "fer", "gan", "hor", "ken",
];

/// One touch.
struct Row {
    day: i32,
    minute: Option<u64>,
    contact: u64,
    direction: &'static str,
    channel: &'static str,
    kind: &'static str,
    outcome: Option<&'static str>,
    /// What only messages of mine have.
    sent: Option<Sent>,
}

/// What is known of a message of mine.
struct Sent {
    campaign: u64,
    template: u64,
    ask: &'static str,
    warmth: &'static str,
    words: u32,
}

struct Random(Pcg64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(n)) >> 64) as u64
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }

    fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }
}

/// Somebody's touches until there are `most` of them or the log ends, each episode begun after a quiet time.
fn history(contact: u64, most: usize, random: &mut Random) -> Vec<Row> {
    let warmth = random.one_of(&["cold", "cold", "cold", "warm_intro", "alumni", "event", "existing"]);
    let channel = random.one_of(&["email", "email", "email", "linkedin", "linkedin", "phone"]);
    let has_clock = random.percent(70);
    let answers = if warmth == "cold" { 12 } else { 30 };
    let mut day = random.below(DAYS / 2) as i32;
    let mut rows = Vec::new();
    if warmth == "event" {
        rows.push(event(day, contact, "mutual", "in_person", "meeting"));
        day += 1 + random.below(5) as i32;
    }
    while rows.len() < most && day < DAYS as i32 {
        let first = day;
        for attempt in 0..1 + random.below(4) {
            day += if attempt == 0 { 0 } else { 3 + random.below(18) as i32 };
            rows.push(sent(day, contact, channel, warmth, random));
            if channel == "email" && random.percent(2) {
                rows.push(event(day, contact, "in", channel, "bounce"));
            } else if channel == "email" && random.percent(5) {
                rows.push(event(day, contact, "in", channel, "auto_reply"));
            }
            if random.percent(answers) {
                day += random.below(9) as i32;
                rows.push(event(day, contact, "in", channel, "message"));
                conversation(&mut day, contact, channel, &mut rows, random);
                break;
            }
        }
        day = day.max(first) + 91 + random.below(120) as i32;
    }
    rows.truncate(most);
    rows.retain(|row| row.day < DAYS as i32);
    rows.iter_mut().filter(|_| has_clock).for_each(|row| row.minute = Some(420 + random.below(840)));
    rows
}

/// What follows a reply.
fn conversation(day: &mut i32, contact: u64, channel: &'static str, rows: &mut Vec<Row>, random: &mut Random) {
    for _ in 0..random.below(6) {
        *day += random.below(4) as i32;
        let direction = random.one_of(&["out", "in"]);
        rows.push(event(*day, contact, direction, channel, "message"));
    }
    if random.percent(40) {
        *day += 2 + random.below(12) as i32;
        rows.push(event(*day, contact, "mutual", "video", "meeting"));
    }
}

fn event(day: i32, contact: u64, direction: &'static str, channel: &'static str, kind: &'static str) -> Row {
    Row { day, minute: None, contact, direction, channel, kind, outcome: None, sent: None }
}

fn sent(day: i32, contact: u64, channel: &'static str, warmth: &'static str, random: &mut Random) -> Row {
    let is_call = channel == "phone";
    let outcome = random.one_of(&["answered", "voicemail", "no_answer", "no_answer"]);
    Row {
        outcome: is_call.then_some(outcome),
        sent: Some(Sent {
            campaign: random.below(12),
            template: random.below(8),
            ask: random.one_of(&["conversation", "advice", "job", "referral"]),
            warmth,
            words: 40 + random.below(180) as u32,
        }),
        ..event(day, contact, "out", channel, if is_call { "call" } else { "message" })
    }
}

/// A name of two words that nobody else has; one in ten is known by an address.
fn name(contact: u64) -> String {
    let [a, b, c, d] = [0, 5, 10, 15].map(|shift| (contact >> shift & 31) as usize);
    let (first, more) = (FIRST_SYLLABLES[a], LAST_SYLLABLES[b]);
    let (last, end) = (FIRST_SYLLABLES[c], LAST_SYLLABLES[d]);
    let number = contact >> 20;
    let number = if number > 0 { number.to_string() } else { String::new() };
    if contact.is_multiple_of(10) {
        return format!("{first}{more}.{last}{end}{number}@example.org").to_lowercase();
    }
    format!("{first}{more} {last}{end}{number}")
}

/// Writes `height` touches to `contacts` people as Parquet, day by day as a log is kept: days as days, times as text.
///
/// Histories differ in length and are about ten touches on average; should they end before there are enough, as many further
/// people are written to as it takes.
pub fn parquet(path: &Path, height: usize, contacts: u64, seed: u64) -> PolarsResult<()> {
    let mut random = Random(Pcg64::new(u128::from(seed), 0x746f_7563_6865));
    let usual = height / contacts.max(1) as usize;
    let mut rows: Vec<Row> = Vec::with_capacity(height);
    let mut contact = 0;
    while rows.len() < height {
        // What is still to be made by whoever is left: neither too short nor too long a log for its people.
        let left = (contacts.saturating_sub(contact)).max(1) as usize;
        let fair = ((height - rows.len()) / left).max(1);
        let most = if left == 1 { usual.max(1) } else { 1 + random.below(2 * fair as u64) as usize };
        rows.extend(history(contact, most, &mut random));
        contact += 1;
    }
    rows.truncate(height);
    rows.sort_by_key(|row| (row.day, row.minute));
    let mut file = None;
    for batch in rows.chunks(BATCH) {
        let frame = frame(batch)?;
        let writer = match &mut file {
            Some(writer) => writer,
            none => none.insert(ParquetWriter::new(File::create(path)?).batched(frame.schema())?),
        };
        writer.write_batch(&frame)?;
    }
    file.map_or(Ok(()), |writer| writer.finish().map(|_| ()))
}

fn frame(rows: &[Row]) -> PolarsResult<DataFrame> {
    let text = |name: &str, f: &dyn Fn(&Row) -> Option<String>| {
        Column::new(name.into(), rows.iter().map(f).collect::<Vec<_>>())
    };
    let word = |name: &str, f: &dyn Fn(&Row) -> Option<&'static str>| {
        Column::new(name.into(), rows.iter().map(f).collect::<Vec<_>>())
    };
    let sent = |row: &Row, f: &dyn Fn(&Sent) -> String| row.sent.as_ref().map(f);
    let columns = vec![
        Column::new("date".into(), rows.iter().map(|r| FIRST + r.day).collect::<Vec<_>>()).cast(&DataType::Date)?,
        text("time", &|r| r.minute.map(|m| format!("{:02}:{:02}", m / 60, m % 60))),
        text("contact", &|r| Some(name(r.contact))),
        word("direction", &|r| Some(r.direction)),
        word("channel", &|r| Some(r.channel)),
        word("kind", &|r| Some(r.kind)),
        word("outcome", &|r| r.outcome),
        text("campaign", &|r| sent(r, &|s| format!("wave {}", s.campaign))),
        text("template", &|r| sent(r, &|s| format!("T{}", s.template))),
        word("ask", &|r| r.sent.as_ref().map(|s| s.ask)),
        word("warmth", &|r| r.sent.as_ref().map(|s| s.warmth)),
        Column::new("words".into(), rows.iter().map(|r| r.sent.as_ref().map(|s| s.words)).collect::<Vec<_>>()),
    ];
    DataFrame::new(rows.len(), columns)
}
