//! What a file holds: a text, in whichever of the ways that meeting tools and spreadsheets write it, or the rows of a spreadsheet.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{ListContent, OtherFile, Unreadable, sheets};

/// What a file that is no list begins with.
const KNOWN_FILES: &[(&[u8], OtherFile)] = &[
    (b"%PDF", OtherFile::Pdf),
    (b"\x89PNG", OtherFile::Picture),
    (b"\xFF\xD8\xFF", OtherFile::Picture),
    (b"GIF8", OtherFile::Picture),
    (b"BM", OtherFile::Picture),
    (b"RIFF", OtherFile::Picture),
    (b"\xD0\xCF\x11\xE0", OtherFile::OldSpreadsheet),
    (b"PK\x03\x04", OtherFile::Archive),
    (b"{\\rtf", OtherFile::Document),
];

/// # Errors
/// When the file is of a kind that holds no list.
pub fn content(bytes: &[u8]) -> Result<ListContent, Unreadable> {
    let known = KNOWN_FILES.iter().find(|(begins, kind)| {
        // "BM" also begins a name; a bitmap has a zero in its sixth to ninth byte.
        bytes.starts_with(begins)
            && (*begins != b"BM" || bytes.get(6..10) == Some(&[0; 4]))
            && (*kind != OtherFile::Picture || bytes.len() > 10)
    });
    match known {
        Some((_, OtherFile::Archive)) => return Ok(ListContent::Rows(sheets::rows(bytes)?)),
        Some((_, kind)) => return Err(Unreadable::Other(*kind)),
        None => {}
    }
    // HEIC and AVIF name themselves a little further in.
    if bytes.get(4..8) == Some(b"ftyp") {
        return Err(Unreadable::Other(OtherFile::Picture));
    }
    let text = decoded(bytes);
    let begins: String = text.trim_start().chars().take(400).collect::<String>().to_lowercase();
    let is_page = begins.starts_with('<')
        && ["<html", "<!doctype", "<table", "<head"].iter().any(|tag| begins.contains(tag));
    if is_page { Err(Unreadable::Other(OtherFile::WebPage)) } else { Ok(ListContent::Text(text)) }
}

/// The text of bytes.
pub fn decoded(bytes: &[u8]) -> String {
    let utf16 = match bytes {
        // Marked, or without a mark: every second byte of a Latin letter is zero.
        [0xFF, 0xFE, ..] | [_, 0, _, 0, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] | [0, _, 0, _, ..] => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = utf16 {
        return encoding.decode(bytes).0.into_owned();
    }
    // What is no UTF-8 was saved by an older spreadsheet, a byte a letter.
    match str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) if bytes.starts_with(b"\xEF\xBB\xBF") => String::from_utf8_lossy(&bytes[3..]).into_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}
