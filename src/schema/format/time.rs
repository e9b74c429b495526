//! Formats of dates and times (RFC 3339).

/// A number of exactly `width` digits within `range`.
fn digits(text: &str, width: usize, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
    let all = text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| all && range.contains(number))
}

/// `full-date` of RFC 3339 §5.6, on the calendar.
pub(super) fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut next = |width, range| parts.next().and_then(|part| digits(part, width, range));
    let (Some(year), Some(month), Some(day)) = (next(4, 0..=9999), next(2, 1..=12), next(2, 1..=31)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    parts.next().is_none() && day <= last
}

/// `date-time` of RFC 3339 §5.6.
pub(super) fn is_date_time(text: &str) -> bool {
    text.split_once(['T', 't']).is_some_and(|(date, time)| is_date(date) && is_time(time))
}

/// `full-time` of RFC 3339 §5.6. A 60th second is a leap second, which only ever ends a day in UTC (§5.7).
pub(super) fn is_time(text: &str) -> bool {
    let read = || {
        let zone_at = text.find(['Z', 'z', '+', '-'])?;
        let (clock, zone) = text.split_at_checked(zone_at)?;
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
        if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut parts = clock.split(':');
        let hour = digits(parts.next()?, 2, 0..=23)?;
        let minute = digits(parts.next()?, 2, 0..=59)?;
        let second = digits(parts.next()?, 2, 0..=60)?;
        let ahead = zone_minutes(zone)?;
        let utc = (i64::from(hour * 60 + minute) - ahead).rem_euclid(24 * 60);
        (parts.next().is_none() && (second < 60 || utc == 24 * 60 - 1)).then_some(())
    };
    read().is_some()
}

/// How far a zone is ahead of UTC.
fn zone_minutes(zone: &str) -> Option<i64> {
    if zone == "Z" || zone == "z" {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let (hour, minute) = zone.get(1..)?.split_once(':')?;
    Some(sign * i64::from(digits(hour, 2, 0..=23)? * 60 + digits(minute, 2, 0..=59)?))
}

/// `duration` of RFC 3339, appendix A: each unit may be followed by the next smaller one only, and weeks stand alone.
pub(super) fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    if let Some(weeks) = rest.strip_suffix('W') {
        return is_digits(weeks);
    }
    match rest.split_once('T') {
        None => are_units(rest, "YMD"),
        Some((date, time)) => (date.is_empty() || are_units(date, "YMD")) && are_units(time, "HMS"),
    }
}

/// At least one number with its unit, and the units one after another.
fn are_units(text: &str, units: &str) -> bool {
    let mut last = None;
    for part in text.split_inclusive(|c: char| c.is_ascii_uppercase()) {
        let (number, unit) = part.split_at(part.trim_end_matches(|c: char| c.is_ascii_uppercase()).len());
        let index = units.find(unit).filter(|_| !unit.is_empty() && is_digits(number));
        let Some(index) = index.filter(|&index| last.is_none_or(|last| index == last + 1)) else {
            return false;
        };
        last = Some(index);
    }
    last.is_some()
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
