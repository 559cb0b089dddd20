//! The balance tally: contacts by how often they were asked and given something. Counts only.

use super::relations::counted;
use super::{Count, Header, Key, Tally};
use crate::error::Result;
use crate::outreach::Settings;
use crate::outreach::relations::Balance;
use std::sync::Arc;

/// The balance tally.
pub type BalanceTally = Tally<BalanceKey, Count>;

/// What the balance tally counts by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BalanceKey {
    /// Whose outreach it is.
    pub owner: Arc<str>,
    /// What was asked and given, with the contact's bucket.
    pub balance: Balance,
}

impl Key for BalanceKey {
    const KIND: &'static str = "balance";

    fn columns(_: &Header) -> Vec<String> {
        ["owner", "bucket", "touches", "asks_known", "asks", "asks_after_giving", "offers_known", "offers"]
            .map(str::to_owned)
            .to_vec()
    }

    fn values(&self) -> Vec<String> {
        let b = &self.balance;
        let counts = [b.touches, b.asks_known, b.asks, b.asks_after_giving, b.offers_known, b.offers];
        let own = [self.owner.to_string(), b.bucket.to_string()];
        own.into_iter().chain(counts.map(|n| n.to_string())).collect()
    }

    fn from_values(values: &[&str]) -> Option<Self> {
        let [owner, bucket, counts @ ..] = values else { return None };
        let counts: Vec<u32> = counts.iter().map(|n| n.parse().ok()).collect::<Option<_>>()?;
        let [touches, asks_known, asks, asks_after_giving, offers_known, offers] = counts.try_into().ok()?;
        let bucket = bucket.parse().ok()?;
        let balance = Balance { bucket, touches, asks_known, asks, asks_after_giving, offers_known, offers };
        Some(BalanceKey { owner: (*owner).into(), balance })
    }
}

impl BalanceTally {
    /// Counts contacts by what they were asked and given.
    ///
    /// # Errors
    /// When a count no longer fits, which no log reaches.
    pub fn count(balances: &[Balance], settings: &Settings, as_of: &str) -> Result<BalanceTally> {
        let owner: Arc<str> = settings.owner.as_str().into();
        let key = |balance: &Balance| BalanceKey { owner: owner.clone(), balance: *balance };
        counted(balances.iter().map(key).collect(), settings, as_of)
    }
}
