//! Trends of a share against R 4.2.2 `prop.trend.test`; the call stands in each case of `paired_and_multiple.json`.

use super::oracle;
use hearback::stats::StatsError;
use hearback::stats::tolerance::{RELATIVE, assert_close};
use hearback::stats::trend::cochran_armitage;

#[test]
fn trends_match_r() {
    for case in oracle::cases("paired_and_multiple.json", "trend_", 4) {
        let [x, n, score] = ["x", "n", "score"].map(|field| case.given_list(field));
        let trend = cochran_armitage(&x, &n, &score).unwrap();
        assert_close(trend.z, case.number("/z").unwrap(), RELATIVE, &case.name);
        assert_close(trend.chi_squared(), case.number("/chisq").unwrap(), RELATIVE, &case.name);
        assert_close(trend.p, case.number("/p").unwrap(), RELATIVE, &case.name);
        // the statistic is one squared normal
        assert_eq!(case.number("/df"), Some(1.0), "{}", case.name);
        case.assert_all_compared();
    }
}

#[test]
fn scores_may_be_moved_and_stretched_and_turned() {
    let (x, n) = ([12.0, 18.0, 25.0, 31.0], [100.0, 98.0, 103.0, 99.0]);
    let trend = cochran_armitage(&x, &n, &[0.0, 1.0, 2.0, 5.0]).unwrap();
    let moved = cochran_armitage(&x, &n, &[-7.0, -5.0, -3.0, 3.0]).unwrap();
    let turned = cochran_armitage(&x, &n, &[0.0, -1.0, -2.0, -5.0]).unwrap();
    assert_close(moved.z, trend.z, RELATIVE, "moved and stretched");
    assert_close(turned.z, -trend.z, RELATIVE, "turned");
    let rest: Vec<f64> = n.iter().zip(x).map(|(n, x)| n - x).collect();
    assert_close(cochran_armitage(&rest, &n, &[0.0, 1.0, 2.0, 5.0]).unwrap().z, -trend.z, RELATIVE, "the others");
    let empty =
        cochran_armitage(&[12.0, 18.0, 0.0, 25.0, 31.0], &[100.0, 98.0, 0.0, 103.0, 99.0], &[0.0, 1.0, 9.0, 2.0, 5.0]);
    assert_close(empty.unwrap().z, trend.z, RELATIVE, "a group without anybody");
}

#[test]
fn what_has_no_trend_is_refused() {
    let trend = |x: &[f64], n: &[f64], s: &[f64]| cochran_armitage(x, n, s).unwrap_err();
    assert_eq!(trend(&[1.0], &[2.0, 3.0], &[1.0, 2.0]), StatsError::Lengths { left: 1, right: 2 });
    assert_eq!(trend(&[1.0, 2.0], &[2.0, 3.0], &[1.0]), StatsError::Lengths { left: 2, right: 1 });
    assert_eq!(trend(&[1.0, 4.0], &[2.0, 3.0], &[1.0, 2.0]), StatsError::Count { count: 4.0, n: 3.0 });
    assert_eq!(trend(&[0.0, 0.0], &[2.0, -3.0], &[1.0, 2.0]), StatsError::Base { n: -3.0 });
    assert_eq!(trend(&[0.0, 0.0], &[0.0, 0.0], &[1.0, 2.0]), StatsError::EmptyBase);
    assert_eq!(trend(&[0.0, 0.0], &[2.0, 3.0], &[1.0, 2.0]), StatsError::NoVariation);
    assert_eq!(trend(&[2.0, 3.0], &[2.0, 3.0], &[1.0, 2.0]), StatsError::NoVariation);
    assert_eq!(trend(&[1.0, 2.0, 1.0], &[2.0, 3.0, 7.0], &[0.1, 0.1, 0.1]), StatsError::NoVariation);
    assert!(matches!(trend(&[1.0, 2.0], &[2.0, 3.0], &[1.0, f64::NAN]), StatsError::NotFinite { .. }));
}
