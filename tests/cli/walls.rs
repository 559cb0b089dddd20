//! The walls: which room may know which. The source is read as text, comments, strings and unit tests taken out, so that
//! an import that goes up the stream fails here with its file and line.

mod source;

use source::{Source, sources};
use std::collections::{BTreeMap, BTreeSet};

/// Each room, down the stream, and the rooms that it may import. `ARCHITECTURE.md` draws the same picture.
const ROOMS: [(&str, &[&str]); 16] = [
    ("error", &[]),
    ("view", &[]),
    ("stats", &[]),
    ("input", &["error", "view"]),
    ("survey", &["error", "stats", "input"]),
    ("outreach", &["error", "input"]),
    ("tally", &["error", "input", "survey", "outreach"]),
    ("published", &["error", "view", "input", "survey"]),
    ("estimate", &["error", "view", "stats", "survey", "outreach", "tally", "published"]),
    ("disclosure", &["estimate"]),
    ("render", &["error", "view"]),
    ("chart", &["error", "view"]),
    ("project", &["error", "input", "survey", "outreach", "disclosure"]),
    (
        "api",
        &[
            "error",
            "view",
            "stats",
            "input",
            "survey",
            "outreach",
            "tally",
            "published",
            "estimate",
            "disclosure",
            "chart",
            "project",
        ],
    ),
    ("report", &["error", "view", "stats", "input", "survey", "estimate", "render", "chart", "project", "api"]),
    ("cli", &["error", "view", "stats", "input", "render", "chart", "project", "api", "report"]),
];

/// polars stops at the tally. `error` knows it only to turn its errors into ours.
const POLARS: [&str; 5] = ["error", "input", "survey", "outreach", "tally"];

/// Maps without an order, and why they do no harm there: they are looked up, never walked through.
const HASHED: [(&str, &str); 13] = [
    ("src/input/distinct.rs", "cells that were read already; listed in the order of the rows"),
    ("src/input/labelled/cells.rs", "values kept already"),
    ("src/input/labelled/spss/extensions.rs", "names looked up by their short form"),
    ("src/input/labelled/spss/variables.rs", "names taken already"),
    ("src/input/labelled/stata/labels.rs", "long texts looked up by their number"),
    ("src/outreach/gather.rs", "contacts looked up by their names"),
    ("src/outreach/history.rs", "names met already; listed in the order of the rows"),
    ("src/outreach/people.rs", "names given already; people stand in the order in which they are met"),
    ("src/outreach/proposals.rs", "names met already, and spellings that are asked for"),
    ("src/outreach/sets.rs", "places of keys; whoever walks through them sorts what comes out, or takes the first"),
    ("src/survey/draft/profile.rs", "cells counted already; sorted before they are shown"),
    ("src/survey/responses/typing.rs", "respondents seen already"),
    ("src/tally/coded.rs", "codes given already; keys are listed in the order of the rows"),
];

/// Names of platforms and formats that only a reader may know. A channel's name ("linkedin") is a word of the log.
const PLATFORMS: [&str; 9] =
    ["qualtrics", "surveymonkey", "google forms", "limesurvey", "redcap", "typeform", "mbox", "icalendar", "vcard"];

/// Fails with every breach, each with its file and line.
fn hold(rule: &str, breaches: Vec<String>) {
    assert!(breaches.is_empty(), "{rule}\n  {}\n", breaches.join("\n  "));
}

/// Lines on which one of these words stands.
fn lines_with<'a>(source: &'a Source, text: &'a str, words: &'a [&'a str]) -> impl Iterator<Item = String> + 'a {
    let found = text
        .lines()
        .zip(1..)
        .flat_map(move |(line, n)| words.iter().filter(move |w| line.contains(**w)).map(move |w| (n, w)));
    found.map(move |(n, word)| format!("{}:{n}: {word}", source.path))
}

#[test]
fn the_table_names_every_room_and_goes_down_the_stream() {
    let named: Vec<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    let there: BTreeSet<String> = sources().into_iter().filter_map(|s| s.room).collect();
    assert_eq!(there, named.iter().map(|r| (*r).to_owned()).collect(), "rooms under src and in the table");
    for (i, (room, imports)) in ROOMS.iter().enumerate() {
        for import in *imports {
            let place = named.iter().position(|r| r == import).unwrap_or_else(|| panic!("{room}: what is {import}?"));
            assert!(place < i, "{room} may not import {import}, which stands below it");
        }
    }
}

#[test]
fn imports_run_down_the_stream_and_never_up() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.into_iter().collect();
    let breaches = sources().into_iter().flat_map(|source| {
        let room = source.room.clone().unwrap_or_default();
        let of_room = allowed.get(room.as_str()).copied().unwrap_or_default();
        let out = source.imports().into_iter().filter(|(_, to)| *to != room && !of_room.contains(&to.as_str()));
        let fine = source.room.is_none();
        let breaches =
            out.filter(|_| !fine).map(|(line, to)| format!("{}:{line}: `{room}` may not import `{to}`", source.path));
        breaches.collect::<Vec<_>>()
    });
    hold(
        "A room imports only what the table in tests/cli/walls.rs allows. Move the code, or redraw the house:",
        breaches.collect(),
    );
}

/// A permission that nobody uses is a hole in the wall.
#[test]
fn every_permission_is_used() {
    let mut used: BTreeSet<(String, String)> = BTreeSet::new();
    for source in sources() {
        let Some(room) = source.room.clone() else { continue };
        used.extend(source.imports().into_iter().map(|(_, to)| (room.clone(), to)));
    }
    let permissions = ROOMS.iter().flat_map(|(room, imports)| imports.iter().map(move |to| (*room, *to)));
    let idle = permissions.filter(|(room, to)| !used.contains(&((*room).to_owned(), (*to).to_owned())));
    hold("Take these out of the table:", idle.map(|(room, to)| format!("{room} → {to}")).collect());
}

#[test]
fn polars_stops_at_the_tally() {
    let outside = sources().into_iter().filter(|s| s.room.as_deref().is_some_and(|r| !POLARS.contains(&r)));
    let breaches = outside.flat_map(|s| lines_with(&s, &s.code, &["polars"]).collect::<Vec<_>>());
    hold("Beyond the tally an estimate is a plain struct:", breaches.collect());
}

#[test]
fn only_cli_reads_the_clock() {
    let clocks = ["::now(", "SystemTime", "Instant"];
    let others = sources().into_iter().filter(|s| s.room.as_deref() != Some("cli"));
    let breaches = others.flat_map(|s| lines_with(&s, &s.code, &clocks).collect::<Vec<_>>());
    hold("Same inputs, same bytes out. Let `cli` hand the day down as a setting:", breaches.collect());
}

#[test]
fn only_readers_know_a_platform() {
    let others = sources().into_iter().filter(|s| !s.path.contains("/read/"));
    let breaches = others.flat_map(|s| lines_with(&s, &s.text.to_lowercase(), &PLATFORMS).collect::<Vec<_>>());
    hold("A platform's format is one file under survey/read or outreach/read:", breaches.collect());
}

#[test]
fn no_order_of_hashes_reaches_the_output() {
    let allowed: Vec<&str> = HASHED.iter().map(|(path, _)| *path).collect();
    let all = sources();
    let hashed = |s: &Source| lines_with(s, &s.code, &["HashMap", "HashSet"]).collect::<Vec<_>>();
    let breaches = all.iter().filter(|s| !allowed.contains(&s.path.as_str())).flat_map(hashed);
    hold("Use a BTreeMap, or list the file in HASHED with the reason:", breaches.collect());
    let idle = allowed.iter().filter(|path| !all.iter().any(|s| s.path == **path && !hashed(s).is_empty()));
    hold("Take these out of HASHED:", idle.map(|path| (*path).to_owned()).collect());
}

#[test]
fn nothing_panics_outside_tests() {
    let panics =
        [".unwrap()", ".expect(", ".unwrap_err()", ".expect_err(", "panic!", "unreachable!", "todo!", "unimplemented!"];
    let breaches = sources().into_iter().flat_map(|s| lines_with(&s, &s.code, &panics).collect::<Vec<_>>());
    hold("No panic on any input. Return an error, or find a form that cannot fail:", breaches.collect());
}

#[test]
fn the_map_draws_the_same_walls() {
    let map =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    for (room, imports) in ROOMS {
        let row = map
            .lines()
            .find(|l| l.starts_with(&format!("| `{room}` |")))
            .unwrap_or_else(|| panic!("no row for {room}"));
        let drawn = row.trim_end_matches('|').rsplit('|').next().unwrap_or("");
        let drawn: Vec<&str> = drawn.split('`').skip(1).step_by(2).collect();
        assert_eq!(drawn, imports, "what {room} may import, in ARCHITECTURE.md and here");
    }
}
