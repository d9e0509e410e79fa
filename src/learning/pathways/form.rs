use serde::Deserialize;

use super::queries::{Pathway, PathwayItem, PossibleItem};
use super::{NewItem, PathwayMaterial, PathwayWords};
use crate::platform::once::FormToken;
use crate::platform::web::Problems;

/// What a pathway is called and for, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PathwayForm {
    pub title: String,
    pub purpose: String,
    pub once: FormToken,
}

impl PathwayForm {
    pub fn of(pathway: &Pathway) -> Self {
        Self { title: pathway.title.clone(), purpose: pathway.purpose.clone(), ..Self::default() }
    }

    pub fn read(&self, problems: &mut Problems) -> PathwayWords {
        PathwayWords {
            title: problems.line("title", &self.title, 2..=120, "Enter a title of at least 2 characters."),
            purpose: problems.text("purpose", &self.purpose, 500),
        }
    }
}

/// An item, as typed into one of two forms: a session or series that was chosen, or a material.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ItemForm {
    pub once: FormToken,
    pub what: ItemOrigin,
    /// "event:…" or "series:…"
    pub thing: String,
    #[serde(flatten)]
    pub material: MaterialForm,
}

/// Which of the two forms was sent.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemOrigin {
    /// A session or a series, chosen from those there are.
    Session,
    #[default]
    Material,
}

/// A material, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct MaterialForm {
    pub item_title: String,
    pub url: String,
    pub minutes: String,
}

impl ItemForm {
    pub fn read(&self, possible: &[PossibleItem], problems: &mut Problems) -> Option<NewItem> {
        if self.what == ItemOrigin::Material {
            let material = self.material.read(problems);
            return problems.is_empty().then_some(NewItem::Material(material));
        }
        let chosen = possible.iter().find(|one| one.key() == self.thing).and_then(PossibleItem::chosen);
        if chosen.is_none() {
            problems.add("thing", "Choose a session or a series of this community.");
        }
        chosen
    }
}

impl MaterialForm {
    pub fn of(item: &PathwayItem) -> Self {
        Self {
            item_title: item.title.clone(),
            url: item.url.clone(),
            minutes: item.minutes.map_or_else(String::new, |minutes| minutes.to_string()),
        }
    }

    pub fn read(&self, problems: &mut Problems) -> PathwayMaterial {
        let title = problems.line("item_title", &self.item_title, 1..=200, "Enter a title.");
        let url = problems.line("url", &self.url, 0..=500, "");
        // Some letters before the first dot, and some after it.
        let host = url.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
        if !host.is_some_and(|host| host.trim_matches('.').contains('.')) || url.contains(' ') {
            problems.add("url", "Enter a link that starts with https://, such as https://example.org/page.");
        }
        let typed = self.minutes.trim();
        let minutes = typed.parse::<i32>().ok().filter(|minutes| (1..=6000).contains(minutes));
        if minutes.is_none() && !typed.is_empty() {
            problems.add("minutes", "Enter a whole number of minutes from 1 to 6,000.");
        }
        PathwayMaterial { title, url, minutes }
    }
}

impl PossibleItem {
    /// As the form sends it.
    pub fn key(&self) -> String {
        match (self.event_id, self.series_id) {
            (Some(event), _) => format!("event:{event}"),
            (None, Some(series)) => format!("series:{series}"),
            (None, None) => String::new(),
        }
    }

    fn chosen(&self) -> Option<NewItem> {
        let title = self.title.clone();
        match (self.event_id, self.series_id) {
            (Some(event), _) => Some(NewItem::Session { event, title }),
            (None, Some(series)) => Some(NewItem::Series { series, title }),
            (None, None) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ItemForm, ItemOrigin, MaterialForm};
    use crate::platform::web::Problems;

    fn problems_of(form: &MaterialForm) -> Problems {
        let mut problems = Problems::default();
        form.read(&mut problems);
        problems
    }

    fn material(url: &str, minutes: &str) -> MaterialForm {
        MaterialForm { item_title: "Read this".to_owned(), url: url.to_owned(), minutes: minutes.to_owned() }
    }

    #[test]
    fn a_material_has_a_safe_link() {
        for url in ["https://example.org", "https://example.org/a?b#c", " https://a.b "] {
            assert!(problems_of(&material(url, "")).is_empty(), "{url}");
        }
        let wrong = [
            "",
            "http://example.org",
            "javascript:x",
            "https://",
            "https://nowhere",
            "https://a.",
            "https://a b.org",
        ];
        for url in wrong {
            assert!(!problems_of(&material(url, "")).of("url").is_empty(), "{url}");
        }
    }

    #[test]
    fn minutes_are_from_1_to_6000_or_left_out() {
        for minutes in ["", " 1 ", "6000"] {
            assert!(problems_of(&material("https://example.org", minutes)).is_empty(), "{minutes}");
        }
        for minutes in ["0", "6001", "-5", "ten", "1.5"] {
            assert!(
                !problems_of(&material("https://example.org", minutes)).of("minutes").is_empty(),
                "{minutes}"
            );
        }
    }

    #[test]
    fn the_form_that_chooses_asks_to_choose() {
        let mut problems = Problems::default();
        let form = ItemForm { what: ItemOrigin::Session, ..ItemForm::default() };
        assert!(form.read(&[], &mut problems).is_none());
        assert_eq!((problems.of("thing").is_empty(), problems.of("item_title")), (false, ""));
    }
}
