//! The page: one self-contained file, from a template. Text from outside is escaped by the template engine.

use super::write::Picture;
use super::{Report, Section};
use crate::error::{Result, internal};
use crate::input::Accounting;
use crate::render::html::{self, HtmlTable};
use crate::view::{Cell, Column, Table, Unit};
use minijinja::Environment;
use minijinja::value::Serde;
use serde::Serialize;
use std::collections::BTreeMap;

const TEMPLATE: &str = include_str!("templates/index.html");

/// What the template is given.
#[derive(Serialize)]
struct Page<'a> {
    title: &'a str,
    headlines: Vec<&'a str>,
    findings: Vec<PageFinding<'a>>,
    findings_title: &'a str,
    findings_note: String,
    more_findings: usize,
    open: Vec<PageFinding<'a>>,
    sections: Vec<PageSection<'a>>,
    sources: HtmlTable,
    as_of: Option<&'a str>,
    hidden_below: Option<u64>,
    version: &'a str,
}

/// Findings beyond this number are in the tables only.
const MOST_FINDINGS: usize = 12;

#[derive(Serialize)]
struct PageFinding<'a> {
    sentence: &'a str,
    table: &'a str,
}

#[derive(Serialize)]
struct PageSection<'a> {
    id: &'a str,
    title: &'a str,
    items: Vec<PageItem<'a>>,
}

#[derive(Serialize)]
struct PageItem<'a> {
    id: &'a str,
    title: &'a str,
    headline: Option<&'a str>,
    charts: Vec<PageChart<'a>>,
    tables: Vec<HtmlTable>,
}

#[derive(Serialize)]
struct PageChart<'a> {
    id: &'a str,
    title: &'a str,
    svg: &'a str,
}

/// The page as HTML.
pub(super) fn html(report: &Report, pictures: &BTreeMap<String, Picture>) -> Result<String> {
    let mut environment = Environment::new();
    environment.add_template("index.html", TEMPLATE).map_err(internal)?;
    let sections: Vec<PageSection> = report.sections.iter().map(|s| section(s, pictures)).collect();
    let page = environment.get_template("index.html").map_err(internal)?;
    let found = &report.findings.found;
    let context = Page {
        title: &report.title,
        headlines: report.headlines(),
        findings: found
            .iter()
            .take(MOST_FINDINGS)
            .map(|f| PageFinding { sentence: &f.sentence, table: &f.table })
            .collect(),
        findings_title: Report::FINDINGS,
        findings_note: report.findings_note(),
        more_findings: found.len().saturating_sub(MOST_FINDINGS),
        open: report.findings.open.iter().map(|o| PageFinding { sentence: &o.sentence, table: &o.table }).collect(),
        sections,
        sources: html::table(&report.sources_table()),
        as_of: report.as_of.as_deref(),
        hidden_below: report.hidden_below,
        version: env!("CARGO_PKG_VERSION"),
    };
    page.render(Serde(&context)).map_err(internal)
}

fn section<'a>(section: &'a Section, pictures: &'a BTreeMap<String, Picture>) -> PageSection<'a> {
    let items = section.items.iter().map(|item| PageItem {
        id: item.tables.first().map_or("", |t| t.id.as_str()),
        title: item.tables.first().map_or("", |t| t.title.as_str()),
        headline: item.headline.as_deref(),
        charts: item
            .forms
            .iter()
            .filter_map(|f| pictures.get(f.id()).map(|p| PageChart { id: f.id(), title: f.title(), svg: &p.svg }))
            .collect(),
        tables: item.tables.iter().map(html::table).collect(),
    });
    PageSection { id: &section.id, title: &section.title, items: items.collect() }
}

impl Report {
    /// The heading of what is certain.
    pub(super) const FINDINGS: &str = "What is certain, and what is not";

    /// How the findings are corrected, or that there are none.
    pub(super) fn findings_note(&self) -> String {
        let tables = match self.findings.tables {
            0 => return "No table of this report compares groups.".into(),
            1 => "its tests".into(),
            n => format!("the tests of its {n} tables that compare something"),
        };
        match self.findings.found.len() {
            0 => format!("Nothing is certain once the report is corrected over {tables}."),
            _ => format!("Said only where it holds once the report is corrected over {tables}."),
        }
    }

    /// What a table is called.
    pub(super) fn title_of(&self, id: &str) -> String {
        let mut tables = self.sections.iter().flat_map(|s| &s.items).flat_map(|i| &i.tables);
        tables.find(|table| table.id == id).map_or_else(String::new, |table| table.title.clone())
    }

    /// Rows read, used and left out, by source.
    pub fn sources_table(&self) -> Table {
        let columns = vec![
            Column::text("source", "Source"),
            Column::integer("rows_read", "Rows read", Unit::Rows),
            Column::integer("rows_used", "Used", Unit::Rows),
            Column::integer("rows_left_out", "Left out", Unit::Rows),
            Column::text("reasons", "Why"),
        ];
        let row = |account: &Accounting| -> Vec<Cell> {
            let said = |what: &str, map: &BTreeMap<_, crate::input::accounting::LeftOut>| -> Vec<String> {
                map.iter().map(|(r, l): (&crate::input::Reason, _)| format!("{}{} {}", what, l.n, r.words)).collect()
            };
            let reasons = [said("", &account.rows), said("answers: ", &account.answers)].concat().join("; ");
            vec![
                account.source.as_str().into(),
                account.read.into(),
                account.used().into(),
                account.left_out().into(),
                if reasons.is_empty() { "nothing was left out".into() } else { reasons.into() },
            ]
        };
        Table {
            id: "sources".into(),
            title: "Rows read, used and left out".into(),
            base: String::new(),
            columns,
            rows: self.sources.iter().map(row).collect(),
            notes: self.source_notes(),
        }
    }

    fn source_notes(&self) -> Vec<String> {
        self.sources.iter().flat_map(|a| a.notes.iter().map(|n| format!("{}: {n}.", a.source))).collect()
    }
}
