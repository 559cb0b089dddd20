//! One history in every format is one history: the same touches, the same episodes, the same estimates.
//!
//! A seed gives a history (`history`), a writer puts it down the way a platform does (`write`), the library reads that back, and
//! what it tells (`told`) must be what the definitions make of the history itself. So each format equals every other.
//!
//! A format is read once its line stands in [`FORMATS`]; every writer's own work is checked by parsers that are not ours.

mod history;
mod people;
mod random;
mod told;
mod write;
mod writers;

use hearback::api::Outreach;
use hearback::project::{InputFile, OutreachPart};
use history::{History, LINKEDIN, MAIL, MESSAGES, ONE_EPISODE, Shape};
use std::path::{Path, PathBuf};
use told::{Told, settings};

/// A format, and how a history is written in it.
struct Format {
    name: &'static str,
    /// Writes into a folder; what is to be read comes back.
    write: fn(&History, &Path) -> PathBuf,
    /// Whether it has clock times.
    has_clock: bool,
    /// What it can say all of.
    says: &'static [Shape],
}

const ROWS: Format = Format {
    name: "a row a message",
    write: write::sheets::rows,
    has_clock: true,
    says: &[MESSAGES, MAIL, LINKEDIN, ONE_EPISODE],
};
const PEOPLE: Format =
    Format { name: "a row a person", write: write::sheets::people, has_clock: false, says: &[ONE_EPISODE] };
const LINKEDIN_FOLDER: Format = Format {
    name: "LinkedIn, unpacked",
    write: write::linkedin::folder,
    has_clock: true,
    says: &[MESSAGES, LINKEDIN, ONE_EPISODE],
};
const LINKEDIN_ZIP: Format = Format { name: "LinkedIn, packed", write: write::linkedin::zip, ..LINKEDIN_FOLDER };
const GMAIL: Format =
    Format { name: "Gmail", write: write::mbox::gmail, has_clock: true, says: &[MESSAGES, MAIL, ONE_EPISODE] };
const THUNDERBIRD: Format = Format { name: "Thunderbird", write: write::mbox::thunderbird, ..GMAIL };
const MAILDIR: Format = Format { name: "Maildir", write: write::maildir::maildir, ..GMAIL };

/// Every format that can be written.
const WRITTEN: [Format; 7] = [ROWS, PEOPLE, LINKEDIN_FOLDER, LINKEDIN_ZIP, GMAIL, THUNDERBIRD, MAILDIR];

/// The formats that have a reader.
const FORMATS: &[Format] = &[
    ROWS,
    // PEOPLE,
    // LINKEDIN_FOLDER,
    // LINKEDIN_ZIP,
    // GMAIL,
    // THUNDERBIRD,
    // MAILDIR,
];

/// Seeds of each shape: with and without `as_of`, with and without a beginning. `ROUND_TRIPS=50` tries more.
fn seeds() -> std::ops::Range<u64> {
    0..std::env::var("ROUND_TRIPS").ok().and_then(|n| n.parse().ok()).unwrap_or(4).max(4)
}

/// What the library makes of a history in a format.
fn read(history: &History, format: &Format) -> Outreach {
    let folder = tempfile::tempdir().expect("a folder");
    let path = (format.write)(history, folder.path());
    let part =
        OutreachPart { files: vec![InputFile::given(&path)], complete: history.complete, ..OutreachPart::default() };
    let outreach = Outreach::of_parts(&[part], &settings(history), None);
    let outreach = outreach.unwrap_or_else(|e| panic!("{}, seed {}: {e}", format.name, history.seed));
    for account in outreach.sources() {
        assert_eq!(account.faults(), 0, "{}, seed {}: {}", format.name, history.seed, account.line());
    }
    outreach
}

fn every_format_tells(shape: Shape) {
    for seed in seeds() {
        let history = History::of(seed, shape);
        let mut read_in = 0;
        for format in FORMATS.iter().filter(|f| f.says.contains(&shape)) {
            let told = Told::read(&read(&history, format), &history, format.has_clock);
            told.assert_is(&Told::expected(&history, format.has_clock), &format!("{}, seed {seed}", format.name));
            read_in += 1;
        }
        assert!(read_in > 0, "no format was read");
    }
}

#[test]
fn messages_are_the_same_in_every_format() {
    every_format_tells(MESSAGES);
}

#[test]
fn bounces_and_automatic_answers_are_the_same_in_logs_and_mailboxes() {
    every_format_tells(MAIL);
}

#[test]
fn invitations_are_the_same_in_logs_and_linkedin() {
    every_format_tells(LINKEDIN);
}

#[test]
fn a_row_a_person_says_what_every_other_format_says_of_first_episodes() {
    every_format_tells(ONE_EPISODE);
}

/// Days are all that waits are made of: histories that have no two attempts within a day lose nothing with their clocks.
#[test]
fn without_clock_times_the_episodes_are_the_same() {
    for seed in seeds() {
        let history = History::of(seed, ONE_EPISODE);
        let (mut with, without) = (Told::expected(&history, true), Told::expected(&history, false));
        // The one table that is made of clock times.
        with.tables.retain(|table| table["id"] != "within_day");
        assert_eq!(with.episodes, without.episodes, "seed {seed}");
        assert_eq!(with.tables, without.tables, "seed {seed}");
    }
}

/// A history in which something never happens proves nothing about it.
#[test]
fn histories_hold_what_they_are_to_prove() {
    let told: Vec<String> = [MESSAGES, MAIL, LINKEDIN, ONE_EPISODE]
        .into_iter()
        .flat_map(|shape| seeds().map(move |seed| Told::expected(&History::of(seed, shape), true)))
        .flat_map(|told| told.touches.into_iter().chain(told.episodes))
        .collect();
    for word in [
        " replied:0 ",
        " replied:60 ",
        " given_up:",
        " waiting:",
        " bounced ",
        "truncated true",
        "fresh true",
        " invitation",
        "auto_reply",
    ] {
        assert!(told.iter().any(|line| format!("{line} ").contains(word)), "no {word}");
    }
    for seed in seeds() {
        let history = History::of(seed, MESSAGES);
        let utc_differs = |e: &&history::Event| e.at.to_zoned(jiff::tz::TimeZone::UTC).date() != history.day(e);
        assert!((60..=150).contains(&history.contacts.len()));
        assert!(history.events.iter().filter(utc_differs).count() > 20, "seed {seed}: nothing near midnight");
        assert_ne!(Told::expected(&history, true).episodes, Told::expected(&history, false).episodes, "seed {seed}");
    }
}
