//! Shares, means, totals, tests under a design against R `survey`, value by value, and the laws that hold for any.
//!
//! | module | purpose |
//! |---|---|
//! | `world` | the survey of the golden values under each design |
//! | `means` | means, totals, groups, differences, degrees of freedom |
//! | `intervals` | limits of shares by every method; nobody and everybody |
//! | `domains` | people of some kind only |
//! | `associations` | tests of tables |
//! | `lonely` | strata of a single cluster |
//! | `further` | gaps, ratios, mentions, joint tests, trends, paired change |
//! | `replicated` | replicate weights, seven schemes |
//! | `calibrated` | weights that meet margins |
//! | `relations` | what must be equal whatever the data |
//! | `edges` | few people, nobody, designs that contradict themselves |

mod associations;
mod calibrated;
mod domains;
mod edges;
mod further;
mod intervals;
mod lonely;
mod means;
mod relations;
mod replicated;
mod world;

use std::collections::BTreeSet;

/// Cases of `survey_designs.json` that are no targets, by what their names begin with (behind the design) or are, and why.
const NOT_TARGETED: [(&str, &str); 3] = [
    ("quantile_age", "quantiles of numbers: tested with the module that estimates them"),
    ("ciprop_all_zero", "R has no interval there; `intervals` tests our own rule"),
    ("lonely", "remove, average, and survey.adjust.domain.lonely = TRUE are not offered"),
];

#[test]
fn every_golden_case_is_compared_or_it_is_said_why_not() {
    let all = world::designs().names();
    let compared: BTreeSet<String> =
        [means::names(), intervals::names(), domains::names(), associations::names(), lonely::names()]
            .concat()
            .into_iter()
            .collect();
    let mut left: BTreeSet<&str> = all.iter().map(String::as_str).filter(|name| !compared.contains(*name)).collect();
    assert!(compared.iter().all(|name| all.contains(name)), "a case that is not in the file");
    let mut expected: BTreeSet<String> = BTreeSet::new();
    for d in world::DESIGNS {
        expected.extend([format!("{d}_quantile_age"), format!("{d}_ciprop_all_zero")]);
    }
    for rule in ["adjust", "certainty", "remove", "average"] {
        expected.insert(format!("lonely_{rule}_domainlonely_TRUE"));
    }
    expected.extend(["remove", "average"].map(|rule| format!("lonely_{rule}_domainlonely_FALSE")));
    for name in &expected {
        assert!(NOT_TARGETED.iter().any(|(words, why)| name.contains(words) && !why.is_empty()), "{name}");
        assert!(left.remove(name.as_str()), "{name} is compared, or not there");
    }
    assert!(left.is_empty(), "nobody compares {left:?}");
}
