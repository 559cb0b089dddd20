//! Words for what became of a message.

use crate::input::{dates, labels};

/// What a status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::outreach::read) enum Status {
    /// Nothing was sent yet.
    NotSent,
    /// It was sent; nothing is said of an answer.
    Waiting,
    /// No answer came.
    Silent,
    /// They answered, whatever they said.
    Replied,
    /// It never arrived.
    Bounced,
}

use Status::{Bounced, NotSent, Replied, Silent, Waiting};

/// What is said with a single word, and means nothing when more follows it.
const ALONE: [(Status, &[&str]); 4] = [
    (Replied, &["yes", "y", "true", "ja", "oui", "si", "sí", "positive", "negative", "booked"]),
    (Silent, &["no", "n", "false", "0", "nein", "non", "nothing", "silence", "keine"]),
    (Waiting, &["open", "wait"]),
    (NotSent, &["todo", "saved", "draft", "idea", "prospect", "uncontacted", "planned", "target"]),
];

/// What may be followed by more: `Rejected - automated mail`, `Interview 2`.
const PHRASES: [(Status, &[&str]); 5] = [
    (
        NotSent,
        &[
            "to apply",
            "to do",
            "to contact",
            "to send",
            "to reach out",
            "to write",
            "not sent",
            "not contacted",
            "not yet contacted",
            "not yet sent",
            "not yet applied",
            "not applied",
            "not started",
            "wishlist",
            "wish list",
            "bookmarked",
            "interested in applying",
            "researching",
            "ready to send",
            "drafted",
            "draft ready",
            "prospect uncontacted",
            "noch nicht",
            "offen zu senden",
            "à contacter",
            "a contacter",
            "pas encore",
            "por contactar",
            "pendiente de enviar",
        ],
    ),
    (
        Waiting,
        &[
            "pending",
            "waiting",
            "awaiting",
            "no response yet",
            "no reply yet",
            "no answer yet",
            "not yet replied",
            "not yet responded",
            "none yet",
            "applied",
            "sent",
            "submitted",
            "contacted",
            "messaged",
            "emailed",
            "delivered",
            "reached out",
            "followed up",
            "following up",
            "follow up sent",
            "followup sent",
            "follow up",
            "in sequence",
            "opened",
            "seen",
            "read",
            "attempted to contact",
            "withdrawn",
            "withdrew",
            "gesendet",
            "versendet",
            "beworben",
            "wartend",
            "warte",
            "ausstehend",
            "noch keine antwort",
            "noch keine",
            "envoyé",
            "envoyée",
            "en attente",
            "postulé",
            "enviado",
            "enviada",
            "esperando",
            "pendiente",
            "solicitado",
        ],
    ),
    (
        Silent,
        &[
            "ghosted",
            "ghosting",
            "no response",
            "no reply",
            "no answer",
            "not replied",
            "not responded",
            "unanswered",
            "did not reply",
            "didn't reply",
            "did not respond",
            "didn't respond",
            "never replied",
            "never heard back",
            "silent",
            "ignored",
            "unresponsive",
            "keine antwort",
            "keine rückmeldung",
            "nicht beantwortet",
            "pas de réponse",
            "sans réponse",
            "aucune réponse",
            "sin respuesta",
            "no respondió",
        ],
    ),
    (
        Replied,
        &[
            "replied",
            "reply received",
            "responded",
            "response received",
            "answered",
            "rejected",
            "reject",
            "rejection",
            "declined",
            "denied",
            "turned down",
            "not interested",
            "not now",
            "interview",
            "interviewed",
            "interviewing",
            "phone screen",
            "phone interview",
            "screening",
            "assessment",
            "technical interview",
            "onsite",
            "offer",
            "offered",
            "accepted",
            "hired",
            "call scheduled",
            "call booked",
            "scheduled call",
            "meeting booked",
            "meeting scheduled",
            "meeting set",
            "scheduled meeting",
            "booked a call",
            "booked a meeting",
            "demo booked",
            "demo scheduled",
            "demo completed",
            "chat scheduled",
            "coffee chat scheduled",
            "talked",
            "spoke",
            "positive reply",
            "positive response",
            "negative reply",
            "negative response",
            "yes",
            "geantwortet",
            "antwort erhalten",
            "beantwortet",
            "absage",
            "abgelehnt",
            "zusage",
            "einladung",
            "vorstellungsgespräch",
            "telefoninterview",
            "gespräch vereinbart",
            "angebot",
            "répondu",
            "a répondu",
            "réponse reçue",
            "refus",
            "refusé",
            "refusée",
            "entretien",
            "offre",
            "respondió",
            "ha respondido",
            "contestado",
            "respondido",
            "rechazado",
            "rechazada",
            "entrevista",
            "oferta",
            "aceptado",
        ],
    ),
    (
        Bounced,
        &[
            "bounced",
            "bounce",
            "hard bounce",
            "soft bounce",
            "undeliverable",
            "undelivered",
            "not delivered",
            "delivery failed",
            "wrong address",
            "wrong email",
            "invalid email",
            "invalid address",
            "unzustellbar",
            "adresse invalide",
            "rebotado",
        ],
    ),
];

/// What a reader is told that a status may be.
pub(super) const ACCEPTED: &str =
    "not contacted; sent, waiting, pending; no reply, ghosted; replied, rejected, interview, offer; bounced";

/// A status in words only: without case, emoji and marks.
fn words(cell: &str) -> String {
    let plain: String =
        labels::normal(cell).chars().map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' }).collect();
    plain.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What a cell says; `None` of words that are not known.
pub(in crate::outreach::read) fn parse(cell: &str) -> Option<Status> {
    let mark = ['✅', '✔', '☑', '✓'].iter().any(|m| cell.contains(*m));
    let said = words(cell);
    match said.is_empty() {
        true if mark => Some(Replied),
        true if cell.contains(['❌', '✗', '✘']) => Some(Silent),
        _ => of_words(&said, 0),
    }
}

fn of_words(said: &str, depth: usize) -> Option<Status> {
    if let Some((status, _)) = ALONE.iter().find(|(_, words)| words.contains(&said)) {
        return Some(*status);
    }
    let (status, phrase) = longest(said)?;
    let rest = said.get(phrase.len()..)?.trim_start();
    // `Applied → Interview`: the later stage is meant.
    let later = if status == Waiting && depth < 4 { later(rest, depth) } else { None };
    Some(later.unwrap_or(status))
}

/// What stands behind a first stage, and may be a later one.
fn later(rest: &str, depth: usize) -> Option<Status> {
    let known = !rest.is_empty() && (longest(rest).is_some() || matches!(rest, "no" | "yes"));
    if known { of_words(rest, depth + 1).filter(|s| *s != NotSent) } else { None }
}

/// The longest phrase with which a text begins.
fn longest(said: &str) -> Option<(Status, &'static str)> {
    let all = PHRASES.iter().flat_map(|(status, phrases)| phrases.iter().map(move |p| (*status, *p)));
    let begins = |phrase: &str| said.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    all.filter(|(_, phrase)| begins(phrase)).max_by_key(|(_, phrase)| phrase.len())
}

/// Whether a cell is a status and nothing that a survey's question would have for an answer.
pub(in crate::outreach::read) fn is_clear(cell: &str) -> bool {
    longest(&words(cell)).is_some_and(|(_, phrase)| !matches!(phrase, "yes" | "read" | "seen" | "opened"))
}

/// English, German, French, Spanish.
const NO: [&str; 14] = [
    "no",
    "n",
    "never",
    "0",
    "false",
    "not yet",
    "nein",
    "keine",
    "noch keine",
    "noch nicht",
    "non",
    "pas encore",
    "todavía no",
    "aún no",
];

/// Words for "no reply yet".
pub(in crate::outreach::read) fn says_no(cell: &str) -> bool {
    is_nothing(cell) || NO.contains(&labels::normal(cell).as_str())
}

/// What people write where there is nothing to write.
pub(in crate::outreach::read) fn is_nothing(cell: &str) -> bool {
    let normal = labels::normal(cell);
    let dashes = normal.chars().all(|c| matches!(c, '-' | '–' | '—' | '?' | '.' | '/'));
    dashes || NOTHING.contains(&normal.as_str()) || is_nothing_in_short(cell) || dates::is_missing(cell)
}

/// Words for nothing: English, German, French, Spanish.
const NOTHING: [&str; 32] = [
    "null",
    "n/a",
    "na",
    "#n/a",
    "none",
    "nil",
    "nan",
    "tbd",
    "tba",
    "tbc",
    "unknown",
    "undefined",
    "blank",
    "(blank)",
    "empty",
    "(empty)",
    "<na>",
    "<null>",
    "not applicable",
    "not available",
    "keine angabe",
    "entfällt",
    "unbekannt",
    "sans objet",
    "néant",
    "aucun",
    "aucune",
    "inconnu",
    "no aplica",
    "ninguno",
    "ninguna",
    "sin datos",
];

/// `s.o.` (sans objet), `k. A.` (keine Angabe), `n.d.`: begun with a small letter, for `S.O.` are somebody's initials.
fn is_nothing_in_short(cell: &str) -> bool {
    let cell = cell.trim();
    let letters: String = cell.chars().filter(|c| !matches!(c, '.' | '/' | ' ')).collect();
    let short = ["na", "nd", "nc", "nv", "nb", "ns", "so", "sd", "ka"].iter().any(|s| letters.eq_ignore_ascii_case(s));
    let small = cell.starts_with(|c: char| c.is_lowercase()) || letters.eq_ignore_ascii_case("na");
    short && small && cell.contains(['.', '/'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_with_marks_and_what_follows_them() {
        let cases = [
            ("Pending", Waiting),
            ("No response yet", Waiting),
            ("📨 Sent", Waiting),
            ("Withdrawn", Waiting),
            ("waiting for interview", Waiting),
            ("👻 Ghosted", Silent),
            ("No response", Silent),
            ("No", Silent),
            ("Rejected - automated e-mail", Replied),
            ("REPLIED (positive)", Replied),
            ("Interview 2", Replied),
            ("Not interested", Replied),
            ("Applied → Interview", Replied),
            ("Sent, no reply", Silent),
            ("✅", Replied),
            ("Bounced!", Bounced),
            ("Wrong address", Bounced),
            ("To apply", NotSent),
            ("Not contacted", NotSent),
            ("Keine Antwort", Silent),
            ("Absage", Replied),
            ("Sans réponse", Silent),
            ("Entrevista", Replied),
        ];
        for (cell, status) in cases {
            assert_eq!(parse(cell), Some(status), "{cell}");
        }
        for cell in ["maybe", "In progress", "no idea", "Openly", "Sentimental", "yesterday", ""] {
            assert_eq!(parse(cell), None, "{cell}");
        }
    }

    #[test]
    fn no_phrase_stands_twice() {
        let all: Vec<&str> = PHRASES.iter().chain(&ALONE).flat_map(|(_, p)| p.iter().copied()).collect();
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        // `yes` stands alone and before more.
        assert_eq!(all.len(), once.len() + 1);
        assert!(all.iter().all(|p| words(p) == *p), "every phrase is in the form in which it is compared");
    }

    #[test]
    fn nothing_is_told_from_no() {
        assert!(["-", "--", "N/A", "null", "?", "TBD", " none "].into_iter().all(is_nothing));
        for cell in ["s.o.", "s/o", "k. A.", "k.A.", "N.A.", "n.d.", "Sans objet", "0000-00-00", "00/00/0000"] {
            assert!(is_nothing(cell) && says_no(cell), "{cell}");
        }
        assert!(!["no", "0", "soon", "So", "S.O.", "K. A. Smith", "nd", "2025-03-00"].into_iter().any(is_nothing));
        assert!(["no", "N", "-", "never"].into_iter().all(says_no));
    }
}
