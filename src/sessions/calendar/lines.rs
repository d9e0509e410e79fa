//! Lines of a calendar file by RFC 5545, 3.1: CRLF at the end of each, folded at 75 octets, text escaped.

/// The longest line, in octets, without its end.
const LONGEST: usize = 75;

/// A file as it grows.
#[derive(Default)]
pub struct IcsLines(String);

impl IcsLines {
    pub fn begin(&mut self, component: &str) {
        self.value("BEGIN", component);
    }

    pub fn end(&mut self, component: &str) {
        self.value("END", component);
    }

    /// A property whose value is written as it is: a date, a number, a rule, an address.
    pub fn value(&mut self, name: &str, value: &str) {
        // Whatever was typed, a value never begins another line.
        let line: String = format!("{name}:{value}").chars().filter(|c| !c.is_control()).collect();
        let mut free = LONGEST;
        for character in line.chars() {
            let octets = character.len_utf8();
            if octets > free {
                // The space that marks a continued line is one of its octets.
                self.0.push_str("\r\n ");
                free = LONGEST - 1;
            }
            self.0.push(character);
            free -= octets;
        }
        self.0.push_str("\r\n");
    }

    /// A property whose value is words.
    pub fn text(&mut self, name: &str, words: &str) {
        self.value(name, &escaped(words));
    }

    /// Words that are left out when there are none.
    pub fn text_if_any(&mut self, name: &str, words: &str) {
        if !words.is_empty() {
            self.text(name, words);
        }
    }

    pub fn finish(self) -> String {
        self.0
    }
}

/// Text as a value (3.3.11): every kind of line break becomes `\n`.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut characters = words.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' | ';' | ',' => out.extend(['\\', character]),
            '\r' | '\n' => {
                if character == '\r' {
                    characters.next_if_eq(&'\n');
                }
                out.push_str("\\n");
            }
            '\t' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

/// Words as the value of a parameter, in quotes. RFC 6868 says how a quote itself is written there.
pub fn quoted(words: &str) -> String {
    let plain: String = words
        .chars()
        .map(|character| match character {
            '^' => "^^".to_owned(),
            '"' => "^'".to_owned(),
            '\n' => "^n".to_owned(),
            other => other.to_string(),
        })
        .collect();
    format!("\"{plain}\"")
}

#[cfg(test)]
mod tests {
    use super::{IcsLines, escaped, quoted};
    use proptest::prelude::*;

    /// The file as a reader unfolds it (3.1): a line break with a space after it is nothing.
    fn unfolded(file: &str) -> String {
        file.replace("\r\n ", "")
    }

    #[test]
    fn what_means_something_to_a_calendar_is_escaped() {
        assert_eq!(
            escaped("Tea, cake; \\ and\r\nmore\nat\tfour"),
            "Tea\\, cake\\; \\\\ and\\nmore\\nat four"
        );
        assert_eq!(quoted("The \"quiet\" circle ^ 2"), "\"The ^'quiet^' circle ^^ 2\"");
    }

    #[test]
    fn nothing_typed_begins_a_line_of_its_own() {
        let mut lines = IcsLines::default();
        lines.text("SUMMARY", "Tea\r\nATTENDEE:mailto:all@example.org\u{0}\u{85}");
        lines.value("URL", "https://example.org/\r\nX-EVIL:1");
        assert_eq!(
            lines.finish(),
            "SUMMARY:Tea\\nATTENDEE:mailto:all@example.org\r\nURL:https://example.org/X-EVIL:1\r\n"
        );
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_no_character_is_cut(words in "[a-zäß€😀, ;]{0,400}") {
            let mut lines = IcsLines::default();
            lines.text("DESCRIPTION", &words);
            let file = lines.finish();
            for line in file.strip_suffix("\r\n").unwrap().split("\r\n") {
                prop_assert!(line.len() <= 75, "{} octets: {}", line.len(), line);
                // Each is full, but for a character that did not fit any more.
                prop_assert!(!line.is_empty());
            }
            prop_assert_eq!(unfolded(&file), format!("DESCRIPTION:{}\r\n", escaped(&words)));
        }
    }
}
