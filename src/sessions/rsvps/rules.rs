//! Who gets a seat, and when answers are taken.

use time::OffsetDateTime;

use crate::sessions::Answer;
use crate::sessions::events::SessionState;

/// What one gets for saying yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    Seated,
    Waiting,
}

impl Placement {
    /// What an answer holds, if anything.
    pub fn of(answer: Answer) -> Option<Self> {
        match answer {
            Answer::Going => Some(Self::Seated),
            Answer::Waiting => Some(Self::Waiting),
            Answer::Maybe | Answer::NotGoing => None,
        }
    }
}

/// The answers that hold no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declined {
    Maybe,
    NotGoing,
}

impl From<Declined> for Answer {
    fn from(declined: Declined) -> Self {
        match declined {
            Declined::Maybe => Self::Maybe,
            Declined::NotGoing => Self::NotGoing,
        }
    }
}

/// The seats of a session, as they are under its lock.
#[derive(Clone, Debug)]
pub struct Seats {
    pub capacity: Option<i32>,
    pub seated: i32,
    pub waiting: i32,
    pub starts_at: OffsetDateTime,
    /// From here on a seat given up is offered to those who wait, and not given.
    pub offers_from: OffsetDateTime,
    pub state: SessionState,
    /// Its community is.
    pub archived: bool,
}

/// Answers are taken, and taken back, until the session starts.
///
/// # Errors
/// The reason, for the person who answers.
pub fn may_answer(seats: &Seats, now: OffsetDateTime) -> Result<(), &'static str> {
    match seats.state {
        _ if seats.archived => Err("This community is archived, so its sessions take no answers."),
        SessionState::Cancelled => Err("This session was cancelled."),
        SessionState::Draft => Err("This session is not published yet."),
        SessionState::Published if seats.starts_at <= now => {
            Err("This session has started, so you can no longer answer.")
        }
        SessionState::Published => Ok(()),
    }
}

/// The place for a yes. Who has a seat keeps it, and nobody is seated past someone who waits, as long as seats are
/// given in order. Once they are only offered, a free one goes to the first person who takes it.
pub fn place(seats: &Seats, held: Option<Placement>, now: OffsetDateTime) -> Placement {
    let full = seats.capacity.is_some_and(|capacity| seats.seated >= capacity);
    match held {
        Some(Placement::Seated) => Placement::Seated,
        _ if full => Placement::Waiting,
        _ if seats_are_offered(seats, now) => Placement::Seated,
        Some(Placement::Waiting) => Placement::Waiting,
        None if seats.capacity.is_some() && seats.waiting > 0 => Placement::Waiting,
        None => Placement::Seated,
    }
}

/// Is it so late that seats are offered and not given? Never where the organiser wants them given to the last minute.
pub fn seats_are_offered(seats: &Seats, now: OffsetDateTime) -> bool {
    seats.offers_from < seats.starts_at && seats.offers_from <= now
}

/// How many of those who wait can sit down now. After the start nobody is moved any more.
pub fn free_for_waiting(seats: &Seats, now: OffsetDateTime) -> i64 {
    if may_answer(seats, now).is_err() {
        return 0;
    }
    let free = seats.capacity.map_or(seats.waiting, |capacity| capacity - seats.seated);
    free.min(seats.waiting).max(0).into()
}

/// Why there may be a free seat beside people who wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Someone gave it up, or was taken off the list.
    GivenUp,
    /// An organiser added seats.
    Added,
    /// The plan of the session changed in some other way.
    Replanned,
}

/// What happens to free seats while people wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FreeSeats {
    /// So many of those who wait longest sit down.
    Given(i64),
    /// Everyone who waits may take one.
    Offered,
}

/// Seats that an organiser adds are given however close the start is. Others are only offered by then, and that is said
/// when one is given up.
pub fn free_seats(seats: &Seats, cause: Cause, now: OffsetDateTime) -> FreeSeats {
    let free = free_for_waiting(seats, now);
    match cause {
        Cause::GivenUp if seats_are_offered(seats, now) && free > 0 => FreeSeats::Offered,
        Cause::GivenUp | Cause::Replanned if seats_are_offered(seats, now) => FreeSeats::Given(0),
        _ => FreeSeats::Given(free),
    }
}

#[cfg(test)]
mod tests {
    use super::{Cause, FreeSeats, Placement, Seats, free_for_waiting, free_seats, may_answer, place};
    use crate::sessions::events::SessionState;
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
            offers_from: NOW + time::Duration::HOUR,
            state: SessionState::Published,
            archived: false,
        }
    }

    #[test]
    fn a_session_that_started_takes_no_answers() {
        assert!(may_answer(&Seats { starts_at: NOW, ..seats(None, 0, 0) }, NOW).is_err());
        assert!(may_answer(&Seats { state: SessionState::Cancelled, ..seats(None, 0, 0) }, NOW).is_err());
        assert!(may_answer(&Seats { archived: true, ..seats(None, 0, 0) }, NOW).is_err());
        assert!(may_answer(&seats(None, 0, 0), NOW).is_ok());
    }

    #[test]
    fn the_last_seat_is_given_and_the_next_person_waits() {
        assert_eq!(place(&seats(Some(10), 9, 0), None, NOW), Placement::Seated);
        assert_eq!(place(&seats(Some(10), 10, 0), None, NOW), Placement::Waiting);
        assert_eq!(place(&seats(None, 500, 0), None, NOW), Placement::Seated);
    }

    #[test]
    fn nobody_is_seated_past_somebody_who_waits() {
        assert_eq!(place(&seats(Some(10), 9, 1), None, NOW), Placement::Waiting);
    }

    #[test]
    fn saying_yes_twice_changes_nothing() {
        assert_eq!(place(&seats(Some(1), 1, 0), Some(Placement::Seated), NOW), Placement::Seated);
        assert_eq!(place(&seats(Some(5), 1, 2), Some(Placement::Waiting), NOW), Placement::Waiting);
    }

    #[test]
    fn all_who_wait_sit_down_when_the_limit_is_lifted() {
        assert_eq!(free_for_waiting(&seats(None, 10, 7), NOW), 7);
        assert_eq!(free_for_waiting(&seats(Some(12), 10, 7), NOW), 2);
        assert_eq!(free_for_waiting(&seats(Some(8), 10, 7), NOW), 0);
    }

    #[test]
    fn late_seats_are_offered_to_all_and_given_to_whoever_takes_one_first() {
        let late = Seats { offers_from: NOW, ..seats(Some(10), 9, 3) };
        assert_eq!(free_seats(&late, Cause::GivenUp, NOW), FreeSeats::Offered);
        assert_eq!(free_seats(&late, Cause::Replanned, NOW), FreeSeats::Given(0));
        assert_eq!(free_seats(&late, Cause::Added, NOW), FreeSeats::Given(1), "however late");
        assert_eq!(place(&late, Some(Placement::Waiting), NOW), Placement::Seated);
        assert_eq!(place(&late, None, NOW), Placement::Seated);
        let full = Seats { seated: 10, ..late };
        assert_eq!(place(&full, None, NOW), Placement::Waiting);
        assert_eq!(free_seats(&full, Cause::GivenUp, NOW), FreeSeats::Given(0), "there is none to offer");
        let early = Seats { offers_from: NOW + time::Duration::MINUTE, ..seats(Some(10), 9, 3) };
        for cause in [Cause::GivenUp, Cause::Replanned, Cause::Added] {
            assert_eq!(free_seats(&early, cause, NOW), FreeSeats::Given(1));
        }
        assert_eq!(place(&early, None, NOW), Placement::Waiting);
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
                let held = if seated.contains(&who) { Some(Placement::Seated) } else if waiting.contains(&who) { Some(Placement::Waiting) } else { None };
                if yes {
                    match (held, place(&now, held, NOW)) {
                        (None, Placement::Seated) => { prop_assert!(waiting.is_empty()); seated.push(who); }
                        (None, Placement::Waiting) => waiting.push_back(who),
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
