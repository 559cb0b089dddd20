#![allow(dead_code)]
//! Small workbooks, made by hand.
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

pub type Parts = Vec<(&'static str, Vec<u8>)>;

pub fn pack(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let method =
            if *name == "mimetype" { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
        let level = (*name != "mimetype").then_some(1);
        let options = SimpleFileOptions::default().compression_method(method).compression_level(level);
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

pub fn xlsx_parts(date1904: bool, sheet_data: &str) -> Parts {
    let workbook = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns:r="x"><workbookPr date1904="{}"/><sheets><sheet name="Notes" sheetId="1" state="hidden" r:id="rId1"/><sheet name="Responses &amp; more" sheetId="2" r:id="rId2"/></sheets></workbook>"#,
        u8::from(date1904)
    );
    let rels = r#"<Relationships><Relationship Id="rId1" Type="a/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="a/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#;
    let styles = r#"<styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="[h]:mm:ss"/></numFmts><fonts><font><name val="Calibri"/></font></fonts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22" fontId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>"#;
    let strings = r#"<sst count="4" uniqueCount="4"><si><t>id</t></si><si><r><t xml:space="preserve">Which </t></r><r><t>barriers?</t></r></si><si><t>café &lt;3</t><rPh sb="0" eb="1"><t>kana</t></rPh></si><si><t xml:space="preserve"> spaced </t></si></sst>"#;
    let sheet = |data: &str| {
        format!(r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData>{data}</sheetData></worksheet>"#).into_bytes()
    };
    vec![
        ("[Content_Types].xml", b"<Types/>".to_vec()),
        ("_rels/.rels", RELS.into()),
        ("xl/workbook.xml", workbook.into()),
        ("xl/_rels/workbook.xml.rels", rels.into()),
        ("xl/styles.xml", styles.into()),
        ("xl/sharedStrings.xml", strings.into()),
        ("xl/worksheets/sheet1.xml", sheet(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>hidden</t></is></c></row>"#)),
        ("xl/worksheets/sheet2.xml", sheet(sheet_data)),
    ]
}

pub const CELLS: &str = concat!(
    r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>"#,
    r#"<row r="3"><c r="A3"><v>1</v></c><c r="B3" t="s"><v>2</v></c><c r="C3" s="1"><v>45717</v></c><c r="D3" s="2"><v>45717.520833333336</v></c>"#,
    r#"<c r="E3" s="3"><v>1.5208333333333334</v></c><c r="F3"><v>0.1</v></c><c r="G3" t="b"><v>1</v></c><c r="H3" t="e"><v>#N/A</v></c>"#,
    r#"<c r="I3" t="str"><f>A1&amp;"x"</f><v>idx</v></c><c r="J3"><f>1+1</f><v>2</v></c><c r="K3" t="s"><v>3</v></c><c r="L3" t="d"><v>2025-03-01T00:00:00</v></c></row>"#,
    r#"<row r="5"><c r="A5" t="inlineStr"><is><t>last</t></is></c><c r="B5" s="1"/></row><row r="9"/>"#,
);

pub fn ods_parts(table: &str) -> Parts {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c" xmlns:style="s"><office:automatic-styles><style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style><style:style style:name="ta2"><style:table-properties table:display="true"/></style:style></office:automatic-styles><office:body><office:spreadsheet><table:table table:name="Notes" table:style-name="ta1"><table:table-row><table:table-cell office:value-type="string"><text:p>hidden</text:p></table:table-cell></table:table-row></table:table><table:table table:name="Réponses" table:style-name="ta2"><table:table-column table:number-columns-repeated="16384"/>{table}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    vec![
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("content.xml", content.into()),
        (
            "META-INF/manifest.xml",
            b"<manifest:manifest><manifest:file-entry manifest:full-path=\"/\"/></manifest:manifest>".to_vec(),
        ),
    ]
}

pub const ROWS: &str = concat!(
    r#"<table:table-header-rows><table:table-row><table:table-cell office:value-type="string" calcext:value-type="string"><text:p>id</text:p></table:table-cell><table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation><text:p>Which <text:span>barriers?</text:span></text:p><text:p>All<text:s text:c="2"/>that<text:tab/>fit</text:p></table:table-cell></table:table-row></table:table-header-rows>"#,
    r#"<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>"#,
    r#"<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="1.0"><text:p>1,00</text:p></table:table-cell><table:table-cell office:value-type="string" table:number-columns-repeated="2"><text:p>café &lt;3</text:p></table:table-cell>"#,
    r#"<table:table-cell office:value-type="date" office:date-value="2025-03-01"/><table:table-cell office:value-type="date" office:date-value="2025-03-01T12:30:00"/><table:table-cell office:value-type="time" office:time-value="PT12H30M00S"/><table:table-cell office:value-type="boolean" office:boolean-value="true"/><table:table-cell office:value-type="percentage" office:value="0.25"/>"#,
    r##"<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell><table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>merged</text:p></table:table-cell><table:covered-table-cell office:value-type="string"><text:p>under</text:p></table:covered-table-cell><table:table-cell table:number-columns-repeated="16373"/></table:table-row>"##,
    r#"<table:table-row table:number-rows-repeated="1048571"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#,
);

fn record(out: &mut Vec<u8>, kind: u16, data: &[u8]) {
    if kind < 0x80 {
        out.push(kind as u8)
    } else {
        out.extend([(kind & 0x7F) as u8 | 0x80, (kind >> 7) as u8])
    }
    let mut length = data.len();
    while length >= 0x80 {
        out.push((length & 0x7F) as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend(data);
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut out = (units.len() as u32).to_le_bytes().to_vec();
    out.extend(units.iter().flat_map(|u| u.to_le_bytes()));
    out
}

pub fn xlsb_parts() -> Parts {
    let (mut book, mut styles, mut strings, mut sheet) = (vec![], vec![], vec![], vec![]);
    record(&mut book, 0x83, &[]);
    record(&mut book, 0x99, &[0; 8]);
    record(&mut book, 0x8F, &[]);
    record(&mut book, 0x9C, &[vec![0, 0, 0, 0, 1, 0, 0, 0], wide("rId1"), wide("Data")].concat());
    record(&mut book, 0x90, &[]);
    record(&mut book, 0x27, &[vec![0; 9], wide("name"), vec![3, 0, 0, 0, 0x1E, 5, 0], vec![0; 4]].concat());
    record(&mut book, 0x9D, &[0; 26]);
    record(&mut book, 0x84, &[]);
    record(&mut styles, 0x116, &[]);
    record(&mut styles, 0x267, &1u32.to_le_bytes());
    record(&mut styles, 0x2C, &[vec![164, 0], wide("[h]:mm:ss")].concat());
    record(&mut styles, 0x269, &3u32.to_le_bytes());
    for format in [0u16, 14, 164] {
        record(&mut styles, 0x2F, &[vec![0, 0], format.to_le_bytes().to_vec(), vec![0; 12]].concat());
    }
    record(&mut strings, 0x9F, &[2, 0, 0, 0, 2, 0, 0, 0]);
    record(&mut strings, 0x13, &[vec![0], wide("id")].concat());
    record(&mut strings, 0x13, &[vec![0], wide("café ☺")].concat());
    record(&mut strings, 0xA0, &[]);
    record(&mut sheet, 0x81, &[]);
    record(&mut sheet, 0x94, &[0, 0, 0, 0, 255, 255, 15, 0, 0, 0, 0, 0, 255, 63, 0, 0]);
    record(&mut sheet, 0x91, &[]);
    let head = |column: u32, style: u32| [column.to_le_bytes(), style.to_le_bytes()].concat();
    for row in [0u32, 2] {
        record(&mut sheet, 0x00, &[row.to_le_bytes().to_vec(), vec![0; 21]].concat());
        record(&mut sheet, 0x07, &[head(0, 0), row.min(1).to_le_bytes().to_vec()].concat());
        record(&mut sheet, 0x05, &[head(1, 1), 45717.520833333336f64.to_le_bytes().to_vec()].concat());
        record(&mut sheet, 0x02, &[head(2, 0), ((7u32 << 2) | 2).to_le_bytes().to_vec()].concat());
        record(&mut sheet, 0x06, &[head(3, 0), wide("text")].concat());
        record(&mut sheet, 0x04, &[head(4, 0), vec![1]].concat());
        record(&mut sheet, 0x03, &[head(5, 0), vec![0x2A]].concat());
        record(&mut sheet, 0x09, &[head(6, 2), 1.5208333333333334f64.to_le_bytes().to_vec(), vec![0; 10]].concat());
        record(&mut sheet, 0x01, &head(7, 0));
    }
    record(&mut sheet, 0x92, &[]);
    record(&mut sheet, 0x82, &[]);
    let rels =
        r#"<Relationships><Relationship Id="rId1" Type="a/worksheet" Target="worksheets/sheet1.bin"/></Relationships>"#;
    vec![
        ("[Content_Types].xml", b"<Types/>".to_vec()),
        ("_rels/.rels", RELS.into()),
        ("xl/workbook.bin", book),
        ("xl/_rels/workbook.bin.rels", rels.into()),
        ("xl/styles.bin", styles),
        ("xl/sharedStrings.bin", strings),
        ("xl/worksheets/sheet1.bin", sheet),
    ]
}
