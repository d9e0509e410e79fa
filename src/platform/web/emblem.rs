//! Faces for those who uploaded none: a community's emblem is drawn from its slug, a person is their
//! initials. The same name always gives the same drawing, on every copy of the program, for good:
//! changing a number here changes what people recognise their community by.

use std::fmt::{self, Display, Formatter};

/// How many hues the style sheet has (`.hue-0` to `.hue-11`).
pub const HUES: u8 = 12;

/// Half of the drawing, which is 48 units wide: four tiles, two by two.
const TILE: i32 = 24;

/// What a tile shows, on its ground. Rings come first: they are the mark of the whole product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Motif {
    Rings,
    Ripples,
    Petal,
    Quarter,
    HalfDisc,
    Dots,
    Slope,
}

const MOTIFS: [Motif; 7] =
    [Motif::Rings, Motif::Ripples, Motif::Petal, Motif::Quarter, Motif::HalfDisc, Motif::Dots, Motif::Slope];

/// The four tones of a hue, and for each ground the two that stand out from it.
const TONES: [(&str, &str, &str); 4] =
    [("wash", "mid", "deep"), ("soft", "deep", "wash"), ("mid", "wash", "deep"), ("deep", "soft", "wash")];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tile {
    motif: Motif,
    /// An index into `TONES`.
    ground: usize,
    /// The corner a motif grows from: 0 top left, then clockwise.
    corner: usize,
}

/// A community's emblem. Shown as an inline SVG whose colours come from the style sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emblem {
    pub hue: u8,
    tiles: [Tile; 4],
}

/// The emblem of the community with this slug.
pub fn emblem(slug: &str) -> Emblem {
    let mut chance = Chance(fnv1a(slug));
    let mut motifs = MOTIFS;
    chance.shuffle(&mut motifs);
    // At least one tile carries the rings, so that all emblems are of one family.
    if !motifs[..4].contains(&Motif::Rings) {
        motifs[chance.below(4)] = Motif::Rings;
    }
    let mut grounds = [0, 1, 2, 3];
    chance.shuffle(&mut grounds);
    let tiles =
        std::array::from_fn(|at| Tile { motif: motifs[at], ground: grounds[at], corner: chance.below(4) });
    Emblem { hue: hue(slug), tiles }
}

/// The emblem as SVG. `class` is added to `emblem hue-n` (such as `large`). With a label it is an
/// image of that name; without one it is decoration, which is right wherever the name is beside it.
pub fn svg(slug: &str, class: &str, label: &str) -> String {
    let drawn = emblem(slug);
    let gap = if class.is_empty() { "" } else { " " };
    let role = if label.is_empty() {
        r#"aria-hidden="true""#.to_owned()
    } else {
        format!(r#"role="img" aria-label="{}""#, escaped(label))
    };
    format!(r#"<svg class="emblem hue-{}{gap}{class}" viewBox="0 0 48 48" {role}>{drawn}</svg>"#, drawn.hue)
}

/// Which of the twelve hues belongs to a key: a community's slug, a department's name.
pub fn hue(key: &str) -> u8 {
    u8::try_from(mixed(fnv1a(key)) % u64::from(HUES)).unwrap_or(0)
}

/// "Ana Maria Ferreira" is "AF", "Ana" is "A". Words that do not begin with a letter, such as
/// "(Leeds)", do not count. A name without letters is a dot, so that the disc is never empty.
pub fn initials(name: &str) -> String {
    let mut firsts = name
        .split([' ', '\t', '\n', '\u{a0}'])
        .filter_map(|word| word.chars().next())
        .filter(|first| first.is_alphabetic())
        .filter_map(|first| first.to_uppercase().next());
    match (firsts.next(), firsts.next_back()) {
        (None, _) => "·".to_owned(),
        (Some(first), None) => first.to_string(),
        (Some(first), Some(last)) => format!("{first}{last}"),
    }
}

impl Display for Emblem {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let places = [Point(0, 0), Point(TILE, 0), Point(TILE, TILE), Point(0, TILE)];
        self.tiles.iter().zip(places).try_for_each(|(tile, place)| tile.draw(out, place))
    }
}

#[derive(Clone, Copy)]
struct Point(i32, i32);

impl Point {
    fn halfway(self, to: Self) -> Self {
        Self(i32::midpoint(self.0, to.0), i32::midpoint(self.1, to.1))
    }
}

impl Display for Point {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.0, self.1)
    }
}

impl Tile {
    /// Draws the tile whose top left is at `place`.
    fn draw(&self, out: &mut Formatter<'_>, place: Point) -> fmt::Result {
        let (ground, figure, core) = TONES[self.ground];
        write!(out, r#"<path class="{ground}" d="M{place}h24v24h-24z"/>"#)?;
        let [start, next, across, last] = self.corners(place);
        let middle = start.halfway(across);
        match self.motif {
            Motif::Rings => {
                disc(out, figure, middle, 10)?;
                disc(out, ground, middle, 7)?;
                disc(out, core, middle, 4)
            }
            Motif::Ripples => {
                quarter(out, figure, start, across, 24)?;
                quarter(out, ground, start, across, 18)?;
                quarter(out, figure, start, across, 12)?;
                quarter(out, core, start, across, 6)
            }
            Motif::Petal => {
                write!(
                    out,
                    r#"<path class="{figure}" d="M{start}A24 24 0 0 1 {across}A24 24 0 0 1 {start}z"/>"#
                )?;
                disc(out, core, middle, 3)
            }
            Motif::Quarter => {
                quarter(out, figure, start, across, 24)?;
                quarter(out, core, start, across, 12)
            }
            Motif::HalfDisc => {
                write!(out, r#"<path class="{figure}" d="M{start}A12 12 0 0 0 {next}z"/>"#)?;
                disc(out, core, start.halfway(next).halfway(middle), 3)
            }
            Motif::Dots => [start, next, across, last].iter().enumerate().try_for_each(|(at, corner)| {
                disc(out, if at == 0 { core } else { figure }, corner.halfway(middle), 4)
            }),
            Motif::Slope => {
                write!(out, r#"<path class="{figure}" d="M{start}L{next}L{last}z"/>"#)?;
                quarter(out, core, across, start, 8)
            }
        }
    }

    /// The corners of the tile at `place`, clockwise from the one its motif grows from.
    fn corners(&self, place: Point) -> [Point; 4] {
        let Point(left, top) = place;
        let mut corners =
            [place, Point(left + TILE, top), Point(left + TILE, top + TILE), Point(left, top + TILE)];
        corners.rotate_left(self.corner);
        corners
    }
}

fn disc(out: &mut Formatter<'_>, tone: &str, Point(x, y): Point, radius: i32) -> fmt::Result {
    write!(out, r#"<circle class="{tone}" cx="{x}" cy="{y}" r="{radius}"/>"#)
}

/// A quarter of a disc around the first corner, opening towards the second, which is across its tile.
fn quarter(out: &mut Formatter<'_>, tone: &str, start: Point, across: Point, radius: i32) -> fmt::Result {
    let right = (across.0 - start.0).signum() * radius;
    let down = (across.1 - start.1).signum() * radius;
    let sweep = i32::from(right.signum() == down.signum());
    let end = Point(start.0, start.1 + down);
    write!(out, r#"<path class="{tone}" d="M{start}h{right}A{radius} {radius} 0 0 {sweep} {end}z"/>"#)
}

/// The FNV-1a hash of 64 bits: the same on every machine and in every version, unlike the standard
/// library's. <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>
fn fnv1a(key: &str) -> u64 {
    key.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Spreads the bits of a hash (the end of splitmix64), since FNV leaves the last ones alike.
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// A row of numbers that follows from its seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        usize::try_from(mixed(self.0) >> 40).unwrap_or(0) % bound
    }

    fn shuffle<T>(&mut self, things: &mut [T]) {
        for at in (1..things.len()).rev() {
            things.swap(at, self.below(at + 1));
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{HUES, Motif, emblem, fnv1a, hue, initials, svg};

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv1a(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a("foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn a_slug_keeps_its_emblem_for_good() {
        assert_eq!(emblem("testing-circle"), emblem("testing-circle"));
        assert_eq!(
            fnv1a(&svg("testing-circle", "", "")),
            0x0279_5e22_5f16_cb6c,
            "people recognise a community by this drawing"
        );
    }

    #[test]
    fn different_slugs_rarely_look_alike() {
        let drawn: HashSet<String> = (0..1000).map(|n| svg(&format!("community-{n}"), "", "")).collect();
        assert!(drawn.len() > 990, "{} different ones of 1000", drawn.len());
    }

    #[test]
    fn every_emblem_carries_the_rings_and_all_four_tones() {
        for n in 0..200 {
            let emblem = emblem(&format!("community-{n}"));
            assert!(emblem.tiles.iter().any(|tile| tile.motif == Motif::Rings));
            let grounds: HashSet<usize> = emblem.tiles.iter().map(|tile| tile.ground).collect();
            assert_eq!(grounds.len(), 4);
        }
    }

    #[test]
    fn an_emblem_obeys_the_content_security_policy() {
        let drawn = svg("data-storytelling", "large", "");
        assert!(drawn.starts_with(r#"<svg class="emblem hue-"#) && drawn.ends_with("</svg>"));
        assert!(drawn.contains(r#" large" viewBox="0 0 48 48" aria-hidden="true">"#), "{drawn}");
        assert!(!drawn.contains("style"));
    }

    #[test]
    fn a_label_is_escaped() {
        assert!(
            svg("a", "", r#"Q&A <"here">"#)
                .contains(r#"role="img" aria-label="Q&amp;A &lt;&quot;here&quot;&gt;""#)
        );
    }

    #[test]
    fn all_hues_are_used_about_equally() {
        let mut counts = [0; HUES as usize];
        for n in 0..1200 {
            counts[usize::from(hue(&format!("department {n}")))] += 1;
        }
        assert!(counts.iter().all(|count| (60..=140).contains(count)), "{counts:?}");
    }

    #[test]
    fn initials_are_the_first_and_the_last_name() {
        assert_eq!(initials("Ana Maria Ferreira"), "AF");
        assert_eq!(initials("  ben   okafor "), "BO");
        assert_eq!(initials("Łucja Żak (Leeds)"), "ŁŻ");
        assert_eq!(initials("Chandra"), "C");
        assert_eq!(initials("李 小龙"), "李小");
        assert_eq!(initials("42"), "·");
        assert_eq!(initials(""), "·");
    }
}
