use super::write::{Sav, Var, short, text};
use super::*;
use crate::input::labelled::{Measure, MrKind, Variable};

const NONE: f64 = -f64::MAX;

/// A file with everything in it: 4 rows, 10 variables.
pub(crate) fn sample(big: bool, packing: i32) -> Sav {
    let mut sav = Sav { big, packing, weight: 2, title: "Who hears back", ..Sav::default() };
    let num = |name, format| Var { name, format, ..Var::default() };
    let missing = (-3, vec![sav.num(90.0), sav.num(99.0), sav.num(-1.0)]);
    let word = Var { name: "WORD", width: 5, format: 1, missing: (1, vec![short("n/a")]), ..Var::default() };
    sav.vars = vec![
        Var { label: "How often?", missing, ..num("Q1", 5) },
        num("W", 5),
        num("M1", 5),
        num("M2", 5),
        num("DAY", 20),
        num("TIME", 22),
        num("LONGTIME", 21),
        word,
        Var { name: "STORY", width: 255, format: 1, ..Var::default() },
        Var { name: "STORY0", width: 48, format: 1, ..Var::default() },
        Var { name: "CITY", width: 12, format: 1, ..Var::default() },
    ];
    sav.labels = vec![
        (vec![(sav.num(1.0), "never"), (sav.num(2.5), "at times"), (sav.num(99.0), "won't say")], vec![1]),
        (vec![(short("yes"), "Yes!")], vec![8]),
        (vec![(sav.num(1.0), "chosen"), (sav.num(0.0), "not")], vec![3, 4]),
    ];
    let city = [
        sav.counted("City"),
        sav.int(12).to_vec(),
        sav.int(1).to_vec(),
        sav.counted("Zuerich     "),
        sav.counted("ZH"),
    ];
    let lost = [sav.counted("City"), vec![1], sav.counted("nowhere ")];
    sav.extensions = vec![
        (7, b"$mc=C 10 my mcgroup m1 m2\n$md=D1 1 0  m1 m2\n".to_vec()),
        (13, b"Q1=HowOften\tM1=MentionedFirst\tM2=MentionedSecond\tSTORY=TheWholeStory\tCITY=City".to_vec()),
        (14, b"STORY=00300\0\t".to_vec()),
        (19, b"$me=E 1 1 1 4 Late m1 m2\n$mf=E 11 1 1 0  m1 m2 gone\n".to_vec()),
        (20, b"UTF-8".to_vec()),
        (21, city.concat()),
        (22, lost.concat()),
    ];
    let day = 12_219_379_200.0;
    let story: String = (0..300).map(|n| char::from(b'a' + (n % 26) as u8)).collect();
    let row = |numbers: [f64; 7], word: &str, story: &str, city: &str| {
        let mut units: Vec<[u8; 8]> = numbers.iter().map(|v| sav.num(*v)).collect();
        units.extend(text(word, 5));
        units.extend(text(&story[..story.len().min(255)], 255));
        units.extend(text(story.get(255..).unwrap_or_default(), 48));
        units.extend(text(city, 12));
        units
    };
    sav.rows = vec![
        row([1.0, 1.5, 1.0, 0.0, day, day + 45_000.0, 61.0], "yes", &story, "Zuerich"),
        row([2.5, 1.0, 0.0, 1.0, NONE, NONE, NONE], "é", "short", "nowhere"),
        row([95.0, 1e20, 1.0, 1.0, day + 86_400.0, day, 0.0], "n/a", "", "Genève"),
        row([-1.0, 152.0, NONE, 1.0, day, day, 1.0], "", "x", ""),
    ];
    sav
}

fn cells(variable: &Variable) -> Vec<&str> {
    variable.cells.iter().map(|cell| cell.unwrap_or(".")).collect()
}

fn check(file: &Labelled) {
    let names: Vec<&str> = file.variables.iter().map(|v| v.name.as_str()).collect();
    let wanted = [
        "HowOften",
        "W",
        "MentionedFirst",
        "MentionedSecond",
        "DAY",
        "TIME",
        "LONGTIME",
        "WORD",
        "TheWholeStory",
        "City",
    ];
    assert_eq!(names, wanted);
    assert_eq!((file.rows, file.weight.as_deref(), file.title.as_deref()), (4, Some("W"), Some("Who hears back")));
    let [often, weight, first, _, day, time, long, word, story, city] = file.variables.as_slice() else { panic!() };
    assert_eq!((often.label.as_deref(), cells(often)), (Some("How often?"), vec!["1", "2.5", ".", "."]));
    let pair = |code: &str, label: &str| (code.to_owned(), label.to_owned());
    assert_eq!(often.labels, [pair("1", "never"), pair("2.5", "at times"), pair("99", "won't say")]);
    assert_eq!(cells(weight), ["1.5", "1", "1e20", "152"]);
    assert_eq!((cells(first), first.labels.len()), (vec!["1", "0", "1", "."], 2));
    assert_eq!((day.kind, cells(day)), (Measure::Date, vec!["1970-01-01", ".", "1970-01-02", "1970-01-01"]));
    assert_eq!(cells(time)[..2], ["1970-01-01T12:30:00", "."]);
    assert_eq!((long.kind, cells(long)), (Measure::Number, vec!["61", ".", "0", "1"]));
    assert_eq!((cells(word), &word.labels), (vec!["yes", "é", ".", "."], &vec![pair("yes", "Yes!")]));
    assert_eq!((story.kind, story.cells.get(0).map(str::len), cells(story)[1]), (Measure::Text, Some(300), "short"));
    assert!(story.cells.get(0).is_some_and(|text| text.ends_with("uvwxyzabcdefghijklmn")));
    assert_eq!((cells(city), &city.labels), (vec!["Zuerich", ".", "Genève", "."], &vec![pair("Zuerich", "ZH")]));
    let notes = file.notes.join("\n");
    assert!(notes.contains("values of HowOften that the file declares missing, taken as no answer: 2"), "{notes}");
    assert!(notes.contains("LONGTIME is a length of time") && notes.contains("$mf names 1 variables"), "{notes}");
}

#[test]
fn all_packings_in_both_orders() {
    for big in [false, true] {
        for packing in 0..=2 {
            check(&read_spss(&sample(big, packing).bytes()).unwrap());
        }
    }
}

#[test]
fn sets_of_every_type_have_long_names() {
    let file = read_spss(&sample(false, 1).bytes()).unwrap();
    let kinds: Vec<(&str, &MrKind)> = file.sets.iter().map(|set| (set.name.as_str(), &set.kind)).collect();
    let one = MrKind::Counted("1".into());
    assert_eq!(kinds, [("$mc", &MrKind::Categories), ("$md", &one), ("$me", &one), ("$mf", &one)]);
    assert!(file.sets.iter().all(|set| set.variables == ["MentionedFirst", "MentionedSecond"]));
    let flags: Vec<(bool, bool)> =
        file.sets.iter().map(|set| (set.category_labels_counted, set.label_from_variable)).collect();
    assert_eq!(flags, [(false, false), (false, false), (true, false), (true, true)]);
    assert_eq!(file.sets[0].label.as_deref(), Some("my mcgroup"));
    assert_eq!(file.sets[1].label, None);
}

#[test]
fn ranges_reach_to_the_ends() {
    let mut sav = Sav::default();
    let lowest = f64::from_bits(0xffef_ffff_ffff_fffe);
    let from = |low: f64, high: f64| (-2, vec![low.to_le_bytes(), high.to_le_bytes()]);
    sav.vars = vec![
        Var { name: "A", format: 5, missing: from(lowest, 0.0), ..Var::default() },
        Var { name: "B", format: 5, missing: from(97.0, f64::MAX), ..Var::default() },
        Var { name: "C", format: 5, missing: (2, vec![sav.num(1.0), sav.num(3.0)]), ..Var::default() },
    ];
    sav.rows = [0.0, 1.0, 97.0, 3.0, NONE].iter().map(|v| vec![sav.num(*v); 3]).collect();
    let file = read_spss(&sav.bytes()).unwrap();
    let wanted = [vec![".", "1", "97", "3", "."], vec!["0", "1", ".", "3", "."], vec!["0", ".", "97", ".", "."]];
    assert_eq!(file.variables.iter().map(cells).collect::<Vec<_>>(), wanted);
    assert!(file.notes[1].ends_with("of B that the file declares missing, taken as no answer: 1"), "{:?}", file.notes);
}

#[test]
fn encodings() {
    let mut sav = sample(false, 0);
    sav.extensions.retain(|(subtype, _)| *subtype != 20);
    sav.rows[1][7] = *b"\xe9       ";
    let word = |sav: &Sav| {
        let file = read_spss(&sav.bytes()).unwrap();
        (file.variables[7].cells.get(1).unwrap_or_default().to_owned(), file.notes.join(";"))
    };
    assert_eq!(word(&sav).0, "é");
    assert!(word(&sav).1.contains("read as windows-1252"));
    let page = |page: i32| [1, 2, 3, 4, 1, 1, 2, page].iter().flat_map(|v: &i32| v.to_le_bytes()).collect::<Vec<u8>>();
    sav.extensions.push((3, page(1251)));
    assert_eq!(word(&sav).0, "й");
    sav.extensions.push((20, b"windows-1253".to_vec()));
    assert_eq!(word(&sav).0, "ι");
}

#[test]
fn a_file_that_ends_early_keeps_its_whole_rows() {
    let bytes = sample(false, 0).bytes();
    let file = read_spss(&bytes[..bytes.len() - 1]).unwrap();
    assert_eq!((file.rows, file.variables[0].cells.len()), (3, 3));
    assert!(file.notes.iter().any(|note| note == "ends early: 3 of 4 rows are there"));
    let unknown = Sav { promised: Some(-1), ..sample(false, 1) };
    assert_eq!(read_spss(&unknown.bytes()).unwrap().rows, 4);
    let none = Sav { promised: Some(i32::MAX), ..sample(false, 2) };
    assert_eq!(read_spss(&none.bytes()).unwrap().rows, 4);
}

#[test]
fn what_is_refused() {
    assert!(is_spss(b"$FL2@(#)") && is_spss(b"$FL3") && !is_spss(b"$FL") && !is_spss(b""));
    let error = |bytes: &[u8]| read_spss(bytes).unwrap_err();
    assert_eq!(error(b"\x1c\0\0\0\0\0\0\0ENCRYPTEDSAV"), "is encrypted with a password");
    assert_eq!(error(b"$FL2"), "ends too early");
    let bytes = sample(false, 2).bytes();
    assert!(error(&bytes[..bytes.len() - 1]).contains("ends too early"));
}

/// One set of labels, given to thousands of variables; and zeros that unpack to a thousand times their size.
#[test]
fn a_bomb_is_refused() {
    let mut sav = Sav { packing: 2, promised: Some(i32::MAX), ..Sav::default() };
    sav.vars = vec![Var { name: "A", format: 5, ..Var::default() }];
    sav.labels = vec![((0..5000).map(|n| (sav.num(f64::from(n)), "label")).collect(), vec![1; 5000])];
    assert!(read_spss(&sav.bytes()).unwrap_err().contains("unpacks to far more"));
    sav.labels = vec![];
    sav.stream = Some(vec![101; 20_000_000]);
    assert!(read_spss(&sav.bytes()).unwrap_err().contains("unpacks to far more"));
}

/// Records that would take the square of their length to read, were they read carelessly.
#[test]
fn long_lists_of_sets_are_read_or_refused_soon() {
    let mut sav = Sav { vars: vec![Var { name: "A", format: 5, ..Var::default() }], ..Sav::default() };
    for record in ["a\n".repeat(300_000), "$a=D\n".repeat(150_000), "$a=C 1 x a\n".repeat(50_000)] {
        sav.extensions = vec![(7, record.into_bytes())];
        assert!(read_spss(&sav.bytes()).unwrap().sets.len() <= 1);
    }
    let many: String = (0..60_000).map(|n| format!("$s{n}=C 0  a\n")).collect();
    sav.extensions = vec![(7, many.into_bytes())];
    assert!(read_spss(&sav.bytes()).unwrap_err().contains("far more"));
}
