//! How high somebody stands, from their title as they or their address book write it: a level of the organisation, not what they do there.
//!
//! A title is read in parts (`Founder | Speaker`), each up to the word behind which others are named (`at`, `assistant to the`,
//! `former`). Within a part, words that say "not yet" (intern, student, junior) go first, phrases that only look senior
//! (`product owner`, `account executive`) are taken out, and of what is left the most senior word decides. The words are in
//! `words`, in English, German, Spanish, French, Portuguese, Italian and Dutch. A title in Latin letters without any of them is
//! that of an individual contributor; one in other letters is unknown.

#[cfg(test)]
mod tests;
mod words;

use crate::input::labels;
use words::{ASSISTANTS, CUTS, FORMER, GOES_ON, JUNIOR, LINKS, LOOKS, NO_TITLE, SENIORS, STUDENT};

/// How high somebody stands, the lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seniority {
    /// In training: interns, students, doctoral candidates.
    Student,
    /// At the beginning: junior, trainee, apprentice, graduate.
    Junior,
    /// An individual contributor; also who manages a thing rather than people: products, projects, accounts.
    Staff,
    /// Senior, lead, principal, expert, professor.
    Senior,
    /// Leads a team.
    Manager,
    /// Leads a department: director, head of, dean, general manager.
    Director,
    /// Vice president.
    VicePresident,
    /// Chief officers, founders, owners, partners, presidents, managing directors, the board.
    Executive,
}

impl Seniority {
    /// Their words, in order.
    pub const WORDS: &'static [&'static str] =
        &["student", "junior", "staff", "senior", "manager", "director", "vice_president", "executive"];

    /// The level that a title tells of; `None` of one that tells of none.
    pub fn of(title: &str) -> Option<Seniority> {
        let normal = labels::normal(&title.chars().take(MOST_LETTERS).collect::<String>());
        let parts: Vec<Vec<&str>> = normal.split(['|', '•', '·', ';']).map(tokens).collect();
        let told = parts.iter().filter_map(|part| level(part)).max();
        told.or_else(|| parts.iter().any(|part| is_some_title(part)).then_some(Seniority::Staff))
    }
}

/// Letters of a title that are looked at: some write a page.
const MOST_LETTERS: usize = 300;

/// The words of a part of a title.
fn tokens(part: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    // `@` stands for at, even without blanks; `c++` and `r&d` lose what is no letter.
    for (i, piece) in part.split('@').enumerate() {
        if i > 0 {
            tokens.push("at");
        }
        let words = piece.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        for (word, next) in words.clone().zip(words.skip(1).map(Some).chain([None])) {
            // Of `director's assistant`, the director is somebody else.
            let is_others = next == Some("s") && piece.contains(&format!("{word}'s"));
            tokens.push(if is_others { "" } else { word });
        }
    }
    tokens
}

/// What a part says outright.
fn level(part: &[&str]) -> Option<Seniority> {
    let mut part = own(part).to_vec();
    let mut found = None;
    for (level, phrases) in LOOKS {
        for phrase in *phrases {
            while let Some((at, n)) = find(&part, phrase) {
                // A gap keeps the words on both sides apart.
                part.splice(at..at + n, [""]);
                found = found.max(*level);
            }
        }
    }
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| find(&part, phrase).is_some());
    if has(STUDENT) {
        return Some(Seniority::Student);
    }
    let highest = SENIORS.iter().find(|(_, phrases)| has(phrases)).map(|(level, _)| *level);
    if has(JUNIOR) && highest < Some(Seniority::Director) {
        return Some(Seniority::Junior);
    }
    found.max(highest)
}

/// The words of a part that are about the person: not where they work, whom they assist, and what they were.
fn own<'a, 'b>(part: &'b [&'a str]) -> &'b [&'a str] {
    let is_cut = |(i, word): (usize, &&str)| {
        let before = i.checked_sub(1).and_then(|i| part.get(i)).copied().unwrap_or("");
        let is_assistant = || ASSISTANTS.iter().any(|stem| before.starts_with(stem));
        FORMER.contains(word)
            || CUTS.contains(word) && i > 0 && !GOES_ON.contains(&before)
            || LINKS.contains(word) && is_assistant()
    };
    let end = part.iter().enumerate().position(is_cut).unwrap_or(part.len());
    let own = part.get(..end).unwrap_or(part);
    // Of an assistant's title, whose they are may stand behind without a link.
    let personal = own.windows(2).position(|w| matches!(w, ["executive" | "personal", "assistant"]));
    personal.and_then(|at| own.get(at..at + 2)).unwrap_or(own)
}

/// Where a phrase stands, and of how many words it is. `*` before a word means any word that ends so.
fn find(part: &[&str], phrase: &str) -> Option<(usize, usize)> {
    let n = phrase.split(' ').count();
    let is_word = |(word, wanted): (&&str, &str)| match wanted.strip_prefix('*') {
        Some(end) => word.ends_with(end),
        None => *word == wanted,
    };
    part.windows(n).position(|w| w.iter().zip(phrase.split(' ')).all(is_word)).map(|at| (at, n))
}

/// Whether a part may be a title: it has a word in Latin letters of two letters at least, and does not say that there is none.
fn is_some_title(part: &[&str]) -> bool {
    let own = own(part);
    let is_latin = |word: &&&str| word.chars().count() > 1 && word.chars().all(|c| c < '\u{250}' && c.is_alphabetic());
    // `Self-employed photographer` is one.
    let is_all = |phrase: &&str| find(own, phrase).is_some_and(|(_, n)| own.len() <= n.max(2));
    // Of `open to work`, the first word is left.
    let says_none = own == ["open"] || NO_TITLE.iter().any(is_all);
    !says_none && own.iter().filter(|w| !w.is_empty()).any(|w| is_latin(&w))
}
