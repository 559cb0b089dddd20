//! Damaged messages: thousands of them, from good ones. Something is said of each; none panics.

use super::super::{Head, LOOKED_AT, counts, judge};
use crate::input::damage::{self, Dice};

const SEEDS: [&str; 4] = [
    "Return-Path: <>\r\nFrom: MAILER-DAEMON@x.org\r\nSubject: =?utf-8?Q?=C3=89chec?=\r\nX-Failed-Recipients: a@b.org\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\n\r\n<a@b.org>:\r\n550 5.1.1 user unknown\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; a@b.org\r\nAction: failed\r\nStatus: 5.1.1\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nTo: a@b.org\r\nMessage-ID: <1@x>\r\n\r\nHi\r\n--b--\r\n",
    "From: Ada <ada@x.org>\r\nSubject: Re: Coffee?\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<div style=3D\"a\">Caf=C3=A9 &amp; Kuchen? &#x20ac;<br><blockquote>old</blockquote><!-- x --><pre>a\r\nb</pre></div>\r\n--c--\r\n",
    "From: postmaster@x.org\r\nSubject: Undeliverable: x\r\nContent-Type: text/plain; charset=iso-2022-jp\r\nContent-Transfer-Encoding: base64\r\n\r\nGyRCRnxLXBsoQiA8YUBiLm9yZz46IDU1MCBmYWlsZWQK\r\nZm9vIGJhciBiYXo/IA==\r\n",
    "From: a@b.org\r\nSubject: x\r\n\r\nYes? \u{4f60}\u{597d}\u{ff1f}\r\n\r\nOn Mon, 3 Mar 2025 at 10:00,\r\nAda <a@b.org> wrote:\r\n> old\r\nnew\r\n-----Original Message-----\r\nFrom: a\r\nSent: b\r\nTo: c\r\n-- \r\nme\r\n",
];

/// What hurts where it stands.
const HOSTILE: &[&[u8]] = &[b"\0", b"\xff", b"\n\n", b"--b", b"<", b">", b"-", b"=", b":", b";"];

/// 1,000 damaged messages of each good one, or as many as DAMAGED asks for.
#[test]
fn damaged_messages_never_panic() {
    let (mut dice, mut kinds) = (Dice::default(), std::collections::BTreeMap::new());
    for seed in SEEDS {
        for _ in 0..damage::times(1_000) {
            let bytes = dice.damaged(seed.as_bytes(), HOSTILE);
            *kinds.entry(judge(&bytes).kind).or_insert(0) += 1;
            let (head, start) = Head::parse(&bytes);
            let body = bytes.get(start..).unwrap_or_default();
            assert!(counts(&head, body.get(..LOOKED_AT).unwrap_or(body)).words < 10_000);
        }
    }
    assert!(kinds.len() > 2, "{kinds:?}");
}
