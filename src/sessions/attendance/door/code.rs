//! The code of a session: short enough to read aloud and to type on a phone, made from the organisation's secret, so
//! that nobody can work it out and nothing secret is stored. Renewing it raises a number, and makes another code.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::platform::ids::EventId;

/// Digits and letters that are taken for no other: no 0 and O, no 1, I and L.
const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// 31^6 is close to 900 million.
const LENGTH: usize = 6;

pub fn of(secret: &[u8], event: EventId, renewals: i32) -> String {
    // HMAC takes keys of any length.
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret).unwrap_or_else(|_| unreachable!("any length will do"));
    mac.update(b"door\0");
    mac.update(event.as_bytes());
    mac.update(&renewals.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let mut number = digest[..8].iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let mut code = String::with_capacity(LENGTH);
    for _ in 0..LENGTH {
        let index = usize::try_from(number % 31).unwrap_or(0);
        code.push(char::from(LETTERS[index]));
        number /= 31;
    }
    code
}

/// A code as typed: in any case, with spaces or hyphens where people put them. Nothing when it cannot be one.
pub fn read(typed: &str) -> Option<String> {
    let code: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–'))
        .map(|c| c.to_ascii_uppercase())
        .take(LENGTH + 1)
        .collect();
    (code.len() == LENGTH && code.bytes().all(|byte| LETTERS.contains(&byte))).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::{of, read};
    use crate::platform::ids::EventId;
    use std::collections::HashSet;

    const SECRET: &[u8] = b"an organisation's secret of some length";

    #[test]
    fn a_code_is_of_one_session_one_organisation_and_one_renewal() {
        let session = EventId::from_u128(1);
        let code = of(SECRET, session, 0);
        assert_eq!(read(&code), Some(code.clone()));
        assert_eq!(of(SECRET, session, 0), code);
        assert_ne!(of(SECRET, session, 1), code);
        assert_ne!(of(SECRET, EventId::from_u128(2), 0), code);
        assert_ne!(of(b"another organisation's secret", session, 0), code);
    }

    #[test]
    fn codes_of_a_thousand_sessions_differ_and_use_every_letter() {
        let codes: HashSet<String> = (0..1000).map(|id| of(SECRET, EventId::from_u128(id), 0)).collect();
        assert_eq!(codes.len(), 1000);
        let letters: HashSet<char> = codes.iter().flat_map(|code| code.chars()).collect();
        assert_eq!(letters.len(), 31);
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        assert_eq!(read(" abc-2xy "), Some("ABC2XY".to_owned()));
        assert_eq!(read("ABC 2XY"), Some("ABC2XY".to_owned()));
        for wrong in ["", "ABC2X", "ABC2XYZ", "ABC20Y", "ABCÄXY", "ABC2X\u{0}", "%%%%%%"] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }
}
