//! `hearback report`

use super::args::ReportArgs;
use super::input::{self, Wing};
use super::{Ended, Stop, output};
use crate::chart::Theme;
use crate::error::Result;
use crate::project::Origin;
use crate::report::Report;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(super) fn run(args: &ReportArgs) -> Result<Ended, Stop> {
    let level = output::level(args.level)?;
    let mut project = input::project(&args.input, Wing::Either)?;
    if project.origin == Origin::Files {
        // A report is handed on, so it is for others as a project's would be, unless told otherwise.
        project.audience = args.input.audience.map(Into::into);
    }
    let out = args.out.clone().unwrap_or_else(|| project.out.clone());
    let progress = progress();
    let report = Report::make(&project, level, &|step| progress.set_message(step.to_owned()))?;
    progress.set_message("drawing");
    let written = report.write(&out, &Theme::light(), &output::fonts(&project)?)?;
    progress.finish_and_clear();
    output::warn_of_glyphs(&written.missing_glyphs);
    for id in &written.too_high {
        output::talk(&format!("warning: the chart {id} would be too high; its table is in the report"));
    }
    output::say_found(&project);
    output::say_left_out(&report.sources);
    output::write(&format!("{}\n", short(&written.index).display()))?;
    Ok(output::ended(&report.sources, args.input.strict))
}

/// A path as someone in this folder would type it.
fn short(path: &Path) -> PathBuf {
    let full = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let here = std::env::current_dir().and_then(|d| d.canonicalize());
    here.ok().and_then(|here| full.strip_prefix(here).ok().map(Path::to_owned)).unwrap_or(full)
}

/// A spinner on a terminal, nothing elsewhere.
fn progress() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{spinner} {msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
    let bar = ProgressBar::new_spinner().with_style(style);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
