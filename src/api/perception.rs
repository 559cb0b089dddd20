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

impl PerceptionQuery<'_> {
    /// The confidence level of the intervals.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// For each survey that knows any owner by their respondent key, and each of its questions of barriers: those who chose an option
    /// against the rest. What may not be shown is hidden.
    ///
    /// # Errors
    /// When the responses or the touches were changed from outside.
    pub fn perception(&self) -> Result<Vec<Disclosed<Perception>>> {
        let horizon = self.outreach.settings().horizon;
        let (own, _) = self.outreach.paths(&[])?.matured(horizon);
        let as_of = self.outreach.known_until();
        let mut found = Vec::new();
        for survey in self.surveys {
            let questions = survey.questions().filter(|q| q.role == Some(Role::Barriers));
            for question in questions {
                let tally = Linked::count(survey.responses(), question, &own, &as_of, horizon)?;
                let perception = Perception::estimate(&tally, question, horizon, self.level)?;
                found.extend(perception.map(|perception| Disclosed::new(perception, self.rule(survey))));
            }
        }
        Ok(found)
    }

    /// Own reply shares in the brackets of each survey that has such a question; where none has, of published ones.
    ///
    /// # Errors
    /// When a survey's design does not let errors be computed.
    pub fn brackets(&self) -> Result<Vec<Disclosed<Brackets>>> {
        let horizon = self.outreach.settings().horizon;
        let (owners, _) = self.outreach.paths(&[])?.matured(horizon);
        let measured = Measured { owners: &owners, horizon };
        let mut found = Vec::new();
        for survey in self.surveys {
            for question in survey.questions().filter(|q| is_bracketed(q)) {
                let responses = survey.responses();
                let tally = Answers::count(responses, &[&question.id], &[])?;
                let asking = Asking {
                    codebook: &responses.codebook,
                    question,
                    weighted: responses.is_weighted(),
                    degrees: &survey.degrees(&[])?,
                    level: self.level,
                };
                let brackets = Brackets::of_survey(&tally, &asking, &measured)?;
                found.push(Disclosed::new(brackets, self.rule(survey)));
            }
        }
        if found.is_empty() {
            let all = published::benchmarks()?;
            let brackets = all.iter().filter_map(|b| Brackets::of_benchmark(b, &measured, self.level));
            found.extend(brackets.map(|brackets| Disclosed::new(brackets, self.outreach.rule())));
        }
        Ok(found)
    }

    /// The stricter of both: what one of them hides is hidden.
    fn rule(&self, survey: &Survey) -> Option<Rule> {
        let below = [self.outreach.rule(), survey.rule()].into_iter().flatten().map(|rule| rule.below).max();
        below.map(|below| Rule { below })
    }
}
