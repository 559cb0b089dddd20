//! Replicate weights through the API: seven schemes, squares around the full sample's estimate and around the replicates' mean
//! (`replicate_weights.json`). `tests/cli/stats/replicates.rs` compares how many replicates have no estimate.

use super::associations::{assert_table, shares, sums};
use super::means::assert_ratios;
use super::world::{
    Csv, Golden, Read, World, among, assert_all, assert_covariance, choice, errors, means, multi, numbers, shown,
    values,
};
use crate::stats::oracle::Case;
use hearback::estimate::options::{OptionShares, Scale};
use hearback::estimate::sample::{Cell, Sample};
use hearback::stats::Level;
use hearback::stats::designed::Designed;
use hearback::stats::tolerance::{RELATIVE, assert_close};

const SCHEMES: [&str; 7] = ["brr", "fay", "jk1", "jkn", "bootstrap", "sdr", "explicit"];
const OPTIONS: [&str; 4] = ["ms_a", "ms_b", "ms_c", "ms_d"];
const GROUPS: [&str; 3] = ["A", "B", "C"];
const BY: [&str; 5] = ["group", "ordinal", "young", "few", "age"];

/// What is compared of every scheme.
const COMPARED: [&str; 19] = [
    "degf",
    "options",
    "domain",
    "sparse",
    "means",
    "by_group",
    "ms_a_minus_ms_b",
    "ms_c_minus_ms_d",
    "ms_a_A_minus_B",
    "ciprop_ms_a_0.95",
    "ciprop_ms_a_0.9",
    "ciprop_ms_d_0.95",
    "ciprop_domain_ms_a",
    "svychisq_ms_a_F",
    "svychisq_ms_a_Chisq",
    "svychisq_ms_a_Wald",
    "svychisq_ordinal_F",
    "svychisq_ordinal_Chisq",
    "svychisq_ordinal_Wald",
];

fn golden() -> Golden {
    Golden::of("replicate_weights.json", 266)
}

fn runs() -> Vec<String> {
    SCHEMES.iter().flat_map(|s| ["mse", "mean"].map(|m| format!("{s}_{m}"))).collect()
}

#[test]
fn every_golden_case_is_compared() {
    let all: Vec<String> = runs().iter().flat_map(|run| COMPARED.map(|what| format!("{run}_{what}"))).collect();
    let mut sorted = all.clone();
    sorted.sort();
    assert_eq!(sorted, golden().names());
}

fn yes(inside: bool) -> String {
    if inside { "yes" } else { "no" }.to_owned()
}

fn csv() -> Csv {
    Csv::of("replicate_weights.csv")
        .with("young", |cell| {
            yes(cell("age").parse::<u32>().expect("an age") < 40 && ["A", "B"].contains(&cell("group").as_str()))
        })
        .with("few", |cell| yes(["5", "6"].contains(&cell("psu").as_str())))
        .with("has", |cell| yes(!cell("ms_a").is_empty()))
        .with("ab", |cell| Some(cell("group")).filter(|g| g != "C").unwrap_or_default())
}

fn questions() -> String {
    let answers = ["yes", "no"];
    [
        choice("group", "single", &GROUPS),
        numbers("ordinal", "ordinal", 1, 5),
        numbers("age", "single", 18, 70),
        choice("young", "single", &answers),
        choice("few", "single", &answers),
        choice("has", "single", &answers),
        choice("ab", "single", &["A", "B"]),
        multi("ms", None, &OPTIONS),
    ]
    .concat()
}

/// The survey with the codebook's words for a case's scheme.
fn world(case: &Case) -> World {
    let rscales: Vec<String> = case.given_list("rscales").iter().map(|r| format!("{r}")).collect();
    let rscales = format!("rscales = [{}]\n", rscales.join(", "));
    let further = match case.given_text("kind") {
        "fay" => format!("rho = {}\n", case.given("rho")),
        "jkn" => rscales,
        "explicit" => format!("scale = {}\n{rscales}", case.given("scale")),
        _ => String::new(),
    };
    let kind = Some(case.given_text("kind")).filter(|k| *k != "explicit").unwrap_or("other");
    let design = format!(
        "weight = \"weight\"\n[design.replicates]\nkind = \"{kind}\"\nprefix = \"{}\"\nmse = {}\n{further}",
        case.given_text("prefix"),
        case.input["mse"].as_bool().expect("mse"),
    );
    World::new(&csv().text(), &format!("{design}{}", questions()))
}

/// Runs once a scheme.
fn for_each_scheme(look: impl Fn(&dyn Fn(&str) -> &'static Case, &World)) {
    let golden: &'static Golden = Box::leak(Box::new(golden()));
    for run in runs() {
        let case = |what: &str| golden.case(&format!("{run}_{what}"));
        look(&case, &world(case("options")));
    }
}

fn of(world: &World, question: &str, by: Option<&str>, scale: Scale, level: f64) -> OptionShares {
    let query =
        world.survey.shares(question).expect("a question").interval(scale).level(Level::new(level).expect("a level"));
    let query = by.into_iter().fold(query, |query, by| query.by(by));
    (*query.estimate().expect("shares")).clone()
}

fn usual(world: &World, question: &str, by: Option<&str>) -> OptionShares {
    of(world, question, by, Scale::Usual, 0.95)
}

fn place(shares: &OptionShares, option: &str) -> usize {
    shares.options.iter().position(|o| o.id == option).expect("an option")
}

fn number(case: &Case, field: &str) -> f64 {
    case.number(field).expect("a number")
}

fn option(place: usize) -> Read<'static> {
    super::world::option(place)
}

/// The answer to one of [`BY`].
fn said<'a>(cell: &'a Cell, question: &str) -> Option<&'a str> {
    let place = BY.iter().position(|b| *b == question).expect("a question");
    Some(&*cell.key.by[place]).filter(|answer| !["?", "-"].contains(answer))
}

fn is(question: &'static str, answer: &'static str) -> impl Fn(&Cell) -> bool {
    move |cell| said(cell, question) == Some(answer)
}

fn all_options(inside: impl Fn(&Cell) -> bool + Copy + 'static) -> Vec<Read<'static>> {
    (0..4).map(|o| among(inside, option(o))).collect()
}

fn assert_shown(shares: &OptionShares, group: usize, case: &Case) {
    let group = if group == usize::MAX { &shares.total } else { &shares.groups[group] };
    for (o, id) in OPTIONS.iter().enumerate() {
        let (value, error) = shown(std::slice::from_ref(&group.cases[place(shares, id)]))[0];
        assert_close(value, case.full_list("/estimate")[o], RELATIVE, &format!("{} {id}", case.name));
        assert_close(error, case.full_list("/se")[o], RELATIVE, &format!("{} {id} se", case.name));
    }
}

#[test]
fn shares_of_everyone_and_of_domains_are_those_of_r() {
    for_each_scheme(|case, world| {
        assert_shown(&usual(world, "ms", None), usize::MAX, case("options"));
        assert_shown(&usual(world, "ms", Some("young")), 0, case("domain"));
        assert_shown(&usual(world, "ms", Some("few")), 0, case("sparse"));
        world.with("ms", &BY, |sample| {
            assert_ratios(&means(sample, &all_options(|_| true)), case("options"));
            assert_ratios(&means(sample, &all_options(|c| said(c, "young") == Some("yes"))), case("domain"));
            assert_ratios(&means(sample, &all_options(|c| said(c, "few") == Some("yes"))), case("sparse"));
            let age: Read = Box::new(|cell| said(cell, "age").and_then(|a| a.parse().ok()));
            let age = means(sample, &[age]);
            assert_close(values(&age)[0], number(case("means"), "/age"), RELATIVE, &case("means").name);
            assert_close(errors(&age)[0], number(case("means"), "/age_se"), RELATIVE, &case("means").name);
        });
        let (value, error) = shown(&usual(world, "ordinal", None).total.scores)[0];
        assert_close(value, number(case("means"), "/ordinal"), RELATIVE, &case("means").name);
        assert_close(error, number(case("means"), "/ordinal_se"), RELATIVE, &case("means").name);
        case("means").assert_all_compared();
    });
}

/// In some bootstrap replicates nobody of two clusters is drawn. That must not touch the errors of the others: R `svyby` has each
/// group's from the replicates in which that group is.
#[test]
fn a_group_without_an_estimate_in_some_replicates_leaves_the_others_theirs() {
    for_each_scheme(|_, world| {
        let shares = usual(world, "ms", Some("few"));
        world.with("ms", &BY, |sample| {
            for (group, name) in ["yes", "no"].into_iter().enumerate() {
                let alone = means(sample, &all_options(move |c| said(c, "few") == Some(name)));
                let found: Vec<f64> = OPTIONS
                    .iter()
                    .map(|id| shown(std::slice::from_ref(&shares.groups[group].cases[place(&shares, id)]))[0].1)
                    .collect();
                assert_all(&found, &errors(&alone), RELATIVE, name);
            }
        });
    });
}

#[test]
fn groups_are_those_of_r() {
    for_each_scheme(|case, world| {
        let case = case("by_group");
        let shares = usual(world, "ms", Some("group"));
        for (g, group) in shares.groups.iter().enumerate() {
            assert_eq!(group.name.id, GROUPS[g]);
            let figures: Vec<(f64, f64)> =
                OPTIONS.iter().map(|id| shown(std::slice::from_ref(&group.cases[place(&shares, id)]))[0]).collect();
            let (found, errors): (Vec<f64>, Vec<f64>) = figures.into_iter().unzip();
            assert_all(&found, &case.table("/estimate")[g], RELATIVE, &case.name);
            assert_all(&errors, &case.table("/se")[g], RELATIVE, &format!("{} se", case.name));
        }
        world.with("ms", &BY, |sample| {
            let reads: Vec<Read> = (0..4).flat_map(|o| GROUPS.map(move |g| among(is("group", g), option(o)))).collect();
            assert_covariance(&means(sample, &reads), &case.table("/vcov"), &case.name);
        });
        case.assert_all_compared();
    });
}

#[test]
fn degrees_of_freedom_are_the_rank_of_the_weights_less_one() {
    for_each_scheme(|case, world| {
        let df = |shares: &OptionShares, group: usize| {
            let group = if group == usize::MAX { &shares.total } else { &shares.groups[group] };
            group.cases[0].shown().and_then(|s| s.precision).expect("precision").df
        };
        let (whole, groups) = (usual(world, "ms", None), usual(world, "ms", Some("group")));
        assert_eq!(df(&whole, usize::MAX), number(case("degf"), "/degf"));
        assert_eq!(df(&groups, usize::MAX), number(case("degf"), "/degf"));
        let of_groups: Vec<f64> = (0..3).map(|g| df(&groups, g)).collect();
        assert_eq!(of_groups, case("degf").full_list("/degf_group"));
        assert_eq!(df(&usual(world, "ms", Some("has")), 0), number(case("degf"), "/degf_answered"));
        assert_eq!(df(&usual(world, "ms", Some("young")), 0), number(case("degf"), "/degf_young"));
        assert_eq!(df(&usual(world, "ms", Some("few")), 0), number(case("sparse"), "/degf"));
        case("degf").assert_all_compared();
    });
}

#[test]
fn differences_are_those_of_r() {
    for_each_scheme(|case, world| {
        let df = number(case("degf"), "/degf");
        let check = |case: &Case, (value, error): (f64, f64), p: Option<f64>| {
            assert_close(value, number(case, "/estimate"), RELATIVE, &case.name);
            assert_close(error, number(case, "/se"), RELATIVE, &format!("{} se", case.name));
            assert_close(value / error, number(case, "/t"), RELATIVE, &format!("{} t", case.name));
            assert_eq!(df, number(case, "/df"));
            assert_close(p.expect("a p"), number(case, "/p"), RELATIVE, &format!("{} p", case.name));
            case.assert_all_compared();
        };
        let shares = usual(world, "ms", Some("ab"));
        for (a, b) in [("ms_a", "ms_b"), ("ms_c", "ms_d")] {
            let (first, second) = (place(&shares, a), place(&shares, b));
            let pairs = &shares.pairs.as_ref().expect("pairs").pairs;
            let pair = pairs
                .iter()
                .find(|p| [(first, second), (second, first)].contains(&(p.first, p.second)))
                .expect("a pair");
            let (value, error) = shown(std::slice::from_ref(&pair.difference))[0];
            let sign = if pair.first == first { 1.0 } else { -1.0 };
            check(case(&format!("{a}_minus_{b}")), (value * sign, error), pair.p);
        }
        let gaps = &shares.associations.as_ref().expect("associations").gaps;
        let gap = gaps.iter().find(|g| g.option == place(&shares, "ms_a")).expect("a gap");
        check(case("ms_a_A_minus_B"), shown(std::slice::from_ref(&gap.difference))[0], gap.p);
    });
}

/// R's `logit` takes the variance of the replicates' own logits, which the product does not: `xlogit` is its logit interval.
#[test]
fn limits_are_those_of_r() {
    for_each_scheme(|case, world| {
        for (option, by, level, what) in [
            ("ms_a", None, 0.95, "ciprop_ms_a_0.95"),
            ("ms_a", None, 0.9, "ciprop_ms_a_0.9"),
            ("ms_d", None, 0.95, "ciprop_ms_d_0.95"),
            ("ms_a", Some("young"), 0.95, "ciprop_domain_ms_a"),
        ] {
            let case = case(what);
            for (scale, method) in [(Scale::Logit, "/xlogit"), (Scale::Exact, "/beta")] {
                let shares = of(world, "ms", by, scale, level);
                let group = if by.is_some() { &shares.groups[0] } else { &shares.total };
                let figure = group.cases[place(&shares, option)].shown().expect("a figure").clone();
                let found = [figure.low.expect("a limit"), figure.high.expect("a limit")];
                assert_all(&found, &case.full_list(method), RELATIVE, &format!("{} {method}", case.name));
                let df = figure.precision.expect("precision").df;
                assert_eq!(df, number(case, "/df"), "{}", case.name);
                let (value, error) = (figure.value.expect("a value"), figure.se.expect("an error"));
                let p = Designed::new(value, error * error, df).expect("a share");
                let level = Level::new(level).expect("a level");
                for (method, limits) in [("/mean", p.plain(level)), ("/asin", p.arcsine(level))] {
                    let limits = limits.expect("limits");
                    if case.has(method) {
                        assert_all(
                            &[limits.low, limits.high],
                            &case.full_list(method),
                            RELATIVE,
                            &format!("{} {method}", case.name),
                        );
                    }
                }
            }
        }
    });
}

fn table(sample: &Sample, question: &str, cell: &Cell) -> Option<(usize, usize)> {
    assert!(!sample.cells.is_empty());
    let group = GROUPS.iter().position(|g| Some(*g) == said(cell, "group"));
    let row = match question {
        "ms_a" => option(0)(cell).map(|yes| yes as usize),
        _ => said(cell, "ordinal").and_then(|a| a.parse::<usize>().ok()).map(|a| a - 1),
    };
    row.zip(group)
}

#[test]
fn tests_of_tables_are_those_of_r() {
    for_each_scheme(|case, world| {
        let df = number(case("degf"), "/degf");
        world.with("ms", &BY, |sample| {
            for (question, size) in [("ms_a", (2, 3)), ("ordinal", (5, 3))] {
                let place = |cell: &Cell| table(sample, question, cell);
                let (shares, weights) = (shares(sample, size, place), sums(sample, size, place));
                for statistic in ["F", "Chisq", "Wald"] {
                    let case = case(&format!("svychisq_{question}_{statistic}"));
                    assert_table(case, (&shares, &weights), size, 240.0, df);
                    case.assert_all_compared();
                }
            }
        });
        let ms = usual(world, "ms", Some("group"));
        let of_option = ms.associations.as_ref().and_then(|a| a.options[place(&ms, "ms_a")].association);
        // Of the ordinal question the product puts the ends together, which few chose.
        let (found, case) = (of_option.expect("a test"), case("svychisq_ms_a_F"));
        assert_close(found.f, number(case, "/statistic"), RELATIVE, &case.name);
        assert_all(&[found.df.0, found.df.1], &case.full_list("/parameter"), RELATIVE, &case.name);
        assert_close(found.p, number(case, "/p"), RELATIVE, &format!("{} p", case.name));
    });
}
