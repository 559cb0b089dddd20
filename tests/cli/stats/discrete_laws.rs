//! Relations between discrete-time models that hold for any data.

use hearback::stats::Level;
use hearback::stats::logistic::{Fit, Grouped, Link, firth, fit};
use hearback::stats::mantel_haenszel::{Strata, Stratum};
use hearback::stats::matrix::Matrix;
use hearback::stats::propensity::{Days, PRECISION};
use hearback::stats::tolerance::{RELATIVE, assert_close, is_close};
use proptest::prelude::*;

/// People and events of some rows.
fn counts(rows: usize, most: u32) -> impl Strategy<Value = Vec<(f64, f64)>> {
    let row = (0..=most).prop_flat_map(|n| (Just(f64::from(n)), (0..=n).prop_map(f64::from)));
    prop::collection::vec(row, rows)
}

fn grouped(design: &[Vec<f64>], counts: &[(f64, f64)]) -> Option<Grouped> {
    let (trials, events): (Vec<f64>, Vec<f64>) = counts.iter().copied().unzip();
    let design = Matrix::new(design.len(), design[0].len(), design.concat()).unwrap();
    Grouped::new(design, &trials, &events).ok()
}

/// 1, a number and a yes-no, over six rows.
fn three_columns() -> Vec<Vec<f64>> {
    (0..6).map(|i| vec![1.0, f64::from(i / 2), f64::from(i % 2)]).collect()
}

/// Whether some direction of a fine grid separates: each row's outcome on its side, and one row strictly.
fn grid_separates(design: &[Vec<f64>], counts: &[(f64, f64)]) -> bool {
    let steps = || (-4..=4).map(f64::from);
    let directions = steps().flat_map(|a| steps().flat_map(move |b| steps().map(move |c| [a, b, c])));
    let side = |direction: &[f64; 3], row: &Vec<f64>| row.iter().zip(direction).map(|(x, d)| x * d).sum::<f64>();
    directions.into_iter().any(|direction| {
        let sides =
            || design.iter().zip(counts).filter(|(_, (n, _))| *n > 0.0).map(|(row, c)| (side(&direction, row), c));
        let fits = |(along, (n, events)): (f64, &(f64, f64))| {
            (*events == *n && along >= 0.0) || (*events == 0.0 && along <= 0.0) || along == 0.0
        };
        sides().all(fits) && sides().any(|(along, _)| along != 0.0)
    })
}

proptest! {
    /// Over 0, 1, 2 by 0, 1 every separating direction has a whole-number one of small size.
    #[test]
    fn separation_is_found_exactly_when_there_is_some(counts in counts(6, 3)) {
        let design = three_columns();
        let Some(data) = grouped(&design, &counts) else { return Ok(()) };
        let expected = grid_separates(&design, &counts);
        for link in [Link::Logit, Link::Cloglog] {
            prop_assert_eq!(matches!(fit(&data, link).unwrap(), Fit::Separated(_)), expected, "{:?}", counts);
        }
        prop_assert!(firth(&data).unwrap().coef.iter().all(|coef| coef.is_finite()));
    }

    /// The score of a logistic model is 0: fitted events are those seen, column by column; and grouping does not matter.
    #[test]
    fn fitted_events_are_those_seen(counts in counts(6, 9)) {
        let design = three_columns();
        let Some(data) = grouped(&design, &counts) else { return Ok(()) };
        let Fit::Ml(model) = fit(&data, Link::Logit).unwrap() else { return Ok(()) };
        for column in [0, 1, 2] {
            let sum = |value: &dyn Fn(usize) -> f64| (0..6).map(|row| design[row][column] * value(row)).sum::<f64>();
            let (fitted, seen) = (sum(&|row| counts[row].0 * model.fitted[row]), sum(&|row| counts[row].1));
            prop_assert!((fitted - seen).abs() < 1e-9 * (1.0 + seen), "{} {}", fitted, seen);
        }
        let singles: Vec<(usize, (f64, f64))> = (0..6)
            .flat_map(|row| (0..counts[row].0 as usize).map(move |person| (row, person)))
            .map(|(row, person)| (row, (1.0, f64::from(u8::from((person as f64) < counts[row].1)))))
            .collect();
        let rows: Vec<Vec<f64>> = singles.iter().map(|(row, _)| design[*row].clone()).collect();
        let people: Vec<(f64, f64)> = singles.iter().map(|(_, count)| *count).collect();
        let Some(Fit::Ml(other)) = grouped(&rows, &people).map(|data| fit(&data, Link::Logit).unwrap()) else {
            panic!("single people have a model too")
        };
        prop_assert!(is_close(other.log_likelihood, model.log_likelihood, RELATIVE));
        let close = model.coef.iter().zip(&other.coef).all(|(one, other)| (one - other).abs() < 1e-9 * (1.0 + one.abs()));
        prop_assert!(close, "{:?} {:?}", model.coef, other.coef);
    }

    /// Firth's estimates are where the modified score is 0: with h, its leverage, each row has h more people, half of them
    /// with the event, and those fitted are as many, column by column.
    #[test]
    fn the_modified_score_is_0(counts in counts(6, 5)) {
        let design = three_columns();
        let Some(data) = grouped(&design, &counts) else { return Ok(()) };
        let found = firth(&data).unwrap();
        let mut score = vec![0.0; found.kept.len()];
        for ((row, (n, events)), share) in design.iter().zip(&counts).zip(&found.fitted) {
            let x: Vec<f64> = found.kept.iter().map(|column| row[*column]).collect();
            let spread: f64 = found.vcov.apply(&x).unwrap().iter().zip(&x).map(|(v, x)| v * x).sum();
            let leverage = n * share * (1.0 - share) * spread;
            let pull = events + leverage / 2.0 - (n + leverage) * share;
            score.iter_mut().zip(&x).for_each(|(sum, x)| *sum += pull * x);
        }
        prop_assert!(score.iter().all(|sum| sum.abs() < 1e-9), "{:?} {:?}", score, counts);
    }

    /// Exchanging the groups turns the odds ratio over and leaves the tests as they are.
    #[test]
    fn the_groups_can_be_exchanged(cells in prop::collection::vec([0_u64..12, 0..12, 0..12, 0..12], 1..5)) {
        let [there, back] = [false, true].map(|turned| {
            let stratum = |[a, b, c, d]: &[u64; 4]| {
                let [a, b, c, d] = if turned { [*c, *d, *a, *b] } else { [*a, *b, *c, *d] };
                Stratum { exposed_events: a, exposed_others: b, reference_events: c, reference_others: d }
            };
            Strata::new(&cells.iter().map(stratum).collect::<Vec<_>>())
        });
        let (Ok(there), Ok(back)) = (there, back) else { return Ok(()) };
        let (one, other) = (there.exact(Level::NINETY_FIVE).unwrap(), back.exact(Level::NINETY_FIVE).unwrap());
        prop_assert!(is_close(one.estimate, 1.0 / other.estimate, RELATIVE), "{:?} {:?}", one, other);
        prop_assert!(is_close(one.interval.low, 1.0 / other.interval.high, RELATIVE), "{:?} {:?}", one, other);
        prop_assert!(one.interval.low <= one.estimate && one.estimate <= one.interval.high);
        prop_assert!(is_close(one.p, other.p, RELATIVE) && is_close(there.test().statistic, back.test().statistic, RELATIVE));
        let (d, e) = (there.risk_difference(Level::NINETY_FIVE), back.risk_difference(Level::NINETY_FIVE));
        prop_assert!((d.estimate + e.estimate).abs() < 1e-12, "{:?} {:?}", d, e);
    }

    /// Without columns the hazard is the plain share; a column that is the same for all changes nothing.
    #[test]
    fn without_columns_the_hazard_is_the_share(days in prop::collection::vec(counts(3, 40), 1..8)) {
        let (at_risk, acted): (Vec<Vec<f64>>, Vec<Vec<f64>>) =
            days.iter().map(|day| day.iter().copied().unzip::<f64, f64, Vec<f64>, Vec<f64>>()).unzip();
        let plain = Days::new(&at_risk, &acted, Matrix::zeros(3, 0)).unwrap().fit(PRECISION, None).unwrap();
        let same = Matrix::from_fn(3, 1, |_, _| 1.0);
        for precision in [0.0, PRECISION] {
            let found = Days::new(&at_risk, &acted, same.clone()).unwrap().fit(precision, Some(&[2.0])).unwrap();
            prop_assert!(found.beta[0].abs() < 1e-9, "{:?}", found.beta);
            for (day, hazard) in found.hazard.iter().enumerate() {
                let (n, count): (f64, f64) = (at_risk[day].iter().sum(), acted[day].iter().sum());
                let share = if n > 0.0 { count / n } else { 0.0 };
                for (one, plain) in hazard.iter().zip(&plain.hazard[day]) {
                    assert_close(*plain, share, RELATIVE, "plain");
                    prop_assert!(is_close(*one, share, RELATIVE), "{} {}", one, share);
                }
            }
        }
    }
}
