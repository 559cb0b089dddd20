//! Words from outside, made fit to be drawn: cleaned, and broken into lines.

use super::fonts::{Fonts, Ruler};

/// How text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lettering {
    /// Letter size, px.
    pub size: f64,
    /// Bold or regular.
    pub bold: bool,
}

/// Labels end in an ellipsis after that many lines.
pub(super) const MOST_LINES: usize = 3;

/// Text on one line, without characters that no XML file may hold or that would turn the writing direction.
pub(super) fn clean(text: &str) -> String {
    let visible = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !is_unfit(*c));
    let visible: String = visible.collect();
    visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_unfit(c: char) -> bool {
    let turns = matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let selects = matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}');
    c.is_control() || turns || selects
}

/// Whether the text is written from right to left: its first letter decides.
pub(super) fn is_rtl(text: &str) -> bool {
    text.chars().find(|c| c.is_alphabetic()).is_some_and(|c| {
        matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}')
            || matches!(c, '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
    })
}

/// Breaks text into lines of at most `width` px at the ends of words, the lines about equally long. After `most`
/// lines the text ends in an ellipsis. A word that is too long for a line is broken.
pub(super) fn wrap(fonts: &Fonts, text: &str, lettering: Lettering, width: f64, most: usize) -> Vec<String> {
    let text = clean(text);
    let ruler = fonts.ruler(lettering);
    let lines = fill(&ruler, &text, width, most);
    if lines.len() < 2 || lines.last().is_some_and(|line| line.ends_with('…')) {
        return lines;
    }
    balance(&ruler, &text, width, lines)
}

/// The narrowest setting with the same number of lines.
fn balance(ruler: &Ruler, text: &str, width: f64, lines: Vec<String>) -> Vec<String> {
    let most = lines.len();
    let (mut narrow, mut wide, mut best) = (width / 2.0, width, lines);
    for _ in 0..6 {
        let middle = (narrow + wide) / 2.0;
        let tried = fill(ruler, text, middle, most + 1);
        let whole = tried.len() <= most && tried.iter().flat_map(|l| l.split(' ')).eq(text.split(' '));
        if whole {
            (wide, best) = (middle, tried);
        } else {
            narrow = middle;
        }
    }
    best
}

/// Fills line after line with as many words as fit.
fn fill(ruler: &Ruler, text: &str, width: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in text.split(' ').flat_map(|word| pieces(ruler, word, width)) {
        let full = lines.len() == most;
        match lines.last_mut() {
            Some(line) if piece.starts_word && fits(ruler, &[line, " ", piece.text], width) => {
                line.push(' ');
                line.push_str(piece.text);
            }
            Some(line) if full => {
                *line = cut(ruler, line, width);
                return lines;
            }
            _ => lines.push(piece.text.to_owned()),
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// A word, or a part of one that is longer than a line.
struct Piece<'a> {
    text: &'a str,
    starts_word: bool,
}

fn pieces<'a>(ruler: &Ruler, word: &'a str, width: f64) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while ruler.width(rest) > width {
        let end = fitting(ruler, rest, width);
        pieces.push(Piece { text: &rest[..end], starts_word: pieces.is_empty() });
        rest = &rest[end..];
        if rest.is_empty() {
            return pieces;
        }
    }
    pieces.push(Piece { text: rest, starts_word: pieces.is_empty() });
    pieces
}

/// How many bytes of `word` fit into `width`: whole characters, at least one.
fn fitting(ruler: &Ruler, word: &str, width: f64) -> usize {
    let mut used = 0.0;
    for (at, c) in word.char_indices() {
        used += ruler.width(c.encode_utf8(&mut [0; 4]));
        if used > width && at > 0 {
            return at;
        }
    }
    word.len()
}

fn fits(ruler: &Ruler, parts: &[&str], width: f64) -> bool {
    ruler.width(&parts.concat()) <= width
}

/// The start of a line, ended by an ellipsis.
fn cut(ruler: &Ruler, line: &str, width: f64) -> String {
    let mut kept = line.trim_end_matches([',', ';', ':', '.', '…', ' ']).to_owned();
    while !kept.is_empty() && !fits(ruler, &[&kept, "…"], width) {
        kept.pop();
    }
    format!("{}…", kept.trim_end())
}

/// The text as it is handed to the layout engine, which takes every paragraph for left-to-right: one that is written
/// from right to left says so itself.
pub(super) fn directed(text: &str, rtl: bool) -> String {
    if rtl { format!("\u{2067}{text}\u{2069}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABEL: Lettering = Lettering { size: 16.0, bold: false };

    fn lines(text: &str, width: f64) -> Vec<String> {
        wrap(&Fonts::bundled(), text, LABEL, width, MOST_LINES)
    }

    #[test]
    fn short_text_is_one_line_and_no_text_is_none() {
        assert_eq!(lines("Fear of rejection", 300.0), ["Fear of rejection"]);
        assert_eq!(lines("  ", 300.0), Vec::<String>::new());
    }

    #[test]
    fn lines_are_about_equally_long() {
        let label = "Not knowing what to say, or how to begin";
        assert_eq!(lines(label, 300.0), ["Not knowing what to", "say, or how to begin"]);
    }

    #[test]
    fn every_line_fits_and_the_third_ends_in_an_ellipsis() {
        let text = "Lorem ipsum dolor sit amet, ".repeat(12);
        let lines = lines(&text, 220.0);
        assert_eq!(lines.len(), 3);
        assert!(lines[2].ends_with('…'), "{lines:?}");
        assert!(lines.iter().all(|line| Fonts::bundled().width(line, LABEL) <= 220.0), "{lines:?}");
    }

    #[test]
    fn a_word_longer_than_a_line_is_broken() {
        let lines = lines(&"Donaudampfschiff".repeat(2), 150.0);
        assert_eq!(lines.concat(), "DonaudampfschiffDonaudampfschiff");
        assert!(lines.iter().all(|line| Fonts::bundled().width(line, LABEL) <= 150.0), "{lines:?}");
    }

    #[test]
    fn a_width_of_nothing_ends() {
        assert_eq!(lines("abc def", 0.0).len(), 3);
    }

    #[test]
    fn what_no_xml_may_hold_is_left_out() {
        assert_eq!(clean("a\u{0}b\u{8}\n c\u{202E}d\u{FFFF}\u{FE0F} "), "ab cd");
    }

    #[test]
    fn the_first_letter_decides_the_direction() {
        assert!(is_rtl("42 תשובות from LinkedIn") && is_rtl("الخوف"));
        assert!(!is_rtl("LinkedIn תשובה") && !is_rtl("42"));
    }
}
