//! Means, totals and differences under every design: R `svymean`, `svytotal`, `svyby`, `svycontrast`, `svyttest`, `degf`.

use super::world::{
    DESIGNS, GROUPS, Golden, OPTIONS, Read, SINGLE, World, among, assert_all, assert_covariance, designs, errors,
    in_group, is, means, number, option, people, said, shown, totals, values,
};
use crate::stats::oracle::Case;
use hearback::estimate::figures::{Base, linearised};
use hearback::estimate::options::OptionShares;
use hearback::estimate::sample::{Ratios, Sample};
use hearback::stats::Level;
use hearback::stats::distribution::{normal_two_sided, t_two_sided};
use hearback::stats::tolerance::{RELATIVE, assert_close};
use hearback::view::Figure;

const CONTRASTS: [(usize, usize); 4] = [(0, 1), (1, 2), (2, 3), (4, 5)];

/// The cases that this module compares.
pub fn names() -> Vec<String> {
    let mut all = vec!["srs_fpc_mean_multi".to_owned(), "srs_fpc_mean_age".to_owned()];
    for d in DESIGNS {
        all.extend([
            format!("{d}_summary"),
            format!("{d}_contrast_likert_A_minus_B"),
            format!("{d}_svyttest_likert_A_vs_B"),
        ]);
        for question in ["multi", "single", "likert"] {
            all.extend(["mean", "total", "by_group_mean"].map(|what| format!("{d}_{what}_{question}")));
        }
        all.extend(CONTRASTS.map(|(a, b)| contrast_name(d, a, b)));
    }
    all
}

fn contrast_name(design: &str, a: usize, b: usize) -> String {
    format!("{design}_contrast_{}_minus_{}", OPTIONS[a], OPTIONS[b])
}

/// What R's means of a question are of, in R's order.
fn reads(question: &str) -> Vec<Read<'static>> {
    match question {
        "multi" => (0..OPTIONS.len()).map(option).collect(),
        // R has the levels in the order of its factor.
        "single" => SINGLE.iter().map(|answer| is("single", answer)).collect(),
        "likert" => vec![number("likert")],
        other => panic!("{other}"),
    }
}

/// Limits of each value, t of `df` errors to either side: the product's own for a mean.
pub fn limits(ratios: &Ratios, df: f64, level: f64) -> Vec<Vec<f64>> {
    let base = Base { n: 1000, w: 1000.0, w2: 1000.0 };
    let level = Level::new(level).expect("a level");
    let both = |i: usize| {
        let figure = linearised(ratios.value(i), ratios.variance(i), df, &base, "", level);
        let shown = figure.shown().expect("a figure").clone();
        vec![shown.low.expect("a limit"), shown.high.expect("a limit")]
    };
    (0..ratios.values.len()).map(both).collect()
}

pub fn assert_tables(actual: &[Vec<f64>], expected: &[Vec<f64>], what: &str) {
    assert_eq!(actual.len(), expected.len(), "{what}");
    for (i, (actual, expected)) in actual.iter().zip(expected).enumerate() {
        assert_all(actual, expected, RELATIVE, &format!("{what} [{i}]"));
    }
}

/// Compares ratios with `names`, `estimate`, `se`, `vcov` of a case.
pub fn assert_ratios(ratios: &Ratios, case: &Case) {
    assert_all(&values(ratios), &case.full_list("/estimate"), RELATIVE, &format!("{} estimate", case.name));
    assert_all(&errors(ratios), &case.full_list("/se"), RELATIVE, &format!("{} se", case.name));
    assert_covariance(ratios, &case.table("/vcov"), &case.name);
}

/// The options of a question by the order in which R has them.
fn in_r_order<'a>(shares: &OptionShares, figures: &'a [Figure], names: &[&str]) -> Vec<&'a Figure> {
    let at = |name: &&str| shares.options.iter().position(|o| o.id == **name).expect("an option");
    names.iter().map(|name| &figures[at(name)]).collect()
}

fn df(sample: &Sample) -> f64 {
    sample.degrees_of_freedom(&[], |_| true)
}

#[test]
fn means_and_totals_vary_together_as_in_r() {
    let golden = designs();
    for d in DESIGNS {
        World::of(d).with_everyone(|sample| {
            for question in ["multi", "single", "likert"] {
                let case = golden.case(&format!("{d}_mean_{question}"));
                let found = means(sample, &reads(question));
                assert_ratios(&found, case);
                for (field, df, level) in [
                    ("ci95_z", f64::INFINITY, 0.95),
                    ("ci95_t_degf", df(sample), 0.95),
                    ("ci90_t_degf", df(sample), 0.90),
                ] {
                    let expected = case.table(&format!("/{field}"));
                    assert_tables(&limits(&found, df, level), &expected, &format!("{} {field}", case.name));
                }
                let case = golden.case(&format!("{d}_total_{question}"));
                let found = totals(sample, &reads(question));
                assert_ratios(&found, case);
                assert_tables(&limits(&found, f64::INFINITY, 0.95), &case.table("/ci95_z"), &case.name);
            }
        });
    }
}

/// What the API says: the same numbers, and the design effect against a sample with replacement (`deff_replace`). R's other `deff`
/// is against one without, which takes the sum of the weights for the size of the population.
#[test]
fn what_the_product_shows_of_everyone_is_what_r_has() {
    let golden = designs();
    for d in DESIGNS {
        let world = World::of(d);
        for (question, id, names) in [("multi", "ms", &OPTIONS[..]), ("single", "single", &SINGLE[..])] {
            let case = golden.case(&format!("{d}_mean_{question}"));
            let shares = world.survey.shares(id).expect("a question").estimate().expect("shares");
            let figures = in_r_order(&shares, &shares.total.cases, names);
            let (estimates, errors) = (case.full_list("/estimate"), case.full_list("/se"));
            let deff = case.full_list("/deff_replace");
            for (i, figure) in figures.into_iter().enumerate() {
                let shown = figure.shown().expect("a figure");
                let what = format!("{} {}", case.name, names[i]);
                assert_close(shown.value.expect("a share"), estimates[i], RELATIVE, &what);
                let precision = shown.precision.expect("precision");
                if d == "srs" {
                    // People who were counted: p(1 − p)/n, where R has n/(n − 1) of the whole sample on top, and no design effect.
                    let error = shown.se.expect("an error") * (1500.0_f64 / 1499.0).sqrt();
                    assert_close(error, errors[i], RELATIVE, &format!("{what} se"));
                    assert_eq!(precision.deff, Some(1.0), "{what}");
                    continue;
                }
                assert_close(shown.se.expect("an error"), errors[i], RELATIVE, &format!("{what} se"));
                assert_close(precision.deff.expect("deff"), deff[i], RELATIVE, &format!("{what} deff"));
            }
        }
        let case = golden.case(&format!("{d}_mean_likert"));
        let shares = world.survey.shares("likert").expect("a question").estimate().expect("shares");
        let (value, error) = shown(&shares.total.scores)[0];
        assert_close(value, case.full_list("/estimate")[0], RELATIVE, &case.name);
        assert_close(error, case.full_list("/se")[0], RELATIVE, &format!("{} se", case.name));
    }
}

#[test]
fn groups_vary_together_as_in_r() {
    let golden = designs();
    for d in DESIGNS {
        let world = World::of(d);
        for (question, id, names) in
            [("multi", "ms", &OPTIONS[..]), ("single", "single", &SINGLE[..]), ("likert", "likert", &["likert"][..])]
        {
            let case = golden.case(&format!("{d}_by_group_mean_{question}"));
            let width = names.len();
            // The statistic is the slowest.
            let all = world.with_everyone(|sample| {
                let of = |k: usize| reads(question).swap_remove(k);
                let reads: Vec<Read> =
                    (0..width).flat_map(|k| GROUPS.map(|group| among(in_group(group), of(k)))).collect();
                let answered: Vec<f64> = GROUPS
                    .iter()
                    .enumerate()
                    .map(|(g, _)| people(sample, |cell| reads[g](cell).is_some()) as f64)
                    .collect();
                assert_all(&answered, &case.full_list("/n_answered"), RELATIVE, &case.name);
                means(sample, &reads)
            });
            assert_covariance(&all, &case.table("/vcov"), &case.name);
            let by_group = |of: &[f64]| -> Vec<Vec<f64>> {
                (0..GROUPS.len()).map(|g| (0..width).map(|k| of[k * GROUPS.len() + g]).collect()).collect()
            };
            assert_tables(&by_group(&values(&all)), &case.table("/estimate"), &case.name);
            assert_tables(&by_group(&errors(&all)), &case.table("/se"), &case.name);
            let shares = world.survey.shares(id).expect("a question").by("group").estimate().expect("shares");
            for (g, group) in shares.groups.iter().enumerate() {
                assert_eq!(group.name.id, GROUPS[g]);
                let figures = match question {
                    "likert" => vec![&group.scores[0]],
                    _ => in_r_order(&shares, &group.cases, names),
                };
                for (k, figure) in figures.into_iter().enumerate() {
                    let (value, error) = shown(std::slice::from_ref(figure))[0];
                    let what = format!("{} {} {}", case.name, GROUPS[g], names[k]);
                    assert_close(value, case.table("/estimate")[g][k], RELATIVE, &what);
                    let counted = if d == "srs" && question != "likert" { (1500.0_f64 / 1499.0).sqrt() } else { 1.0 };
                    assert_close(error * counted, case.table("/se")[g][k], RELATIVE, &format!("{what} se"));
                }
            }
        }
    }
}

#[test]
fn degrees_of_freedom_and_kish_are_those_of_r() {
    let golden = designs();
    for d in DESIGNS {
        let case = golden.case(&format!("{d}_summary"));
        World::of(d).with_everyone(|sample| {
            let inside = |fits: &dyn Fn(usize) -> bool| -> Base {
                let cells = sample.cells.iter().enumerate().filter(|(i, _)| fits(*i));
                cells.fold(Base::default(), |base, (_, cell)| Base {
                    n: base.n + cell.sums.n,
                    w: base.w + cell.sums.weight(),
                    w2: base.w2 + cell.sums.squared_weight(),
                })
            };
            let answered = |i: usize| sample.cells[i].key.is_answered();
            let (all, some) = (inside(&|_| true), inside(&answered));
            let found = [
                ("n", all.n as f64),
                ("degf", df(sample)),
                ("degf_answered", sample.degrees_of_freedom(&[], answered)),
                ("n_answered", some.n as f64),
                ("sum_weights", all.w),
                ("kish_n_eff", all.effective_n()),
                ("kish_deff", all.n as f64 / all.effective_n()),
                ("kish_n_eff_answered", some.effective_n()),
            ];
            for (field, value) in found {
                let expected = case.number(&format!("/{field}")).expect("a number");
                assert_close(value, expected, RELATIVE, &format!("{} {field}", case.name));
            }
            for group in GROUPS {
                let here = in_group(group);
                let found = sample.degrees_of_freedom(&[], |i| here(&sample.cells[i]));
                let expected = case.number(&format!("/group_degf/{group}")).expect("a number");
                assert_eq!(found, expected, "{} {group}", case.name);
            }
        });
        case.assert_all_compared();
    }
}

#[test]
fn the_product_takes_the_degrees_of_freedom_of_a_group_from_its_own_people() {
    let golden = designs();
    for d in &DESIGNS[1..] {
        let case = golden.case(&format!("{d}_summary"));
        let world = World::of(d);
        let shares = world.survey.shares("ms").expect("a question").by("group").estimate().expect("shares");
        let df = |figure: &Figure| figure.shown().and_then(|s| s.precision).expect("precision").df;
        assert_eq!(df(&shares.total.cases[0]), case.number("/degf").expect("a number"));
        for group in &shares.groups {
            let expected = case.number(&format!("/group_degf/{}", group.name.id)).expect("a number");
            assert_eq!(df(&group.cases[0]), expected, "{d} {}", group.name.id);
        }
    }
}

#[test]
fn two_options_of_the_same_people_differ_as_in_r() {
    let golden = designs();
    for d in DESIGNS {
        let world = World::of(d);
        let (all, df) = world.with_everyone(|sample| (means(sample, &reads("multi")), df(sample)));
        let shares = world.survey.shares("ms").expect("a question").estimate().expect("shares");
        for (a, b) in CONTRASTS {
            let case = golden.case(&contrast_name(d, a, b));
            let number = |field: &str| case.number(field).expect("a number");
            let (value, variance) = all.difference(a, b).expect("a difference");
            let error = variance.expect("a variance").sqrt();
            assert_close(value, number("/estimate"), RELATIVE, &case.name);
            assert_close(error, number("/se"), RELATIVE, &format!("{} se", case.name));
            assert_eq!(df, number("/df"));
            assert_close(value / error, number("/t"), RELATIVE, &case.name);
            assert_close(t_two_sided(value / error, df), number("/p_t"), RELATIVE, &format!("{} p", case.name));
            assert_close(normal_two_sided(value / error), number("/p_z"), RELATIVE, &format!("{} p_z", case.name));
            let one = Ratios {
                values: vec![Some(value)],
                covariance: hearback::stats::matrix::Matrix::new(1, 1, vec![error * error]),
            };
            let (low, high) = case.interval("/ci95_t_degf");
            assert_all(&limits(&one, df, 0.95)[0], &[low, high], RELATIVE, &case.name);
            case.assert_all_compared();
            if d == "srs" {
                continue; // Counted people: McNemar and Newcombe, tested with them.
            }
            let pairs = &shares.pairs.as_ref().expect("pairs").pairs;
            let at = |o: usize| shares.options.iter().position(|x| x.id == OPTIONS[o]).expect("an option");
            let pair = pairs
                .iter()
                .find(|p| [(at(a), at(b)), (at(b), at(a))].contains(&(p.first, p.second)))
                .expect("the pair");
            let (found, error) = shown(std::slice::from_ref(&pair.difference))[0];
            let sign = if pair.first == at(a) { 1.0 } else { -1.0 };
            assert_close(found * sign, number("/estimate"), RELATIVE, &format!("{} shown", case.name));
            assert_close(error, number("/se"), RELATIVE, &format!("{} shown se", case.name));
            assert_close(pair.p.expect("a p"), number("/p_t"), RELATIVE, &format!("{} shown p", case.name));
        }
    }
}

/// `svycontrast` takes the degrees of freedom of the whole design. `svyttest` is a regression: it leaves out whoever did not answer or
/// is in neither group, and takes one degree more for the slope.
#[test]
fn means_of_two_groups_differ_as_in_r() {
    let golden = designs();
    for d in DESIGNS {
        World::of(d).with_everyone(|sample| {
            let both = means(sample, &["A", "B"].map(|group| among(in_group(group), number("likert"))));
            let (value, variance) = both.difference(0, 1).expect("a difference");
            let error = variance.expect("a variance").sqrt();
            let one = Ratios {
                values: vec![Some(value)],
                covariance: hearback::stats::matrix::Matrix::new(1, 1, vec![error * error]),
            };
            let case = golden.case(&format!("{d}_contrast_likert_A_minus_B"));
            assert_close(value, case.number("/estimate").expect("a number"), RELATIVE, &case.name);
            assert_close(error, case.number("/se").expect("a number"), RELATIVE, &format!("{} se", case.name));
            for (field, df) in [("/ci95_z", f64::INFINITY), ("/ci95_t_degf", df(sample))] {
                assert_all(
                    &limits(&one, df, 0.95)[0],
                    &case.full_list(field),
                    RELATIVE,
                    &format!("{} {field}", case.name),
                );
            }
            case.assert_all_compared();
            let case = golden.case(&format!("{d}_svyttest_likert_A_vs_B"));
            let inside = |i: usize| {
                let cell = &sample.cells[i];
                said(cell, "likert").is_some() && ["A", "B"].contains(&said(cell, "group").unwrap_or(""))
            };
            let df = sample.degrees_of_freedom(&[], inside) - 1.0;
            assert_eq!(df, case.number("/df").expect("a number"), "{}", case.name);
            let number = |field: &str| case.number(field).expect("a number");
            // Fitted by iteration in R.
            assert_close(value / error, number("/t"), 1e-8, &case.name);
            assert_close(t_two_sided(value / error, df), number("/p"), 1e-8, &format!("{} p", case.name));
            assert_close(value, number("/estimate"), 1e-8, &case.name);
            assert_all(&limits(&one, df, 0.95)[0], &case.full_list("/ci95"), 1e-8, &format!("{} limits", case.name));
            case.assert_all_compared();
        });
    }
}

/// 1500 people of 9000, one by one: the design effect of R beside it is against such a sample, and so 1 but for missing answers.
#[test]
fn whoever_was_drawn_from_few_varies_less() {
    let golden: Golden = designs();
    let case = golden.case("srs_fpc_mean_multi");
    let csv = super::world::everyone().with("N", |_| "9000".to_owned());
    let world = World::new(&csv.text(), &format!("[design]\nfpc = \"N\"\n{}", super::world::questions()));
    world.with_everyone(|sample| {
        assert_ratios(&means(sample, &reads("multi")), case);
        let case = golden.case("srs_fpc_mean_age");
        let (mean, total) = (means(sample, &[number("age")]), totals(sample, &[number("age")]));
        let value = |field: &str| case.number(field).expect("a number");
        assert_all(&values(&mean), &[value("/estimate")], RELATIVE, &case.name);
        assert_all(&errors(&mean), &[value("/se")], RELATIVE, &format!("{} se", case.name));
        // R's total has weights of 6; this codebook has none.
        assert_all(&values(&total), &[value("/total") / 6.0], RELATIVE, &case.name);
        assert_all(&errors(&total), &[value("/total_se") / 6.0], RELATIVE, &format!("{} total se", case.name));
    });
    let shares = world.survey.shares("ms").expect("a question").estimate().expect("shares");
    assert!(shares.designed);
    let figures = in_r_order(&shares, &shares.total.cases, &OPTIONS);
    for (figure, error) in figures.into_iter().zip(case.full_list("/se")) {
        assert_close(shown(std::slice::from_ref(figure))[0].1, error, RELATIVE, &case.name);
    }
}
