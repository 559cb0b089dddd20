//! The results as Markdown.

use super::designs::{DESIGNS, RULES, SHARES, SIZES};
use super::exact;
use super::planted::{gap_by_group, gap_by_option, nothing_by_group, nothing_by_option};
use super::survey::{Drawn, Survey};

/// At most this share of surveys without a difference may be said to have one.
const MOST_FALSE: f64 = 0.062;

/// A designed interval covers at least this often where ten are expected to say yes, and ten no.
const LEAST_COVERED: f64 = 0.93;

fn percent(count: u64, times: u64) -> String {
    format!("{:.1}", 100.0 * count as f64 / times as f64)
}

fn row(cells: &[String]) {
    println!("| {} |", cells.join(" | "));
}

fn head(columns: &[&str]) {
    println!();
    row(&columns.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>());
    println!("|{}", columns.iter().map(|_| "---|").collect::<String>());
}

/// Exact coverage of simple random samples.
pub fn exact() {
    println!("## Simple random samples, exactly\n\nCoverage of 95 % intervals, in percent.");
    head(&["n", "p", "Wilson", "Clopper–Pearson", "Jeffreys", "Agresti–Coull"]);
    for n in exact::SIZES {
        for p in exact::SHARES {
            let mut cells = vec![n.to_string(), p.to_string()];
            cells.extend(exact::METHODS.map(|(_, method)| format!("{:.3}", 100.0 * exact::coverage(method, p, n))));
            row(&cells);
        }
    }
    println!();
}

/// Coverage under weights, strata and clusters.
pub fn designs(times: u64) {
    println!("## Weighted and clustered samples\n\n{times} surveys a line; coverage in percent.");
    let rules: Vec<String> = RULES.iter().map(|r| format!("few = {r}")).collect();
    let mut columns =
        vec!["design", "n", "p", "fewer expected", "usual", "too high", "too low", "logit", "beta", "Wilson"];
    columns.extend(rules.iter().map(String::as_str));
    columns.extend(["width", "width, logit", "width, beta"]);
    head(&columns);
    let mut short = Vec::new();
    for (design, n) in DESIGNS.iter().flat_map(|d| SIZES.map(|n| (d, n))) {
        for p in SHARES {
            let found = design.run(p, n, times);
            let expected = design.expected(p, n);
            let mut cells = vec![design.name.into(), n.to_string(), p.to_string(), format!("{expected:.0}")];
            let of = |count: u64| percent(count, times);
            cells.extend([found.scales[0], found.misses[0], found.misses[1]].map(of));
            cells.extend(found.scales[1..].iter().map(|c| of(*c)));
            cells.extend(found.rules.iter().map(|c| of(*c)));
            cells.extend(found.widths.iter().map(|w| format!("{w:.1}")));
            if expected >= 10.0 && (found.scales[0] as f64) < LEAST_COVERED * times as f64 {
                short.push(format!("{}, n = {n}, p = {p}: {} %", design.name, of(found.scales[0])));
            }
            row(&cells);
        }
    }
    told(&short, "Every usual interval covers at least 93 % where ten or more are expected on either side");
}

fn told(short: &[String], holds: &str) {
    match short {
        [] => println!("\n{holds}.\n"),
        short => println!("\nNot so: {holds}. Short of it: {}.\n", short.join("; ")),
    }
}

fn name(survey: &Survey) -> [String; 5] {
    let drawn = match survey.drawn {
        Drawn::Plain => "one by one",
        Drawn::Weighted => "weighted",
        Drawn::Clustered => "40 PSUs",
        Drawn::WholeClusters => "40 PSUs, each of one group",
    };
    let first: Vec<String> = survey.options.iter().map(|p| format!("{}", (p * 1000.0).round() / 10.0)).collect();
    [survey.kind.into(), first.join(" "), survey.groups.len().to_string(), drawn.into(), survey.people.to_string()]
}

/// What is found where nothing is.
pub fn null(times: u64) {
    println!("## Where nothing differs\n\n{times} surveys a line; percent of them in which it is said to.");
    head(&[
        "kind",
        "shares",
        "groups",
        "drawn",
        "n",
        "differs",
        "all at once",
        "gaps (Holm)",
        "options (Holm)",
        "slopes (Holm)",
    ]);
    let mut short = Vec::new();
    for survey in nothing_by_group() {
        let found = survey.run(times);
        let mut cells = name(&survey).to_vec();
        cells
            .extend([found.differs, found.overall, found.gaps, found.options, found.slopes].map(|c| percent(c, times)));
        note(&mut short, &cells, found.differs, times);
        row(&cells);
    }
    told(&short, "Something differs in at most 6.2 %");
    println!("Options beside each other, all truly alike.");
    head(&["kind", "shares", "groups", "drawn", "n", "letters differ", "all at once"]);
    let mut short = Vec::new();
    for survey in nothing_by_option() {
        let found = survey.run(times);
        let mut cells = name(&survey).to_vec();
        cells.extend([found.pairs, found.pairs_overall].map(|c| percent(c, times)));
        note(&mut short, &cells, found.pairs, times);
        row(&cells);
    }
    told(&short, "Letters differ in at most 6.2 %");
}

fn note(short: &mut Vec<String>, cells: &[String], found: u64, times: u64) {
    if found as f64 > MOST_FALSE * times as f64 {
        short.push(format!("{} %: {}", cells[5], cells[..5].join(", ")));
    }
}

/// What is found where 15 points are.
pub fn planted(times: u64) {
    println!(
        "## A gap of 15 points, n = 400\n\n{times} surveys a line; percent in which it is found, in the right direction."
    );
    println!("\nThe first option, in two groups of 200 people.");
    head(&["kind", "shares", "groups", "drawn", "n", "found", "by Holm alone", "all at once"]);
    for survey in gap_by_group() {
        let found = survey.run(times);
        let mut cells = name(&survey).to_vec();
        cells.extend([found.planted, found.planted_holm, found.overall].map(|c| percent(c, times)));
        row(&cells);
    }
    println!("\nThe first two options, of the same people: no letter in common.");
    head(&["kind", "shares", "groups", "drawn", "n", "found", "all at once"]);
    for survey in gap_by_option() {
        let found = survey.run(times);
        let mut cells = name(&survey).to_vec();
        cells.extend([found.told_apart, found.pairs_overall].map(|c| percent(c, times)));
        row(&cells);
    }
    println!();
}
