use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use serde::Deserialize;
use time::OffsetDateTime;

use super::SearchKind;
use super::queries::{self, Hit, SearchFilter};
use super::rules::{self, TextPart};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::offers::rules::SHOWN_FOR;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Page, Pages, Rows, Shell, encoded};

/// So many of each kind are shown beside others, on a page of their own, and as one types.
const BESIDE_OTHERS: i64 = 5;
const A_PAGE: i64 = 20;
const SUGGESTED: i64 = 3;

/// What was asked, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SearchQuery {
    q: String,
    kind: String,
}

/// What was found of one kind.
struct Section {
    kind: SearchKind,
    lines: Vec<FoundLine>,
    /// There are more than are shown beside other kinds.
    more: bool,
}

/// A result as it is shown.
struct FoundLine {
    path: String,
    title: Vec<TextPart>,
    detail: Vec<TextPart>,
    at: Option<OffsetDateTime>,
    /// Of a session: when it ends, and where it takes place.
    ends: Option<(OffsetDateTime, String)>,
    archived: bool,
}

impl FoundLine {
    fn of(hit: Hit, words: &[String]) -> Self {
        let path = match hit.kind {
            SearchKind::People | SearchKind::Offers => format!("/people/{}", hit.id),
            SearchKind::Topics => format!("/people?{}={}", hit.detail, encoded(&hit.title)),
            SearchKind::Communities => format!("/communities/{}", hit.slug),
            SearchKind::Sessions => format!("/events/{}", hit.id),
            SearchKind::Stories => format!("/stories/{}", hit.id),
        };
        let detail = match (hit.kind, hit.people) {
            (SearchKind::Topics, people) => {
                vec![TextPart { text: topic_words(&hit.detail, people), marked: false }]
            }
            (SearchKind::Communities, _) => rules::parts(&hit.detail, words),
            _ => vec![TextPart { text: hit.detail, marked: false }],
        };
        let detail = detail.into_iter().filter(|part| !part.text.is_empty()).collect();
        let title = rules::parts(&hit.title, words);
        Self { path, title, detail, at: hit.at, ends: hit.ends_at.zip(hit.zone), archived: hit.archived }
    }
}

/// "3 people know about it"
fn topic_words(kind: &str, people: i32) -> String {
    match (kind, people) {
        ("knows", 1) => "1 person knows about it".to_owned(),
        ("knows", _) => format!("{people} people know about it"),
        (_, 1) => "1 person wants to learn it".to_owned(),
        _ => format!("{people} people want to learn it"),
    }
}

fn sections(hits: Vec<Hit>, words: &[String], most: i64) -> Vec<Section> {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut sections: Vec<Section> = Vec::new();
    for hit in hits {
        let kind = hit.kind;
        if sections.last().is_none_or(|section| section.kind != kind) {
            sections.push(Section { kind, lines: Vec::new(), more: false });
        }
        let Some(section) = sections.last_mut() else { continue };
        if section.lines.len() < most {
            section.lines.push(FoundLine::of(hit, words));
        } else {
            section.more = true;
        }
    }
    sections
}

#[derive(Template, WebTemplate)]
#[template(path = "front/search/index.html")]
pub struct IndexPage {
    shell: Shell,
    asked: SearchQuery,
    /// Nothing was typed that can be looked for.
    blank: bool,
    kind: Option<SearchKind>,
    sections: Vec<Section>,
    pages: Pages,
}

impl IndexPage {
    /// For links to the other pages of the same search.
    fn query(&self) -> String {
        format!("q={}&kind={}&", encoded(&self.asked.q), encoded(&self.asked.kind))
    }
}

/// Results of all kinds, or a page of one. A kind that there is not is all of them.
pub async fn index(
    who: SignedIn,
    State(app): State<App>,
    Query(asked): Query<SearchQuery>,
    Query(page): Query<Page>,
) -> Result<IndexPage> {
    let SignedIn { person, shell, .. } = who;
    let words = rules::search_words(&asked.q);
    let kind: Option<SearchKind> = asked.kind.parse().ok();
    let (rows, most) = match kind {
        Some(_) => (page.rows(A_PAGE), A_PAGE),
        None => (Rows::first(BESIDE_OTHERS + 1), BESIDE_OTHERS),
    };
    let blank = words.is_empty();
    let hits = if blank {
        Vec::new()
    } else {
        let filter = SearchFilter { words: &words, kind, rows };
        queries::hits(&app.db, person.id, &filter, shell.now - SHOWN_FOR, shell.now).await?
    };
    let (hits, pages) = if kind.is_some() { page.cut(hits, A_PAGE) } else { (hits, Pages::default()) };
    let sections = sections(hits, &words, most);
    Ok(IndexPage { shell, asked, blank, kind, sections, pages })
}

/// What is shown under the search box as one types: a piece of a page.
#[derive(Template, WebTemplate)]
#[template(path = "front/search/suggestions.html")]
pub struct SuggestionsPart {
    shell: Shell,
    sections: Vec<Section>,
    q: String,
}

pub async fn suggestions(
    who: SignedIn,
    State(app): State<App>,
    Query(asked): Query<SearchQuery>,
) -> Result<SuggestionsPart> {
    let SignedIn { person, shell, .. } = who;
    let words = rules::search_words(&asked.q);
    let hits = if words.is_empty() {
        Vec::new()
    } else {
        let filter = SearchFilter { words: &words, kind: None, rows: Rows::first(SUGGESTED) };
        queries::hits(&app.db, person.id, &filter, shell.now - SHOWN_FOR, shell.now).await?
    };
    Ok(SuggestionsPart { shell, sections: sections(hits, &words, SUGGESTED), q: asked.q })
}
