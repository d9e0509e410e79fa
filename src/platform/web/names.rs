//! How people are addressed.

/// "Bo", of "Bo Member": what mails greet by.
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// Does this sign leave nothing to see? Blanks of all kinds, marks without width, and letters that fill a place.
pub fn is_unseen(sign: char) -> bool {
    sign.is_whitespace()
        || sign.is_control()
        || turns_direction(sign)
        || matches!(
            sign,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        )
        || matches!(sign, '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{206F}' | '\u{2800}')
        || matches!(sign, '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Does it turn the direction of what follows, or make a terminal do something (Unicode technical report 36, 3.2)?
/// Joiners stay: emoji and several scripts need them.
pub fn turns_direction(sign: char) -> bool {
    matches!(sign, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') || sign.is_control()
}

/// A line that is kept without asking again, such as a reason beside a button: without what is hidden in it, and no longer
/// than it may be.
pub fn plain_line(text: &str, most: usize) -> String {
    let seen: String = text.chars().filter(|sign| sign.is_whitespace() || !turns_direction(*sign)).collect();
    let line = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().all(is_unseen) { String::new() } else { line.chars().take(most).collect() }
}

#[cfg(test)]
mod tests {
    use super::{first_name, plain_line};

    #[test]
    fn nothing_hidden_stays_in_a_line_that_is_kept_as_it_is() {
        assert_eq!(plain_line(" The\u{202e} room\u{7}\nis  gone ", 300), "The room is gone");
        assert_eq!(plain_line("\u{200b}\u{2060}", 300), "");
        assert_eq!(plain_line("abcdef", 3), "abc");
    }

    #[test]
    fn a_person_is_greeted_by_their_first_name() {
        assert_eq!(first_name("Bo Member"), "Bo");
        assert_eq!(first_name(" Elif  Nur Kaya"), "Elif");
        assert_eq!(first_name("Cher"), "Cher");
        assert_eq!(first_name(""), "");
    }
}
