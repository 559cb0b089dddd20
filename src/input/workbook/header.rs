//! Which sheet of a workbook is the table, and in which row its header is.

use super::Worksheet;

/// Rows that are looked at to learn a table's width.
const SAMPLE: usize = 2_000;
/// Filled cells of a title or a note.
const FEW: usize = 2;

fn filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// The most filled cells that a quarter of the rows that are not blank, and two at least, have.
fn width(rows: &[Vec<String>]) -> usize {
    let mut counts: Vec<usize> = rows.iter().map(|row| filled(row)).filter(|count| *count > 0).take(SAMPLE).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let shared = (counts.len().div_ceil(4)).max(2);
    counts.get(shared - 1).copied().unwrap_or(0)
}

/// The sheet that holds the table: of the visible ones, that with the most filled cells in rows at least half as wide as
/// its widest common rows; a sheet of single cells only where there is no other. Hidden sheets count only where all visible
/// ones are empty; `None` when every sheet is.
pub fn table_sheet(sheets: &[Worksheet]) -> Option<usize> {
    let mut best: Option<(usize, (bool, bool, usize))> = None;
    for (index, sheet) in sheets.iter().enumerate() {
        let width = width(&sheet.rows);
        let counts = sheet.rows.iter().map(|row| filled(row));
        let cells: usize = counts.filter(|count| count * 2 >= width).sum();
        let rank = (sheet.visible, width > 1, cells);
        if cells > 0 && best.is_none_or(|(_, other)| rank > other) {
            best = Some((index, rank));
        }
    }
    best.map(|(index, _)| index)
}

/// Index of the header row: blank rows, titles and notes above it are passed over. 0 where nothing looks like a header.
///
/// Works for the rows of any delimited text too. Of several header rows it is the first.
pub fn header_row(rows: &[Vec<String>]) -> usize {
    let width = width(rows);
    let candidates = rows.iter().enumerate().filter(|(_, row)| filled(row) > 0);
    let header = candidates.clone().find(|(index, row)| !is_note(row, rows.get(index + 1..).unwrap_or(&[]), width));
    let first = candidates.map(|(index, _)| index).next();
    header.map(|(index, _)| index).or(first).unwrap_or(0)
}

/// Whether a row stands above a table of this width without being its header.
fn is_note(row: &[String], below: &[Vec<String>], width: usize) -> bool {
    let count = filled(row);
    let narrow = match width {
        0 | 1 => false,
        2 | 3 => count == 1 && first_cell(row).is_some(),
        _ => count <= FEW && !names_people(row) && !(count == FEW && is_upper_header(row, below)),
    };
    // Of a header, no cell is a number or a date; of a line such as "Exported, 2025-03-01, by, me" one is.
    let gaps = width > 3 && count * 4 <= width * 3 && !names_people(row);
    narrow || gaps && row.iter().any(|cell| is_value(cell))
}

fn first_cell(row: &[String]) -> Option<&str> {
    row.first().map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
}

/// Whether the row begins with the name of a column of identifiers, as a header of few, wide questions does.
fn names_people(row: &[String]) -> bool {
    let Some(cell) = first_cell(row) else { return false };
    let word: String = cell.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let subjects = ["respondent", "response", "submission", "record", "participant", "entry", "case"];
    cell == "#"
        || word == "id"
        || subjects.iter().any(|s| ["id", "number", "no"].iter().any(|k| word == format!("{s}{k}")))
}

/// Whether the row below fills what this one leaves blank, and the one after that goes on in this one's first column.
fn is_upper_header(row: &[String], below: &[Vec<String>]) -> bool {
    let mut below = below.iter().filter(|row| filled(row) > 0);
    let (Some(second), Some(third)) = (below.next(), below.next()) else { return false };
    first_cell(row).is_some() && first_cell(second).is_none() && first_cell(third).is_some() && filled(second) > 1
}

/// Whether a cell is a number or an ISO date.
fn is_value(cell: &str) -> bool {
    let cell = cell.trim();
    let dated = cell.get(..10).is_some_and(|day| {
        day.char_indices().all(|(i, c)| if i == 4 || i == 7 { c == '-' } else { c.is_ascii_digit() })
    });
    dated || cell.starts_with(|c: char| c.is_ascii_digit() || c == '-') && cell.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| line.split('|').map(str::to_owned).collect()).collect()
    }

    #[test]
    fn titles_notes_and_blank_rows_are_passed_over() {
        let table = "id|a|b|c\n1|x|y|z\n2|x||z\n3|x|y|z";
        for above in ["", "Survey results 2025\n", "\nSurvey\nExported:|2025-03-01\n\n", "On|2025-03-01|me|\n|||\n"] {
            let rows = rows(&format!("{above}{table}"));
            let at = header_row(&rows);
            assert_eq!(rows[at][0], "id", "{above:?}");
        }
        assert_eq!(header_row(&rows("Title\nName|Answer\nAnn|yes\nBob|no")), 1);
        assert_eq!(header_row(&rows("Title|\n|a|b|c\n0|1|2|3\n1|1|2|3")), 1);
    }

    #[test]
    fn the_first_of_two_header_rows_is_the_header() {
        let monkey = "Respondent ID|Collector ID|Which of these?||||Other?|\n||Shy|Busy|Afraid|None|Open|Text\n\
                      1|9|Shy|||||\n2|9||Busy|Afraid|||x\n3|9||||None||";
        assert_eq!(header_row(&rows(monkey)), 0);
        assert_eq!(header_row(&rows("Respondent ID|Which?|||\n|a|b|c|d\n1|a|b|c|d\n2|a|b|c|")), 0);
        assert_eq!(header_row(&rows("Kennung|Welche?|||\n|a|b|c|d\n1|a|b|c|d\n2|a|b|c|")), 0);
        assert_eq!(header_row(&rows(&format!("Results\n{monkey}"))), 1);
    }

    #[test]
    fn narrow_and_ragged_tables_keep_their_first_row() {
        assert_eq!(header_row(&rows("comment\nfine\nwell, yes\nno|way\ngood\nfine\nok\nfine\nok")), 0);
        assert_eq!(header_row(&rows("|score\n0|5\n1|6")), 0);
        assert_eq!(header_row(&rows("a|b|c|d|e|f\n1|||||\n2|||||x\n3|||||")), 0);
        assert_eq!(header_row(&rows("q1|q2\nyes|\nno|")), 0);
        assert_eq!([header_row(&[]), header_row(&rows("\n\n"))], [0, 0]);
        assert_eq!(header_row(&rows("1|2|3|4\n1|2|3|4\n1|2|3|4")), 0);
    }

    #[test]
    fn the_table_is_the_visible_sheet_with_most_cells_in_rows_that_share_a_width() {
        let sheet = |visible, text| Worksheet { visible, rows: rows(text), ..Worksheet::default() };
        let notes = sheet(true, "a\nb\nc\nd\ne\nf\ng\nh\ni");
        let table = sheet(true, "a|b\n1|2\n3|4");
        let hidden = sheet(false, "a|b|c\n1|2|3\n3|4|5");
        let empty = sheet(true, "");
        assert_eq!(table_sheet(&[empty.clone(), notes.clone(), table, hidden.clone()]), Some(2));
        assert_eq!(table_sheet(&[empty.clone(), notes]), Some(1));
        assert_eq!(table_sheet(&[empty.clone(), hidden]), Some(1));
        assert_eq!(table_sheet(&[empty]), None);
    }
}
