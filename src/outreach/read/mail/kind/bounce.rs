//! Delivery failures; and what looks like one and is none: warnings of a delay, reports of success, receipts, complaints.

use super::report::{self, Fate, STATUS};
use super::sender::Look;
use super::{Judged, Mail, failed, phrases, words};
use crate::outreach::words::Kind;

const FEEDBACK: &[&str] = &["message/feedback-report"];
const RECEIPT: &[&str] = &["message/disposition-notification", "message/global-disposition-notification"];

/// What a message is that tells of another one's delivery; `None` of every other one.
pub fn judge(mail: &Mail) -> Option<Judged> {
    let report = report_type(mail);
    if report.as_deref() == Some("disposition-notification") || mail.has_part(RECEIPT) {
        return is_of_machine(mail).then(|| Judged::plain(Kind::AutoReply));
    }
    if report.as_deref() == Some("feedback-report") || mail.has_part(FEEDBACK) {
        return is_of_machine(mail).then(|| feedback(mail));
    }
    if report.as_deref() == Some("delivery-status") || mail.has_part(STATUS) {
        return is_of_machine(mail).then(|| reported(mail));
    }
    // Hotmail's complaints have no report.
    if failed::original_has(mail, "X-HmXmrOriginalRecipient") {
        return Some(Judged::plain(Kind::AutoReply));
    }
    if mail.head.has("X-Failed-Recipients") {
        return Some(bounce(mail, Vec::new()));
    }
    told(mail)
}

/// The `report-type` of a report.
fn report_type(mail: &Mail) -> Option<String> {
    let field = mail.field("Content-Type");
    field.starts_with("multipart/report").then(|| super::super::parts::parameter(&field, "report-type")).flatten()
}

/// A report that a person passes on is that person's message: its own type is no report then.
fn is_of_machine(mail: &Mail) -> bool {
    mail.field("Content-Type").starts_with("multipart/report")
        || mail.sender.look() >= Look::Null
        || !(mail.is_answer() || mail.is_typed())
}

fn bounce(mail: &Mail, failed: Vec<String>) -> Judged {
    let failed = if failed.is_empty() { failed::recipients(mail) } else { failed };
    Judged { kind: Kind::Bounce, failed, original: failed::original(mail) }
}

/// A delivery report: what its fields say, else its words.
fn reported(mail: &Mail) -> Judged {
    let (fate, failed) = report::fate(mail);
    let is_failed = match fate {
        Fate::Failed => true,
        Fate::NotFailed => false,
        Fate::Unsaid => !is_delayed(mail) && !has_arrived(mail),
    };
    if is_failed { bounce(mail, failed) } else { Judged::plain(Kind::AutoReply) }
}

/// A complaint about a message (RFC 5965) reached someone: it is no failure, unless it says that the message was rejected (RFC 6591).
fn feedback(mail: &Mail) -> Judged {
    let parts = mail.parts.iter().filter(|p| FEEDBACK.contains(&p.media.as_str()));
    let text = parts.map(super::super::decode::text).collect::<Vec<_>>().join("\n");
    let value = |name: &str| {
        let mut fields = text.lines().filter_map(|line| line.split_once(':'));
        fields.find(|(key, _)| key.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_lowercase())
    };
    if value("Delivery-Result").as_deref() != Some("reject") {
        return Judged::plain(Kind::AutoReply);
    }
    bounce(mail, value("Original-Rcpt-To").map(|to| failed::addresses(&to)).unwrap_or_default())
}

/// Notices without a report, by their sender and their words. The less a sender looks like a mail system, the more must be said.
fn told(mail: &Mail) -> Option<Judged> {
    let look = mail.sender.look();
    let subject = words::is_failure_subject(&mail.subject);
    let is_automatic = mail.head.has("Auto-Submitted") && !mail.field("Auto-Submitted").starts_with("no");
    // Reading the text of each and every message would take long; a person's is read only where the subject asks for it.
    if look == Look::Person && !subject && !is_automatic {
        return None;
    }
    if look < Look::Postmaster && (words::is_automatic_subject(&mail.subject) || mail.is_answer()) {
        return None;
    }
    let says = words::says(mail.notice(), phrases::FAILURE_TEXTS);
    let (code, returned) = (words::has_code(mail.notice()), failed::returns_one(mail));
    let hints = [says, code, returned].into_iter().filter(|h| *h).count();
    let is_failure = match look {
        Look::System => subject || hints > 0,
        // People write as postmasters too, and of deliveries.
        Look::Postmaster => {
            (subject && !mail.is_answer() && (hints > 0 || mail.sender.is_null()))
                || (says && (code || returned) && !mail.is_typed())
        }
        Look::Null => subject || (says && (code || returned)),
        Look::Program => hints > 2 || (subject && hints > 0),
        Look::Person if is_automatic => hints > 2 || (subject && hints > 0),
        Look::Person => {
            let is_machine = words::says(mail.notice(), phrases::BY_ITSELF);
            subject && is_machine && says && (code || returned) && !mail.is_typed() && !mail.head.has("In-Reply-To")
        }
    };
    if is_failure && !is_delayed(mail) && !has_arrived(mail) {
        return Some(bounce(mail, Vec::new()));
    }
    // A mail system that says anything else says it by itself.
    (look == Look::System || is_failure).then(|| Judged::plain(Kind::AutoReply))
}

/// Whether a notice says that it is still tried; one of several recipients may have failed all the same.
fn is_delayed(mail: &Mail) -> bool {
    let has_failed = words::says(mail.notice(), phrases::LASTING);
    let says = words::says(mail.notice(), phrases::DELAYED);
    words::is_delay_subject(&mail.subject) || (says && !has_failed && !words::has_code(mail.notice()))
}

fn has_arrived(mail: &Mail) -> bool {
    words::says(mail.notice(), phrases::ARRIVED) && !words::says(mail.notice(), phrases::LASTING)
}
