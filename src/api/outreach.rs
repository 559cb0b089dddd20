//! Outreach: logs in, reply shares and cadence out.

use super::cadence::CadenceQuery;
use super::{Disclosed, RepliesQuery, nothing_usable};
use crate::disclosure::Rule;
use crate::error::{Error, Fault, Result};
use crate::estimate::Habit;
use crate::estimate::follow_up::silences::COMPARED_BY;
use crate::estimate::habit::Overdue;
use crate::input::{Accounting, Reason};
use crate::outreach::attributes::{self, Attribute, Values};
use crate::outreach::cache;
use crate::outreach::episode::Contacts;
use crate::outreach::gather::{Gathered, Given, gather};
use crate::outreach::history::Histories;
use crate::outreach::keep_in_touch::{self, Every};
use crate::outreach::people::People;
use crate::outreach::proposals::Proposal;
use crate::outreach::read::Context;
use crate::outreach::record::{Card, Found};
use crate::outreach::touch::{Feed, Known, Until, known, known_until};
use crate::outreach::{Episode, ME, Me, Settings, Touches, episodes};
use crate::project::{self, InputFile, OutreachPart, timezone_of};
use crate::stats::Level;
use crate::tally::{Activity, Clock, Intervals, Paths};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

/// The outreach of one person, or of several, and what is asked of it.
#[derive(Clone, Debug)]
pub struct Outreach {
    /// One an owner, in the order of the project; at least one.
    owners: Vec<Owner>,
    settings: Settings,
    rule: Option<Rule>,
    accounts: Vec<Accounting>,
    /// The paths tally by [`COMPARED_BY`], once it was asked for: several questions are answered from it.
    compared: OnceLock<Paths>,
}

/// The outreach of one person: their touches, their contacts, their episodes. Nobody is merged across owners.
#[derive(Clone, Debug)]
pub struct Owner {
    touches: Touches,
    people: People,
    proposals: Vec<Proposal>,
    episodes: Vec<Episode>,
    contacts: Contacts,
    keep: BTreeMap<String, Every>,
    /// With the owner's word.
    settings: Settings,
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
        let owners = by_owner(parts, settings).into_iter().map(|(parts, settings)| Owner::read(&parts, settings));
        let mut owners = owners.collect::<Result<Vec<_>>>()?;
        say_once(owners.iter_mut().map(|owner| &mut owner.touches.accounts));
        let accounts: Vec<Accounting> =
            owners.iter().flat_map(|owner| owner.touches.accounts.iter().cloned()).collect();
        if owners.iter().all(|owner| owner.touches.is_empty()) {
            return Err(nothing_usable("no touch", &accounts).into());
        }
        Ok(Outreach { owners, settings: settings.clone(), rule, accounts, compared: OnceLock::new() })
    }

    /// Reads a project's outreach also when none of it can be used: the account of every file.
    ///
    /// # Errors
    /// When a file cannot be read as outreach.
    pub fn accounts_of(parts: &[OutreachPart], settings: &Settings) -> Result<Vec<Accounting>> {
        let told = by_owner(parts, settings).into_iter().map(|(parts, settings)| {
            let (gathered, _) = Owner::gathered(&parts, &settings, true)?;
            Ok(gathered.touches.accounts)
        });
        let mut told = told.collect::<Result<Vec<_>>>()?;
        say_once(told.iter_mut());
        Ok(told.into_iter().flatten().collect())
    }

    /// What decides how touches become episodes.
    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What is hidden from whoever this is for.
    pub(super) fn rule(&self) -> Option<Rule> {
        self.rule
    }

    /// One an owner, in the order of the project; at least one.
    pub fn owners(&self) -> &[Owner] {
        &self.owners
    }

    /// The outreach of the one owner.
    ///
    /// # Errors
    /// When there are several.
    pub fn only_owner(&self) -> Result<&Owner> {
        if let [owner] = self.owners.as_slice() {
            return Ok(owner);
        }
        let owners: Vec<&str> = self.owners.iter().map(Owner::word).collect();
        Err(Fault::new("contacts are one person's, and there are several people's")
            .found(owners.join(", "))
            .remedy("name the files of one of them")
            .into())
    }

    /// The days up to which all is known, in words.
    pub fn known_until(&self) -> String {
        known_until(self.owners.iter().flat_map(|owner| &owner.touches.sources))
    }

    /// Row accounting, one a file.
    pub fn sources(&self) -> &[Accounting] {
        &self.accounts
    }

    /// Asks what share of people reply.
    pub fn replies(&self) -> RepliesQuery<'_> {
        RepliesQuery::new(self)
    }

    /// Asks what came of the first message, the second, the third.
    pub fn cadence(&self) -> CadenceQuery<'_> {
        CadenceQuery::new(self)
    }

    /// The paths tally by some attributes of the first message (see [`ATTRIBUTES`](crate::outreach::attributes::ATTRIBUTES)).
    ///
    /// # Errors
    /// When there is no such attribute.
    pub fn paths(&self, by: &[&str]) -> Result<Paths> {
        let attributes = by.iter().map(|name| attributes::find(name)).collect::<Result<Vec<_>>>()?;
        Ok(self.by(&attributes)?.0)
    }

    /// The paths tally by what people are compared within: counted once, however many questions are asked of it.
    pub(super) fn compared(&self) -> Result<&Paths> {
        if let Some(paths) = self.compared.get() {
            return Ok(paths);
        }
        let paths = self.paths(&COMPARED_BY)?;
        Ok(self.compared.get_or_init(|| paths))
    }

    /// The paths tally by some attributes, and each attribute's values in it with how they are called.
    pub(super) fn by(&self, attributes: &[&Attribute]) -> Result<(Paths, Vec<Values>)> {
        let as_of = self.known_until();
        let mut all = vec![Values::default(); attributes.len()];
        let mut tallies = Vec::new();
        for owner in &self.owners {
            let values = attributes.iter().map(|a| owner.values(a)).collect::<Result<Vec<_>>>()?;
            let by: Vec<_> = attributes.iter().map(|a| a.name).zip(&values).collect();
            tallies.push(owner.counted(&by, &as_of));
            all.iter_mut().zip(&values).for_each(|(all, values)| all.learn(values));
        }
        Ok((Paths::of_all(tallies)?, all))
    }

    /// The clock tally: how long replies took where message and reply have a clock time.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn clock(&self) -> Result<Clock> {
        let as_of = self.known_until();
        Clock::of_all(self.owners.iter().map(|owner| Clock::count(&owner.episodes, &owner.settings, &as_of)))
    }

    /// Asks how steadily messages go out, and whether one keeps in touch as one means to.
    pub fn habit(&self) -> HabitQuery<'_> {
        HabitQuery { outreach: self, level: Level::NINETY_FIVE }
    }

    /// The tally of what went out by day.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn activity(&self) -> Result<Activity> {
        let as_of = self.known_until();
        Activity::of_all(self.owners.iter().map(|owner| {
            let histories = Histories::of(&owner.touches)?;
            Activity::count(&histories, owner.touches.as_of(), &owner.settings, &as_of)
        }))
    }
}

/// The parts of each owner, in the order of the project, with their settings. `[me]` is the one owner, else whoever has no
/// `owner` key.
fn by_owner<'a>(parts: &'a [OutreachPart], settings: &Settings) -> Vec<(Parts<'a>, Settings)> {
    let mut owners: Vec<(&str, Parts<'a>)> = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        match owners.iter_mut().find(|(owner, _)| *owner == part.owner()) {
            Some((_, parts)) => parts.push((index, part)),
            None => owners.push((part.owner(), vec![(index, part)])),
        }
    }
    let several = owners.len() > 1;
    let of = |(owner, parts): (&str, Parts<'a>)| {
        let me = if several && owner != ME { Me::default() } else { settings.me.clone() };
        (parts, Settings { owner: owner.to_owned(), me, ..settings.clone() })
    };
    owners.into_iter().map(of).collect()
}

/// Parts of one owner, each with its place in the project.
type Parts<'a> = Vec<(usize, &'a OutreachPart)>;

/// What is said of all sources of each owner is said of the first owner's alone where it is the same.
fn say_once<'a>(accounts: impl Iterator<Item = &'a mut Vec<Accounting>>) {
    let mut said: BTreeSet<String> = BTreeSet::new();
    for account in accounts.filter_map(|accounts| accounts.first_mut()) {
        account.notes.retain(|note| !note.contains("in all sources") || said.insert(note.clone()));
    }
}

impl Owner {
    fn read(parts: &[(usize, &OutreachPart)], settings: Settings) -> Result<Owner> {
        let (Gathered { touches, people, proposals }, cards) = Owner::gathered(parts, &settings, false)?;
        let (episodes, contacts) = episodes(&touches, &settings)?;
        let keep = keep_in_touch::wanted(&cards, &people);
        Ok(Owner { touches, people, proposals, episodes, contacts, keep, settings })
    }

    /// All parts, gathered, with the cards that say how often to keep in touch. Where faults are only told, one of several files that
    /// cannot be read is a fault among others.
    fn gathered(
        parts: &[(usize, &OutreachPart)],
        settings: &Settings,
        only_told: bool,
    ) -> Result<(Gathered, Vec<(usize, Card)>)> {
        let several = parts.iter().map(|(_, p)| p.files.len()).sum::<usize>() > 1;
        let timezone = timezone_of(&settings.timezone)?;
        let until = Until { as_of: settings.as_of, today: settings.today };
        let last = settings.as_of.or(settings.today);
        let (mut given, mut cards) = (Vec::new(), Vec::new());
        for (index, part) in parts.iter().copied() {
            let feed = Feed { index, complete: part.complete };
            let context =
                Context { timezone: &timezone, map: &part.map, preset: part.preset, order: part.date_order, last };
            for file in &part.files {
                let found = match cache::read(&file.path, &file.name, &context, settings.cache.as_deref()) {
                    Err(error) if only_told && several => vec![unread(&file.name, &error)],
                    found => found?,
                };
                let own = found.iter().flat_map(|f| &f.cards).filter(|card| card.keep_in_touch.is_some());
                cards.extend(own.map(|card| (index, card.clone())));
                given.extend(found.into_iter().map(|found| Given {
                    feed,
                    only: &part.only,
                    people: &part.people,
                    found,
                }));
            }
        }
        Ok((gather(given, &settings.me, &timezone, until)?, cards))
    }

    /// Whose it is; a word, not a name.
    pub fn word(&self) -> &str {
        &self.settings.owner
    }

    /// What decides how touches become episodes, with the owner's word.
    pub(super) fn settings(&self) -> &Settings {
        &self.settings
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

    /// The paths tally by attributes whose values are at hand.
    fn counted(&self, by: &[(&str, &Values)], as_of: &str) -> Result<Paths> {
        Paths::count(&self.episodes, &self.settings, as_of, by)
    }

    /// The values of an attribute of the first message, in the order of the episodes.
    pub(super) fn values(&self, attribute: &Attribute) -> Result<Values> {
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

/// A question about habit, not yet answered.
#[derive(Clone, Debug)]
pub struct HabitQuery<'a> {
    outreach: &'a Outreach,
    level: Level,
}

impl HabitQuery<'_> {
    /// The confidence level of the intervals.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Computes the figures and hides what may not be shown.
    ///
    /// # Errors
    /// Never for touches that were read.
    pub fn estimate(&self) -> Result<Disclosed<Habit>> {
        let as_of = self.outreach.known_until();
        let (mut overdue, mut intervals) = (Vec::new(), Vec::new());
        for owner in &self.outreach.owners {
            let kept = keep_in_touch::kept(&owner.touches, &owner.keep)?;
            intervals.push(Intervals::count(&kept, &owner.settings, &as_of));
            overdue.extend(kept.into_iter().filter_map(|kept| {
                let (contact, every, days) = (kept.contact, kept.every, kept.overdue?);
                Some(Overdue { owner: owner.word().to_owned(), contact, every, days })
            }));
        }
        let intervals = Intervals::of_all(intervals)?;
        let searches = &self.outreach.settings.searches;
        let habit = Habit::estimate(&self.outreach.activity()?, &intervals, overdue, searches, self.level)?;
        Ok(Disclosed::new(habit, self.outreach.rule))
    }
}
