//! A calendar as its components, cut where a line begins one: what is damaged in one of them does not touch the others.

use crate::input::guard::guarded;
use calcard::icalendar::{ICalendarComponent, ICalendarEntry, ICalendarValue};
use calcard::{Entry, Parser};

/// What a piece of a calendar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What stands before the first component: the calendar's name.
    Calendar,
    /// An event.
    Event,
    /// A timezone.
    Zone,
    /// A task, a journal entry, times that are free or busy.
    Other,
}

/// Components that stand by themselves; alarms and the like stand inside them.
const KINDS: [(&str, Kind); 6] = [
    ("VCALENDAR", Kind::Calendar),
    ("VEVENT", Kind::Event),
    ("VTIMEZONE", Kind::Zone),
    ("VTODO", Kind::Other),
    ("VJOURNAL", Kind::Other),
    ("VFREEBUSY", Kind::Other),
];

/// A component's text, from its `BEGIN` to the next component's.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    /// What it is.
    pub kind: Kind,
    text: &'a str,
}

/// The components of a calendar, in their order.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut starts: Vec<(usize, Kind)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        starts.extend(begins(line).map(|kind| (at, kind)));
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    let cut = |((start, kind), end): (&(usize, Kind), usize)| Piece {
        kind: *kind,
        text: text.get(*start..end).unwrap_or(""),
    };
    starts.iter().zip(ends).map(cut).collect()
}

fn begins(line: &str) -> Option<Kind> {
    let (begin, name) = line.split_once(':')?;
    if !begin.trim_start_matches('\u{feff}').eq_ignore_ascii_case("BEGIN") {
        return None;
    }
    KINDS.iter().find(|(known, _)| name.trim().eq_ignore_ascii_case(known)).map(|(_, kind)| *kind)
}

impl Piece<'_> {
    /// The component with its properties. `None` when the parser gives up.
    pub fn component(&self) -> Option<ICalendarComponent> {
        guarded(|| match Parser::new(self.text).entry() {
            Entry::ICalendar(calendar) => calendar.components.into_iter().next(),
            _ => None,
        })?
    }

    /// The components inside it: the rules of a timezone.
    pub fn inner(&self) -> Vec<ICalendarComponent> {
        let all = guarded(|| match Parser::new(self.text).entry() {
            Entry::ICalendar(calendar) => calendar.components,
            _ => Vec::new(),
        });
        all.unwrap_or_default().into_iter().skip(1).collect()
    }
}

/// A property's text, empty where it has none.
pub fn text(component: &ICalendarComponent, name: &str) -> String {
    let entry = component.entries.iter().find(|e| e.name.as_str().eq_ignore_ascii_case(name));
    entry.map_or(String::new(), text_of)
}

/// The text of a property; the parser cuts those that it does not know at their semicolons.
pub fn text_of(entry: &ICalendarEntry) -> String {
    entry.values.iter().filter_map(ICalendarValue::as_text).collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_cut_where_a_line_begins_one() {
        let text = "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Work\r\nbegin:vevent\r\nSUMMARY:a\\nBEGIN:VEVENT\r\n BEGIN:VEVENT\r\nBEGIN:VALARM\r\nEND:VALARM\r\nBEGIN:VTODO\r\nEND:VTODO\r\n";
        let pieces = pieces(text);
        assert_eq!(pieces.iter().map(|p| p.kind).collect::<Vec<_>>(), [Kind::Calendar, Kind::Event, Kind::Other]);
        let component = pieces[0].component().unwrap();
        assert_eq!(text_of(&component.entries[0]), "Work");
        let event = pieces[1].component().unwrap();
        assert_eq!(super::text(&event, "summary"), "a\nBEGIN:VEVENTBEGIN:VEVENT");
    }
}
