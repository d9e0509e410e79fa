//! The form of the assumptions: a range with its source and date, or no money at all.

use jiff::civil::Date;
use serde::Deserialize;

use super::{ValueAssumptions, money};
use crate::platform::web::Problems;

/// More than this an hour is a slip of the keyboard.
const MOST: i32 = 1_000_000;
const LONGEST_COFFEE: i32 = 240;

/// As typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ValueForm {
    pub cost_low: String,
    pub cost_high: String,
    pub currency: String,
    pub source: String,
    pub source_on: String,
    pub coffee_minutes: String,
    pub others: String,
    /// The version the form was filled with: another administrator may have saved one since.
    pub seen: String,
}

/// What an hour costs, as it is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedCost {
    pub low: i32,
    pub high: i32,
    pub currency: String,
    pub source: String,
    pub source_on: Date,
}

/// A version as it is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedAssumptions {
    pub cost: Option<WantedCost>,
    pub coffee_minutes: i32,
    pub others: String,
}

impl ValueForm {
    /// Filled with a version; its day as a form gives it.
    pub fn of(version: &ValueAssumptions, source_on: Option<Date>) -> Self {
        let cost = version.cost.as_ref();
        let amount = |amount: Option<i32>| {
            amount.map(|amount| money::hundredths(amount).replace(',', "")).unwrap_or_default()
        };
        Self {
            cost_low: amount(cost.map(|cost| cost.low)),
            cost_high: amount(cost.map(|cost| cost.high)),
            currency: cost.map(|cost| cost.currency.clone()).unwrap_or_default(),
            source: cost.map(|cost| cost.source.clone()).unwrap_or_default(),
            source_on: source_on.map(|day| day.to_string()).unwrap_or_default(),
            coffee_minutes: version.coffee_minutes.to_string(),
            others: version.others.clone(),
            seen: version.version.to_string(),
        }
    }

    /// What is to be kept; what is wrong is noted beside its field.
    pub fn read(&self, today: Date, problems: &mut Problems) -> WantedAssumptions {
        let coffee_minutes = self.coffee_minutes.trim().parse::<i32>().ok();
        let coffee_minutes = coffee_minutes.filter(|minutes| (0..=LONGEST_COFFEE).contains(minutes));
        if coffee_minutes.is_none() {
            problems.add("coffee_minutes", "Enter whole minutes, from 0 to 240.");
        }
        WantedAssumptions {
            cost: self.cost(today, problems),
            coffee_minutes: coffee_minutes.unwrap_or_default(),
            others: problems.text("others", &self.others, 1000),
        }
    }

    fn names_no_cost(&self) -> bool {
        let fields = [&self.cost_low, &self.cost_high, &self.currency, &self.source, &self.source_on];
        fields.iter().all(|text| text.trim().is_empty())
    }

    fn cost(&self, today: Date, problems: &mut Problems) -> Option<WantedCost> {
        if self.names_no_cost() {
            return None;
        }
        let low = amount(&self.cost_low);
        let high = amount(&self.cost_high);
        for (field, read) in [("cost_low", low), ("cost_high", high)] {
            if read.is_none() {
                problems
                    .add(field, "Enter an amount, for example 45 or 45.50, or leave the whole range empty.");
            }
        }
        if low.zip(high).is_some_and(|(low, high)| low > high) {
            problems.add("cost_high", "Enter an amount that is not below the lower one.");
        }
        let currency = self.currency.trim().to_uppercase();
        if currency.len() != 3 || !currency.bytes().all(|letter| letter.is_ascii_uppercase()) {
            problems.add("currency", "Enter the three letters of the currency, for example EUR.");
        }
        let source = problems.line("source", &self.source, 2..=200, "Enter where the range comes from.");
        let source_on = self.source_on.trim().parse::<Date>().ok().filter(|day| *day <= today);
        if source_on.is_none() {
            problems.add("source_on", "Enter the day of the source, not after today.");
        }
        Some(WantedCost { low: low?, high: high?, currency, source, source_on: source_on? })
    }
}

/// "45.5" in hundredths; with a comma, too.
fn amount(typed: &str) -> Option<i32> {
    let typed = typed.trim().replace(',', ".");
    let (units, part) = typed.split_once('.').unwrap_or((&typed, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_digit());
    if !digits(units) || part.len() > 2 || !(part.is_empty() || digits(part)) || typed.ends_with('.') {
        return None;
    }
    let part: i32 = format!("{part:0<2}").parse().ok()?;
    let amount = units.parse::<i32>().ok()?.checked_mul(100)?.checked_add(part)?;
    (1..=MOST).contains(&amount).then_some(amount)
}

#[cfg(test)]
mod tests {
    use super::{ValueForm, amount};
    use crate::platform::web::Problems;
    use jiff::civil::{Date, date};

    const TODAY: Date = date(2026, 11, 27);

    fn form() -> ValueForm {
        ValueForm {
            cost_low: "45".into(),
            cost_high: "62,50".into(),
            currency: "eur".into(),
            source: "Finance, full cost of an hour".into(),
            source_on: "2026-03-01".into(),
            coffee_minutes: "30".into(),
            ..ValueForm::default()
        }
    }

    fn wrong(form: &ValueForm) -> Vec<&'static str> {
        let mut problems = Problems::default();
        form.read(TODAY, &mut problems);
        problems.all().map(|(field, _)| field).collect()
    }

    #[test]
    fn amounts_are_read_with_point_or_comma_and_nothing_else() {
        assert_eq!(
            ["45", "45.5", "62,50", "0.01"].map(amount),
            [Some(4500), Some(4550), Some(6250), Some(1)]
        );
        for other in ["", "0", "-1", "4e3", "45.", "1.234", "10000.01", "1 000", "∞"] {
            assert_eq!(amount(other), None, "{other}");
        }
        assert_eq!(amount("10000"), Some(1_000_000));
    }

    #[test]
    fn a_range_needs_both_ends_a_currency_a_source_and_its_day() {
        assert!(wrong(&form()).is_empty());
        let read = form().read(TODAY, &mut Problems::default()).cost.expect("a cost");
        assert_eq!((read.low, read.high, read.currency.as_str()), (4500, 6250, "EUR"));
        assert_eq!(wrong(&ValueForm { cost_high: String::new(), ..form() }), ["cost_high"]);
        assert_eq!(wrong(&ValueForm { cost_high: "44".into(), ..form() }), ["cost_high"]);
        assert_eq!(wrong(&ValueForm { currency: "€".into(), ..form() }), ["currency"]);
        assert_eq!(wrong(&ValueForm { source: " ".into(), ..form() }), ["source"]);
        assert_eq!(wrong(&ValueForm { source_on: "2026-11-28".into(), ..form() }), ["source_on"]);
        assert_eq!(wrong(&ValueForm { coffee_minutes: "241".into(), ..form() }), ["coffee_minutes"]);
    }

    #[test]
    fn without_a_range_there_is_no_money() {
        let form = ValueForm { coffee_minutes: "30".into(), ..ValueForm::default() };
        let mut problems = Problems::default();
        assert_eq!(form.read(TODAY, &mut problems).cost, None);
        assert!(problems.is_empty());
    }
}
