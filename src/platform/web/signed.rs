//! Links that act without a sign-in: what they may do, for which person and until when, signed with the organisation's secret
//! (HMAC-SHA-256). Nothing is stored; a link that was changed, or whose time has run out, is no link.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use time::OffsetDateTime;
use uuid::Uuid;

/// Bytes of the signature kept in a link: 128 bits cannot be guessed, and links in mails stay short.
const SIGNATURE: usize = 16;
const MOMENT: usize = 8;

/// The part of a link that says `ids` for `purpose` until the moment `until`.
///
/// A purpose is a word of the noun that reads the link, such as `rsvp`; a token made for one is refused for another.
pub fn token(secret: &[u8], purpose: &str, ids: &[Uuid], until: OffsetDateTime) -> String {
    let mut said: Vec<u8> = ids.iter().flat_map(|id| *id.as_bytes()).collect();
    said.extend(until.unix_timestamp().to_be_bytes());
    let signature = mac(secret, purpose, &said).finalize().into_bytes();
    said.extend(&signature[..SIGNATURE]);
    URL_SAFE_NO_PAD.encode(said)
}

/// What a token says, when it was made here for `purpose`, holds exactly `N` ids and its time has not run out.
pub fn read<const N: usize>(
    secret: &[u8],
    purpose: &str,
    token: &str,
    now: OffsetDateTime,
) -> Option<[Uuid; N]> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (said, signature) = bytes.split_at_checked(N * 16 + MOMENT)?;
    if signature.len() != SIGNATURE {
        return None;
    }
    // In constant time, so that nobody can find a signature byte by byte.
    mac(secret, purpose, said).verify_truncated_left(signature).ok()?;
    let (ids, moment) = said.split_at(N * 16);
    let until = i64::from_be_bytes(moment.try_into().ok()?);
    if until <= now.unix_timestamp() {
        return None;
    }
    let mut read = [Uuid::nil(); N];
    for (id, bytes) in read.iter_mut().zip(ids.chunks_exact(16)) {
        *id = Uuid::from_slice(bytes).ok()?;
    }
    Some(read)
}

/// What only someone who knows the secret can say for `purpose`, as hex.
pub fn mark(secret: &[u8], purpose: &str, said: &[u8]) -> String {
    hex::encode(mac(secret, purpose, said).finalize().into_bytes())
}

fn mac(secret: &[u8], purpose: &str, said: &[u8]) -> Hmac<Sha256> {
    // HMAC takes keys of any length.
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret).unwrap_or_else(|_| unreachable!("any length will do"));
    mac.update(purpose.as_bytes());
    mac.update(&[0]);
    mac.update(said);
    mac
}

#[cfg(test)]
mod tests {
    use super::{read, token};
    use time::macros::datetime;
    use uuid::Uuid;

    const SECRET: &[u8] = b"an organisation's secret of some length";
    const NOW: time::OffsetDateTime = datetime!(2026-11-22 12:00 UTC);
    const LATER: time::OffsetDateTime = datetime!(2026-11-23 12:00 UTC);

    #[test]
    fn a_link_says_what_was_signed_until_its_time_runs_out() {
        let ids = [Uuid::from_u128(1), Uuid::from_u128(2)];
        let link = token(SECRET, "rsvp", &ids, LATER);
        assert_eq!(read(SECRET, "rsvp", &link, NOW), Some(ids));
        assert_eq!(read::<2>(SECRET, "rsvp", &link, LATER), None);
    }

    #[test]
    fn a_link_is_of_no_use_for_another_purpose_site_or_number_of_things() {
        let link = token(SECRET, "rsvp", &[Uuid::from_u128(1)], LATER);
        assert_eq!(read::<1>(SECRET, "unsubscribe", &link, NOW), None);
        assert_eq!(read::<1>(b"another organisation's secret", "rsvp", &link, NOW), None);
        assert_eq!(read::<2>(SECRET, "rsvp", &link, NOW), None);
        assert_eq!(read::<0>(SECRET, "rsvp", &link, NOW), None);
    }

    #[test]
    fn a_link_that_was_changed_anywhere_is_no_link() {
        let link = token(SECRET, "rsvp", &[Uuid::from_u128(1)], LATER);
        for at in 0..link.len() {
            let changed: String = link
                .chars()
                .enumerate()
                .map(|(i, c)| if i == at { if c == 'A' { 'B' } else { 'A' } } else { c })
                .collect();
            assert_eq!(read::<1>(SECRET, "rsvp", &changed, NOW), None, "{at}");
        }
        for wrong in ["", "?", "AAAA", &link[1..]] {
            assert_eq!(read::<1>(SECRET, "rsvp", wrong, NOW), None, "{wrong}");
        }
    }
}
