//! Writers: one history in every format, the way its platform writes it.

mod bodies;
pub mod linkedin;
mod mail;
pub mod maildir;
pub mod mbox;
pub mod sheets;

use std::path::Path;

/// Writes a file and the folders above it.
fn save(folder: &Path, name: &str, content: impl AsRef<[u8]>) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the file");
    std::fs::write(&path, content).unwrap_or_else(|e| panic!("{name}: {e}"));
}

/// A row of CSV.
fn row<S: AsRef<str>>(cells: &[S]) -> String {
    let quote = |cell: &str| {
        if cell.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.to_owned()
        }
    };
    let cells: Vec<String> = cells.iter().map(|c| quote(c.as_ref())).collect();
    cells.join(",") + "\n"
}
