//! What a password may not be: short, one that others try first, or one's own name and address. There is no rule about
//! signs (NIST SP 800-63B, 3.1.1.2).

use super::WorkEmail;

const SHORTEST: usize = 10;
const LONGEST: usize = 200;
/// What is left of a password beside one's own address says nothing if it is shorter.
const LEAST_OF_ONES_OWN: usize = 6;

/// What people choose most, once numbers behind it and signs for letters are taken away.
const COMMON: &[&str] = &[
    "abcabc",
    "access",
    "admin",
    "administrator",
    "arsenal",
    "april",
    "august",
    "autumn",
    "azerty",
    "barcelona",
    "baseball",
    "basketball",
    "batman",
    "bienvenue",
    "changeit",
    "changeme",
    "changemenow",
    "charlie",
    "chelsea",
    "company",
    "computer",
    "contrasena",
    "correcthorsebatterystaple",
    "december",
    "default",
    "dragon",
    "february",
    "football",
    "freedom",
    "friday",
    "guest",
    "guildhall",
    "hello",
    "hellohello",
    "helloworld",
    "iloveyou",
    "internet",
    "january",
    "jennifer",
    "july",
    "june",
    "letmein",
    "letmeinnow",
    "liverpool",
    "login",
    "london",
    "manchester",
    "master",
    "michael",
    "minecraft",
    "monday",
    "monkey",
    "motdepasse",
    "mypassword",
    "newpassword",
    "november",
    "october",
    "office",
    "passphrase",
    "passwd",
    "password",
    "passwort",
    "pokemon",
    "princess",
    "qwerty",
    "saturday",
    "secret",
    "senha",
    "september",
    "shadow",
    "spring",
    "starwars",
    "summer",
    "sunday",
    "sunshine",
    "superman",
    "supersecret",
    "temporary",
    "test",
    "testing",
    "testpassword",
    "thepassword",
    "thisisapassword",
    "thursday",
    "topsecret",
    "trustnoone",
    "tuesday",
    "user",
    "wachtwoord",
    "wednesday",
    "welcome",
    "whatever",
    "willkommen",
    "winter",
    "yourpassword",
];

/// Rows that fingers run along; a password out of one of them, forwards or backwards, is no secret.
const ROWS: &[&str] = &[
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
];

/// What is wrong with a password, in words that say what to do; nothing where it is fine.
pub fn problem(password: &str, email: Option<&WorkEmail>) -> Option<String> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(format!("Enter at least {SHORTEST} characters. A few words in a row are fine."));
    }
    if length > LONGEST {
        return Some(format!("Enter at most {LONGEST} characters."));
    }
    if is_common(password) {
        return Some(
            "This password is easy to guess. Use a few words that do not belong together.".to_owned(),
        );
    }
    if email.is_some_and(|email| is_ones_own(password, email)) {
        return Some(
            "Your own email address is easy to guess. Use a few words that are not in it.".to_owned(),
        );
    }
    None
}

fn is_common(password: &str) -> bool {
    let folded = password.to_lowercase();
    let backwards: String = folded.chars().rev().collect();
    let in_a_row = ROWS.iter().any(|row| row.contains(&folded) || row.contains(&backwards));
    let words = folded.trim_end_matches(|c: char| !c.is_alphabetic());
    let words: String = words.chars().map(letter).filter(|c| c.is_alphabetic()).collect();
    in_a_row
        || is_repeated(&folded, 4)
        || COMMON.iter().any(|common| *common == words || is_again(&words, common))
}

/// The letter that a sign stands for: "p@ssw0rd".
fn letter(sign: char) -> char {
    match sign {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// Is it one piece of at most `longest` letters, again and again?
fn is_repeated(text: &str, longest: usize) -> bool {
    let signs: Vec<char> = text.chars().collect();
    (1..=longest).any(|piece| signs.iter().zip(signs.iter().skip(piece)).all(|(one, next)| one == next))
}

fn is_again(text: &str, word: &str) -> bool {
    text.len() > word.len() && text.replace(word, "").is_empty()
}

/// The address, or the part of it before the sign, with little beside it.
fn is_ones_own(password: &str, email: &WorkEmail) -> bool {
    let bare =
        |text: &str| -> String { text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect() };
    let password = bare(password);
    [bare(email.as_str()), bare(email.local_part()), bare(email.domain())].iter().any(|own| {
        own.chars().count() >= 4
            && password.contains(own.as_str())
            && password.replace(own.as_str(), "").chars().count() < LEAST_OF_ONES_OWN
    })
}

#[cfg(test)]
mod tests {
    use super::problem;
    use crate::organisation::people::WorkEmail;

    fn refused(password: &str) -> bool {
        problem(password, WorkEmail::read("ana.ferreira@example.org").as_ref()).is_some()
    }

    #[test]
    fn a_password_is_long_and_not_one_character() {
        assert!(refused("nine char"));
        assert!(!refused("ten chars."));
        assert!(refused("aaaaaaaaaaaa"));
        assert!(refused(&"ab ".repeat(67)));
        assert!(!refused("three small words"));
    }

    #[test]
    fn what_others_try_first_is_refused_with_numbers_behind_it_too() {
        for common in [
            "password123",
            "P@ssw0rd2026!",
            "Welcome2026",
            "1234567890",
            "9876543210",
            "qwertyuiop",
            "1q2w3e4r5t",
            "abcabcabcabc",
            "passwordpassword",
            "September2026",
            "guildhall12",
        ] {
            assert!(refused(common), "{common}");
        }
        assert!(!refused("password of the seventh river"));
    }

    #[test]
    fn ones_own_address_is_refused_with_little_beside_it() {
        for own in ["ana.ferreira@example.org", "AnaFerreira1", "ana.ferreira!!", "example.org1"] {
            assert!(refused(own), "{own}");
        }
        assert!(!refused("ana.ferreira rows on sundays"));
    }
}
