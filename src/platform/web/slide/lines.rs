//! Lines of text where no font is at hand to measure with: widths are those of common fonts, rather too wide than too
//! narrow.

/// The two kinds of letters of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    Serif,
    Sans,
}

impl Face {
    /// Fonts that readers have, as the style sheet names them.
    pub fn family(self) -> &'static str {
        match self {
            Self::Serif => "Georgia, 'Iowan Old Style', 'Palatino Linotype', P052, 'Liberation Serif', serif",
            Self::Sans => {
                "'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
            }
        }
    }
}

/// Thousandths of the size that a letter takes.
fn advance(letter: char, face: Face) -> i64 {
    let width = match letter {
        'i' | 'l' | 'j' | '.' | ',' | '\'' | '’' | '|' | '!' | ':' | ';' => 290,
        ' ' | 'f' | 't' | 'r' | '(' | ')' | '-' | '“' | '”' => 400,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '—' => 920,
        'A'..='Z' => 710,
        '0'..='9' => 590,
        letter if letter.is_ascii() => 540,
        // Letters of other scripts may be as wide as they are high.
        letter if u32::from(letter) > 0x2e80 => 1050,
        _ => 600,
    };
    if face == Face::Sans { width } else { width * 98 / 100 }
}

fn width(text: &str, face: Face, size: i64) -> i64 {
    text.chars().map(|letter| advance(letter, face)).sum::<i64>() * size / 1000
}

/// A text in lines no wider than `room`; a word that is wider is broken.
pub fn wrapped(text: &str, face: Face, size: i64, room: i64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer, face, size) <= room {
            line = longer;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            line.push(letter);
            if width(&line, face, size) > room {
                line.pop();
                lines.push(std::mem::take(&mut line));
                line.push(letter);
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// The same number of lines, as even as they can be: no word alone in the last one.
pub fn balanced(text: &str, face: Face, size: i64, room: i64) -> Vec<String> {
    let widest = wrapped(text, face, size, room);
    let narrower = (1..20).map(|step| room - step * room / 24);
    let as_many =
        narrower.map(|room| wrapped(text, face, size, room)).take_while(|lines| lines.len() == widest.len());
    as_many.last().unwrap_or(widest)
}

/// The first of these sizes, from the largest, in which a text takes so many lines at most; else the last.
pub fn fit(text: &str, face: Face, sizes: &[i64], room: i64, lines: usize) -> i64 {
    let fits = |size: &&i64| wrapped(text, face, **size, room).len() <= lines;
    sizes.iter().find(fits).or(sizes.last()).copied().unwrap_or(20)
}

#[cfg(test)]
mod tests {
    use super::{Face, balanced, fit, wrapped};

    #[test]
    fn words_go_on_in_the_next_line() {
        let lines = wrapped("Nobody knew who to ask about the old pumps", Face::Sans, 40, 400);
        assert!(lines.len() > 1);
        assert_eq!(lines.join(" "), "Nobody knew who to ask about the old pumps");
        assert_eq!(wrapped("", Face::Sans, 40, 400), Vec::<String>::new());
    }

    #[test]
    fn a_word_without_end_is_broken() {
        let lines = wrapped(&"x".repeat(200), Face::Serif, 40, 400);
        assert!(lines.len() > 5);
        assert_eq!(lines.concat().len(), 200);
    }

    #[test]
    fn lines_are_evened_without_becoming_more() {
        let text =
            "I stopped the release on my own, for the first time, and nobody asked me to explain twice";
        let (greedy, even) = (wrapped(text, Face::Serif, 92, 1340), balanced(text, Face::Serif, 92, 1340));
        assert_eq!(even.len(), greedy.len());
        assert_eq!(even.join(" "), text);
        assert!(even.last().map(String::len) > greedy.last().map(String::len), "{even:?} {greedy:?}");
    }

    #[test]
    fn a_long_sentence_is_set_smaller() {
        let long = "word ".repeat(60);
        assert_eq!(fit("Short.", Face::Serif, &[80, 40], 1400, 3), 80);
        assert_eq!(fit(&long, Face::Serif, &[80, 40], 1400, 6), 40);
    }
}
