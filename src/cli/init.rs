//! `hearback init`

use super::args::InitArgs;
use super::output::{self, typed};
use super::{Ended, Stop};
use crate::error::visible;
use crate::project::{How, Plan, Planned, discover};
use std::path::Path;

pub(super) fn run(args: &InitArgs) -> Result<Ended, Stop> {
    let folder = args.folder.as_deref().unwrap_or(Path::new("."));
    let plan = Plan::of(&discover(folder)?)?;
    let mut text = format!("Found in {}\n{}\n", visible(&folder.display().to_string()), columns(&plan.found));
    text.push_str(&written(&plan, args.dry_run));
    plan.said.iter().for_each(|line| text.push_str(&format!("note: {}\n", visible(line))));
    if args.dry_run {
        plan.files.iter().filter(|f| f.how != How::Same).for_each(|f| text.push_str(&shown(f)));
    } else {
        plan.write()?;
        text.push_str(&format!("\nNext: {}\n", next(&plan, folder)));
    }
    output::write(&text)?;
    Ok(Ended::Done)
}

/// The files of a plan as a list.
fn written(plan: &Plan, dry_run: bool) -> String {
    let heading = match (plan.is_nothing_new(), dry_run) {
        (true, _) => "Nothing new to write",
        (false, true) => "Would write",
        (false, false) => "Written",
    };
    let word = |how| match how {
        How::New => "new",
        How::Changed => "changed",
        How::Same => "kept",
    };
    let lines: Vec<[String; 3]> =
        plan.files.iter().map(|f| [word(f.how).to_owned(), f.name.clone(), f.about.clone()]).collect();
    format!("{heading}\n{}", columns(&lines))
}

/// Lines of three columns, the first two padded.
fn columns(lines: &[[String; 3]]) -> String {
    let shown: Vec<[String; 3]> = lines.iter().map(|l| l.clone().map(|cell| visible(&cell))).collect();
    let width = |i: usize| shown.iter().map(|l| l[i].chars().count()).max().unwrap_or(0);
    let (first, second) = (width(0), width(1));
    let line = |l: &[String; 3]| format!("  {:first$}  {:second$}  {}", l[0], l[1], l[2]).trim_end().to_owned() + "\n";
    shown.iter().map(line).collect()
}

/// A file as it would be written.
fn shown(file: &Planned) -> String {
    format!("\n----- {}\n{}", visible(&file.name), file.text)
}

/// The next command to type.
fn next(plan: &Plan, folder: &Path) -> String {
    let folder = folder.display().to_string();
    let folder = if folder == "." { String::new() } else { format!(" {}", typed(&folder)) };
    let or = if plan.has_survey { format!(", or hearback barriers{folder}") } else { String::new() };
    format!("hearback report{folder}{or}")
}
