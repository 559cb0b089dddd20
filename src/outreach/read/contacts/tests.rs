use super::*;
use crate::outreach::record::Card;
use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn found(text: &str, name: &str) -> Found {
    let (zone, map) = (TimeZone::UTC, BTreeMap::new());
    let context = Context::new(&zone, &map);
    let item = Item::bytes(text.as_bytes().to_vec(), name);
    assert!(knows(&item, &item.start().unwrap()));
    let found = read(&[item], &context).unwrap().remove(0);
    assert_eq!(found.account.read, found.cards.len() as u64 + found.account.left_out());
    found
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|t| (*t).to_owned()).collect()
}

fn said(map: &BTreeMap<crate::input::Reason, crate::input::accounting::LeftOut>) -> Vec<(&str, bool, u64)> {
    map.iter().map(|(r, l)| (r.words.as_str(), r.fault, l.n)).collect()
}

#[test]
fn cards_of_every_version() {
    let found = found(include_str!("../../../../tests/fixtures/sources/people.vcf"), "people.vcf");
    let expected = [
        Card {
            row: 1,
            names: strings(&["Ada Lovelace"]),
            addresses: strings(&["ada@example.org", "ada@example.com"]),
            profiles: strings(&["linkedin.com/in/ada"]),
            organisation: Some("Analytical Engines, Ltd.".into()),
            groups: strings(&["Alumni", "Engines"]),
            ..Card::default()
        },
        Card {
            row: 2,
            names: strings(&["Jürgen Müller"]),
            addresses: strings(&["juergen@example.de"]),
            ..Card::default()
        },
        Card {
            row: 3,
            names: strings(&["Bo Peep"]),
            addresses: strings(&["bo@example.com"]),
            profiles: strings(&["linkedin.com/in/bopeep", "linkedin.com/in/bo-2"]),
            ..Card::default()
        },
        Card { row: 6, names: strings(&["Cy Carroll"]), ..Card::default() },
    ];
    assert_eq!(found.cards, expected);
    assert!(found.records.is_empty());
    let reasons = said(&found.account.rows);
    assert_eq!(
        reasons,
        [("a contact without a name, an address and a profile", false, 1), ("a group, no person", false, 1)]
    );
}

#[test]
fn the_users_own_list() {
    let found = found(include_str!("../../../../tests/fixtures/sources/contacts.csv"), "contacts.csv");
    let ada = Card {
        row: 2,
        names: strings(&["Ada Lovelace", "Ada L.", "Countess of Lovelace"]),
        addresses: strings(&["ada@example.org", "ada@example.com"]),
        profiles: strings(&["linkedin.com/in/ada"]),
        organisation: Some("Analytical Engines".into()),
        title: None,
        met: Some(date(2025, 3, 1)),
        how: Some("a fair, in May".into()),
        keep_in_touch: Some("monthly".into()),
        groups: strings(&["alumni", "engines"]),
        is_own: true,
    };
    let bo = Card {
        row: 3,
        addresses: strings(&["bo@example.com"]),
        keep_in_touch: Some("30".into()),
        is_own: true,
        ..Card::default()
    };
    let cy = Card { row: 4, names: strings(&["Cy"]), is_own: true, ..Card::default() };
    assert_eq!(found.cards, [ada, bo, cy]);
    assert_eq!(said(&found.account.rows), [("no contact", true, 1)]);
    let answers =
        [("no address", true, 1), ("no profile", true, 1), ("not a date", true, 1), ("not how often", true, 1)];
    assert_eq!(said(&found.account.answers), answers);
}

#[test]
fn a_day_that_may_be_two_is_no_date() {
    let of = |met: &str| found(&format!("contact,addresses,met\nAda,,{met}\n"), "c.csv");
    assert_eq!(of("03/04/2025").cards[0].met, None);
    assert_eq!(said(&of("03/04/2025").account.answers), [("not a date", true, 1)]);
    assert_eq!(of("25/04/2025").cards[0].met, Some(date(2025, 4, 25)));
    assert_eq!(of("04/04/2025").cards[0].met, Some(date(2025, 4, 4)));
}

#[test]
fn googles_tables_old_and_new() {
    let ada = Card {
        row: 2,
        names: strings(&["Ada Lovelace"]),
        addresses: strings(&["ada@example.org", "ada@example.com", "ada.l@example.net"]),
        profiles: strings(&["linkedin.com/in/ada"]),
        organisation: Some("Analytical Engines".into()),
        groups: strings(&["Alumni"]),
        ..Card::default()
    };
    let old = found(include_str!("../../../../tests/fixtures/sources/google_contacts.csv"), "contacts.csv");
    assert_eq!(old.cards[0], ada);
    assert_eq!((old.cards[1].names.len(), &old.cards[1].addresses), (0, &strings(&["shop@example.com"])));
    assert_eq!(said(&old.account.rows), [("a contact without a name, an address and a profile", false, 1)]);
    let new = "First Name,Middle Name,Last Name,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value,Website 1 - Label,Website 1 - Value\n\
               Ada,,Lovelace,Analytical Engines,Alumni ::: * myContacts,* Work,ada@example.org ::: ada@example.com,Ada.L@example.net,Profile,https://www.linkedin.com/in/ada\n";
    assert_eq!(found(new, "contacts.csv").cards, [ada]);
}

#[test]
fn outlooks_table() {
    let text = "First Name,Middle Name,Last Name,Company,Home Phone,Business Phone,E-mail Address,E-mail Type,E-mail 2 Address,Categories,Web Page\n\
                Ada,King,Lovelace,Analytical Engines,,+49 30 1234,Ada@example.org,SMTP,/o=Exchange/cn=ada,Alumni;Engines,https://de.linkedin.com/in/ada\n";
    let found = found(text, "contacts.CSV");
    let ada = Card {
        row: 2,
        names: strings(&["Ada King Lovelace"]),
        addresses: strings(&["ada@example.org"]),
        profiles: strings(&["linkedin.com/in/ada"]),
        organisation: Some("Analytical Engines".into()),
        groups: strings(&["Alumni", "Engines"]),
        ..Card::default()
    };
    assert_eq!(found.cards, [ada]);
    assert_eq!(said(&found.account.answers), [("no mail address", false, 1)]);
}

#[test]
fn logs_surveys_and_connections_are_no_lists_of_people() {
    for text in [
        "date,contact,direction,addresses\n2025-03-01,Ada,out,ada@example.org\n",
        "Timestamp,First name,Last name,E-mail address,Company,How often do you write?\n2025-03-01,A,B,a@example.org,Acme,Often\n",
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\nAda,L,https://x,,A,B,03 May 2025\n",
        "date,name,e-mail,way\n",
        "",
    ] {
        assert!(!knows(&Item::bytes(Vec::new(), "x.csv"), text.as_bytes()), "{text}");
    }
}

#[test]
fn lines_of_a_text_are_not_taken_for_rows() {
    let ada = |how: String| Card { row: 2, names: strings(&["Ada"]), how: Some(how), is_own: true, ..Card::default() };
    // A long one goes on where only the beginning of the file is looked at.
    for card in [ada("a; b\na; b\na; b".into()), ada(["a; b\n"; 4_000].concat() + "c")] {
        assert_eq!(found(&write(std::slice::from_ref(&card)), "contacts.csv").cards, [card]);
    }
}

/// A text as a cell may hold it, with all that hurts in cells.
fn text() -> impl Strategy<Value = String> {
    let hurts = prop_oneof![
        Just("=1+1".to_owned()),
        Just("'=x".to_owned()),
        Just("''-x".to_owned()),
        Just("+49".to_owned()),
        Just("'t Hooft".to_owned()),
        Just("a; b".to_owned()),
        Just("a\\".to_owned()),
        Just("\\;".to_owned()),
        Just("say \"x\"".to_owned()),
        Just("a,b".to_owned()),
        Just("a\nb".to_owned()),
        Just("a\r\nb\rc".to_owned()),
        Just("a; b\n\na; b\na; b".to_owned()),
        Just("a|b\ta|b\na|b\ta|b".to_owned()),
        Just("ß 日本".to_owned()),
        "[ -?A-~]{1,12}",
        "\\PC{1,6}",
    ];
    // A name that is an address or a link is read as such: who is called by nothing else is written just so.
    hurts
        .prop_map(|t| t.replace(['/', '@'], " ").trim().to_owned())
        .prop_filter("texts of cells are not blank", |t| !labels::is_blank(t) && !t.starts_with('\u{feff}'))
}

fn texts(most: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::btree_set(text(), 0..=most).prop_map(|set| set.into_iter().collect())
}

fn keys(of: &'static str, most: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::btree_set(of, 0..=most).prop_map(|set| set.into_iter().collect())
}

prop_compose! {
    fn card()(
        names in texts(3),
        addresses in keys("[a-z='-][a-z.;=']{0,5}@[a-z]{1,5}\\.org", 3),
        profiles in keys("(linkedin\\.com/in|github\\.com)/[a-z;=-]{1,6}", 2),
        organisation in prop::option::of(text()),
        title in prop::option::of(text()),
        met in prop::option::of((1990i16..2050, 1i8..=12, 1i8..=28)),
        how in prop::option::of(text()),
        keep_in_touch in prop::option::of(prop_oneof![Just("weekly".to_owned()), Just("90".to_owned())]),
        groups in texts(2),
    ) -> Card {
        let met = met.map(|(year, month, day)| date(year, month, day));
        Card { row: 0, names, addresses, profiles, organisation, title, met, how, keep_in_touch, groups, is_own: true }
    }
}

fn sorted(cards: &[Card]) -> Vec<String> {
    let mut shown: Vec<String> = cards.iter().map(|c| format!("{:?}", Card { row: 0, ..c.clone() })).collect();
    shown.sort();
    shown
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(cards in prop::collection::vec(card(), 1..6)) {
        let named = |c: &&Card| !(c.names.is_empty() && c.addresses.is_empty() && c.profiles.is_empty());
        let cards: Vec<Card> = cards.iter().filter(named).cloned().collect();
        prop_assume!(!cards.is_empty());
        let text = write(&cards);
        let found = found(&text, "contacts.csv");
        prop_assert_eq!(sorted(&found.cards), sorted(&cards), "{}", text);
        prop_assert!(found.account.answers.is_empty());
        prop_assert_eq!(write(&found.cards), text);
    }

    #[test]
    fn no_cell_is_a_formula(cards in prop::collection::vec(card(), 1..6)) {
        let text = write(&cards);
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        for row in reader.records() {
            for cell in row.unwrap().iter() {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", cell);
            }
        }
    }
}
