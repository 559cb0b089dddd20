//! Who replies: the question about reply shares.

use super::{Disclosed, Outreach};
use crate::error::{Fault, Result};
use crate::estimate::Replies;
use crate::estimate::replies::{Asking, Breakdown};
use crate::outreach::attributes;
use crate::stats::Level;
use crate::stats::kaplan_meier::Transform;

/// The attribute within whose values groups are tested on request.
const STRATA: &str = "channel";

/// A question about reply shares, not yet answered.
#[derive(Clone, Debug)]
pub struct RepliesQuery<'a> {
    outreach: &'a Outreach,
    by: Option<String>,
    is_stratified: bool,
    level: Level,
    transform: Transform,
}

impl<'a> RepliesQuery<'a> {
    pub(super) fn new(outreach: &'a Outreach) -> Self {
        let (level, transform) = (Level::NINETY_FIVE, Transform::LogLog);
        RepliesQuery { outreach, by: None, is_stratified: false, level, transform }
    }

    /// Breaks the shares down by an attribute of the first message.
    pub fn by(mut self, attribute: &str) -> Self {
        self.by = Some(attribute.to_owned());
        self
    }

    /// Tests groups within channels: nobody is compared with somebody who was written to on another one.
    pub fn stratified(mut self) -> Self {
        self.is_stratified = true;
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
    /// When there is no such attribute, or groups by channel are to be tested within channels.
    pub fn estimate(&self) -> Result<Disclosed<Replies>> {
        let attribute = self.by.as_deref().map(attributes::find).transpose()?;
        let is_stratified = self.is_stratified && attribute.is_some();
        if is_stratified && attribute.is_some_and(|a| a.name == STRATA) {
            return Err(Fault::new("channels cannot be compared within channels")
                .remedy("leave out --stratified, or name another attribute with --by")
                .into());
        }
        let attributes = attribute.into_iter().chain(attributes::find(STRATA).ok().filter(|_| is_stratified));
        let attributes: Vec<_> = attributes.collect();
        let (by_attributes, values) = match attribute {
            Some(_) => self.outreach.by(&attributes).map(|(paths, values)| (Some(paths), values))?,
            None => (None, Vec::new()),
        };
        let paths = match &by_attributes {
            Some(paths) => paths,
            None => self.outreach.compared()?,
        };
        let by = attribute.zip(values.first()).map(|(attribute, values)| Breakdown::new(attribute, values));
        let horizon = self.outreach.settings().horizon;
        let asking = Asking { horizon, transform: self.transform, level: self.level, by: by.as_ref() };
        let clock = if by.is_none() { Some(self.outreach.clock()?) } else { None };
        let replies = Replies::estimate(paths, clock.as_ref(), &asking)?;
        Ok(Disclosed::new(replies, self.outreach.rule()))
    }
}
