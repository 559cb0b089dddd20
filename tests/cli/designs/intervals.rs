//! Intervals of shares: R `svyciprop`, method by method, and what stands where R has none.

use super::world::{DESIGNS, OPTIONS, Read, World, designs, errors, is, means, option, people, values};
use crate::stats::oracle::Case;
use hearback::estimate::options::Scale;
use hearback::stats::Level;
use hearback::stats::designed::Designed;
use hearback::stats::tolerance::{RELATIVE, assert_close};
use hearback::view::Method;

/// What the spline of R's `likelihood` is good for: 1e-4 in the middle, up to 7e-4 for a rare option (`ms_f`) at 99 %. And the
/// iteration of its `logit`.
const LIKELIHOOD: f64 = 1e-3;
const LOGIT: f64 = 1e-7;

/// Item and level of every interval.
fn asked() -> Vec<(&'static str, f64)> {
    let usual = OPTIONS.iter().copied().chain(["daily"]).map(|item| (item, 0.95));
    usual.chain([("ms_a", 0.9), ("ms_a", 0.99), ("ms_f", 0.9), ("ms_f", 0.99)]).collect()
}

fn name(design: &str, item: &str, level: f64) -> String {
    format!("{design}_ciprop_{item}_level{level}")
}

/// The cases that this module compares.
pub fn names() -> Vec<String> {
    let of = |d: &&str| asked().into_iter().map(|(item, level)| name(d, item, level)).collect::<Vec<_>>();
    DESIGNS.iter().flat_map(of).collect()
}

fn read(item: &str) -> Read<'static> {
    match OPTIONS.iter().position(|o| *o == item) {
        Some(place) => option(place),
        None => is("single", "daily"),
    }
}

fn limits(case: &Case, method: &str) -> (f64, f64) {
    let limit = |side: &str| case.number(&format!("/{method}/{side}")).expect("a limit");
    (limit("lower"), limit("upper"))
}

#[test]
fn every_method_has_the_limits_of_r() {
    let golden = designs();
    for d in DESIGNS {
        World::of(d).with_everyone(|sample| {
            for (item, level) in asked() {
                let case = golden.case(&name(d, item, level));
                let found = means(sample, &[read(item)]);
                let (share, error) = (values(&found)[0], errors(&found)[0]);
                let df = sample.degrees_of_freedom(&[], |_| true);
                assert_eq!(df, case.number("/df").expect("a number"));
                assert_close(share, case.number("/estimate").expect("a number"), RELATIVE, &case.name);
                assert_close(error, case.number("/se").expect("a number"), RELATIVE, &format!("{} se", case.name));
                let rows = people(sample, |_| true) as f64;
                let (p, at) =
                    (Designed::new(share, error * error, df).expect("a share"), Level::new(level).expect("a level"));
                for (method, interval, tolerance) in [
                    ("logit", p.logit(at), LOGIT),
                    ("xlogit", p.logit(at), RELATIVE),
                    ("beta", p.korn_graubard(rows, at), RELATIVE),
                    ("mean", p.plain(at), RELATIVE),
                    ("asin", p.arcsine(at), RELATIVE),
                    ("likelihood", p.likelihood(at), LIKELIHOOD),
                ] {
                    let (found, (low, high)) = (interval.expect("an interval"), limits(case, method));
                    assert_close(found.low, low, tolerance, &format!("{} {method} lower", case.name));
                    assert_close(found.high, high, tolerance, &format!("{} {method} upper", case.name));
                }
                case.assert_all_compared();
            }
        });
    }
}

/// The rare option without weights, whose limits R's spline has 2e-4 off. R 4.2.2, survey 4.1-1:
/// `m <- svyglm(I(ms_f==1)~1, des, family=quasibinomial()); p <- plogis(coef(m)); V <- attr(svyciprop(~I(ms_f==1), des, na.rm=TRUE), "var")`;
/// `dev <- function(x) 2*p*(1-p)/V*(p*log(p/x)+(1-p)*log((1-p)/(1-x)))`;
/// `uniroot(function(x) dev(x)-qt(.975, degf(des))^2, c(1e-6,p), tol=1e-15)$root`, and the same on `c(p,.5)`.
#[test]
fn limits_by_likelihood_are_where_the_deviance_is_the_square_of_t() {
    World::of("srs").with_everyone(|sample| {
        let found = means(sample, &[read("ms_f")]);
        let df = sample.degrees_of_freedom(&[], |_| true);
        let p = Designed::new(values(&found)[0], errors(&found)[0].powi(2), df).expect("a share");
        let limits = p.likelihood(Level::NINETY_FIVE).expect("limits");
        assert_close(limits.low, 0.010_190_654_984_420_4, RELATIVE, "lower");
        assert_close(limits.high, 0.023_464_941_566_010_4, RELATIVE, "upper");
    });
}

/// `logit` on request and by default is R's `xlogit`, `exact` its `beta`.
#[test]
fn what_the_product_shows_has_the_limits_of_r() {
    let golden = designs();
    for d in &DESIGNS[1..] {
        let world = World::of(d);
        for (item, level) in asked() {
            let case = golden.case(&name(d, item, level));
            let question = if item == "daily" { "single" } else { "ms" };
            for (scale, method) in [(Scale::Usual, "xlogit"), (Scale::Logit, "xlogit"), (Scale::Exact, "beta")] {
                let query = world.survey.shares(question).expect("a question").interval(scale);
                let shares = query.level(Level::new(level).expect("a level")).estimate().expect("shares");
                let place = shares.options.iter().position(|o| o.id == item).expect("an option");
                let shown = shares.total.cases[place].shown().expect("a figure");
                let (low, high) = limits(case, method);
                let what = format!("{} {scale:?}", case.name);
                assert_close(shown.low.expect("a limit"), low, RELATIVE, &what);
                assert_close(shown.high.expect("a limit"), high, RELATIVE, &what);
                assert_eq!(shown.precision.expect("precision").df, case.number("/df").expect("a number"));
            }
        }
    }
}

/// R has no interval for an option that nobody picked (`ciprop_all_zero`: NaN, or where its iteration stops). Ours is Korn & Graubard's
/// on Kish's effective n: from 0 up to what the people there could hide, more of it the fewer degrees of freedom there are.
#[test]
fn nobody_and_everybody_have_limits_that_the_people_there_allow() {
    for d in &DESIGNS[1..] {
        for (recode, at_0) in [("0", true), ("1", false)] {
            let csv = super::world::everyone().with("picked", |_| recode.to_owned());
            let codebook = format!(
                "{}{}{}",
                super::world::design(d),
                super::world::choice("group", "single", &super::world::GROUPS),
                super::world::multi("picked", None, &["picked", "ms_a"]),
            );
            let world = World::new(&csv.text(), &codebook);
            for scale in [Scale::Usual, Scale::Logit, Scale::Exact, Scale::Wilson] {
                let query = world.survey.shares("picked").expect("a question").by("group").interval(scale);
                let shares = query.estimate().expect("shares");
                let place = shares.options.iter().position(|o| o.id == "picked").expect("the option");
                let groups = std::iter::once(&shares.total).chain(&shares.groups);
                for group in groups {
                    let shown = group.cases[place].shown().expect("a figure");
                    assert_eq!(shown.method, Method::KornGraubard, "{d} {scale:?}");
                    let (low, high) = (shown.low.expect("a limit"), shown.high.expect("a limit"));
                    let width = high - low;
                    // Clopper–Pearson of n people at 0 ends at 1 − 0.025^(1/n); fewer effective people and degrees of freedom widen it.
                    let of_people = 1.0 - 0.025_f64.powf(1.0 / shown.n as f64);
                    assert!(
                        (of_people..3.0 * of_people).contains(&width),
                        "{d} {scale:?} {}: {low}–{high}",
                        group.name.id
                    );
                    assert_eq!(if at_0 { low } else { high }, if at_0 { 0.0 } else { 1.0 });
                    assert_eq!(shown.value, Some(if at_0 { 0.0 } else { 1.0 }));
                }
            }
        }
    }
}
