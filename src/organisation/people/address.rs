use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// As long as a path in SMTP may be, without its brackets (RFC 5321, 4.5.3.1.3).
const LONGEST: usize = 254;

/// An email address in the one form in which it is kept, looked for and counted: without blanks of any script or
/// invisible signs around it, in small letters. Made at the edge; nothing further in compares addresses as text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WorkEmail(String);

impl WorkEmail {
    /// The address that someone typed, or nothing where it is none.
    pub fn read(typed: &str) -> Option<Self> {
        let trimmed = typed.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
        // Letter by letter: a whole text would be folded by its neighbours (the two small sigmas), and one address
        // could be written in two ways.
        let folded: String = trimmed.chars().flat_map(char::to_lowercase).collect();
        let folded = with_readable_domain(folded)?;
        let fine = folded.len() <= LONGEST
            && !folded.contains(['"', '(', ')', '<', '>', ',', ';'])
            && !folded.contains(|c: char| c.is_whitespace() || c.is_control() || is_invisible(c))
            && lettre::Address::from_str(&folded).is_ok();
        fine.then_some(Self(folded))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the sign.
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// What stands behind it.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl std::fmt::Display for WorkEmail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A domain with letters beyond ASCII has one form, the one that people read; it is sent in its ASCII form (RFC 5890). None
/// where it is no domain.
fn with_readable_domain(address: String) -> Option<String> {
    let Some((local, domain)) = address.rsplit_once('@') else { return Some(address) };
    if domain.is_ascii() && !domain.contains("xn--") {
        return Some(address);
    }
    idna::domain_to_ascii(domain).ok()?;
    let (readable, checked) = idna::domain_to_unicode(domain);
    checked.ok()?;
    Some(format!("{local}@{readable}"))
}

/// Signs that take no room on the page, and those that turn its direction: with one of them inside, what looks like
/// an address is another.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{FEFF}')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
}

#[cfg(test)]
mod tests {
    use super::WorkEmail;

    fn read(typed: &str) -> Option<String> {
        WorkEmail::read(typed).map(|email| email.as_str().to_owned())
    }

    #[test]
    fn however_it_is_typed_an_address_has_one_form() {
        for typed in [
            "ana@example.org",
            " Ana@Example.ORG ",
            "\tana@example.org\r\n",
            "\u{a0}ana@example.org",
            "\u{3000}ana@example.org\u{2003}",
            "\u{200b}ana@example.org\u{feff}",
        ] {
            assert_eq!(read(typed).as_deref(), Some("ana@example.org"), "{typed:?}");
        }
        assert_eq!(read("\u{212A}arl@example.org").as_deref(), Some("karl@example.org"));
        assert_eq!(read("ΟΔΟΣ@example.org"), read("οδοσ@example.org"));
    }

    #[test]
    fn a_domain_beyond_ascii_has_one_form() {
        for typed in [
            "ana@müller.example",
            "ana@MÜLLER.example",
            "ana@xn--mller-kva.example",
            "ana@mu\u{308}ller.example",
        ] {
            assert_eq!(read(typed).as_deref(), Some("ana@müller.example"), "{typed}");
        }
        assert_eq!(read("ana@xn--.example"), None);
    }

    #[test]
    fn an_address_has_a_name_and_a_host() {
        for wrong in [
            "",
            "ana",
            "ana@",
            "@example.org",
            "a b@example.org",
            "a\u{200b}na@example.org",
            "ana@example.org, ben@example.org",
            "ana@example.org\u{0}",
            "Ana <ana@example.org>",
        ] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
        assert_eq!(read(&format!("{}@example.org", "a".repeat(250))), None);
    }

    #[test]
    fn an_address_has_two_sides() {
        let email = WorkEmail::read("Ana.Ferreira@Example.org").unwrap();
        assert_eq!((email.local_part(), email.domain()), ("ana.ferreira", "example.org"));
    }
}
