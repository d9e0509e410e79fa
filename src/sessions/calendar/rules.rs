//! What a person's calendar was last told of a session or a series, and what it is told next.

/// Does the calendar hold it?
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Standing {
    Invited,
    Cancelled,
}

/// The last word to a person's calendar. The sequence is added to that of the session or the series, and rises each time
/// the entry is taken away or comes back, so that no calendar thinks the news older than what it knows (RFC 5546, 2.1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    pub sequence: i32,
    pub standing: Standing,
}

/// An invitation. While the entry stands, news of it keeps its sequence.
pub fn invite(last: Option<Told>) -> Told {
    let sequence = match last {
        None => 0,
        Some(Told { sequence, standing: Standing::Invited }) => sequence,
        Some(Told { sequence, standing: Standing::Cancelled }) => sequence + 1,
    };
    Told { sequence, standing: Standing::Invited }
}

/// A whole series as it stands for somebody now: always news, since any date of it may have changed.
pub fn invite_anew(last: Option<Told>) -> Told {
    let sequence = match last {
        None => 0,
        // As if it had been taken away in between.
        Some(Told { sequence, standing: Standing::Invited }) => sequence + 2,
        Some(Told { sequence, standing: Standing::Cancelled }) => sequence + 1,
    };
    Told { sequence, standing: Standing::Invited }
}

/// The end of an invitation; none when the calendar holds nothing to take away.
pub fn cancel(last: Option<Told>) -> Option<Told> {
    last.filter(|last| last.standing == Standing::Invited)
        .map(|last| Told { sequence: last.sequence + 1, standing: Standing::Cancelled })
}

/// The end of a whole series, whatever was said of it before.
pub fn cancel_series(last: Option<Told>) -> Told {
    Told { sequence: invite_anew(last).sequence + 1, standing: Standing::Cancelled }
}

#[cfg(test)]
mod tests {
    use super::Standing::{Cancelled, Invited};
    use super::{Told, cancel, cancel_series, invite, invite_anew};

    fn told(sequence: i32, standing: super::Standing) -> Told {
        Told { sequence, standing }
    }

    #[test]
    fn a_seat_saved_given_up_and_saved_again_rises_each_time() {
        assert_eq!(invite(None), told(0, Invited));
        assert_eq!(cancel(Some(told(0, Invited))), Some(told(1, Cancelled)));
        assert_eq!(invite(Some(told(1, Cancelled))), told(2, Invited));
        assert_eq!(cancel(Some(told(2, Invited))), Some(told(3, Cancelled)));
    }

    #[test]
    fn news_of_an_entry_keeps_its_sequence_and_nothing_is_taken_back_twice() {
        assert_eq!(invite(Some(told(2, Invited))), told(2, Invited));
        assert_eq!(cancel(Some(told(1, Cancelled))), None);
        assert_eq!(cancel(None), None);
    }

    #[test]
    fn a_series_is_news_each_time_it_is_told() {
        let anew = [None, Some(told(0, Invited)), Some(told(1, Cancelled))].map(invite_anew);
        assert_eq!(anew, [told(0, Invited), told(2, Invited), told(2, Invited)]);
        assert_eq!(
            [None, Some(told(0, Invited))].map(cancel_series),
            [told(1, Cancelled), told(3, Cancelled)]
        );
    }
}
