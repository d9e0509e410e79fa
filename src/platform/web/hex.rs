//! Bytes as text: two hexadecimal digits each.

/// "0aff" for the bytes 10 and 255.
pub fn of(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).collect()
}

/// The bytes again; nothing when the text is no hexadecimal.
pub fn read(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
}

#[cfg(test)]
mod tests {
    use super::{of, read};

    #[test]
    fn bytes_come_back_from_their_digits() {
        assert_eq!(of(&[0, 10, 255]), "000aff");
        assert_eq!(read("000aff"), Some(vec![0, 10, 255]));
        for wrong in ["0", "0g", "é0"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
