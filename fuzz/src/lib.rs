//! What the fuzz targets do with their bytes. How to run them: CONTRIBUTING.md, "Fuzz".

use hearback::input::{Item, Opened, guard};
use hearback::outreach::gather::{Given, gather};
use hearback::outreach::read::{self as sources, Context};
use hearback::outreach::touch::{Feed, Until};
use hearback::outreach::{ColumnMap, Me, Only, Settings, episodes};
use hearback::survey::{Draft, Kind, Responses, read};
use hearback::tally::Answers;
use std::path::Path;

/// Reads a file of outreach, called as it would be, and makes touches and episodes of it. It may be refused; it may not panic.
pub fn source(name: &str, bytes: &[u8]) {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(guard::quiet);
    let (utc, map, only) = (jiff::tz::TimeZone::UTC, ColumnMap::new(), Only::default());
    let context = Context { last: Some(jiff::civil::date(2025, 12, 31)), ..Context::new(&utc, &map) };
    let Ok(read) = sources::read_items(vec![Item::bytes(bytes.to_vec(), name)], false, &context) else { return };
    let feed = Feed { index: 0, complete: true };
    let given = read.found.into_iter().map(|found| Given { feed, only: &only, people: &[], found }).collect();
    let Ok(gathered) = gather(given, &Me::default(), &utc, Until { today: context.last, ..Until::default() }) else { return };
    let _ = episodes(&gathered.touches, &Settings::default());
}

/// Reads a survey export, drafts its codebook and counts a multi-select by it. It may be refused; it may not panic.
pub fn export(bytes: &[u8]) {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(guard::quiet);
    let Ok(opened) = Opened::of_bytes(bytes.to_vec(), Path::new("fuzz"), "fuzz", None) else { return };
    let Ok(export) = read::export(&opened) else { return };
    if let Ok(draft) = Draft::of(export.clone()) {
        let toml = draft.toml();
        if draft.codebook().is_ok() {
            draft.merge_into(&toml, "fuzz.toml").expect("a draft can be drafted again");
        }
    }
    let Ok(responses) = Responses::of_draft(export) else { return };
    if let Some(question) = responses.codebook.questions.iter().find(|q| q.kind == Kind::Multi) {
        let _ = Answers::count(&responses, &[&question.id], &[]);
    }
}
