//! `hearback contacts`

use super::args::{ContactsArgs, Format};
use super::input::{self, Wing};
use super::{Ended, Stop, output};
use crate::api::{Outreach, Owner, Proposal};
use crate::error::{Fault, Result};
use crate::input::accounting::records;
use crate::project::Project;
use crate::render::{csv, json, markdown, terminal};
use crate::view::{Cell, Column, Table, Unit};

pub(super) fn run(args: &ContactsArgs) -> Result<Ended, Stop> {
    let project = input::project(&args.input, Wing::Outreach)?;
    let outreach = Outreach::of_parts(input::outreach(&project)?, &project.settings, project.rule())?;
    let owner = outreach.only_owner()?;
    if let Some(pairs) = &args.accept {
        return accept(&project, owner, pairs);
    }
    let table = if args.propose { proposed(owner)? } else { known(owner)? };
    let text = match args.format {
        Format::Table => terminal::table(&table, output::screen()),
        Format::Md => markdown::table(&table, 2),
        Format::Csv => csv::table(&table)?,
        Format::Json => json::document("contacts", &[table], None, records(outreach.sources()))?,
    };
    output::write(&text)?;
    output::say_found(&project);
    output::say_left_out(outreach.sources());
    Ok(output::ended(outreach.sources(), args.input.strict))
}

/// Everyone with whom something passed.
fn known(owner: &Owner) -> Result<Table> {
    let names = owner.people().names();
    let rows = owner.known()?.into_iter().map(|(contact, known)| {
        let name = names.get(contact.as_str()).map_or(Cell::Null, |n| Cell::Text(n.join("; ")));
        let last = known.last.map_or(Cell::Null, |day| day.to_string().into());
        let sources = owner.source_names(&known.sources).join(", ").into();
        vec![contact.into(), name, count(known.out), count(known.inbound), count(known.mutual), last, sources]
    });
    let columns = vec![
        Column::text("contact", "Contact"),
        Column::text("names", "Names"),
        Column::integer("out", "From you", Unit::Touches),
        Column::integer("in", "From them", Unit::Touches),
        Column::integer("mutual", "Together", Unit::Touches),
        Column::text("last", "Last"),
        Column::text("sources", "Sources"),
    ];
    let rows: Vec<_> = rows.collect();
    let base = format!("{} contacts", rows.len());
    let notes = vec!["Names of your contacts: for your own eyes.".into()];
    Ok(Table { id: "contacts".into(), title: "Who is who".into(), base, columns, rows, notes })
}

fn count(n: u32) -> Cell {
    Cell::Integer(i64::from(n))
}

/// Pairs that may be one person.
fn proposed(owner: &Owner) -> Result<Table> {
    let known = owner.known()?;
    let side = |contact: &str| {
        let Some(known) = known.get(contact) else { return contact.to_owned() };
        let touches = known.out + known.inbound + known.mutual;
        format!("{contact} ({touches} in {})", owner.source_names(&known.sources).join(", "))
    };
    let proposals = owner.proposals();
    let row = |(i, p): (usize, &Proposal)| {
        vec![Cell::Integer(i as i64 + 1), side(&p.one).into(), side(&p.other).into(), p.evidence.as_str().into()]
    };
    let rows: Vec<_> = proposals.iter().enumerate().map(row).collect();
    let columns = vec![
        Column::integer("pair", "Pair", Unit::Rows),
        Column::text("one", "One"),
        Column::text("other", "Other"),
        Column::text("evidence", "Evidence"),
    ];
    let base = format!("{} pairs of contacts", rows.len());
    let notes = vec![
        "Only proposed: `hearback contacts --accept` writes all of them into contacts.csv, `--accept 1 3` those two."
            .into(),
    ];
    Ok(Table { id: "proposals".into(), title: "Who may be the same person".into(), base, columns, rows, notes })
}

/// Writes pairs into the project's contacts.csv: all of them, or those that are named.
fn accept(project: &Project, owner: &Owner, wanted: &[usize]) -> Result<Ended, Stop> {
    let proposals = owner.proposals();
    if let Some(wrong) = wanted.iter().find(|n| **n == 0 || **n > proposals.len()) {
        return Err(Fault::new("there is no such pair")
            .found(wrong.to_string())
            .accepted(match proposals.len() {
                0 => "nothing: no pair is proposed".to_owned(),
                n => format!("numbers from 1 to {n}"),
            })
            .remedy("`hearback contacts --propose` lists them")
            .into());
    }
    let is_wanted = |i: usize| wanted.is_empty() || wanted.contains(&(i + 1));
    let pairs = proposals.iter().enumerate().filter(|(i, _)| is_wanted(*i)).map(|(_, p)| p.clone());
    let pairs: Vec<Proposal> = pairs.collect();
    if pairs.is_empty() {
        output::write("No pair is proposed: nothing to write.\n")?;
        return Ok(Ended::Done);
    }
    let path = project.accept_contacts(&pairs, owner.people())?;
    let mut text = String::new();
    for pair in &pairs {
        text.push_str(&crate::error::visible(&format!(
            "one person: {} and {} ({})",
            pair.one, pair.other, pair.evidence
        )));
        text.push('\n');
    }
    output::write(&format!("{text}Written: {}\n", path.display()))?;
    Ok(Ended::Done)
}
