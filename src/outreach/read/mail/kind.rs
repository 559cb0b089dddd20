//! Placeholder until the tests of kind are merged.

use super::fields::Head;
use crate::outreach::words::Kind;

/// What kind of message, and of a delivery notice, about what.
pub struct Judged {
    /// Message, automatic answer, delivery notice or bulk.
    pub kind: Kind,
    /// Addresses that a delivery notice is about.
    pub failed: Vec<String>,
    /// The id of the message that was not delivered, without angle brackets.
    pub original: Option<String>,
}

/// Tells what kind of message it is.
pub fn kind(head: &Head, _body: &[u8]) -> Judged {
    let failed: Vec<String> = head
        .text("X-Failed-Recipients")
        .map(|list| list.split(',').map(|one| one.trim().to_owned()).collect())
        .unwrap_or_default();
    let kind = if head.has("X-Failed-Recipients") { Kind::Bounce } else { Kind::Message };
    Judged { kind, failed, original: None }
}
