//! Texts, and what of them is their writer's own.

use super::own;

/// The own words of a text, on one line.
fn words(text: &str) -> String {
    own(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn quotes_and_their_attributions_are_not_the_writers() {
    for quote in [
        "On Mon, Mar 3, 2025 at 10:00 AM Bob <bob@example.com> wrote:\n> old\n> older",
        "On Mon, Mar 3, 2025 at 10:00 AM Bob Builder\n<bob@example.com> wrote:\n\n> old",
        "Am 03.03.2025 um 10:00 schrieb Bob:\n> alt",
        "Le lun. 3 mars 2025 à 10:00, Bob <bob@example.com> a écrit :\n\n> vieux",
        "El lun, 3 mar 2025 a las 10:00, Bob (<bob@example.com>) escribió:\n\n> viejo",
        "Em seg., 3 de mar. de 2025 às 10:00, Bob <bob@example.com> escreveu:\n\n> velho",
        "Op ma 3 mrt 2025 om 10:00 schreef Bob <bob@example.com>:\n\n> oud",
        "Il giorno lun 3 mar 2025 alle ore 10:00 Bob <bob@example.com> ha scritto:\n\n> vecchio",
        "2025年3月3日(月) 10:00 Bob <bob@example.com>:\n\n> 古い",
        "在 2025年3月3日,10:00,Bob <bob@example.com> 写道:\n\n> 旧的",
        "Bob Builder wrote:\n> old",
        "BB> old",
        "On 2025-03-03 10:00, Bob wrote:\nold without a mark\nand more",
        "Am 03.03.2025 um 10:00 schrieb Bob:\nalt ohne Zeichen",
        "-----Original Message-----\nFrom: Bob\nold",
        "-----Ursprüngliche Nachricht-----\nVon: Bob\nalt",
        "---------- Forwarded message ---------\nFrom: Bob <bob@example.com>\nold",
        "Begin forwarded message:\n\nFrom: Bob\nold",
        "From: Bob <bob@example.com>\nSent: Monday, 3 March 2025 10:00\nTo: Ada\nSubject: Coffee\n\nold",
        "________________________________\nVon: Bob\nGesendet: Montag\nAn: Ada\nBetreff: Kaffee\n\nalt",
        "*De :* Bob\n*Envoyé :* lundi\n*À :* Ada\n\nvieux",
        "---------------------- Forwarded by Bob Builder/HOU/ECT on 03/03/2001\n10:00 AM ---------------------------\nold",
        "To: Ada\ncc: Eve\nSubject: Re: Coffee\n\nold",
    ] {
        assert_eq!(
            words(&format!("My own words.\n\n{quote}\n")).trim_matches(['-', '_', ' ']),
            "My own words.",
            "{quote}"
        );
    }
}

#[test]
fn answers_between_quotes_are() {
    let text = "Hello,\n\nOn Mon, Mar 3, 2025 Bob wrote:\n> When?\nTuesday.\n\n> Where?\nHere.\n";
    assert_eq!(words(text), "Hello, Tuesday. Here.");
    assert_eq!(words(">From Paris with love\nFrom: here on\n"), ">From Paris with love From: here on");
    assert_eq!(words("She wrote:\nnothing at all"), "She wrote: nothing at all");
    assert_eq!(words("On Monday the board wrote:\nnothing"), "On Monday the board wrote: nothing");
    assert_eq!(words("Original message follows\nTo: all"), "Original message follows To: all");
}

#[test]
fn signatures_and_notices_are_not() {
    for end in [
        "-- \nAda Lovelace\n+44 1",
        "--\nAda",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Get Outlook for iOS<https://aka.ms/x>",
        "This e-mail and any attachments are confidential.\nIf you are not the addressee, delete it.",
        "_______________________________________________\nR-help mailing list\nhttps://example.org",
        "-----BEGIN PGP SIGNATURE-----\nabc",
    ] {
        assert_eq!(words(&format!("My own words.\n{end}\n")), "My own words.", "{end}");
    }
    assert_eq!(words("a\nbegin 644 x.jpg\nM!!!\n`\nend\nb"), "a b");
    assert_eq!(words("begin 12 new things\nend"), "begin 12 new things end");
    assert_eq!(words("This email is short.\n\nYours"), "This email is short. Yours");
    assert_eq!(words("a\n-- b\nc"), "a -- b c");
}
