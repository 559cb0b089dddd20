//! Damaged sheets: thousands of them, from good ones. They are refused, or read in part; they never panic.

use super::tests::{Ask, read};
use super::{ColumnMap, Preset};
use crate::input::damage::{self, Dice};

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

/// What hurts where it stands.
const HOSTILE: &[&[u8]] = &[
    b"99999999999999999999",
    b"31/31/9999",
    b"0000-00-00",
    "é".as_bytes(),
    "\u{202e}".as_bytes(),
    b"\"",
    b",,,,",
    b"1601-01-01",
];

/// 500 damaged sheets of each good one, or as many as DAMAGED asks for.
#[test]
fn damaged_sheets_never_panic() {
    let (mut dice, mut read_in_part, mut refused) = (Dice::default(), 0, 0);
    for good in SEEDS {
        for i in 0..damage::times(500) {
            let preset = (i % 16 == 0).then_some(Preset::Hubspot);
            let ask = Ask { map: ColumnMap::new(), preset, order: None };
            match read(&dice.damaged(good.as_bytes(), HOSTILE), &ask) {
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
