//! Exports of programs that keep contacts: which of their columns are which of ours, and what their words mean. Each is a
//! starting point; the user's own `map` goes before it.

use super::names::{REPLIED, key};

/// A program whose exports are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// HubSpot: contacts, and activities.
    Hubspot,
    /// Apollo: contacts.
    Apollo,
}

impl Preset {
    /// Every one of them.
    pub const ALL: [Preset; 2] = [Preset::Hubspot, Preset::Apollo];

    /// Its name in a project file.
    pub fn word(self) -> &'static str {
        match self {
            Preset::Hubspot => "hubspot",
            Preset::Apollo => "apollo",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Preset> {
        Preset::ALL.into_iter().find(|p| p.word().eq_ignore_ascii_case(name.trim()))
    }

    /// The columns by which its exports are known, in words.
    pub(super) fn accepted(self) -> String {
        let of = SKETCHES.iter().filter(|s| s.preset == self);
        of.map(|s| s.known_by.first().map_or(String::new(), |k| k.join(", "))).collect::<Vec<_>>().join("; or ")
    }
}

/// What a column's words mean: theirs → ours.
type Values = &'static [(&'static str, &'static [(&'static str, &'static str)])];

/// One export of a program.
#[derive(Debug, PartialEq)]
pub(in crate::outreach::read) struct Sketch {
    pub preset: Preset,
    /// What it is, in a few words.
    pub what: &'static str,
    /// Columns of which all of one group tell it from anything else.
    pub known_by: &'static [&'static [&'static str]],
    /// Our column → its names here, the best first.
    pub columns: &'static [(&'static str, &'static [&'static str])],
    /// What its words mean.
    pub values: Values,
    /// Rows that are left out: our column, its word, why.
    pub left_out: &'static [(&'static str, &'static str, &'static str)],
    /// The channel of its messages, where no column says it.
    pub channel: &'static str,
    /// What it cannot tell.
    pub note: &'static str,
}

/// HubSpot's names as its knowledge base and its API's reference give them.
static SKETCHES: [Sketch; 3] = [
    Sketch {
        preset: Preset::Hubspot,
        what: "HubSpot's activities",
        known_by: &[&["activity date", "email direction"], &["email direction", "email send status"]],
        columns: &[
            ("date", &["activity date", "timestamp", "create date"]),
            ("contact", &["associated contact", "associated contacts", "contact", "email to address"]),
            ("direction", &["email direction", "call direction"]),
            ("kind", &["activity type"]),
            ("status", &["email send status", "email status"]),
            ("organisation", &["associated company", "associated companies"]),
        ],
        values: &[
            (
                "direction",
                &[
                    ("email", "out"),
                    ("outgoing email", "out"),
                    ("incoming_email", "in"),
                    ("incoming email", "in"),
                    ("forwarded email", "forwarded_email"),
                ],
            ),
            ("kind", &[("linkedin message", "message"), ("whatsapp message", "message"), ("sms", "message")]),
            ("status", &[("sent", "sent"), ("bounced", "bounced")]),
        ],
        left_out: &[
            ("direction", "forwarded_email", "forwarded to the CRM: it does not say by whom"),
            ("status", "failed", "not sent"),
            ("status", "scheduled", "not sent"),
            ("status", "sending", "not sent"),
        ],
        channel: "email",
        note: "",
    },
    Sketch {
        preset: Preset::Hubspot,
        what: "HubSpot's contacts",
        known_by: &[
            &["last contacted", "lead status"],
            &["last contacted", "number of times contacted"],
            &["first outreach date", "lead status"],
        ],
        columns: &[
            ("date", &["first outreach date", "last contacted"]),
            ("first_name", &["first name"]),
            ("last_name", &["last name"]),
            ("address", &["email", "email address"]),
            ("profile", &["linkedin url", "linkedin bio", "hs linkedin url"]),
            ("organisation", &["company name", "company", "associated company"]),
            ("title", &["job title"]),
            ("status", &["lead status"]),
            (REPLIED, &["recent sales email replied date", "first email reply date"]),
        ],
        values: &[(
            "status",
            &[
                ("new", "waiting"),
                ("open", "waiting"),
                ("in progress", "waiting"),
                ("in_progress", "waiting"),
                ("open deal", "waiting"),
                ("open_deal", "waiting"),
                ("unqualified", "waiting"),
                ("bad timing", "waiting"),
                ("bad_timing", "waiting"),
                ("attempted to contact", "waiting"),
                ("attempted_to_contact", "waiting"),
                ("connected", "replied"),
            ],
        )],
        left_out: &[],
        channel: "",
        note: "it has one day of contact for each person (Last Contacted is the latest), so earlier messages are missing and \
               attempts cannot be numbered; of lead statuses only Connected is taken for a reply. The export of activities \
               tells more",
    },
    Sketch {
        preset: Preset::Apollo,
        what: "Apollo's contacts",
        known_by: &[&["apollo contact id", "last contacted"], &["email sent", "email bounced", "replied"]],
        columns: &[
            ("date", &["last contacted", "last contacted at", "last email sent at"]),
            ("first_name", &["first name"]),
            ("last_name", &["last name"]),
            ("address", &["email", "primary email"]),
            ("profile", &["person linkedin url", "linkedin url"]),
            ("organisation", &["company", "company name", "company name for emails"]),
            ("title", &["title", "job title"]),
            ("campaign", &["sequence", "sequence name"]),
            ("was_sent", &["email sent"]),
            ("replied", &["replied", "email replied"]),
            ("bounced", &["email bounced", "bounced"]),
        ],
        values: &[],
        left_out: &[],
        channel: "email",
        note: "it has one day of contact for each person (Last Contacted is the latest), so earlier messages are missing and \
               attempts cannot be numbered, and it says whether they replied, not when",
    },
];

impl Sketch {
    /// The export that a header is of.
    pub fn known_by(keys: &[&str]) -> Option<&'static Sketch> {
        SKETCHES.iter().find(|s| s.is(keys))
    }

    /// The export of a program that was named; its date must be there.
    pub fn of(preset: Preset, keys: &[&str]) -> Option<&'static Sketch> {
        let mut of = SKETCHES.iter().filter(|s| s.preset == preset);
        of.clone().find(|s| s.is(keys)).or_else(|| of.find(|s| s.has("date", keys)))
    }

    fn is(&self, keys: &[&str]) -> bool {
        self.known_by.iter().any(|all| all.iter().all(|name| keys.contains(&key(name).as_str())))
    }

    fn has(&self, our: &str, keys: &[&str]) -> bool {
        let names = self.columns.iter().find(|(o, _)| *o == our).map_or(&[] as &[&str], |(_, names)| names);
        names.iter().any(|name| keys.contains(&key(name).as_str()))
    }

    /// What a cell means in our words.
    pub fn value<'a>(&self, our: &str, cell: &'a str) -> &'a str {
        let normal = crate::input::labels::normal(cell);
        let of = self.values.iter().find(|(o, _)| *o == our).map_or(&[] as &[(&str, &str)], |(_, words)| words);
        of.iter().find(|(theirs, _)| *theirs == normal).map_or(cell, |(_, ours)| ours)
    }
}

#[cfg(test)]
mod tests {
    use super::super::names::{COLUMNS, DESCRIBED, FOLLOW_UPS};
    use super::*;

    #[test]
    fn presets_name_columns_that_there_are() {
        let known = |our: &str| {
            let more =
                [REPLIED, "replied", "status", "was_sent", "bounced", "address", "profile", "first_name", "last_name"];
            COLUMNS.contains(&our) || FOLLOW_UPS.contains(&our) || DESCRIBED.contains(&our) || more.contains(&our)
        };
        for sketch in &SKETCHES {
            assert!(sketch.columns.iter().all(|(our, _)| known(our)), "{}", sketch.what);
            assert!(sketch.left_out.iter().all(|(our, _, _)| sketch.columns.iter().any(|(o, _)| o == our)));
        }
        assert_eq!(Preset::parse(" HubSpot "), Some(Preset::Hubspot));
        assert_eq!(Preset::parse("salesforce"), None);
    }
}
