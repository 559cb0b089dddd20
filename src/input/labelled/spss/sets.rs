//! Multiple-response sets: extension records 7 (types C and D) and 19 (type E as well). Their members are short names.
//!
//! Source: the PSPP developer guide, "Multiple Response Sets Records".

use crate::input::labelled::MrKind;
use crate::input::labelled::bytes::trimmed;

/// A set, as its record has it.
#[derive(Debug, PartialEq, Eq)]
pub struct RawSet<'a> {
    /// Its name, with its `$`.
    pub name: &'a [u8],
    /// What it asks.
    pub label: &'a [u8],
    /// The code that counts, where codes are counted.
    pub counted: Option<&'a [u8]>,
    /// Whether the answers are named by the label of the counted value.
    pub category_labels_counted: bool,
    /// Whether the label is that of its first variable.
    pub label_from_variable: bool,
    /// The names of its variables.
    pub members: Vec<&'a [u8]>,
}

/// The sets of a record; a line that cannot be read is left out, and counted.
pub fn read(record: &[u8]) -> (Vec<RawSet<'_>>, usize) {
    let (mut rest, mut sets, mut bad) = (record, Vec::new(), 0);
    while let Some(start) = rest.iter().position(|b| !matches!(b, b'\n' | b'\r' | 0 | b' ')) {
        let line = rest.get(start..).unwrap_or_default();
        match one(line) {
            Some((set, after)) => {
                sets.push(set);
                rest = after;
            }
            None => {
                bad += 1;
                rest = split(line, b'\n').map_or(&[], |(_, after)| after);
            }
        }
    }
    (sets, bad)
}

/// How a set's variables hold its answers, its counted code being written as the cells write it.
pub fn kind(counted: Option<String>) -> MrKind {
    counted.map_or(MrKind::Categories, MrKind::Counted)
}

fn one(line: &[u8]) -> Option<(RawSet<'_>, &[u8])> {
    let (name, rest) = split(line, b'=')?;
    let (letter, rest) = rest.split_first()?;
    let (mut counted, mut style) = (None, None);
    let rest = match letter {
        b'C' => space(rest)?,
        b'D' => text(rest, &mut counted)?,
        b'E' => {
            let (number, rest) = split(space(rest)?, b' ')?;
            style = Some(number);
            text(rest, &mut counted)?
        }
        _ => return None,
    };
    let mut label = None;
    let rest = text(rest, &mut label)?;
    let (members, rest) = split(rest, b'\n').unwrap_or((rest, &[]));
    let members = members.split(|b| matches!(b, b' ' | 0 | b'\r')).filter(|name| !name.is_empty()).collect();
    let set = RawSet {
        name: trimmed(name),
        label: label.unwrap_or_default(),
        counted: counted.map(trimmed),
        category_labels_counted: style.is_some(),
        label_from_variable: style == Some(b"11"),
        members,
    };
    Some((set, rest))
}

/// A text after its length in bytes, and the space after it, which the end of the line may stand for.
fn text<'a>(bytes: &'a [u8], found: &mut Option<&'a [u8]>) -> Option<&'a [u8]> {
    let (digits, rest) = split(bytes, b' ')?;
    let length: usize = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let (text, rest) = rest.split_at_checked(length)?;
    *found = Some(text);
    if rest.is_empty() || rest.starts_with(b"\n") { Some(rest) } else { space(rest) }
}

fn space(bytes: &[u8]) -> Option<&[u8]> {
    bytes.strip_prefix(b" ")
}

/// What stands before the first such byte of the line, and what stands after it.
fn split(bytes: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let place = bytes.iter().position(|b| *b == at || *b == b'\n').filter(|place| bytes.get(*place) == Some(&at))?;
    Some((bytes.get(..place)?, bytes.get(place + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guides_examples() {
        let record = b"$a=C 10 my mcgroup a b c\n$b=D2 55 0  g e f d\n$c=D3 Yes 10 mdgroup #2 h i j\n\n\
            $d=E 1 2 34 13 third mdgroup k l m\n$e=E 11 6 choice 0  n o p\n";
        let (sets, bad) = read(record);
        assert_eq!((sets.len(), bad), (5, 0));
        let names = |set: &RawSet| {
            set.members.iter().map(|m| String::from_utf8_lossy(m).into_owned()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!((sets[0].label, sets[0].counted, names(&sets[0])), (b"my mcgroup".as_slice(), None, "a b c".into()));
        assert_eq!(
            (sets[1].label, sets[1].counted, names(&sets[1])),
            (b"".as_slice(), Some(b"55".as_slice()), "g e f d".into())
        );
        assert_eq!((sets[2].label, sets[2].counted), (b"mdgroup #2".as_slice(), Some(b"Yes".as_slice())));
        assert!(sets[3].category_labels_counted && !sets[3].label_from_variable && names(&sets[3]) == "k l m");
        assert!(sets[4].category_labels_counted && sets[4].label_from_variable && sets[4].counted == Some(b"choice"));
        assert_eq!(names(&sets[4]), "n o p");
    }

    #[test]
    fn a_bad_line_is_left_out() {
        let (sets, bad) = read(b"$a=X 1\n$b=D99999999999999999999 1 0  a\n$c=C 900 short a\n$d=C 1 x\n$e=C 1 x a b");
        assert_eq!((sets.len(), bad), (2, 3));
        assert_eq!((sets[0].name, sets[0].members.len()), (b"$d".as_slice(), 0));
        assert_eq!((sets[1].name, sets[1].members.len()), (b"$e".as_slice(), 2));
        assert_eq!(kind(None), MrKind::Categories);
    }

    #[test]
    fn a_label_may_hold_line_ends() {
        let (sets, bad) = read(b"$a=C 7 one\ntwo a b\n");
        assert_eq!((sets[0].label, sets[0].members.len(), bad), (b"one\ntwo".as_slice(), 2, 0));
    }
}
