//! Who gets a seat, and when answers are taken.

use time::OffsetDateTime;

/// What one gets for saying yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Seated,
    Waiting,
}

/// The other answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Maybe,
    NotGoing,
}

impl Answer {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Maybe => "maybe",
            Self::NotGoing => "not_going",
        }
    }
}

/// The seats of a session, as they stand under its lock.
#[derive(Clone, Debug)]
pub struct Seats {
    pub capacity: Option<i32>,
    pub seated: i32,
    pub waiting: i32,
    pub starts_at: OffsetDateTime,
    pub state: String,
}

/// Answers are taken, and taken back, until the session starts.
///
/// # Errors
/// The reason, for the person who answers.
pub fn may_answer(seats: &Seats, now: OffsetDateTime) -> Result<(), &'static str> {
    match seats.state.as_str() {
        "cancelled" => Err("This session was cancelled."),
        "draft" => Err("This session is not published yet."),
        _ if seats.starts_at <= now => Err("This session has started, so it takes no more answers."),
        _ => Ok(()),
    }
}

/// The place for a yes. Who has one keeps it; nobody is seated past somebody who waits.
pub fn place(seats: &Seats, standing: Option<Place>) -> Place {
    if let Some(standing) = standing {
        return standing;
    }
    match seats.capacity {
        Some(capacity) if seats.seated >= capacity || seats.waiting > 0 => Place::Waiting,
        _ => Place::Seated,
    }
}

/// How many of those who wait can sit down now. After the start nobody is moved any more.
pub fn free_for_waiting(seats: &Seats, now: OffsetDateTime) -> i64 {
    if may_answer(seats, now).is_err() {
        return 0;
    }
    let free = seats.capacity.map_or(seats.waiting, |capacity| capacity - seats.seated);
    free.min(seats.waiting).max(0).into()
}

#[cfg(test)]
mod tests {
    use super::{Place, Seats, free_for_waiting, may_answer, place};
    use proptest::prelude::*;
    use std::collections::VecDeque;
    use time::macros::datetime;

    const NOW: time::OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    fn seats(capacity: Option<i32>, seated: i32, waiting: i32) -> Seats {
        Seats {
            capacity,
            seated,
            waiting,
            starts_at: NOW + time::Duration::HOUR,
            state: "published".to_owned(),
        }
    }

    #[test]
    fn a_session_that_started_takes_no_answers() {
        assert!(may_answer(&Seats { starts_at: NOW, ..seats(None, 0, 0) }, NOW).is_err());
        assert!(may_answer(&Seats { state: "cancelled".to_owned(), ..seats(None, 0, 0) }, NOW).is_err());
        assert!(may_answer(&seats(None, 0, 0), NOW).is_ok());
    }

    #[test]
    fn the_last_seat_is_given_and_the_next_person_waits() {
        assert_eq!(place(&seats(Some(10), 9, 0), None), Place::Seated);
        assert_eq!(place(&seats(Some(10), 10, 0), None), Place::Waiting);
        assert_eq!(place(&seats(None, 500, 0), None), Place::Seated);
    }

    #[test]
    fn nobody_is_seated_past_somebody_who_waits() {
        assert_eq!(place(&seats(Some(10), 9, 1), None), Place::Waiting);
    }

    #[test]
    fn saying_yes_twice_changes_nothing() {
        assert_eq!(place(&seats(Some(1), 1, 0), Some(Place::Seated)), Place::Seated);
        assert_eq!(place(&seats(Some(5), 1, 2), Some(Place::Waiting)), Place::Waiting);
    }

    #[test]
    fn all_who_wait_sit_down_when_the_limit_is_lifted() {
        assert_eq!(free_for_waiting(&seats(None, 10, 7), NOW), 7);
        assert_eq!(free_for_waiting(&seats(Some(12), 10, 7), NOW), 2);
        assert_eq!(free_for_waiting(&seats(Some(8), 10, 7), NOW), 0);
    }

    proptest! {
        /// Over any history of yes, no and changed seats: never more seated than seats, nobody waits while a
        /// seat is free, and people are seated in the order in which they asked.
        #[test]
        fn seats_are_given_in_order_whatever_happens(
            capacity in 1..6i32,
            moves in proptest::collection::vec((0..12u8, any::<bool>(), 0..4i32), 1..80),
        ) {
            let mut capacity = capacity;
            let (mut seated, mut waiting) = (Vec::<u8>::new(), VecDeque::<u8>::new());
            for (who, yes, more) in moves {
                let count = |list: usize| i32::try_from(list).unwrap();
                let now = seats(Some(capacity), count(seated.len()), count(waiting.len()));
                let standing = if seated.contains(&who) { Some(Place::Seated) } else if waiting.contains(&who) { Some(Place::Waiting) } else { None };
                if yes {
                    match (standing, place(&now, standing)) {
                        (None, Place::Seated) => { prop_assert!(waiting.is_empty()); seated.push(who); }
                        (None, Place::Waiting) => waiting.push_back(who),
                        _ => {}
                    }
                } else {
                    seated.retain(|other| *other != who);
                    waiting.retain(|other| *other != who);
                    capacity += i32::from(more == 3);
                }
                let now = seats(Some(capacity), count(seated.len()), count(waiting.len()));
                for _ in 0..free_for_waiting(&now, NOW) {
                    let next = waiting.pop_front();
                    prop_assert!(next.is_some());
                    seated.extend(next);
                }
                prop_assert!(count(seated.len()) <= capacity);
                prop_assert!(waiting.is_empty() || count(seated.len()) == capacity);
            }
        }
    }
}
