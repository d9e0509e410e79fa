//! A quote card: one sentence on a slide, with its author as far as they want to be known.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, CardQuote};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::TestimonialId;
use crate::platform::web::Shell;
use crate::platform::web::path;
use crate::platform::web::slide::{
    Face, HEIGHT, Ink, Lettering, MARGIN, Slide, SlideTheme, WIDTH, balanced, fit, wrapped,
};

#[derive(Deserialize)]
struct TestimonialPath {
    testimonial: TestimonialId,
}

/// A sentence that this person may take away: leaders, organisers of its community and its author, where the author lets
/// it be in reports and exports.
pub struct TakingQuote {
    pub person: Person,
    pub shell: Shell,
    pub quote: CardQuote,
}

impl FromRequestParts<App> for TakingQuote {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, app).await?;
        let TestimonialPath { testimonial } = path(parts).await?;
        let quote = queries::card(&app.db, testimonial, person.id).await?.ok_or(Error::NotFound)?;
        Ok(Self { person, shell, quote })
    }
}

/// A sentence of a few words is set large, in three lines at most; one of 300 letters smaller, in more.
const LARGE: [i64; 3] = [88, 76, 66];
const SMALL: [i64; 3] = [58, 52, 46];
const MOST_LINES: usize = 6;

/// The card as SVG.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn drawn(organisation: &str, quote: &CardQuote, theme: SlideTheme) -> Result<String> {
    let by = quote.by();
    let said = format!("“{}”", quote.sentence);
    let mut slide = Slide::bare(organisation.to_owned(), format!("{said} {by}"), theme);
    let room = WIDTH - 2 * MARGIN - 60;
    let is_short = wrapped(&said, Face::Serif, LARGE[2], room).len() <= 3;
    let size = if is_short {
        fit(&said, Face::Serif, &LARGE, room, 3)
    } else {
        fit(&said, Face::Serif, &SMALL, room, MOST_LINES)
    };
    let (lines, step) = (balanced(&said, Face::Serif, size, room), size * 27 / 20);
    let below = if quote.community.is_some() { 86 } else { 44 };
    let height = i64::try_from(lines.len()).unwrap_or(1) * step + below;
    // A little above the middle, where the eye looks for it; never above the top.
    let first = ((HEIGHT - 90 - height) / 2 + size).max(MARGIN + size);
    slide.bar(MARGIN, 8, first - size + height + size / 5, height, Ink::Accent);
    let mut y = first;
    for line in lines {
        slide.text([MARGIN + 60, y], &line, Lettering::serif(size, Ink::Text));
        y += step;
    }
    slide.text([MARGIN + 60, y + 34], &by, Lettering::sans(32, Ink::Text));
    if let Some(community) = &quote.community {
        slide.text([MARGIN + 60, y + 76], community, Lettering::sans(26, Ink::Soft));
    }
    slide.svg()
}

#[cfg(test)]
mod tests {
    use super::drawn;
    use crate::learning::stories::AuthorRole;
    use crate::learning::stories::testimonials::queries::CardQuote;
    use crate::platform::ids::{StoryId, TestimonialId};
    use crate::platform::web::slide::SlideTheme;

    fn quote() -> CardQuote {
        CardQuote {
            id: TestimonialId::nil(),
            story_id: StoryId::nil(),
            title: "A story".into(),
            sentence: "We stopped guessing.".into(),
            name: Some("Ana Ferreira".into()),
            team: Some("Platform".into()),
            told_as: None,
            team_people: 9,
            community: Some("Testing circle".into()),
        }
    }

    fn card(quote: &CardQuote) -> String {
        drawn("Northmere Water", quote, SlideTheme::Light).unwrap()
    }

    #[test]
    fn it_names_its_author_only_as_they_chose() {
        let named = card(&quote());
        assert!(named.contains("Ana Ferreira, Platform") && named.contains("Northmere Water"));
        let by_role = CardQuote { name: None, told_as: Some(AuthorRole::Member), ..quote() };
        assert!(card(&by_role).contains("Member, Platform"));
        let few = CardQuote { team_people: 4, ..by_role };
        assert!(!card(&few).contains("Platform"), "a team of four would nearly be a name");
        let anonymous = CardQuote { name: None, team: None, told_as: None, ..quote() };
        assert!(card(&anonymous).contains("Someone in the community"));
    }

    #[test]
    fn the_longest_sentence_stays_on_the_card() {
        let long = CardQuote { sentence: "pumps and valves ".repeat(18).trim().to_owned(), ..quote() };
        let card = card(&long);
        let lowest = card.match_indices("<text").filter_map(|(at, _)| {
            let y = card[at..].split("y=\"").nth(1)?.split('"').next()?;
            y.parse::<i64>().ok()
        });
        assert!(lowest.max().is_some_and(|y| y <= 850), "{card}");
    }
}
