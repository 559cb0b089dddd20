//! Who sent a message: a machine, perhaps a machine, or a person.

use super::super::fields::Head;

/// How much a sender looks like a machine that delivers mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// Like anyone.
    Person,
    /// Like a program that answers by itself.
    Program,
    /// No address to answer to: what mail systems put on notices, and some on automatic answers.
    Null,
    /// Like whoever looks after a mail system; people do.
    Postmaster,
    /// Like a mail system.
    System,
}

/// The sender of a message.
pub struct Sender {
    /// The name before the address, in lower case, letters and digits only.
    name: String,
    /// What stands before the `@`, in lower case.
    local: String,
    /// Whether the return path is null.
    is_null: bool,
}

impl Sender {
    pub fn of(head: &Head) -> Sender {
        let from = head.text("From").unwrap_or_default().to_lowercase();
        let (name, address) = name_and_address(&from);
        let local = address.rsplit_once('@').map_or(address, |(local, _)| local).trim();
        Sender { name: plain(name), local: local.to_owned(), is_null: is_null(head) }
    }

    /// How it looks.
    pub fn look(&self) -> Look {
        let local = plain(&self.local);
        // Exchange writes from microsoftexchange and 32 digits.
        if SYSTEMS.contains(&local.as_str())
            || SYSTEMS.contains(&self.name.as_str())
            || local.starts_with("microsoftexchange")
        {
            Look::System
        } else if POSTMASTERS.contains(&local.as_str()) || POSTMASTERS.contains(&self.name.as_str()) {
            Look::Postmaster
        } else if self.is_null {
            Look::Null
        } else if self.takes_no_reply() {
            Look::Program
        } else {
            Look::Person
        }
    }

    /// Whether its return path is null.
    pub fn is_null(&self) -> bool {
        self.is_null
    }

    /// Whether its address says that nobody reads answers.
    pub fn takes_no_reply(&self) -> bool {
        let words: Vec<&str> = self.local.split(['-', '_', '.', '+', '=']).filter(|w| !w.is_empty()).collect();
        let is_one = |word: &str| NO_REPLY.contains(&word);
        let is_alert = words.len() <= 2 && words.iter().any(|w| matches!(*w, "notification" | "notifications"));
        is_alert
            || self.local == "notify"
            || words.iter().any(|w| is_one(w))
            || words.windows(2).any(|w| is_one(&w.concat()))
            || words.windows(3).any(|w| is_one(&w.concat()))
    }
}

/// Mail systems.
const SYSTEMS: &[&str] = &[
    "mailerdaemon",
    "maildaemon",
    "mdaemon",
    "mailsubsystem",
    "maildeliverysubsystem",
    "maildeliverysystem",
    "maildeliversystem",
    "emaildeliverysystem",
    "internetmaildelivery",
    "doublebounce",
    "mailsysteminternaldata",
    "maildeliveryservice",
    "returnedmail",
    "mailrouter",
    "bouncemanager",
    "mailundeliverable",
];
/// Those who look after them; and names under which systems write as well as people.
const POSTMASTERS: &[&str] = &[
    "postmaster",
    "systemadministrator",
    "systemsadministrator",
    "mailadministrator",
    "mailadmin",
    "microsoftoutlook",
    "microsoftexchange",
    "mailsystem",
    "administrator",
    "systemattendant",
    "mailserver",
    "mailgateway",
];
/// Addresses that nobody reads.
const NO_REPLY: &[&str] = &[
    "noreply",
    "noreplies",
    "donotreply",
    "dontreply",
    "donotrespond",
    "hitreply",
    "nichtantworten",
    "bittenichtantworten",
    "keineantwort",
    "nepasrepondre",
    "noresponder",
    "noresponda",
    "naoresponda",
    "naoresponder",
    "nonrispondere",
    "nietbeantwoorden",
    "svaraej",
    "svarinte",
    "nieodpowiadaj",
];

/// Letters and digits only.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// `Name <address>`, `address (Name)` or `address`.
fn name_and_address(from: &str) -> (&str, &str) {
    if let Some((name, rest)) = from.rsplit_once('<') {
        let address = rest.split('>').next().unwrap_or("").trim();
        return (name, if address.is_empty() { name.trim().trim_matches('"') } else { address });
    }
    match from.split_once('(') {
        Some((address, name)) => (name, address.trim()),
        None => ("", from.trim()),
    }
}

/// `<>`, or what takes its place in mailboxes.
fn is_null(head: &Head) -> bool {
    head.first("Return-Path").is_some_and(|raw| {
        let path = String::from_utf8_lossy(raw).trim().to_ascii_lowercase();
        let path = path.trim_matches(['<', '>', '"', ' ']);
        path.is_empty() || plain(path.split('@').next().unwrap_or("")) == "mailerdaemon"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_nobody_reads_are_known_by_their_words() {
        let takes_none =
            |local: &str| Sender { name: String::new(), local: local.to_owned(), is_null: false }.takes_no_reply();
        for local in [
            "no-reply",
            "noreply",
            "jobs-noreply",
            "do_not_reply",
            "no.reply+x",
            "nicht-antworten",
            "ne-pas-repondre",
            "notifications",
            "notify",
            "inmail-hit-reply",
        ] {
            assert!(takes_none(local), "{local}");
        }
        for local in ["ada", "reply", "nora.reply", "reply-no", "noreen", "notify.me", "ada.of.notifications"] {
            assert!(!takes_none(local), "{local}");
        }
    }
}
