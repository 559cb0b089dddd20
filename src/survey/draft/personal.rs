//! Personal data: columns that are never options and never reach a tally.

use crate::input::labels::is_blank;
use crate::survey::words::{folded, words};
use std::net::IpAddr;

/// What personal data a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Personal {
    /// A person's name.
    Name,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// An address of the internet.
    Ip,
    /// Coordinates, a street address, a postal code, a town found by a platform.
    Place,
    /// The address of a profile.
    Profile,
    /// A name on a network: "@someone".
    Handle,
    /// A date of birth.
    Birthday,
}

/// Which personal data a column holds, if any, and a sentence of evidence.
///
/// `values` are cells as they come, with repetitions; blank ones do not count. Content decides first (half of the
/// cells); a
/// header decides where the cells do not contradict it. An organisation's name is not personal.
pub fn personal(header: &str, values: &[&str]) -> Option<(Personal, String)> {
    let cells: Vec<&str> = values.iter().map(|v| v.trim()).filter(|v| !is_blank(v)).collect();
    by_content(&cells).or_else(|| {
        let kind = by_header(header)?;
        let says = format!("the header says so, and {} cells do not contradict it", cells.len());
        fits(kind, header, &cells).then_some((kind, says))
    })
}

/// Whether a text holds something by which a person is known, such as an e-mail address: it is never an option.
pub fn is_private(text: &str) -> bool {
    let token = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '+');
        is_email(word) || is_profile(word) || is_ip(word)
    };
    text.split_whitespace().any(token) || is_phone(text) || is_handle(text)
}

fn by_content(cells: &[&str]) -> Option<(Personal, String)> {
    type Looks = fn(&str) -> bool;
    #[rustfmt::skip]
    const KINDS: [(Personal, Looks, &str); 6] = [
        (Personal::Email, is_email, "an e-mail address"), (Personal::Ip, is_ip, "an IP address"),
        (Personal::Profile, is_profile, "the address of a profile"),
        (Personal::Place, is_coordinates, "a pair of coordinates"),
        (Personal::Phone, is_phone, "a telephone number"), (Personal::Handle, is_handle, "a handle"),
    ];
    KINDS.iter().find_map(|(kind, looks, what)| {
        let count = cells.iter().filter(|cell| looks(cell)).count();
        let says = match count == cells.len() {
            true => format!("every cell looks like {what}"),
            false => format!("{count} of {} cells look like {what}", cells.len()),
        };
        (count > 0 && count * 2 >= cells.len()).then_some((*kind, says))
    })
}

fn is_email(cell: &str) -> bool {
    let Some((user, host)) = cell.rsplit_once('@') else { return false };
    let plain = |c: char| c.is_alphanumeric() || ".-_+'".contains(c);
    let ends = host.rsplit_once('.').is_some_and(|(name, end)| !name.is_empty() && end.chars().count() >= 2);
    !user.is_empty()
        && user.chars().all(|c| plain(c) || "!#$%&*/=?^{|}~".contains(c))
        && ends
        && host.chars().all(plain)
}

fn is_ip(cell: &str) -> bool {
    cell.parse::<IpAddr>().is_ok_and(|ip| !ip.is_unspecified() && cell.len() > 6)
}

fn is_profile(cell: &str) -> bool {
    #[rustfmt::skip]
    const HOSTS: &[&str] = &[
        "linkedin.com/in/", "linkedin.com/pub/", "facebook.com/", "twitter.com/", "x.com/", "instagram.com/",
        "github.com/", "xing.com/profile/", "gitlab.com/", "orcid.org/", "tiktok.com/@"
    ];
    let cell = cell.to_lowercase();
    let host = cell.trim_start_matches("https://").trim_start_matches("http://");
    let bare =
        |h: &str| host.strip_prefix(h).or_else(|| host.split_once('.').and_then(|(_, rest)| rest.strip_prefix(h)));
    HOSTS.iter().any(|h| bare(h).is_some_and(|rest| !rest.is_empty() && !rest.contains(' ')))
}

fn is_coordinates(cell: &str) -> bool {
    let Some((latitude, longitude)) = cell.split_once([',', ';']) else { return false };
    let within =
        |text: &str, most: f64| text.contains('.') && text.trim().parse::<f64>().is_ok_and(|d| d.abs() <= most);
    within(latitude, 90.0) && within(longitude, 180.0) && latitude.len() + longitude.len() >= 9
}

/// Whether a cell is a telephone number that nothing else could be: with "+", or in groups of digits that are no
/// band or date.
fn is_phone(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let plain = cell.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c));
    let groups: Vec<usize> = cell.split(|c: char| !c.is_ascii_digit()).map(str::len).filter(|n| *n > 0).collect();
    let international = cell.starts_with('+') || cell.starts_with("00") && groups.len() > 2;
    let grouped = matches!(groups[..], [3, 3, 4] | [1, 3, 3, 4]) || (cell.starts_with('(') && groups.len() >= 3);
    plain && (8..=15).contains(&digits) && (international || grouped)
}

fn is_handle(cell: &str) -> bool {
    cell.strip_prefix('@')
        .is_some_and(|h| h.len() >= 2 && h.chars().all(|c| c.is_ascii_alphanumeric() || "_.".contains(c)))
}

/// Words before and after the name of a field that do not change what it is.
#[rustfmt::skip]
const ASKING: &[&str] = &[
    "your", "my", "the", "please", "enter", "what", "is", "s", "recipient", "respondent", "contact", "participant",
    "optional", "required", "address", "number", "url", "profile", "and", "of", "data", "ihre", "ihr", "deine",
    "dein", "ihren", "bitte", "votre", "de", "su", "tu", "seu", "sua", "il", "tuo", "uw", "je", "no", "confirm",
    "provide", "link", "full", "complete", "current", "home", "work", "primary", "personal", "del", "preferred",
    "hi", "hello", "hey", "first", "could", "we", "have", "can", "may", "tell", "us", "share", "finally", "so", "hallo",
    "bonjour",
];

#[rustfmt::skip]
const HEADERS: &[(Personal, &str)] = &[
    (Personal::Name, "name|first name|last name|full name|given name|family name|surname|middle name|firstname|\
        lastname|fname|lname|forename|recipient first name|recipient last name|first and last name|user name full|\
        contact name|your name|vorname|nachname|familienname|vor und nachname|name vorname|vorname nachname|nom|\
        prenom|nom et prenom|nom de famille|nombre|apellido|apellidos|nombre y apellidos|nombre completo|\
        primeiro nome|sobrenome|apelido|nome|nome completo|nome e cognome|cognome|voornaam|achternaam|naam|\
        volledige naam|respondent name|participant name|student name|name of respondent|how should call you|imie i nazwisko|imie|nazwisko|jmeno|prijmeni|namn|fornamn|efternamn|navn|nimi|ad soyad|\
        como te llamas|como se llama usted|cual es nombre|wie heissen sie|wie heisst du|wie ist name|comment vous appelez vous|\
        quel est nom|come ti chiami|como voce se chama|hoe heet je|hoe heet u"),
    (Personal::Email, "email|e mail|mail|mail adresse|emailadresse|e mail adresse|email adresse|email address|\
        e mail address|recipient email|recipientemail|courriel|adresse mail|adresse e mail|adresse email|\
        adresse electronique|correo|correo electronico|direccion de correo electronico|endereco de email|\
        endereco de e mail|indirizzo email|indirizzo e mail|e mailadres|emailaddress|username email"),
    (Personal::Phone, "phone|phone number|telephone|telephone number|mobile|mobile number|mobile phone|cell|\
        cell phone|cellphone|telefon|telefonnummer|handynummer|mobilnummer|telefono|numero de telefono|\
        numero de telephone|telephone portable|telefone|celular|movil|numero di telefono|cellulare|telefoonnummer|\
        whatsapp number"),
    (Personal::Ip, "ip|ip address|ipaddress|ip adresse|adresse ip|direccion ip|endereco ip|indirizzo ip|ip adres"),
    (Personal::Place, "city|town|hometown|home town|city town|city of residence|town city|wohnort|ort|stadt|ville|ville de residence|\
        ciudad|ciudad de residencia|poblacion|cidade|citta|woonplaats|stad|plaats|miasto"),
    (Personal::Place, "latitude|longitude|locationlatitude|locationlongitude|location latitude|location longitude|\
        street|street address|home address|mailing address|address|postal address|zip|zip code|zipcode|postal code|\
        postcode|post code|address 1|address 2|city town|plz|postleitzahl|anschrift|adresse|strasse|code postal|\
        adresse postale|direccion|codigo postal|domicilio|endereco|cep|indirizzo|cap|adres|postcode huisnummer|\
        geo city|ip city|city by ip|gps"),
    (Personal::Profile, "linkedin|linkedin url|linkedin profile|linkedin profile url|linkedin link|profile url|\
        facebook profile|github profile|personal website|linkedin profil|profil linkedin|perfil de linkedin|\
        github url|website url"),
    (Personal::Handle, "twitter handle|handle|username|user name|benutzername|nom d utilisateur|nombre de usuario|\
        instagram handle|github username|discord|slack handle|gebruikersnaam|nome utente|twitter username"),
    (Personal::Birthday, "birthday|birth date|date birth|birthdate|date of birth|dob|geburtsdatum|geburtstag|date de naissance|\
        fecha de nacimiento|data de nascimento|data di nascita|geboortedatum"),
];

fn by_header(header: &str) -> Option<Personal> {
    let all = words(&header.replace(['_', '.'], " "));
    let text = all.join(" ");
    let bare: Vec<&str> = all.iter().map(String::as_str).filter(|w| !ASKING.contains(w)).collect();
    let bare = bare.join(" ");
    let find =
        |text: &str| HEADERS.iter().find(|(_, names)| names.split('|').any(|name| name == text)).map(|(kind, _)| *kind);
    let asked = all.len() <= 9;
    find(&text).or_else(|| find(&split_words(header))).or_else(|| asked.then(|| find(&bare)).flatten())
}

/// "RecipientFirstName" as "recipient first name".
fn split_words(header: &str) -> String {
    let mut out = String::new();
    let mut lower = false;
    for c in header.chars() {
        if c.is_uppercase() && lower {
            out.push(' ');
        }
        lower = c.is_lowercase();
        out.push(c);
    }
    words(&out).join(" ")
}

/// Headers that ask for a name and for nothing else.
const TELLING: &[&str] =
    &["first name", "last name", "surname", "full name", "vorname", "nachname", "prenom", "apellido", "apellidos"];

/// Whether cells could be what the header says. No cells contradict nothing; ticks, answers and codes do.
fn fits(kind: Personal, header: &str, cells: &[&str]) -> bool {
    let ticks = [
        "yes",
        "no",
        "true",
        "false",
        "x",
        "y",
        "n",
        "0",
        "1",
        "2",
        "selected",
        "not selected",
        "checked",
        "unchecked",
        "ja",
        "nein",
        "oui",
        "non",
        "si",
        "sim",
        "nao",
    ];
    let own = folded(header);
    let tick = |cell: &&str| ticks.contains(&folded(cell).as_str()) || folded(cell) == own;
    if cells.iter().filter(|c| tick(c)).count() * 2 >= cells.len().max(1) {
        return false;
    }
    let most = |looks: fn(&str) -> bool| cells.iter().filter(|c| looks(c)).count() * 2 >= cells.len();
    let digits = |cell: &str| cell.chars().filter(char::is_ascii_digit).count();
    let mut different: Vec<&str> = cells.to_vec();
    different.sort_unstable();
    different.dedup();
    // Names repeat among many people; a handful of them is a list to choose from.
    let repeated = cells.len() >= 12 && different.len() < 6;
    match kind {
        // Half of the cells would have shown it by their content.
        // Content would have shown it, but for what people write to be read by people; a list to choose from repeats.
        Personal::Email | Personal::Profile => {
            cells.is_empty() || cells.len() >= 5 && different.len() * 2 >= cells.len()
        }
        Personal::Ip => cells.is_empty(),
        Personal::Phone => most(|cell| cell.chars().filter(char::is_ascii_digit).count() >= 6),
        Personal::Name => {
            (!repeated || TELLING.contains(&folded(header).trim()))
                && most(|cell| cell.chars().any(char::is_alphabetic) && cell.split_whitespace().count() <= 5)
        }
        Personal::Handle => !repeated && most(|cell| cell.split_whitespace().count() <= 2),
        Personal::Birthday => cells.iter().filter(|c| digits(c) >= 4).count() * 2 >= cells.len(),
        Personal::Place => {
            cells.is_empty()
                || own.split_whitespace().count() <= 3 && most(|cell| cell.chars().any(char::is_alphabetic))
                || most(|cell| cell.chars().any(|c| c.is_ascii_digit()))
                || (!repeated && !own.contains('?'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(header: &str, values: &[&str]) -> Option<Personal> {
        personal(header, values).map(|(kind, _)| kind)
    }

    #[test]
    fn content_shows_it_under_any_header() {
        assert_eq!(
            personal("Q9", &["a.b@x.org", "c@d.de", ""]).unwrap(),
            (Personal::Email, "every cell looks like an e-mail address".into())
        );
        assert_eq!(kind("V6", &["192.168.1.10", "8.8.8.8"]), Some(Personal::Ip));
        assert_eq!(kind("V6", &["2001:db8::1", "fe80::1:2"]), Some(Personal::Ip));
        assert_eq!(kind("x", &["+49 170 1234567", "(555) 123-4567", "555-123-4567"]), Some(Personal::Phone));
        assert_eq!(kind("x", &["https://www.linkedin.com/in/ada-l", "linkedin.com/in/b"]), Some(Personal::Profile));
        assert_eq!(kind("x", &["52.5200, 13.4050"]), Some(Personal::Place));
        assert_eq!(kind("x", &["@ada_l", "@bob"]), Some(Personal::Handle));
    }

    #[test]
    fn headers_show_it_in_seven_languages() {
        let names = [
            "First Name",
            "Vorname",
            "Nom",
            "Nombre",
            "Name",
            "RecipientLastName",
            "What is your name?",
            "Cognome",
            "Sobrenome",
            "Achternaam",
            "first_name",
        ];
        for header in names {
            assert_eq!(kind(header, &["Ada", "Grace", "Émile"]), Some(Personal::Name), "{header}");
        }
        for header in ["Email Address", "Correo electrónico", "E-Mail-Adresse", "RecipientEmail", "Your email"] {
            assert_eq!(kind(header, &[]), Some(Personal::Email), "{header}");
        }
        assert_eq!(kind("IP Address", &[]), Some(Personal::Ip));
        assert_eq!(kind("LocationLatitude", &["52.5", "48.1"]), Some(Personal::Place));
        assert_eq!(kind("Location Longitude", &["13.4", "2.3"]), Some(Personal::Place));
        assert_eq!(kind("Zip code", &["10115", "80331"]), Some(Personal::Place));
        assert_eq!(kind("Phone number", &["5551234567", "030 1234567"]), Some(Personal::Phone));
        assert_eq!(kind("LinkedIn URL", &[]), Some(Personal::Profile));
        assert_eq!(kind("Date of birth", &["1990-01-02"]), Some(Personal::Birthday));
    }

    #[test]
    fn what_only_sounds_personal_is_not() {
        let regions = [
            "Pacific",
            "South Atlantic",
            "Mountain",
            "New England",
            "Middle Atlantic",
            "West",
            "East",
            "North",
            "South",
        ];
        assert_eq!(kind("Location (Census Region)", &regions), None);
        for header in [
            "Company name",
            "Product Name",
            "What country are you in?",
            "How did you learn the name of the company?",
            "Have you e-mailed someone?",
        ] {
            assert_eq!(kind(header, &["Acme", "Other things"]), None, "{header}");
        }
        assert_eq!(kind("Have you e-mailed someone?", &["Yes", "No"]), None);
        for (header, cells) in [
            ("Email", ["1", "1", ""]),
            ("Email", ["Email", "Email", ""]),
            ("Phone", ["Yes", "No", "No"]),
            ("LinkedIn", ["LinkedIn", "", ""]),
            ("Phone", ["Weekly", "Daily", "Never"]),
            ("Email", ["Weekly", "Daily", "Never"]),
        ] {
            assert_eq!(kind(header, &cells), None, "{header} {cells:?}");
        }
        for cells in [
            ["18-29", "30-44", "60+"],
            ["$25,000 - $49,999", "$100,000 - $149,999", "1"],
            ["2021-05-03", "2021-05-04", "2021-05-05"],
            ["20210503 10", "3.5", "1,2"],
            ["1000000000", "2345678901", "5"],
        ] {
            assert_eq!(kind("Q1", &cells), None, "{cells:?}");
        }
    }
}
