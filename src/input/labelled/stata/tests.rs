use super::write::Dta;
use super::*;
use crate::input::labelled::Measure;

/// A file with everything its release can hold: 3 rows.
pub(crate) fn sample(release: u16, big: bool) -> Dta {
    let mut dta = Dta { release, big, title: b"Who hears back".to_vec(), ..Dta::default() };
    dta.vars = vec![
        (65530, "often", "%8.0g", "oft", "How often?"),
        (65529, "age", "%8.0g", "", ""),
        (65528, "day", "%td", "", "When"),
        (65527, "share", "%9.0g", "", ""),
        (65526, "at", "%tc", "", ""),
        (5, "word", "%5s", "", ""),
    ];
    let long = release >= 117;
    if long {
        dta.vars.push((32768, "story", "%9s", "", "Tell"));
        dta.texts = vec![(7, 1, "a long story"), (7, 3, "é")];
    }
    let halves = match release {
        117 => (4, 4),
        118 => (2, 6),
        _ => (3, 5),
    };
    let row = |often: u8, age: u16, day: u32, share: f32, at: f64, word: &[u8; 5], story: (u64, u64)| {
        let mut row = vec![often];
        row.extend(dta.n(age.into(), 2));
        row.extend(dta.n(day.into(), 4));
        row.extend(dta.n(share.to_bits().into(), 4));
        row.extend(dta.n(at.to_bits(), 8));
        row.extend(word);
        if long {
            row.extend([dta.n(story.0, halves.0), dta.n(story.1, halves.1)].concat());
        }
        row
    };
    dta.rows = vec![
        row(1, 40, 23_801, 0.1, 45_000_000.0, b"ab\0zz", (7, 1)),
        row(
            101,
            32_741,
            2_147_483_621,
            f32::from_bits(0x7f00_0000),
            f64::from_bits(0x7fe0_0000_0000_0000),
            b"\0\0\0\0\0",
            (0, 0),
        ),
        row(102, 65_535, 0, f32::from_bits(0x7f00_0800), 0.0, b"12345", (7, 3)),
    ];
    dta.labels = vec![("oft", vec![(2, "often"), (1, "never"), (-3, "?"), (2_147_483_622, "refused")])];
    dta
}

fn cells(variable: &Variable) -> Vec<&str> {
    variable.cells.iter().map(|cell| cell.unwrap_or(".")).collect()
}

#[test]
fn all_releases_in_both_orders() {
    for release in [113, 114, 115, 117, 118, 119] {
        for big in [false, true] {
            let file = read_stata(&sample(release, big).bytes()).unwrap();
            let column = |at: usize| cells(&file.variables[at]);
            assert_eq!((file.rows, file.title.as_deref()), (3, Some("Who hears back")));
            assert_eq!(file.variables.len(), if release >= 117 { 7 } else { 6 });
            let often = &file.variables[0];
            assert_eq!(
                (often.name.as_str(), often.label.as_deref(), column(0)),
                ("often", Some("How often?"), vec!["1", ".", "."])
            );
            let labels: Vec<(&str, &str)> = often.labels.iter().map(|(c, l)| (c.as_str(), l.as_str())).collect();
            assert_eq!(labels, [("2", "often"), ("1", "never"), ("-3", "?")]);
            assert_eq!((column(1), column(2)), (vec!["40", ".", "-1"], vec!["2025-03-01", ".", "1960-01-01"]));
            assert_eq!((column(3), column(5)), (vec!["0.1", ".", "."], vec!["ab", ".", "12345"]));
            assert_eq!(column(4), ["1960-01-01T12:30:00", ".", "1960-01-01T00:00:00"]);
            assert_eq!((file.variables[2].kind, file.variables[3].kind), (Measure::Date, Measure::Number));
            if release >= 117 {
                assert_eq!((column(6), file.variables[6].kind), (vec!["a long story", ".", "é"], Measure::Text));
            }
            assert!(
                file.notes[0].starts_with("values of often with a missing-value code (.a to .z)"),
                "{:?}",
                file.notes
            );
        }
    }
}

#[test]
fn older_texts_are_windows_1252() {
    let mut dta = sample(115, false);
    dta.title = b"Caf\xe9".to_vec();
    let file = read_stata(&dta.bytes()).unwrap();
    assert_eq!(
        (file.title.as_deref(), file.notes.last().map(String::as_str)),
        (Some("Café"), Some("read as windows-1252"))
    );
}

#[test]
fn a_file_that_ends_early_keeps_its_whole_rows() {
    for release in [115, 118] {
        let bytes = sample(release, false).bytes();
        let last = bytes.windows(5).position(|w| w == b"12345").unwrap();
        let file = read_stata(&bytes[..last]).unwrap();
        assert_eq!((file.rows, file.variables[0].cells.get(0)), (2, Some("1")));
        assert!(file.notes[0].starts_with("ends early: 2 of 3"));
    }
}

#[test]
fn what_is_refused() {
    assert!(is_stata(b"<stata_dta><header>") && is_stata(&[115, 2, 1, 0]) && !is_stata(b"s,t,a") && !is_stata(b""));
    let error = |bytes: &[u8]| read_stata(bytes).unwrap_err();
    assert!(error(&[105, 2, 1, 0, 0]).contains("release 105"));
    assert_eq!(error(&[115, 2, 1, 0, 0]), "ends too early");
    // Every label points to the same long text.
    let mut bytes = sample(115, false).bytes();
    let start = bytes.windows(4).rposition(|w| w == b"oft\0").unwrap() - 4;
    bytes.truncate(start);
    let (count, heap) = (60_000u32, vec![b'x'; 500_000]);
    let mut table = [count.to_le_bytes(), (heap.len() as u32).to_le_bytes()].concat();
    table.resize(8 + 8 * count as usize, 0);
    table.extend(heap);
    bytes.extend((table.len() as u32).to_le_bytes());
    bytes.extend([0; 36]);
    bytes.extend(table);
    assert!(error(&bytes).contains("far more"));
}
