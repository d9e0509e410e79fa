//! How far a person is: what they ticked of what is there now. Finishing is kept for ever; what comes later is new.

use time::OffsetDateTime;

/// An item that is there now.
#[derive(Clone, Copy, Debug)]
pub struct ItemMark {
    pub added_at: OffsetDateTime,
    pub ticked: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub done: i64,
    pub of: i64,
    pub finished_at: Option<OffsetDateTime>,
    /// Added after they had finished, and not ticked.
    pub new: i64,
}

pub fn progress(items: &[ItemMark], finished_at: Option<OffsetDateTime>) -> Progress {
    let later = |item: &&ItemMark| !item.ticked && finished_at.is_some_and(|at| item.added_at > at);
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Progress {
        done: number(items.iter().filter(|item| item.ticked).count()),
        of: number(items.len()),
        finished_at,
        new: number(items.iter().filter(later).count()),
    }
}

impl Progress {
    pub fn label(&self) -> String {
        match (self.finished_at, self.new) {
            (Some(_), 0) => "Finished".to_owned(),
            (Some(_), new) => format!("{new} new since you finished"),
            (None, _) => self.done_words(),
        }
    }

    /// "1 of 3 done"
    pub fn done_words(&self) -> String {
        format!("{} of {} done", self.done, self.of)
    }
}

/// Fewer than this are never told: a number of four points at people.
const A_FEW: i64 = 5;

/// "12 members", "Fewer than 5 members", "Nobody yet"
pub fn people_words(number: i64) -> String {
    match number {
        ..=0 => "Nobody yet".to_owned(),
        1..A_FEW => format!("Fewer than {A_FEW} members"),
        _ => format!("{number} members"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;
    use time::{Duration, OffsetDateTime};

    use super::{ItemMark, people_words, progress};

    const DAY: OffsetDateTime = datetime!(2026-11-01 09:00 UTC);

    fn item(days: i64, ticked: bool) -> ItemMark {
        ItemMark { added_at: DAY + Duration::days(days), ticked }
    }

    #[test]
    fn progress_is_what_is_ticked_of_what_is_there() {
        let progress = progress(&[item(0, true), item(0, false), item(1, false)], None);
        assert_eq!(progress.label(), "1 of 3 done");
        assert_eq!(
            (progress.done, progress.of, progress.new),
            (1, 3, 0),
            "nothing is new before one has finished"
        );
    }

    #[test]
    fn finishing_stays_and_what_comes_later_is_new() {
        let finished = Some(DAY + Duration::days(10));
        assert_eq!(progress(&[item(0, true)], finished).label(), "Finished");
        assert_eq!(progress(&[item(0, true), item(11, false)], finished).label(), "1 new since you finished");
        assert_eq!(progress(&[item(0, true), item(11, true)], finished).label(), "Finished");
        assert_eq!(
            progress(&[item(11, false), item(12, false)], finished).label(),
            "2 new since you finished"
        );
        let unticked = progress(&[item(0, false), item(10, false)], finished);
        assert_eq!((unticked.label().as_str(), unticked.done), ("Finished", 0), "unticked is not new");
    }

    #[test]
    fn fewer_than_five_are_not_counted_out() {
        assert_eq!(people_words(0), "Nobody yet");
        assert_eq!(people_words(1), "Fewer than 5 members");
        assert_eq!(people_words(4), "Fewer than 5 members");
        assert_eq!(people_words(5), "5 members");
    }

    proptest! {
        #[test]
        fn nobody_does_more_than_there_is(marks in proptest::collection::vec((0..30_i64, any::<bool>()), 0..20), day in 0..30_i64) {
            let items: Vec<_> = marks.iter().map(|(days, ticked)| item(*days, *ticked)).collect();
            let progress = progress(&items, Some(DAY + Duration::days(day)));
            prop_assert!(progress.done + progress.new <= progress.of);
        }
    }
}
