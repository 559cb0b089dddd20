//! A survey of any length: six boxes, a group, a weight, and a design of strata and clusters.
//!
//! The same seed and rows give the same answers, in Parquet and in CSV alike. Clusters and groups differ in how often they
//! tick, so that the design and the groups can be told from the answers. Nobody in it exists.

use polars::prelude::*;
use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Boxes to tick.
const OPTIONS: usize = 6;
const GROUPS: [&str; 4] = ["arts", "engineering", "law", "medicine"];
const STRATA: u64 = 20;
/// In all strata together.
const CLUSTERS: u64 = 1_000;
/// Rows that are made and written at once: a row group.
const BATCH: usize = 500_000;

/// What the columns mean.
const QUESTIONS: &str = r#"
[[question]]
id = "group"
kind = "single"
options = [{ id = "arts" }, { id = "engineering" }, { id = "law" }, { id = "medicine" }]

[[question]]
id = "barriers"
kind = "multi"
role = "barriers"
options = [
  { id = "o1", column = "o1", label = "First" },
  { id = "o2", column = "o2", label = "Second" },
  { id = "o3", column = "o3", label = "Third" },
  { id = "o4", column = "o4", label = "Fourth" },
  { id = "o5", column = "o5", label = "Fifth" },
  { id = "o6", column = "o6", label = "Sixth" },
]
"#;

/// The codebook: weights and strata, with clusters in them or without.
pub fn codebook(clusters: bool) -> String {
    let cluster = if clusters { "[design]\ncluster" } else { "ignore = [\"cluster\"]\n[design]\n# cluster" };
    format!("weight = \"weight\"\n{cluster} = \"cluster\"\nstratum = \"stratum\"\n{QUESTIONS}")
}

/// One respondent.
struct Row {
    /// `None` of someone who skipped the question.
    ticks: Option<[bool; OPTIONS]>,
    group: Option<&'static str>,
    /// In ten-thousandths.
    weight: u64,
    stratum: u64,
    cluster: u64,
}

struct Random(Pcg64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(n)) >> 64) as u64
    }

    fn row(&mut self) -> Row {
        let cluster = self.below(CLUSTERS);
        let group = self.below(GROUPS.len() as u64);
        // In percent; a cluster's own leaning, and a group's.
        let share = |option: u64| 20 + 8 * option + (cluster * 7_919 + option * 31) % 17 + group * option % 5;
        let mut ticks = [false; OPTIONS];
        ticks.iter_mut().zip(0..).for_each(|(tick, option)| *tick = self.below(100) < share(option));
        Row {
            ticks: (self.below(100) >= 3).then_some(ticks),
            group: (self.below(100) >= 1).then_some(GROUPS[group as usize]),
            weight: 2_000 + self.below(28_000),
            stratum: 1 + cluster % STRATA,
            cluster: 1 + cluster,
        }
    }
}

fn rows(rows: usize, seed: u64) -> impl Iterator<Item = Vec<Row>> {
    let mut random = Random(Pcg64::new(u128::from(seed), 0x7375_7276_6579));
    let sizes = (0..rows).step_by(BATCH).map(move |start| BATCH.min(rows - start));
    sizes.map(move |size| (0..size).map(|_| random.row()).collect())
}

/// Writes it as Parquet: boxes as Booleans, the weight as a number, strata and clusters as whole numbers.
pub fn parquet(path: &Path, height: usize, seed: u64) -> PolarsResult<()> {
    let mut file = None;
    for batch in rows(height, seed) {
        let frame = frame(&batch)?;
        let writer = match &mut file {
            Some(writer) => writer,
            none => none.insert(ParquetWriter::new(File::create(path)?).batched(frame.schema())?),
        };
        writer.write_batch(&frame)?;
    }
    file.map_or(Ok(()), |writer| writer.finish().map(|_| ()))
}

fn frame(rows: &[Row]) -> PolarsResult<DataFrame> {
    let whole = |number: fn(&Row) -> u64| rows.iter().map(|r| number(r) as i64).collect::<Vec<i64>>();
    let mut columns: Vec<Column> = (0..OPTIONS).map(|o| Column::new(name(o).into(), ticks(rows, o))).collect();
    columns.push(Column::new("group".into(), rows.iter().map(|r| r.group).collect::<Vec<_>>()));
    columns.push(Column::new("weight".into(), rows.iter().map(|r| r.weight as f64 / 1e4).collect::<Vec<_>>()));
    columns.push(Column::new("stratum".into(), whole(|r| r.stratum)));
    columns.push(Column::new("cluster".into(), whole(|r| r.cluster)));
    DataFrame::new(rows.len(), columns)
}

fn name(option: usize) -> String {
    format!("o{}", option + 1)
}

fn ticks(rows: &[Row], option: usize) -> Vec<Option<bool>> {
    rows.iter().map(|r| r.ticks.map(|t| t[option])).collect()
}

/// Writes the same as CSV: boxes as 1, 0 or blank.
pub fn csv(path: &Path, height: usize, seed: u64) -> std::io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    writeln!(file, "{},group,weight,stratum,cluster", (0..OPTIONS).map(name).collect::<Vec<_>>().join(","))?;
    for row in rows(height, seed).flatten() {
        for option in 0..OPTIONS {
            file.write_all(row.ticks.map_or(",", |t| if t[option] { "1," } else { "0," }).as_bytes())?;
        }
        let (group, weight) = (row.group.unwrap_or(""), row.weight as f64 / 1e4);
        writeln!(file, "{group},{weight},{},{}", row.stratum, row.cluster)?;
    }
    file.flush()
}
