//! Damaged sheets: thousands of them, from good ones. They are refused, or read in part; they never panic.

use super::tests::{Ask, read};
use super::{ColumnMap, Preset};
use crate::input::dice::Dice;

const SEEDS: [&str; 5] = [
    "Company,Contact,E-mail,Date Applied,Follow-Up,Status\n\
     Acme,Ada Lovelace <ada@x.example>,ada@acme.example,03/14/2025,\"3/21/2025, 3/28/2025\",Replied 14 April 2025 ✅\n\
     Borg,Bo,bo@borg.example,45721,yes,👻 Ghosted\n\
     Corp,,,null,,To apply\n",
    "First Name,Last Name,Company,Email,Last Contacted,Person Linkedin Url,Email Sent,Email Bounced,Replied,Apollo Contact Id\n\
     Ada,Lovelace,Acme,ada@acme.example,2025-03-01T10:00:00Z,http://www.linkedin.com/in/ada,true,false,true,1\n",
    "Firma;Ansprechpartner;Beworben am;Nachgefasst am;Antwort am;Status\n\
     Acme;Ada;3. März 2025;10. Mai 2025 und 1.6.2025;12.6.2025;Absage\n",
    "date,time,contact,direction,channel,kind,replied_on,words\n\
     2025-05-01,10:00,Ada,out,email,message,2025-05-03,12\n2025-05-02T10:00:00Z,,Bo,in,phone,call,,\n",
    "Name,First message,Replied?,Coffee chat,2nd follow-up LinkedIn,Thank-you sent\n\
     Ada,2025-02-01,Y,2025-02-10,2025-02-05,2025-02-11\nBo,,,\"2/20/2025; 2/27/2025\",0000-00-00,s.o.\n",
];

/// A good sheet, damaged in one to four places: bytes changed, cut, doubled, or a cell of another row put in.
fn damaged(good: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=dice.below(4) {
        let (at, length) = (dice.below(bytes.len()), 1 + dice.below(24));
        let end = (at + length).min(bytes.len());
        match dice.below(7) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let part = bytes[at..end].to_vec();
                let to = dice.below(bytes.len());
                bytes.splice(to..to, part);
            }
            3 => bytes[at..end].fill([0, 0xff, b',', b'\n', b'"', b'9', b'-'][dice.below(7)]),
            4 => {
                let odd =
                    ["99999999999999999999", "31/31/9999", "0000-00-00", "é", "\u{202e}", "\"", ",,,,", "1601-01-01"];
                bytes.splice(at..at, odd[dice.below(odd.len())].bytes());
            }
            5 => bytes[at] ^= 1 << dice.below(8),
            _ => bytes[at] = dice.below(256) as u8,
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

/// 500 damaged sheets of each good one, or as many as DAMAGED asks for.
#[test]
fn damaged_sheets_never_panic() {
    let asked = std::env::var("DAMAGED").ok().and_then(|n| n.parse().ok());
    let (mut dice, mut read_in_part, mut refused) = (Dice(0x9e37_79b9_7f4a_7c15), 0, 0);
    for good in SEEDS {
        for i in 0..asked.unwrap_or(500) {
            let preset = (i % 16 == 0).then_some(Preset::Hubspot);
            let ask = Ask { map: ColumnMap::new(), preset, order: None };
            match read(&damaged(good.as_bytes(), &mut dice), &ask) {
                Ok(found) => {
                    let account = &found.account;
                    assert!(account.left_out() <= account.read, "{account:?}");
                    let rows: std::collections::BTreeSet<u64> = found.records.iter().map(|r| r.row).collect();
                    assert_eq!(rows.len() as u64, account.used(), "{account:?}");
                    read_in_part += 1;
                }
                Err(_) => refused += 1,
            }
        }
    }
    assert!(read_in_part > 100 && refused > 100, "{read_in_part} read, {refused} refused");
}
