//! From the tally of a question to ratios of sums, with their covariance under the whole design.
//!
//! Every statistic of a survey here is a ratio of two weighted sums over people: a share, an option's share of all mentions, a
//! mean, a slope. Linearised, a person's influence on it is `w(u − r·l)/Σwl`; with replicate weights it is computed
//! again under each of them. Whoever did not answer, or is of another group, stays in the design and counts with 0.

use super::figures::Base;
use crate::error::{Fault, Result};
use crate::stats::calibrate::Regression;
use crate::stats::design::{Design, Stratum};
use crate::stats::matrix::Matrix;
use crate::stats::replicates::{self, Scheme};
use crate::survey::codebook::{Codebook, ReplicateKind, Replicates};
use crate::tally::answers::{AnswerKey, Answers, Weighted};
use crate::tally::fixed;
use std::collections::{BTreeMap, BTreeSet};

/// One cell of the tally.
pub struct Cell<'a> {
    /// What its people answered, and how they were drawn.
    pub key: &'a AnswerKey,
    /// Their number and weights.
    pub sums: &'a Weighted,
    w: f64,
    w2: f64,
    stratum: usize,
    cluster: usize,
    /// Its place among the cells that the weights were raked in.
    raked: usize,
}

impl Cell<'_> {
    /// Σw of its people.
    pub fn weight(&self) -> f64 {
        self.w
    }

    /// Σw² of its people.
    pub fn squared_weight(&self) -> f64 {
        self.w2
    }
}

/// What a cell adds to a ratio: the ratio's place, and what each of its people adds to the upper and to the lower sum.
pub type Part = (usize, f64, f64);

/// How the errors of a sample are computed.
enum Errors {
    /// Under strata and clusters. The strata of the clusters; none where people were drawn themselves.
    Linearised { design: Design, clusters: Option<Vec<usize>> },
    /// From the estimates under each replicate weight.
    Replicated(Scheme),
    /// A single person, or no more clusters than strata, say nothing of how much people vary.
    Unknown,
}

/// Degrees of freedom that replicate weights have: of everyone (under no key), and of groups, by their by-values.
pub type Degrees = BTreeMap<Vec<String>, f64>;

/// The people of one question's tally, as they were drawn.
pub struct Sample<'a> {
    /// The tally's cells.
    pub cells: Vec<Cell<'a>>,
    /// Whether people have weights, or were drawn otherwise than one by one from all.
    pub designed: bool,
    /// Whether everyone was drawn, so that nothing is uncertain.
    pub census: bool,
    /// Whether the weights were made by margins that are not known here.
    pub uncalibrated: bool,
    /// What the margins explain, where the weights meet some.
    margins: Option<Regression>,
    errors: Errors,
    degrees: Degrees,
    /// Degrees of freedom of the whole design: many figures ask for them.
    df: f64,
}

/// Ratios of sums, and how they vary together.
#[derive(Clone, Debug)]
pub struct Ratios {
    /// The ratios; `None` where nobody is in the lower sum.
    pub values: Vec<Option<f64>>,
    /// Their covariance; `None` where the data do not tell it.
    pub covariance: Option<Matrix>,
}

impl Ratios {
    /// A ratio.
    pub fn value(&self, i: usize) -> Option<f64> {
        self.values.get(i).copied().flatten()
    }

    /// The variance of a ratio.
    pub fn variance(&self, i: usize) -> Option<f64> {
        self.value(i)?;
        // Rounding may leave less than nothing of nothing.
        self.covariance.as_ref()?.get(i, i).map(|v| v.max(0.0))
    }

    /// The difference of two ratios and its variance.
    pub fn difference(&self, i: usize, j: usize) -> Option<(f64, Option<f64>)> {
        let value = self.value(i)? - self.value(j)?;
        let variance =
            self.covariance.as_ref().and_then(|c| Some((c.get(i, i)? + c.get(j, j)? - 2.0 * c.get(i, j)?).max(0.0)));
        Some((value, variance))
    }
}

impl<'a> Sample<'a> {
    /// The sample of one question of a tally.
    ///
    /// # Errors
    /// When a stratum has a single cluster and the codebook does not say what that counts, or its population sizes contradict
    /// each other or the sample.
    pub fn new(
        tally: &'a Answers,
        question: &str,
        book: &Codebook,
        weighted: bool,
        degrees: &Degrees,
    ) -> Result<Sample<'a>> {
        let mut strata: BTreeMap<&str, usize> = BTreeMap::new();
        let mut clusters: BTreeMap<(usize, &str), usize> = BTreeMap::new();
        let mut raked: BTreeMap<&str, usize> = BTreeMap::new();
        let mut cells = Vec::new();
        for (key, sums) in tally.cells().filter(|(k, _)| &*k.question == question) {
            let new = strata.len();
            let stratum = *strata.entry(&key.unit.stratum).or_insert(new);
            let new = clusters.len();
            let cluster = *clusters.entry((stratum, &key.unit.cluster)).or_insert(new);
            let new = raked.len();
            let raked = *raked.entry(&key.unit.cell).or_insert(new);
            cells.push(Cell { key, sums, w: sums.weight(), w2: sums.squared_weight(), stratum, cluster, raked });
        }
        let mut of_stratum = vec![0; clusters.len()];
        clusters.iter().for_each(|((stratum, _), cluster)| of_stratum[*cluster] = *stratum);
        let design = &book.design;
        let clusters = design.cluster.is_some().then_some(of_stratum);
        let errors = match &design.replicates {
            Some(replicates) => Errors::Replicated(scheme(replicates, tally.replicates())?),
            None => linearised(&cells, strata.len(), clusters, book)?,
        };
        let drawn = design.stratum.is_some() || design.cluster.is_some() || design.fpc.is_some();
        let designed = weighted || drawn || design.replicates.is_some();
        let margins = if tally.is_calibrated() { regression(&cells, &raked) } else { None };
        let uncalibrated = weighted && margins.is_none() && design.replicates.is_none();
        let census = matches!(&errors, Errors::Linearised { design, .. } if design.is_census());
        let degrees = degrees.clone();
        let mut sample = Sample { cells, designed, census, uncalibrated, errors, margins, degrees, df: 0.0 };
        sample.df = sample.degrees_of_freedom(&[], |_| true);
        Ok(sample)
    }

    /// Ratios of sums over everyone: what each cell adds to them is told by `parts`.
    ///
    /// # Errors
    /// When replicate weights do not fit their scheme.
    pub fn ratios(&self, count: usize, parts: impl Fn(usize, &Cell, &mut Vec<Part>)) -> Result<Ratios> {
        let sums = |weight: &dyn Fn(&Cell) -> f64| self.sums(count, &parts, weight);
        let full = sums(&|cell| cell.w);
        let influences = |place: usize, cell: &Cell, row: &mut Vec<Part>, out: &mut Vec<(usize, f64)>| {
            parts(place, cell, row);
            out.extend(row.iter().map(|part| full.influence(part)).filter(|(_, z)| *z != 0.0));
        };
        let values = full.ratios();
        let covariance = self.covariance(&values, influences, |weight| sums(weight).ratios())?;
        Ok(Ratios { values, covariance })
    }

    /// The shares of disjoint classes of people, of all who are in any: `class` tells a cell's. Made from the classes' totals, of which
    /// a cell is in one only, so that many classes cost little.
    ///
    /// # Errors
    /// As [`Sample::ratios`].
    pub fn shares(&self, count: usize, class: impl Fn(usize) -> Option<usize>) -> Result<Ratios> {
        if matches!(self.errors, Errors::Replicated(_)) {
            return self.ratios(count, |i, _, row| {
                let Some(at) = class(i) else { return };
                row.extend((0..count).map(|k| (k, f64::from(u8::from(k == at)), 1.0)));
            });
        }
        let totals = self.totals(count, |i, _, row| row.extend(class(i).map(|at| (at, 1.0, 0.0))))?;
        let sums: Vec<f64> = totals.values.iter().map(|v| v.unwrap_or(0.0)).collect();
        let all: f64 = sums.iter().sum();
        if all <= 0.0 {
            return Ok(Ratios { values: vec![None; count], covariance: None });
        }
        let shares: Vec<f64> = sums.iter().map(|sum| sum / all).collect();
        let covariance = totals.covariance.map(|v| {
            let of_all: Vec<f64> = v.iter_rows().map(|row| row.iter().sum()).collect();
            let whole: f64 = of_all.iter().sum();
            Matrix::from_fn(count, count, |i, j| {
                let cross = shares[i] * of_all[j] + shares[j] * of_all[i] - shares[i] * shares[j] * whole;
                (v.get(i, j).unwrap_or(f64::NAN) - cross) / (all * all)
            })
        });
        Ok(Ratios { values: shares.into_iter().map(Some).collect(), covariance })
    }

    /// Sums over everyone, such as how many people of the population the sample stands for; the lower part is not used.
    ///
    /// # Errors
    /// When replicate weights do not fit their scheme.
    pub fn totals(&self, count: usize, parts: impl Fn(usize, &Cell, &mut Vec<Part>)) -> Result<Ratios> {
        let sums =
            |weight: &dyn Fn(&Cell) -> f64| self.sums(count, &parts, weight).upper.into_iter().map(Some).collect();
        let influences = |place: usize, cell: &Cell, row: &mut Vec<Part>, out: &mut Vec<(usize, f64)>| {
            parts(place, cell, row);
            out.extend(row.iter().map(|(i, upper, _)| (*i, *upper)).filter(|(_, z)| *z != 0.0));
        };
        let values: Vec<Option<f64>> = sums(&|cell| cell.w);
        let covariance = self.covariance(&values, influences, sums)?;
        Ok(Ratios { values, covariance })
    }

    fn sums(&self, count: usize, parts: &impl Fn(usize, &Cell, &mut Vec<Part>), weight: &dyn Fn(&Cell) -> f64) -> Sums {
        let mut sums = Sums { upper: vec![0.0; count], lower: vec![0.0; count] };
        let mut row = Vec::new();
        for (place, cell) in self.cells.iter().enumerate() {
            row.clear();
            parts(place, cell, &mut row);
            let w = weight(cell);
            for (i, upper, lower) in &row {
                sums.upper[*i] += w * upper;
                sums.lower[*i] += w * lower;
            }
        }
        sums
    }

    /// The covariance of statistics from their influences, or from their values under each replicate weight.
    fn covariance(
        &self,
        values: &[Option<f64>],
        influences: impl Fn(usize, &Cell, &mut Vec<Part>, &mut Vec<(usize, f64)>),
        again: impl Fn(&dyn Fn(&Cell) -> f64) -> Vec<Option<f64>>,
    ) -> Result<Option<Matrix>> {
        let count = values.len();
        let (design, clusters) = match &self.errors {
            Errors::Unknown => return Ok(None),
            Errors::Replicated(scheme) => return Ok(self.replicated(scheme, values, again)),
            Errors::Linearised { design, clusters } => (design, clusters),
        };
        let explained = self.explained(count, &influences);
        let mut covariance = design.covariance(count);
        let mut totals = vec![0.0; clusters.as_ref().map_or(0, |c| c.len() * count)];
        let (mut row, mut found) = (Vec::new(), Vec::new());
        for (place, cell) in self.cells.iter().enumerate() {
            row.clear();
            found.clear();
            influences(place, cell, &mut row, &mut found);
            if let Some(explained) = &explained {
                residuals(&mut found, explained, cell.raked);
            }
            match clusters {
                None => covariance.add(cell.stratum, cell.w, cell.w2, &found),
                Some(_) => found.iter().for_each(|(i, z)| totals[cell.cluster * count + i] += cell.w * z),
            }
        }
        for (totals, stratum) in totals.chunks(count.max(1)).zip(clusters.iter().flatten()) {
            found.clear();
            found.extend(totals.iter().copied().enumerate().filter(|(_, z)| *z != 0.0));
            covariance.add(*stratum, 1.0, 1.0, &found);
        }
        Ok(Some(covariance.finish()))
    }

    /// What the margins explain of each statistic's influences, by the cells that the weights were raked in: sums over margins
    /// are known, so that only what is left of an influence varies.
    fn explained(
        &self,
        count: usize,
        influences: impl Fn(usize, &Cell, &mut Vec<Part>, &mut Vec<(usize, f64)>),
    ) -> Option<Vec<Vec<f64>>> {
        let margins = self.margins.as_ref()?;
        let cells = self.cells.iter().map(|c| c.raked + 1).max().unwrap_or(0);
        let mut sums = vec![vec![0.0; cells]; count];
        let (mut row, mut found) = (Vec::new(), Vec::new());
        for (place, cell) in self.cells.iter().enumerate() {
            row.clear();
            found.clear();
            influences(place, cell, &mut row, &mut found);
            found.iter().for_each(|(i, z)| sums[*i][cell.raked] += cell.w * z);
        }
        sums.iter().map(|sums| margins.fitted(sums)).collect()
    }

    fn replicated(
        &self,
        scheme: &Scheme,
        values: &[Option<f64>],
        again: impl Fn(&dyn Fn(&Cell) -> f64) -> Vec<Option<f64>>,
    ) -> Option<Matrix> {
        // What nobody is in has no value in any replicate either, and must not take the others' away.
        let known: Vec<usize> = (0..values.len()).filter(|i| values[*i].is_some()).collect();
        let full: Vec<f64> = known.iter().filter_map(|i| values[*i]).collect();
        let mut replicated = Vec::with_capacity(known.len() * scheme.replicates());
        for r in 0..scheme.replicates() {
            let weight = |cell: &Cell| cell.sums.replicates.get(r).map_or(0.0, |w| fixed::weight(*w));
            let values = again(&weight);
            replicated.extend(known.iter().map(|i| values[*i].unwrap_or(f64::NAN)));
        }
        let replicated = Matrix::new(scheme.replicates(), known.len(), replicated)?;
        let covariance = replicates::pairwise(&full, &replicated, scheme).ok()?;
        let mut place = vec![None; values.len()];
        known.iter().enumerate().for_each(|(k, i)| place[*i] = Some(k));
        let value = |i: usize, j: usize| place[i].zip(place[j]).and_then(|(i, j)| covariance.get(i, j)).unwrap_or(0.0);
        Some(Matrix::from_fn(values.len(), values.len(), value))
    }

    /// Degrees of freedom of the design among some people: clusters (without clusters: people) less strata, as R `degf` has
    /// them. A cluster in which nobody has weight does not count. `group` is their by-values, for replicate weights.
    pub fn degrees_of_freedom(&self, group: &[String], inside: impl Fn(usize) -> bool) -> f64 {
        let (mut people, mut strata, mut clusters) = (0.0, BTreeSet::new(), Vec::new());
        for (_, cell) in self.cells.iter().enumerate().filter(|(i, c)| c.w > 0.0 && inside(*i)) {
            people += cell.sums.n as f64;
            strata.insert(cell.stratum);
            if clusters.len() <= cell.cluster {
                clusters.resize(cell.cluster + 1, false);
            }
            clusters[cell.cluster] = true;
        }
        match &self.errors {
            Errors::Linearised { clusters: None, .. } => people - strata.len() as f64,
            Errors::Linearised { .. } => clusters.iter().filter(|there| **there).count() as f64 - strata.len() as f64,
            Errors::Replicated(scheme) => self.degrees.get(group).copied().unwrap_or(scheme.replicates() as f64 - 1.0),
            Errors::Unknown => 0.0,
        }
    }

    /// Degrees of freedom of the whole design.
    pub fn df(&self) -> f64 {
        self.df
    }

    /// The people of some cells, by their places.
    pub fn base(&self, inside: impl Fn(usize) -> bool) -> Base {
        let cells = self.cells.iter().enumerate().filter(|(i, _)| inside(*i));
        cells.fold(Base::default(), |base, (_, cell)| base.with(cell))
    }

    /// Everyone in the sample.
    pub fn people(&self) -> u64 {
        self.cells.iter().map(|c| c.sums.n).sum()
    }
}

/// Takes from a cell's influences what the margins explain of them.
fn residuals(found: &mut Vec<(usize, f64)>, explained: &[Vec<f64>], raked: usize) {
    let mut whole: Vec<f64> = explained.iter().map(|of_cells| -of_cells[raked]).collect();
    found.iter().for_each(|(i, z)| whole[*i] += z);
    found.clear();
    found.extend(whole.into_iter().enumerate().filter(|(_, z)| *z != 0.0));
}

/// The regression on the margins that the weights meet.
fn regression(cells: &[Cell], raked: &BTreeMap<&str, usize>) -> Option<Regression> {
    let mut weights = vec![0.0; raked.len()];
    cells.iter().for_each(|cell| weights[cell.raked] += cell.w);
    let margins = raked.keys().next()?.split('.').count();
    let mut codes = vec![vec![0; raked.len()]; margins];
    for (word, cell) in raked {
        for (code, of_margin) in word.split('.').zip(&mut codes) {
            of_margin[*cell] = code.parse().ok()?;
        }
    }
    Regression::new(&codes, &weights)
}

/// Upper and lower sums of ratios.
struct Sums {
    upper: Vec<f64>,
    lower: Vec<f64>,
}

impl Sums {
    fn ratios(&self) -> Vec<Option<f64>> {
        self.upper.iter().zip(&self.lower).map(|(u, l)| (*l > 0.0).then(|| u / l)).collect()
    }

    /// What one person of weight 1 adds to the linearised ratio.
    fn influence(&self, (i, upper, lower): &Part) -> (usize, f64) {
        let sum = self.lower[*i];
        (*i, if sum > 0.0 { (upper - self.upper[*i] / sum * lower) / sum } else { 0.0 })
    }
}

fn linearised(cells: &[Cell], strata: usize, clusters: Option<Vec<usize>>, book: &Codebook) -> Result<Errors> {
    let mut units = vec![0; strata];
    match &clusters {
        Some(clusters) => clusters.iter().for_each(|stratum| units[*stratum] += 1),
        None => cells.iter().for_each(|cell| units[cell.stratum] += cell.sums.n),
    }
    let designed = book.design.stratum.is_some() || clusters.is_some();
    if strata == 0 || !designed && units.iter().sum::<u64>() < 2 {
        return Ok(Errors::Unknown);
    }
    let drawn_from = population_sizes(cells, strata, book)?;
    let strata: Vec<Stratum> =
        units.iter().zip(drawn_from).map(|(units, drawn_from)| Stratum { units: *units, drawn_from }).collect();
    let too_few = strata.iter().position(|s| s.drawn_from.is_some_and(|all| all > 1.0 && all < s.units as f64));
    if let Some(place) = too_few {
        return Err(Fault::new(format!("{} was drawn from fewer than there are", name(cells, place)))
            .file(&book.name)
            .found(strata[place].drawn_from.map_or(String::new(), |all| format!("{} drawn from {all}", strata[place].units)))
            .accepted("of how many the stratum's clusters (without clusters: its people) were drawn, or what share of them was")
            .remedy("correct the column that design.fpc names")
            .into());
    }
    let design = Design::new(&strata, book.design.lonely).map_err(|place| {
        Fault::new(format!(
            "{} has a single cluster or person, which says nothing of how much they vary",
            name(cells, place)
        ))
        .file(&book.name)
        .accepted("two or more in every stratum; or lonely_psu = \"adjust\" or \"certainty\" under [design]")
        .remedy("put the stratum together with one like it, or say what it counts")
    })?;
    // Without degrees of freedom a variance is a number that nothing stands behind.
    let free = strata.iter().map(|s| s.units).sum::<u64>() > strata.len() as u64;
    Ok(if free || design.is_census() { Errors::Linearised { design, clusters } } else { Errors::Unknown })
}

fn name(cells: &[Cell], stratum: usize) -> String {
    let found = cells.iter().find(|c| c.stratum == stratum).map_or("", |c| c.key.unit.stratum.as_str());
    if found.is_empty() { "the sample".into() } else { format!("stratum \"{found}\"") }
}

/// Of how many each stratum was drawn.
fn population_sizes(cells: &[Cell], strata: usize, book: &Codebook) -> Result<Vec<Option<f64>>> {
    let mut sizes: Vec<Option<&str>> = vec![None; strata];
    for cell in cells.iter().filter(|c| !c.key.unit.fpc.is_empty()) {
        let (size, found) = (&mut sizes[cell.stratum], cell.key.unit.fpc.as_str());
        if size.is_some_and(|size| size != found) {
            return Err(Fault::new(format!("{} has two population sizes", name(cells, cell.stratum)))
                .file(&book.name)
                .found(format!("{} and {found}", size.unwrap_or("")))
                .accepted("one number a stratum")
                .remedy("correct the column that design.fpc names")
                .into());
        }
        *size = Some(found);
    }
    Ok(sizes.into_iter().map(|size| size.and_then(|s| s.parse().ok())).collect())
}

/// The codebook's replicate weights as a scheme.
fn scheme(replicates: &Replicates, found: usize) -> Result<Scheme> {
    let usual = match (replicates.kind, replicates.rho, &replicates.rscales) {
        (ReplicateKind::Brr, ..) => Scheme::brr(found),
        (ReplicateKind::Fay, rho, _) => Scheme::fay(found, rho.unwrap_or(0.0)),
        (ReplicateKind::Jk1, ..) => Scheme::jk1(found),
        (ReplicateKind::Jkn, _, rscales) => Scheme::jkn(rscales.clone().unwrap_or_default()),
        (ReplicateKind::Bootstrap, ..) => Scheme::bootstrap(found),
        (ReplicateKind::Sdr, ..) => Scheme::successive_difference(found),
        (ReplicateKind::Other, ..) => Scheme::explicit(1.0, vec![1.0; found]),
    };
    let made = usual.and_then(|usual| {
        let rscales = replicates.rscales.clone().unwrap_or_else(|| usual.rscales().to_vec());
        Scheme::explicit(replicates.scale.unwrap_or(usual.scale()), rscales)
    });
    let made = made.map_err(|e| {
        Fault::new(format!("the replicate weights do not fit: {e}")).remedy("correct [design.replicates]")
    })?;
    if made.replicates() == found {
        return Ok(made.with_mse(replicates.mse));
    }
    Err(Fault::new("there are not as many rscales as replicate weights")
        .found(format!("{} rscales, {found} replicate weights", made.replicates()))
        .remedy("correct rscales or the columns of [design.replicates]")
        .into())
}
