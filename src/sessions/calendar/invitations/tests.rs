use super::EntryState::{Cancelled, Invited};
use super::{EntryRevision, cancelled, revised};

fn revision(sequence: i32, state: super::EntryState) -> EntryRevision {
    EntryRevision { sequence, state }
}

#[test]
fn a_seat_saved_given_up_and_saved_again_rises_each_time() {
    assert_eq!(revised(None), revision(0, Invited));
    assert_eq!(cancelled(Some(revision(0, Invited))), Some(revision(1, Cancelled)));
    assert_eq!(revised(Some(revision(1, Cancelled))), revision(2, Invited));
    assert_eq!(cancelled(Some(revision(2, Invited))), Some(revision(3, Cancelled)));
}

#[test]
fn news_of_an_entry_keeps_its_sequence_and_nothing_is_taken_back_twice() {
    assert_eq!(revised(Some(revision(2, Invited))), revision(2, Invited));
    assert_eq!(cancelled(Some(revision(1, Cancelled))), None);
    assert_eq!(cancelled(None), None);
}
