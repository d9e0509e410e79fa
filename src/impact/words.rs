//! Numbers as a sentence says them.

/// "six", up to twelve; figures beyond.
pub fn spelled(number: usize) -> String {
    const SMALL: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    SMALL.get(number).map_or_else(|| super::figures::grouped(number), |word| (*word).to_owned())
}

/// "six in ten" of 0.61; the ends are named so that nothing is claimed that was not counted.
pub fn tenths(share: f64) -> String {
    match super::figures::points(share) {
        0..5 => "fewer than one in ten".to_owned(),
        95.. => "nearly all".to_owned(),
        points => format!("{} in ten", spelled(usize::try_from((points + 5) / 10).unwrap_or_default())),
    }
}

/// "1 team", "8 teams"
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", super::figures::grouped(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::{count, spelled, tenths};

    #[test]
    fn shares_are_said_in_tenths() {
        assert_eq!(
            [0.61, 0.04, 0.05, 0.949, 0.97, 0.5].map(tenths),
            ["six in ten", "fewer than one in ten", "one in ten", "nearly all", "nearly all", "five in ten"]
        );
    }

    #[test]
    fn small_numbers_are_words() {
        assert_eq!([0, 8, 12, 13, 1240].map(spelled), ["no", "eight", "twelve", "13", "1,240"]);
        assert_eq!(count(1, "team", "teams"), "1 team");
    }
}
