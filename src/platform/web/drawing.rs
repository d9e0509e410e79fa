//! Places, sizes and names in a picture that is drawn as SVG.

/// A count as a number to draw with.
#[expect(clippy::cast_precision_loss, reason = "what is drawn is far below 2^52")]
pub fn real(count: usize) -> f64 {
    count as f64
}

/// The whole unit that is nearest.
#[expect(clippy::cast_possible_truncation, reason = "places of a drawing, and weights far below 2^52")]
pub fn near(value: f64) -> i64 {
    value.round() as i64
}

/// A point at an angle on a circle around the middle of a square, which is as far from the left as from the top.
pub fn on_circle(middle: f64, angle: f64, radius: f64) -> [i64; 2] {
    [near(middle + radius * angle.cos()), near(middle + radius * angle.sin())]
}

/// A name in at most so many characters, with a mark where it goes on.
pub fn shortened(name: &str, longest: usize) -> String {
    if name.chars().count() <= longest {
        return name.to_owned();
    }
    name.chars().take(longest - 1).collect::<String>().trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn long_names_are_shortened_where_they_are_drawn() {
        assert_eq!(shortened("Billing", 18), "Billing");
        assert_eq!(shortened("Customer relations and billing", 18), "Customer relation…");
        assert_eq!(shortened("Customer relations", 10), "Customer…", "no blank before the mark");
    }
}
