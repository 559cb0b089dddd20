//! Writing a report: one folder, the same bytes from the same data on any machine and any number of threads.

use super::{Report, page};
use crate::chart::{ChartError, Drawing, Fonts, Theme, draw};
use crate::error::{Error, Result, internal};
use crate::input::accounting::records;
use crate::input::labels;
use crate::render::{json, markdown};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The page to open.
    pub index: PathBuf,
    /// Pictures, each as SVG and PNG.
    pub charts: usize,
    /// Characters that no font has; they are drawn as empty boxes.
    pub missing_glyphs: Vec<char>,
    /// Charts that are too high to be drawn; their tables are there.
    pub too_high: Vec<String>,
}

/// A chart as it is shown and saved.
pub(super) struct Picture {
    pub svg: String,
    pub png: Vec<u8>,
    missing: Vec<char>,
}

/// Pixels of a PNG for each pixel of the chart: sharp on a projector.
const PNG_SCALE: f32 = 2.0;

impl Report {
    /// Writes `index.html`, `report.md`, `report.json` and `charts/*.svg, *.png` into a folder, which is made if need be.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn write(&self, out: &Path, theme: &Theme, fonts: &Fonts) -> Result<Written> {
        let (pictures, too_high) = self.draw(theme, fonts)?;
        let charts = out.join("charts");
        std::fs::create_dir_all(&charts).map_err(|e| Error::writing(&charts, e))?;
        remove_old(&charts, &pictures)?;
        for (id, picture) in &pictures {
            save(&charts.join(format!("{id}.svg")), picture.svg.as_bytes())?;
            save(&charts.join(format!("{id}.png")), &picture.png)?;
        }
        save(
            &out.join("report.json"),
            json::document("report", &self.tables(), Some(&self.findings_in_json()), records(&self.sources))?
                .as_bytes(),
        )?;
        save(&out.join("report.md"), self.markdown(&pictures).as_bytes())?;
        let index = out.join("index.html");
        save(&index, page::html(self, &pictures)?.as_bytes())?;
        let missing = pictures.values().flat_map(|p| p.missing.iter().copied());
        let missing: std::collections::BTreeSet<char> = missing.collect();
        Ok(Written { index, charts: pictures.len(), missing_glyphs: missing.into_iter().collect(), too_high })
    }

    /// Draws every chart, on all cores; the result does not depend on how many there are.
    fn draw(&self, theme: &Theme, fonts: &Fonts) -> Result<(BTreeMap<String, Picture>, Vec<String>)> {
        let forms: Vec<_> = self.sections.iter().flat_map(|s| &s.items).flat_map(|i| &i.forms).collect();
        let next = std::sync::atomic::AtomicUsize::new(0);
        let drawn = Mutex::new(Vec::new());
        let workers = std::thread::available_parallelism().map_or(1, |n| n.get()).min(forms.len());
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    while let Some(form) = forms.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                        let picture = draw(form, theme, fonts).and_then(picture);
                        if let Ok(mut drawn) = drawn.lock() {
                            drawn.push((form.id().to_owned(), picture));
                        }
                    }
                });
            }
        });
        let (mut pictures, mut too_high) = (BTreeMap::new(), Vec::new());
        for (id, picture) in drawn.into_inner().map_err(internal)? {
            match picture {
                Ok(picture) => drop(pictures.insert(id, picture)),
                Err(ChartError::TooHigh { .. }) => too_high.push(id),
                Err(error) => return Err(error.into()),
            }
        }
        too_high.sort();
        Ok((pictures, too_high))
    }

    /// What is certain, and what is not, for programs.
    fn findings_in_json(&self) -> Vec<json::Finding<'_>> {
        let found = self.findings.found.iter().map(|found| json::Finding {
            is_certain: true,
            sentence: &found.sentence,
            table: &found.table,
            difference: Some(found.size),
            p: Some(found.p),
        });
        let open = self.findings.open.iter().map(|open| json::Finding {
            is_certain: false,
            sentence: &open.sentence,
            table: &open.table,
            difference: None,
            p: None,
        });
        found.chain(open).collect()
    }

    /// What is certain, and what is not, each line with the table that it rests on.
    fn findings_in_markdown(&self) -> String {
        let mut out = format!("\n## {}\n\n{}\n", Report::FINDINGS, markdown::escape(&self.findings_note()));
        for finding in &self.findings.found {
            out.push_str(&format!(
                "\n- {} ({})",
                markdown::escape(&finding.sentence),
                markdown::escape(&self.title_of(&finding.table))
            ));
        }
        if !self.findings.open.is_empty() {
            out.push_str("\n\nNot told:\n");
        }
        for open in &self.findings.open {
            out.push_str(&format!("\n- {}", markdown::escape(&open.sentence)));
        }
        out.push('\n');
        out
    }

    fn markdown(&self, pictures: &BTreeMap<String, Picture>) -> String {
        let mut out = format!("# {}\n", markdown::escape(&self.title));
        for headline in self.headlines() {
            out.push_str(&format!("\n- {}", markdown::escape(headline)));
        }
        out.push('\n');
        out.push_str(&self.findings_in_markdown());
        for section in &self.sections {
            out.push_str(&format!("\n## {}\n", markdown::escape(&section.title)));
            for item in &section.items {
                for form in item.forms.iter().filter(|f| pictures.contains_key(f.id())) {
                    let alt = markdown::escape(form.title());
                    out.push_str(&format!("\n![{alt}](charts/{}.svg)\n", form.id()));
                }
                for table in &item.tables {
                    out.push_str(&format!("\n{}", markdown::table(table, 3)));
                }
            }
        }
        out.push_str(&format!("\n{}", markdown::table(&self.sources_table(), 2)));
        out
    }
}

fn picture(drawing: Drawing) -> std::result::Result<Picture, ChartError> {
    let png = drawing.png(PNG_SCALE)?;
    Ok(Picture { svg: drawing.svg, png, missing: drawing.missing_glyphs })
}

/// The list of pictures that a report left in its folder.
const LIST: &str = "list.txt";

/// Removes the pictures of an earlier report that this one does not have: they may show what is hidden now.
fn remove_old(charts: &Path, pictures: &BTreeMap<String, Picture>) -> Result<()> {
    let list = charts.join(LIST);
    let old = std::fs::read_to_string(&list).unwrap_or_default();
    let own = |id: &&str| labels::is_id(id) && !pictures.contains_key(*id);
    for id in old.lines().filter(own) {
        for ending in ["svg", "png"] {
            // One that is gone already is no fault.
            let _ = std::fs::remove_file(charts.join(format!("{id}.{ending}")));
        }
    }
    let names: String = pictures.keys().map(|id| format!("{id}\n")).collect();
    save(&list, names.as_bytes())
}

fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).map_err(|e| Error::writing(path, e))
}
