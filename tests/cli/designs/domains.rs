//! People of some kind only: the whole sample stays in the design. R `subset`, then `svymean`, `svytotal`, `svyciprop`, `degf`.

use super::means::{assert_ratios, assert_tables, limits};
use super::world::{
    DESIGNS, OPTIONS, Read, World, among, assert_all, designs, errors, in_group, means, number, option, people, said,
    totals, values,
};
use hearback::estimate::options::Scale;
use hearback::estimate::sample::Cell;
use hearback::stats::Level;
use hearback::stats::designed::Designed;
use hearback::stats::tolerance::{RELATIVE, assert_close};

const DOMAINS: [&str; 2] = ["B", "youngCD"];

/// The cases that this module compares.
pub fn names() -> Vec<String> {
    DESIGNS.iter().flat_map(|d| DOMAINS.map(|domain| format!("{d}_domain_{domain}"))).collect()
}

fn inside(domain: &str) -> Box<dyn Fn(&Cell) -> bool> {
    match domain {
        "B" => Box::new(in_group("B")),
        "youngCD" => Box::new(|cell| said(cell, "young_cd") == Some("yes")),
        other => panic!("{other}"),
    }
}

#[test]
fn domains_are_those_of_r() {
    let golden = designs();
    for d in DESIGNS {
        World::of(d).with_everyone(|sample| {
            for domain in DOMAINS {
                let case = golden.case(&format!("{d}_domain_{domain}"));
                let here = inside(domain);
                let only = |read: Read<'static>| among(&here, read);
                let found = means(sample, &(0..OPTIONS.len()).map(|o| only(option(o))).collect::<Vec<_>>());
                assert_ratios(&found, case);
                let df = sample.degrees_of_freedom(&[], |i| here(&sample.cells[i]));
                assert_eq!(df, case.number("/degf").expect("a number"), "{}", case.name);
                assert_tables(&limits(&found, df, 0.95), &case.table("/ci95_t_degf"), &case.name);
                let likert = means(sample, &[only(number("likert"))]);
                let all = totals(sample, &[only(Box::new(|_| Some(1.0)))]);
                for (found, field) in [
                    (values(&likert)[0], "likert_mean"),
                    (errors(&likert)[0], "likert_se"),
                    (values(&all)[0], "domain_total"),
                    (errors(&all)[0], "domain_total_se"),
                ] {
                    let expected = case.number(&format!("/{field}")).expect("a number");
                    assert_close(found, expected, RELATIVE, &format!("{} {field}", case.name));
                }
                let p = Designed::new(values(&found)[0], errors(&found)[0].powi(2), df).expect("a share");
                let (level, rows) = (Level::NINETY_FIVE, people(sample, &here) as f64);
                for (method, interval, tolerance) in [
                    ("logit", p.logit(level), 1e-7),
                    ("xlogit", p.logit(level), RELATIVE),
                    ("beta", p.korn_graubard(rows, level), RELATIVE),
                    ("mean", p.plain(level), RELATIVE),
                ] {
                    let (found, expected) =
                        (interval.expect("limits"), case.full_list(&format!("/ms_a_ciprop/{method}")));
                    assert_all(&[found.low, found.high], &expected, tolerance, &format!("{} {method}", case.name));
                }
            }
        });
    }
}

/// A group by another question is a domain, with the degrees of freedom of its own clusters.
#[test]
fn a_group_that_is_shown_is_the_domain_of_r() {
    let golden = designs();
    for d in &DESIGNS[1..] {
        let world = World::of(d);
        for (domain, by, group) in [("B", "group", "B"), ("youngCD", "young_cd", "yes")] {
            let case = golden.case(&format!("{d}_domain_{domain}"));
            for (scale, method) in [(Scale::Logit, "xlogit"), (Scale::Exact, "beta")] {
                let query = world.survey.shares("ms").expect("a question").by(by).interval(scale);
                let shares = query.estimate().expect("shares");
                let group = shares.groups.iter().find(|g| g.name.id == group).expect("the group");
                for (o, id) in OPTIONS.iter().enumerate() {
                    let place = shares.options.iter().position(|x| x.id == *id).expect("an option");
                    let shown = group.cases[place].shown().expect("a figure");
                    let what = format!("{} {id}", case.name);
                    assert_close(shown.value.expect("a share"), case.full_list("/estimate")[o], RELATIVE, &what);
                    assert_close(shown.se.expect("an error"), case.full_list("/se")[o], RELATIVE, &what);
                    assert_eq!(
                        shown.precision.expect("precision").df,
                        case.number("/degf").expect("a number"),
                        "{what}"
                    );
                    if o == 0 {
                        let (low, high) = case.interval(&format!("/ms_a_ciprop/{method}"));
                        assert_close(shown.low.expect("a limit"), low, RELATIVE, &what);
                        assert_close(shown.high.expect("a limit"), high, RELATIVE, &what);
                    }
                }
            }
        }
    }
}
