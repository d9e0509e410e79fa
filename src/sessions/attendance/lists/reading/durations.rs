//! How long someone was there, as tools write it in their languages.

use super::heads::DurationUnit;

/// "54m 12s", "1 Std. 2 Min.", "1h 2m", "00:54:12", or a bare number of what the head says: "54", "54,5".
pub fn seconds(text: &str, unit: DurationUnit) -> Option<u64> {
    let text = text.trim().to_lowercase();
    let each = match unit {
        DurationUnit::Hours => 3600,
        DurationUnit::Minutes => 60,
        DurationUnit::Seconds => 1,
    };
    if text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) {
        return bare(&text, each);
    }
    if text.contains(':') {
        return clock(&text);
    }
    let mut total = 0_u64;
    let mut rest = text.as_str();
    let mut found = false;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        rest = &rest[start..];
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let amount = rest[..end].parse::<u64>().ok()?;
        rest = rest[end..].trim_start_matches(|c: char| !c.is_alphanumeric());
        let each = match rest.chars().next() {
            // "Std.", but "Sek." and "s"
            Some('s') if rest.starts_with("st") => 3600,
            Some('h' | 'g' | 'u') => 3600,
            Some('m') => 60,
            Some('s') => 1,
            _ => return None,
        };
        total = total.checked_add(amount.checked_mul(each)?)?;
        rest = rest.trim_start_matches(|c: char| !c.is_ascii_digit());
        found = true;
    }
    found.then_some(total)
}

/// Whole numbers, or one sign and a part of one: nothing is counted in thousands of minutes.
fn bare(text: &str, each: u64) -> Option<u64> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let whole = whole.parse::<u64>().ok()?.checked_mul(each)?;
    if part.is_empty() {
        return Some(whole);
    }
    let digits: String = part.chars().take(3).collect();
    let scale = 10_u64.pow(u32::try_from(digits.len()).ok()?);
    whole.checked_add(digits.parse::<u64>().ok()?.checked_mul(each)? / scale)
}

/// "1:02:03", or "54:12" for minutes and seconds.
fn clock(text: &str) -> Option<u64> {
    let parts: Option<Vec<u64>> = text.split(':').map(|part| part.trim().parse().ok()).collect();
    parts?.into_iter().try_fold(0_u64, |total, part| total.checked_mul(60)?.checked_add(part))
}
