//! Planning: people needed for a preset difference, and what a survey at hand could have told.

use super::{Disclosed, Survey};
use crate::error::Result;
use crate::estimate::{Needed, Tellable};

pub use crate::estimate::power::Plan;

/// How many people a plan takes.
///
/// # Errors
/// When a value of the plan is out of its range.
pub fn needed(plan: Plan) -> Result<Disclosed<Needed>> {
    Ok(Disclosed::new(Needed::estimate(plan)?, None))
}

impl Survey {
    /// What the answers to a question could have told: how well its shares are known, and which differences between the groups
    /// of another question, or two halves of everyone, would have been told.
    ///
    /// # Errors
    /// When there are no such questions, or a value of the plan is out of its range.
    pub fn tellable(&self, question: &str, by: Option<&str>, plan: &Plan) -> Result<Disclosed<Tellable>> {
        let mut query = self.shares(question)?.level(plan.level);
        if let Some(by) = by {
            query = query.by(by);
        }
        let shares = query.estimate()?;
        let mut told = Disclosed::new(Tellable::estimate(&shares, plan.clone())?, self.rule());
        told.audit += shares.audit;
        Ok(told)
    }
}
