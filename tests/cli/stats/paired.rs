//! Comparisons within people against R 4.2.2: `mcnemar.test`, `binom.test`, Cochran's Q, `t.test`, and Newcombe's
//! formula.

use super::oracle::{self, Case};
use hearback::stats::Level;
use hearback::stats::paired::{ChiSquared, Pairs, cochran_q, paired_mean};
use hearback::stats::tolerance::{RELATIVE, assert_close};

const FILE: &str = "paired_and_multiple.json";

/// R's NaN, where nobody changed, is a missing test here.
fn assert_test(actual: Option<ChiSquared>, case: &Case, statistic: &str, p: &str) {
    let expected = (case.number(statistic).unwrap(), case.number(p).unwrap());
    let Some(actual) = actual else {
        return assert!(expected.0.is_nan() && expected.1.is_nan(), "{} {statistic}", case.name);
    };
    assert_close(actual.statistic, expected.0, RELATIVE, &format!("{} {statistic}", case.name));
    assert_close(actual.p, expected.1, RELATIVE, &format!("{} {p}", case.name));
}

#[test]
fn changes_of_mind_match_r() {
    for case in oracle::cases(FILE, "mcnemar_", 7) {
        let [a, b, c, d] = ["a", "b", "c", "d"].map(|field| case.input[field].as_u64().unwrap());
        let pairs = Pairs::new(a, b, c, d).unwrap();
        assert_test(pairs.mcnemar(), &case, "/chisq_uncorrected", "/p_uncorrected");
        assert_test(pairs.mcnemar_corrected(), &case, "/chisq_corrected", "/p_corrected");
        let numbers = [
            (pairs.exact_p(), "/p_exact"),
            (pairs.mid_p(), "/p_midp"),
            (pairs.difference(), "/paired_difference"),
            (pairs.standard_error(), "/paired_difference_se"),
        ];
        for (actual, field) in numbers {
            assert_close(actual, case.number(field).unwrap(), RELATIVE, &format!("{} {field}", case.name));
        }
        case.assert_all_compared();
    }
}

/// The column totals of a file of zeros and ones, and how many rows have each total.
fn totals(file: &str) -> (Vec<u64>, Vec<u64>) {
    let text = std::fs::read_to_string(oracle::path(file)).unwrap_or_else(|error| panic!("fixture {file}: {error}"));
    let options = text.lines().next().expect("a header").split(',').count();
    let (mut columns, mut rows) = (vec![0; options], vec![0; options + 1]);
    for line in text.lines().skip(1) {
        let row: Vec<u64> = line.split(',').map(|cell| cell.parse().expect("0 or 1")).collect();
        columns.iter_mut().zip(&row).for_each(|(total, cell)| *total += cell);
        rows[row.iter().sum::<u64>() as usize] += 1;
    }
    (columns, rows)
}

#[test]
fn options_of_the_same_people_match_r() {
    for case in oracle::cases(FILE, "cochran_q_", 4) {
        let (columns, rows) = totals(case.input["csv"].as_str().unwrap());
        let expected: Vec<u64> = case.full_list("/column_totals").iter().map(|total| *total as u64).collect();
        assert_eq!(columns, expected, "{}", case.name);
        let q = cochran_q(&columns, &rows).unwrap();
        assert_test(q, &case, "/Q", "/p");
        assert_eq!(q.unwrap().df as f64, case.number("/df").unwrap(), "{}", case.name);
        case.assert_all_compared();
    }
}

/// Newcombe's formula for method 10 in R 4.2.2, with the limits of `prop.test(x, n, conf.level, correct = FALSE)` as
/// `l` and `u`, `phi = C/sqrt((a+b)*(c+d)*(a+c)*(b+d))` with `B = a*d - b*c` and `C = if (B > n/2) B - n/2 else if (B
/// < 0) B else 0`, and 0 for an empty margin.
#[test]
fn the_paired_gap_matches_newcombes_method_10() {
    let golden = [
        ([36, 12, 2, 0], 0.95, 0.0569295840032388, 0.340427602974941),
        ([36, 12, 2, 0], 0.9, 0.0816654356579504, 0.317122682380224),
        ([14, 5, 0, 22], 0.95, 0.0114832413830333, 0.226492684351211),
        ([14, 5, 0, 22], 0.9, 0.0287590822802549, 0.210883220283),
        ([1, 1, 7, 12], 0.95, -0.506920226686141, -0.0255591241648599),
        ([1, 1, 7, 12], 0.9, -0.474798322102092, -0.068870034765353),
        ([12, 5, 9, 40], 0.95, -0.173170889006896, 0.0535107187093456),
        ([12, 5, 9, 40], 0.9, -0.155380961327655, 0.035257650369863),
        ([101, 59, 121, 33], 0.95, -0.276116421431435, -0.115273011979749),
        ([101, 59, 121, 33], 0.9, -0.263806894155428, -0.128613256089915),
        ([6, 0, 4, 10], 0.95, -0.374128077088991, 0.000695986803568555),
        ([6, 0, 4, 10], 0.9, -0.3506187414874, -0.029824411233719),
        ([20, 1, 1, 20], 0.95, -0.0773668399185262, 0.0773668399185262),
        ([20, 1, 1, 20], 0.9, -0.0657480004753757, 0.0657480004753757),
        ([3, 7, 7, 3], 0.95, -0.335838667572651, 0.335838667572651),
        ([3, 7, 7, 3], 0.9, -0.288808736281774, 0.288808736281774),
        ([30, 0, 0, 12], 0.95, -0.0573149893428135, 0.0573149893428135),
        ([30, 0, 0, 12], 0.9, -0.0459744564748358, 0.0459744564748358),
        ([400, 62, 95, 443], 0.95, -0.0574552995173025, -0.00844550064744815),
        ([400, 62, 95, 443], 0.9, -0.0535416830306891, -0.0123883716756061),
        ([0, 10, 0, 0], 0.95, 0.607509350430524, 1.0),
        ([0, 10, 0, 0], 0.9, 0.6988545779096, 1.0),
        ([53, 0, 0, 1], 0.95, -0.072938145478577, 0.072938145478577),
        ([53, 0, 0, 1], 0.9, -0.0547220662314172, 0.0547220662314172),
        ([59, 6, 16, 80], 0.95, -0.11862119563871, -0.00462511393305007),
        ([59, 6, 16, 80], 0.9, -0.10974484287179, -0.0137859907931685),
    ];
    for ([a, b, c, d], level, low, high) in golden {
        let interval = Pairs::new(a, b, c, d).unwrap().newcombe(Level::new(level).unwrap());
        assert_close(interval.low, low, RELATIVE, &format!("{a} {b} {c} {d} low"));
        assert_close(interval.high, high, RELATIVE, &format!("{a} {b} {c} {d} high"));
    }
}

/// As printed: Newcombe 1998 (36, 12, 2, 0); Fagerland, Lydersen & Laake 2014, *Recommended tests and confidence
/// intervals for paired binomial proportions*, Statistics in Medicine 33:2850–2875 (1, 1, 7, 12).
#[test]
fn the_paired_gap_matches_published_examples() {
    for ([a, b, c, d], low, high, half_digit) in
        [([36, 12, 2, 0], 0.0569, 0.3404, 5e-5), ([1, 1, 7, 12], -0.507, -0.026, 5e-4)]
    {
        let interval = Pairs::new(a, b, c, d).unwrap().newcombe(Level::NINETY_FIVE);
        assert!((interval.low - low).abs() <= half_digit && (interval.high - high).abs() <= half_digit, "{interval:?}");
    }
}

/// Without the correction of phi (Newcombe's method 8) the interval of (36, 12, 2, 0) would be the same, since phi is
/// negative there, and that of (12, 5, 9, 40) shorter.
#[test]
fn a_positive_correlation_is_corrected() {
    let interval = Pairs::new(12, 5, 9, 40).unwrap().newcombe(Level::NINETY_FIVE);
    let method_8 = (-0.169549740074129, 0.0496517847113425);
    assert!(interval.low < method_8.0 - 1e-3 && interval.high > method_8.1 + 1e-3, "{interval:?}");
}

/// R 4.2.2: `with(sleep, t.test(extra[group == 2], extra[group == 1], paired = TRUE))`, from the differences' own `n`,
/// `mean` and `sd`; and `t.test(c(-1, 0, 0, 1, 2), conf.level = 0.9)`.
#[test]
fn paired_means_match_r() {
    let golden = [
        (
            10,
            1.58,
            1.2299954832798732,
            0.95,
            [4.06212768338204, 0.00283289019738427, 0.700114236723018, 2.45988576327698],
        ),
        (
            5,
            0.4,
            1.140_175_425_099_138,
            0.9,
            [0.784464540552736, 0.476620667272841, -0.687032836346965, 1.48703283634697],
        ),
    ];
    for (n, mean, sd, level, [t, p, low, high]) in golden {
        let found = paired_mean(n, mean, sd, Level::new(level).unwrap()).unwrap().unwrap();
        for (actual, expected) in [(found.t, t), (found.p, p), (found.interval.low, low), (found.interval.high, high)] {
            assert_close(actual, expected, RELATIVE, &format!("{n} {mean}"));
        }
    }
}
