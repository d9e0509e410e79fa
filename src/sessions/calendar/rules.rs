//! What a person's calendar was last told of a session or a series, and what it is told next.

use crate::platform::states::states;

states! {
    /// Does the calendar hold it?
    pub enum EntryState {
        Invited = "invited",
        Cancelled = "cancelled",
    }
}

/// The last word to a person's calendar. The sequence is added to that of the session or the series, and rises each time
/// the entry is taken away or comes back, so that no calendar thinks the news older than what it knows (RFC 5546, 2.1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryRevision {
    pub sequence: i32,
    pub state: EntryState,
}

/// An invitation. While the entry is there, news of it keeps its sequence.
pub fn invite(last: Option<EntryRevision>) -> EntryRevision {
    let sequence = match last {
        None => 0,
        Some(EntryRevision { sequence, state: EntryState::Invited }) => sequence,
        Some(EntryRevision { sequence, state: EntryState::Cancelled }) => sequence + 1,
    };
    EntryRevision { sequence, state: EntryState::Invited }
}

/// A whole series as it is for someone now: always news, since any date of it may have changed.
pub fn invite_anew(last: Option<EntryRevision>) -> EntryRevision {
    let sequence = match last {
        None => 0,
        // As if it had been taken away in between.
        Some(EntryRevision { sequence, state: EntryState::Invited }) => sequence + 2,
        Some(EntryRevision { sequence, state: EntryState::Cancelled }) => sequence + 1,
    };
    EntryRevision { sequence, state: EntryState::Invited }
}

/// The end of an invitation; none when the calendar holds nothing to take away.
pub fn cancel(last: Option<EntryRevision>) -> Option<EntryRevision> {
    last.filter(|last| last.state == EntryState::Invited)
        .map(|last| EntryRevision { sequence: last.sequence + 1, state: EntryState::Cancelled })
}

/// The end of a whole series, whatever was said of it before.
pub fn cancel_series(last: Option<EntryRevision>) -> EntryRevision {
    EntryRevision { sequence: invite_anew(last).sequence + 1, state: EntryState::Cancelled }
}

#[cfg(test)]
mod tests {
    use super::EntryState::{Cancelled, Invited};
    use super::{EntryRevision, cancel, cancel_series, invite, invite_anew};

    fn revision(sequence: i32, state: super::EntryState) -> EntryRevision {
        EntryRevision { sequence, state }
    }

    #[test]
    fn a_seat_saved_given_up_and_saved_again_rises_each_time() {
        assert_eq!(invite(None), revision(0, Invited));
        assert_eq!(cancel(Some(revision(0, Invited))), Some(revision(1, Cancelled)));
        assert_eq!(invite(Some(revision(1, Cancelled))), revision(2, Invited));
        assert_eq!(cancel(Some(revision(2, Invited))), Some(revision(3, Cancelled)));
    }

    #[test]
    fn news_of_an_entry_keeps_its_sequence_and_nothing_is_taken_back_twice() {
        assert_eq!(invite(Some(revision(2, Invited))), revision(2, Invited));
        assert_eq!(cancel(Some(revision(1, Cancelled))), None);
        assert_eq!(cancel(None), None);
    }

    #[test]
    fn a_series_is_news_each_time_it_is_told() {
        let anew = [None, Some(revision(0, Invited)), Some(revision(1, Cancelled))].map(invite_anew);
        assert_eq!(anew, [revision(0, Invited), revision(2, Invited), revision(2, Invited)]);
        assert_eq!(
            [None, Some(revision(0, Invited))].map(cancel_series),
            [revision(1, Cancelled), revision(3, Cancelled)]
        );
    }
}
