//! Archives that the readers were not built on, against their exact truth: see `tests/fixtures/held_out_archives/README.md`.

use hearback::api::Outreach;
use hearback::outreach::people::Key;
use hearback::outreach::{Settings, record};
use hearback::project::{self, InputFile};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/held_out_archives/fixtures");

#[derive(Deserialize)]
struct Truth {
    area: String,
    #[serde(default = "utc")]
    timezone: String,
    as_of: Option<String>,
    refused: Option<String>,
    may_refuse: Option<String>,
    #[serde(default)]
    same: Vec<Vec<String>>,
    #[serde(default)]
    touches: Vec<Expected>,
}

fn utc() -> String {
    "UTC".into()
}

#[derive(Deserialize)]
struct Expected {
    contact: Option<String>,
    day: Option<String>,
    direction: Option<String>,
    kind: Option<String>,
    #[serde(default)]
    open: bool,
    #[serde(default)]
    any_contact: bool,
    #[serde(default)]
    any_direction: bool,
    #[serde(default)]
    allow: Vec<String>,
}

/// Contact, day, direction, kind; bounces have no direction, since they are about somebody.
type Told = (String, Option<String>, String, String);

/// Names and addresses that count as one: each under the first of its group.
struct Same(BTreeMap<String, String>);

impl Same {
    fn of(groups: &[Vec<String>]) -> Same {
        let mut first: BTreeMap<String, String> = BTreeMap::new();
        for group in groups {
            let group: Vec<String> = group.iter().map(|text| plain(text)).collect();
            let root = group.iter().find_map(|text| first.get(text).cloned()).unwrap_or_else(|| group[0].clone());
            let merged: Vec<String> = group.iter().filter_map(|text| first.get(text).cloned()).collect();
            first.values_mut().filter(|value| merged.contains(value)).for_each(|value| value.clone_from(&root));
            first.extend(group.into_iter().map(|text| (text, root.clone())));
        }
        Same(first)
    }

    fn one(&self, text: &str) -> String {
        let text = plain(text);
        self.0.get(&text).cloned().unwrap_or(text)
    }

    /// A contact who is known by several: under one that the truth knows.
    fn of_several(&self, keys: &[String], known: &BTreeSet<String>) -> String {
        let keys: Vec<String> = keys.iter().map(|key| self.one(key)).collect();
        keys.iter().find(|key| known.contains(*key)).or(keys.first()).cloned().unwrap_or_default()
    }
}

fn plain(text: &str) -> String {
    let is_address = record::address(text);
    let words = || text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    is_address.or_else(|| record::profile(text)).unwrap_or_else(words)
}

fn told(contact: String, day: Option<&str>, direction: Option<&str>, kind: Option<&str>) -> Told {
    let kind = kind.unwrap_or("message");
    let direction = if kind == "bounce" { "" } else { direction.unwrap_or("") };
    (contact, day.map(str::to_owned), direction.to_owned(), kind.to_owned())
}

/// Every touch of an archive, its contact by all that they are known by.
fn read(data: &Path, truth: &Truth) -> Result<Vec<(Vec<String>, Told)>, String> {
    let text = |e: hearback::error::Error| e.to_string();
    let project = match data.is_dir() && !project::is_archive(data) {
        true => project::discover(data).map_err(text)?.project(),
        false => {
            let parts = project::parts_of(&[InputFile::given(data)]).map_err(text)?;
            project::Project { outreach: parts, ..project::Project::of_files() }
        }
    };
    let settings = Settings {
        timezone: truth.timezone.clone(),
        as_of: truth.as_of.as_ref().map(|day| day.parse().expect("a day")),
        today: Some(jiff::civil::date(2026, 11, 22)),
        ..project.settings.clone()
    };
    let outreach = Outreach::of_parts(&project.outreach, &settings, None).map_err(text)?;
    for account in outreach.sources() {
        assert_eq!(account.read, account.used() + account.left_out(), "{}", account.line());
        assert!(account.left_out() <= account.read, "{}", account.line());
    }
    let mut keys: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for person in outreach.owners()[0].people().everyone() {
        let known = keys.entry(person.contact).or_default();
        known.extend(person.keys.iter().map(|key| match key {
            Key::Address(text) | Key::Profile(text) | Key::OwnName(text) | Key::Name(_, text) => text.clone(),
        }));
        known.extend(person.names.iter().map(|name| (*name).to_owned()));
    }
    let frame = &outreach.owners()[0].touches().frame;
    let column =
        |name: &str, i: usize| frame.column(name).expect("a column").get(i).expect("a row").str_value().into_owned();
    let touch = |i: usize| {
        let (contact, day) = (column("contact", i), column("day", i));
        let day = Some(day.as_str()).filter(|_| column("precision", i) != "after");
        (keys[contact.as_str()].clone(), told(contact, day, Some(&column("direction", i)), Some(&column("kind", i))))
    };
    Ok((0..outreach.owners()[0].touches().len()).map(touch).collect())
}

/// How many are expected, and what is missing and too much.
struct Score {
    expected: usize,
    differences: Vec<String>,
}

fn score(truth: &Truth, got: Result<Vec<(Vec<String>, Told)>, String>) -> Score {
    let refused = |differences| Score { expected: 1, differences };
    let got = match (got, &truth.refused) {
        (Err(_), Some(_)) => return refused(Vec::new()),
        (Ok(_), Some(why)) => return refused(vec![format!("should be refused: {why}")]),
        (Err(_), None) if truth.may_refuse.is_some() => return Score { expected: 0, differences: Vec::new() },
        (Err(error), None) => return refused(vec![format!("refused: {error}")]),
        (Ok(got), None) => got,
    };
    let same = Same::of(&truth.same);
    let of = |e: &Expected| {
        let contact = same.one(e.contact.as_deref().unwrap_or(""));
        told(contact, e.day.as_deref(), e.direction.as_deref(), e.kind.as_deref())
    };
    let known: BTreeSet<String> = truth.touches.iter().map(|e| of(e).0).collect();
    let mut extra: Vec<Told> =
        got.into_iter().map(|(keys, t)| (same.of_several(&keys, &known), t.1, t.2, t.3)).collect();
    extra.retain(|t| t.1.as_ref().zip(truth.as_of.as_ref()).is_none_or(|(day, as_of)| day <= as_of));
    let (open, strict): (Vec<&Expected>, Vec<&Expected>) = truth.touches.iter().partition(|e| e.open);
    let mut differences = Vec::new();
    let tell = |sign: &str, t: &Told| format!("{sign} {} {} {} {}", t.1.as_deref().unwrap_or("no day"), t.2, t.3, t.0);
    for expected in strict.iter().map(|e| of(e)) {
        match extra.iter().position(|t| *t == expected) {
            Some(i) => drop(extra.remove(i)),
            None => differences.push(tell("-", &expected)),
        }
    }
    for (e, want) in open.into_iter().map(|e| (e, of(e))) {
        let fits = |t: &Told| {
            (e.any_contact || t.0 == want.0)
                && (want.1.as_deref().is_none_or(|day| day == "*") || t.1 == want.1)
                && (e.any_direction || t.2 == want.2 || t.2.is_empty() || want.2.is_empty())
                && (e.allow.is_empty() || e.allow.contains(&t.3))
        };
        if let Some(i) = extra.iter().position(fits) {
            extra.remove(i);
        }
    }
    differences.extend(extra.iter().map(|t| tell("+", t)));
    differences.sort();
    Score { expected: strict.len(), differences }
}

#[test]
fn archives_that_the_readers_were_not_built_on_are_read_as_they_are() {
    let mut areas: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut differences = String::new();
    let mut folders: Vec<_> = std::fs::read_dir(FOLDER).expect(FOLDER).map(|e| e.expect("an entry").path()).collect();
    folders.sort();
    assert_eq!(folders.len(), 59);
    for folder in folders {
        let truth = std::fs::read_to_string(folder.join("truth.json")).expect("a truth");
        let truth: Truth = serde_json::from_str(&truth).expect("a truth");
        let score = score(&truth, read(&folder.join("data"), &truth));
        let missing = score.differences.iter().filter(|d| !d.starts_with('+')).count();
        let area = areas.entry(truth.area).or_default();
        *area = (area.0 + score.expected - missing.min(score.expected), area.1 + score.expected);
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        differences.extend(score.differences.iter().map(|d| format!("{name}: {d}\n")));
    }
    let scores: String = areas.iter().map(|(area, (right, all))| format!("{area}: {right} of {all}\n")).collect();
    insta::assert_snapshot!(format!("{scores}\n{differences}"));
}
