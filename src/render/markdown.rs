//! Markdown: a heading, the base, a table, the notes.

use super::{cell_text, notes};
use crate::view::{Kind, Table};

/// The table as Markdown, under a heading of this level.
pub fn table(table: &Table, heading: usize) -> String {
    let mut out = format!("{} {}\n\n", "#".repeat(heading), escape(&table.title));
    if !table.base.is_empty() {
        out.push_str(&format!("Base: {}.\n\n", escape(&table.base)));
    }
    let header: Vec<String> = table.columns.iter().map(|c| escape(&c.label)).collect();
    let rule: Vec<&str> = table.columns.iter().map(|c| if c.kind == Kind::Text { ":--" } else { "--:" }).collect();
    out.push_str(&format!("| {} |\n| {} |\n", header.join(" | "), rule.join(" | ")));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().zip(&table.columns).map(|(cell, c)| escape(&cell_text(cell, c))).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    for note in notes(table) {
        out.push_str(&format!("\n{}\n", escape(&note)));
    }
    out
}

/// Text that stays text in Markdown, also where Markdown is turned into HTML.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            c if c.is_control() => out.push('\u{fffd}'),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_outside_stays_text() {
        assert_eq!(escape("a|b\n<b>*x*"), "a\\|b &lt;b&gt;\\*x\\*");
    }
}
