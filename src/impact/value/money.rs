//! Hours as money (domain.md 5.3): ranges only, from the lowest that both ends allow to the highest. Never one number,
//! never a return in percent, and what is left after the cost may be negative and is said.

use super::HourlyCost;
use crate::impact::worth::rounded;
use crate::platform::web::when;

/// From the lower to the higher end, in whole units of a currency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MoneyRange {
    pub low: f64,
    pub high: f64,
}

impl MoneyRange {
    /// So many hours at what an hour costs: the fewest at the lowest, the most at the highest.
    pub fn of_hours(low: f64, high: f64, cost: &HourlyCost) -> Self {
        Self { low: low * f64::from(cost.low) / 100.0, high: high * f64::from(cost.high) / 100.0 }
    }

    /// What is left of this after that was spent: in the worst case, and in the best.
    pub fn less(self, spent: Self) -> Self {
        Self { low: self.low - spent.high, high: self.high - spent.low }
    }

    /// "about 2,400 to 15,000 EUR", to so many figures that mean something.
    pub fn describe(self, currency: &str, digits: i32) -> String {
        let shown =
            [self.low, self.high].map(|amount| whole(rounded(amount.abs(), digits) * amount.signum()));
        match shown {
            [low, high] if low == high => format!("about {} {currency}", when::thousands(low)),
            [low, high] => format!("about {} to {} {currency}", when::thousands(low), when::thousands(high)),
        }
    }
}

/// "40", "62.50"
pub fn hundredths(amount: i32) -> String {
    let units = when::thousands(i64::from(amount / 100));
    if amount % 100 == 0 { units } else { format!("{units}.{:02}", amount % 100) }
}

#[expect(clippy::cast_possible_truncation, reason = "amounts are far below 2^52")]
fn whole(amount: f64) -> i64 {
    amount.round() as i64
}

#[cfg(test)]
mod tests {
    use super::{MoneyRange, hundredths};
    use crate::impact::value::HourlyCost;

    fn cost(low: i32, high: i32) -> HourlyCost {
        HourlyCost {
            low,
            high,
            currency: "EUR".into(),
            source: "Finance".into(),
            source_on: "1 March 2026".into(),
        }
    }

    #[test]
    fn the_fewest_hours_cost_the_least_and_the_most_the_most() {
        let saved = MoneyRange::of_hours(90.0, 260.0, &cost(4_000, 6_250));
        assert_eq!(saved, MoneyRange { low: 3_600.0, high: 16_250.0 });
        assert_eq!(saved.describe("EUR", 2), "about 3,600 to 16,000 EUR");
        assert_eq!(saved.describe("EUR", 1), "about 4,000 to 20,000 EUR", "of fewer than five stories");
    }

    #[test]
    fn what_is_left_may_be_negative_and_is_said() {
        let cost = cost(4_000, 6_000);
        let saved = MoneyRange::of_hours(90.0, 260.0, &cost);
        let left = saved.less(MoneyRange::of_hours(400.0, 400.0, &cost));
        assert_eq!(left, MoneyRange { low: 3_600.0 - 24_000.0, high: 15_600.0 - 16_000.0 });
        assert_eq!(left.describe("EUR", 2), "about −20,000 to −400 EUR");
    }

    #[test]
    fn amounts_are_said_as_money() {
        assert_eq!([4_000, 6_250, 123_405].map(hundredths), ["40", "62.50", "1,234.05"]);
        assert_eq!(cost(4_000, 6_250).label(), "40 to 62.50 EUR");
        assert_eq!(cost(4_000, 4_000).label(), "40 EUR");
    }
}
