//! The project file `hearback.toml`: raw (serde) → checked; and folders that have none yet.
//!
//! Paths in it are relative to the folder that it lies in; messages call files as the project file does. [`discover`] tells
//! what a folder holds, [`Plan`] is what `hearback init` would write for it, and [`keep_codebook`] writes a drafted codebook
//! without touching what was corrected in it.

mod cadence;
mod contacts;
mod discover;
mod ids;
mod init;
mod keep;
mod text;
mod walk;

pub use crate::outreach::read::is_archive;
pub use discover::{Discovery, FoundOutreach, FoundSurvey, discover, discover_files, outreach_of, parts_of};
pub use init::{Plan, Planned};
pub use keep::{How, Kept, about, keep_codebook};
pub use walk::Aside;

use crate::disclosure::Rule;
use crate::error::{Fault, Result, nearest};
use crate::input::dates::Order;
use crate::input::{dates, labels, toml_file};
use crate::outreach::record;
use crate::outreach::{ColumnMap, ME, Me, Only, Preset, Settings};
use cadence::RawSearch;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The name of the project file.
pub const FILE: &str = "hearback.toml";

/// The folder beside it in which what was read of large archives is kept. Hidden, so that it is not walked into.
const CACHE: &str = ".hearback";

/// Figures meant for others are hidden below this many people, unless the project says otherwise.
pub const SUPPRESS_BELOW: u64 = 5;

/// The title of a report that was given none.
const TITLE: &str = "Do they hear back?";

/// Where a project comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A `hearback.toml`.
    File,
    /// A folder without one: what was found in it.
    Folder,
    /// Files that were named one by one.
    Files,
}

/// For whom the output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// For whoever runs the program on their own data: nothing is hidden.
    #[serde(rename = "self")]
    Own,
    /// For others: no names, and figures about few people are hidden.
    Others,
}

/// A file, and how messages call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Where it is.
    pub path: PathBuf,
    /// How messages call it.
    pub name: String,
}

impl InputFile {
    /// A file that the user named on the command line.
    pub fn given(path: &Path) -> Self {
        InputFile { path: path.to_owned(), name: path.display().to_string() }
    }

    fn within(folder: &Path, name: &str) -> Self {
        InputFile { path: folder.join(name), name: name.to_owned() }
    }
}

/// A survey of a project.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyPart {
    /// Its id.
    pub id: String,
    /// Its files, of one shape.
    pub files: Vec<InputFile>,
    /// Its codebook; drafted from the first file when there is none.
    pub codebook: Option<InputFile>,
    /// Questions by which the barriers are broken down in the report.
    pub by: Vec<String>,
    /// How it is weighted: a recipe, or a file of weights.
    pub weighting: Option<InputFile>,
}

/// Outreach of a project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutreachPart {
    /// Whose it is; `None` is whoever `[me]` says.
    pub owner: Option<String>,
    /// Its files.
    pub files: Vec<InputFile>,
    /// The user's own names for columns.
    pub map: ColumnMap,
    /// The program whose export it is, where its header does not tell it.
    pub preset: Option<Preset>,
    /// What of it counts.
    pub only: Only,
    /// Senders and lists who are people although their mail looks like bulk.
    pub people: Vec<String>,
    /// Whether it holds everything since the first message that was ever sent.
    pub complete: bool,
    /// The order of day and month in its dates, where the columns do not tell it.
    pub date_order: Option<Order>,
}

impl OutreachPart {
    /// Whose it is, in a word.
    pub fn owner(&self) -> &str {
        self.owner.as_deref().unwrap_or(ME)
    }
}

/// A checked project.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// How messages call the project file, or the folder; empty when there is neither.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Its surveys.
    pub surveys: Vec<SurveyPart>,
    /// Its outreach.
    pub outreach: Vec<OutreachPart>,
    /// What decides how touches become episodes.
    pub settings: Settings,
    /// The report's title.
    pub title: String,
    /// Where the report is written.
    pub out: PathBuf,
    /// For whom; `None` leaves it to the data.
    pub audience: Option<Audience>,
    /// Figures about fewer people are hidden from others.
    pub suppress_below: u64,
    /// A font file for scripts that the bundled fonts lack.
    pub font: Option<PathBuf>,
    /// What lies in the folder and is not read, where there is no project file to say what is.
    pub aside: Vec<Aside>,
}

impl Project {
    /// Opens a project by its folder or its file.
    ///
    /// # Errors
    /// When there is no project file, or it is wrong.
    pub fn open(path: &Path) -> Result<Project> {
        let file = if path.is_dir() { path.join(FILE) } else { path.to_owned() };
        if !file.exists() && path.is_dir() {
            return Err(Fault::new(format!("this folder has no {FILE}"))
                .path(path)
                .accepted("a folder with a hearback.toml")
                .remedy("`hearback init` writes one")
                .into());
        }
        let name = file.display().to_string();
        let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
        toml_file::read::<RawProject>(&file, &name)?.check(&name, &folder)
    }

    /// A project of single files, without a project file: for whoever holds them, so nothing is hidden.
    pub fn of_files() -> Project {
        Project {
            name: String::new(),
            origin: Origin::Files,
            surveys: Vec::new(),
            outreach: Vec::new(),
            settings: Settings::default(),
            title: "hearback".into(),
            out: PathBuf::from("reports"),
            audience: Some(Audience::Own),
            suppress_below: SUPPRESS_BELOW,
            font: None,
            aside: Vec::new(),
        }
    }

    /// For whom the output is: as said, else for others as soon as it is about more than one person's data.
    pub fn audience(&self) -> Audience {
        let one = self.surveys.is_empty() && self.owners() < 2;
        self.audience.unwrap_or(if one { Audience::Own } else { Audience::Others })
    }

    /// How many people's outreach it has.
    pub fn owners(&self) -> usize {
        self.outreach.iter().map(OutreachPart::owner).collect::<BTreeSet<_>>().len()
    }

    /// What is hidden, if anything.
    pub fn rule(&self) -> Option<Rule> {
        (self.audience() == Audience::Others).then_some(Rule { below: self.suppress_below })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProject {
    #[serde(default)]
    project: RawHead,
    #[serde(default)]
    me: RawMe,
    #[serde(default)]
    survey: Vec<RawSurvey>,
    #[serde(default)]
    outreach: Vec<RawOutreach>,
    #[serde(default)]
    cadence: RawCadence,
    #[serde(default)]
    search: Vec<RawSearch>,
    #[serde(default)]
    report: RawReport,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHead {
    timezone: Option<String>,
    /// A day in quotes, or TOML's own.
    as_of: Option<toml::Value>,
}

/// Who is me.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMe {
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    addresses: Vec<String>,
    #[serde(default)]
    profiles: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSurvey {
    id: Option<String>,
    files: Vec<String>,
    codebook: Option<String>,
    #[serde(default)]
    by: Vec<String>,
    weighting: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOutreach {
    files: Vec<String>,
    owner: Option<String>,
    #[serde(default)]
    map: ColumnMap,
    preset: Option<String>,
    #[serde(default)]
    complete: bool,
    date_order: Option<DateOrder>,
    #[serde(default)]
    only: RawOnly,
    /// Senders and lists that are people although their mail looks like bulk.
    #[serde(default)]
    people: Vec<String>,
}

/// What of a source counts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOnly {
    #[serde(default)]
    labels: Vec<String>,
    #[serde(default)]
    addresses: Vec<String>,
    /// Days in quotes, or TOML's own.
    after: Option<toml::Value>,
    before: Option<toml::Value>,
}

/// The order of day and month, as people write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 03/04/2025 is the third of April.
    DayFirst,
    /// 03/04/2025 is the fourth of March.
    MonthFirst,
}

impl From<DateOrder> for Order {
    fn from(order: DateOrder) -> Order {
        match order {
            DateOrder::DayFirst => Order::DayFirst,
            DateOrder::MonthFirst => Order::MonthFirst,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCadence {
    quiet_days: Option<u32>,
    same_attempt_hours: Option<u32>,
    horizon: Option<u32>,
    gaps: Option<Vec<String>>,
    strikes: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReport {
    title: Option<String>,
    out: Option<String>,
    audience: Option<Audience>,
    suppress_below: Option<u64>,
    font: Option<String>,
}

impl RawProject {
    fn check(self, name: &str, folder: &Path) -> Result<Project> {
        let base = Project::of_files();
        let settings = Settings { cache: Some(folder.join(CACHE)), ..self.settings(name)? };
        if self.survey.is_empty() && self.outreach.is_empty() {
            return Err(Fault::new("names no data")
                .file(name)
                .accepted("at least one [[survey]] or [[outreach]] with files")
                .remedy("add the files that you have")
                .into());
        }
        let surveys = self.survey.into_iter().enumerate().map(|(i, raw)| raw.check(i, name, folder));
        let outreach = self.outreach.into_iter().map(|raw| raw.check(name, folder));
        let mut outreach = outreach.collect::<Result<Vec<_>>>()?;
        whose(&self.me, &outreach).map_err(|fault| fault.file(name))?;
        outreach.extend(contacts::part(folder, &outreach));
        Ok(Project {
            name: name.to_owned(),
            origin: Origin::File,
            surveys: unique(surveys.collect::<Result<_>>()?, name)?,
            outreach,
            settings,
            title: self.report.title.unwrap_or_else(|| TITLE.into()),
            out: folder.join(self.report.out.unwrap_or_else(|| "reports".into())),
            audience: self.report.audience,
            suppress_below: self.report.suppress_below.unwrap_or(base.suppress_below),
            font: self.report.font.map(|f| folder.join(f)),
            aside: Vec::new(),
        })
    }

    fn settings(&self, name: &str) -> Result<Settings> {
        let mut settings = Settings::default();
        if let Some(timezone) = &self.project.timezone {
            timezone_of(timezone).map_err(|fault| fault.file(name))?;
            settings.timezone.clone_from(timezone);
        }
        settings.as_of = day_of(self.project.as_of.as_ref(), "as_of", name)?;
        settings.me = self.me.check(name)?;
        let positive = |key: &str, value: Option<u32>, otherwise: u32, most: u32| match value {
            Some(v) if v == 0 || v > most => Err(Fault::new(format!("{key} is out of range"))
                .file(name)
                .found(v.to_string())
                .accepted(format!("a whole number from 1 to {most}"))
                .remedy("correct it, or remove it to use the default")),
            v => Ok(v.unwrap_or(otherwise)),
        };
        settings.quiet_days = positive("quiet_days", self.cadence.quiet_days, settings.quiet_days, 3650)?;
        settings.same_attempt_hours =
            positive("same_attempt_hours", self.cadence.same_attempt_hours, settings.same_attempt_hours, 720)?;
        settings.horizon = positive("horizon", self.cadence.horizon, settings.horizon, 3650)?;
        settings.strikes = positive("strikes", self.cadence.strikes, settings.strikes, 100)?;
        if let Some(gaps) = &self.cadence.gaps {
            settings.gaps = cadence::gaps(gaps).map_err(|fault| fault.file(name))?;
        }
        settings.searches = cadence::searches(&self.search, name)?;
        Ok(settings)
    }
}

/// The timezone of an IANA name.
///
/// # Errors
/// When there is none of that name.
pub fn timezone_of(name: &str) -> Result<TimeZone, Fault> {
    TimeZone::get(name).map_err(|_| {
        Fault::new("unknown timezone")
            .found(name)
            .accepted("an IANA name such as \"Europe/Berlin\" or \"America/New_York\"")
            .remedy("correct project.timezone")
    })
}

/// A day as the project file and the command line write it.
///
/// # Errors
/// When it is none.
pub fn day(text: &str, key: &str) -> Result<Date, Fault> {
    let day: Option<Date> = text.parse().ok().filter(|day: &Date| dates::YEARS.contains(&day.year()));
    day.ok_or_else(|| {
        let what = format!("{key} is not a date");
        Fault::new(what).found(text).accepted("a day such as \"2025-10-05\"").remedy("correct it")
    })
}

/// A day of the project file, in quotes or as TOML's own.
fn day_of(value: Option<&toml::Value>, key: &str, name: &str) -> Result<Option<Date>, Fault> {
    let text = value.map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
    text.map(|text| day(&text, key).map_err(|fault| fault.file(name))).transpose()
}

impl RawMe {
    fn check(&self, name: &str) -> Result<Me, Fault> {
        let is_address = |a: &&String| record::address(a).is_none() && !(a.starts_with('@') && a.len() > 1);
        if let Some(wrong) = self.addresses.iter().find(is_address) {
            return Err(Fault::new("me.addresses names what is no address")
                .file(name)
                .found(wrong)
                .accepted("a mail address, or @domain for every address of a domain of your own")
                .remedy("correct it"));
        }
        if let Some(wrong) = self.profiles.iter().find(|p| record::profile(p).is_none()) {
            return Err(Fault::new("me.profiles names what is no profile")
                .file(name)
                .found(wrong)
                .accepted("a URL such as \"https://www.linkedin.com/in/you\"")
                .remedy("copy it from your profile's page"));
        }
        let RawMe { names, addresses, profiles } = self;
        Ok(Me { names: names.clone(), addresses: addresses.clone(), profiles: profiles.clone() })
    }
}

impl RawOnly {
    fn check(self, name: &str) -> Result<Only, Fault> {
        let after = day_of(self.after.as_ref(), "only.after", name)?;
        let before = day_of(self.before.as_ref(), "only.before", name)?;
        if after.zip(before).is_some_and(|(after, before)| after > before) {
            return Err(Fault::new("only.after lies behind only.before").file(name).remedy("exchange the two days"));
        }
        Ok(Only { labels: self.labels, after, before, addresses: self.addresses })
    }
}

impl RawSurvey {
    fn check(self, index: usize, name: &str, folder: &Path) -> Result<SurveyPart> {
        let id = self.id.unwrap_or_else(|| format!("survey_{}", index + 1));
        if !labels::is_id(&id) {
            return Err(Fault::new("a survey's id is no id")
                .file(name)
                .found(id)
                .accepted("letters, digits, _ and -")
                .remedy("give it a short id; its title belongs into the codebook")
                .into());
        }
        let files = files(&self.files, &format!("[[survey]] {id}"), name, folder)?;
        let codebook = self.codebook.map(|name| InputFile::within(folder, &name));
        let weighting = self.weighting.map(|name| InputFile::within(folder, &name));
        Ok(SurveyPart { id, files, codebook, by: self.by, weighting })
    }
}

impl RawOutreach {
    fn check(self, name: &str, folder: &Path) -> Result<OutreachPart> {
        let files = files(&self.files, "[[outreach]]", name, folder)?;
        let date_order = self.date_order.map(Order::from);
        let only = self.only.check(name)?;
        let preset = self.preset.map(|word| preset(&word, name)).transpose()?;
        if let Some(wrong) = self.owner.as_deref().filter(|owner| !labels::is_id(owner)) {
            return Err(Fault::new("owner is no word")
                .file(name)
                .column("owner")
                .found(wrong)
                .accepted("letters, digits, _ and -; no name: where a survey knows the person, their respondent key")
                .remedy("correct it, or leave it out where all outreach is one person's")
                .into());
        }
        let RawOutreach { owner, map, people, complete, .. } = self;
        Ok(OutreachPart { owner, files, map, preset, only, people, complete, date_order })
    }
}

/// Whom `[me]` describes: the owner where there is one, else whoever owns the parts without `owner`.
fn whose(me: &RawMe, parts: &[OutreachPart]) -> Result<(), Fault> {
    let owners: BTreeSet<&str> = parts.iter().map(OutreachPart::owner).collect();
    let is_said = !(me.names.is_empty() && me.addresses.is_empty() && me.profiles.is_empty());
    if !is_said || owners.len() < 2 || owners.contains(ME) {
        return Ok(());
    }
    let words: Vec<&str> = owners.into_iter().collect();
    Err(Fault::new("[me] is one person, and the outreach is several people's")
        .found(words.join(", "))
        .accepted("a [[outreach]] without owner, which is yours")
        .remedy(
            "leave owner out where the outreach is yours, or remove [me]: whose an archive is, is found out from it",
        ))
}

fn preset(word: &str, name: &str) -> Result<Preset> {
    let known = Preset::ALL.map(Preset::word);
    Preset::parse(word).ok_or_else(|| {
        let near = nearest(word, known).map_or(String::new(), |near| format!("did you mean \"{near}\"? "));
        Fault::new("this preset is not known")
            .file(name)
            .column("preset")
            .found(word)
            .accepted(known.join(", "))
            .remedy(format!("{near}Without a preset, name the columns under map"))
            .into()
    })
}

fn files(names: &[String], part: &str, project: &str, folder: &Path) -> Result<Vec<InputFile>> {
    if names.is_empty() {
        return Err(Fault::new(format!("{part} names no files")).file(project).remedy("list them under files").into());
    }
    Ok(names.iter().map(|n| InputFile::within(folder, n)).collect())
}

fn unique(surveys: Vec<SurveyPart>, name: &str) -> Result<Vec<SurveyPart>> {
    for (i, survey) in surveys.iter().enumerate() {
        if surveys[..i].iter().any(|s| s.id == survey.id) {
            return Err(Fault::new("two surveys have the same id")
                .file(name)
                .found(&survey.id)
                .remedy("give every [[survey]] an id of its own")
                .into());
        }
    }
    Ok(surveys)
}
