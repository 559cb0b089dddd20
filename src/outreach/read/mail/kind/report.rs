//! Delivery reports (RFC 3464): what became of the message, for each of its recipients.

use super::super::decode;
use super::super::parts::Part;
use super::Mail;
use super::failed::{ADDRESSES, addresses};

/// The types of a report's machine-readable part.
pub const STATUS: &[&str] = &["message/delivery-status", "message/global-delivery-status"];
/// How many recipients are looked at.
const RECIPIENTS: usize = 1_000;

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It did not arrive.
    Failed,
    /// It is on its way, or arrived.
    NotFailed,
    /// The report does not say.
    Unsaid,
}

/// One recipient of a report.
#[derive(Default)]
struct Recipient {
    written: Vec<String>,
    action: String,
    status: String,
}

impl Recipient {
    fn fate(&self) -> Fate {
        match (self.action.as_str(), self.status.bytes().next()) {
            (action, _) if action.starts_with("fail") => Fate::Failed,
            ("delayed" | "delivered" | "relayed" | "expanded", _) => Fate::NotFailed,
            (_, Some(b'5')) => Fate::Failed,
            (_, Some(b'2' | b'4')) => Fate::NotFailed,
            _ => Fate::Unsaid,
        }
    }
}

/// What became of the message, and whom it did not reach.
pub fn fate(mail: &Mail) -> (Fate, Vec<String>) {
    let parts = mail.parts.iter().filter(|p| STATUS.contains(&p.media.as_str()));
    let recipients: Vec<Recipient> = parts.flat_map(recipients).collect();
    let fates: Vec<Fate> = recipients.iter().map(Recipient::fate).collect();
    let fate = [Fate::Failed, Fate::NotFailed].into_iter().find(|f| fates.contains(f)).unwrap_or(Fate::Unsaid);
    let reached = if fate == Fate::Failed { Fate::Failed } else { Fate::Unsaid };
    let mut failed: Vec<String> = Vec::new();
    let lost = recipients.iter().zip(&fates).filter(|(_, fate)| **fate == reached);
    for address in lost.flat_map(|(recipient, _)| &recipient.written) {
        if failed.len() < ADDRESSES && !failed.contains(address) {
            failed.push(address.clone());
        }
    }
    (fate, failed)
}

fn recipients(part: &Part) -> Vec<Recipient> {
    let text = decode::text(part);
    let (mut found, mut current, mut is_named) = (Vec::new(), Recipient::default(), false);
    for (name, value) in fields(&text) {
        // Groups are parted by blank lines, which some leave out.
        let is_final = name == "final-recipient";
        if name.is_empty() || (is_final && is_named) {
            found.push(std::mem::take(&mut current));
            is_named = false;
        }
        is_named |= is_final;
        match name.as_str() {
            "final-recipient" => current.written.splice(0..0, recipient(&value)).for_each(drop),
            "original-recipient" => current.written.extend(recipient(&value)),
            "action" => current.action = value.trim().to_ascii_lowercase(),
            "status" => current.status = value.trim().to_owned(),
            _ => {}
        }
        if found.len() >= RECIPIENTS {
            break;
        }
    }
    found.push(current);
    found.retain(|r| !r.written.is_empty() || !r.action.is_empty());
    found
}

/// `rfc822; ada@example.org`.
fn recipient(value: &str) -> Option<String> {
    let address = value.split_once(';').map_or(value, |(_, address)| address);
    addresses(address).into_iter().next()
}

/// The fields of a report, unfolded, their names in lower case; blank lines are fields without a name.
fn fields(text: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if line.trim().is_empty() {
            fields.push((String::new(), String::new()));
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push_str(line);
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.to_owned()));
        }
    }
    fields
}
