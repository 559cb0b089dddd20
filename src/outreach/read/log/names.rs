//! What the columns of a log are called, by us and by others.

use crate::input::labels;

/// The columns of `log.csv`, in their order.
pub const COLUMNS: [&str; 21] = [
    "date",
    "time",
    "contact",
    "direction",
    "channel",
    "kind",
    "outcome",
    "thread",
    "campaign",
    "template",
    "ask",
    "warmth",
    "via",
    "event",
    "offer",
    "thanks",
    "ai_assisted",
    "words",
    "questions",
    "organisation",
    "note",
];

/// A column of the message's answer, which logs of one row a message often have instead of a row for the reply.
pub(in crate::outreach::read) const REPLIED: &str = "replied_on";

/// What sheets of one row a person have beside the columns of a log.
pub(in crate::outreach::read) const OF_PEOPLE: [&str; 9] =
    [REPLIED, "replied", "status", "was_sent", "bounced", "address", "profile", "first_name", "last_name"];

/// What logs have beside that: what the contact works as, and what the message said.
pub(in crate::outreach::read) const DESCRIBED: [&str; 4] = ["title", "subject", "message", "subject_words"];

/// Names of a contact's title that mean the job one applies for, or a message's title, in other sheets.
pub(super) const WEAK_TITLE: [&str; 9] =
    ["title", "job title", "position", "role", "job role", "poste", "cargo", "puesto", "stelle"];

/// Follow-ups, in the order of their columns.
pub(super) const FOLLOW_UPS: [&str; 9] = [
    "follow_up",
    "follow_up_2",
    "follow_up_3",
    "follow_up_4",
    "follow_up_5",
    "follow_up_6",
    "follow_up_7",
    "follow_up_8",
    "follow_up_9",
];

/// The days on which we met, in the order of their columns.
pub(super) const MEETINGS: [&str; 5] = ["meeting", "meeting_2", "meeting_3", "meeting_4", "meeting_5"];

/// The days on which I thanked them.
pub(super) const THANKED: &str = "thanked_on";

/// Columns of which one must say who it was.
pub(in crate::outreach::read) const WHO: [&str; 6] =
    ["contact", "address", "profile", "first_name", "last_name", "organisation"];

/// The usual words for each column, beside its own name.
const SPELLINGS: [(&str, &[&str]); 22] = [
    (
        "date",
        &[
            "date sent",
            "sent",
            "sent on",
            "sent at",
            "sent date",
            "day",
            "timestamp",
            "date contacted",
            "contacted on",
            "first message",
            "1st message",
            "first message sent",
            "first message on",
            "date of first message",
            "message 1",
            "initial message",
            "initial outreach",
            "first outreach",
            "outreach date",
            "date of outreach",
            "initial contact",
            "first contact",
            "date of first contact",
            "date of 1st contact",
            "first contact date",
            "1st contact date",
            "1st contact",
            "first contacted",
            "contact date",
            "date of contact",
            "date reached out",
            "reached out on",
            "reached out",
            "first email",
            "email 1",
            "emailed on",
            "date emailed",
            "email date",
            "email sent",
            "message sent",
            "date applied",
            "applied on",
            "applied",
            "applied date",
            "application date",
            "date of application",
            "date submitted",
            "contacted",
            "datum",
            "gesendet am",
            "versendet am",
            "kontaktiert am",
            "erstkontakt",
            "beworben am",
            "bewerbungsdatum",
            "date d'envoi",
            "envoyé le",
            "contacté le",
            "date de contact",
            "date de candidature",
            "fecha",
            "fecha de envío",
            "enviado el",
            "fecha de contacto",
            "fecha de solicitud",
            "premier contact",
            "date du premier contact",
            "primer contacto",
            "contact 1",
            "date of contact 1",
            "contact 1 date",
            // Beside another date it may be that of the reply.
            "when",
        ],
    ),
    ("time", &["hour", "time sent", "clock"]),
    (
        "contact",
        &[
            "name",
            "person",
            "who",
            "contact name",
            "contact person",
            "full name",
            "recipient name",
            "recipient",
            "to",
            "recruiter",
            "recruiter name",
            "hiring manager",
            "prospect",
            "prospect name",
            "lead",
            "lead name",
            "person contacted",
            "ansprechpartner",
            "kontakt",
            "nom",
            "nombre",
            "contacto",
            "email",
            "e-mail",
        ],
    ),
    ("direction", &["in/out", "in or out", "way", "sent/received", "inbound/outbound"]),
    (
        "channel",
        &[
            "medium",
            "platform",
            "how",
            "method",
            "via channel",
            "contact method",
            "outreach method",
            "outreach channel",
            "source",
            "kanal",
            "canal",
        ],
    ),
    ("kind", &["type", "touch type", "activity", "activity type"]),
    ("outcome", &["call outcome", "result"]),
    (
        "organisation",
        &[
            "organization",
            "company",
            "employer",
            "firm",
            "company name",
            "organisation name",
            "organization name",
            "firma",
            "unternehmen",
            "entreprise",
            "société",
            "empresa",
        ],
    ),
    ("warmth", &["relationship", "source of contact", "connection", "temperature"]),
    ("ask", &["asked for", "request", "purpose"]),
    ("via", &["introduced by", "referred by", "referrer"]),
    (
        REPLIED,
        &[
            "replied",
            "reply date",
            "date of reply",
            "date replied",
            "response date",
            "reply on",
            "responded on",
            "replied date",
            "responded",
            "date of response",
            "date responded",
            "response on",
            "response received",
            "reply received",
            "got reply",
            "got a reply",
            "heard back",
            "heard back on",
            "answered on",
            "response",
            "reply",
            "beantwortet am",
            "antwort am",
            "antwort",
            "antwort erhalten",
            "antwort erhalten am",
            "geantwortet",
            "geantwortet am",
            "rückmeldung am",
            "rückmeldung erhalten",
            "rückmeldung",
            "réponse le",
            "date de réponse",
            "réponse",
            "réponse reçue le",
            "réponse reçue",
            "a répondu",
            "fecha de respuesta",
            "respuesta",
            "respuesta recibida",
            "respondió",
            "ha respondido",
        ],
    ),
    (
        "status",
        &[
            "outreach status",
            "application status",
            "current status",
            "reply status",
            "response status",
            "stage",
            "outcome",
            "result",
            "response",
            "reply",
            "antwort",
            "rückmeldung",
            "réponse",
            "respuesta",
            "statut",
            "estado",
        ],
    ),
    ("was_sent", &["sent", "email sent", "message sent", "contacted", "applied", "reached out"]),
    ("bounced", &["email bounced", "bounce"]),
    (
        "address",
        &[
            "email",
            "e-mail",
            "email address",
            "mail",
            "contact email",
            "work email",
            "recipient email",
            "correo",
            "courriel",
        ],
    ),
    ("profile", &["linkedin", "linkedin url", "linkedin profile", "linkedin link", "profile url", "profile link"]),
    (
        "title",
        &[
            "contact title",
            "contact role",
            "contact position",
            "contact job title",
            "their title",
            "their role",
            "their position",
            "recipient title",
            "seniority",
            "job title",
            "position",
            "role",
            "job role",
            "funktion",
            "position des kontakts",
            "fonction",
            "poste",
            "cargo",
            "puesto",
            "ruolo",
            "functie",
        ],
    ),
    (
        "subject",
        &[
            "subject line",
            "email subject",
            "message subject",
            "betreff",
            "objet",
            "asunto",
            "assunto",
            "oggetto",
            "onderwerp",
        ],
    ),
    (
        "message",
        &[
            "message text",
            "text",
            "message body",
            "body",
            "email body",
            "email text",
            "content",
            "message content",
            "nachricht",
            "nachrichtentext",
            "mensaje",
            "mensagem",
            "messaggio",
            "bericht",
        ],
    ),
    ("first_name", &["firstname", "given name", "vorname", "prénom"]),
    ("last_name", &["lastname", "surname", "family name", "nachname", "nom de famille", "apellido", "apellidos"]),
];

/// Dates that anything may have, surveys too: they do not say that something was sent.
pub(in crate::outreach::read) const ANY_DATE: [&str; 3] = ["day", "when", "timestamp"];

/// Dates that a survey seldom has, and may.
pub(in crate::outreach::read) const SOME_DATE: [&str; 4] = ["date", "date submitted", "datum", "fecha"];

/// Names that a column of replies and one of another kind share: they mean the day of a reply only where days stand below.
pub(in crate::outreach::read) const OF_DAYS: [&str; 6] =
    ["response", "reply", "antwort", "rückmeldung", "réponse", "respuesta"];

/// Names of a status that other columns have too: they mean one only where status words stand below.
pub(super) const WEAK_STATUS: [&str; 9] =
    ["stage", "outcome", "result", "response", "reply", "antwort", "rückmeldung", "réponse", "respuesta"];

/// A header as it is compared: without case, dashes and question marks, digits apart from the word before them.
pub(in crate::outreach::read) fn key(header: &str) -> String {
    let mut out = String::with_capacity(header.len());
    let mut before = ' ';
    for c in labels::normal(header).chars() {
        // What cannot be seen tells headers apart: nobody wrote it there.
        let c = if c.is_alphanumeric() || c.is_control() || matches!(c, '/' | '\'') { c } else { ' ' };
        if c.is_ascii_digit() && before.is_alphabetic() {
            out.push(' ');
        }
        out.push(c);
        before = c;
    }
    out.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The names under which a column of ours is recognised.
pub(in crate::outreach::read) fn names_of(our: &str) -> Vec<&str> {
    let spellings = SPELLINGS.iter().find(|(name, _)| *name == our).map_or(&[] as &[&str], |(_, s)| s);
    [our].into_iter().chain(spellings.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_compared_without_case_dashes_and_marks() {
        for header in ["Follow-Up #2", "follow_up_2", " Follow up (2)", "Follow Up2"] {
            assert_eq!(key(header), "follow up 2", "{header}");
        }
        assert_eq!(key("E-Mail?"), "e mail");
        assert_eq!(key("2nd follow-up"), "2nd follow up");
    }

    #[test]
    fn no_spelling_means_two_columns_that_logs_need() {
        let of = |our: &str| names_of(our).into_iter().map(key).collect::<Vec<_>>();
        let (dates, contacts) = (of("date"), of("contact"));
        assert!(!dates.iter().any(|d| contacts.contains(d)));
        assert!(!dates.iter().any(|d| of(REPLIED).contains(d)));
        let known = |our: &str| COLUMNS.contains(&our) || OF_PEOPLE.contains(&our) || DESCRIBED.contains(&our);
        assert!(SPELLINGS.iter().all(|(our, _)| known(our)));
    }
}
