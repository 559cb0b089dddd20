//! Weights in fixed point: sums of whole numbers are exact, so merging is too, in any order and on any number of threads.

/// Bits behind the binary point. A weight of 1 is 2^36; rounding moves a weight by less than 7.3e-12.
pub const WEIGHT_BITS: u32 = 36;

const ONE: f64 = (1u64 << WEIGHT_BITS) as f64;

/// A weight in fixed point. Exact for weights that are whole, halves, quarters, …
pub fn from_weight(weight: f64) -> i128 {
    let scaled = weight * ONE;
    if scaled.abs() >= i64::MAX as f64 {
        return scaled.round() as i128;
    }
    // As every weight that is believed; without a call, for it is done for everyone.
    let whole = scaled as i64;
    let rest = scaled - whole as f64;
    i128::from(whole) + i128::from(rest >= 0.5) - i128::from(rest <= -0.5)
}

/// A sum of weights as a number.
pub fn weight(sum: i128) -> f64 {
    sum as f64 / ONE
}

/// A sum of squared weights as a number.
pub fn squared_weight(sum: i128) -> f64 {
    sum as f64 / (ONE * ONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_comes_back_to_eleven_digits() {
        for w in [0.0, 0.25, 1.0, 0.5 / ONE, 1.234_567_890_1, 4096.1] {
            let fixed = from_weight(w);
            assert!((weight(fixed) - w).abs() <= 7.3e-12, "{w}");
            assert_eq!(fixed, (w * ONE).round() as i128);
            assert!((squared_weight(fixed * fixed) - w * w).abs() <= 1.5e-11 * w.max(1.0), "{w}");
        }
    }
}
