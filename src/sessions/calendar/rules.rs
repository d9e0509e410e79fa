//! Whose calendar is told what: invitations and their ends take turns, even and odd.

/// The turn of an invitation, after the last that left. While the entry stands, news of it is of the same turn.
pub fn invited(last: Option<i32>) -> i32 {
    match last {
        Some(last) => last + last % 2,
        None => 0,
    }
}

/// The turn of a whole series as it stands for somebody now: each is new, since any date of it may have changed.
pub fn invited_anew(last: Option<i32>) -> i32 {
    last.map_or(0, |last| last + 2 - last % 2)
}

/// How a calendar came to hold a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// By a mail of its own.
    Own,
    /// With its whole series.
    Series,
}

/// The last turn of a session: what its own mails said, unless its series brought it or took it away since.
pub fn last(own: Option<i32>, hold: Option<Hold>) -> Option<i32> {
    match hold {
        Some(Hold::Own) => own,
        Some(Hold::Series) => Some(invited(own)),
        None => own.map(|own| own + 1 - own % 2),
    }
}

/// The turn of the end of an invitation; none when there is nothing in the calendar to take away.
pub fn taken_back(last: Option<i32>) -> Option<i32> {
    last.filter(|last| last % 2 == 0).map(|last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::{Hold, invited, invited_anew, last, taken_back};

    #[test]
    fn a_seat_saved_given_up_and_saved_again_rises_turn_by_turn() {
        assert_eq!(invited(None), 0);
        assert_eq!(taken_back(Some(0)), Some(1));
        assert_eq!(invited(Some(1)), 2);
        assert_eq!(taken_back(Some(2)), Some(3));
    }

    #[test]
    fn a_series_brings_its_dates_back() {
        assert_eq!(last(None, Some(Hold::Series)), Some(0));
        assert_eq!(last(Some(1), Some(Hold::Series)), Some(2));
        assert_eq!(last(Some(1), Some(Hold::Own)), Some(1));
        assert_eq!([None, Some(0), Some(1)].map(invited_anew), [0, 2, 2]);
    }

    #[test]
    fn a_series_that_ended_took_its_dates_away() {
        assert_eq!([None, Some(0), Some(1)].map(|own| last(own, None)), [None, Some(1), Some(1)]);
    }

    #[test]
    fn news_of_an_entry_is_of_its_turn_and_nothing_is_taken_back_twice() {
        assert_eq!(invited(Some(2)), 2);
        assert_eq!(taken_back(Some(1)), None);
        assert_eq!(taken_back(None), None);
    }
}
