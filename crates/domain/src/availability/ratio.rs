//! Downtime over time as two whole numbers, and how they are printed.
//!
//! No floating point: it holds 7.305 as 7.30499… and prints 7.30.

use std::iter::Sum;
use std::ops::Add;

use serde::{Deserialize, Serialize};

/// The weight of time that counts in full, in thousandths.
pub(super) const WHOLE: i64 = 1000;
/// A second in the unit of a ratio.
const SECOND: i64 = 1000 * WHOLE;
/// With how many decimals a percentage is printed, and how many it may take to tell "nearly all" from "all".
const PLACES: u32 = 2;
const PLACES_MAX: u32 = 6;

/// Downtime and the time it is measured against. Sums of ratios stay exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratio {
    /// Weighted downtime, microseconds: milliseconds times thousandths.
    down: i64,
    /// Measured time, microseconds.
    measured: i64,
}

impl Ratio {
    pub(super) const fn of(millis: i64, weight: i64) -> Self {
        Self { down: millis * weight, measured: millis * WHOLE }
    }

    /// `AVL-02`: requests that went wrong, of those that were valid.
    pub const fn of_requests(bad: u32, valid: u32) -> Self {
        Self { down: bad as i64, measured: valid as i64 }
    }

    /// Downtime, whole seconds, half up.
    pub fn down_seconds(&self) -> u32 {
        half_up_seconds(self.down)
    }

    /// Measured time, whole seconds, half up.
    pub fn measured_seconds(&self) -> u32 {
        half_up_seconds(self.measured)
    }

    /// Whether nothing was measured, so that there is no figure.
    pub const fn is_empty(&self) -> bool {
        self.measured == 0
    }

    /// Availability in percent, half up to `places` decimals; `None` when nothing was measured.
    pub fn percent_to(&self, places: u32) -> Option<String> {
        let up = i128::from(self.measured - self.down) * 100;
        (!self.is_empty()).then(|| decimal(up, i128::from(self.measured), places))
    }

    /// Availability in percent for people: two decimals, `100` only when there was no downtime at all, and more decimals where two
    /// would hide the downtime. `None` when nothing was measured.
    pub fn percent(&self) -> Option<String> {
        if self.down == 0 {
            return (!self.is_empty()).then(|| "100".to_owned());
        }
        let hides = |text: &String| text.starts_with("100");
        let text =
            (PLACES..=PLACES_MAX).find_map(|places| self.percent_to(places).filter(|text| !hides(text)));
        text.or_else(|| (!self.is_empty()).then(|| "99.999999".to_owned()))
    }
}

impl Add for Ratio {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { down: self.down + other.down, measured: self.measured + other.measured }
    }
}

impl Sum for Ratio {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Self::add)
    }
}

/// Microseconds as whole seconds, half up.
pub(super) fn half_up_seconds(micros: i64) -> u32 {
    u32::try_from((micros + SECOND / 2).div_euclid(SECOND)).unwrap_or(0)
}

/// `numerator / denominator` as a decimal number, rounded half up. Neither may be negative, and the denominator not zero: that
/// prints `0`.
pub fn decimal(numerator: i128, denominator: i128, places: u32) -> String {
    let scale = 10_i128.pow(places);
    let (n, d) = (numerator.max(0), denominator);
    if d <= 0 {
        return "0".to_owned();
    }
    let scaled = (2 * n * scale + d) / (2 * d);
    match places {
        0 => scaled.to_string(),
        _ => format!("{}.{:0width$}", scaled / scale, scaled % scale, width = places as usize),
    }
}
