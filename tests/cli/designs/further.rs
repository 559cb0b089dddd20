//! What is built on covariances: gaps and ratios between groups, shares of mentions, joint tests, trends, paired change
//! (`design_more.json`).

use super::means::{assert_tables, limits};
use super::world::{
    DESIGNS, GROUPS, Golden, OPTIONS, Read, World, among, assert_all, assert_covariance, choice, design, errors,
    everyone, in_group, means, multi, number, option, people, said, shown, values,
};
use crate::stats::oracle::Case;
use hearback::estimate::figures::{Base, logarithmic};
use hearback::estimate::options::{Gap, OptionShares};
use hearback::estimate::sample::{Cell, Ratios, Sample};
use hearback::stats::Level;
use hearback::stats::distribution::{chi_squared_sf, f_sf, t_two_sided};
use hearback::stats::matrix::Matrix;
use hearback::stats::rao_scott::{Deviations, RaoScott, modified_pearson};
use hearback::stats::tolerance::{RELATIVE, REORDERED, assert_close};

const FILE: (&str, usize) = ("design_more.json", 79);

fn golden() -> Golden {
    Golden::of(FILE.0, FILE.1)
}

/// The designs of the file: all but the plain one.
fn designed() -> &'static [&'static str] {
    &DESIGNS[1..]
}

/// What is compared under every design.
fn compared() -> Vec<String> {
    let joint = OPTIONS.map(|o| format!("joint_{o}"));
    let others = [
        "gap_ms_a_A_minus_rest",
        "ratio_ms_a_A_to_B",
        "ratio_ms_a_D_to_C",
        "share_of_mentions",
        "mean_mentions",
        "joint_all_7",
        "modified_pearson_6",
        "modified_pearson_7",
        "trend_ms_a",
        "paired_change",
    ];
    joint.into_iter().chain(others.map(str::to_owned)).collect()
}

#[test]
fn every_golden_case_is_compared_here_or_a_median() {
    for name in golden().names() {
        let d = designed().iter().rev().find(|d| name.starts_with(&format!("{d}_")));
        let known = match d {
            Some(d) => {
                let rest = &name[d.len() + 1..];
                // Medians are tested with the module that estimates them.
                compared().iter().any(|c| c == rest) || ["median_age_everyone", "median_age_D"].contains(&rest)
            }
            None => ["srs_modified_pearson_6", "srs_modified_pearson_7", "srs_modified_pearson_first160"]
                .contains(&name.as_str()),
        };
        assert!(known, "nobody compares {name}");
    }
}

fn expected(case: &Case, field: &str) -> f64 {
    case.number(field).unwrap_or_else(|| panic!("{}: {field}", case.name))
}

fn df(sample: &Sample) -> f64 {
    sample.degrees_of_freedom(&[], |_| true)
}

fn of(world: &World, question: &str, by: &str) -> OptionShares {
    let shares = world.survey.shares(question).expect("a question").by(by).estimate().expect("shares");
    (*shares).clone()
}

/// The gap of `ms_a` in the first group.
fn gap(shares: &OptionShares) -> &Gap {
    let place = shares.options.iter().position(|o| o.id == "ms_a").expect("an option");
    let gaps = &shares.associations.as_ref().expect("associations").gaps;
    gaps.iter().find(|g| g.option == place && g.group == 0).expect("a gap")
}

/// One difference or slope as ratios of its own.
fn one(value: f64, error: f64) -> Ratios {
    Ratios { values: vec![Some(value)], covariance: Matrix::new(1, 1, vec![error * error]) }
}

#[test]
fn a_group_against_everybody_else_is_that_of_r() {
    let golden = golden();
    for d in designed() {
        let case = golden.case(&format!("{d}_gap_ms_a_A_minus_rest"));
        let world = World::of(d);
        let df = world.with_everyone(|sample| {
            let rest = |cell: &Cell| said(cell, "group").is_some_and(|g| g != "A");
            let both = means(sample, &[among(in_group("A"), option(0)), among(rest, option(0))]);
            assert_all(
                &values(&both),
                &[expected(case, "/share_A"), expected(case, "/share_rest")],
                RELATIVE,
                &case.name,
            );
            assert_covariance(&both, &case.table("/vcov_A_rest"), &case.name);
            df(sample)
        });
        let shares = of(&world, "ms", "group");
        let gap = gap(&shares);
        assert_eq!(gap.against.id, "rest");
        let (value, error) = shown(std::slice::from_ref(&gap.difference))[0];
        assert_close(value, expected(case, "/estimate"), RELATIVE, &case.name);
        assert_close(error, expected(case, "/se"), RELATIVE, &format!("{} se", case.name));
        assert_eq!(df, expected(case, "/df"));
        assert_close(value / error, expected(case, "/t"), RELATIVE, &case.name);
        assert_close(gap.p.expect("a p"), expected(case, "/p"), RELATIVE, &format!("{} p", case.name));
        assert_all(&limits(&one(value, error), df, 0.95)[0], &case.full_list("/ci95_t_degf"), RELATIVE, &case.name);
        case.assert_all_compared();
    }
}

/// The p beside a gap is of the difference; R's here is of the logarithm.
#[test]
fn a_group_over_another_is_that_of_r() {
    let golden = golden();
    for d in designed() {
        let world = World::of(d);
        for (by, name) in [("ab", "A_to_B"), ("dc", "D_to_C")] {
            let case = golden.case(&format!("{d}_ratio_ms_a_{name}"));
            let shares = of(&world, "ms", by);
            let gap = gap(&shares);
            let (ratio, error) = shown(std::slice::from_ref(&gap.ratio))[0];
            let (log, log_error, df) = (ratio.ln(), error / ratio, world.with_everyone(df));
            for (found, field) in
                [(ratio, "/ratio"), (log, "/log_ratio"), (log_error, "/log_se"), (df, "/df"), (log / log_error, "/t")]
            {
                assert_close(found, expected(case, field), RELATIVE, &format!("{} {field}", case.name));
            }
            assert_close(t_two_sided(log / log_error, df), expected(case, "/p"), RELATIVE, &format!("{} p", case.name));
            let base = Base { n: 100, w: 100.0, w2: 100.0 };
            let figure = logarithmic(Some(ratio), Some(log_error.powi(2)), df, &base, "", Level::NINETY_FIVE);
            let found = figure.shown().expect("a figure");
            let found = [found.low.expect("a limit"), found.high.expect("a limit")];
            assert_all(&found, &case.full_list("/ci95_t_degf"), RELATIVE, &format!("{} limits", case.name));
            case.assert_all_compared();
        }
    }
}

/// Options chosen, "none of these" left out.
fn mentions(cell: &Cell) -> Option<f64> {
    cell.key.is_answered().then(|| cell.key.answer[..6].bytes().filter(|b| *b == b'1').count() as f64)
}

#[test]
fn shares_of_mentions_and_their_mean_number_are_those_of_r() {
    let golden = golden();
    for d in designed() {
        let world = World::of(d);
        let case = golden.case(&format!("{d}_share_of_mentions"));
        let shares = of(&world, "ms", "group");
        let place = |o: usize| shares.options.iter().position(|x| x.id == OPTIONS[o]).expect("an option");
        for o in 0..6 {
            let figure = shares.total.of_mentions[place(o)].clone().expect("a share of mentions");
            let (value, error) = shown(&[figure])[0];
            assert_close(value, case.full_list("/estimate")[o], RELATIVE, &format!("{} {o}", case.name));
            assert_close(error, case.full_list("/se")[o], RELATIVE, &format!("{} {o} se", case.name));
        }
        assert_eq!(shares.total.of_mentions[place(6)], None, "\"none of these\" is no mention");
        let mean = golden.case(&format!("{d}_mean_mentions"));
        let (value, error) = shown(&shares.total.scores)[0];
        assert_close(value, expected(mean, "/estimate"), RELATIVE, &mean.name);
        assert_close(error, expected(mean, "/se"), RELATIVE, &format!("{} se", mean.name));
        let of_groups: Vec<(f64, f64)> = shares.groups.iter().map(|g| shown(&g.scores)[0]).collect();
        let (found, found_errors): (Vec<f64>, Vec<f64>) = of_groups.into_iter().unzip();
        assert_all(&found, &mean.full_list("/by_group"), RELATIVE, &mean.name);
        assert_all(&found_errors, &mean.full_list("/by_group_se"), RELATIVE, &format!("{} se", mean.name));
        world.with_everyone(|sample| {
            let by_group = GROUPS.map(|g| among(in_group(g), Box::new(mentions)));
            assert_covariance(&means(sample, &by_group), &mean.table("/by_group_vcov"), &mean.name);
            let ratios = sample.ratios(6, |_, cell, row| {
                let Some(all) = mentions(cell) else { return };
                row.extend((0..6).map(|o| (o, option(o)(cell).unwrap_or(0.0), all)));
            });
            let ratios = ratios.expect("ratios");
            assert_all(&values(&ratios), &case.full_list("/estimate"), RELATIVE, &case.name);
            assert_all(&errors(&ratios), &case.full_list("/se"), RELATIVE, &format!("{} se", case.name));
        });
        mean.assert_all_compared();
    }
}

/// Wald's test of "the same share in all groups", from the groups' covariance. The product tests a table by Rao & Scott instead.
#[test]
fn joint_tests_over_the_groups_are_those_of_r() {
    let golden = golden();
    for d in designed() {
        World::of(d).with_everyone(|sample| {
            let reads: Vec<Read> = (0..7).flat_map(|o| GROUPS.map(move |g| among(in_group(g), option(o)))).collect();
            let (all, df) = (means(sample, &reads), df(sample));
            let covariance = all.covariance.as_ref().expect("a covariance");
            let jobs = (0..7)
                .map(|o| (format!("{d}_joint_{}", OPTIONS[o]), vec![o]))
                .chain([(format!("{d}_joint_all_7"), (0..7).collect())]);
            for (name, options) in jobs {
                let case = golden.case(&name);
                let q = options.len() * 3;
                let contrasts = Matrix::from_fn(q, 28, |k, i| {
                    let start = options[k / 3] * 4;
                    f64::from(i8::from(i == start + 1 + k % 3) - i8::from(i == start))
                });
                let differences: Vec<f64> = contrasts.apply(&values(&all)).expect("shapes fit");
                let of_differences = contrasts.sandwich(covariance).expect("shapes fit");
                if case.has("/d") {
                    assert_all(&differences, &case.full_list("/d"), RELATIVE, &name);
                    let found = Ratios {
                        values: differences.iter().copied().map(Some).collect(),
                        covariance: Some(of_differences.clone()),
                    };
                    assert_covariance(&found, &case.table("/vcov_d"), &name);
                }
                let (w, q) = (of_differences.inverse_form(&differences).expect("an inverse"), q as f64);
                let (f, left) = (w * (df - q + 1.0) / (df * q), df - q + 1.0);
                let tests = [
                    (q, "/q"),
                    (df, "/df"),
                    (w, "/W"),
                    (chi_squared_sf(w, q), "/p_chisq"),
                    (f, "/F"),
                    (left, "/ddf"),
                    (f_sf(f, q, left), "/p_F"),
                ];
                for (found, field) in tests {
                    // The tail of a large statistic is as many digits worse as the statistic is large.
                    assert_close(found, expected(case, field), 1e-8, &format!("{name} {field}"));
                }
                case.assert_all_compared();
            }
        });
    }
}

/// The deviations of options from independence of the groups, and their test.
fn pearson(sample: &Sample, options: usize, df: f64) -> (RaoScott, Vec<f64>) {
    let inside = |cell: &Cell| said(cell, "group").filter(|_| cell.key.is_answered()).map(str::to_owned);
    let of_groups = values(&means(
        sample,
        &GROUPS.map(|g| -> Read { Box::new(move |c| inside(c).map(|x| f64::from(u8::from(x == g)))) }),
    ));
    let of_options = values(&means(sample, &(0..options).map(option).collect::<Vec<_>>()));
    let reads: Vec<Read> = (0..options)
        .flat_map(|o| {
            let (groups, p) = (of_groups.clone(), of_options[o]);
            (0..4).map(move |g| -> Read {
                let a = groups[g];
                Box::new(move |c| Some((f64::from(u8::from(inside(c)? == GROUPS[g])) - a) * (option(o)(c)? - p)))
            })
        })
        .collect();
    let deviations = means(sample, &reads);
    let n = people(sample, |cell| cell.key.is_answered()) as f64;
    let table = Deviations {
        groups: &of_groups,
        options: &of_options,
        deviations: &values(&deviations),
        covariance: deviations.covariance.as_ref().expect("a covariance"),
    };
    let test = modified_pearson(&table, n, df).expect("a test");
    let by_option = (0..options).map(|o| {
        let p = of_options[o];
        (0..4).map(|g| n * values(&deviations)[o * 4 + g].powi(2) / (of_groups[g] * p * (1.0 - p))).sum()
    });
    (test, by_option.collect())
}

fn assert_pearson(case: &Case, (test, by_option): &(RaoScott, Vec<f64>), options: usize, scale: f64) {
    let (x2, t1) = (test.pearson, test.trace * scale);
    let (t2, df1) = (t1 * t1 / test.df1, (options * 3) as f64);
    let (first, second) = (x2 * df1 / t1, x2 * t1 / t2);
    assert_all(by_option, &case.full_list("/X2_by_option"), RELATIVE, &case.name);
    for (found, field) in [
        (x2, "/X2_S"),
        (t1, "/tr_delta"),
        (t2, "/tr_delta2"),
        (first, "/first_order/statistic"),
        (df1, "/first_order/df"),
        (chi_squared_sf(first, df1), "/first_order/p"),
        (second, "/second_order/statistic"),
        (test.df1, "/second_order/df"),
        (chi_squared_sf(second, test.df1), "/second_order/p"),
    ] {
        assert_close(found, expected(case, field), RELATIVE, &format!("{} {field}", case.name));
    }
}

/// The degrees of freedom behind the F are the whole design's in the product, as in R's `svychisq`, whether people answered or not;
/// the script behind these cases took them from those who answered (`nu`). Only where people were drawn one by one do they differ.
#[test]
fn the_test_of_a_whole_multi_select_is_that_of_r() {
    let golden = golden();
    for d in designed() {
        let world = World::of(d);
        for (question, options) in [("six", 6), ("ms", 7)] {
            let case = golden.case(&format!("{d}_modified_pearson_{options}"));
            let nu = expected(case, "/F/nu");
            let (whole, found, safe) = world.with(question, &super::world::EVERYTHING, |sample| {
                let answered = sample.degrees_of_freedom(&[], |i| sample.cells[i].key.is_answered());
                assert_eq!(answered, nu, "{}", case.name);
                assert_eq!(people(sample, |c| c.key.is_answered()) as f64, expected(case, "/n"));
                (df(sample), pearson(sample, options, nu), pearson(sample, 5, df(sample)))
            });
            assert_pearson(case, &found, options, 1.0);
            assert_close(found.0.f, expected(case, "/F/statistic"), RELATIVE, &case.name);
            assert_close(found.0.df1, expected(case, "/F/ndf"), RELATIVE, &case.name);
            assert_close(found.0.df2, expected(case, "/F/ddf"), RELATIVE, &case.name);
            assert_close(found.0.p, expected(case, "/F/p"), RELATIVE, &format!("{} p", case.name));
            assert_eq!(nu == whole, d.starts_with("cluster"));
            if question == "six" {
                // What is shown leaves out the sixth option, which few of the smallest group chose.
                let shown = of(&world, question, "group").associations.and_then(|a| a.overall).expect("a test");
                assert_all(&[shown.f, shown.df.0, shown.p], &[safe.0.f, safe.0.df1, safe.0.p], REORDERED, &case.name);
            }
            assert_eq!(case.texts("/items"), OPTIONS[..options]);
            case.assert_all_compared();
        }
    }
}

/// R's covariance of a simple random sample is that of a multinomial: (N − 1)/N of the linearised one, N with those who did not answer.
#[test]
fn without_a_design_the_test_of_a_multi_select_is_the_multinomial_one() {
    let golden = golden();
    for (name, question, options, rows) in [("6", "six", 6, 1500), ("7", "ms", 7, 1500), ("first160", "ms", 4, 160)] {
        let case = golden.case(&format!("srs_modified_pearson_{name}"));
        let mut csv = everyone();
        csv.rows.truncate(rows);
        let world = World::new(&csv.text(), &super::world::questions());
        let (found, safe, n) = world.with(question, &super::world::EVERYTHING, |sample| {
            let answered = people(sample, |c| c.key.is_answered());
            (pearson(sample, options, df(sample)), pearson(sample, 5, df(sample)), answered)
        });
        let multinomial = (rows as f64 - 1.0) / rows as f64;
        assert_pearson(case, &found, options, multinomial);
        assert_eq!(n as f64, expected(case, "/n"));
        if name == "6" {
            let shown = of(&world, question, "group").associations.and_then(|a| a.overall).expect("a test");
            assert_all(&[shown.f, shown.df.0, shown.p], &[safe.0.f, safe.0.df1, safe.0.p], REORDERED, &case.name);
        }
    }
}

/// A regression on the groups' places. R's leaves those who did not answer out of its degrees of freedom; ours are the whole
/// design's, less one for the slope: the same under clusters, 119 of 1500 more where people were drawn one by one.
#[test]
fn trends_over_ordered_groups_are_those_of_r() {
    let golden = golden();
    for d in designed() {
        let case = golden.case(&format!("{d}_trend_ms_a"));
        let codebook =
            format!("{}{}{}", design(d), choice("group", "ordinal", &GROUPS), multi("ms", Some("ms_none"), &OPTIONS));
        let world = World::new(&everyone().text(), &codebook);
        let shares = of(&world, "ms", "group");
        let place = shares.options.iter().position(|o| o.id == "ms_a").expect("an option");
        let found = shares.associations.as_ref().expect("associations");
        assert!(found.ordered);
        let slope = found.options[place].slope.clone().expect("a slope");
        let (value, error) = shown(&[slope])[0];
        // Fitted by iteration in R.
        assert_close(value, expected(case, "/slope"), 1e-8, &case.name);
        assert_close(error, expected(case, "/se"), 1e-8, &format!("{} se", case.name));
        assert_close(error * error, case.table("/vcov")[1][1], 1e-8, &case.name);
        assert_close(value / error, expected(case, "/t"), 1e-8, &format!("{} t", case.name));
        let (whole, answered) = world.with("ms", &["group"], |sample| {
            (df(sample), sample.degrees_of_freedom(&[], |i| sample.cells[i].key.is_answered()))
        });
        assert_eq!(answered - 1.0, expected(case, "/df"));
        assert_close(
            t_two_sided(value / error, answered - 1.0),
            expected(case, "/p"),
            1e-7,
            &format!("{} p", case.name),
        );
        let of_slopes: Vec<f64> = found
            .options
            .iter()
            .filter_map(|o| o.slope.clone())
            .map(|s| {
                let (v, e) = shown(&[s])[0];
                t_two_sided(v / e, whole - 1.0)
            })
            .collect();
        let lowest = of_slopes.iter().copied().fold(1.0, f64::min);
        let corrected = found.options.iter().filter_map(|o| o.slope_p).fold(1.0, f64::min);
        assert_close(corrected, (lowest * of_slopes.len() as f64).min(1.0), RELATIVE, &format!("{} Holm", case.name));
    }
}

/// One-sample `svyttest` takes one degree of freedom less than the mean it tests.
#[test]
fn what_changed_for_the_same_people_is_that_of_r() {
    let golden = golden();
    for d in designed() {
        let case = golden.case(&format!("{d}_paired_change"));
        World::of(d).with_everyone(|sample| {
            let inside = |cell: &Cell| said(cell, "change").is_some();
            let found = means(sample, &[number("change")]);
            let (value, error) = (values(&found)[0], errors(&found)[0]);
            let df = sample.degrees_of_freedom(&[], |i| inside(&sample.cells[i]));
            let t = value / error;
            for (found, field) in [
                (people(sample, inside) as f64, "/n"),
                (value, "/estimate"),
                (error, "/se"),
                (df, "/df"),
                (t, "/t"),
                (t_two_sided(t, df), "/p"),
                (t, "/ttest/t"),
                (df - 1.0, "/ttest/df"),
                (t_two_sided(t, df - 1.0), "/ttest/p"),
            ] {
                assert_close(found, expected(case, field), RELATIVE, &format!("{} {field}", case.name));
            }
            assert_tables(&limits(&found, df, 0.95), &[case.full_list("/ci95_t_degf")], &case.name);
        });
        case.assert_all_compared();
    }
}
