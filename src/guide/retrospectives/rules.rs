//! Who may still write, vote and remove cards, and whose card it is.

use time::OffsetDateTime;

use crate::platform::ids::PersonId;

/// Votes of one person: enough to say what matters most, too few to vote for everything.
pub const MOST_VOTES: i64 = 5;

/// Cards of one retrospective: more than a community can talk about in an hour.
pub const MOST_CARDS: i64 = 200;

const CLOSED: &str = "This retrospective is closed. Its cards and votes stay as they are.";

/// Whose name a card keeps: its author's, or nobody's where the retrospective is without names.
pub fn author(named: bool, writer: PersonId) -> Option<PersonId> {
    named.then_some(writer)
}

/// # Errors
/// Why no card is taken any more, in words for the person who wrote it.
pub fn may_write(closed_at: Option<OffsetDateTime>, cards: i64) -> Result<(), &'static str> {
    match closed_at {
        Some(_) => Err(CLOSED),
        None if cards >= MOST_CARDS => Err("There are 200 cards already. Talk about these first."),
        None => Ok(()),
    }
}

/// `elsewhere` counts the person's votes for other cards: voting for the same card twice is one vote.
///
/// # Errors
/// Why the vote does not count, in words for the person who gives it.
pub fn may_vote(closed_at: Option<OffsetDateTime>, elsewhere: i64) -> Result<(), &'static str> {
    match closed_at {
        Some(_) => Err(CLOSED),
        None if elsewhere >= MOST_VOTES => {
            Err("You have given all five votes. Remove one to vote for this card.")
        }
        None => Ok(()),
    }
}

/// A card with a name is its author's to remove, and so are all cards the organisers', who answer for what is shown. Of
/// a card without a name nothing says who wrote it.
///
/// # Errors
/// When it is closed.
pub fn may_remove(
    closed_at: Option<OffsetDateTime>,
    author: Option<PersonId>,
    person: PersonId,
    organiser: bool,
) -> Result<bool, &'static str> {
    if closed_at.is_some() {
        return Err(CLOSED);
    }
    Ok(organiser || author == Some(person))
}

#[cfg(test)]
mod tests {
    use super::{MOST_CARDS, MOST_VOTES, author, may_remove, may_vote, may_write};
    use crate::platform::ids::PersonId;
    use time::OffsetDateTime;
    use time::macros::datetime;

    const CLOSED: Option<OffsetDateTime> = Some(datetime!(2026-11-23 09:00 UTC));
    const ANA: PersonId = PersonId::from_u128(1);
    const BEN: PersonId = PersonId::from_u128(2);

    #[test]
    fn without_names_a_card_is_nobodys() {
        assert_eq!(author(true, ANA), Some(ANA));
        assert_eq!(author(false, ANA), None);
    }

    #[test]
    fn cards_are_taken_until_it_is_closed_or_full() {
        assert!(may_write(None, MOST_CARDS - 1).is_ok());
        assert!(may_write(None, MOST_CARDS).is_err());
        assert!(may_write(CLOSED, 0).is_err());
        assert_eq!(MOST_CARDS, 200, "as the refusal says");
    }

    #[test]
    fn a_person_has_five_votes_while_it_is_open() {
        assert!(may_vote(None, MOST_VOTES - 1).is_ok());
        assert!(may_vote(None, MOST_VOTES).is_err());
        assert!(may_vote(CLOSED, 0).is_err());
        assert_eq!(MOST_VOTES, 5, "as the refusal says");
    }

    #[test]
    fn a_card_is_removed_by_its_author_or_an_organiser_while_it_is_open() {
        assert_eq!(may_remove(None, Some(ANA), ANA, false), Ok(true));
        assert_eq!(may_remove(None, Some(ANA), BEN, false), Ok(false));
        assert_eq!(may_remove(None, None, ANA, false), Ok(false), "nothing says whose it is");
        assert_eq!(may_remove(None, None, BEN, true), Ok(true));
        assert!(may_remove(CLOSED, Some(ANA), ANA, true).is_err());
    }
}
