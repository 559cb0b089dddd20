//! Labels as tokens: words, numbers and signs.

use super::Tokens;
use crate::input::labels;
use crate::survey::words::folded;

/// The tokens of a label: words without accents, numbers without their thousands marks, signs that matter to bands.
pub fn tokens(text: &str) -> Tokens {
    let text = folded(text).replace("n't", "nt").replace("'s ", " ").replace("'s", " ");
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let from = at;
        at += 1;
        if c.is_ascii_digit() {
            at = end_of_number(&chars, from);
            out.push(plain_number(&chars[from..at]));
        } else if c.is_alphabetic() {
            at += chars[at..].iter().take_while(|c| c.is_alphabetic()).count();
            out.push(chars[from..at].iter().collect());
        } else if let Some(sign) = sign(c) {
            out.push(sign.into());
        }
    }
    out
}

fn sign(c: char) -> Option<&'static str> {
    match c {
        '<' => Some("<"),
        '>' => Some(">"),
        '≤' => Some("<"),
        '≥' => Some("+"),
        '+' => Some("+"),
        '-' | '–' | '—' | '−' | '‐' | '‑' => Some("-"),
        '%' => Some("%"),
        '$' | '€' | '£' | '¥' => Some("$"),
        '/' => Some("/"),
        _ => None,
    }
}

fn end_of_number(chars: &[char], from: usize) -> usize {
    let digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
    let mut at = from;
    while digit(at) || (chars.get(at).is_some_and(|c| matches!(c, ',' | '.' | ' ' | '\'')) && goes_on(chars, at)) {
        at += 1;
    }
    at
}

/// Whether the mark at a place stands inside a number: "1,000", "1.000", "1 000", "2.5".
fn goes_on(chars: &[char], mark: usize) -> bool {
    let digits = chars[mark + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
    match chars[mark] {
        '.' | ',' => digits > 0,
        _ => digits == 3 && mark > 0 && chars[mark - 1].is_ascii_digit(),
    }
}

/// A number without thousands marks and with a point before decimals.
fn plain_number(chars: &[char]) -> String {
    let text: String = chars.iter().collect();
    let groups: Vec<&str> = text.split([',', '.', ' ', '\'']).collect();
    let last = groups.last().map_or(0, |g| g.len());
    if groups.len() > 1 && last != 3 {
        let (whole, decimals) = groups.split_at(groups.len() - 1);
        return format!("{}.{}", whole.concat(), decimals.concat());
    }
    groups.concat()
}

/// A label that begins with a whole number and then ends, or has a mark and words: its number and its words.
pub fn numbered(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let text = text.strip_prefix(['(', '[']).unwrap_or(text);
    let sign = usize::from(text.starts_with('-'));
    let digits = text[sign..].bytes().take_while(u8::is_ascii_digit).count();
    let number: f64 = text[..sign + digits].parse().ok()?;
    let rest = text[sign + digits..].trim_start();
    if rest.is_empty() {
        return Some((number, rest));
    }
    let marks = ['-', '–', '—', '.', ':', ')', ']', '(', '=', ',', '…', '→'];
    let words = rest.trim_start_matches(|c: char| marks.contains(&c) || c.is_whitespace());
    let marked = rest.len() > words.len() && number.abs() <= 100.0 && words.starts_with(|c: char| c.is_alphabetic());
    let words = words.trim_end().trim_end_matches([')', ']']);
    (marked && !words.starts_with("to ")).then_some((number, words))
}

/// Whether numbers are 0 or 1 and on, five or more of them with no gap.
pub fn counts_up(numbers: &[f64]) -> bool {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let first = sorted.first().copied().unwrap_or(-1.0);
    let even = sorted.windows(2).all(|pair| (pair[1] - pair[0] - 1.0).abs() < 1e-9);
    sorted.len() >= 5 && even && (first == 0.0 || first == 1.0)
}

/// A label without the remark in brackets at its end.
pub fn without_brackets(text: &str) -> &str {
    match text.find(['(', '[']) {
        Some(at) if !labels::is_blank(&text[..at]) => &text[..at],
        _ => text,
    }
}

/// Values without the words that end all of them: "Not at all comfortable", "Very comfortable" → "Not at all", "Very".
pub fn without_common_end(values: &[Tokens]) -> Option<Vec<Tokens>> {
    let first = values.first()?;
    let common = |n: usize| values.iter().all(|v| v.len() > n && v.iter().rev().take(n).eq(first.iter().rev().take(n)));
    let most = (1..first.len()).take_while(|&n| common(n)).last()?;
    Some(values.iter().map(|v| v[..v.len() - most].to_vec()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_signs_are_tokens() {
        assert_eq!(tokens("$25,000 – $49,999"), ["$", "25000", "-", "$", "49999"]);
        assert_eq!(tokens("1 000–2.5"), ["1000", "-", "2.5"]);
        assert_eq!(tokens("1.000 €"), ["1000", "$"]);
        assert_eq!(tokens("65 und älter"), ["65", "und", "alter"]);
        assert_eq!(tokens("25k+"), ["25", "k", "+"]);
    }

    #[test]
    fn a_number_prefix_is_not_a_band() {
        assert_eq!(numbered("1 - Strongly disagree"), Some((1.0, "Strongly disagree")));
        assert_eq!(numbered("5 (very likely)"), Some((5.0, "very likely")));
        assert_eq!(numbered("-2"), Some((-2.0, "")));
        for band in ["1 - 10", "5 years", "10 to 20 %", "1st", "18-29"] {
            assert_eq!(numbered(band), None, "{band}");
        }
    }
}
