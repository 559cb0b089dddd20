//! Outreach: logs in, reply shares and cadence out.

use super::{Disclosed, nothing_usable};
use crate::disclosure::Rule;
use crate::error::{Error, Result};
use crate::estimate::{Cadence, Replies};
use crate::input::{Accounting, Reason};
use crate::outreach::attributes::{self, Attribute, Values};
use crate::outreach::cache;
use crate::outreach::episode::Contacts;
use crate::outreach::gather::{Gathered, Given, gather};
use crate::outreach::people::People;
use crate::outreach::proposals::Proposal;
use crate::outreach::read::Context;
use crate::outreach::record::Found;
use crate::outreach::touch::{Feed, Until};
use crate::outreach::touch::{Known, known};
use crate::outreach::{Episode, Settings, Touches, episodes};
use crate::project::{self, InputFile, OutreachPart, timezone_of};
use crate::stats::Level;
use crate::stats::kaplan_meier::Transform;
use crate::tally::Paths;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Touches, their episodes, and what is asked of them.
#[derive(Clone, Debug)]
pub struct Outreach {
    pub(super) touches: Touches,
    pub(super) people: People,
    proposals: Vec<Proposal>,
    episodes: Vec<Episode>,
    contacts: Contacts,
    pub(super) settings: Settings,
    pub(super) rule: Option<Rule>,
}

impl Outreach {
    /// Reads files as one person's outreach, with the default settings. For oneself: nothing is hidden.
    ///
    /// # Errors
    /// When a file cannot be read, or none has a touch.
    pub fn open<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Result<Outreach> {
        let files: Vec<InputFile> = paths.into_iter().map(|p| InputFile::given(p.as_ref())).collect();
        Outreach::of_parts(&project::parts_of(&files)?, &Settings::default(), None)
    }

    /// Reads the outreach of a project.
    ///
    /// # Errors
    /// As [`Outreach::open`].
    pub fn of_parts(parts: &[OutreachPart], settings: &Settings, rule: Option<Rule>) -> Result<Outreach> {
        let Gathered { touches, people, proposals } = Outreach::gathered(parts, settings, false)?;
        if touches.is_empty() {
            return Err(nothing_usable("no touch", &touches.accounts).into());
        }
        let (episodes, contacts) = episodes(&touches, settings)?;
        Ok(Outreach { touches, people, proposals, episodes, contacts, settings: settings.clone(), rule })
    }

    /// Reads the touches of a project also when none can be used: to tell what was left out, and why.
    ///
    /// # Errors
    /// When a file cannot be read as outreach.
    pub fn touches_of(parts: &[OutreachPart], settings: &Settings) -> Result<Touches> {
        Ok(Outreach::gathered(parts, settings, true)?.touches)
    }

    /// All parts, gathered. Where faults are only told, one of several files that cannot be read is a fault among others.
    fn gathered(parts: &[OutreachPart], settings: &Settings, only_told: bool) -> Result<Gathered> {
        let several = parts.iter().map(|p| p.files.len()).sum::<usize>() > 1;
        let timezone = timezone_of(&settings.timezone)?;
        let until = Until { as_of: settings.as_of, today: settings.today };
        let last = settings.as_of.or(settings.today);
        let mut given = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let feed = Feed { index, complete: part.complete };
            let context =
                Context { timezone: &timezone, map: &part.map, preset: part.preset, order: part.date_order, last };
            for file in &part.files {
                let found = match cache::read(&file.path, &file.name, &context, settings.cache.as_deref()) {
                    Err(error) if only_told && several => vec![unread(&file.name, &error)],
                    found => found?,
                };
                given.extend(found.into_iter().map(|found| Given {
                    feed,
                    only: &part.only,
                    people: &part.people,
                    found,
                }));
            }
        }
        gather(given, &settings.me, &timezone, until)
    }

    /// The touches.
    pub fn touches(&self) -> &Touches {
        &self.touches
    }

    /// The episodes, in the order of contacts and time.
    pub fn episodes(&self) -> &[Episode] {
        &self.episodes
    }

    /// What became of the contacts beside their episodes.
    pub fn contacts(&self) -> Contacts {
        self.contacts
    }

    /// Who is who.
    pub fn people(&self) -> &People {
        &self.people
    }

    /// What is known of each contact that has a touch, in the order of how they are called.
    ///
    /// # Errors
    /// When the table of touches was changed from outside.
    pub fn known(&self) -> Result<BTreeMap<String, Known>> {
        known(&self.touches)
    }

    /// What some sources are called.
    pub fn source_names(&self, sources: &BTreeSet<u32>) -> Vec<&str> {
        let names = sources.iter().filter_map(|i| self.touches.sources.get(*i as usize));
        names.map(|s| s.name.as_str()).collect()
    }

    /// Contacts who may be one person, with the evidence: only proposed, never merged.
    pub fn proposals(&self) -> &[Proposal] {
        &self.proposals
    }

    /// Row accounting, one a file.
    pub fn sources(&self) -> &[Accounting] {
        &self.touches.accounts
    }

    /// Asks what share of people reply.
    pub fn replies(&self) -> RepliesQuery<'_> {
        RepliesQuery { outreach: self, by: None, level: Level::NINETY_FIVE, transform: Transform::LogLog }
    }

    /// Asks what came of the first message, the second, the third.
    pub fn cadence(&self) -> CadenceQuery<'_> {
        CadenceQuery { outreach: self, level: Level::NINETY_FIVE }
    }

    /// The paths tally by some attributes of the first message (see [`ATTRIBUTES`](crate::outreach::attributes::ATTRIBUTES)).
    ///
    /// # Errors
    /// When there is no such attribute.
    pub fn paths(&self, by: &[&str]) -> Result<Paths> {
        let attributes = by.iter().map(|name| attributes::find(name)).collect::<Result<Vec<_>>>()?;
        let values = attributes.iter().map(|a| self.values(a)).collect::<Result<Vec<_>>>()?;
        let by: Vec<_> = attributes.iter().map(|a| a.name).zip(&values).collect();
        Paths::count(&self.episodes, &self.settings, &self.touches.known_until(), &by)
    }

    /// The values of an attribute of the first message, in the order of the episodes.
    fn values(&self, attribute: &Attribute) -> Result<Values> {
        let first: Vec<u32> = self.episodes.iter().map(|e| e.first).collect();
        attribute.values(&self.touches, &first, &timezone_of(&self.settings.timezone)?)
    }
}

/// The account of a file that could not be read.
fn unread(name: &str, error: &Error) -> Found {
    let mut found = Found::new(name);
    found.account.leave_out_answer(Reason::fault("cannot be read"), error.fault().clone());
    found
}

/// A question about reply shares, not yet answered.
#[derive(Clone, Debug)]
pub struct RepliesQuery<'a> {
    outreach: &'a Outreach,
    by: Option<String>,
    level: Level,
    transform: Transform,
}

impl RepliesQuery<'_> {
    /// Breaks the shares down by an attribute of the first message.
    pub fn by(mut self, attribute: &str) -> Self {
        self.by = Some(attribute.to_owned());
        self
    }

    /// The confidence level of the intervals.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// The scale on which the curve's interval is made.
    pub fn transform(mut self, transform: Transform) -> Self {
        self.transform = transform;
        self
    }

    /// Computes the shares and hides what may not be shown.
    ///
    /// # Errors
    /// When there is no such attribute.
    pub fn estimate(&self) -> Result<Disclosed<Replies>> {
        let by: Vec<&str> = self.by.iter().map(String::as_str).collect();
        let tally = self.outreach.paths(&by)?;
        let replies = Replies::estimate(&tally, self.outreach.settings.horizon, self.transform, self.level)?;
        Ok(Disclosed::new(replies, self.outreach.rule))
    }
}

/// A question about replies by attempt, not yet answered.
#[derive(Clone, Debug)]
pub struct CadenceQuery<'a> {
    outreach: &'a Outreach,
    level: Level,
}

impl CadenceQuery<'_> {
    /// The confidence level of the intervals.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Computes the shares and hides what may not be shown.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn estimate(&self) -> Result<Disclosed<Cadence>> {
        let tally = self.outreach.paths(&[])?;
        let cadence = Cadence::estimate(&tally, self.outreach.settings.horizon, self.level);
        Ok(Disclosed::new(cadence, self.outreach.rule))
    }
}
