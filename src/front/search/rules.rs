//! What is looked for, and what of a result is marked. Two words are alike when they share enough of the groups of three
//! letters that each is made of, or when one begins with the letters of the other in another order: as the database's
//! `word_alike` has it.

use std::collections::HashSet;

/// So many words are looked for, the longest first: it rules out most.
pub const MOST_WORDS: usize = 3;
const SHORTEST: usize = 2;
const LONGEST: usize = 40;
const ALIKE: f64 = 0.45;

/// The words of a search, the longest first; none when there is nothing to look for.
pub fn search_words(typed: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in typed.split(|letter: char| !letter.is_alphanumeric()) {
        let word: String = word.chars().take(LONGEST).collect::<String>().to_lowercase();
        if word.chars().count() >= SHORTEST && !words.contains(&word) {
            words.push(word);
        }
    }
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words.truncate(MOST_WORDS);
    words
}

/// A piece of a text, marked where it is why the text was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextPart {
    pub text: String,
    pub marked: bool,
}

/// A text in pieces: what was typed is marked letter by letter, what only sounds like it as a whole word.
pub fn parts(text: &str, words: &[String]) -> Vec<TextPart> {
    let letters: Vec<char> = text.chars().collect();
    let mut marked = vec![false; letters.len()];
    let mut start = 0;
    while start < letters.len() {
        let end = letters[start..]
            .iter()
            .position(|letter| !letter.is_alphanumeric())
            .map_or(letters.len(), |length| start + length);
        mark(&letters[start..end], words, &mut marked[start..end]);
        start = end + 1;
    }
    let mut parts: Vec<TextPart> = Vec::new();
    for (letter, marked) in letters.into_iter().zip(marked) {
        match parts.last_mut() {
            Some(part) if part.marked == marked => part.text.push(letter),
            _ => parts.push(TextPart { text: letter.into(), marked }),
        }
    }
    parts
}

/// Marks what one word of a text owes to the search.
fn mark(word: &[char], sought: &[String], marked: &mut [bool]) {
    // Letter by letter, so that places in the folded word are places in the word.
    let folded: Vec<char> =
        word.iter().map(|letter| letter.to_lowercase().next().unwrap_or(*letter)).collect();
    for one in sought {
        let one: Vec<char> = one.chars().collect();
        if let Some(at) = folded.windows(one.len()).position(|window| window == one) {
            marked[at..at + one.len()].fill(true);
        } else if likeness(&one, &folded) >= ALIKE || same_letters(&one, &folded) {
            marked.fill(true);
        }
    }
}

/// The share of the groups of three letters of `sought` that `word` has too.
fn likeness(sought: &[char], word: &[char]) -> f64 {
    let (sought, word) = (threes(sought), threes(word));
    let shared = u32::try_from(sought.intersection(&word).count()).unwrap_or(u32::MAX);
    f64::from(shared) / f64::from(u32::try_from(sought.len().max(1)).unwrap_or(u32::MAX))
}

/// Does `word` begin with the letters of `sought`, in whatever order?
fn same_letters(sought: &[char], word: &[char]) -> bool {
    let Some(start) = word.get(..sought.len()) else { return false };
    start.iter().all(|letter| sought.contains(letter)) && sought.iter().all(|letter| start.contains(letter))
}

/// With two spaces before the word and one after it.
fn threes(word: &[char]) -> HashSet<[char; 3]> {
    let padded: Vec<char> = [' ', ' '].into_iter().chain(word.iter().copied()).chain([' ']).collect();
    padded.windows(3).map(|three| [three[0], three[1], three[2]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, typed: &str) -> String {
        parts(text, &search_words(typed))
            .into_iter()
            .map(|part| if part.marked { format!("[{}]", part.text) } else { part.text })
            .collect()
    }

    #[test]
    fn a_few_words_are_looked_for_the_longest_first() {
        assert_eq!(
            search_words("  On-call, for On Kubernetes incidents \0"),
            ["kubernetes", "incidents", "call"]
        );
        assert!(search_words("a ? %").is_empty());
        assert_eq!(search_words(&"x".repeat(90))[0].len(), LONGEST);
    }

    #[test]
    fn what_was_typed_is_marked_where_it_stands() {
        assert_eq!(shown("Ana Ferreira", "fer ana"), "[Ana] [Fer]reira");
        assert_eq!(shown("Größe zählt", "größe"), "[Größe] zählt");
        assert_eq!(shown("<b>Testing</b>", "test"), "<b>[Test]ing</b>");
        assert_eq!(shown("", "test"), "");
    }

    #[test]
    fn what_sounds_like_it_is_marked_as_a_whole() {
        assert_eq!(shown("Kubernetes night", "kuberntes"), "[Kubernetes] night");
        assert_eq!(shown("Testing circle", "tesitng"), "[Testing] circle");
        assert_eq!(shown("Ben Okafor", "okfa"), "Ben [Okafor]");
        assert_eq!(shown("Plain words", "tesitng"), "Plain words");
    }
}
