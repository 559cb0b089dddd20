//! Which column of a sheet is which of ours.

use super::presets::{Preset, Sketch};
use super::{follow_ups, status};
use crate::error::{Error, Fault, Result, nearest};
use crate::input::{Sheet, dates, labels};
use crate::outreach::words::{self, Ask, Channel, Kind, Outcome, Warmth};
use std::collections::BTreeMap;

/// The project's names for columns: ours → the file's.
pub type ColumnMap = BTreeMap<String, String>;

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
const OF_PEOPLE: [&str; 9] =
    [REPLIED, "replied", "status", "was_sent", "bounced", "address", "profile", "first_name", "last_name"];

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

/// Columns of which one must say who it was.
pub(in crate::outreach::read) const WHO: [&str; 6] =
    ["contact", "address", "profile", "first_name", "last_name", "organisation"];

/// The usual words for each column, beside its own name.
const SPELLINGS: [(&str, &[&str]); 19] = [
    (
        "date",
        &[
            "date sent",
            "sent",
            "sent on",
            "sent at",
            "sent date",
            "day",
            "when",
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
            "réponse le",
            "date de réponse",
            "réponse",
            "fecha de respuesta",
            "respuesta",
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
    ("first_name", &["firstname", "given name", "vorname", "prénom"]),
    ("last_name", &["lastname", "surname", "family name", "nachname", "nom de famille", "apellido", "apellidos"]),
];

/// Dates that anything may have, surveys too: they do not say that something was sent.
pub(in crate::outreach::read) const ANY_DATE: [&str; 3] = ["day", "when", "timestamp"];

/// Dates that a survey seldom has, and may.
pub(in crate::outreach::read) const SOME_DATE: [&str; 4] = ["date", "date submitted", "datum", "fecha"];

/// Names that a column of replies and one of another kind share: they mean the day of a reply only where days stand below.
pub(in crate::outreach::read) const OF_DAYS: [&str; 5] = ["response", "reply", "antwort", "réponse", "respuesta"];

/// Names of a status that other columns have too: they mean one only where status words stand below.
const WEAK_STATUS: [&str; 5] = ["stage", "outcome", "result", "response", "reply"];

/// A header as it is compared: without case, dashes and question marks, digits apart from the word before them.
pub(in crate::outreach::read) fn key(header: &str) -> String {
    let mut out = String::with_capacity(header.len());
    let mut before = ' ';
    for c in labels::normal(header).chars() {
        let c = if c.is_alphanumeric() || matches!(c, '/' | '\'') { c } else { ' ' };
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

/// Which column is which.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    /// Our column → the file's header.
    pub of: BTreeMap<&'static str, String>,
    /// The preset that named them.
    pub sketch: Option<&'static Sketch>,
    /// Columns that the user's own map names: their cells are taken as they are.
    pub mapped: Vec<&'static str>,
}

impl Columns {
    /// Finds them: the user's map first, then the preset's, then the usual words.
    ///
    /// # Errors
    /// When the map names what is not there, a header occurs twice, or a column that is needed is missing.
    pub fn find(sheet: &Sheet, map: &ColumnMap, preset: Option<Preset>) -> Result<Columns> {
        let keys = sheet.headers().into_iter().map(|h| (key(&h), h)).collect();
        let mut finder = Finder { sheet, keys, columns: Columns::default() };
        finder.map(map)?;
        match finder.sketch(preset)? {
            Some(sketch) => finder.by_sketch(sketch)?,
            None => finder.by_words()?,
        }
        finder.check()?;
        Ok(finder.columns)
    }

    /// Whether a column of ours was found.
    pub fn has(&self, our: &str) -> bool {
        self.of.contains_key(our)
    }

    /// A row is a person with a first message, and what came of it.
    pub fn one_row_a_person(&self) -> bool {
        let more = ["status", "replied", "was_sent", FOLLOW_UPS[0]];
        !self.has("direction") && more.iter().any(|our| self.has(our))
    }
}

struct Finder<'a> {
    sheet: &'a Sheet,
    /// The file's headers, each with its key.
    keys: Vec<(String, String)>,
    columns: Columns,
}

impl Finder<'_> {
    fn map(&mut self, map: &ColumnMap) -> Result<()> {
        let ours: Vec<&'static str> = COLUMNS.into_iter().chain(OF_PEOPLE).chain(FOLLOW_UPS).collect();
        for (our, theirs) in map {
            let Some(known) = ours.iter().copied().find(|o| o == our) else {
                return Err(unknown_in_map(our, theirs, &ours));
            };
            let header = self.sheet.named(theirs, "map")?;
            self.columns.of.insert(known, header);
            self.columns.mapped.push(known);
        }
        Ok(())
    }

    fn sketch(&self, preset: Option<Preset>) -> Result<Option<&'static Sketch>> {
        let keys: Vec<&str> = self.keys.iter().map(|(key, _)| key.as_str()).collect();
        match preset {
            None if self.columns.mapped.contains(&"date") => Ok(None),
            None => Ok(Sketch::known_by(&keys)),
            Some(preset) => Sketch::of(preset, &keys).map(Some).ok_or_else(|| {
                Fault::new(format!("has not the columns of the preset {}", preset.word()))
                    .file(&self.sheet.name)
                    .row(1)
                    .found(self.sheet.headers().join(", "))
                    .accepted(preset.accepted())
                    .remedy("leave the preset out, or export the contacts with these columns")
                    .into()
            }),
        }
    }

    fn by_sketch(&mut self, sketch: &'static Sketch) -> Result<()> {
        for (our, names) in sketch.columns {
            if let Some(header) = self.candidates(names).into_iter().next().filter(|_| !self.columns.has(our)) {
                self.columns.of.insert(our, header);
            }
        }
        self.columns.sketch = Some(sketch);
        Ok(())
    }

    fn by_words(&mut self) -> Result<()> {
        for our in COLUMNS {
            if self.columns.has(our) {
                continue;
            }
            let candidates = self.candidates(&names_of(our));
            let found = match our {
                "date" => self.dated(&candidates)?.or_else(|| candidates.first().cloned()),
                _ => candidates.first().cloned(),
            };
            if let Some(found) = found {
                self.columns.of.insert(our, self.sheet.named(&found, "the log reader")?);
            }
        }
        self.drop_other_words()?;
        self.replied()?;
        if !self.columns.has("direction") {
            self.of_people()?;
        }
        Ok(())
    }

    /// Headers under one of these names that are not taken yet, the first name first; one that the file has twice stands here
    /// by its name, and is refused when it is taken.
    fn candidates(&self, names: &[&str]) -> Vec<String> {
        let taken = |header: &String| self.columns.of.values().any(|t| t == header);
        let find = |name: &&str| {
            let wanted = key(name);
            let found = self.keys.iter().find(|(key, header)| *key == wanted && !taken(header)).map(|(_, h)| h.clone());
            found.or_else(|| self.sheet.is_repeated(name).then(|| (*name).to_owned()))
        };
        let mut found: Vec<String> = Vec::new();
        for header in names.iter().filter_map(find) {
            if !found.contains(&header) {
                found.push(header);
            }
        }
        found
    }

    /// The first of these columns that holds a date.
    fn dated(&self, candidates: &[String]) -> Result<Option<String>> {
        for header in candidates {
            if self.sheet.is_repeated(header) {
                return Ok(Some(header.clone()));
            }
            if self.sheet.strings(header)?.iter().flatten().any(dates::looks_like_a_date) {
                return Ok(Some(header.clone()));
            }
        }
        Ok(None)
    }

    /// Whether at least half of a column's cells are something, and one at least.
    fn mostly(&self, header: &str, is: impl Fn(&str) -> bool) -> Result<bool> {
        if self.sheet.is_repeated(header) {
            return Ok(false);
        }
        let cells = self.sheet.strings(header)?;
        let (mut all, mut yes) = (0_usize, 0_usize);
        for cell in cells.iter().flatten().filter(|c| !status::is_nothing(c)) {
            all += 1;
            yes += usize::from(is(cell));
        }
        Ok(yes > 0 && 2 * yes >= all)
    }

    /// In a sheet of people, `Type`, `Source` and `Result` often mean something else than a log's.
    fn drop_other_words(&mut self) -> Result<()> {
        let asked: [(&'static str, fn(&str) -> bool); 5] = [
            ("channel", |c| Channel::parse(c).is_some()),
            ("kind", |c| Kind::parse(c).is_some()),
            ("outcome", |c| Outcome::parse(c).is_some() && !status::is_clear(c)),
            ("ask", |c| Ask::parse(c).is_some()),
            ("warmth", |c| Warmth::parse(c).is_some()),
        ];
        for (our, is) in asked {
            let Some(header) = self.columns.of.get(our).cloned() else { continue };
            let own_name = key(&header) == key(our) && our != "outcome";
            let said = self.columns.mapped.contains(&our) || self.columns.has("direction") || own_name;
            if !said && !self.mostly(&header, is)? {
                self.columns.of.remove(our);
            }
        }
        Ok(())
    }

    /// The column of replies must say when. Of several that could be meant, the first with a date is; one that only says
    /// whether tells of replies without a day, and is left aside where replies have rows of their own.
    fn replied(&mut self) -> Result<()> {
        if self.columns.has(REPLIED) {
            return Ok(());
        }
        let days = OF_DAYS.map(key);
        let candidates = self.candidates(&names_of(REPLIED));
        let (weak, strong): (Vec<String>, Vec<String>) =
            candidates.iter().cloned().partition(|c| days.contains(&key(c)));
        let dated = match self.dated(&strong)? {
            Some(dated) => Some(dated),
            None => self.dated(&weak)?,
        };
        let chosen = match dated {
            Some(dated) => Some(dated),
            None => {
                let mut blank = None;
                for header in &strong {
                    let all = self.sheet.strings(header)?.iter().flatten().all(status::says_no);
                    blank = blank.or_else(|| all.then(|| header.clone()));
                }
                blank
            }
        };
        if let Some(chosen) = &chosen {
            let header = self.sheet.named(chosen, "the log reader")?;
            self.columns.of.insert(REPLIED, header);
        }
        let whether = strong.into_iter().find(|c| Some(c) != chosen.as_ref());
        match whether {
            Some(whether) if !self.columns.has("direction") && !self.columns.has("replied") => {
                self.whether(whether, chosen.is_some())
            }
            _ => Ok(()),
        }
    }

    /// Takes a column that says whether they replied. One that cannot be understood is refused where nothing else tells of
    /// replies: to drop those who replied would be worse than no answer.
    fn whether(&mut self, header: String, has_days: bool) -> Result<()> {
        if self.mostly(&header, |c| status::parse(c).is_some())? {
            self.columns.of.insert("replied", header);
            return Ok(());
        }
        let cells = self.sheet.strings(&header)?;
        let example = cells.iter().flatten().find(|c| !status::says_no(c)).map(str::to_owned);
        match example {
            Some(example) if !has_days => {
                Err(Fault::new("this column is to say who replied, and its words are not known")
                    .file(&self.sheet.name)
                    .column(header)
                    .found(example)
                    .accepted(
                        "the day of the reply, blank where there is none yet; or yes and no, or words such as replied",
                    )
                    .remedy("write the days into this column")
                    .into())
            }
            _ => Ok(()),
        }
    }

    fn of_people(&mut self) -> Result<()> {
        self.status()?;
        self.flagged("was_sent")?;
        self.flagged("bounced")?;
        for our in ["first_name", "last_name", "profile", "address"] {
            let found = self.candidates(&names_of(our)).into_iter().find(|c| !self.sheet.is_repeated(c));
            if let Some(found) = found.filter(|_| !self.columns.has(our)) {
                self.columns.of.insert(our, found);
            }
        }
        let taken: Vec<String> = self.columns.of.values().cloned().collect();
        let follow_ups = self.keys.iter().filter(|(key, h)| follow_ups::is_header(key) && !taken.contains(h));
        let follow_ups: Vec<String> = follow_ups.map(|(_, header)| header.clone()).collect();
        let free: Vec<&'static str> = FOLLOW_UPS.into_iter().filter(|our| !self.columns.has(our)).collect();
        self.columns.of.extend(free.into_iter().zip(follow_ups));
        Ok(())
    }

    fn status(&mut self) -> Result<()> {
        if self.columns.has("status") {
            return Ok(());
        }
        for header in self.candidates(&names_of("status")) {
            if self.sheet.is_repeated(&header) {
                continue;
            }
            let weak = WEAK_STATUS.contains(&key(&header).as_str());
            if !weak || self.mostly(&header, |c| status::parse(c).is_some())? {
                self.columns.of.insert("status", header);
                return Ok(());
            }
        }
        Ok(())
    }

    /// A column of yes and no.
    fn flagged(&mut self, our: &'static str) -> Result<()> {
        for header in self.candidates(&names_of(our)) {
            if !self.columns.has(our) && self.mostly(&header, |c| words::flag(c).is_some())? {
                self.columns.of.insert(our, header);
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<()> {
        if !self.columns.has("date") {
            return Err(missing(self.sheet, "date"));
        }
        if !WHO.iter().any(|our| self.columns.has(our)) {
            return Err(missing(self.sheet, "contact"));
        }
        let tells = ["direction", REPLIED, "replied", "status", FOLLOW_UPS[0]];
        if !tells.iter().any(|our| self.columns.has(our)) {
            return Err(missing(self.sheet, "direction"));
        }
        Ok(())
    }
}

fn unknown_in_map(our: &str, theirs: &str, ours: &[&str]) -> Error {
    let near = nearest(our, ours.iter().copied()).map_or(String::new(), |n| format!("did you mean `{n}`? "));
    Fault::new("map names a column that a log does not have")
        .found(format!("{our} = \"{theirs}\""))
        .accepted(ours.join(", "))
        .remedy(format!("{near}The left side is ours, the right side is the file's header"))
        .into()
}

/// At most so many spellings are told.
const MOST_TOLD: usize = 12;

fn missing(sheet: &Sheet, needed: &str) -> Error {
    let names = names_of(needed);
    let more = if names.len() > MOST_TOLD { ", …" } else { "" };
    let told = names.into_iter().take(MOST_TOLD).collect::<Vec<_>>().join(", ");
    let others = match needed {
        "direction" => "; or a column of replies (replied_on, reply date, …), of follow-ups, or a status",
        "contact" => "; or a company",
        _ => "",
    };
    Fault::new(format!("no column for \"{needed}\" was recognised, so this cannot be read as an outreach log"))
        .file(&sheet.name)
        .row(1)
        .found(sheet.headers().join(", "))
        .accepted(format!("{told}{more}{others}"))
        .remedy(format!(
            "rename a column, or say in hearback.toml under [[outreach]]: map = {{ {needed} = \"your header\" }}"
        ))
        .into()
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
        assert!(SPELLINGS.iter().all(|(our, _)| COLUMNS.contains(our) || OF_PEOPLE.contains(our)));
    }
}
