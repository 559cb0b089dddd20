//! Gaps between events against R 4.2.2; the formulas stand in the cases of `rank_and_times.json`.

use super::oracle;
use hearback::stats::StatsError;
use hearback::stats::burstiness::Burstiness;
use hearback::stats::tolerance::{RELATIVE, assert_close, assert_close_or_missing};
use proptest::prelude::*;

#[test]
fn gaps_match_r() {
    for case in oracle::cases("rank_and_times.json", "burstiness_", 7) {
        let gaps = case.given_list("gaps");
        let found = Burstiness::of(&gaps).unwrap();
        if case.name == "burstiness_one_gap" {
            // undefined, says its note: what the formulas give is no target
            assert_eq!((found, case.number("/n")), (None, Some(1.0)));
            continue;
        }
        let found = found.unwrap();
        for (field, value) in [
            ("/n", found.n as f64),
            ("/mean", found.mean),
            ("/sd_population", found.sd_population),
            ("/sd_sample", found.sd_sample),
            ("/burstiness_population", found.population),
            ("/burstiness_sample", found.sample),
            ("/burstiness_finite_kim_jo", found.finite_size),
        ] {
            assert_close(value, case.number(field).unwrap(), RELATIVE, &format!("{} {field}", case.name));
        }
        assert_close_or_missing(found.memory, case.number("/memory"), RELATIVE, &case.name);
        case.assert_all_compared();
    }
}

#[test]
fn without_gaps_there_is_nothing_to_say() {
    assert_eq!(Burstiness::of(&[]), Ok(None));
    assert_eq!(Burstiness::of(&[0.0, 0.0, 0.0]), Ok(None));
    for gap in [-1.0, f64::INFINITY] {
        assert_eq!(Burstiness::of(&[1.0, gap]), Err(StatsError::Amount { amount: gap }));
    }
    assert!(matches!(Burstiness::of(&[f64::NAN]), Err(StatsError::Amount { .. })));
    // all but one of the gaps are 0: the most that can be, whatever their number
    for n in [2, 3, 10, 500] {
        let mut gaps = vec![0.0; n];
        gaps[n / 2] = 7.0;
        assert_close(Burstiness::of(&gaps).unwrap().unwrap().finite_size, 1.0, RELATIVE, "one gap");
        assert_close(Burstiness::of(&vec![0.3; n]).unwrap().unwrap().finite_size, -1.0, RELATIVE, "all alike");
    }
}

proptest! {
    #[test]
    fn the_unit_does_not_matter_nor_the_direction_of_time(gaps in proptest::collection::vec(0.01..1e3_f64, 2..50), unit in 0.01..100.0_f64) {
        let found = Burstiness::of(&gaps).unwrap().unwrap();
        let changed: Vec<f64> = gaps.iter().rev().map(|gap| gap * unit).collect();
        let changed = Burstiness::of(&changed).unwrap().unwrap();
        for (one, other) in [
            (found.population, changed.population),
            (found.sample, changed.sample),
            (found.finite_size, changed.finite_size),
        ] {
            prop_assert!((one - other).abs() < 1e-9 && (-1.0 - 1e-12..=1.0 + 1e-12).contains(&one));
        }
        prop_assert!(found.population < found.sample || found.sd_sample == 0.0);
        if let (Some(one), Some(other)) = (found.memory, changed.memory) {
            prop_assert!((one - other).abs() < 1e-6 && (-1.0..=1.0).contains(&one));
        }
    }
}
