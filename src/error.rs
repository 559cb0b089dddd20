//! What went wrong, where, what stood there, what would be accepted, and what to do.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::Path;

/// The result of everything here that reads or checks.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A place in somebody's input.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The file, as the user named it.
    pub file: Option<String>,
    /// The row as a spreadsheet counts it: the header is row 1.
    pub row: Option<u64>,
    /// The column's header, or the key of a TOML file.
    pub column: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        parts.extend(self.file.clone());
        parts.extend(self.row.map(|row| format!("row {row}")));
        parts.extend(self.column.as_ref().map(|column| format!("column \"{column}\"")));
        f.write_str(&visible(&parts.join(", ")))
    }
}

/// One fault in an input: the smallest thing that can be reported, counted and mended.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fault {
    /// Where it is.
    pub place: Place,
    /// What is wrong, in a few words.
    pub what: String,
    /// What stood there.
    pub found: Option<String>,
    /// What would be accepted.
    pub accepted: Option<String>,
    /// What to do.
    pub remedy: Option<String>,
}

impl Fault {
    /// A fault of which only the words are known yet.
    pub fn new(what: impl Into<String>) -> Self {
        Fault { what: what.into(), ..Fault::default() }
    }

    /// Names the file.
    pub fn file(mut self, file: impl Into<String>) -> Self {
        self.place.file = Some(file.into());
        self
    }

    /// Names the file by its path.
    pub fn path(self, path: &Path) -> Self {
        self.file(path.display().to_string())
    }

    /// Names the row, the header being row 1.
    pub fn row(mut self, row: u64) -> Self {
        self.place.row = Some(row);
        self
    }

    /// Names the column.
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.place.column = Some(column.into());
        self
    }

    /// Says what stood there; long text is cut.
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(excerpt(&found.into(), 80));
        self
    }

    /// Says what would be accepted.
    pub fn accepted(mut self, accepted: impl Into<String>) -> Self {
        self.accepted = Some(accepted.into());
        self
    }

    /// Says what to do.
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// The fault on one line, without the remedy: for lists of rows.
    pub fn line(&self) -> String {
        let mut line = self.place.to_string();
        if !line.is_empty() {
            line.push_str(": ");
        }
        line.push_str(&visible(&self.what));
        if let Some(found) = &self.found {
            line.push_str(&format!(": \"{found}\""));
        }
        line
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line())?;
        if let Some(accepted) = &self.accepted {
            write!(f, "\n  accepted: {}", visible(accepted))?;
        }
        if let Some(remedy) = &self.remedy {
            write!(f, "\n  to do: {}", visible(remedy))?;
        }
        Ok(())
    }
}

/// Shortens text for a message and shows control characters as escapes, so that hostile input cannot steer a terminal.
pub fn excerpt(text: &str, most: usize) -> String {
    let mut out = String::new();
    for (i, c) in text.chars().enumerate() {
        if i == most {
            out.push('…');
            break;
        }
        if c.is_control() { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

/// Text with its control characters as escapes, not cut.
pub fn visible(text: &str) -> String {
    excerpt(text, usize::MAX)
}

/// The nearest of the known words, where one is near enough to be a slip.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|k| (strsim::jaro_winkler(&word, &k.to_lowercase()), k))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, k)| k)
}

/// Why a call could not be done. One opaque type; its text is written for the person at the keyboard.
#[derive(Debug)]
pub struct Error {
    fault: Box<Fault>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// The fault that the error reports.
    pub fn fault(&self) -> &Fault {
        &self.fault
    }

    /// A file could not be read.
    pub fn reading(path: &Path, source: std::io::Error) -> Self {
        let remedy = match source.kind() {
            std::io::ErrorKind::NotFound => "check the spelling; paths in hearback.toml are relative to that file",
            std::io::ErrorKind::PermissionDenied => "give yourself the right to read it",
            _ => "look at what the system says above",
        };
        let fault = Fault::new(format!("cannot be read: {}", plain(&source))).path(path).remedy(remedy);
        Error { fault: Box::new(fault), source: Some(Box::new(source)) }
    }

    /// A file could not be written.
    pub fn writing(path: &Path, source: std::io::Error) -> Self {
        let fault = Fault::new(format!("cannot be written: {}", plain(&source)))
            .path(path)
            .remedy("name a folder that exists and that you may write to");
        Error { fault: Box::new(fault), source: Some(Box::new(source)) }
    }

    /// Names the file as the user named it.
    pub fn set_file(&mut self, file: &str) {
        self.fault.place.file = Some(file.to_owned());
    }

    /// Adds the file to an error that does not name one yet.
    pub fn in_file(mut self, file: &str) -> Self {
        self.fault.place.file.get_or_insert_with(|| file.to_owned());
        self
    }
}

/// The system's words without Rust's "(os error 2)".
fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fault.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|s| s.as_ref() as &(dyn std::error::Error + 'static))
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Error { fault: Box::new(fault), source: None }
    }
}

impl From<polars::error::PolarsError> for Error {
    fn from(error: polars::error::PolarsError) -> Self {
        let fault = Fault::new(format!("the table could not be processed: {error}"))
            .remedy("check that the file opens elsewhere; if it does, this is a fault of hearback: please report it");
        Error { fault: Box::new(fault), source: Some(Box::new(error)) }
    }
}

/// A calculation refused what only a fault of ours can have given it.
pub fn internal(error: impl std::fmt::Display) -> Error {
    Fault::new(format!("a calculation failed: {error}")).remedy("this is a fault of hearback: please report it").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_place_found_accepted_and_remedy() {
        let fault = Fault::new("not a weight")
            .file("survey.csv")
            .row(17)
            .column("weight")
            .found("-2")
            .accepted("a number of 0 or more")
            .remedy("correct the cell");
        assert_eq!(
            fault.to_string(),
            "survey.csv, row 17, column \"weight\": not a weight: \"-2\"\n  accepted: a number of 0 or more\n  to do: correct the cell"
        );
    }

    #[test]
    fn control_characters_never_reach_the_terminal() {
        assert_eq!(excerpt("a\u{1b}[31mb\nc", 80), "a\\u{1b}[31mb\\nc");
        assert_eq!(excerpt("abcdef", 3), "abc…");
        let fault = Fault::new("no such\u{7} column").file("\u{1b}a").column("\u{1b}b").accepted("\0c").remedy("\rd");
        let told = fault.to_string();
        assert!(told.chars().all(|c| c == '\n' || !c.is_control()), "{told:?}");
    }

    #[test]
    fn the_nearest_word_is_a_slip_not_a_guess() {
        assert_eq!(nearest("quietdays", ["quiet_days", "horizon"]), Some("quiet_days"));
        assert_eq!(nearest("zzz", ["quiet_days", "horizon"]), None);
    }
}
