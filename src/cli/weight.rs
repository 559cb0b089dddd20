//! `hearback weight`

use super::args::{OutputArgs, WeightArgs};
use super::input::{self, Wing};
use super::output::{self, Output};
use super::{Ended, Stop};
use crate::api::Survey;
use crate::error::{Error, Fault, Result};
use crate::project::SurveyPart;
use std::path::Path;

pub(super) fn run(args: &WeightArgs) -> Result<Ended, Stop> {
    let level = output::level(args.level)?;
    let project = input::project(&args.input, Wing::Survey)?;
    let part = one_weighted(input::surveys(&project)?)?;
    let survey = Survey::of_part(part, project.rule())?;
    let tables = survey.weighting(level)?.tables();
    if let Some(out) = &args.out {
        let text = survey.weights_file()?;
        keep_others(out)?;
        std::fs::write(out, text).map_err(|e| Error::writing(out, e))?;
    }
    let main = tables.len();
    let out = Output {
        command: "weight",
        tables,
        main,
        beside: Vec::new(),
        forms: Vec::new(),
        sources: survey.sources().to_vec(),
    };
    let how = OutputArgs { format: args.format, table: args.table.clone(), chart: None, level: args.level };
    let ended = output::print(&out, &how, &project, args.input.strict)?;
    if let Some(out) = &args.out {
        output::talk(&format!("{}: {} weights written", out.display(), survey.responses().len()));
    }
    Ok(ended)
}

/// A slip of the fingers must not cost a survey's file: only weights are written over.
fn keep_others(out: &Path) -> Result<()> {
    if !out.exists() || Survey::is_weights_file(out)? {
        return Ok(());
    }
    Err(Fault::new("is there already, and holds no weights that hearback wrote")
        .path(out)
        .accepted("a new file, or weights to be made again")
        .remedy("name another file after --out")
        .into())
}

/// The one survey that is weighted.
fn one_weighted(parts: &[SurveyPart]) -> Result<&SurveyPart, Fault> {
    let mut weighted = parts.iter().filter(|part| part.weighting.is_some());
    match (weighted.next(), weighted.next()) {
        (Some(part), None) => Ok(part),
        (None, _) => Err(Fault::new("nothing says how the survey is weighted")
            .accepted("--weighting FILE, or weighting = \"FILE\" under [[survey]] in hearback.toml")
            .remedy("write a recipe into FILE: [[margin]] question = \"…\", shares = { … }")),
        (Some(_), Some(_)) => Err(Fault::new("several surveys of this project are weighted")
            .found(parts.iter().map(|part| part.id.as_str()).collect::<Vec<_>>().join(", "))
            .remedy("name one survey's files, with --codebook and --weighting")),
    }
}
