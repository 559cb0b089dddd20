//! How far a few have most of it: Gini's coefficient and others.

use super::StatsError;
use super::quantile::amounts;

/// How unequally an amount is spread over those who have it.
///
/// # Example
///
/// ```
/// use hearback::stats::concentration::Concentration;
///
/// // messages by eight people
/// let messages = Concentration::of(&[1.0, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 40.0])?;
/// assert!(messages.is_some_and(|messages| messages.top_tenth > 0.5 && messages.gini > 0.6));
/// assert_eq!(Concentration::of(&[0.0, 0.0])?, None);
/// # Ok::<(), hearback::stats::StatsError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concentration {
    /// Gini's coefficient, 0 when all have the same, `1 - 1/n` when one has all: half the mean difference of any two,
    /// each with itself included, over the mean.
    pub gini: f64,
    /// The same of any two different ones, 0 to 1: `n/(n-1)` times as much; `None` for a single one.
    pub gini_unbiased: Option<f64>,
    /// The share of the tenth that has most, at least one of them: `n/10` rounded up.
    pub top_tenth: f64,
    /// Herfindahl and Hirschman's index, the squares of the shares added: `1/n` when all have the same, 1 when one has
    /// all.
    pub hhi: f64,
}

impl Concentration {
    /// From what each one has; `None` when nobody has anything.
    ///
    /// # Errors
    ///
    /// [`StatsError::TooFew`] for no one at all, [`StatsError::Amount`] for an amount that is negative, infinite or not
    /// a number.
    pub fn of(each: &[f64]) -> Result<Option<Self>, StatsError> {
        amounts(each)?;
        if each.is_empty() {
            return Err(StatsError::TooFew { n: 0, least: 1 });
        }
        // over the largest, so that no sum overflows
        let largest = each.iter().copied().fold(0.0, f64::max);
        if largest == 0.0 {
            return Ok(None);
        }
        let mut sorted: Vec<f64> = each.iter().map(|amount| amount / largest).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        Ok(Some(Self::of_sorted(&sorted)))
    }

    fn of_sorted(sorted: &[f64]) -> Self {
        let n = sorted.len() as f64;
        let total: f64 = sorted.iter().sum();
        let ranked: f64 = sorted.iter().enumerate().map(|(i, amount)| (2.0 * i as f64 + 1.0 - n) * amount).sum();
        // rounding may take equal amounts below 0
        let gini = (ranked / (n * total)).max(0.0);
        let top: f64 = sorted.iter().rev().take(sorted.len().div_ceil(10)).sum();
        Self {
            gini,
            gini_unbiased: (n > 1.0).then(|| gini * n / (n - 1.0)),
            top_tenth: top / total,
            hhi: sorted.iter().map(|amount| (amount / total).powi(2)).sum(),
        }
    }
}
