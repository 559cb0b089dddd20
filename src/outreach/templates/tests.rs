//! Planted templates are found, and what was written for one person is not one.

use super::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Numbers that look drawn at random, and are the same each time.
struct Draws(u64);

impl Draws {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        (mixed(self.0) % below as u64) as usize
    }

    fn sentence(&mut self, words: usize) -> String {
        let all: Vec<String> = (0..words).map(|_| WORDS[self.next(WORDS.len())].to_owned()).collect();
        format!("{}.", all.join(" "))
    }
}

const WORDS: [&str; 96] = [
    "about", "after", "again", "also", "always", "and", "answer", "any", "are", "art", "ask", "bank", "because",
    "been", "before", "began", "best", "book", "build", "but", "call", "can", "career", "class", "coffee", "come",
    "could", "course", "data", "day", "decide", "design", "do", "each", "early", "find", "first", "for", "friend",
    "from", "give", "good", "great", "group", "have", "hear", "help", "here", "how", "idea", "into", "job", "join",
    "know", "last", "learn", "like", "long", "make", "many", "maybe", "meet", "more", "most", "my", "new", "next",
    "not", "now", "often", "one", "open", "over", "paper", "part", "people", "place", "plan", "project", "question",
    "read", "really", "role", "see", "short", "some", "study", "talk", "team", "thank", "that", "the", "time", "week",
    "work", "year",
];

const BODIES: [&str; 5] = [
    "I am a third-year student of economics and came across your profile while looking for people who moved from research into \
     {company}. {own} I would love to ask you two or three questions about how you made that step. Would you have fifteen minutes \
     for a call next week? I am happy to work around your calendar.",
    "Congratulations on the launch of the new office of {company}! {own} My team builds tools that help young companies pay their \
     freelancers on time, in any currency, without a bank in every country. May I show you in ten minutes how that works? If it is \
     not for you, a short no is perfectly fine.",
    "We met briefly at the career fair in March, where you told me about the rotation program at {company}. {own} Since then I have \
     finished my thesis and applied for the position of analyst. Could you tell me who reads the applications, or would you be \
     willing to pass my name on to them?",
    "Professor Okafor suggested that I write to you, because she thinks that our work on water pumps overlaps with what {company} \
     does in Kenya. {own} I attach two pages that say what we found. Is there somebody in your group who would read them and tell me \
     what is wrong with them?",
    "Thank you for writing the article on reading habits; my students argued about it for an hour. {own} I teach literature in a \
     small town and run a lunch series where guests talk about how they came to their work at places such as {company}. Would you \
     join us one Thursday in autumn, by video or on site?",
];

struct Mail {
    written: Written,
    day: i32,
    truth: Option<usize>,
}

/// `n` messages of each of five templates, personal in name, company and one sentence, among messages that were written for one.
fn mails(n: usize, alone: usize, seed: u64) -> Vec<Mail> {
    let mut draws = Draws(seed);
    let mut mails = Vec::new();
    for i in 0..5 * n + alone {
        let truth = (i < 5 * n).then_some(i % 5);
        let name = format!(
            "{} {}",
            ["Ada", "Bo", "Chidi", "Dana", "Émile"][draws.next(5)],
            ["Ito", "Lee", "Novak", "Sy"][draws.next(4)]
        );
        let company =
            format!("{}{}", ["Acme", "Bolt", "Cobalt", "Delta"][draws.next(4)], ["works", "", " Labs"][draws.next(3)]);
        let own = draws.sentence(8);
        let body = match truth {
            Some(of) => BODIES[of].replace("{company}", &company).replace("{own}", &own),
            None => (0..5).map(|_| draws.sentence(12)).collect::<Vec<_>>().join(" "),
        };
        let greeting = ["Hi", "Dear", "Hello"][draws.next(3)];
        let text = format!("{greeting} {name},\n\n{body}\n\nBest regards,\nSam Reyes\n");
        let written = Written::of(&text, [name.as_str(), company.as_str()]).unwrap();
        mails.push(Mail { written, day: draws.next(500) as i32, truth });
    }
    mails
}

fn found(mails: &[Mail]) -> Templates {
    let ids: Vec<String> = mails.iter().map(|m| format!("{:?}", m.written.sketch)).collect();
    let uses = mails.iter().zip(&ids).map(|(m, id)| Use { when: (m.day, None, id.as_str()), written: &m.written });
    Templates::find(&uses.collect::<Vec<_>>())
}

#[test]
fn planted_templates_are_found_and_nothing_else() {
    for seed in 0..5 {
        let mails = mails(40, 100, seed);
        let found = found(&mails);
        assert_eq!(found.templates.iter().map(|t| t.n).collect::<Vec<_>>(), [40; 5], "seed {seed}");
        let mut pairs = BTreeSet::new();
        for (mail, of) in mails.iter().zip(&found.of) {
            assert_eq!(mail.truth.is_some(), of.is_some(), "seed {seed}: {}", mail.written.excerpt);
            pairs.insert((mail.truth, *of));
        }
        assert_eq!(pairs.len(), 6, "each template is one group, and the rest none");
    }
}

#[test]
fn templates_are_numbered_by_size_and_then_by_first_use() {
    let text = |words: &str, day| Mail { written: Written::of(words, []).unwrap(), day, truth: None };
    let (a, b, c, d) = ("may i ask you", "could we meet soon", "thanks again", "see you there");
    let mails: Vec<Mail> =
        [(a, 9), (a, 8), (a, 7), (b, 5), (b, 4), (b, 6), (b, 9), (c, 3), (c, 9), (c, 9), (d, 1), (d, 2)]
            .map(|(words, day)| text(words, day))
            .into();
    let found = found(&mails);
    let told: Vec<(usize, &str, usize)> = found.templates.iter().map(|t| (t.number, &*t.excerpt, t.n)).collect();
    assert_eq!(told, [(1, b, 4), (2, c, 3), (3, a, 3)]);
    assert_eq!(found.of[10..], [None, None], "two are no template");
    assert_eq!(Templates::find(&[]), Templates::default());
}

#[test]
fn a_mail_merge_of_thousands_and_hostile_texts_take_no_time() {
    let mut mails = mails(600, 2_000, 7);
    for body in ["字".repeat(100_000), "ab".repeat(500_000), "ا ب ".repeat(100_000), "😀 x ".repeat(200_000)] {
        mails.push(Mail { written: Written::of(&body, []).unwrap(), day: 0, truth: None });
    }
    let found = found(&mails);
    assert_eq!(found.templates.iter().map(|t| t.n).collect::<Vec<_>>(), [600; 5]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn the_order_of_messages_does_not_matter(seed in 0..1_000_u64, shift in 1..100_usize) {
        let mut mails = mails(8, 20, seed);
        let keys = |mails: &[Mail]| {
            let found = found(mails);
            let of = mails.iter().zip(&found.of).map(|(m, of)| (m.written.sketch.clone(), of.map(|i| found.templates[i].key)));
            (of.collect::<BTreeMap<_, _>>(), found.templates)
        };
        let before = keys(&mails);
        let n = mails.len();
        mails.reverse();
        mails.rotate_left(shift % n);
        prop_assert_eq!(before, keys(&mails));
    }
}
