//! Workbooks: cells as text in every format, and files that ask for more than they may.

pub mod files;

use files::*;
use hearback::input::workbook::{Worksheet, is_workbook, read, table_sheet};
use std::fmt::Write;

fn fault(bytes: &[u8]) -> String {
    read(bytes).unwrap_err().to_string()
}

fn cells(sheet: &Worksheet, row: usize) -> Vec<&str> {
    sheet.rows[row].iter().map(String::as_str).collect()
}

#[test]
fn xlsx_cells_are_text() {
    let bytes = pack(&xlsx_parts(false, CELLS));
    assert!(is_workbook(&bytes));
    let sheets = read(&bytes).unwrap();
    assert_eq!((sheets.len(), sheets[0].visible, sheets[1].visible), (2, false, true));
    assert_eq!(sheets[1].name, "Responses & more");
    assert_eq!(sheets[1].rows.len(), 5);
    assert_eq!(cells(&sheets[1], 0), ["id", "Which barriers?"]);
    let wanted = [
        "1",
        "café <3",
        "2025-03-01",
        "2025-03-01T12:30:00",
        "36:30:00",
        "0.1",
        "TRUE",
        "",
        "idx",
        "2",
        " spaced ",
        "2025-03-01",
    ];
    assert_eq!(cells(&sheets[1], 2), wanted);
    assert_eq!(cells(&sheets[1], 4), ["last"]);
    assert_eq!(sheets[1].errors, 1);
    assert_eq!(table_sheet(&sheets), Some(1));
    let old = read(&pack(&xlsx_parts(true, CELLS))).unwrap();
    assert_eq!(old[1].rows[2][2], "2029-03-02");
}

#[test]
fn ods_cells_are_text() {
    let bytes = pack(&ods_parts(ROWS));
    assert!(is_workbook(&bytes));
    let sheets = read(&bytes).unwrap();
    assert_eq!((sheets[0].visible, sheets[1].visible, sheets[1].name.as_str()), (false, true, "Réponses"));
    assert_eq!(sheets[1].rows.len(), 5);
    assert_eq!(cells(&sheets[1], 0), ["id", "Which barriers?\nAll  that\tfit"]);
    let wanted =
        ["1", "café <3", "café <3", "2025-03-01", "2025-03-01T12:30:00", "12:30:00", "TRUE", "0.25", "", "merged"];
    assert_eq!([cells(&sheets[1], 3), cells(&sheets[1], 4)], [wanted, wanted]);
    assert_eq!(sheets[1].errors, 2);
}

#[test]
fn xlsb_cells_are_text() {
    let bytes = pack(&xlsb_parts());
    assert!(is_workbook(&bytes));
    let sheets = read(&bytes).unwrap();
    assert_eq!(sheets.len(), 1);
    assert_eq!(cells(&sheets[0], 0), ["id", "2025-03-01T12:30:00", "7", "text", "TRUE", "", "36:30:00"]);
    assert_eq!((sheets[0].rows[2][0].as_str(), sheets[0].errors), ("café ☺", 2));
}

#[test]
fn xls_cells_are_text() {
    for bytes in
        [&include_bytes!("../fixtures/workbooks/survey.xls")[..], include_bytes!("../fixtures/workbooks/dates1904.xls")]
    {
        assert!(is_workbook(bytes));
        let sheets = read(bytes).unwrap();
        assert_eq!((sheets[0].visible, sheets[1].visible, sheets[1].name.as_str()), (false, true, "Données"));
        assert_eq!(cells(&sheets[1], 0), ["Title é☺"]);
        assert_eq!(cells(&sheets[1], 2), ["id", "name", "when", "started", "took", "score", "ok"]);
        let wanted = ["4", "Ann é☺ 4", "2025-03-01", "2025-03-01T12:30:00", "36:30:00", "4.25", "TRUE"];
        assert_eq!(cells(&sheets[1], 4), wanted);
        assert_eq!(cells(&sheets[1], 41), ["merged"]);
        assert_eq!((sheets[1].errors, sheets[1].rows.len()), (1, 650));
        let long = "a longer text so that strings go on in the next record, number 595 ".repeat(2) + "☺";
        assert_eq!(sheets[1].rows[645][1], long);
        assert!((0..600).all(|r| sheets[1].rows[50 + r][1].starts_with("a longer")
            && sheets[1].rows[50 + r][1].contains(&format!("number {r} "))));
    }
}

#[test]
fn what_is_no_workbook_is_told() {
    assert!(!is_workbook(b"id,name\n1,Ann") && !is_workbook(b""));
    assert!(fault(b"id,name").starts_with("is no workbook"));
    assert!(fault(b"PK\x03\x04").contains("damaged"));
    assert!(fault(&pack(&[("word/document.xml", b"<a/>".to_vec())])).contains("without a workbook"));
    let xls = include_bytes!("../fixtures/workbooks/survey.xls");
    assert!(fault(&xls[..600]).contains("workbook"));
    assert!(fault(&xls[..100]).contains("damaged"));
}

#[test]
fn protected_workbooks_are_told() {
    let mut parts = ods_parts(ROWS);
    parts[2].1 = b"<m><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></m>".to_vec();
    assert!(fault(&pack(&parts)).contains("password"));
    let mut xls = include_bytes!("../fixtures/workbooks/survey.xls").to_vec();
    let name: Vec<u8> = "Workbook".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let at = xls.windows(name.len()).position(|w| w == name).unwrap();
    let other: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    xls[at..at + other.len()].copy_from_slice(&other);
    assert!(fault(&xls).contains("password"));
}

/// As Linux counts it: the most memory that this process ever had, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

fn bomb(name: &str, bytes: &[u8]) {
    let start = std::time::Instant::now();
    let told = read(bytes).map(|s| s.len());
    eprintln!(
        "{name}: {} bytes, {:?}, peak {} MiB: {}",
        bytes.len(),
        start.elapsed(),
        peak(),
        match told {
            Ok(sheets) => format!("{sheets} sheets"),
            Err(e) => e.to_string().replace('\n', " | "),
        }
    );
}

#[test]
fn bombs_are_refused() {
    let far = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    assert!(fault(&pack(&xlsx_parts(false, far))).contains("too much"));
    assert!(fault(&pack(&xlsx_parts(false, r#"<row><c r="XFE1"><v>1</v></c></row>"#))).contains("too much"));
    bomb("far cell", &pack(&xlsx_parts(false, far)));
    let mut parts = xlsx_parts(false, CELLS);
    parts[5].1 = br#"<sst uniqueCount="99999999999"><si><t>a</t></si></sst>"#.to_vec();
    assert!(fault(&pack(&parts)).contains("too much"));
    parts[5].1 = br#"<?xml version="1.0"?><sst  uniqueCount = '4000000000'><si><t>a</t></si></sst>"#.to_vec();
    assert!(fault(&pack(&parts)).contains("too much"));
    // A long string, a million times.
    parts[5].1 = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(30_000)).into_bytes();
    let mut rows = String::new();
    for row in 1..=50_000 {
        write!(rows, r#"<row r="{row}"><c t="s"><v>0</v></c><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>"#)
            .unwrap();
    }
    parts[7].1 = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").into_bytes();
    bomb("repeated string", &pack(&parts));
    assert!(fault(&pack(&parts)).contains("too much"));
}

#[test]
#[ignore = "minutes in the dev profile: cargo test --release -- --ignored --nocapture --test-threads 1"]
fn big_bombs_are_refused() {
    let mut parts = xlsx_parts(false, CELLS);
    parts[7].1 = vec![b' '; 300 << 20];
    bomb("blank part", &pack(&parts));
    assert!(fault(&pack(&parts)).contains("too much"));
    // The most that a small file may unpack to.
    let few = "<si/>".repeat(6_000_000);
    parts = xlsx_parts(false, "");
    parts[5].1 = format!("<sst>{few}</sst>").into_bytes();
    bomb("empty strings", &pack(&parts));
    parts = xlsx_parts(false, &"<c><v>1</v></c>".repeat(16_000));
    bomb("one wide row", &pack(&parts));
    parts = xlsx_parts(false, &"<row><c><v>1</v></c></row>".repeat(900_000));
    bomb("many rows", &pack(&parts));
    parts = xlsx_parts(
        false,
        r#"<row r="1"><c r="XFD1"><v>1</v></c></row><row><c r="XFD2"><v>1</v></c></row>"#.repeat(1000).as_str(),
    );
    bomb("wide rows", &pack(&parts));
    let names: String = (0..900).map(|i| format!(r#"<sheet name="s{i}" r:id="rId2"/>"#)).collect();
    parts = xlsx_parts(false, &"<row/>".repeat(3_000_000));
    parts[2].1 = format!("<workbook><sheets>{names}</sheets></workbook>").into_bytes();
    bomb("one part, 900 sheets", &pack(&parts));
    parts = xlsx_parts(false, CELLS);
    parts[4].1 = format!(
        "<styleSheet><fonts><font><name val=\"{}\"/></font></fonts><cellXfs>{}</cellXfs></styleSheet>",
        "f".repeat(1 << 20),
        r#"<xf fontId="0"/>"#.repeat(900_000)
    )
    .into_bytes();
    assert!(fault(&pack(&parts)).contains("too much"));
    parts[4].1 = format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", "<xf/>".repeat(900_000)).into_bytes();
    bomb("styles", &pack(&parts));
}

#[test]
fn ods_bombs_are_refused() {
    let cell =
        r#"<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>"#;
    let rows = format!(r#"<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>"#);
    bomb("ods repeats", &pack(&ods_parts(&rows)));
    assert!(fault(&pack(&ods_parts(&rows))).contains("too much"));
    let huge = r#"<table:table-row table:number-rows-repeated="18446744073709551615"><table:table-cell office:value-type="string" table:number-columns-repeated="4294967297"><text:p>x</text:p></table:table-cell></table:table-row>"#;
    assert!(fault(&pack(&ods_parts(huge))).contains("too much"));
    let spaces = format!(
        r#"<table:table-row><table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell></table:table-row>"#,
        r#"<text:s text:c="4000000000"/>"#.repeat(100_000)
    );
    bomb("ods spaces", &pack(&ods_parts(&spaces)));
    assert!(fault(&pack(&ods_parts(&spaces))).contains("too much"));
    let open = pack(&[("mimetype", vec![]), ("content.xml", b"<a><table:table table:name='x'>".to_vec())]);
    assert!(fault(&open).contains("damaged"));
    let text = "y".repeat(100_000);
    let long = format!(
        r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell></table:table-row>"#
    );
    bomb("ods text", &pack(&ods_parts(&long)));
}
