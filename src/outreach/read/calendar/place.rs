//! Where a meeting is: on which way people met.

use super::pieces::text_of;
use crate::input::labels;
use crate::outreach::words::Channel;
use calcard::icalendar::ICalendarComponent;

/// What stands in the link of a video meeting.
const LINKS: [&str; 16] = [
    "zoom.us/",
    "zoomgov.com/",
    "teams.microsoft.com/",
    "teams.live.com/",
    "meet.google.com/",
    "hangouts.google.com/",
    "webex.com/",
    "whereby.com/",
    "meet.jit.si/",
    "join.skype.com/",
    "meet.lync.com/",
    "gotomeeting.com/",
    "gotomeet.me/",
    "bluejeans.com/",
    "facetime.apple.com/",
    "chime.aws/",
];

/// Words in a location that say that it is a video meeting.
const VIDEO: [&str; 13] = [
    "zoom",
    "teams",
    "webex",
    "skype",
    "facetime",
    "meet",
    "jitsi",
    "whereby",
    "hangouts",
    "video",
    "online",
    "videocall",
    "videokonferenz",
];

/// Words in a location that say that it is a call.
const PHONE: [&str; 14] = [
    "phone",
    "call",
    "calls",
    "telephone",
    "tel",
    "mobile",
    "dial",
    "telefon",
    "telefonat",
    "telefonisch",
    "anruf",
    "téléphone",
    "teléfono",
    "llamada",
];

/// Properties with links: texts, and those of the makers of calendars.
fn has_links(name: &str) -> bool {
    matches!(name, "DESCRIPTION" | "URL" | "CONFERENCE" | "COMMENT")
        || name.get(..2).is_some_and(|x| x.eq_ignore_ascii_case("X-"))
}

/// The way: what the location says of itself, else a link to a video meeting, else the location.
pub fn channel(event: &ICalendarComponent) -> Channel {
    let location =
        event.entries.iter().find(|e| e.name.as_str() == "LOCATION").map_or(String::new(), text_of).to_lowercase();
    if let Some(said) = said(&location) {
        return said;
    }
    let links = event.entries.iter().filter(|e| has_links(e.name.as_str()));
    let (mut video, mut phone) = (false, false);
    for text in links.map(|e| text_of(e).to_lowercase()) {
        video |= is_link(&text);
        phone |= text.contains("tel:+");
    }
    match (video, labels::is_blank(&location), phone) {
        (true, ..) => Channel::Video,
        (_, false, _) => Channel::InPerson,
        (_, _, true) => Channel::Phone,
        _ => Channel::Other,
    }
}

fn is_link(text: &str) -> bool {
    LINKS.iter().any(|link| text.contains(link))
}

/// What a location says of itself.
fn said(location: &str) -> Option<Channel> {
    if is_link(location) {
        return Some(Channel::Video);
    }
    let words = || location.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    // More words are an address, in which a street may be called anything.
    let few = words().take(7).count() < 7;
    if few && words().any(|w| VIDEO.contains(&w)) {
        return Some(Channel::Video);
    }
    let number = is_number(location) || location.trim_start().starts_with("tel:");
    (number || few && words().any(|w| PHONE.contains(&w))).then_some(Channel::Phone)
}

/// A telephone number and nothing else.
fn is_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (7..=20).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || " +-()/.".contains(c))
}

#[cfg(test)]
mod tests {
    use super::super::pieces::pieces;
    use super::*;

    #[test]
    fn the_way_is_told_by_location_and_links() {
        for (lines, expected) in [
            ("LOCATION:https://acme.zoom.us/j/123", Channel::Video),
            ("LOCATION:Microsoft Teams Meeting", Channel::Video),
            ("LOCATION:Phone call\nX-GOOGLE-CONFERENCE:https://meet.google.com/abc", Channel::Phone),
            ("LOCATION:+49 (30) 123 456-7", Channel::Phone),
            ("LOCATION:tel:+49301234567", Channel::Phone),
            ("LOCATION:Café Luise\\, Meet Street 5\\, 10115 Berlin\\, Germany", Channel::InPerson),
            ("LOCATION:Café Luise\nDESCRIPTION:Dial in: https://TEAMS.microsoft.com/l/x", Channel::Video),
            ("X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.microsoft.com/l/x", Channel::Video),
            ("DESCRIPTION:Join by phone: tel:+4930123456", Channel::Phone),
            ("DESCRIPTION:Let us meet", Channel::Other),
            ("LOCATION: ", Channel::Other),
        ] {
            let text = format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT\n");
            assert_eq!(channel(&pieces(&text)[0].component().unwrap()), expected, "{lines}");
        }
    }
}
