//! What is known of a first message: templates that are found by themselves, titles and organisations from lists of people.

use super::fixture::Fixture;
use hearback::api::Outreach;
use hearback::outreach::attributes::{self, UNKNOWN};
use hearback::tally::Paths;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

const TEMPLATES: [&str; 3] = [
    "I am a third-year student of economics and would love to ask you two questions about how you came to {company}. {own} Would you \
     have a quarter of an hour for a call next week, at any time that suits you?",
    "We met at the career fair in March, where you told me about the rotation program at {company}. {own} Since then I have finished my \
     thesis; could you tell me who reads the applications?",
    "Thank you for your article on reading habits, which my students argued about. {own} I run a lunch series where guests talk about \
     their work; would you join us one Thursday in autumn?",
];

/// Words that look drawn at random, others for every message.
fn own(n: usize, words: usize) -> String {
    const BEGIN: [&str; 13] = [
        "bridge", "salt", "paper", "winter", "garden", "engine", "letter", "island", "copper", "river", "market",
        "violin", "desert",
    ];
    const END: [&str; 11] = ["", "s", "like", "less", "ing", "y", "ful", "ed", "ish", "man", "side"];
    let word = |i: usize| {
        let drawn = ((n * 64 + i + 1) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let drawn = (drawn.wrapping_mul(0xbf58_476d) >> 16) as usize;
        format!("{}{}", BEGIN[drawn % 13], END[drawn / 13 % 11])
    };
    (0..words).map(word).collect::<Vec<_>>().join(" ")
}

/// Mail to `n` people: of every five, three have a template each, and two a message of their own.
fn mailbox(n: usize) -> String {
    let mail = |i: usize| {
        let text = match i % 5 {
            of @ 0..=2 => TEMPLATES[of]
                .replace("{company}", &format!("Firm{i}"))
                .replace("{own}", &format!("I like {}.", own(i, 4))),
            _ => format!("{}?", own(i, 50)),
        };
        let day = 1 + i % 28;
        format!(
            "From me@x.org Mon Mar  3 10:00:00 2025\nFrom: Me <me@x.org>\nTo: P{i} Q{i} <p{i}@firm{i}.com>\nSubject: A question\nDate: \
             {day} Mar 2025 10:00:00 +0000\nMessage-ID: <{i}@x.org>\n\nHi P{i},\n\n{text}\n\nBest\nMe\n\n"
        )
    };
    (0..n).map(mail).collect()
}

fn opened(files: &[(&str, &str)]) -> Outreach {
    let fixture = files.iter().fold(Fixture::new(), |fixture, (name, text)| fixture.file(name, text));
    Outreach::open(files.iter().map(|(name, _)| fixture.path(name))).unwrap()
}

/// How often each value of an attribute is counted, by what it is called on the own screen.
fn counted(outreach: &Outreach, by: &str) -> BTreeMap<String, u64> {
    let rows: Vec<u32> = outreach.only_owner().unwrap().episodes().iter().map(|e| e.first).collect();
    let values =
        attributes::find(by).unwrap().values(outreach.only_owner().unwrap().touches(), &rows, &TimeZone::UTC).unwrap();
    let legend = values.legend();
    let paths: Paths = outreach.paths(&[by]).unwrap();
    let mut counted = BTreeMap::new();
    for (key, count) in paths.cells() {
        *counted.entry(legend[&*key.by[0]].clone()).or_insert(0) += count.n;
    }
    counted
}

#[test]
fn templates_are_found_in_mail_and_their_text_enters_no_tally() {
    let outreach = opened(&[("Sent.mbox", &mailbox(60))]);
    let counted = counted(&outreach, "text");
    let told: Vec<(&str, u64)> = counted.iter().map(|(label, n)| (label.get(..26).unwrap_or(label), *n)).collect();
    assert_eq!(
        told,
        [
            ("text 1: I am a third-year ", 12),
            ("text 2: We met at the care", 12),
            ("text 3: Thank you for your", 12),
            ("written for one person", 24)
        ]
    );
    let paths = outreach.paths(&["text"]).unwrap();
    for (key, _) in paths.cells() {
        let id = &*key.by[0];
        assert!(id == "one_person" || id.len() == 16 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
    }
}

#[test]
fn a_log_has_templates_where_it_has_texts_and_the_users_own_names_stay_apart() {
    let mut log = "date,contact,direction,channel,template,message\n".to_owned();
    for i in 0..8 {
        let text = TEMPLATES[i % 2].replace("{company}", "you").replace("{own}", "");
        log.push_str(&format!("2025-03-0{},P{i},out,email,T{},\"Hi P{i}, {text}\"\n", 1 + i, i % 4));
    }
    log.push_str("2025-04-20,Z,out,phone,,\n");
    let outreach = opened(&[("log.csv", &log)]);
    assert_eq!(counted(&outreach, "text").values().copied().collect::<Vec<_>>(), [4, 4, 1]);
    let own = counted(&outreach, "template");
    assert_eq!((own.len(), own["T0"], own[UNKNOWN]), (5, 2, 1));
}

#[test]
fn titles_and_organisations_come_from_lists_of_people() {
    let log = "date,contact,direction,channel,organisation\n2025-03-01,ada@x.org,out,email,\n2025-03-02,bo@x.org,out,email,Own\n\
               2025-03-03,Cy,out,email,\n2025-04-03,Dee,out,email,\n";
    let contacts = "contact,addresses,organisation,title\nAda,ada@x.org,Engines,Head of Analysis\nCy,,,Intern\n";
    let cards = "BEGIN:VCARD\nVERSION:3.0\nFN:Bo Berg\nEMAIL:bo@x.org\nORG:Listed\nTITLE:Vice President\nEND:VCARD\n";
    let outreach = opened(&[("log.csv", log), ("contacts.csv", contacts), ("people.vcf", cards)]);
    let organisations = counted(&outreach, "organisation");
    let seniority = counted(&outreach, "seniority");
    let told = |of: &BTreeMap<String, u64>| of.keys().cloned().collect::<Vec<_>>();
    assert_eq!(told(&organisations), ["Engines", "Own", UNKNOWN]);
    assert_eq!(told(&seniority), ["director", "student", UNKNOWN, "vice president"]);
}

#[test]
fn subjects_are_banded_by_their_words() {
    let log = "date,contact,direction,channel,subject\n2025-03-01,A,out,email,Coffee?\n2025-03-02,B,out,email,Re: one two three \
               four\n2025-04-03,C,out,email,\n";
    let counted = counted(&opened(&[("log.csv", log)]), "subject_words");
    assert_eq!(counted.keys().map(String::as_str).collect::<Vec<_>>(), ["1–3", "4–6", UNKNOWN]);
}
