//! The rows of `survival.csv`, with the further columns of `survival_more.csv`, as the cases of both files take them.

use super::oracle::{self, Case};
use hearback::stats::waits::Waits;
use std::collections::BTreeSet;

/// A person of both files. Texts stay texts: strata are told apart by them.
#[derive(Clone, serde::Deserialize)]
pub struct Person {
    pub id: String,
    pub time: f64,
    pub event: u8,
    pub group: String,
    pub warm: String,
    #[serde(skip)]
    pub more: More,
}

/// What `survival_more.csv` adds.
#[derive(Clone, Default, serde::Deserialize)]
pub struct More {
    id: String,
    pub wave: String,
    lone: String,
    quiet: String,
    pub day: f64,
    pub cluster: u32,
}

/// All 300 people, in the order of the files.
pub fn people() -> Vec<Person> {
    let mut people: Vec<Person> = rows("survival.csv");
    let more: Vec<More> = rows("survival_more.csv");
    assert_eq!((people.len(), more.len()), (300, 300));
    for (person, more) in people.iter_mut().zip(more) {
        assert_eq!(person.id, more.id, "the files go together row by row");
        person.more = more;
    }
    people
}

fn rows<T: serde::de::DeserializeOwned>(file: &str) -> Vec<T> {
    let mut reader = csv::Reader::from_path(oracle::path(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    reader.deserialize().map(|row| row.unwrap_or_else(|error| panic!("{file}: {error}"))).collect()
}

impl Person {
    pub fn replied(&self) -> bool {
        self.event == 1
    }

    /// What stands in a column that makes strata.
    fn stratum(&self, column: &str) -> &str {
        match column {
            "warm" => &self.warm,
            "wave" => &self.more.wave,
            "lone" => &self.more.lone,
            "quiet" => &self.more.quiet,
            other => panic!("{other} makes no strata"),
        }
    }

    /// The wait in a column: `time` as it is, or `day`, which has many ties.
    pub fn wait(&self, column: &str) -> f64 {
        match column {
            "time" => self.time,
            "day" => self.more.day,
            other => panic!("{other} is no wait"),
        }
    }
}

/// The groups of values that stand in the given columns, in the order of R's strata: by the first column, then the next.
pub fn strata(people: &[Person], columns: &[&str]) -> Vec<u32> {
    let key = |person: &Person| -> Vec<(usize, String)> {
        let text = |column: &&str| match *column {
            "cluster" => person.more.cluster.to_string(),
            column => person.stratum(column).to_owned(),
        };
        // numbers in the order of numbers
        columns.iter().map(|column| (text(column).len(), text(column))).collect()
    };
    let keys: BTreeSet<_> = people.iter().map(key).collect();
    people.iter().map(|person| keys.iter().position(|k| *k == key(person)).unwrap() as u32).collect()
}

/// The number of a text among the texts.
pub fn number(text: &str, among: &[String]) -> u32 {
    among.iter().position(|one| one == text).unwrap_or_else(|| panic!("{text} is not among {among:?}")) as u32
}

/// The texts of an input list, which may be empty or missing.
pub fn texts(case: &Case, field: &str) -> Vec<String> {
    match &case.input[field] {
        serde_json::Value::String(one) => vec![one.clone()],
        serde_json::Value::Null => Vec::new(),
        list => serde_json::from_value(list.clone()).unwrap_or_else(|_| panic!("{}: {field}", case.name)),
    }
}

/// The waits of some people by their group number.
pub fn waits_by(people: &[Person], group: impl Fn(&Person) -> u32) -> Waits {
    let times: Vec<f64> = people.iter().map(|person| person.time).collect();
    let events: Vec<bool> = people.iter().map(Person::replied).collect();
    let groups: Vec<u32> = people.iter().map(group).collect();
    Waits::from_people(&times, &events, &groups).unwrap()
}
