//! Exact arithmetic on JSON numbers, which may be whole (64 bits) or floating.

use std::cmp::Ordering;

use serde_json::Number;

/// The number as a whole one, where it is: `2.0` is.
pub(super) fn whole(number: &Number) -> Option<i128> {
    if let Some(whole) = number.as_i64() {
        return Some(whole.into());
    }
    if let Some(whole) = number.as_u64() {
        return Some(whole.into());
    }
    // Every floating number below 1e38 that has no fraction is an i128 exactly.
    number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 1e38).map(|float| float as i128)
}

pub(super) fn is_whole(number: &Number) -> bool {
    whole(number).is_some() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

/// Compares without rounding.
pub(crate) fn compare(a: &Number, b: &Number) -> Ordering {
    let floats = || {
        let (a, b) = (a.as_f64().unwrap_or(f64::NAN), b.as_f64().unwrap_or(f64::NAN));
        a.partial_cmp(&b).unwrap_or(Ordering::Equal)
    };
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(a), None) => compare_whole(a, b.as_f64()).unwrap_or_else(floats),
        (None, Some(b)) => compare_whole(b, a.as_f64()).map_or_else(floats, Ordering::reverse),
        (None, None) => floats(),
    }
}

/// A whole number against one with a fraction, which is small enough for its floor to be exact.
fn compare_whole(whole: i128, float: Option<f64>) -> Option<Ordering> {
    let float = float.filter(|float| float.abs() < 1e38)?;
    Some(if whole <= float.floor() as i128 { Ordering::Less } else { Ordering::Greater })
}

/// Whether `number` is a whole multiple of `step`, judged on the decimals that a person wrote: 0.3 is a multiple
/// of 0.1, though their binary forms are not.
pub(super) fn is_multiple(number: &Number, step: &Number) -> bool {
    let exact = || {
        let ((a, a_exponent), (b, b_exponent)) = (decimal(number)?, decimal(step)?);
        let least = a_exponent.min(b_exponent);
        let scaled = |digits: i128, exponent: i32| {
            let zeros = u32::try_from(exponent - least).ok()?;
            digits.checked_mul(10_i128.checked_pow(zeros)?)
        };
        scaled(a, a_exponent)?.checked_rem(scaled(b, b_exponent)?)
    };
    match exact() {
        Some(rest) => rest == 0,
        // Too far apart for exact arithmetic.
        None => match (number.as_f64(), step.as_f64()) {
            (Some(a), Some(b)) => a % b == 0.0,
            _ => false,
        },
    }
}

/// A number as `digits × 10^exponent`.
fn decimal(number: &Number) -> Option<(i128, i32)> {
    let text = number.to_string();
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().ok()?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let places = i32::try_from(fraction.len()).ok()?;
    Some((format!("{whole}{fraction}").parse().ok()?, exponent - places))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn compares_exactly() {
        let ascending = [
            "-1e300",
            "-9223372036854775808",
            "-1.5",
            "-1",
            "0",
            "0.1",
            "1",
            "9007199254740992",
            "9007199254740993",
            "18446744073709551615",
            "1e300",
        ];
        for (i, a) in ascending.iter().enumerate() {
            for (j, b) in ascending.iter().enumerate() {
                assert_eq!(compare(&number(a), &number(b)), i.cmp(&j), "{a} {b}");
            }
        }
        assert_eq!(compare(&number("2.0"), &number("2")), Ordering::Equal);
    }

    #[test]
    fn multiples_are_judged_in_decimal() {
        for (value, step, want) in [
            ("9", "3", true),
            ("10", "3", false),
            ("0.3", "0.1", true),
            ("0.35", "0.1", false),
            ("-4.5", "1.5", true),
            ("0", "7", true),
            ("1e3", "0.01", true),
            ("19.99", "0.01", true),
            ("3.0", "1", true),
            ("18446744073709551615", "2", false),
        ] {
            assert_eq!(is_multiple(&number(value), &number(step)), want, "{value} {step}");
        }
    }

    #[test]
    fn whole_numbers_may_be_written_with_a_point() {
        for (text, want) in [("1", true), ("1.0", true), ("1e300", true), ("1.5", false), ("-0.0", true)] {
            assert_eq!(is_whole(&number(text)), want, "{text}");
        }
    }
}
