//! Who may say thanks, and how many did, in words.

use crate::platform::web::when::thousands;

/// May this reader say thanks, or that they used it too?
///
/// # Errors
/// The reason, for the author themselves.
pub fn may_say(own_story: bool) -> Result<(), &'static str> {
    if own_story { Err("You can only thank other people for their stories.") } else { Ok(()) }
}

/// "12 people said thanks. Two used it too.": nothing where there is nothing to tell.
pub fn thanks_summary(thanks: i64, reuses: i64) -> String {
    let thanked = match thanks {
        0 => String::new(),
        1 => "One person said thanks.".to_owned(),
        n => format!("{} people said thanks.", number(n)),
    };
    let used = match (reuses, thanks) {
        (0, _) => String::new(),
        (1, 0) => "One person used it too.".to_owned(),
        (n, 0) => format!("{} people used it too.", number(n)),
        (n, _) => format!("{} used it too.", number(n)),
    };
    format!("{thanked} {used}").trim().to_owned()
}

/// Small numbers as words, at the start of a sentence.
fn number(n: i64) -> String {
    const WORDS: [&str; 9] = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
    usize::try_from(n - 1)
        .ok()
        .and_then(|at| WORDS.get(at))
        .map_or_else(|| thousands(n), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{may_say, thanks_summary};

    #[test]
    fn nobody_thanks_themselves() {
        assert!(may_say(false).is_ok());
        assert!(may_say(true).is_err());
    }

    #[test]
    fn thanks_and_reuse_are_told_in_words() {
        assert_eq!(thanks_summary(0, 0), "");
        assert_eq!(thanks_summary(12, 2), "12 people said thanks. Two used it too.");
        assert_eq!(thanks_summary(1, 0), "One person said thanks.");
        assert_eq!(thanks_summary(0, 1), "One person used it too.");
        assert_eq!(thanks_summary(1200, 0), "1,200 people said thanks.");
    }
}
