//! The surveys in which something is looked for: nothing is there, or one gap of 15 points.

use super::survey::{Drawn, Survey};

/// The options of a multi-select, from what two in five choose to what hardly anybody does.
const OPTIONS: [f64; 6] = [0.42, 0.33, 0.2, 0.1, 0.04, 0.015];

/// The options of one choice.
const CHOICES: [f64; 6] = [0.4, 0.25, 0.16, 0.1, 0.06, 0.03];

/// Two groups, and four of which the last is small.
const GROUPS: [&[f64]; 2] = [&[0.35, 0.65], &[0.45, 0.3, 0.17, 0.08]];

const DRAWN: [Drawn; 4] = [Drawn::Plain, Drawn::Weighted, Drawn::Clustered, Drawn::WholeClusters];

/// People in a survey.
const PEOPLE: [usize; 3] = [120, 400, 1000];

/// Surveys in which no answer depends on the group.
pub fn nothing_by_group() -> Vec<Survey> {
    let mut all = Vec::new();
    for (kind, options) in [("multi", OPTIONS), ("single", CHOICES)] {
        for drawn in DRAWN {
            for (groups, people) in GROUPS.iter().flat_map(|g| PEOPLE.map(|n| (g, n))) {
                all.push(Survey { kind, options: options.to_vec(), groups: groups.to_vec(), people, drawn, gap: 0.0 });
            }
        }
    }
    all
}

/// Surveys in which all options are equally popular.
pub fn nothing_by_option() -> Vec<Survey> {
    let mut all = Vec::new();
    for (kind, options) in [("multi", [0.3; 6]), ("multi", [0.04; 6]), ("single", [1.0 / 6.0; 6])] {
        for (drawn, people) in DRAWN[..3].iter().flat_map(|d| PEOPLE.map(|n| (*d, n))) {
            all.push(Survey { kind, options: options.to_vec(), groups: Vec::new(), people, drawn, gap: 0.0 });
        }
    }
    all
}

/// A gap of 15 points between two groups of 200, or of 400, around the first option's share.
pub fn gap_by_group() -> Vec<Survey> {
    let mut all = Vec::new();
    for (middle, others) in [
        (0.125, &OPTIONS[1..]),
        (0.175, &OPTIONS[1..]),
        (0.25, &OPTIONS[1..]),
        (0.35, &OPTIONS[1..]),
        (0.35, &OPTIONS[1..4]),
        (0.35, &OPTIONS[1..2]),
        (0.35, &[]),
        (0.5, &OPTIONS[1..]),
        (0.85, &OPTIONS[1..]),
    ] {
        for drawn in [Drawn::Plain, Drawn::Weighted] {
            let options = [&[middle], others].concat();
            all.push(Survey { kind: "multi", options, groups: vec![0.5, 0.5], people: 400, drawn, gap: 0.15 });
        }
    }
    for (middle, drawn) in [0.25, 0.35, 0.5].into_iter().flat_map(|m| [(m, Drawn::Plain), (m, Drawn::Weighted)]) {
        let options = [&[middle], &OPTIONS[1..]].concat();
        all.push(Survey { kind: "multi", options, groups: vec![0.5, 0.5], people: 800, drawn, gap: 0.15 });
    }
    for options in [vec![0.35, 0.65], vec![0.35, 0.3, 0.2, 0.15], CHOICES.to_vec()] {
        all.push(Survey {
            kind: "single",
            options,
            groups: vec![0.5, 0.5],
            people: 400,
            drawn: Drawn::Plain,
            gap: 0.15,
        });
    }
    all
}

/// Two options of the same people, 15 points apart.
pub fn gap_by_option() -> Vec<Survey> {
    let mut all = Vec::new();
    for drawn in [Drawn::Plain, Drawn::Weighted] {
        for (kind, options) in [
            ("multi", vec![0.425, 0.275, 0.2, 0.1, 0.04, 0.015]),
            ("multi", vec![0.25, 0.1, 0.2, 0.1, 0.04, 0.015]),
            ("single", vec![0.35, 0.2, 0.15, 0.15, 0.1, 0.05]),
        ] {
            all.push(Survey { kind, options, groups: Vec::new(), people: 400, drawn, gap: 0.0 });
        }
    }
    all
}
