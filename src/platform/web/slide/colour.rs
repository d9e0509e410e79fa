//! The colours of the pages for pictures that leave them, as programs for slides read colours: in hex.

use super::SlideTheme;

/// A colour by what it is for; the same as the style sheet's tokens of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    Paper,
    Sunken,
    Text,
    Soft,
    Line,
    Accent,
    AccentWash,
    /// One of the twelve hues.
    Hue(u8),
    /// One of the five phases, from the first.
    Phase(u8),
}

/// Lightness, chroma and hue.
type Oklch = (f64, f64, f64);

const HUES: [f64; 12] = [15.0, 42.0, 68.0, 95.0, 125.0, 152.0, 185.0, 215.0, 248.0, 280.0, 310.0, 342.0];

const PHASES: [(Oklch, Oklch); 5] = [
    ((0.63, 0.125, 78.0), (0.58, 0.1, 78.0)),
    ((0.56, 0.115, 135.0), (0.65, 0.12, 135.0)),
    ((0.48, 0.085, 190.0), (0.72, 0.1, 190.0)),
    ((0.41, 0.115, 255.0), (0.79, 0.09, 250.0)),
    ((0.33, 0.115, 310.0), (0.86, 0.075, 315.0)),
];

impl Ink {
    /// "#1f5b4d"
    pub fn hex(self, theme: SlideTheme) -> String {
        let (light, dark) = self.pair();
        hex(if theme == SlideTheme::Dark { dark } else { light })
    }

    fn pair(self) -> (Oklch, Oklch) {
        match self {
            Self::Paper => ((0.977, 0.007, 84.0), (0.245, 0.021, 256.0)),
            Self::Sunken => ((0.947, 0.011, 82.0), (0.21, 0.02, 256.0)),
            Self::Text => ((0.225, 0.012, 60.0), (0.935, 0.01, 85.0)),
            Self::Soft => ((0.44, 0.014, 62.0), (0.775, 0.014, 250.0)),
            Self::Line => ((0.872, 0.012, 80.0), (0.375, 0.02, 256.0)),
            Self::Accent => ((0.43, 0.08, 172.0), (0.82, 0.1, 170.0)),
            Self::AccentWash => ((0.938, 0.03, 168.0), (0.315, 0.04, 178.0)),
            Self::Hue(number) => {
                let hue = HUES[usize::from(number) % HUES.len()];
                ((0.625, 0.11, hue), (0.65, 0.105, hue))
            }
            Self::Phase(number) => PHASES[usize::from(number) % PHASES.len()],
        }
    }
}

/// sRGB of a colour in OKLCH, what lies outside cut off (CSS Color 4, <https://www.w3.org/TR/css-color-4/>, section 18).
#[expect(clippy::many_single_char_names, reason = "as the formulas call them")]
fn hex((lightness, chroma, hue): Oklch) -> String {
    let (a, b) = (chroma * hue.to_radians().cos(), chroma * hue.to_radians().sin());
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    let linear = [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
    ];
    let [red, green, blue] = linear.map(channel);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cut off to a byte before")]
fn channel(linear: f64) -> u8 {
    let shown = if linear <= 0.003_130_8 { 12.92 * linear } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 };
    (shown.clamp(0.0, 1.0) * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::{Ink, SlideTheme, hex};

    #[test]
    fn colours_are_those_that_browsers_show() {
        assert_eq!(hex((1.0, 0.0, 0.0)), "#ffffff");
        assert_eq!(hex((0.0, 0.0, 0.0)), "#000000");
        // sRGB red.
        assert_eq!(hex((0.627_955, 0.257_683, 29.233_88)), "#ff0000");
    }

    #[test]
    fn each_theme_has_its_own() {
        assert_ne!(Ink::Paper.hex(SlideTheme::Light), Ink::Paper.hex(SlideTheme::Dark));
    }
}
