//! Numbers as people read them: one way for every output.

use super::figure::Shown;
use super::table::Unit;

/// A share as a whole percentage, with a decimal below 1 % and above 99 % so that nobody reads "0%" for "few".
pub fn percent(share: f64) -> String {
    let p = share * 100.0;
    match p {
        _ if 0.0 < p && p < 0.05 => "<0.1%".into(),
        _ if 99.95 < p && p < 100.0 => ">99.9%".into(),
        _ if (0.0 < p && p < 0.95) || (99.05 < p && p < 100.0) => format!("{p:.1}%"),
        _ => format!("{}%", round_half_up(p)),
    }
}

/// A share and its limits, `42%` and `39–45%`; with decimals where the limits would otherwise look the same.
pub fn share_and_interval(shown: &Shown) -> Option<(String, Option<String>)> {
    let value = shown.value?;
    let (Some(low), Some(high)) = (shown.low, shown.high) else { return Some((percent(value), None)) };
    let decimals = match high - low {
        width if width <= 0.0 || width >= 0.01 => {
            return Some((percent(value), Some(range(&percent(low), &percent(high)))));
        }
        width if width >= 0.001 => 1,
        _ => 2,
    };
    let fine = |share: f64| format!("{:.decimals$}%", share * 100.0);
    Some((fine(value), Some(range(&fine(low), &fine(high)))))
}

/// A figure and its limits in the words of its unit: shares in percent, differences in percentage points with a sign, all else
/// with as many decimals as its interval lets one read.
pub fn figure(shown: &Shown, unit: Option<Unit>) -> Option<(String, Option<String>)> {
    let say = |one: &dyn Fn(f64) -> String, between: &str| {
        let value = one(shown.value?);
        Some((value, shown.low.zip(shown.high).map(|(low, high)| format!("{}{between}{}", one(low), one(high)))))
    };
    let width = shown.low.zip(shown.high).map_or(0.0, |(low, high)| high - low);
    match unit {
        Some(Unit::Difference) => say(&|x| points(x, if width >= 0.02 { 0 } else { 1 }), " to "),
        Some(Unit::Score | Unit::Ratio | Unit::Days | Unit::Touches) => {
            let whole = [shown.value, shown.low, shown.high].into_iter().flatten().all(|x| x.fract() == 0.0);
            let decimals = if whole { 0 } else { decimals(width) };
            // Between numbers that may be below 0, a dash would be read as a sign.
            let between = if shown.low.is_some_and(|low| low < 0.0) { " to " } else { "–" };
            say(&|x| number(x, decimals), between)
        }
        Some(Unit::People) => say(&|x| whole(x.max(0.0).round() as u64), "–"),
        _ => share_and_interval(shown),
    }
}

/// A number with its unit's words.
pub fn scalar(x: f64, unit: Option<Unit>) -> String {
    match unit {
        Some(Unit::Share) => percent(x),
        Some(Unit::Probability) if x < 0.001 => "<0.001".into(),
        Some(Unit::Probability) => number(x, 3),
        Some(Unit::Difference) => points(x, 1),
        Some(Unit::StandardError) => number(x * 100.0, 2),
        Some(Unit::Margin) => format!("{:.1}", x * 100.0),
        _ if x.fract() == 0.0 && x.abs() < 1e15 => number(x, 0),
        Some(Unit::Score) => number(x, 2),
        Some(Unit::Days | Unit::Touches) => number(x, 1),
        // A number of no unit, such as a weight: the smaller it is, the more its decimals say.
        _ if x.abs() < 10.0 => number(x, 3),
        _ => number(x, if x.abs() < 100.0 { 2 } else { 1 }),
    }
}

/// A difference of shares in percentage points: `+9`, `−4`, `0`.
fn points(x: f64, decimals: usize) -> String {
    let said = format!("{:.decimals$}", (x * 100.0).abs());
    let zero = said.chars().all(|c| c == '0' || c == '.');
    let sign = if zero {
        ""
    } else if x > 0.0 {
        "+"
    } else {
        "−"
    };
    format!("{sign}{said}")
}

/// Decimals at which limits that far apart can be told apart.
fn decimals(width: f64) -> usize {
    match width {
        w if w >= 20.0 => 0,
        w if w >= 2.0 => 1,
        w if w >= 0.02 || w <= 0.0 => 2,
        _ => 3,
    }
}

fn number(x: f64, decimals: usize) -> String {
    let said = format!("{x:.decimals$}");
    said.strip_prefix('-').map_or(said.clone(), |positive| format!("−{positive}"))
}

fn range(low: &str, high: &str) -> String {
    format!("{}–{high}", low.trim_end_matches('%'))
}

/// A share with its limits: `42% (39–45%)`.
pub fn share_with_interval(shown: &Shown) -> Option<String> {
    let (value, interval) = share_and_interval(shown)?;
    Some(interval.map_or(value.clone(), |interval| format!("{value} ({interval})")))
}

/// A whole number with its thousands set apart: `1,000`.
pub fn whole(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Rounds halves up, not to even: readers check 12.5 % against 13 %.
fn round_half_up(x: f64) -> i64 {
    // The nudge keeps 0.285 × 100 = 28.499999999999996 from being printed as 28.
    (x + 0.5 + 1e-9).floor() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_whole_percents_but_never_a_false_zero() {
        let said: Vec<String> =
            [0.42, 0.285, 0.125, 0.0, 1.0, 0.004, 0.000_2, 0.9951, 0.999_999].iter().map(|s| percent(*s)).collect();
        assert_eq!(said, ["42%", "29%", "13%", "0%", "100%", "0.4%", "<0.1%", "99.5%", ">99.9%"]);
    }

    #[test]
    fn limits_that_would_look_the_same_get_decimals() {
        let said = |value, low, high| {
            let figure = crate::view::Shown {
                value: Some(value),
                se: None,
                low: Some(low),
                high: Some(high),
                level: 0.95,
                method: crate::view::Method::Wilson,
                n: 1,
                n_weighted: 1.0,
                count: None,
                base: String::new(),
                precision: None,
                flags: Vec::new(),
            };
            share_with_interval(&figure)
        };
        assert_eq!(said(0.42, 0.39, 0.451).as_deref(), Some("42% (39–45%)"));
        assert_eq!(said(0.3001, 0.2991, 0.3011).as_deref(), Some("30.0% (29.9–30.1%)"));
        assert_eq!(said(0.3, 0.2999, 0.3001).as_deref(), Some("30.00% (29.99–30.01%)"));
        assert_eq!(said(1.0, 1.0, 1.0).as_deref(), Some("100% (100–100%)"));
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(
            [0, 12, 999, 1000, 1_234_567].map(whole),
            ["0", "12", "999", "1,000", "1,234,567"].map(String::from)
        );
    }
}
