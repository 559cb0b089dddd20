//! Times of a calendar: with a timezone of their own, in UTC, floating, or only a day.

use super::pieces::{Kind, Piece, text};
use calcard::common::PartialDateTime;
use calcard::common::timezone::Tz;
use calcard::icalendar::{
    ICalendarComponent, ICalendarComponentType, ICalendarRecurrenceRule, ICalendarValue, ICalendarWeekday,
};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

/// When something begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Start {
    /// On a day, all day long.
    Day(Date),
    /// At a moment.
    At(Timestamp),
}

impl Start {
    /// Its day, as days are counted in a timezone.
    pub fn day(self, zone: &TimeZone) -> Date {
        match self {
            Start::Day(day) => day,
            Start::At(at) => zone.to_datetime(at).date(),
        }
    }

    /// It as text that is the same in every export.
    pub fn id(self) -> String {
        match self {
            Start::Day(day) => day.to_string(),
            Start::At(at) => at.as_millisecond().to_string(),
        }
    }
}

/// A start, with the clock and the timezone in which it is written: what repeats keeps its local time.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// The start.
    pub start: Start,
    /// The local time that is written.
    pub local: DateTime,
    /// Its timezone.
    pub zone: TimeZone,
}

impl Moment {
    /// The start at another local time.
    pub fn at(&self, local: DateTime) -> Option<Start> {
        match self.start {
            Start::Day(_) => Some(Start::Day(local.date())),
            Start::At(_) => stamp(&self.zone, local).map(Start::At),
        }
    }
}

/// A local time that a change of clocks leaves out, or repeats, is read as RFC 5545 says.
fn stamp(zone: &TimeZone, local: DateTime) -> Option<Timestamp> {
    zone.to_ambiguous_timestamp(local).compatible().ok()
}

/// The timezones of a file.
pub struct Zones<'a> {
    named: BTreeMap<String, Option<TimeZone>>,
    own: &'a TimeZone,
    /// Names that mean nothing: their times are read in the project's timezone.
    pub unknown: BTreeSet<String>,
}

impl<'a> Zones<'a> {
    /// The timezones that a file describes; `own` is the project's, in which floating times are read.
    pub fn of(pieces: &[Piece], own: &'a TimeZone) -> Zones<'a> {
        let mut named = BTreeMap::new();
        for piece in pieces.iter().filter(|p| p.kind == Kind::Zone) {
            let Some(zone) = piece.component() else { continue };
            let name = text(&zone, "TZID").trim().to_owned();
            let hints = [&name, &text(&zone, "X-LIC-LOCATION")].into_iter().find_map(|n| known(n));
            let known = hints.or_else(|| described(&piece.inner())).or_else(|| by_number(&zone));
            named.insert(name, known);
        }
        Zones { named, own, unknown: BTreeSet::new() }
    }

    fn zone(&mut self, name: &str) -> Option<TimeZone> {
        let name = name.trim();
        let known = self.named.entry(name.to_owned()).or_insert_with(|| known(name)).clone();
        if known.is_none() {
            self.unknown.insert(name.to_owned());
        }
        known
    }

    /// When a property says that something begins. `usual` is the timezone of a time that names none.
    pub fn moment(
        &mut self,
        written: &PartialDateTime,
        tzid: Option<&str>,
        usual: Option<&TimeZone>,
    ) -> Option<Moment> {
        let local = local(written)?;
        let zone = match (written.tz_hour, tzid) {
            (Some(_), _) => offset(written)?,
            (None, Some(name)) => self.zone(name).unwrap_or_else(|| self.own.clone()),
            (None, None) => usual.unwrap_or(self.own).clone(),
        };
        let start = match written.hour {
            None => Start::Day(local.date()),
            Some(_) => Start::At(stamp(&zone, local)?),
        };
        Some(Moment { start, local, zone })
    }
}

/// The local time that is written; midnight of a day.
pub fn local(written: &PartialDateTime) -> Option<DateTime> {
    let part = |n: Option<u8>| i8::try_from(n.unwrap_or(0)).ok();
    let year = i16::try_from(written.year?).ok()?;
    // A leap second is the last one.
    let second = part(written.second)?.min(59);
    DateTime::new(year, part(written.month)?, part(written.day)?, part(written.hour)?, part(written.minute)?, second, 0)
        .ok()
}

/// UTC, or the offset that is written behind a time.
pub fn offset(written: &PartialDateTime) -> Option<TimeZone> {
    let seconds = i32::from(written.tz_hour?) * 3600 + i32::from(written.tz_minute.unwrap_or(0)) * 60;
    let signed = if written.tz_minus { -seconds } else { seconds };
    if signed == 0 { Some(TimeZone::UTC) } else { Offset::from_seconds(signed).ok().map(TimeZone::fixed) }
}

/// The timezone that a name means: one of the tz database, or one of Windows.
fn known(name: &str) -> Option<TimeZone> {
    let name = name.trim();
    if name.is_empty() {
        return None;
    }
    // Some programs put a registry of their own before it: /example.org/20050126_1/Europe/Berlin.
    let behind = name.match_indices('/').take(6).filter_map(|(at, _)| name.get(at + 1..));
    if let Some(zone) = [name].into_iter().chain(behind).find_map(|name| TimeZone::get(name).ok()) {
        return Some(zone);
    }
    let guess = Tz::from_str(name).ok()?.name()?;
    // Of a name that it does not know, such as "(UTC+05:30) Home", the parser takes the hours alone, the whole year.
    if name.starts_with('(') && guess.starts_with("Etc/GMT") {
        return None;
    }
    TimeZone::get(&guess).ok()
}

/// The number that Exchange gives a timezone.
fn by_number(zone: &ICalendarComponent) -> Option<TimeZone> {
    let number = text(zone, "X-MICROSOFT-CDO-TZID");
    TimeZone::get(&Tz::from_ms_cdo_zone_id(number.trim())?.name()?).ok()
}

/// One of the two times of a timezone: from when on, at what offset, by what rule.
struct Season {
    from: DateTime,
    offset: i32,
    rule: Option<ICalendarRecurrenceRule>,
}

/// The timezone that its own rules describe, the latest of them: as a POSIX string says it.
fn described(inner: &[ICalendarComponent]) -> Option<TimeZone> {
    let latest = |kind: ICalendarComponentType| {
        let seasons = inner.iter().filter(|c| c.component_type == kind).filter_map(season);
        seasons.max_by_key(|s| s.from)
    };
    let standard = latest(ICalendarComponentType::Standard)?;
    let summer = latest(ICalendarComponentType::Daylight);
    let rules = summer.and_then(|summer| {
        let (to_summer, to_standard) = (changes(&summer)?, changes(&standard)?);
        Some(format!("<STD>{}<DST>{},{to_summer},{to_standard}", posix(standard.offset), posix(summer.offset)))
    });
    match rules {
        Some(rules) => TimeZone::posix(&rules).ok(),
        None => Offset::from_seconds(standard.offset).ok().map(TimeZone::fixed),
    }
}

fn season(component: &ICalendarComponent) -> Option<Season> {
    let value = |name: &str| component.entries.iter().find(|e| e.name.as_str() == name).and_then(|e| e.values.first());
    let written = |name| value(name).and_then(ICalendarValue::as_partial_date_time);
    let to = written("TZOFFSETTO")?;
    let seconds = i32::from(to.tz_hour?) * 3600 + i32::from(to.tz_minute.unwrap_or(0)) * 60;
    let rule = match value("RRULE") {
        Some(ICalendarValue::RecurrenceRule(rule)) => Some((**rule).clone()),
        _ => None,
    };
    Some(Season { from: local(written("DTSTART")?)?, offset: if to.tz_minus { -seconds } else { seconds }, rule })
}

/// The day of the change, as POSIX says it: `M10.5.0/3:00:00` is the last Sunday of October at three.
fn changes(season: &Season) -> Option<String> {
    let rule = season.rule.as_ref()?;
    let month = rule.bymonth.first().map_or(season.from.month() as u8, |m| m.month());
    let day = rule.byday.first()?;
    let weekday = match day.weekday {
        ICalendarWeekday::Sunday => 0,
        ICalendarWeekday::Monday => 1,
        ICalendarWeekday::Tuesday => 2,
        ICalendarWeekday::Wednesday => 3,
        ICalendarWeekday::Thursday => 4,
        ICalendarWeekday::Friday => 5,
        ICalendarWeekday::Saturday => 6,
    };
    let by_month_day = rule.bymonthday.iter().min().map(|first| (i32::from(*first) + 6) / 7);
    let place = rule.bysetpos.first().copied();
    let week = match day.ordwk.map(i32::from).or(place).or(by_month_day)? {
        n @ 1..=4 => n,
        -1 | 5 => 5,
        _ => return None,
    };
    Some(format!("M{month}.{week}.{weekday}/{}", season.from.time().strftime("%H:%M:%S")))
}

/// An offset as POSIX writes it: west of Greenwich is positive.
fn posix(offset: i32) -> String {
    let (sign, n) = if offset > 0 { ("-", offset) } else { ("", -offset) };
    format!("{sign}{}:{:02}:{:02}", n / 3600, n / 60 % 60, n % 60)
}

#[cfg(test)]
mod tests {
    use super::super::pieces::pieces;
    use super::*;

    fn utc(zones: &mut Zones, day: (u16, u8, u8), hour: u8, tzid: Option<&str>) -> String {
        let (year, month, day) = day;
        let written = PartialDateTime {
            year: Some(year),
            month: Some(month),
            day: Some(day),
            hour: Some(hour),
            minute: Some(0),
            ..PartialDateTime::default()
        };
        match zones.moment(&written, tzid, None).unwrap().start {
            Start::At(at) => at.to_string(),
            Start::Day(day) => day.to_string(),
        }
    }

    const OWN_RULES: &str = "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\nBEGIN:VTIMEZONE\nTZID:(UTC+05:30) Home\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0530\nTZOFFSETTO:+0530\nEND:STANDARD\nEND:VTIMEZONE\n";

    #[test]
    fn zones_are_told_by_name_and_by_their_rules() {
        let own = TimeZone::get("Asia/Tokyo").unwrap();
        let pieces = pieces(OWN_RULES);
        let mut zones = Zones::of(&pieces, &own);
        let (winter, summer) = ((2025, 1, 15), (2025, 7, 15));
        for name in [
            "Europe/Berlin",
            "W. Europe Standard Time",
            "Customized Time Zone",
            "/freeassociation.sourceforge.net/Europe/Berlin",
            "/mozilla.org/20050126_1/Europe/Berlin",
        ] {
            assert_eq!(utc(&mut zones, winter, 10, Some(name)), "2025-01-15T09:00:00Z", "{name}");
            assert_eq!(utc(&mut zones, summer, 10, Some(name)), "2025-07-15T08:00:00Z", "{name}");
        }
        assert_eq!(utc(&mut zones, winter, 10, Some("(UTC+05:30) Home")), "2025-01-15T04:30:00Z");
        assert!(zones.unknown.is_empty());
        assert_eq!(utc(&mut zones, winter, 10, None), "2025-01-15T01:00:00Z", "floating times are the project's");
        assert_eq!(utc(&mut zones, winter, 10, Some("Home")), "2025-01-15T01:00:00Z");
        assert_eq!(zones.unknown.iter().collect::<Vec<_>>(), ["Home"]);
    }

    #[test]
    fn a_time_that_the_clocks_leave_out_is_read_all_the_same() {
        let own = TimeZone::get("Europe/Berlin").unwrap();
        let mut zones = Zones::of(&[], &own);
        assert_eq!(utc(&mut zones, (2025, 3, 30), 2, None), "2025-03-30T01:00:00Z");
        assert_eq!(utc(&mut zones, (2025, 10, 26), 2, None), "2025-10-26T00:00:00Z");
    }
}
