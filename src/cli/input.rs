//! From arguments to a project: a folder, a project file, or data files named directly.

use super::args::InputArgs;
use crate::error::{Fault, Result};
use crate::project::{self, InputFile, OutreachPart, Project, SurveyPart};
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// Which wing files that are named directly belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wing {
    Survey,
    Outreach,
}

/// The project that the arguments mean, with what they change about it.
pub(super) fn project(args: &InputArgs, wing: Wing) -> Result<Project> {
    let mut project = match args.inputs.as_slice() {
        [] if args.codebook.is_none() => Project::open(Path::new("."))?,
        [one] if is_project(one) => Project::open(one)?,
        files => of_files(files, args.codebook.as_deref(), wing)?,
    };
    if let Some(codebook) = args.codebook.as_deref().filter(|_| !project.name.is_empty()) {
        return Err(Fault::new("--codebook is for survey files that are named directly")
            .found(codebook.display().to_string())
            .remedy(format!("{} names its codebooks itself", project.name))
            .into());
    }
    if let Some(day) = &args.as_of {
        project.settings.as_of = Some(project::day(day)?);
    }
    let today = today(&project)?;
    past(project.settings.as_of, today).map_err(|fault| fault.file(&project.name))?;
    project.settings.today = Some(today);
    for part in &mut project.outreach {
        part.complete |= args.complete;
        part.date_order = args.date_order.map(Into::into).or(part.date_order);
    }
    project.audience = args.audience.map(Into::into).or(project.audience);
    project.suppress_below = args.suppress_below.unwrap_or(project.suppress_below);
    Ok(project)
}

/// Today in the project's timezone: only to tell that a touch lies in the future.
pub(super) fn today(project: &Project) -> Result<Date> {
    let zone = project::timezone_of(&project.settings.timezone)?;
    // A log kept east of the project's timezone may be a day ahead.
    let now = jiff::Timestamp::now().to_zoned(zone).date();
    Ok(now.tomorrow().unwrap_or(now))
}

/// A day of counting that has not come would make a silence of everyone who still waits.
pub(super) fn past(as_of: Option<Date>, today: Date) -> Result<(), Fault> {
    match as_of {
        Some(day) if day > today => Err(Fault::new("as_of lies in the future")
            .found(day.to_string())
            .accepted("a day that has come")
            .remedy("name the last day of which everything is in the files")),
        _ => Ok(()),
    }
}

fn is_project(path: &Path) -> bool {
    path.is_dir() || path.file_name().is_some_and(|name| name == project::FILE)
}

fn of_files(files: &[PathBuf], codebook: Option<&Path>, wing: Wing) -> Result<Project> {
    let mut project = Project::of_files();
    if let Some(folder) = files.iter().find(|f| is_project(f)) {
        return Err(Fault::new("a project and files were named together")
            .found(folder.display().to_string())
            .accepted("one project, or data files only")
            .remedy("name the project alone")
            .into());
    }
    let given: Vec<InputFile> = files.iter().map(|f| InputFile::given(f)).collect();
    match (wing, codebook) {
        (Wing::Survey, _) | (_, Some(_)) => {
            if given.is_empty() {
                return Err(Fault::new("a codebook was named, but no survey file")
                    .remedy("name the survey file too")
                    .into());
            }
            project.surveys.push(SurveyPart {
                id: "survey".into(),
                files: given,
                codebook: codebook.map(InputFile::given),
                by: Vec::new(),
            });
        }
        (Wing::Outreach, None) => {
            project.outreach.push(OutreachPart {
                files: given,
                map: Default::default(),
                complete: false,
                date_order: None,
            });
        }
    }
    Ok(project)
}

/// The surveys of a project.
///
/// # Errors
/// When it has none.
pub(super) fn surveys(project: &Project) -> Result<&[SurveyPart]> {
    if project.surveys.is_empty() {
        return Err(Fault::new("has no [[survey]]")
            .file(&project.name)
            .remedy("add one with files and codebook, or name a survey file and --codebook")
            .into());
    }
    Ok(&project.surveys)
}

/// The outreach of a project.
///
/// # Errors
/// When it has none.
pub(super) fn outreach(project: &Project) -> Result<&[OutreachPart]> {
    if project.outreach.is_empty() && project.name.is_empty() {
        return Err(Fault::new("--codebook was given, so the files were read as a survey")
            .accepted("a log, without --codebook")
            .remedy("leave out --codebook")
            .into());
    }
    if project.outreach.is_empty() {
        return Err(Fault::new("has no [[outreach]]")
            .file(&project.name)
            .remedy("add one with files, or name a log: `hearback replies log.csv`")
            .into());
    }
    Ok(&project.outreach)
}
