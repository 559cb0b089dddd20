//! Both wings together: what people say of hearing back, beside what their own outreach came to.

use super::{Disclosed, Outreach, Survey};
use crate::disclosure::Rule;
use crate::error::Result;
use crate::estimate::brackets::{Asking, Measured, is_bracketed};
use crate::estimate::{Brackets, Perception};
use crate::published;
use crate::stats::Level;
use crate::survey::Role;
use crate::tally::{Answers, Linked};

impl Outreach {
    /// Asks whether those who name a barrier in a survey really hear back less, and where one's own reply share stands among those
    /// that people report.
    pub fn beside<'a>(&'a self, surveys: &'a [Survey]) -> PerceptionQuery<'a> {
        PerceptionQuery { outreach: self, surveys, level: Level::NINETY_FIVE }
    }
}

/// A question about what people say and what is measured, not yet answered.
#[derive(Clone, Debug)]
pub struct PerceptionQuery<'a> {
    outreach: &'a Outreach,
    surveys: &'a [Survey],
    level: Level,
}

/// What people say, beside what is measured.
#[derive(Clone, Debug)]
pub struct Beside {
    /// For each survey that knows any owner by their respondent key, and each of its questions of barriers: those who chose an option
    /// against the rest.
    pub perception: Vec<Disclosed<Perception>>,
    /// Own reply shares in the brackets of each survey that has such a question; where none has, in published ones.
    pub brackets: Vec<Disclosed<Brackets>>,
}

impl PerceptionQuery<'_> {
    /// The confidence level of the intervals.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Computes the figures and hides what may not be shown.
    ///
    /// # Errors
    /// When the responses or the touches were changed from outside, or a survey's design does not let errors be computed.
    pub fn estimate(&self) -> Result<Beside> {
        let horizon = self.outreach.settings().horizon;
        let (owners, _) = self.outreach.paths(&[])?.matured(horizon);
        let measured = Measured { owners: &owners, horizon };
        let mut beside = Beside { perception: Vec::new(), brackets: Vec::new() };
        for survey in self.surveys {
            beside.perception.extend(self.perception(survey, &measured)?);
            beside.brackets.extend(self.brackets(survey, &measured)?);
        }
        if beside.brackets.is_empty() {
            let all = published::benchmarks()?;
            let brackets = all.iter().filter_map(|b| Brackets::of_benchmark(b, &measured, self.level));
            beside.brackets.extend(brackets.map(|brackets| Disclosed::new(brackets, self.outreach.rule())));
        }
        Ok(beside)
    }

    fn perception(&self, survey: &Survey, measured: &Measured) -> Result<Vec<Disclosed<Perception>>> {
        let (as_of, horizon) = (self.outreach.known_until(), measured.horizon);
        let mut found = Vec::new();
        for question in survey.questions().filter(|q| q.role == Some(Role::Barriers)) {
            let tally = Linked::count(survey.responses(), question, measured.owners, &as_of, horizon)?;
            let perception = Perception::estimate(&tally, question, horizon, self.level)?;
            found.extend(perception.map(|perception| Disclosed::new(perception, self.rule(survey))));
        }
        Ok(found)
    }

    fn brackets(&self, survey: &Survey, measured: &Measured) -> Result<Vec<Disclosed<Brackets>>> {
        let responses = survey.responses();
        let mut found = Vec::new();
        for question in survey.questions().filter(|q| is_bracketed(q)) {
            let tally = Answers::count(responses, &[&question.id], &[])?;
            let asking = Asking {
                codebook: &responses.codebook,
                question,
                weighted: responses.is_weighted(),
                degrees: &survey.degrees(&[])?,
                level: self.level,
            };
            found.push(Disclosed::new(Brackets::of_survey(&tally, &asking, measured)?, self.rule(survey)));
        }
        Ok(found)
    }

    /// The stricter of both: what one of them hides is hidden.
    fn rule(&self, survey: &Survey) -> Option<Rule> {
        let below = [self.outreach.rule(), survey.rule()].into_iter().flatten().map(|rule| rule.below).max();
        below.map(|below| Rule { below })
    }
}
