//! Mailings: newsletters, campaigns and lists.

use super::Mail;

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

/// Whether a message went to many at once.
pub fn is_marked(mail: &Mail) -> bool {
    let mailer = mail.field("X-Mailer");
    mail.has_any(FIELDS)
        || matches!(mail.field("Precedence").as_str(), "bulk" | "list" | "junk")
        || PROGRAMS.iter().any(|program| mailer.contains(program))
}
