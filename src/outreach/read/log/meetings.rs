//! Meetings and thanks: what their columns are called in sheets of one row a person.

/// Words for a meeting, of which a header needs one.
const MEETINGS: [&str; 31] = [
    "meeting",
    "meetings",
    "met",
    "coffee",
    "chat",
    "interview",
    "interviewed",
    "informational",
    "conversation",
    "spoke",
    "talked",
    "zoom",
    "lunch",
    "onsite",
    "demo",
    "screen",
    "screening",
    "call",
    "treffen",
    "getroffen",
    "gespräch",
    "vorstellungsgespräch",
    "kennenlerngespräch",
    "telefonat",
    "entretien",
    "rencontre",
    "rencontré",
    "rdv",
    "reunión",
    "entrevista",
    "llamada",
];

/// Words that may stand beside them. What is planned or wanted (`next meeting`, `call booked`) did not take place yet, and
/// notes and links say no day.
const BESIDE: [&str; 34] = [
    "date",
    "dates",
    "day",
    "on",
    "of",
    "the",
    "with",
    "we",
    "when",
    "had",
    "held",
    "done",
    "completed",
    "took",
    "place",
    "phone",
    "video",
    "virtual",
    "online",
    "in",
    "person",
    "intro",
    "introductory",
    "discovery",
    "recruiter",
    "hr",
    "technical",
    "am",
    "le",
    "el",
    "de",
    "du",
    "fecha",
    "datum",
];

/// Words that count meetings. Calls that are counted are tries more often than talks.
const COUNTING: [&str; 14] = [
    "first", "second", "third", "fourth", "last", "latest", "final", "1st", "2nd", "3rd", "4th", "round", "erstes",
    "premier",
];

/// Words for thanks, of which a header needs one.
const THANKS: [&str; 9] =
    ["thank", "thanks", "thankyou", "thanked", "danke", "gedankt", "merci", "remerciement", "agradecimiento"];

/// Words that may stand beside them.
const BESIDE_THANKS: [&str; 14] =
    ["you", "note", "email", "e", "mail", "message", "letter", "card", "sent", "on", "date", "am", "le", "envoyé"];

/// The words of a header; the French article is none.
fn words(key: &str) -> Vec<&str> {
    key.split(' ').map(|w| w.strip_prefix("d'").or_else(|| w.strip_prefix("l'")).unwrap_or(w)).collect()
}

/// Whether a column of this header, as [`super::names::key`] gives it, has the days on which we met.
pub(super) fn is_header(key: &str) -> bool {
    let words = words(key);
    let counts = |w: &&str| COUNTING.contains(w) || w.parse::<u8>().is_ok_and(|n| n < 20);
    let is_call = words.iter().all(|w| !MEETINGS.contains(w) || *w == "call");
    words.iter().any(|w| MEETINGS.contains(w))
        && words.iter().all(|w| MEETINGS.contains(w) || BESIDE.contains(w) || counts(w))
        && !(is_call && words.iter().any(counts))
}

/// Whether a column of this header has the days on which I thanked them.
pub(super) fn is_thanks(key: &str) -> bool {
    let words = words(key);
    words.iter().any(|w| THANKS.contains(w)) && words.iter().all(|w| THANKS.contains(w) || BESIDE_THANKS.contains(w))
}

#[cfg(test)]
mod tests {
    use super::super::names::key;
    use super::*;

    #[test]
    fn headers_of_meetings_are_known() {
        for header in [
            "Coffee chat",
            "Coffee Chat Date",
            "Meeting",
            "Call date",
            "Date of call",
            "Met on",
            "When we met",
            "Interview date",
            "2nd interview",
            "Interview (round 1)",
            "Chat date",
            "Informational interview",
            "Phone screen",
            "Zoom call 2",
            "Date d'entretien",
            "Vorstellungsgespräch am",
        ] {
            assert!(is_header(&key(header)), "{header}");
        }
        for header in [
            "Next meeting",
            "Meeting link",
            "Call booked",
            "Interview scheduled",
            "Meeting notes",
            "How we met",
            "Call 2",
            "First call",
            "Interviewer",
            "Date",
            "Phone",
            "",
        ] {
            assert!(!is_header(&key(header)), "{header}");
        }
    }

    #[test]
    fn headers_of_thanks_are_known() {
        for header in ["Thank-you sent", "Thank you note", "Thanked on", "Thank-you email date", "Thanks"] {
            assert!(is_thanks(&key(header)), "{header}");
        }
        for header in ["Thank-you needed", "Send thank you", "Sent", "You"] {
            assert!(!is_thanks(&key(header)), "{header}");
        }
    }
}
