//! From arguments to a project: a folder, a project file, or data files named directly.

use super::args::InputArgs;
use crate::error::{Fault, Result};
use crate::project::{self, Audience, InputFile, Origin, OutreachPart, Project, SurveyPart};
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// Which wing files that are named directly belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wing {
    Survey,
    Outreach,
    /// Told by their content.
    Either,
}

/// The project that the arguments mean, with what they change about it.
pub(super) fn project(args: &InputArgs, wing: Wing) -> Result<Project> {
    let mut project = match args.inputs.as_slice() {
        [] if args.codebook.is_none() => open(Path::new("."))?,
        [one] if is_project(one) => open(one)?,
        files => of_files(files, args.codebook.as_deref(), wing)?,
    };
    if let Some(codebook) = args.codebook.as_deref().filter(|_| project.origin != Origin::Files) {
        return Err(Fault::new("--codebook is for survey files that are named directly")
            .found(codebook.display().to_string())
            .remedy(match project.origin {
                Origin::Folder => "name the survey's files instead of their folder".to_owned(),
                _ => format!("{} names its codebooks itself", project.name),
            })
            .into());
    }
    if let Some(weighting) = &args.weighting {
        weigh(&mut project, weighting)?;
    }
    if let Some(day) = &args.as_of {
        project.settings.as_of = Some(project::day(day, "as_of")?);
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

/// Weights the project's survey by a file that was named; it must be clear which.
fn weigh(project: &mut Project, weighting: &Path) -> Result<()> {
    let ids = project.surveys.iter().map(|s| s.id.clone()).collect::<Vec<_>>().join(", ");
    let [survey] = project.surveys.as_mut_slice() else {
        return Err(Fault::new("--weighting is for one survey")
            .found(if ids.is_empty() { "none".into() } else { ids })
            .accepted("a project with one survey, or a survey's files")
            .remedy("name the survey's files, or write weighting = \"…\" under each [[survey]]")
            .into());
    };
    survey.weighting = Some(InputFile::given(weighting));
    Ok(())
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

/// A project by its folder or file; a folder without a project file is looked through.
fn open(path: &Path) -> Result<Project> {
    if path.is_dir() && !path.join(project::FILE).exists() {
        return Ok(project::discover(path)?.project());
    }
    Project::open(path)
}

/// A folder that is one archive as a whole is data, not a project.
fn is_project(path: &Path) -> bool {
    path.is_dir() && !project::is_archive(path) || path.extension().is_some_and(|ending| ending == "toml")
}

fn of_files(files: &[PathBuf], codebook: Option<&Path>, wing: Wing) -> Result<Project> {
    if let Some(folder) = files.iter().find(|f| is_project(f)) {
        return Err(Fault::new("a project and files were named together")
            .found(folder.display().to_string())
            .accepted("one project, or data files only")
            .remedy("name the project alone")
            .into());
    }
    let given: Vec<InputFile> = files.iter().map(|f| InputFile::given(f)).collect();
    match (wing, codebook) {
        (Wing::Either, None) => {
            Ok(Project { audience: Some(Audience::Own), ..project::discover_files(&given)?.project() })
        }
        (Wing::Outreach, None) => Ok(Project { outreach: project::parts_of(&given)?, ..Project::of_files() }),
        (Wing::Survey, None) => {
            given.iter().try_for_each(no_log)?;
            Ok(of_surveys(given, None))
        }
        (_, Some(_)) if given.is_empty() => {
            Err(Fault::new("a codebook was named, but no survey file").remedy("name the survey file too").into())
        }
        (_, Some(_)) => Ok(of_surveys(given, codebook)),
    }
}

fn of_surveys(files: Vec<InputFile>, codebook: Option<&Path>) -> Project {
    let codebook = codebook.map(InputFile::given);
    let survey = SurveyPart { id: "survey".into(), files, codebook, by: Vec::new(), weighting: None };
    Project { surveys: vec![survey], ..Project::of_files() }
}

/// A log that is taken for a survey would give tables of nonsense.
fn no_log(file: &InputFile) -> Result<()> {
    let Some(what) = project::outreach_of(file)? else { return Ok(()) };
    Err(Fault::new(format!("is of outreach ({what}), not a survey"))
        .file(&file.name)
        .accepted("a survey export; with --codebook, any table")
        .remedy(format!("`hearback replies {}` tells who answers", file.name))
        .into())
}

/// The surveys of a project.
///
/// # Errors
/// When it has none.
pub(super) fn surveys(project: &Project) -> Result<&[SurveyPart]> {
    if project.surveys.is_empty() && project.origin == Origin::Folder {
        return Err(Fault::new("no survey was found in this folder")
            .file(&project.name)
            .found(names(project.outreach.iter().flat_map(|o| &o.files)))
            .remedy("put the survey's export into it, or name it: `hearback barriers FILE`")
            .into());
    }
    if project.surveys.is_empty() {
        return Err(Fault::new("has no [[survey]]")
            .file(&project.name)
            .remedy("add one with files, or name a survey file: `hearback barriers FILE`")
            .into());
    }
    Ok(&project.surveys)
}

/// The outreach of a project.
///
/// # Errors
/// When it has none.
pub(super) fn outreach(project: &Project) -> Result<&[OutreachPart]> {
    if project.outreach.is_empty() && project.origin == Origin::Folder {
        return Err(Fault::new("no outreach log was found in this folder")
            .file(&project.name)
            .found(names(project.surveys.iter().flat_map(|s| &s.files)))
            .accepted("a table with the columns contact, date and direction")
            .remedy("put the log into it, or name it: `hearback replies FILE`")
            .into());
    }
    if project.outreach.is_empty() && project.origin == Origin::Files {
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

/// Files by their names, in one line.
fn names<'a>(files: impl Iterator<Item = &'a InputFile>) -> String {
    files.map(|f| f.name.as_str()).collect::<Vec<_>>().join(", ")
}
