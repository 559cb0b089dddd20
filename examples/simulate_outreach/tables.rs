//! Results as Markdown.

use super::summary::{COVERAGE, LEAST_FOUND, MOST_FALSE, Summary};

/// Prints the head of a table.
pub fn head(columns: &[&str]) {
    println!();
    row(&columns.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>());
    println!("|{}", columns.iter().map(|_| "---|").collect::<String>());
}

/// Prints a row.
pub fn row(cells: &[String]) {
    println!("| {} |", cells.join(" | "));
}

/// A share in percent, or a difference in points.
pub fn percent(share: f64) -> String {
    let words = format!("{:.1}", 100.0 * share);
    if words == "-0.0" { "0.0".into() } else { words.replace('-', "−") }
}

/// The same to two digits.
pub fn finer(share: f64) -> String {
    let words = format!("{:.2}", 100.0 * share);
    if words == "-0.00" { "0.00".into() } else { words.replace('-', "−") }
}

fn verdict(met: bool) -> String {
    if met { "met" } else { "**missed**" }.into()
}

/// A coverage, and whether it is what was asked for.
pub fn coverage(share: Option<f64>) -> [String; 2] {
    let Some(share) = share else { return ["—".into(), "—".into()] };
    [percent(share), verdict(COVERAGE.0 <= share && share <= COVERAGE.1)]
}

/// A share of logs that tell what is not there, and whether it is low enough.
pub fn falsely(share: f64) -> [String; 2] {
    [percent(share), verdict(share <= MOST_FALSE)]
}

/// A share of logs that tell what is there, and whether it is high enough.
pub fn found(share: f64) -> [String; 2] {
    [percent(share), verdict(share >= LEAST_FOUND)]
}

/// Truth, mean, bias, standard deviation and mean standard error of shares, in percent and points.
pub fn moments(summary: &Summary) -> Vec<String> {
    let se = summary.se.map_or("—".into(), finer);
    vec![finer(summary.truth), finer(summary.mean), finer(summary.bias()), finer(summary.sd), se]
}

/// The same of days.
pub fn days(summary: &Summary) -> Vec<String> {
    let day = |number: f64| format!("{number:.2}").replace('-', "−");
    vec![format!("{}", summary.truth), day(summary.mean), day(summary.bias()), day(summary.sd)]
}
