use time::Date;

use super::facts::Pause;

/// The community's planned pauses. They stop its clock: paused days are left out of every gap and
/// window, so a summer break neither ages a community nor silences it.
#[derive(Clone, Debug, Default)]
pub struct Pauses {
    /// First and last paused Julian day, in order and apart; an open pause ends with `i32::MAX`.
    spells: Vec<(i32, i32)>,
}

impl Pauses {
    pub fn of(pauses: &[Pause]) -> Self {
        let mut days: Vec<(i32, i32)> = pauses
            .iter()
            .map(|pause| {
                let until = pause.until.map_or(i32::MAX, Date::to_julian_day);
                (pause.from.to_julian_day(), until)
            })
            .filter(|(from, until)| from <= until)
            .collect();
        days.sort_unstable();
        let mut spells: Vec<(i32, i32)> = Vec::with_capacity(days.len());
        for (from, until) in days {
            match spells.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(until),
                _ => spells.push((from, until)),
            }
        }
        Self { spells }
    }

    /// The number of a day when paused days are not counted. Only differences mean something.
    pub fn day(&self, date: Date) -> i32 {
        let day = date.to_julian_day();
        let paused: i32 = self
            .spells
            .iter()
            .take_while(|(from, _)| *from <= day)
            .map(|(from, until)| (*until).min(day) - from + 1)
            .sum();
        day - paused
    }

    /// Unpaused days after `from`, up to and including `to`.
    pub fn days(&self, from: Date, to: Date) -> i32 {
        self.day(to) - self.day(from)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn pause(from: Date, until: Option<Date>) -> Pause {
        Pause { from, until }
    }

    #[test]
    fn paused_days_are_left_out_of_a_gap() {
        let pauses = Pauses::of(&[pause(date!(2024 - 07 - 01), Some(date!(2024 - 07 - 14)))]);
        assert_eq!(pauses.days(date!(2024 - 06 - 30), date!(2024 - 07 - 14)), 0);
        assert_eq!(pauses.days(date!(2024 - 06 - 30), date!(2024 - 07 - 15)), 1);
        assert_eq!(pauses.days(date!(2024 - 07 - 07), date!(2024 - 07 - 20)), 6);
        assert_eq!(pauses.days(date!(2024 - 05 - 01), date!(2024 - 05 - 31)), 30);
    }

    #[test]
    fn an_open_pause_stops_the_clock_for_good() {
        let pauses = Pauses::of(&[pause(date!(2024 - 07 - 01), None)]);
        assert_eq!(pauses.days(date!(2024 - 06 - 30), date!(2025 - 12 - 31)), 0);
    }

    #[test]
    fn overlapping_pauses_are_counted_once_and_a_backward_one_not_at_all() {
        let pauses = Pauses::of(&[
            pause(date!(2024 - 07 - 10), Some(date!(2024 - 07 - 20))),
            pause(date!(2024 - 07 - 01), Some(date!(2024 - 07 - 12))),
            pause(date!(2024 - 09 - 02), Some(date!(2024 - 09 - 01))),
        ]);
        assert_eq!(pauses.days(date!(2024 - 06 - 30), date!(2024 - 07 - 31)), 11);
        assert_eq!(pauses.days(date!(2024 - 08 - 31), date!(2024 - 09 - 30)), 30);
    }
}
