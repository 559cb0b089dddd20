//! A slow second implementation of the definitions, written from the design's sentences on plain structs, against which
//! random histories are held. It looks at whole histories again and again instead of walking through them once.

use super::{FIRST, day, read, told};
use hearback::outreach::record::Details;
use hearback::outreach::touch::epoch_day;
use hearback::outreach::words::{Channel, Direction, Kind, Outcome};
use hearback::outreach::{Settings, Touch};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
struct Line {
    person: usize,
    source: usize,
    day: i32,
    /// Minutes since FIRST.
    clock: Option<i64>,
    direction: Direction,
    channel: Channel,
    kind: Kind,
    outcome: Option<Outcome>,
}

struct Known {
    first: i32,
    last: i32,
    channels: Vec<Channel>,
}

impl Line {
    fn human(&self) -> bool {
        [Kind::Message, Kind::Call].contains(&self.kind)
    }

    fn reaches_out(&self) -> bool {
        self.direction == Direction::Out && (self.human() || self.kind == Kind::Invitation)
    }

    fn comes_in(&self) -> bool {
        self.direction == Direction::In && self.human()
    }

    fn is_picked_up(&self) -> bool {
        self.reaches_out() && self.kind == Kind::Call && self.outcome == Some(Outcome::Answered)
    }

    fn is_together(&self) -> bool {
        let talked =
            self.kind == Kind::Call && ![Some(Outcome::NoAnswer), Some(Outcome::Voicemail)].contains(&self.outcome);
        self.direction == Direction::Mutual && (self.kind == Kind::Meeting || talked)
    }

    fn is_after(&self, other: &Line) -> bool {
        match (self.clock, other.clock) {
            (Some(a), Some(b)) => a > b,
            _ => self.day > other.day,
        }
    }
}

/// A touch without a clock stands after the touch before it in its source on that day; the first at local midnight.
fn in_time_order(lines: &[Line]) -> Vec<Line> {
    let standing = |i: usize| {
        let same = |l: &&Line| l.source == lines[i].source && l.day == lines[i].day;
        let clock = lines[..=i].iter().rev().filter(same).find_map(|l| l.clock);
        clock.unwrap_or(i64::MIN)
    };
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|i| (lines[*i].day, standing(*i), *i));
    order.into_iter().map(|i| lines[i].clone()).collect()
}

/// What was sent, up to some touch: the messages of each attempt, and how many notices came for it.
#[derive(Default)]
struct Sent {
    messages: Vec<usize>,
    bounces: usize,
}

impl Sent {
    /// Every message of it bounced, where messages that two sources have are copies: as many as the source with most has.
    fn bounced(&self, lines: &[Line]) -> bool {
        let of = |source: usize| self.messages.iter().filter(|m| lines[**m].source == source).count();
        self.messages.iter().map(|m| of(lines[*m].source)).max() == Some(self.bounces)
    }
}

fn sent(lines: &[Line], hours: i64) -> Vec<Sent> {
    let mut sent: Vec<Sent> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let latest = sent.iter_mut().rev().find(|s| !s.bounced(lines) && lines[s.messages[0]].channel == line.channel);
        let within = |first: &Line| match (first.clock, line.clock) {
            (Some(a), Some(b)) => b - a <= hours * 60,
            _ => i64::from(line.day - first.day) * 24 <= hours,
        };
        match latest {
            Some(attempt) if line.kind == Kind::Bounce => attempt.bounces += 1,
            Some(attempt) if line.reaches_out() && within(&lines[attempt.messages[0]]) => attempt.messages.push(at),
            _ if line.reaches_out() => sent.push(Sent { messages: vec![at], bounces: 0 }),
            _ => {}
        }
    }
    sent
}

/// First touches of the attempts that have arrived.
fn arrived(lines: &[Line], hours: i64) -> Vec<&Line> {
    sent(lines, hours).iter().filter(|s| !s.bounced(lines)).map(|s| &lines[s.messages[0]]).collect()
}

/// The place at which the attempts end: they answered, or wrote of their own accord; and whether that is a reply.
fn end(lines: &[Line], hours: i64) -> Option<(usize, bool)> {
    (0..lines.len()).find_map(|i| {
        let before = arrived(&lines[..i], hours);
        let line = &lines[i];
        let replied = line.is_picked_up()
            || line.comes_in() && !before.is_empty()
            || line.is_together() && before.iter().any(|a| line.is_after(a));
        (replied || line.comes_in()).then_some((i, replied))
    })
}

fn expected(lines: &[Line], sources: &BTreeMap<usize, Known>, settings: &Settings) -> Vec<String> {
    let (quiet, hours) = (settings.quiet_days as i32, i64::from(settings.same_attempt_hours));
    let lines = in_time_order(lines);
    let passed = |i: usize| lines[..i].iter().any(|l| (l.human() || l.reaches_out()) && lines[i].day - l.day < quiet);
    let openings: Vec<usize> = (0..lines.len()).filter(|i| lines[*i].reaches_out() && !passed(*i)).collect();
    let mut told = Vec::new();
    for (k, opening) in openings.iter().enumerate() {
        let next = openings.get(k + 1).copied();
        let span = &lines[*opening..next.unwrap_or(lines.len())];
        let end = end(span, hours);
        let attempts = arrived(&span[..end.map_or(span.len(), |(i, _)| i + 1)], hours);
        let first = attempts.first().copied().unwrap_or(&span[0]);
        let used = |s: &&Known| {
            s.channels.contains(&first.channel) || attempts.iter().any(|a| s.channels.contains(&a.channel))
        };
        // A source that ended before the first attempt knows nothing of it.
        let lasted = |s: &&Known| s.last >= first.day;
        let as_of = sources.values().filter(used).filter(lasted).map(|s| s.last).min().unwrap();
        let days: Vec<String> =
            attempts.iter().filter(|a| a.day <= as_of).map(|a| (a.day - first.day).to_string()).collect();
        let reply = end.filter(|(_, replied)| *replied).map(|(i, _)| span[i].day).filter(|day| *day <= as_of);
        let next = next.map(|i| lines[i].day).filter(|day| *day <= as_of);
        let became = match (reply, next) {
            _ if attempts.is_empty() => "bounced".to_owned(),
            (Some(day), _) => format!("replied:{}", day - first.day),
            (None, Some(day)) => format!("given_up:{}", day - first.day),
            (None, None) => format!("waiting:{}", (as_of - first.day).max(0)),
        };
        let truncated = if first.day - sources[&first.source].first < quiet { " truncated" } else { "" };
        let fresh = if first.day >= as_of { " fresh" } else { "" };
        told.push(format!("{}: {} {became}{truncated}{fresh}", first.day, days.join(" ")).replace("  ", " "));
    }
    told
}

fn line() -> impl Strategy<Value = Line> {
    let gap = prop::sample::select(vec![0, 0, 0, 1, 2, 7, 30, 88, 89, 90, 91]);
    let clock = prop::option::of(0_i64..1440);
    let direction = prop::sample::select(vec![Direction::Out, Direction::Out, Direction::In, Direction::Mutual]);
    let channel = prop::sample::select(vec![Channel::Email, Channel::Email, Channel::Linkedin, Channel::Phone]);
    let kinds = [Kind::ALL, &[Kind::Message; 6], &[Kind::Call; 2], &[Kind::Bounce; 2]].concat();
    let outcome = prop::option::of(prop::sample::select(Outcome::ALL));
    (0..2_usize, gap, clock, direction, channel, prop::sample::select(kinds), outcome).prop_map(
        |(person, day, clock, direction, channel, kind, outcome)| Line {
            person,
            source: 0,
            day,
            clock,
            direction,
            channel,
            kind,
            outcome,
        },
    )
}

/// Days from gaps, and clock times from minutes of the day.
fn source(source: usize, start: i32, lines: Vec<Line>) -> Vec<Line> {
    let mut today = start;
    let place = |line: Line| {
        today += line.day;
        Line { source, day: today, clock: line.clock.map(|c| c + i64::from(today) * 1440), ..line }
    };
    lines.into_iter().map(place).collect()
}

fn touch(line: &Line, row: u64) -> Touch {
    let midnight = i64::from(epoch_day(FIRST)) * 1440;
    Touch {
        // An id of its own: two sources may well hold equal touches here.
        id: Some(format!("{} {row}", line.source)),
        contact: format!("person {}", line.person),
        day: day(line.day),
        at: line.clock.map(|c| (c + midnight) * 60_000),
        undated: false,
        direction: line.direction,
        channel: line.channel,
        kind: line.kind,
        details: Details { outcome: line.outcome, ..Details::default() },
        row,
    }
}

fn known(lines: &[Line], as_of: Option<i32>) -> BTreeMap<usize, Known> {
    let mut sources: BTreeMap<usize, Known> = BTreeMap::new();
    for line in lines {
        let known =
            sources.entry(line.source).or_insert(Known { first: line.day, last: line.day, channels: Vec::new() });
        known.first = known.first.min(line.day);
        known.last = as_of.unwrap_or(known.last.max(line.day));
        known.channels.push(line.channel);
    }
    sources
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn random_histories_have_the_episodes_of_the_definitions(
        histories in prop::collection::vec((0..100_i32, prop::collection::vec(line(), 0..14)), 1..4),
        as_of in prop::option::of(50..400_i32),
        hours in prop::sample::select(vec![0_u32, 12, 24, 36]),
        quiet_days in prop::sample::select(vec![10_u32, 90]),
    ) {
        let settings = Settings { same_attempt_hours: hours, quiet_days, ..Settings::default() };
        let sources: Vec<Vec<Line>> =
            histories.into_iter().enumerate().map(|(i, (start, lines))| source(i, start, lines)).collect();
        let touches: Vec<Vec<Touch>> =
            sources.iter().map(|lines| lines.iter().zip(2..).map(|(l, row)| touch(l, row)).collect()).collect();
        let lines: Vec<Line> =
            sources.concat().into_iter().filter(|l| as_of.is_none_or(|as_of| l.day <= as_of)).collect();
        let known = known(&lines, as_of);
        let mut people: Vec<usize> = Vec::new();
        lines.iter().for_each(|l| if !people.contains(&l.person) { people.push(l.person) });
        let of = |person: usize| lines.iter().filter(|l| l.person == person).cloned().collect::<Vec<_>>();
        let expected: Vec<String> = people.into_iter().flat_map(|p| expected(&of(p), &known, &settings)).collect();
        prop_assert_eq!(told(&read(&touches, as_of, false), &settings), expected);
    }
}
