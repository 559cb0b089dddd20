//! Mailings: newsletters, campaigns and lists.

use super::Mail;
use crate::outreach::record;

/// Fields that only lists and mailings have.
const FIELDS: &[&str] = &[
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "List-Post",
    "List-Archive",
    "List-Subscribe",
    "List-Help",
    "Mailing-List",
    "X-Mailing-List",
    "X-BeenThere",
    "X-Mailman-Version",
    "X-Google-Group-Id",
    "X-ML-Name",
    "X-MLServer",
    "Feedback-ID",
    "X-Feedback-ID",
    "X-Campaign",
    "X-Campaign-Id",
    "X-CampaignId",
    "X-Campaign_Id",
    "X-Campaign-Name",
    "X-Campaign-Type",
    "X-MailChimp-Campaign-Id",
    "X-MC-User",
    "X-MailingId",
    "X-Mailing-Id",
    "X-Newsletter",
    "X-Newsletter-Id",
    "X-NewsletterId",
    "X-CSA-Complaints",
    "X-EMV-CampagneId",
    "X-EMV-MemberId",
    "X-RPCampaign",
    "X-SFMC-Stack",
    "X-Mailer-RecptId",
    "X-CTCT-Id",
    "X-Roving-Id",
    "X-Listserver",
    "X-Listprocessor-Version",
    "X-Sib-Id",
    "X-Klaviyo-Message-Id",
    "X-HS-CID",
];
/// Programs that send mailings, as they name themselves.
const PROGRAMS: &[&str] = &[
    "mailchimp",
    "constant contact",
    "roving",
    "sendinblue",
    "brevo",
    "hubspot",
    "marketo",
    "campaign monitor",
    "createsend",
    "klaviyo",
    "mailerlite",
    "activecampaign",
    "aweber",
    "getresponse",
    "cleverreach",
    "newsletter",
    "phplist",
    "sendy",
    "listserv",
    "majordomo",
    "acymailing",
    "mailjet",
    "exacttarget",
];

/// Fields of platforms that tell by mail what was said on them.
const PLATFORMS: &[&str] = &[
    "X-LinkedIn-Template",
    "X-LinkedIn-Class",
    "X-LinkedIn-Id",
    "X-LinkedIn-FBL",
    "X-Facebook",
    "X-Facebook-Notify",
    "X-GitHub-Reason",
    "X-GitHub-Recipient",
    "X-GitLab-NotificationReason",
    "X-GitLab-Project",
    "X-Gerrit-MessageType",
    "X-JIRA-FingerPrint",
    "X-Bugzilla-Type",
    "X-Phabricator-Sent-This-Message",
    "X-Launchpad-Notification-Type",
    "X-Discourse-Post-Id",
    "X-Discourse-Topic-Id",
    "X-Redmine-Host",
    "X-Stripe-EID",
];

/// Whether a message went to many at once, or a platform tells of something.
pub fn is_marked(mail: &Mail) -> bool {
    let mailer = mail.field("X-Mailer");
    let is_of_many = mail.has_any(FIELDS)
        || matches!(mail.field("Precedence").as_str(), "bulk" | "list" | "junk")
        || PROGRAMS.iter().any(|program| mailer.contains(program));
    mail.has_any(PLATFORMS) || (is_of_many && !is_personal_answer(mail))
}

/// Whether it is somebody's answer to the one who has it, with a copy to a list: the list's own copy of it bears the list's
/// fields, too.
fn is_personal_answer(mail: &Mail) -> bool {
    const OF_MAILINGS: &[&str] = &["List-Unsubscribe-Post", "Feedback-ID", "X-Feedback-ID"];
    if !mail.head.has("In-Reply-To")
        || mail.has_any(OF_MAILINGS)
        || matches!(mail.field("Precedence").as_str(), "bulk" | "junk")
    {
        return false;
    }
    let Some(list) = list(mail) else { return false };
    let addresses = |name: &str| mail.head.people(name).into_iter().filter_map(|p| p.address).collect::<Vec<_>>();
    let (from, to) = (mail.head.person("From").and_then(|p| p.address), addresses("To"));
    // Google's groups write in the names of their members.
    if from.as_ref() == Some(&list) || to.contains(&list) || !addresses("Cc").contains(&list) {
        return false;
    }
    let delivered: Vec<String> = DELIVERED
        .iter()
        .flat_map(|name| mail.head.all(name))
        .filter_map(|raw| record::address(&String::from_utf8_lossy(raw)))
        .collect();
    match to.as_slice() {
        // Most of what a list passes on is an answer to someone else.
        [_] if delivered.is_empty() => !mail.has_any(PASSED_ON),
        to => to.iter().any(|address| delivered.contains(address)),
    }
}

/// Where a message was delivered to.
const DELIVERED: &[&str] = &["Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To"];
/// What programs of lists leave on each message that they pass on.
const PASSED_ON: &[&str] = &[
    "Precedence",
    "Sender",
    "Errors-To",
    "List-Unsubscribe",
    "Mailing-List",
    "X-Mailing-List",
    "X-BeenThere",
    "X-Mailman-Version",
    "X-Google-Group-Id",
    "X-Loop",
];

/// The address of a list: where one writes to it, else made of its id.
fn list(mail: &Mail) -> Option<String> {
    let post = mail.field("List-Post");
    let posted =
        post.split(['<', '>', ',', '?']).find_map(|part| part.trim().strip_prefix("mailto:").map(str::to_owned));
    let seen = || Some(mail.field("X-BeenThere")).filter(|seen| !seen.is_empty());
    let named = || {
        let field = mail.field("List-Id");
        let id = field.rsplit_once('<').map_or(field.as_str(), |(_, id)| id).trim_end_matches('>');
        id.split_once('.').map(|(name, host)| format!("{name}@{host}"))
    };
    let found = posted.or_else(seen).or_else(named)?;
    record::address(&found)
}
