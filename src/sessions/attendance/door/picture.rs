//! The code as a picture that phones read: dark squares on white in either theme, with the white margin of four
//! squares that ISO/IEC 18004 asks for.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use crate::platform::error::{Error, Result};

const MARGIN: usize = 4;

/// A QR code as an SVG needs it.
#[derive(Debug)]
pub struct DoorPicture {
    /// Width and height in squares, margin included.
    pub size: usize,
    /// The path of the dark squares.
    pub dark: String,
}

impl DoorPicture {
    pub fn of(link: &str) -> Result<Self> {
        // A quarter of it may be hidden by a glare or a finger.
        let code = QrCode::with_error_correction_level(link, EcLevel::Q)
            .map_err(|error| Error::Internal(format!("a link too long for a picture: {error}")))?;
        let (width, colors) = (code.width(), code.to_colors());
        let mut dark = String::new();
        for (y, row) in colors.chunks(width).enumerate() {
            let mut x = 0;
            // One stroke for each run of dark squares, so that no hairline shows between them.
            for run in row.chunk_by(|one, other| one == other) {
                if run.first() == Some(&Color::Dark) {
                    // Writing into a string does not fail.
                    let _ = write!(dark, "M{} {}h{}v1h-{}z", x + MARGIN, y + MARGIN, run.len(), run.len());
                }
                x += run.len();
            }
        }
        Ok(Self { size: width + 2 * MARGIN, dark })
    }
}

#[cfg(test)]
mod tests {
    use super::DoorPicture;

    #[test]
    fn the_picture_has_its_margin_and_the_three_corner_squares() {
        let DoorPicture { size, dark } =
            DoorPicture::of("https://guild.example.org/check-in?code=ABC2XY").unwrap();
        assert!((29 + 8..=45 + 8).contains(&size), "{size}");
        // The corners start four squares in, with a bar of seven.
        assert!(dark.starts_with("M4 4h7v1h-7z"), "{dark}");
        assert!(dark.contains(&format!("M{} 4h7v1h-7z", size - 4 - 7)));
        assert!(dark.contains(&format!("M4 {}h7v1h-7z", size - 5)));
    }

    #[test]
    fn a_link_that_fits_no_picture_is_an_error_and_no_panic() {
        assert!(DoorPicture::of(&"x".repeat(5000)).is_err());
    }
}
