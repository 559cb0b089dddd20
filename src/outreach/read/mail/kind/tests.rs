//! Small messages, each with what it is. Many are a person's that look like a machine's.

use super::super::{Head, kind};
use super::Judged;
use crate::outreach::words::Kind::{self, AutoReply, Bounce, Bulk, Message};

fn judged(mail: &str) -> Judged {
    let mail = mail.replace('\n', "\r\n");
    let (head, start) = Head::parse(mail.as_bytes());
    kind(&head, &mail.as_bytes()[start..])
}

/// A message of Ada's: further fields, and the text.
fn of(fields: &str, text: &str) -> String {
    format!("From: Ada Lovelace <ada@example.org>\nTo: me@example.net\n{fields}\n\n{text}\n")
}

/// One of a mail system.
fn system(fields: &str, text: &str) -> String {
    format!(
        "Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example.net>\nTo: me@example.net\n{fields}\n\n{text}\n"
    )
}

#[track_caller]
fn all(kind: Kind, mails: &[(&str, &str)], make: fn(&str, &str) -> String) {
    for (fields, text) in mails {
        assert_eq!(judged(&make(fields, text)).kind, kind, "{fields}");
    }
}

#[test]
fn a_person_is_a_person_whatever_the_subject() {
    let mails = [
        ("Subject: Coffee next week?", "Would Tuesday suit you?"),
        ("", "No subject at all"),
        ("Subject: Re: Undeliverable: Coffee", "Odd, my mail came back with 550 5.1.1. Trying again."),
        (
            "Subject: Fwd: Returned mail: see transcript for details",
            "What is this? <bob@example.com>: 550 user unknown",
        ),
        ("Subject: AW: Unzustellbar: Kaffee", "Jetzt aber!"),
        ("Subject: Undelivered promises", "The talk is at five."),
        ("Subject: Undeliverable dreams: a reading", "Come along."),
        ("Subject: Delivery failed us again", "The sofa could not be delivered to me@example.net."),
        ("Subject: Returned mail", "The post office returned my letter, what is your new address?"),
        ("Subject: Failure notice period", "How long is it in Germany?"),
        (
            "Subject: Undeliverable\nX-Mailer: Apple Mail (2.3445)",
            "Your message could not be delivered to bob@example.com, 550. Automatically generated texts annoy me.",
        ),
        ("Subject: Re: I will be out of office next week, coffee?", "Fine."),
        ("Subject: Office chairs", "Which one?"),
        ("Subject: Out of office next week - coffee before?", "Let us meet on Friday."),
        ("Subject: Out of office hours support", "Who does that?"),
        ("Subject: Out of the office party photos", "See attached."),
        ("Subject: Automatic reply systems, a survey", "Would you answer five questions?"),
        ("Subject: Auto: which one would you buy?", "The red one?"),
        ("Subject: Vacation photos", "Here they are."),
        ("Subject: Absence\nUser-Agent: Thunderbird", "I am ill and will be away from class on Monday."),
        ("Subject: OOO on Friday\nX-Mailer: Outlook", "I am out of office on Friday."),
        ("Subject: Read: this paper", "Your message on trees made me think of it."),
        ("Subject: Accepted: my paper!", "It will be in the June issue."),
        ("Subject: =?utf-8?Q?Abwesenheit_am_Montag=3F?=", "Bist du da?"),
        ("Subject: Coffee\nX-Auto-Response-Suppress: All", "Exchange writes that field on much."),
        ("Subject: Coffee\nAuto-Submitted: no", "Ada"),
        ("Subject: Coffee\nX-Autoreply: no", "Ada"),
        ("Subject: Coffee\nPrecedence: first-class", "Ada"),
        ("Subject: Coffee\nPrecedence: normal\nX-Priority: 3", "Ada"),
        ("Subject: Coffee\nReturn-Path: <>", "A null return path alone is no machine."),
        ("Subject: Coffee\nX-Mailer: Microsoft Outlook 16.0", "Ada"),
        ("Subject: Coffee\nReturn-Path: <bounces+me=example.net@example.org>", "Ada"),
        ("Subject: Warning: message in a bottle", "A book for you."),
        ("Subject: Mail delivery problems on Tuesday", "Did you get my mail? Mine came back with 550."),
    ];
    all(Message, &mails, of);
}

#[test]
fn people_have_addresses_that_look_like_machines() {
    for from in [
        "Postmaster <postmaster@example.org>",
        "Nora Reply <nora.reply@example.org>",
        "noreen@example.org",
        "Bounce Dance Studio <bounce@example.org>",
        "System Administrator <admin@example.org>",
        "ada@noreply.example.org",
        "Microsoft Outlook <ada@example.org>",
        "reply@example.org",
        "=?utf-8?B?WcO8?= <info@example.org>",
    ] {
        let mail =
            format!("From: {from}\nTo: me@example.net\nSubject: Coffee?\n\nHow are you? I lost the 550 euros.\n");
        assert_eq!(judged(&mail).kind, Message, "{from}");
    }
}

#[test]
fn a_postmaster_who_answers_is_a_person() {
    let mail = "From: Bob <postmaster@example.org>\nSubject: Re: Undeliverable: Coffee\nX-Mailer: mutt\n\nIt was not delivered: 550 user unknown.\n";
    assert_eq!(judged(mail).kind, Message);
}

#[test]
fn an_administrator_who_writes_of_deliveries_is_a_person() {
    for from in ["System Administrator <admin@example.org>", "postmaster@example.org", "Administrator <it@example.org>"]
    {
        for subject in
            ["Delivery failure: server room", "Mail error", "Mail delivery problem", "Undeliverable parcels", "Delayed"]
        {
            let mail = format!("From: {from}\nSubject: {subject}\n\nThe new machines come a week late.\n");
            assert_eq!(judged(&mail).kind, Message, "{from} {subject}");
        }
    }
}

#[test]
fn what_a_person_passes_on_is_theirs() {
    let part = "--b\nContent-Type: text/plain\n\nWhat is this?\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; x@y.org\nAction: failed\n--b--";
    let fields = "Subject: Fwd: Undelivered Mail\nContent-Type: multipart/mixed; boundary=b";
    assert_eq!(judged(&of(fields, part)).kind, Message);
    let whole = "--b\nContent-Type: text/plain\n\nLook\n--b\nContent-Type: message/rfc822\n\nFrom: MAILER-DAEMON@x.org\nSubject: failure notice\nContent-Type: multipart/report; report-type=delivery-status; boundary=c\n\n--c\nContent-Type: message/delivery-status\n\nAction: failed\n--c--\n--b--";
    assert_eq!(judged(&of("Subject: This came back\nContent-Type: multipart/mixed; boundary=b", whole)).kind, Message);
}

#[test]
fn automatic_answers_say_so_in_fields() {
    let mails = [
        ("Subject: Coffee\nAuto-Submitted: auto-replied", "I am away."),
        ("Subject: Coffee\nAUTO-SUBMITTED: Auto-Generated (ticket)", "Ticket 1 is open."),
        ("Subject: Coffee\nX-Autoreply: yes", "Away."),
        ("Subject: Coffee\nX-Autorespond: Coffee", "Away."),
        ("Subject: Coffee\nX-AutoReply-From: ada@example.org", "Away."),
        ("Subject: Coffee\nPrecedence: auto_reply", "Away."),
        ("Subject: Coffee\nAuto-Submitted: auto-generated\nList-Id: <a.example.org>", "By order."),
        ("Subject: Re: Coffee\nReturn-Path: <>\nX-Auto-Response-Suppress: All", "I am out of the office until Monday."),
        ("Subject: Abwesend\nReturn-Path: <>", "Bis Montag."),
        ("Subject: Absence", "Je suis absent du bureau jusqu'au 3 mai."),
    ];
    all(AutoReply, &mails, of);
}

#[test]
fn automatic_answers_say_so_in_subjects() {
    for subject in [
        "Automatic reply: Coffee?",
        "Out of Office AutoReply: Coffee",
        "Out of Office",
        "Out of office: Ada Lovelace",
        "[External] Automatic reply: Coffee",
        "Autoreply: Coffee",
        "Abwesenheitsnotiz: Kaffee",
        "Automatische Antwort: Kaffee",
        "Réponse automatique : Café",
        "Respuesta automática: Café",
        "Fuera de la oficina",
        "Resposta automática: Café",
        "Automatisch antwoord: Koffie",
        "Risposta automatica: Caffè",
        "自動応答: コーヒー",
        "不在通知",
        "自动答复: 咖啡",
        "Autosvar: Kaffe",
        "Automatiskt svar: Kaffe",
        "Automatyczna odpowiedź: Kawa",
        "AUTO: Ada is out of the office (returning 3 May)",
        "=?utf-8?Q?R=C3=A9ponse_automatique_=3A_Caf=C3=A9?=",
        "=?utf-8?B?6Ieq5YuV5b+c562UOiDjgrPjg7zjg5Ljg7w=?=",
    ] {
        assert_eq!(judged(&of(&format!("Subject: {subject}"), "Until Monday.")).kind, AutoReply, "{subject}");
    }
}

#[test]
fn senders_that_take_no_reply_are_automatic_unless_they_are_bulk() {
    for local in [
        "no-reply",
        "NoReply",
        "donotreply",
        "do-not-reply",
        "nicht-antworten",
        "ne-pas-repondre",
        "notifications",
        "notification",
        "jobs-noreply",
    ] {
        let mail = |fields: &str| {
            format!("From: Jobs <{local}@example.org>\nTo: me@example.net\nSubject: News\n{fields}\n\nHello\n")
        };
        assert_eq!(judged(&mail("X-A: b")).kind, AutoReply, "{local}");
        assert_eq!(judged(&mail("List-Unsubscribe: <mailto:a@example.org>")).kind, Bulk, "{local}");
    }
}

#[test]
fn mailings_and_lists_are_bulk() {
    let mails = [
        ("Subject: News\nList-Id: News <news.example.org>", ""),
        ("Subject: News\nList-Unsubscribe: <https://example.org/u>", ""),
        ("Subject: News\nlist-post: <mailto:l@example.org>", ""),
        ("Subject: News\nPrecedence: Bulk", ""),
        ("Subject: News\nPrecedence: list", ""),
        ("Subject: News\nPrecedence: junk", ""),
        ("Subject: News\nFeedback-ID: 1:2:3", ""),
        ("Subject: News\nX-Campaign-Id: 7", ""),
        ("Subject: News\nX-Mailer: MailChimp Mailer - **CID1**", ""),
        ("Subject: Undeliverable goods\nList-Id: <a.example.org>", ""),
    ];
    all(Bulk, &mails, of);
}

#[test]
fn a_word_of_absence_before_what_was_asked_is_a_programs() {
    let asked = "In-Reply-To: <1@example.net>";
    for (subject, text) in [
        ("Abwesend: Frage", "Ich bin derzeit nicht erreichbar."),
        ("Ausência temporária: Pergunta", "Estou de férias."),
        ("外出自动回复: 问题", "我不在办公室。"),
        ("[External] Absent : Coffee next week?", "Bonjour."),
        ("Away: Coffee", "I am away until Monday."),
        ("Urlaub: Kaffee", "Ich bin im Urlaub."),
        ("Vacances : Café", "Je suis en congé."),
    ] {
        assert_eq!(judged(&of(&format!("Subject: {subject}\n{asked}"), text)).kind, AutoReply, "{subject}");
    }
    for (subject, text) in [
        ("Re: Abwesend: Frage", "Schönen Urlaub!"),
        ("Abwesend am Freitag: trotzdem telefonieren", "Passt Donnerstag?"),
        ("Absence policy: a question", "Whom do I ask?"),
        ("Away: a film you must see", "It runs until Friday."),
        ("Holiday: photos", "Here they are."),
        ("Abwesend:", "Bis bald."),
        ("Absence: coffee before?\nUser-Agent: mutt", "I am away next week, so today?"),
    ] {
        assert_eq!(judged(&of(&format!("Subject: {subject}\n{asked}"), text)).kind, Message, "{subject}");
    }
    assert_eq!(judged(&of("Subject: Absence: next Tuesday", "Can you take my class?")).kind, Message);
}

#[test]
fn what_platforms_tell_is_bulk() {
    for (from, field) in [
        ("Kai Fox <inmail-hit-reply@linkedin.com>", "X-LinkedIn-Template: email_jobs_reply"),
        ("Kai Fox via LinkedIn <invitations@linkedin.com>", "X-LinkedIn-Class: INVITE"),
        ("Kai Fox (@kai) <gitlab@example.org>", "X-GitLab-Project: repo\nIn-Reply-To: <1@example.net>"),
    ] {
        let mail = format!("From: {from}\nTo: me@example.net\nSubject: Re: Coffee?\n{field}\n\nHello\n");
        assert_eq!(judged(&mail).kind, Bulk, "{from}");
    }
    for local in ["inmail-hit-reply", "notify", "messages-noreply"] {
        let mail = format!("From: Kai Fox <{local}@example.org>\nSubject: Coffee\n\nHello\n");
        assert_eq!(judged(&mail).kind, AutoReply, "{local}");
    }
}

#[test]
fn an_answer_with_a_copy_to_a_list_is_a_persons_if_it_is_to_the_one_who_has_it() {
    let list =
        "Subject: Re: Books\nCc: club@lists.test\nList-Id: <club.lists.test>\nList-Post: <mailto:club@lists.test>";
    let asked = "In-Reply-To: <1@example.net>";
    let through = "Precedence: list\nList-Unsubscribe: <mailto:club-request@lists.test>\nX-BeenThere: club@lists.test";
    for (fields, kind) in [
        (format!("{list}\n{asked}"), Message),
        (format!("{list}\n{asked}\n{through}\nDelivered-To: Me@Example.net"), Message),
        (format!("{list}\n{asked}\n{through}\nEnvelope-To: other@example.net"), Bulk),
        (format!("{list}\n{asked}\n{through}"), Bulk),
        (list.to_owned(), Bulk),
        (format!("{list}\n{asked}\nTo: eve@example.org"), Bulk),
        (format!("{list}\n{asked}\nFeedback-ID: 1:2"), Bulk),
        (format!("{list}\n{asked}\nPrecedence: bulk\nDelivered-To: me@example.net"), Bulk),
        (format!("{}\n{asked}", list.replace("Cc: club", "Cc: ada")), Bulk),
    ] {
        assert_eq!(judged(&of(&fields, "Gladly.")).kind, kind, "{fields}");
    }
    let rewritten = format!("From: Ada via Club <club@lists.test>\nTo: me@example.net\n{list}\n{asked}\n\nYes\n");
    assert_eq!(judged(&rewritten).kind, Bulk);
}

#[test]
fn receipts_and_answers_of_calendars_are_automatic() {
    let receipt = "--b\n\nYour message was read.\n--b\nContent-Type: message/disposition-notification\n\nDisposition: manual-action; displayed\n--b--";
    let answer = "--b\n\nAda has accepted.\n--b\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\n--b--";
    let invitation = "--b\n\nCoffee?\n--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n--b--";
    let report =
        "Subject: Read: Coffee\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b";
    assert_eq!(judged(&of(report, receipt)).kind, AutoReply);
    assert_eq!(
        judged(&of("Subject: Accepted: Coffee\nContent-Type: multipart/mixed; boundary=b", answer)).kind,
        AutoReply
    );
    assert_eq!(judged(&of("Subject: Coffee\nContent-Type: multipart/mixed; boundary=b", invitation)).kind, Message);
    assert_eq!(
        judged(&of("Subject: Gelesen: Kaffee", "Ihre Nachricht an Ada wurde gelesen am 3. Mai.")).kind,
        AutoReply
    );
}

/// A report, with the fields of its recipients.
fn report(status: &str, returned: &str) -> String {
    let fields = "Subject: Delivery report\nAuto-Submitted: auto-replied\nContent-Type: multipart/report; report-type=\"delivery-status\";\n\tboundary=\"b;1\"";
    let body = format!(
        "--b;1\n\nSee below.\n\n--b;1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n{status}\n\n--b;1\n{returned}\n--b;1--"
    );
    system(fields, &body)
}

#[test]
fn a_report_says_whom_and_which() {
    let returned =
        "Content-Type: message/rfc822\n\nTo: Bob@Example.com\nMessage-ID: <1@example.net>\nSubject: Coffee\n\nHello";
    let found = judged(&report("Final-Recipient: RFC822; Bob@Example.com\nAction: Failed\nStatus: 5.1.1", returned));
    assert_eq!(
        found,
        Judged { kind: Bounce, failed: vec!["bob@example.com".into()], original: Some("1@example.net".into()) }
    );
    let head = "Content-Type: text/rfc822-headers\n\nMessage-ID:\n <2@example.net>";
    let status = "Original-Recipient: rfc822;a@x.org\nFinal-Recipient: rfc822;b@y.org\nAction: failed\n\nFinal-Recipient: rfc822;c@z.org\nAction: delayed";
    let found = judged(&report(status, head));
    assert_eq!(
        found,
        Judged {
            kind: Bounce,
            failed: vec!["b@y.org".into(), "a@x.org".into()],
            original: Some("2@example.net".into())
        }
    );
}

#[test]
fn reports_of_delay_and_of_success_are_no_failures() {
    for status in [
        "Action: delayed\nStatus: 4.4.1",
        "Action: delivered\nStatus: 2.0.0",
        "Action: relayed",
        "Action: expanded",
        "Status: 2.1.5",
    ] {
        let found = judged(&report(&format!("Final-Recipient: rfc822; bob@example.com\n{status}"), "\n"));
        assert_eq!(found, Judged::plain(AutoReply), "{status}");
    }
    assert_eq!(judged(&report("Final-Recipient: rfc822; bob@example.com\nStatus: 5.7.1", "\n")).kind, Bounce);
    assert_eq!(judged(&report("", "\n")).kind, Bounce);
}

#[test]
fn a_complaint_is_no_failure_unless_the_message_was_rejected() {
    let complaint = |result: &str| {
        of(
            "Subject: Abuse report\nContent-Type: multipart/report; report-type=feedback-report; boundary=b",
            &format!(
                "--b\n\nx\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: auth-failure\nOriginal-Rcpt-To: <bob@example.com>\n{result}\n--b--"
            ),
        )
    };
    assert_eq!(judged(&complaint("Version: 1")), Judged::plain(AutoReply));
    let found = judged(&complaint("Delivery-Result: reject"));
    assert_eq!((found.kind, found.failed), (Bounce, vec!["bob@example.com".to_owned()]));
}

/// Notices without a report: fields, text, whom, which.
const NOTICES: &[(&str, &str, &[&str], Option<&str>)] = &[
    (
        "Subject: Mail delivery failed: returning message to sender\nX-Failed-Recipients: Bob@example.com,\n  eve@example.com",
        "This message was created automatically by mail delivery software.\n\n------ This is a copy of the message ------\n\nReturn-path: <me@example.net>\nMessage-ID: <3@example.net>\nTo: x@example.com\n",
        &["bob@example.com", "eve@example.com"],
        Some("3@example.net"),
    ),
    (
        "Subject: failure notice",
        "Hi. This is the qmail-send program.\nI'm afraid I wasn't able to deliver your message.\n\n<bob@example.com>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <me@example.net>\nMessage-Id: <4@example.net>\nCc: <eve@example.com>\n",
        &["bob@example.com"],
        Some("4@example.net"),
    ),
    (
        "Subject: Returned mail: User unknown\nIn-Reply-To: <5@example.net>",
        "   ----- The following addresses had permanent fatal errors -----\nbob@example.com\n\n   ----- Transcript -----\n550 bob@example.com... User unknown\n",
        &["bob@example.com"],
        Some("5@example.net"),
    ),
    (
        "Subject: Undeliverable: Coffee\nReferences: <6@example.net> <7@example.net>",
        "Delivery has failed to these recipients:\n\nbob@example.com\nThe mailbox is full.\n",
        &["bob@example.com"],
        Some("7@example.net"),
    ),
    ("Subject: Unzustellbar: Kaffee", "Ihre Nachricht an bob@example.com konnte nicht zugestellt werden.\n", &[], None),
    (
        "Subject: =?utf-8?Q?=C3=89chec_de_la_remise?=",
        "Votre message n'a pas pu être remis.\nDestinataire : bob@example.com\n",
        &["bob@example.com"],
        None,
    ),
    (
        "Subject: No se puede entregar: Café",
        "El mensaje no se pudo entregar a bob@example.com.\n",
        &["bob@example.com"],
        None,
    ),
    ("Subject: 配信不能: コーヒー", "bob@example.com\n", &["bob@example.com"], None),
    ("Subject: 退信", "无法送达 <bob@example.com>\n", &["bob@example.com"], None),
    ("Subject: Undeliverable: Your flight is delayed", "<bob@example.com>: user unknown", &["bob@example.com"], None),
];

#[test]
fn notices_without_a_report_are_known_by_their_words() {
    for (fields, text, failed, original) in NOTICES {
        let found = judged(&system(fields, text));
        assert_eq!(found.kind, Bounce, "{fields}");
        assert_eq!(found.original.as_deref(), *original, "{fields}");
        // The German sentence names the address within it.
        let expected = if failed.is_empty() {
            vec!["bob@example.com".to_owned()]
        } else {
            failed.iter().map(|f| (*f).to_owned()).collect()
        };
        assert_eq!(found.failed, expected, "{fields}");
    }
}

#[test]
fn mail_systems_also_warn_and_keep_books() {
    let mails = [
        (
            "Subject: Warning: could not send message for past 4 hours",
            "THIS IS A WARNING MESSAGE ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.\n<bob@example.com>... Deferred",
        ),
        (
            "Subject: Delivery Status Notification (Delay)",
            "Delivery to the following recipient has been delayed:\n\n bob@example.com\n",
        ),
        ("Subject: Your mailbox is almost full", "Please delete some."),
        (
            "Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA",
            "This text is part of the internal format of your mail folder.",
        ),
        (
            "Subject: Successful Mail Delivery Report",
            "Your message was successfully delivered to the destination(s) listed below.",
        ),
    ];
    all(AutoReply, &mails, system);
}

#[test]
fn a_machine_need_not_be_called_one() {
    let text = "Your message could not be delivered.\nThe following address failed:\n  bob@example.com: 550 5.1.1 user unknown\n";
    for from in [
        "postmaster@example.org",
        "System Administrator <sa@example.org>",
        "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.org>",
    ] {
        let found = judged(&format!("From: {from}\nSubject: Undeliverable: Coffee\n\n{text}"));
        assert_eq!((found.kind, found.failed), (Bounce, vec!["bob@example.com".to_owned()]), "{from}");
    }
    let found = judged(&of("Return-Path: <>\nSubject: Coffee", text));
    assert_eq!(found.kind, Bounce, "a null return path, and words");
    let found =
        judged(&of("Subject: Delivery failure", &format!("This is an automatically generated message.\n{text}")));
    assert_eq!(found.kind, Bounce, "a subject, and words that only programs say");
}

#[test]
fn of_several_receivers_it_is_not_told_whom_it_missed() {
    let body = |to: &str| {
        format!("--b\n\nIt did not work.\n--b\nContent-Type: message/rfc822\n\nTo: {to}\nMessage-ID: <8@x>\n\n--b--")
    };
    let fields = "Subject: Undeliverable\nContent-Type: multipart/mixed; boundary=b";
    assert_eq!(judged(&system(fields, &body("bob@example.com"))).failed, ["bob@example.com"]);
    let found = judged(&system(fields, &body("bob@example.com, eve@example.com")));
    assert_eq!((found.failed, found.original.as_deref()), (Vec::new(), Some("8@x")));
}

#[test]
fn raw_letters_in_subjects_are_read() {
    let latin = b"From: ada@example.org\r\nSubject: R\xe9ponse automatique : Caf\xe9\r\n\r\nAbsente.\r\n";
    assert_eq!(super::super::judge(latin).kind, AutoReply);
    let utf8 = "From: ada@example.org\r\nSubject: 自動応答: コーヒー\r\n\r\n";
    assert_eq!(super::super::judge(utf8.as_bytes()).kind, AutoReply);
}

#[test]
fn deep_and_many_parts_end() {
    let mut deep = String::from("From: a@b.org\nContent-Type: multipart/mixed; boundary=b0\n\n");
    for i in 0..2_000 {
        deep.push_str(&format!("--b{i}\nContent-Type: multipart/mixed; boundary=b{}\n\n", i + 1));
    }
    assert_eq!(judged(&deep).kind, Message);
    let many = format!("From: a@b.org\nContent-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\n".repeat(50_000));
    assert_eq!(judged(&many).kind, Message);
}
