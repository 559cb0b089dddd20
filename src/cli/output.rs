//! From results to standard output; talk goes to standard error.

use super::args::{Format, OutputArgs};
use super::{Ended, Stop};
use crate::chart::{Fonts, Theme, draw};
use crate::error::{Error, Fault, Result, excerpt, internal};
use crate::input::Accounting;
use crate::input::accounting::records;
use crate::project::{Origin, Project};
use crate::render::terminal::Screen;
use crate::render::{csv, json, markdown, terminal};
use crate::stats::Level;
use crate::view::{Form, Table};
use std::io::{ErrorKind, IsTerminal, Write};

/// The result of a command.
pub(super) struct Output {
    /// The command's name.
    pub command: &'static str,
    /// All tables, the main ones first.
    pub tables: Vec<Table>,
    /// How many of them are printed when no table is named.
    pub main: usize,
    /// Ids of those that are printed beside another one, and not as CSV.
    pub beside: Vec<String>,
    /// The charts: the one that is called like the table that was named is saved, else the first.
    pub forms: Vec<Form>,
    /// Row accounting.
    pub sources: Vec<Accounting>,
}

/// Tables and charts, as they are found.
#[derive(Default)]
pub(super) struct Printed {
    main: Vec<Table>,
    beside: Vec<String>,
    further: Vec<Table>,
    forms: Vec<Form>,
}

impl Printed {
    /// Adds an estimate's tables, of which so many are printed: the first, and those beside it.
    pub fn add(&mut self, prefix: &str, tables: Vec<Table>, main: usize, forms: Vec<Form>) {
        for (i, mut table) in tables.into_iter().enumerate() {
            table.id = format!("{prefix}{}", table.id);
            if (1..main).contains(&i) {
                self.beside.push(table.id.clone());
            }
            if i < main { self.main.push(table) } else { self.further.push(table) }
        }
        self.forms.extend(forms);
    }

    /// Adds an estimate's tables to those that are printed, all beside the first one.
    pub fn add_beside(&mut self, tables: Vec<Table>, main: usize, forms: Vec<Form>) {
        self.beside.extend(tables.iter().take(main).map(|table| table.id.clone()));
        self.add("", tables, main, forms);
    }

    /// All of it as one result.
    pub fn output(self, command: &'static str, sources: Vec<Accounting>) -> Output {
        let Printed { main, beside, further, forms } = self;
        let count = main.len();
        Output { command, tables: main.into_iter().chain(further).collect(), main: count, beside, forms, sources }
    }
}

/// Prints a result, saves its chart, and says what was left out.
pub(super) fn print(output: &Output, args: &OutputArgs, project: &Project, strict: bool) -> Result<Ended, Stop> {
    let chosen = chosen(output, args)?;
    if let Some(path) = &args.chart {
        save_chart(output, path, args.table.as_deref(), project)?;
    }
    let text = match args.format {
        Format::Table => chosen.iter().map(|t| terminal::table(t, screen())).collect::<Vec<_>>().join("\n"),
        Format::Md => chosen.iter().map(|t| markdown::table(t, 2)).collect::<Vec<_>>().join("\n"),
        Format::Csv => csv::table(one(&alone(output, chosen), args)?)?,
        Format::Json => json::document(output.command, &output.tables, None, records(&output.sources))?,
    };
    write(&text)?;
    say_found(project);
    say_left_out(&output.sources);
    Ok(ended(&output.sources, strict))
}

/// Where only the main tables were printed for a reader: the names of the others.
pub(super) fn say_more(output: &Output, args: &OutputArgs, not_made: &[&str]) {
    let made = output.tables.iter().skip(output.main).map(|t| t.id.as_str());
    let further: Vec<&str> = made.chain(not_made.iter().copied()).collect();
    if args.format == Format::Table && args.table.is_none() && !further.is_empty() {
        talk(&format!("more: --table {}", further.join(", ")));
    }
}

/// How it ended: with faults only where faults were asked about.
pub(super) fn ended(sources: &[Accounting], strict: bool) -> Ended {
    if strict && sources.iter().any(|a| a.faults() > 0) { Ended::Faults } else { Ended::Done }
}

/// The level of `--level`.
pub(super) fn level(level: f64) -> Result<Level> {
    Level::new(level).map_err(|_| {
        Fault::new("--level is no confidence level")
            .found(level.to_string())
            .accepted("a share between 0 and 1, such as 0.95")
            .remedy(if level > 1.0 && level < 100.0 {
                format!("did you mean {}?", level / 100.0)
            } else {
                "correct it".into()
            })
            .into()
    })
}

fn chosen<'a>(output: &'a Output, args: &OutputArgs) -> Result<Vec<&'a Table>> {
    let Some(id) = &args.table else { return Ok(output.tables.iter().take(output.main).collect()) };
    let found: Vec<&Table> = output.tables.iter().filter(|t| &t.id == id).collect();
    if found.is_empty() {
        let ids: Vec<&str> = output.tables.iter().map(|t| t.id.as_str()).collect();
        return Err(Fault::new("there is no such table")
            .found(id)
            .accepted(ids.join(", "))
            .remedy("name one of those")
            .into());
    }
    Ok(found)
}

/// The tables that were chosen, without those beside them.
fn alone<'a>(output: &Output, chosen: Vec<&'a Table>) -> Vec<&'a Table> {
    if chosen.len() < 2 {
        return chosen;
    }
    chosen.into_iter().filter(|t| !output.beside.contains(&t.id)).collect()
}

fn one<'a>(chosen: &[&'a Table], args: &OutputArgs) -> Result<&'a Table> {
    match chosen {
        [table] => Ok(table),
        _ if args.table.is_some() => chosen.first().copied().ok_or_else(|| internal("no table")),
        _ => {
            let ids: Vec<&str> = chosen.iter().map(|t| t.id.as_str()).collect();
            Err(Fault::new("CSV holds one table, and there are several")
                .accepted(ids.join(", "))
                .remedy(format!("add --table {}", ids.first().unwrap_or(&"ID")))
                .into())
        }
    }
}

fn save_chart(output: &Output, path: &std::path::Path, table: Option<&str>, project: &Project) -> Result<()> {
    let named = output.forms.iter().find(|form| table == Some(form.id()));
    let is_further = |id: &str| output.tables.iter().skip(1).any(|table| table.id == id);
    if let (Some(id), None, [_, ..]) = (table.filter(|id| is_further(id)), named, output.forms.as_slice()) {
        let ids: Vec<&str> = output.forms.iter().map(Form::id).collect();
        return Err(Fault::new("this table has no chart")
            .found(id)
            .accepted(ids.join(", "))
            .remedy("name one of those with --table, or leave --chart out")
            .into());
    }
    let form = named.or(output.forms.first()).ok_or_else(|| {
        Fault::new("several questions are shown, so it is not clear which chart to save")
            .remedy("name one with --question")
    })?;
    let drawing = draw(form, &Theme::light(), &fonts(project)?)?;
    drawing.save(path)?;
    warn_of_glyphs(&drawing.missing_glyphs);
    Ok(())
}

/// The bundled fonts, and the project's own.
pub(super) fn fonts(project: &Project) -> Result<Fonts> {
    let fonts = Fonts::bundled();
    Ok(match &project.font {
        Some(path) => fonts.with_file(path)?,
        None => fonts,
    })
}

/// Warns of characters that no font has.
pub(super) fn warn_of_glyphs(missing: &[char]) {
    if !missing.is_empty() {
        let list: String = missing.iter().take(20).collect();
        talk(&format!(
            "warning: no font has {} characters of the charts ({list}{}); they are drawn as boxes.\n  to do: name a font file that has them in hearback.toml: [report] font = \"…\"",
            missing.len(),
            if missing.len() > 20 { "…" } else { "" }
        ));
    }
}

/// One line a source on standard error, where something was left out or guessed.
pub(super) fn say_left_out(sources: &[Accounting]) {
    for account in sources.iter().filter(|a| a.left_out() > 0 || !a.answers.is_empty()) {
        talk(&excerpt(&account.line(), 400));
    }
    for (account, note) in sources.iter().flat_map(|a| a.notes.iter().chain(&a.own).map(move |n| (a, n))) {
        talk(&excerpt(&format!("note: {}: {note}", account.source), 400));
    }
    if sources.iter().any(|a| a.faults() > 0) {
        talk("`hearback check` lists what was left out, row by row.");
    }
}

/// Of a folder without a project file: what was found there, and how to keep that.
pub(super) fn say_found(project: &Project) {
    if project.origin != Origin::Folder {
        return;
    }
    let survey = project.surveys.iter().flat_map(|s| &s.files).map(|f| format!("{} (survey)", f.name));
    let logs = project.outreach.iter().flat_map(|o| &o.files).map(|f| format!("{} (outreach)", f.name));
    let found: Vec<String> = survey.chain(logs).collect();
    talk(&excerpt(&format!("no hearback.toml in {}: read as found there: {}", project.name, found.join(", ")), 1000));
    for aside in &project.aside {
        talk(&excerpt(&format!("not read: {}: {}", aside.name, aside.why), 400));
    }
    talk(&format!("`hearback init {}` writes this down, to be corrected.", typed(&project.name)));
}

/// A path as it is typed in a shell.
pub(super) fn typed(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+,@:=".contains(c);
    if !path.is_empty() && path.chars().all(plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', "'\\''"))
    }
}

/// Whether all tables are asked for, or one by its name: else those that are not printed need not be made.
pub(super) fn wants_all(args: &OutputArgs) -> bool {
    args.format == Format::Json || args.table.is_some()
}

/// A line of talk. Standard error that is closed is nobody's loss.
pub(super) fn talk(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Data to standard output.
pub(super) fn write(text: &str) -> Result<(), Stop> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Err(Stop::Closed),
        Err(e) => Err(Error::writing(std::path::Path::new("standard output"), e).into()),
        Ok(()) => Ok(()),
    }
}

/// How the terminal is, where there is one.
pub(super) fn screen() -> Screen {
    if !std::io::stdout().is_terminal() {
        return Screen { width: None, styled: false };
    }
    let width = terminal_size::terminal_size().map_or(80, |(w, _)| w.0);
    let styled = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
    Screen { width: Some(width), styled }
}
