//! Variances under a sampling design, linearised (Taylor), as R `survey` has them (`svyrecvar`, one stage).
//!
//! People were drawn in *units*: themselves, or clusters of them (primary sampling units), within strata. A statistic has, for
//! each unit, an influence z, weights included, that adds up to 0 or to the statistic. Its variance is
//! `Σ_h (1 − f_h) m_h/(m_h − 1) Σ_u (z_u − z̄_h)²`, over all `m_h` units of stratum h: those in which nobody belongs to
//! the domain count with 0.

use super::matrix::Matrix;
use serde::{Deserialize, Serialize};

/// What a stratum of a single unit adds to a variance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lonely {
    /// Nothing can be said: it is an error, which names the stratum.
    #[default]
    Fail,
    /// The square of its influence, as if the mean over all strata were its stratum's.
    Adjust,
    /// Nothing: it was taken with certainty.
    Certainty,
}

/// A stratum, as it was drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stratum {
    /// Units that were drawn.
    pub units: u64,
    /// Of how many, above 1; or what share of them, up to 1; `None` for far more than were drawn.
    pub drawn_from: Option<f64>,
}

impl Stratum {
    /// The share of units that were not drawn: the finite population correction, 0–1.
    pub fn not_drawn(self) -> f64 {
        match self.drawn_from {
            None => 1.0,
            Some(share) if share <= 1.0 => 1.0 - share,
            Some(all) => ((all - self.units as f64) / all).max(0.0),
        }
    }
}

/// A design that variances can be computed under.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// Per stratum, what squares are multiplied by, and what the square of the sum is multiplied by.
    factors: Vec<(f64, f64)>,
    census: bool,
}

impl Design {
    /// A design of these strata.
    ///
    /// # Errors
    /// The place of a stratum of a single unit of several, where nothing was decided about such.
    pub fn new(strata: &[Stratum], lonely: Lonely) -> Result<Design, usize> {
        let factors = strata.iter().enumerate().map(|(place, stratum)| {
            let (m, left) = (stratum.units as f64, stratum.not_drawn());
            match (stratum.units, lonely) {
                (0 | 1, Lonely::Fail) if left > 0.0 => Err(place),
                (0 | 1, Lonely::Adjust) => Ok((left, 0.0)),
                (0 | 1, _) => Ok((0.0, 0.0)),
                _ => Ok((left * m / (m - 1.0), left / (m - 1.0))),
            }
        });
        let census = !strata.is_empty() && strata.iter().all(|s| s.not_drawn() == 0.0);
        Ok(Design { factors: factors.collect::<Result<_, _>>()?, census })
    }

    /// Whether every unit of every stratum was drawn, so that nothing varies.
    pub fn is_census(&self) -> bool {
        self.census
    }

    /// The covariance of `k` statistics, from the influences that units have on them.
    pub fn covariance(&self, k: usize) -> Covariance<'_> {
        Covariance {
            design: self,
            squares: Matrix::zeros(k, k).values().to_vec(),
            sums: vec![0.0; k * self.factors.len()],
            k,
        }
    }
}

/// A covariance while units are added to it.
#[derive(Clone, Debug)]
pub struct Covariance<'a> {
    design: &'a Design,
    k: usize,
    /// Σ over units of z zᵀ, each times its stratum's factor.
    squares: Vec<f64>,
    /// Σ over units of z, per stratum.
    sums: Vec<f64>,
}

impl Covariance<'_> {
    /// Adds units of one stratum that have the same influences but for their weights: Σw and Σw² over them, and the influences
    /// that are not 0, each with the place of its statistic. A single unit whose weights are in its influences has 1 and 1.
    pub fn add(&mut self, stratum: usize, w: f64, w2: f64, influences: &[(usize, f64)]) {
        let Some((factor, _)) = self.design.factors.get(stratum) else { return };
        let factor = factor * w2;
        for (i, a) in influences {
            self.sums[stratum * self.k + i] += w * a;
            let (row, by) = (i * self.k, factor * a);
            influences.iter().for_each(|(j, b)| self.squares[row + j] += by * b);
        }
    }

    /// The covariance of all statistics.
    pub fn finish(mut self) -> Matrix {
        for (sums, (_, factor)) in self.sums.chunks(self.k.max(1)).zip(&self.design.factors) {
            if *factor == 0.0 {
                continue;
            }
            for (i, a) in sums.iter().enumerate().filter(|(_, a)| **a != 0.0) {
                let row = i * self.k;
                sums.iter().enumerate().for_each(|(j, b)| self.squares[row + j] -= factor * a * b);
            }
        }
        Matrix::from_fn(self.k, self.k, |i, j| self.squares[i * self.k + j])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::{RELATIVE, assert_close};

    /// By hand: units 1, 2, 6 of one stratum (mean 3, squares 4 + 1 + 9) and 4, 8 of another (2² + 2²), drawn from 6.
    #[test]
    fn strata_add_up_and_the_drawn_share_counts() {
        let strata = [Stratum { units: 3, drawn_from: None }, Stratum { units: 2, drawn_from: Some(6.0) }];
        let design = Design::new(&strata, Lonely::Fail).unwrap();
        let mut covariance = design.covariance(1);
        for (stratum, z) in [(0, 1.0), (0, 2.0), (0, 6.0), (1, 4.0), (1, 8.0)] {
            covariance.add(stratum, 1.0, 1.0, &[(0, z)]);
        }
        let by_hand = 14.0 * 3.0 / 2.0 + (1.0 - 2.0 / 6.0) * 8.0 * 2.0;
        assert_close(covariance.finish().get(0, 0).unwrap(), by_hand, RELATIVE, "variance");
    }

    #[test]
    fn a_lonely_unit_fails_unless_it_is_said_what_it_counts() {
        let strata = [Stratum { units: 2, drawn_from: None }, Stratum { units: 1, drawn_from: None }];
        assert_eq!(Design::new(&strata, Lonely::Fail), Err(1));
        let variance = |lonely| {
            let design = Design::new(&strata, lonely).unwrap();
            let mut covariance = design.covariance(1);
            covariance.add(1, 1.0, 1.0, &[(0, 3.0)]);
            covariance.finish().get(0, 0).unwrap()
        };
        assert_eq!((variance(Lonely::Certainty), variance(Lonely::Adjust)), (0.0, 9.0));
        let all_drawn = [Stratum { units: 1, drawn_from: Some(1.0) }];
        assert!(Design::new(&all_drawn, Lonely::Fail).is_ok(), "nothing is left to be uncertain of");
    }
}
