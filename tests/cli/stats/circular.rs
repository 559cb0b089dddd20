//! Times of day against R 4.2.2; the calls stand in the cases of `rank_and_times.json`.

use super::oracle::{self, Case};
use hearback::stats::StatsError;
use hearback::stats::circular::TimesOfDay;
use hearback::stats::tolerance::{RELATIVE, assert_close, assert_close_or_missing};
use proptest::prelude::*;

fn times(case: &Case) -> TimesOfDay {
    let hours = case.given_list("hours");
    if case.input.get("counts").is_none() {
        return TimesOfDay::new(&hours).unwrap();
    }
    let counts: Vec<u64> = case.given_list("counts").into_iter().map(|count| count as u64).collect();
    TimesOfDay::counted(&hours, &counts).unwrap()
}

#[test]
fn times_of_day_match_r() {
    for case in oracle::cases("rank_and_times.json", "circular_", 9) {
        let times = times(&case);
        // times that balance, and times all the same: what is left of R, or of 1 - R, is rounding
        let balanced = matches!(case.name.as_str(), "circular_opposite" | "circular_quarters");
        let same = matches!(case.name.as_str(), "circular_single" | "circular_same");
        for (field, value) in
            [("/C", times.cosine), ("/S", times.sine), ("/resultant_length", times.resultant_length())]
        {
            let expected = case.number(field).unwrap();
            if balanced {
                assert!((value - expected).abs() < 1e-12, "{} {field}", case.name);
            } else {
                assert_close(value, expected, RELATIVE, &format!("{} {field}", case.name));
            }
        }
        assert_close_or_missing(times.mean_hour(), case.number("/mean_hour"), RELATIVE, &case.name);
        assert_close(times.variance(), case.number("/circular_variance").unwrap(), RELATIVE, &case.name);
        let sd = case.number("/circular_sd_hours");
        if same {
            assert!(times.sd_hours().unwrap() < 1e-7 && sd.unwrap() < 1e-7, "no target: rounding of 1 - R");
        } else {
            assert_close_or_missing(times.sd_hours(), sd, RELATIVE, &case.name);
        }
        let (rayleigh, z) = (times.rayleigh(), case.number("/rayleigh_z").unwrap());
        assert_close(rayleigh.z, z, RELATIVE, &case.name);
        assert_close(rayleigh.p, case.number("/rayleigh_p_approx").unwrap(), RELATIVE, &case.name);
        case.assert_all_compared();
    }
}

#[test]
fn what_is_no_time_of_day_is_refused() {
    assert_eq!(TimesOfDay::new(&[]), Err(StatsError::TooFew { n: 0, least: 1 }));
    assert_eq!(TimesOfDay::counted(&[3.0], &[0]), Err(StatsError::TooFew { n: 0, least: 1 }));
    assert_eq!(TimesOfDay::counted(&[3.0], &[]), Err(StatsError::Lengths { left: 1, right: 0 }));
    assert_eq!(TimesOfDay::counted(&[3.0, 4.0], &[u64::MAX, 1]), Err(StatsError::TooManyPeople));
    for hour in [-0.5, 24.0, f64::INFINITY] {
        assert_eq!(TimesOfDay::new(&[hour]), Err(StatsError::Hour { hour }));
    }
    assert!(matches!(TimesOfDay::new(&[f64::NAN]), Err(StatsError::Hour { .. })));
}

#[test]
fn times_within_a_second_keep_their_spread() {
    // 1 - R is 5e-10, of which a difference from 1 keeps 7 digits
    let step = 1.0 / 3600.0;
    let times = TimesOfDay::new(&[12.0 - step, 12.0, 12.0 + step]).unwrap();
    assert_close(times.sd_hours().unwrap(), step * (2.0_f64 / 3.0).sqrt(), 1e-8, "as on a straight line");
}

/// How far two times are from each other on the circle.
fn apart(one: f64, other: f64) -> f64 {
    let gap = (one - other).rem_euclid(24.0);
    gap.min(24.0 - gap)
}

proptest! {
    #[test]
    fn the_mean_turns_with_the_times(hours in proptest::collection::vec(0.0..24.0_f64, 1..30), turn in 0.0..24.0_f64) {
        let times = TimesOfDay::new(&hours).unwrap();
        let turned: Vec<f64> = hours.iter().map(|hour| (hour + turn) % 24.0).collect();
        let turned = TimesOfDay::new(&turned).unwrap();
        prop_assert!((times.resultant_length() - turned.resultant_length()).abs() < 1e-12);
        prop_assert!((times.variance() - turned.variance()).abs() < 1e-12);
        prop_assert!((times.variance() + times.resultant_length() - 1.0).abs() < 1e-12);
        prop_assert!((times.rayleigh().p - turned.rayleigh().p).abs() < 1e-10);
        prop_assume!(times.resultant_length() > 1e-6);
        let (one, other) = (times.mean_hour().unwrap(), turned.mean_hour().unwrap());
        prop_assert!((0.0..24.0).contains(&one) && apart(one + turn, other) < 1e-6);
    }

    #[test]
    fn a_count_is_so_many_times(counts in proptest::collection::vec(0..9_u64, 24)) {
        prop_assume!(counts.iter().any(|count| *count > 0));
        let hours: Vec<f64> = (0..24).map(f64::from).collect();
        let each = hours.iter().zip(&counts).flat_map(|(hour, count)| vec![*hour; *count as usize]);
        let (counted, each) = (TimesOfDay::counted(&hours, &counts).unwrap(), TimesOfDay::new(&each.collect::<Vec<_>>()).unwrap());
        prop_assert_eq!(counted.n, each.n);
        prop_assert!((counted.cosine - each.cosine).abs() < 1e-12 && (counted.sine - each.sine).abs() < 1e-12);
    }
}
