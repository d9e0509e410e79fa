//! How a person comes into a community.

/// What becomes of a wish to join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// In, before the first session was held.
    Interested,
    Member,
    /// An organiser has to say yes.
    Asked,
    AlreadyIn,
}

impl Entry {
    pub fn standing(self) -> &'static str {
        match self {
            Self::Interested => "interested",
            Self::Member | Self::AlreadyIn => "member",
            Self::Asked => "asked",
        }
    }
}

/// Decides on a wish to join, from how the community lets people in and where the person stands now.
///
/// # Errors
/// The reason, where only invited people may come in.
pub fn entry(admission: &str, standing: Option<&str>, has_met: bool) -> Result<Entry, &'static str> {
    let inside = if has_met { Entry::Member } else { Entry::Interested };
    match (standing, admission) {
        (Some("member" | "interested"), _) => Ok(Entry::AlreadyIn),
        (Some("invited"), _) | (_, "open") => Ok(inside),
        (_, "request") => Ok(Entry::Asked),
        _ => Err("You need an invitation to join this community. Ask one of its organisers."),
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, entry};

    #[test]
    fn an_open_community_lets_anyone_in() {
        assert_eq!(entry("open", None, true), Ok(Entry::Member));
        assert_eq!(entry("open", None, false), Ok(Entry::Interested));
    }

    #[test]
    fn an_invitation_opens_every_door() {
        assert_eq!(entry("invitation", Some("invited"), true), Ok(Entry::Member));
        assert_eq!(entry("request", Some("invited"), true), Ok(Entry::Member));
        assert!(entry("invitation", None, true).is_err());
    }

    #[test]
    fn a_request_waits_for_an_organiser() {
        assert_eq!(entry("request", None, true), Ok(Entry::Asked));
        assert_eq!(entry("request", Some("asked"), true), Ok(Entry::Asked));
    }

    #[test]
    fn joining_twice_changes_nothing() {
        assert_eq!(entry("open", Some("member"), true), Ok(Entry::AlreadyIn));
    }
}
