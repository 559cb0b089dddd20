use super::*;
use crate::stats::tolerance::{FLOOR, REORDERED, assert_close};
use proptest::collection::vec;
use proptest::prelude::*;

fn margin<'a>(codes: &'a [u32], totals: &'a [f64]) -> Margin<'a> {
    Margin { codes, totals }
}

#[test]
fn one_margin_is_post_stratification_in_one_sweep() {
    let raked = rake(&[1.0, 3.0, 2.0], &[margin(&[0, 0, 1], &[8.0, 5.0])]).unwrap();
    assert_eq!((raked.weights.as_slice(), raked.sweeps), ([2.0, 6.0, 5.0].as_slice(), 1));
}

#[test]
fn what_is_no_margin_is_refused_by_its_place() {
    let (codes, totals) = ([0, 1, 1], [1.0, 2.0]);
    let good = margin(&codes, &totals);
    let refused = |start: &[f64], margins: &[Margin]| rake(start, margins).unwrap_err();
    assert_eq!(refused(&[], &[margin(&[], &totals)]), RakeError::Nothing);
    assert_eq!(refused(&[1.0; 3], &[]), RakeError::Nothing);
    assert_eq!(refused(&[1.0; 2], &[good]), RakeError::Length { margin: 0, codes: 3, rows: 2 });
    assert_eq!(
        refused(&[1.0; 3], &[good, margin(&[0, 0, 2], &totals)]),
        RakeError::Code { margin: 1, row: 2, code: 2 }
    );
    assert_eq!(refused(&[1.0, -1.0, 1.0], &[good]), RakeError::Weight { row: 1, weight: -1.0 });
    assert_eq!(
        refused(&[1.0; 3], &[good, margin(&codes, &[1.0, f64::INFINITY])]),
        RakeError::Total { margin: 1, category: 1, total: f64::INFINITY }
    );
    assert_eq!(
        refused(&[1.0; 3], &[good, margin(&codes, &[1.0, 2.5])]),
        RakeError::Sums { margin: 1, total: 3.5, first: 3.0 }
    );
}

#[test]
fn a_category_without_anybody_is_refused_unless_it_is_to_weigh_nothing() {
    let empty = rake(&[1.0; 2], &[margin(&[0, 0], &[1.0, 2.0])]).unwrap_err();
    assert_eq!(empty, RakeError::Empty { margin: 0, category: 1 });
    let weightless = rake(&[1.0, 0.0], &[margin(&[0, 1], &[1.0, 2.0])]).unwrap_err();
    assert_eq!(weightless, RakeError::Empty { margin: 0, category: 1 });
    let none = rake(&[1.0; 2], &[margin(&[0, 0], &[3.0, 0.0])]).unwrap();
    assert_eq!(none.weights, [1.5, 1.5]);
}

/// Everyone of the first category is in the first of the other margin too, which is to weigh less.
#[test]
fn margins_that_contradict_each_other_are_named_with_how_far() {
    let margins = [margin(&[0, 1, 1], &[2.0, 1.0]), margin(&[0, 0, 1], &[1.0, 2.0])];
    let RakeError::Apart { sweeps, apart } = rake(&[1.0; 3], &margins).unwrap_err() else { panic!("it converged") };
    assert_eq!((sweeps, apart.margin, apart.total), (MOST_SWEEPS, 0, 1.0));
    assert!(apart.relative() > 0.5, "{apart:?}");
}

#[test]
fn trimming_spreads_by_addition_and_keeps_the_sum() {
    let bounds = Bounds { lower: 0.5, upper: 4.0 };
    let mut weights = vec![0.25, 1.0, 2.0, 6.75];
    assert_eq!(bounds.outside(&weights), (1, 1));
    assert_eq!(trim_once(&mut weights, bounds), Ok(true));
    assert_eq!(weights, [0.5, 2.25, 3.25, 4.0]);
    assert_eq!(trim_once(&mut weights, bounds), Ok(false));
    assert!((Bounds { lower: 1.0, upper: 2.0 }.excess(&weights) - 1.0).abs() <= FLOOR);
}

#[test]
fn bounds_that_no_weights_can_meet_are_refused() {
    for bounds in
        [Bounds { lower: 0.0, upper: 0.9 }, Bounds { lower: 1.1, upper: 9.0 }, Bounds { lower: 2.0, upper: 1.0 }]
    {
        let mut weights = vec![0.5, 1.5];
        assert!(matches!(trim(&mut weights, bounds), Err(RakeError::Bounds { n: 2, .. })), "{bounds:?}");
    }
}

/// Half of each category weigh little: within the bounds, the rest must weigh more than raking alone gives them.
#[test]
fn trimming_and_raking_in_turn_meets_both() {
    let start = [1.0, 9.0, 1.0, 9.0, 1.0, 9.0];
    let (first, second) = ([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 0, 0]);
    let margins = [margin(&first, &[7.0, 5.0]), margin(&second, &[8.0, 4.0])];
    let raked = rake(&start, &margins).unwrap();
    let bounds = Bounds { lower: 0.8, upper: 3.5 };
    assert!(bounds.excess(&raked.weights) > 0.1);
    let both = rake_within(&raked.weights, &margins, bounds).unwrap();
    assert!(bounds.excess(&both.weights) <= WITHIN, "{both:?}");
    for margin in &margins {
        for (sum, total) in sums(&both.weights, margin).into_iter().zip(margin.totals) {
            assert_close(sum, *total, 2.0 * TOLERANCE, "a margin");
        }
    }
    let narrow = rake_within(&raked.weights, &margins, Bounds { lower: 1.9, upper: 2.1 }).unwrap_err();
    assert!(matches!(narrow, RakeError::Outside { excess, .. } if excess > 0.1), "{narrow}");
}

/// All lie outside, so nobody within the bounds can take what is cut off; R gives NaN.
#[test]
fn weights_that_all_lie_outside_are_shifted_between_the_bounds() {
    let bounds = Bounds { lower: 1.9, upper: 2.2 };
    let mut weights = vec![0.0, 1.0, 4.0, 3.0];
    assert!(matches!(trim_once(&mut weights, bounds), Err(RakeError::Bounds { n: 4, .. })));
    trim(&mut weights, bounds).unwrap();
    assert_eq!(bounds.outside(&weights), (0, 0));
    assert_close(weights.iter().sum(), 8.0, REORDERED, "the sum");
    assert_close(weights[0], 1.9, REORDERED, "the least");
    assert_close(weights[2], 2.2, REORDERED, "the largest");
}

#[test]
fn kish_by_hand() {
    let spread = Spread::of(&[3.0, 1.0, 1.0, 1.0]).unwrap();
    assert_eq!((spread.n, spread.sum, spread.min, spread.median, spread.max), (4, 6.0, 1.0, 1.0, 3.0));
    assert_eq!((spread.deff, spread.effective_n), (4.0 / 3.0, 3.0));
    assert_eq!(Spread::of(&[1.0, 4.0]).unwrap().median, 2.5);
    assert!(Spread::of(&[]).is_err() && Spread::of(&[0.0]).is_err());
}

/// Cells are numbered the same way through a table and by search.
#[test]
fn both_ways_of_numbering_pairs_agree() {
    let (mut table, mut search) = (Numbers::new(3, 2), Numbers::Search(BTreeMap::new()));
    assert!(matches!(table, Numbers::Table { .. }));
    assert!(matches!(Numbers::new(1 << 12, 1 << 12), Numbers::Search(_)));
    let mut next = 0;
    for (cell, code) in [(2, 1), (0, 0), (2, 1), (1, 1), (0, 1), (0, 0)] {
        let number = table.of(cell, code, next);
        assert_eq!(number, search.of(cell, code, next));
        next = next.max(number + 1);
    }
    assert_eq!(next, 4);
}

/// Rows of every combination of 3 × 2 categories, so that any totals can be met, and totals of two margins.
fn problem() -> impl Strategy<Value = (Vec<f64>, [Vec<u32>; 2], [Vec<f64>; 2])> {
    let rows = vec((0u32..3, 0u32..2, 0.2f64..5.0), 0..40);
    (rows, vec(0.1f64..1.0, 3), vec(0.1f64..1.0, 2), 1.0f64..1000.0).prop_map(|(mut rows, first, second, total)| {
        rows.extend((0..6).map(|i| (i % 3, i % 2, 1.0)));
        let totals = |shares: Vec<f64>| {
            let sum: f64 = shares.iter().sum();
            shares.into_iter().map(|s| s / sum * total).collect::<Vec<f64>>()
        };
        let codes = [rows.iter().map(|r| r.0).collect(), rows.iter().map(|r| r.1).collect()];
        (rows.iter().map(|r| r.2).collect(), codes, [totals(first), totals(second)])
    })
}

fn margins<'a>(codes: &'a [Vec<u32>; 2], totals: &'a [Vec<f64>; 2]) -> [Margin<'a>; 2] {
    [margin(&codes[0], &totals[0]), margin(&codes[1], &totals[1])]
}

fn sums(weights: &[f64], margin: &Margin) -> Vec<f64> {
    let mut sums = vec![0.0; margin.totals.len()];
    weights.iter().zip(margin.codes).for_each(|(w, code)| sums[*code as usize] += w);
    sums
}

proptest! {
    #[test]
    fn raked_weights_meet_every_margin((start, codes, totals) in problem()) {
        let margins = margins(&codes, &totals);
        let raked = rake(&start, &margins).unwrap();
        for margin in &margins {
            for (sum, total) in sums(&raked.weights, margin).into_iter().zip(margin.totals) {
                assert_close(sum, *total, 2.0 * TOLERANCE, "a margin");
            }
        }
    }

    /// Log weights differ from log starting weights by a sum of one number a category: that is what raking is.
    #[test]
    fn factors_are_products_of_one_a_category((start, codes, totals) in problem()) {
        let raked = rake(&start, &margins(&codes, &totals)).unwrap();
        let factor = |first: u32, second: u32| {
            let row = (0..start.len()).find(|i| (codes[0][*i], codes[1][*i]) == (first, second)).unwrap();
            raked.weights[row] / start[row]
        };
        for first in 1..3 {
            let odds = factor(first, 1) * factor(0, 0) / (factor(first, 0) * factor(0, 1));
            assert_close(odds, 1.0, 1e3 * REORDERED, "odds of factors");
        }
    }

    #[test]
    fn starting_weights_times_a_number_give_the_same((start, codes, totals) in problem(), times in 0.01f64..100.0) {
        let margins = margins(&codes, &totals);
        let scaled: Vec<f64> = start.iter().map(|w| w * times).collect();
        let (one, other) = (rake(&start, &margins).unwrap(), rake(&scaled, &margins).unwrap());
        for (a, b) in one.weights.iter().zip(&other.weights) {
            assert_close(*a, *b, 1e3 * REORDERED, "a weight");
        }
    }

    #[test]
    fn strict_trimming_keeps_the_sum_and_the_bounds(weights in vec(0.01f64..20.0, 2..40), lower in 0.0f64..0.9, upper in 1.001f64..5.0) {
        let sum: f64 = weights.iter().sum();
        let mean = sum / weights.len() as f64;
        let bounds = Bounds { lower: lower * mean, upper: upper * mean };
        let mut trimmed = weights.clone();
        trim(&mut trimmed, bounds).unwrap();
        prop_assert_eq!(bounds.outside(&trimmed), (0, 0));
        assert_close(trimmed.iter().sum(), sum, REORDERED, "the sum");
    }

    #[test]
    fn effective_n_is_at_most_n_and_deff_at_least_1(weights in vec(0.01f64..20.0, 1..40)) {
        let spread = Spread::of(&weights).unwrap();
        prop_assert!(spread.deff >= 1.0 - 1e-12 && spread.effective_n <= weights.len() as f64 * (1.0 + 1e-12));
        prop_assert!(spread.min <= spread.median && spread.median <= spread.max);
    }
}
