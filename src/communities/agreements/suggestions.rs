//! Sentences to start from. A community takes those it means, and writes its own beside them.

pub const SUGGESTED: [&str; 8] = [
    "Bring things that are half finished. That is what we are here for.",
    "What is told here stays here, unless the person says otherwise.",
    "Ask before you advise.",
    "The newest voice speaks first.",
    "“I don’t know” is a good answer.",
    "We start five minutes past the hour and end on time.",
    "Come when you can. Nobody has to explain why they missed one.",
    "Cameras are welcome in small groups, and never needed.",
];

/// Those that a list does not have yet, with their place among all.
pub fn missing(lines: &[String]) -> Vec<(usize, &'static str)> {
    let have: Vec<String> = lines.iter().map(|line| line.trim().to_lowercase()).collect();
    let is_missing = |(_, line): &(usize, &'static str)| !have.contains(&line.to_lowercase());
    SUGGESTED.into_iter().enumerate().filter(is_missing).collect()
}

#[cfg(test)]
mod tests {
    use super::{SUGGESTED, missing};

    #[test]
    fn what_is_there_is_not_suggested_again() {
        let left = missing(&["ask before you ADVISE. ".to_owned(), "Our own".to_owned()]);
        assert_eq!(left.len(), SUGGESTED.len() - 1);
        assert!(left.iter().all(|(_, line)| *line != "Ask before you advise."));
        assert!(left.iter().all(|(place, line)| SUGGESTED[*place] == *line));
    }

    #[test]
    fn each_fits_into_a_list() {
        assert!(SUGGESTED.iter().all(|line| (2..=160).contains(&line.chars().count())));
        assert!(SUGGESTED.len() <= super::super::MOST);
    }
}
