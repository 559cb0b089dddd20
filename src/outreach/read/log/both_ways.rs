//! A log read by its columns is the log read row by row: the same touches, accounts, people and episodes.

use super::columns::Columns;
use super::{ColumnMap, by_rows, read, typed};
use crate::input::{Item, Sheet};
use crate::outreach::gather::{Gathered, Given, gather};
use crate::outreach::read::Context;
use crate::outreach::record::{Card, Found};
use crate::outreach::touch::{Feed, Until};
use crate::outreach::{Me, Only, Settings, episodes};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use polars::prelude::*;
use proptest::prelude::*;
use proptest::sample::select;
use std::path::Path;

const DATES: [&str; 16] = [
    "2025-01-05",
    "2025-01-06",
    "2025-02-20",
    "2025-03-30",
    "2025-10-26 02:30",
    "2025-03-30T01:30",
    "2018-11-04",
    "2011-12-30",
    "2025-01-05T10:00:00Z",
    "Mar 5, 2025, 3:04 PM",
    "2025-06-01 lunch",
    "2025-02-30",
    "14 Mar",
    "1969-12-31",
    "soon",
    "",
];
const TIMES: [&str; 7] = ["", "10:00", "2:05 PM", " 11:15:30 ", "02:30", "00:30", "25:00"];
const CONTACTS: [&str; 9] =
    ["Ada", " ada ", "Ada Lovelace", "bo@x.org", "Bo <bo@x.org>", "https://linkedin.com/in/cy", "-", "", "me@own.org"];
const DIRECTIONS: [&str; 7] = ["out", "out", "in", "Sent", "mutual", "", "sideways"];
const CHANNELS: [&str; 6] = ["email", "email", "LinkedIn", "phone", "", "pigeon"];
const KINDS: [&str; 9] = ["message", "", "call", "meeting", "bounce", "auto_reply", "bulk", "note", "sponge"];
const OUTCOMES: [&str; 4] = ["", "answered", "voicemail", "perhaps"];
const WARMTHS: [&str; 4] = ["cold", "warm intro", "", "tepid"];
const TEMPLATES: [&str; 4] = ["T1", " T2 ", "", "\u{200b}"];
const WORDS: [&str; 4] = ["12", "", "-3", "many"];
const FLAGS: [&str; 4] = ["yes", "no", "", "maybe"];
const COMPANIES: [&str; 3] = ["", "Acme", " Byte & Co "];
const ZONES: [&str; 4] = ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia"];

const HEADER: [&str; 13] = [
    "date",
    "time",
    "contact",
    "direction",
    "channel",
    "kind",
    "outcome",
    "warmth",
    "template",
    "words",
    "questions",
    "thanks",
    "organisation",
];

type Row = Vec<&'static str>;

fn row() -> impl Strategy<Value = Row> {
    let lists: [&'static [&'static str]; 13] = [
        &DATES,
        &TIMES,
        &CONTACTS,
        &DIRECTIONS,
        &CHANNELS,
        &KINDS,
        &OUTCOMES,
        &WARMTHS,
        &TEMPLATES,
        &WORDS,
        &WORDS,
        &FLAGS,
        &COMPANIES,
    ];
    lists.into_iter().map(|list| prop_oneof![2 => Just(list[0]), 3 => select(list)]).collect::<Vec<_>>()
}

/// How a log is read, and what its project says.
#[derive(Clone, Debug)]
struct Case {
    rows: Vec<Row>,
    /// Whether each column is there; the date, the contact and the direction always are.
    has: Vec<bool>,
    zone: &'static str,
    until: Until,
    only: Only,
    people: Vec<String>,
    is_me_known: bool,
    /// A list of people beside it, another log, neither.
    beside: u8,
    newest_first: bool,
}

fn case() -> impl Strategy<Value = Case> {
    let days = || proptest::option::of(select(vec![date(2025, 1, 5), date(2025, 2, 20), date(2030, 1, 1)]));
    let told = (days(), days(), proptest::bool::weighted(0.2), proptest::bool::weighted(0.1));
    let said = (any::<bool>(), 0..3_u8, any::<bool>());
    (prop::collection::vec(row(), 1..40), prop::collection::vec(any::<bool>(), 13), select(&ZONES[..]), told, said)
        .prop_map(|(rows, has, zone, (as_of, today, narrowed, listed), (is_me_known, beside, newest_first))| Case {
            rows,
            has,
            zone,
            until: Until { as_of, today },
            only: Only { after: narrowed.then_some(date(2025, 1, 6)), ..Only::default() },
            people: if listed { vec!["bo@x.org".into()] } else { Vec::new() },
            is_me_known,
            beside,
            newest_first,
        })
}

impl Case {
    fn text(&self) -> Vec<u8> {
        let is_there = |i: &usize| self.has[*i] || [0, 2, 3].contains(i);
        let columns: Vec<usize> = (0..HEADER.len()).filter(is_there).collect();
        let quoted = |cell: &str| format!("\"{cell}\"");
        let line = |cells: &dyn Fn(usize) -> &'static str| {
            columns.iter().map(|i| quoted(cells(*i))).collect::<Vec<_>>().join(",") + "\n"
        };
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        if self.newest_first {
            rows.sort_by_key(|row| std::cmp::Reverse(row[0]));
        }
        let mut text = line(&|i| HEADER[i]);
        rows.iter().for_each(|row| text.push_str(&line(&|i| row[i])));
        text.into_bytes()
    }

    fn gathered(&self, found: Found, timezone: &TimeZone) -> Gathered {
        let me = if self.is_me_known { vec!["me@own.org".into()] } else { Vec::new() };
        let me = Me { addresses: me, ..Me::default() };
        let mut beside = Found::new("beside");
        match self.beside {
            1 => beside.cards = vec![list_entry("Ada Lovelace", "bo@x.org"), list_entry("Ada", "ada@x.org")],
            2 => beside.records = found_by_rows(b"date,contact,direction\n2025-01-05,Ada,out\n", "other.csv").records,
            _ => {}
        }
        let given = |found, index| Given {
            feed: Feed { index, complete: false },
            only: &self.only,
            people: &self.people,
            found,
        };
        let mut all = vec![given(found, 0)];
        all.extend((self.beside > 0).then(|| given(beside, 1)));
        gather(all, &me, timezone, self.until).expect("touches")
    }
}

fn list_entry(name: &str, address: &str) -> Card {
    Card { names: vec![name.into()], addresses: vec![address.into()], is_own: true, ..Card::default() }
}

fn found_by_rows(text: &[u8], name: &str) -> Found {
    let (timezone, map) = (TimeZone::UTC, ColumnMap::new());
    let sheet = Sheet::from_text(text, name).expect("a table");
    let columns = Columns::find(&sheet, &map, None).expect("columns");
    by_rows(&sheet, &columns, &Context::new(&timezone, &map)).expect("a log")
}

/// Everything that is made of touches.
fn is_same(typed: &Gathered, plain: &Gathered) -> Result<(), TestCaseError> {
    prop_assert_eq!(&typed.touches.frame, &plain.touches.frame);
    prop_assert_eq!(typed.touches.frame.schema(), plain.touches.frame.schema());
    prop_assert_eq!(&typed.touches.accounts, &plain.touches.accounts);
    prop_assert_eq!(&typed.touches.sources, &plain.touches.sources);
    prop_assert_eq!(typed.touches.ids().expect("ids"), plain.touches.ids().expect("ids"));
    prop_assert_eq!(typed.people.names(), plain.people.names());
    prop_assert_eq!(&typed.proposals, &plain.proposals);
    let of = |gathered: &Gathered| episodes(&gathered.touches, &Settings::default()).expect("episodes");
    let ((typed, a), (plain, b)) = (of(typed), of(plain));
    prop_assert_eq!(typed, plain);
    prop_assert_eq!((a.all, a.written_to, a.wrote_first), (b.all, b.written_to, b.wrote_first));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn any_log_is_the_same_by_columns_and_by_rows(case in case()) {
        let sheet = Sheet::from_text(&case.text(), "log.csv").expect("a table");
        let (timezone, map) = (TimeZone::get(case.zone).expect("a timezone"), ColumnMap::new());
        let context = Context::new(&timezone, &map);
        let columns = Columns::find(&sheet, &map, None).expect("columns");
        let plain = by_rows(&sheet, &columns, &context).expect("a log");
        let typed = typed::read(&sheet, &columns, &context).expect("a log").expect("the tracker's columns");
        prop_assert!(typed.records.is_empty());
        let mut spelled = typed.clone();
        spelled.spell_out().expect("records");
        prop_assert_eq!(&spelled, &plain);
        is_same(&case.gathered(typed, &timezone), &case.gathered(plain, &timezone))?;
    }
}

#[test]
fn what_the_columns_alone_do_not_tell_is_left_to_the_rows() {
    for (text, is_typed) in [
        ("date,contact,direction\n2025-01-05,Ada,out\n", true),
        ("date,contact,direction\n2025-01-05,Ada,out\n45721,Bo,out\n", false),
        ("date,contact,direction,replied_on\n2025-01-05,Ada,out,2025-01-08\n", false),
        ("date,contact,direction,email\n2025-01-05,Ada,out,ada@x.org\n", false),
        ("date,contact,replied_on\n2025-01-05,Ada,2025-01-08\n", false),
    ] {
        let (timezone, map) = (TimeZone::UTC, ColumnMap::new());
        let sheet = Sheet::from_text(text.as_bytes(), "log.csv").unwrap();
        let columns = Columns::find(&sheet, &map, None).unwrap();
        let typed = typed::read(&sheet, &columns, &Context::new(&timezone, &map)).unwrap();
        assert_eq!(typed.is_some(), is_typed, "{text}");
    }
    let text = "date,contact,direction\n3/4/2025,Ada,out\n5/4/2025,Ada,out\n";
    let (timezone, map) = (TimeZone::UTC, ColumnMap::new());
    let sheet = Sheet::from_text(text.as_bytes(), "log.csv").unwrap();
    let columns = Columns::find(&sheet, &map, None).unwrap();
    let context = Context::new(&timezone, &map);
    let refused = [typed::read(&sheet, &columns, &context).err(), by_rows(&sheet, &columns, &context).err()];
    let [typed, plain] = refused.map(|e| e.map(|e| e.to_string()));
    assert!(typed.is_some() && typed == plain, "{typed:?} {plain:?}");
}

/// The demo log with columns as programs store them: days as days, counts as numbers, yes and no as Booleans.
fn stored(path: &Path) -> DataFrame {
    let sheet = Sheet::read(path, "log.csv").unwrap();
    let text = |name: &str| sheet.strings(name).unwrap();
    let day = |cell: &str| {
        let day: Date = cell.parse().unwrap();
        crate::outreach::touch::epoch_day(day)
    };
    let days = Int32Chunked::from_iter_options("date".into(), text("date").iter().map(|c| c.map(day)));
    let words = UInt32Chunked::from_iter_options("words".into(), text("words").iter().map(|c| c?.parse().ok()));
    let ai =
        BooleanChunked::from_iter_options("ai_assisted".into(), text("ai_assisted").iter().map(|c| Some(c? == "yes")));
    let mut frame = sheet.frame.clone();
    let dates = days.into_series().cast(&DataType::Date).unwrap();
    for column in [dates.into_column(), words.into_series().into_column(), ai.into_series().into_column()] {
        frame.with_column(column).unwrap();
    }
    frame
}

#[test]
fn the_demo_log_as_parquet_is_the_same_by_columns_and_by_rows() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo/log.csv");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.parquet");
    ParquetWriter::new(std::fs::File::create(&path).unwrap()).finish(&mut stored(&demo)).unwrap();
    let (timezone, map) = (TimeZone::get("Europe/Berlin").unwrap(), ColumnMap::new());
    let context = Context::new(&timezone, &map);
    let typed = read(&[Item::file(&path, "log.parquet")], &context).unwrap().remove(0);
    assert!(typed.typed.as_ref().is_some_and(|t| t.len() > 400), "read by its columns");
    let sheet = Sheet::read(&path, "log.parquet").unwrap();
    let columns = Columns::find(&sheet, &map, None).unwrap();
    let plain = by_rows(&sheet, &columns, &context).unwrap();
    let case = Case {
        rows: Vec::new(),
        has: Vec::new(),
        zone: "Europe/Berlin",
        until: Until::default(),
        only: Only::default(),
        people: Vec::new(),
        is_me_known: false,
        beside: 0,
        newest_first: false,
    };
    is_same(&case.gathered(typed, &timezone), &case.gathered(plain, &timezone)).unwrap();
}
