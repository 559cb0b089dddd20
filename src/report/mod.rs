//! The report: which tables and charts make it, and in which order; written as a page, Markdown, JSON and pictures.

mod page;
mod write;

pub use write::Written;

use crate::api::{Disclosed, Outreach, Survey};
use crate::error::Result;
use crate::estimate::{Estimate, Evidence, Findings};
use crate::input::Accounting;
use crate::project::Project;
use crate::stats::Level;
use crate::survey::{Kind, Question, Role};
use crate::view::{Cell, Form, Table};
use std::collections::BTreeSet;

/// A report, ready to be written.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its title.
    pub title: String,
    /// Figures about fewer people than this are hidden.
    pub hidden_below: Option<u64>,
    /// Its parts, in order.
    pub sections: Vec<Section>,
    /// What is certain over all its tables, and what is not.
    pub findings: Findings,
    /// The account of every source.
    pub sources: Vec<Accounting>,
    /// The last day of which the outreach is known.
    pub as_of: Option<String>,
}

/// One part of a report: a survey, or the outreach.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its name for links.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Its estimates, in order.
    pub items: Vec<Item>,
}

/// One estimate of a report.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its result in a sentence.
    pub headline: Option<String>,
    /// Its tables, the main one first.
    pub tables: Vec<Table>,
    /// Its charts.
    pub forms: Vec<Form>,
    /// What its tables tell of differences.
    pub evidence: Vec<Evidence>,
    /// Whether it stands for the whole section at the head of the report.
    pub main: bool,
}

impl Item {
    fn of<E: Estimate>(prefix: &str, disclosed: &Disclosed<E>, main: bool) -> Item {
        let mut tables = disclosed.reported();
        let mut forms = disclosed.forms();
        // Two surveys may have a question of the same id: their tables and pictures must not collide.
        tables.iter_mut().for_each(|t| t.id = format!("{prefix}{}", t.id));
        forms.iter_mut().for_each(|f| f.set_id(format!("{prefix}{}", f.id())));
        let link = |told: Evidence| Evidence { table: format!("{prefix}{}", told.table), ..told };
        let evidence = disclosed.evidence().into_iter().map(link).collect();
        Item { headline: disclosed.headline(), tables, forms, evidence, main }
    }
}

impl Item {
    /// Whether its main table has a figure with a value: where nobody was met, there is no funnel.
    fn says_something(&self) -> bool {
        let cells = self.tables.iter().take(1).flat_map(|table| &table.rows).flatten();
        let shown =
            |cell: &Cell| matches!(cell, Cell::Figure(figure) if figure.shown().is_some_and(|s| s.value.is_some()));
        cells.into_iter().any(shown)
    }
}

impl Report {
    /// Reads everything that the project names and estimates what its report shows.
    ///
    /// # Errors
    /// When something cannot be read; `step` is told what is being done.
    pub fn make(project: &Project, level: Level, step: &dyn Fn(&str)) -> Result<Report> {
        let rule = project.rule();
        let mut report = Report {
            title: project.title.clone(),
            hidden_below: rule.map(|r| r.below).filter(|below| *below > 1),
            sections: Vec::new(),
            findings: Findings::default(),
            sources: Vec::new(),
            as_of: None,
        };
        for part in &project.surveys {
            step(&format!("reading {}", part.id));
            let survey = Survey::of_part(part, rule)?;
            report.sources.extend_from_slice(survey.sources());
            let prefix = if project.surveys.len() > 1 { format!("{}-", part.id) } else { String::new() };
            report.sections.push(survey_section(&survey, &part.id, &part.by, &prefix, level)?);
        }
        if !project.outreach.is_empty() {
            step("reading outreach");
            let outreach = Outreach::of_parts(&project.outreach, &project.settings, rule)?;
            report.sources.extend_from_slice(outreach.sources());
            report.as_of = Some(outreach.known_until()).filter(|words| !words.is_empty());
            report.sections.push(outreach_section(&outreach, level)?);
        }
        report.make_ids_unique();
        report.findings = Findings::of(&report.evidence(), level);
        Ok(report)
    }

    /// A question may be called `replies`, or `Q1` beside `q1`: links and files must not collide, whatever the file system.
    fn make_ids_unique(&mut self) {
        let mut taken = BTreeSet::new();
        let mut unique = |id: &str| {
            let mut name = id.to_owned();
            let mut again = 2;
            while !taken.insert(name.to_lowercase()) {
                name = format!("{id}-{again}");
                again += 1;
            }
            name
        };
        for item in self.sections.iter_mut().flat_map(|s| &mut s.items) {
            for table in &mut item.tables {
                let id = unique(&format!("table:{}", table.id)).replace("table:", "");
                item.evidence.iter_mut().filter(|e| e.table == table.id).for_each(|e| e.table.clone_from(&id));
                table.id = id;
            }
            item.forms.iter_mut().for_each(|f| f.set_id(unique(f.id())));
        }
    }

    /// What all its tables tell.
    fn evidence(&self) -> Vec<Evidence> {
        self.sections.iter().flat_map(|s| &s.items).flat_map(|i| i.evidence.iter().cloned()).collect()
    }

    /// Every table, in order.
    pub fn tables(&self) -> Vec<Table> {
        self.sections.iter().flat_map(|s| &s.items).flat_map(|i| i.tables.iter().cloned()).collect()
    }

    /// The sentences for the head of the report.
    pub fn headlines(&self) -> Vec<&str> {
        let main = self.sections.iter().flat_map(|s| &s.items).filter(|i| i.main);
        main.filter_map(|i| i.headline.as_deref()).collect()
    }
}

fn survey_section(survey: &Survey, id: &str, by: &[String], prefix: &str, level: Level) -> Result<Section> {
    let mut items = Vec::new();
    let is_barriers = |q: &&Question| q.role == Some(Role::Barriers);
    let (barriers, others): (Vec<&Question>, Vec<&Question>) = survey.questions().partition(is_barriers);
    let broken_down: Vec<String> =
        if by.is_empty() { Vec::new() } else { survey.barrier_questions()?.iter().map(|q| q.id.clone()).collect() };
    for question in &barriers {
        items.push(Item::of(prefix, &survey.shares(&question.id)?.level(level).estimate()?, true));
    }
    for question in &broken_down {
        for by in by {
            items.push(Item::of(prefix, &survey.shares(question)?.by(by).level(level).estimate()?, false));
        }
    }
    for question in others {
        // What the report is broken down by describes the people; what they said comes first.
        let main = question.kind == Kind::Single && !by.contains(&question.id);
        let item = Item::of(prefix, &survey.shares(&question.id)?.level(level).estimate()?, main);
        items.push(item);
    }
    for question in survey.number_questions() {
        items.push(Item::of(prefix, &survey.numbers(&question.id)?.level(level).estimate()?, false));
    }
    let described =
        |item: &Item| item.tables.first().is_some_and(|t| by.iter().any(|b| t.id == format!("{prefix}{b}")));
    items.sort_by_key(described);
    if survey.has_margins() {
        items.push(Item::of(prefix, &survey.weighting(level)?, false));
    }
    let title = survey.responses().codebook.title.clone().unwrap_or_else(|| id.replace('_', " "));
    Ok(Section { id: id.to_owned(), title, items })
}

/// Attributes of the first message by which the report breaks replies down, where the sources know them.
const BROKEN_DOWN_BY: [&str; 3] = ["channel", "warmth", "ask"];

fn outreach_section(outreach: &Outreach, level: Level) -> Result<Section> {
    let mut items = vec![Item::of("", &outreach.replies().level(level).estimate()?, true)];
    for by in BROKEN_DOWN_BY {
        let replies = outreach.replies().by(by).level(level).estimate()?;
        if replies.is_broken_down() {
            items.push(Item::of("", &replies, false));
        }
    }
    let cadence = outreach.cadence().level(level).all()?;
    items.push(Item::of("", &cadence.described, true));
    items.extend(Some(Item::of("", &cadence.effect, true)).filter(Item::says_something));
    items.extend(Some(Item::of("", &cadence.gaps, false)).filter(Item::says_something));
    items.extend(Some(Item::of("", &cadence.advice, false)).filter(Item::says_something));
    let relations = outreach.relations()?.level(level);
    let further = [
        Item::of("", &relations.funnel()?, false),
        Item::of("", &relations.speed()?, false),
        Item::of("", &relations.reciprocity()?, false),
        Item::of("", &outreach.habit().level(level).estimate()?, false),
    ];
    items.extend(further.into_iter().filter(Item::says_something));
    Ok(Section { id: "outreach".into(), title: "Outreach".into(), items })
}
