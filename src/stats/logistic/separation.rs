//! Whether a likelihood has a maximum at all, decided exactly and before anything is iterated.
//!
//! There is none if some direction δ of the coefficients moves every row the way it went: x′δ ≥ 0 where everybody
//! had the event, x′δ ≤ 0 where nobody had, x′δ = 0 where some had, and not 0 everywhere (Albert & Anderson 1984; for
//! grouped rows and any of the links here, whose log-likelihoods are concave, Silvapulle 1981). Then the likelihood
//! grows along δ for ever, and where an iteration stops says nothing about the data.
//!
//! With a row aᵢ = ±x′, freed of what the rows with both outcomes pin down, such a δ has Aδ ≥ 0 and ≠ 0. By Stiemke's
//! lemma it exists if and only if no positive y has A′y = 0. So min ‖A′y‖ over y ≥ 1/m is searched, which is a
//! problem of non-negative least squares and ends after finitely many steps (Lawson & Hanson 1974, chapter 23).
//! What is left of A′y at the minimum *is* a separating δ unless it is 0: either answer comes with its proof.

use super::Grouped;
use super::irls::dot;
use crate::stats::matrix::Matrix;

/// The length of a vector, of those scaled to 1, below which it is rounding noise.
const NOTHING: f64 = 1e-8;

/// The largest set of rows whose fitted probability runs to 0 or 1, from 0, ascending; empty if a maximum exists.
///
/// Needs a design without dependent columns. Rows without trials are never among them.
pub(super) fn separated_rows(data: &Grouped) -> Vec<usize> {
    let groups = merged(data);
    let (mixed, pure): (Vec<&Group>, Vec<&Group>) = groups.iter().partition(|group| group.is_mixed());
    let pinned = orthonormal(mixed.iter().map(|group| group.x.clone()));
    let mut rest: Vec<(Vec<f64>, &Group)> =
        pure.into_iter().filter_map(|group| Some((freed(group.outwards(), &pinned, NOTHING)?, group))).collect();
    let mut separated = Vec::new();
    while let Some(direction) = separating_direction(&rest.iter().map(|(a, _)| a.as_slice()).collect::<Vec<_>>()) {
        let (gone, stays): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(a, _)| dot(a, &direction) > 10.0 * NOTHING);
        separated.extend(gone.iter().flat_map(|(_, group)| group.rows.iter().copied()));
        if gone.is_empty() {
            break;
        }
        rest = stays;
    }
    separated.sort_unstable();
    separated
}

/// The columns whose coefficient has no finite limit: those that the other rows do not determine.
pub(super) fn undetermined_columns(data: &Grouped, separated: &[usize]) -> Vec<usize> {
    let rows = data.rows().enumerate().filter(|(row, (_, trials, _))| *trials > 0.0 && !separated.contains(row));
    let scales = column_scales(data);
    let known = orthonormal(rows.map(|(_, (x, _, _))| divided(x, &scales)));
    let left = |column: usize| {
        1.0 - known.iter().filter_map(|basis| basis.get(column)).map(|value| value * value).sum::<f64>()
    };
    (0..data.design.columns()).filter(|column| left(*column) > NOTHING).collect()
}

/// Rows with the same values in every column.
struct Group {
    x: Vec<f64>,
    rows: Vec<usize>,
    trials: f64,
    events: f64,
}

impl Group {
    fn is_mixed(&self) -> bool {
        self.events > 0.0 && self.events < self.trials
    }

    /// The row, turned so that its outcome becomes more likely along it.
    fn outwards(&self) -> Vec<f64> {
        let sign = if self.events > 0.0 { 1.0 } else { -1.0 };
        self.x.iter().map(|value| sign * value).collect()
    }
}

fn merged(data: &Grouped) -> Vec<Group> {
    let scales = column_scales(data);
    let mut groups: std::collections::BTreeMap<Vec<u64>, Group> = std::collections::BTreeMap::new();
    for (index, (row, trials, events)) in data.rows().enumerate().filter(|(_, (_, trials, _))| *trials > 0.0) {
        // 0.0 and -0.0 are one value
        let x: Vec<f64> = divided(row, &scales).iter().map(|value| value + 0.0).collect();
        let key = x.iter().map(|value| value.to_bits()).collect();
        let group = groups.entry(key).or_insert_with(|| Group { x, rows: Vec::new(), trials: 0.0, events: 0.0 });
        group.rows.push(index);
        group.trials += trials;
        group.events += events;
    }
    groups.into_values().collect()
}

/// The largest size in each column, so that units do not matter; 1 for a column of zeros.
fn column_scales(data: &Grouped) -> Vec<f64> {
    let mut scales = vec![0.0_f64; data.design.columns()];
    for row in data.design.iter_rows() {
        scales.iter_mut().zip(row).for_each(|(scale, value)| *scale = scale.max(value.abs()));
    }
    scales.iter().map(|scale| if *scale > 0.0 { *scale } else { 1.0 }).collect()
}

fn divided(row: &[f64], scales: &[f64]) -> Vec<f64> {
    row.iter().zip(scales).map(|(value, scale)| value / scale).collect()
}

/// Orthonormal vectors that span the given ones.
fn orthonormal(vectors: impl Iterator<Item = Vec<f64>>) -> Vec<Vec<f64>> {
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for vector in vectors {
        if basis.len() < vector.len()
            && let Some(free) = freed(vector, &basis, NOTHING)
        {
            basis.push(free);
        }
    }
    basis
}

/// What is left of a vector outside the span of a basis, scaled to length 1; `None` if it is at most the share `nothing`.
pub(super) fn freed(vector: Vec<f64>, basis: &[Vec<f64>], nothing: f64) -> Option<Vec<f64>> {
    let whole = dot(&vector, &vector).sqrt();
    let mut rest = vector;
    // twice, since the first pass leaves rounding errors of the size of what it takes away
    for base in basis.iter().chain(basis) {
        let part = dot(&rest, base);
        rest.iter_mut().zip(base).for_each(|(rest, base)| *rest -= part * base);
    }
    let left = dot(&rest, &rest).sqrt();
    (left > nothing * whole).then(|| rest.iter().map(|value| value / left).collect())
}

/// A δ of length 1 with a′δ ≥ 0 for all rows a, more than 0 for one of them; `None` if there is none.
fn separating_direction(rows: &[&[f64]]) -> Option<Vec<f64>> {
    let left = least_squares_rest(rows)?;
    let length = dot(&left, &left).sqrt();
    let direction: Vec<f64> = left.iter().map(|value| value / length).collect();
    let proven = length > NOTHING && rows.iter().all(|row| dot(row, &direction) > -NOTHING);
    proven.then_some(direction)
}

/// What is left of the mean of the rows plus Σ yᵢ aᵢ when the yᵢ ≥ 0 make it as short as can be.
fn least_squares_rest(rows: &[&[f64]]) -> Option<Vec<f64>> {
    let share = 1.0 / rows.len() as f64;
    let mut mean = vec![0.0; rows.first()?.len()];
    rows.iter().for_each(|row| mean.iter_mut().zip(*row).for_each(|(sum, value)| *sum += share * value));
    let mut used: Vec<(usize, f64)> = Vec::new();
    for _ in 0..10 * (rows.len() + mean.len()) {
        let rest = rest_of(&mean, rows, &used);
        let length = dot(&rest, &rest).sqrt();
        let worst = (0..rows.len())
            .filter(|index| used.iter().all(|(other, _)| other != index))
            .filter_map(|index| Some((index, dot(rows.get(index)?, &rest))))
            .min_by(|a, b| a.1.total_cmp(&b.1));
        match worst {
            Some((index, along)) if length > NOTHING && along < -0.1 * NOTHING * length => used.push((index, 0.0)),
            _ => return Some(rest),
        }
        match solved_within(&mean, rows, used.clone()) {
            Some(solved) => used = solved,
            None => return Some(rest),
        }
    }
    Some(rest_of(&mean, rows, &used))
}

/// The least-squares weights of the rows in use; rows whose weight would become negative are left out on the way.
fn solved_within(mean: &[f64], rows: &[&[f64]], mut used: Vec<(usize, f64)>) -> Option<Vec<(usize, f64)>> {
    loop {
        let chosen = used.iter().map(|(index, _)| rows.get(*index).copied()).collect::<Option<Vec<_>>>()?;
        let gram = Matrix::from_fn(chosen.len(), chosen.len(), |i, j| match (chosen.get(i), chosen.get(j)) {
            (Some(a), Some(b)) => dot(a, b),
            _ => f64::NAN,
        });
        let right: Vec<f64> = chosen.iter().map(|row| -dot(row, mean)).collect();
        let wanted = gram.solve(&right)?;
        let farthest = used.iter().zip(&wanted).filter(|(_, wanted)| **wanted <= 0.0);
        let fraction = farthest.map(|((_, now), wanted)| now / (now - wanted)).fold(f64::INFINITY, f64::min);
        if fraction == f64::INFINITY {
            return Some(used.iter().zip(wanted).map(|((index, _), wanted)| (*index, wanted)).collect());
        }
        let fraction = if fraction.is_finite() { fraction.min(1.0) } else { 0.0 };
        let moved = used.iter().zip(&wanted).map(|((index, now), wanted)| (*index, now + fraction * (wanted - now)));
        let kept: Vec<(usize, f64)> = moved
            .zip(&wanted)
            .filter(|((_, now), wanted)| **wanted > 0.0 || *now > 1e-14)
            .map(|(kept, _)| kept)
            .collect();
        if kept.len() == used.len() {
            return None;
        }
        used = kept;
    }
}

fn rest_of(mean: &[f64], rows: &[&[f64]], used: &[(usize, f64)]) -> Vec<f64> {
    let mut rest = mean.to_vec();
    for (index, weight) in used {
        if let Some(row) = rows.get(*index) {
            rest.iter_mut().zip(*row).for_each(|(rest, value)| *rest += weight * value);
        }
    }
    rest
}
