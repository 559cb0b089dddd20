//! `hearback check`: reads everything and tells what would be left out.

use super::args::{CheckArgs, Format};
use super::input::{self, Wing};
use super::{Ended, Stop, output};
use crate::api::{Outreach, Survey};
use crate::error::{Fault, Result, visible};
use crate::input::Accounting;
use crate::input::accounting::{EXAMPLES, LeftOut, Reason, records};
use crate::input::sheet;
use crate::render::json;
use crate::view::{Column, Table, Unit};
use std::collections::BTreeMap;

pub(super) fn run(args: &CheckArgs) -> Result<Ended, Stop> {
    let project = input::project(&args.input, Wing::Either)?;
    let mut sources = Vec::new();
    for part in &project.surveys {
        let responses = Survey::responses_of(part)?;
        let undeclared = &responses.undeclared;
        let first = sources.len();
        sources.extend(responses.accounts);
        if let (Some(account), false) = (sources.get_mut(first), undeclared.is_empty()) {
            account.note(format!(
                "columns that no question declares: {} (declare them, or list them under ignore)",
                sheet::list(undeclared, 20)
            ));
        }
    }
    if !project.outreach.is_empty() {
        sources.extend(Outreach::accounts_of(&project.outreach, &project.settings)?);
    }
    let text = match args.format {
        Format::Table => sources.iter().map(told).collect::<Vec<_>>().join("\n"),
        Format::Json => json::document("check", &[table(&sources)], None, records(&sources))?,
        Format::Csv => crate::render::csv::table(&table(&sources))?,
        Format::Md => crate::render::markdown::table(&table(&sources), 2),
    };
    output::write(&text)?;
    output::say_found(&project);
    Ok(output::ended(&sources, true))
}

/// One source in words: the account, then row by row what is left out.
fn told(account: &Accounting) -> String {
    let mut out = format!("{}\n", visible(&account.line()));
    for (reason, left) in &account.rows {
        out.push_str(&listed("rows", reason, left));
    }
    for (reason, left) in &account.answers {
        out.push_str(&listed("answers", reason, left));
    }
    for note in account.notes.iter().chain(&account.own) {
        out.push_str(&format!("  note: {}\n", visible(note)));
    }
    if account.faults() == 0 {
        out.push_str("  no faults\n");
    }
    out
}

fn listed(what: &str, reason: &Reason, left: &LeftOut) -> String {
    let kind = if reason.fault { "fault" } else { "by rule" };
    let mut out = format!("  {what} left out: {} ({}, {kind})\n", reason.words, left.n);
    for fault in &left.examples {
        let text = fault.to_string().replace('\n', "\n    ");
        out.push_str(&format!("    {text}\n"));
    }
    let more = left.n.saturating_sub(EXAMPLES as u64);
    if more > 0 {
        out.push_str(&format!("    … and {more} more\n"));
    }
    out
}

/// What is left out as a table, a row a fault.
fn table(sources: &[Accounting]) -> Table {
    let mut rows = Vec::new();
    for account in sources {
        for (what, map) in [("row", &account.rows), ("answer", &account.answers)] {
            rows.extend(faults(map).map(|(reason, fault)| {
                let place = &fault.place;
                let text = |t: &Option<String>| t.clone().unwrap_or_default().into();
                vec![
                    account.source.as_str().into(),
                    place.row.into(),
                    text(&place.column),
                    what.into(),
                    reason.words.as_str().into(),
                    if reason.fault { "yes" } else { "no" }.into(),
                    text(&fault.found),
                    text(&fault.accepted),
                    text(&fault.remedy),
                ]
            }));
        }
    }
    let names = [
        ("column", "Column"),
        ("what", "What"),
        ("reason", "Reason"),
        ("fault", "Fault"),
        ("found", "Found"),
        ("accepted", "Accepted"),
        ("to_do", "To do"),
    ];
    let mut columns = vec![Column::text("source", "Source"), Column::integer("row", "Row", Unit::Rows)];
    columns.extend(names.map(|(name, label)| Column::text(name, label)));
    let notes = vec![format!("At most {EXAMPLES} rows a reason are listed; `sources` has the full counts.")];
    Table { id: "left_out".into(), title: "What is left out".into(), base: String::new(), columns, rows, notes }
}

fn faults(map: &BTreeMap<Reason, LeftOut>) -> impl Iterator<Item = (&Reason, &Fault)> {
    map.iter().flat_map(|(reason, left)| left.examples.iter().map(move |fault| (reason, fault)))
}
