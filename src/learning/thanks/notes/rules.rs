//! How thanks are said in words.

/// What someone is thanked for, as the end of a sentence: "Ben thanked Ana …".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThanksPhrase<'a> {
    Story(&'a str),
    Session(&'a str),
    Help(&'a str),
    /// Its title may not be shown to this reader.
    Untold,
}

/// "for the session “Flaky tests”", "for help with pump curves".
pub fn phrase(thing: ThanksPhrase<'_>) -> String {
    match thing {
        ThanksPhrase::Story(title) => format!("for the story “{title}”"),
        ThanksPhrase::Session(title) => format!("for the session “{title}”"),
        ThanksPhrase::Help(with) => format!("for help with {with}"),
        ThanksPhrase::Untold => "for something in a community".to_owned(),
    }
}

/// What a person was helped with, as it ends "Ana helped me with": people also type the whole sentence’s full stop.
pub fn helped_with(typed: &str) -> String {
    typed.trim().trim_end_matches('.').trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{ThanksPhrase, helped_with, phrase};

    #[test]
    fn thanks_are_said_for_one_thing() {
        assert_eq!(phrase(ThanksPhrase::Story("Night shift")), "for the story “Night shift”");
        assert_eq!(phrase(ThanksPhrase::Session("Test clinic")), "for the session “Test clinic”");
        assert_eq!(phrase(ThanksPhrase::Help("pump curves")), "for help with pump curves");
    }

    #[test]
    fn a_full_stop_after_what_someone_helped_with_is_not_part_of_it() {
        assert_eq!(helped_with(" the pump curves. "), "the pump curves");
        assert_eq!(helped_with("v1.2"), "v1.2");
    }
}
