//! What the fuzz targets do with their bytes. How to run them: CONTRIBUTING.md, "Fuzz".

use hearback::input::{Opened, guard};
use hearback::survey::{Draft, Kind, Responses, read};
use hearback::tally::Answers;
use std::path::Path;

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
