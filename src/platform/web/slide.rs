//! Pictures for slides: 16 to 9, with a title, where the figures are from, and whatever is drawn between. Drawn with
//! attributes alone, since a picture that is opened by itself may load no style sheet; as text in fonts that the reader
//! has, so that the server needs none. A browser turns it into pixels where someone wants those.

mod colour;
mod lines;

use askama::Template;

use crate::platform::error::Result;
use crate::platform::states::states;
use crate::platform::web::drawing::shortened;

pub use colour::Ink;
pub use lines::{Face, balanced, fit, wrapped};

/// The whole picture.
pub const WIDTH: i64 = 1600;
pub const HEIGHT: i64 = 900;
/// Left and right of everything.
pub const MARGIN: i64 = 100;
/// What is drawn between title and foot begins and ends here.
pub const TOP: i64 = 260;
pub const BOTTOM: i64 = 770;

states! {
    /// For which ground it is drawn.
    pub enum SlideTheme {
        Light = "light",
        Dark = "dark",
    }
}

impl SlideTheme {
    /// What an address asks for; anything else is light.
    pub fn asked(text: &str) -> Self {
        text.parse().unwrap_or(Self::Light)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }
}

/// Where a text is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct Lettering {
    pub face: Face,
    pub size: i64,
    pub ink: Ink,
    pub anchor: Anchor,
}

impl Lettering {
    pub const fn serif(size: i64, ink: Ink) -> Self {
        Self { face: Face::Serif, size, ink, anchor: Anchor::Start }
    }

    pub const fn sans(size: i64, ink: Ink) -> Self {
        Self { face: Face::Sans, size, ink, anchor: Anchor::Start }
    }

    #[must_use]
    pub const fn at(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }
}

/// Something drawn, in the order it was added.
enum SlideShape {
    Circle { x: i64, y: i64, radius: i64, fill: String, edge: String },
    Line { from: [i64; 2], to: [i64; 2], width: i64, stroke: String, strength: &'static str },
    Bar { x: i64, y: i64, width: i64, height: i64, fill: String },
    Words { x: i64, y: i64, text: String, size: i64, face: &'static str, anchor: &'static str, fill: String },
}

/// What stands around the picture.
pub struct SlideFrame {
    /// Whose slide it is.
    pub organisation: String,
    /// What it says, in one sentence.
    pub title: String,
    /// Of which days.
    pub period: String,
    /// Where it is from and how it is rounded.
    pub source: String,
    pub theme: SlideTheme,
}

/// A picture while it is drawn. Who draws says places in units of the whole, which is [`WIDTH`] by [`HEIGHT`].
pub struct Slide {
    theme: SlideTheme,
    organisation: String,
    title: String,
    shapes: Vec<SlideShape>,
}

/// The picture as a file.
#[derive(Template)]
#[template(path = "slide.svg")]
struct SlideFile<'a> {
    width: i64,
    height: i64,
    organisation: &'a str,
    title: &'a str,
    paper: String,
    ink: String,
    shapes: &'a [SlideShape],
}

const SOURCE_SIZE: i64 = 20;

impl Slide {
    /// A picture with its title above, its source below and the organisation's name.
    pub fn new(frame: SlideFrame) -> Self {
        let mut slide = Self::bare(frame.organisation, frame.title.clone(), frame.theme);
        let room = WIDTH - 2 * MARGIN;
        let one_line = wrapped(&frame.title, Face::Serif, 54, room).len() < 2;
        let size = if one_line { 54 } else { fit(&frame.title, Face::Serif, &[42, 36], room, 2) };
        let mut y = 128;
        for line in wrapped(&frame.title, Face::Serif, size, room).iter().take(2) {
            slide.text([MARGIN, y], line, Lettering::serif(size, Ink::Text));
            y += size * 6 / 5;
        }
        slide.text([MARGIN, y], &frame.period, Lettering::sans(26, Ink::Soft));
        slide.foot(&frame.source);
        slide
    }

    /// Without a title of its own: `title` is only what a screen reader says.
    pub fn bare(organisation: String, title: String, theme: SlideTheme) -> Self {
        Self { theme, organisation, title, shapes: Vec::new() }
    }

    /// What stands at its foot: a source on the left, beside the organisation's name.
    pub fn foot(&mut self, source: &str) {
        let lines = wrapped(source, Face::Sans, SOURCE_SIZE, 1050);
        let first = HEIGHT - 62 - 26 * i64::try_from(lines.len().min(2)).unwrap_or(2) + 26;
        for (line, y) in lines.iter().take(2).zip((first..).step_by(26)) {
            self.text([MARGIN, y], line, Lettering::sans(SOURCE_SIZE, Ink::Soft));
        }
    }

    pub fn circle(&mut self, at: [i64; 2], radius: i64, fill: Ink, edge: Ink) {
        let (fill, edge) = (fill.hex(self.theme), edge.hex(self.theme));
        self.shapes.push(SlideShape::Circle { x: at[0], y: at[1], radius, fill, edge });
    }

    pub fn line(&mut self, from: [i64; 2], to: [i64; 2], width: i64, ink: Ink) {
        self.shapes.push(SlideShape::Line { from, to, width, stroke: ink.hex(self.theme), strength: "1" });
    }

    /// A line behind what matters more.
    pub fn faint_line(&mut self, from: [i64; 2], to: [i64; 2], width: i64, ink: Ink) {
        self.shapes.push(SlideShape::Line { from, to, width, stroke: ink.hex(self.theme), strength: "0.4" });
    }

    /// A bar that stands on `base`.
    pub fn bar(&mut self, left: i64, width: i64, base: i64, height: i64, ink: Ink) {
        let fill = ink.hex(self.theme);
        self.shapes.push(SlideShape::Bar { x: left, y: base - height, width, height, fill });
    }

    pub fn text(&mut self, at: [i64; 2], text: &str, looks: Lettering) {
        self.shapes.push(SlideShape::Words {
            x: at[0],
            y: at[1],
            text: text.to_owned(),
            size: looks.size,
            face: looks.face.family(),
            anchor: looks.anchor.as_str(),
            fill: looks.ink.hex(self.theme),
        });
    }

    /// A text in lines of a width, from the top; answers where the next line would stand.
    pub fn paragraph(&mut self, at: [i64; 2], width: i64, text: &str, looks: Lettering) -> i64 {
        let step = looks.size * 33 / 25;
        let mut y = at[1];
        for line in wrapped(text, looks.face, looks.size, width) {
            self.text([at[0], y], &line, looks);
            y += step;
        }
        y
    }

    /// The picture as a file.
    ///
    /// # Errors
    /// None in practice: it is written to memory.
    pub fn svg(&self) -> Result<String> {
        let file = SlideFile {
            width: WIDTH,
            height: HEIGHT,
            organisation: &shortened(&self.organisation, 24),
            title: &self.title,
            paper: Ink::Paper.hex(self.theme),
            ink: Ink::Text.hex(self.theme),
            shapes: &self.shapes,
        };
        Ok(file.render()?)
    }
}

#[cfg(test)]
mod tests {
    use super::{Ink, Lettering, Slide, SlideFrame, SlideTheme};

    fn frame(theme: SlideTheme) -> SlideFrame {
        SlideFrame {
            organisation: "Northmere <Water>".into(),
            title: "People & places".into(),
            period: "2026".into(),
            source: "Source: Guildhall".into(),
            theme,
        }
    }

    #[test]
    fn what_people_write_cannot_break_out_of_the_picture() {
        let mut slide = Slide::new(frame(SlideTheme::Light));
        slide.text([0, 0], "</text><script>x</script>", Lettering::sans(20, Ink::Text));
        let svg = slide.svg().unwrap();
        assert!(!svg.contains("<script") && !svg.contains("<Water>"), "{svg}");
        assert!(svg.contains("People &#38; places") || svg.contains("People &amp; places"), "{svg}");
    }

    #[test]
    fn it_is_sixteen_to_nine_and_needs_nothing_else() {
        let [light, dark] =
            [SlideTheme::Light, SlideTheme::Dark].map(|theme| Slide::new(frame(theme)).svg().unwrap());
        assert!(light.contains(r#"viewBox="0 0 1600 900""#));
        assert!(light != dark, "each theme has its own ground");
        for missing in ["<style", "style=", "href", "class=", "url("] {
            assert!(!light.contains(missing), "{missing}");
        }
    }
}
