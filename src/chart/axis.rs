//! Round axes for shares.

/// Steps between ticks that read as round, in whole percents, and how many of them an axis may have.
const STEPS: [(u32, u32); 5] = [(1, 6), (2, 6), (5, 6), (10, 8), (20, 5)];

/// An axis from 0 % to a round percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Axis {
    step: u32,
    steps: u32,
}

impl Axis {
    /// The axis that shows everything up to the `highest` share, and never more than 100 %.
    pub(super) fn above(highest: f64) -> Axis {
        let highest = if highest.is_finite() { highest.clamp(0.001, 1.0) } else { 1.0 };
        let percents = (highest * 100.0 - 1e-9).ceil() as u32;
        let fitting = STEPS.into_iter().find(|(step, most)| percents.div_ceil(*step) <= *most);
        let step = fitting.map_or(20, |(step, _)| step);
        Axis { step, steps: percents.div_ceil(step) }
    }

    /// The shares that are labelled, from 0 to the end of the axis.
    pub(super) fn ticks(self) -> impl Iterator<Item = f64> {
        (0..=self.steps).map(move |i| f64::from(i * self.step) / 100.0)
    }

    /// The share at the end of the axis.
    pub(super) fn max(self) -> f64 {
        f64::from(self.step * self.steps) / 100.0
    }

    /// Where `share` lies between `zero` and `end`, px.
    pub(super) fn place(self, share: f64, zero: f64, end: f64) -> f64 {
        zero + (end - zero) * (share / self.max()).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(highest: f64) -> (f64, usize) {
        let axis = Axis::above(highest);
        (axis.max(), axis.ticks().count())
    }

    #[test]
    fn the_axis_ends_at_a_round_number() {
        assert_eq!(ends(0.45), (0.5, 6));
        assert_eq!(ends(0.50), (0.5, 6));
        assert_eq!(ends(0.13), (0.15, 4));
        assert_eq!(ends(0.62), (0.7, 8));
        assert_eq!(ends(0.81), (1.0, 6));
        assert_eq!(ends(0.97), (1.0, 6));
        assert_eq!(ends(0.004), (0.01, 2));
    }

    #[test]
    fn it_never_passes_the_whole_and_survives_nonsense() {
        assert_eq!(ends(1.0), (1.0, 6));
        assert_eq!(ends(7.0), (1.0, 6));
        assert_eq!(ends(f64::NAN), (1.0, 6));
        assert_eq!(ends(f64::NEG_INFINITY), (1.0, 6));
    }

    #[test]
    fn shares_lie_between_the_ends() {
        let axis = Axis::above(0.5);
        assert_eq!([axis.place(0.25, 100.0, 200.0), axis.place(3.0, 100.0, 200.0)], [150.0, 200.0]);
        assert_eq!(axis.place(0.5, 300.0, 100.0), 100.0);
    }
}
