//! Who writes: names as headers have them, most plain, some quoted, some as encoded words (RFC 2047) of both kinds.

const NAMES: [&str; 10] = [
    "Ada Lovelace",
    "\"O'Neil, Carmen\"",
    "=?UTF-8?Q?J=C3=BCrgen_M=C3=BCller=2D=C5=81ukasz?=",
    "=?utf-8?B?546L6Iqz?=",
    "Mary Ann van der Berg",
    "=?ISO-8859-1?Q?Bj=F6rn_Garc=EDa?=",
    "\"Smith, PhD (Acme, Inc.)\"",
    "Emeka Okafor",
    "=?windows-1252?Q?Zo=EB_St=2E_James?=",
    "",
];
const DOMAINS: [&str; 6] =
    ["example.org", "mail.example.com", "acme.example", "uni.example.edu", "studio.example.net", "ops.example.co.uk"];
const SUBJECTS: [&str; 8] = [
    "Coffee next week?",
    "=?UTF-8?Q?Une_question_sur_l=27enqu=C3=AAte=2C_=C3=A0_votre_aise?=",
    "Your talk at the conference, and one question about the weights that you\n used in the second part of it",
    "=?utf-8?B?5a6J5o6S5pe26Ze0?=",
    "Draft report",
    "=?UTF-8?Q?R=C3=BCckfrage_zum_Entwurf_des_Berichts=2C_den_wir_am_Donners?=\n =?UTF-8?Q?tag_besprochen_haben?=",
    "Budget 2025: review",
    "(no subject)",
];

/// The owner of the mailbox.
pub const ME: &str = "Robin Vega <robin.vega@mail.example>";

/// Correspondents.
pub const PEOPLE: usize = 400;

/// The address of a correspondent.
pub fn address(person: usize) -> String {
    format!("person.{person}@{}", DOMAINS[person % DOMAINS.len()])
}

/// A correspondent as headers have them.
pub fn party(person: usize) -> String {
    let (name, address) = (NAMES[person % NAMES.len()], address(person));
    if name.is_empty() { address } else { format!("{name} <{address}>") }
}

/// The subject of a thread.
pub fn subject(thread: usize) -> &'static str {
    SUBJECTS[thread % SUBJECTS.len()]
}
