//! Gauss's 7 and Kronrod's 15 points, and sums of a smooth function over very many whole numbers by them.

/// Kronrod's 15 points, those at and above the middle (Piessens et al. 1983, *QUADPACK*).
pub(super) const POINTS: [f64; 8] = [
    0.991_455_371_120_812_6,
    0.949_107_912_342_758_5,
    0.864_864_423_359_769_1,
    0.741_531_185_599_394_4,
    0.586_087_235_467_691_1,
    0.405_845_151_377_397_2,
    0.207_784_955_007_898_47,
    0.0,
];
/// Their weights.
pub(super) const KRONROD: [f64; 8] = [
    0.022_935_322_010_529_224,
    0.063_092_092_629_978_56,
    0.104_790_010_322_250_18,
    0.140_653_259_715_525_92,
    0.169_004_726_639_267_9,
    0.190_350_578_064_785_4,
    0.204_432_940_075_298_9,
    0.209_482_141_084_727_82,
];
/// The weights of Gauss's 7 points, 0 where there is none.
pub(super) const GAUSS: [f64; 8] = [
    0.0,
    0.129_484_966_168_869_7,
    0.0,
    0.279_705_391_489_276_64,
    0.0,
    0.381_830_050_505_118_9,
    0.0,
    0.417_959_183_673_469_4,
];

/// Below this each whole number is added by itself, above it the function is smooth enough.
const EACH: u64 = 512;
/// A sum from `a` to `b` is an integral from `a - 1/2` to `b - 1/2` of the function with its central differences, those
/// of `asinh(d/2)/(d/2)`: 1 - d²/24 + 3 d⁴/640. Here its values at 0, 1 and 2 to either side.
const STENCIL: [f64; 3] = [1.0 + 1.0 / 12.0 + 9.0 / 320.0, -1.0 / 24.0 - 3.0 / 160.0, 3.0 / 640.0];

/// Where to take a function, and with which weights, for its sum over `from..to`.
///
/// Exact to rounding for a function that is smooth but for a pole at 0 or below, such as a logarithm or a power: from 512
/// on, 75 points for all whole numbers up to twice as large.
pub(super) fn sum_points(from: u64, to: u64) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = (from..to.min(EACH)).map(|r| (r as f64, 1.0)).collect();
    let mut low = from.max(EACH);
    while low < to {
        let high = low.saturating_mul(2).min(to);
        if high - low <= 5 * POINTS.len() as u64 {
            points.extend((low..high).map(|r| (r as f64, 1.0)));
        } else {
            block(low as f64 - 0.5, high as f64 - 0.5, &mut points);
        }
        low = high;
    }
    points
}

fn block(low: f64, high: f64, points: &mut Vec<(f64, f64)>) {
    let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
    for (point, weight) in POINTS.into_iter().zip(KRONROD) {
        let sides: &[f64] = if point == 0.0 { &[0.0] } else { &[-1.0, 1.0] };
        for centre in sides.iter().map(|side| middle + side * half * point) {
            for (step, part) in [0.0, 1.0, 2.0].into_iter().zip(STENCIL) {
                points.push((centre + step, half * weight * part));
                if step > 0.0 {
                    points.push((centre - step, half * weight * part));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::tolerance::{REORDERED, assert_close};

    /// Gauss's 7 points are exact for polynomials of degree 13, Kronrod's 15 for degree 22.
    #[test]
    fn the_rules_are_exact_for_polynomials() {
        for degree in (0..=22).step_by(2) {
            let both = |weights: [f64; 8]| {
                let side =
                    |(point, weight): (f64, f64)| weight * point.powi(degree) * if point == 0.0 { 1.0 } else { 2.0 };
                POINTS.into_iter().zip(weights).map(side).sum::<f64>()
            };
            let exact = 2.0 / (f64::from(degree) + 1.0);
            assert_close(both(KRONROD), exact, 1e-14, "Kronrod");
            if degree < 14 {
                assert_close(both(GAUSS), exact, 1e-14, "Gauss");
            }
        }
    }

    #[test]
    fn sums_over_many_numbers_are_exact() {
        for (from, to) in [(0, 700), (3, 5_000), (600, 640), (513, 100_000), (0, 1_000_000)] {
            for base in [1e-3, 0.4, 30.0, 1e5] {
                let functions: [fn(f64) -> f64; 3] = [f64::ln, f64::recip, |u| (u - 0.3) / (u * u)];
                for function in functions {
                    let each: f64 = (from..to).map(|r| function(base + r as f64)).sum();
                    let points = sum_points(from, to);
                    let few: f64 = points.iter().map(|(r, weight)| weight * function(base + r)).sum();
                    assert_close(few, each, REORDERED, &format!("{from}..{to} from {base}"));
                }
            }
        }
        assert!(sum_points(0, 1_000_000).len() < 1_500);
    }
}
