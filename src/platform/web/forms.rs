//! Forms: read leniently, checked at the edge, and shown again as typed with every problem beside its field.

use std::ops::RangeInclusive;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::names;
use crate::platform::error::Error;

/// A form's fields. Several fields of one name become a list; a body that is no form is refused politely.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        match axum_extra::extract::Form::<T>::from_request(request, state).await {
            Ok(axum_extra::extract::Form(fields)) => Ok(Self(fields)),
            Err(refused) => Err(match refused.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => Error::TooMuch,
                _ => {
                    Error::Unreadable("The form was incomplete. Go back, reload the page and send it again.")
                }
            }),
        }
    }
}

/// A token for one showing of a form that makes something: see `platform/once`.
pub fn one_time() -> uuid::Uuid {
    uuid::Uuid::new_v4()
}

/// What a form showed when it was opened, as one short word. Where the thing says something else by the time the form is
/// sent, somebody else saved in between, and theirs would be written over.
pub fn fingerprint<'a>(fields: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for field in fields {
        hash.update(field.as_bytes());
        // No text has one: two fields do not run together.
        hash.update([0]);
    }
    let first = hash.finalize().iter().take(8).fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
    format!("{first:016x}")
}

/// Whether somebody else saved since a form was opened that had `shown` in it. It is said beside `field`, with where to
/// look, and only once: the form then holds what is there now, and whoever sends it again has looked.
pub fn is_overtaken(
    shown: &mut String,
    current: String,
    problems: &mut Problems,
    field: &'static str,
    look_at: &str,
) -> bool {
    if shown.is_empty() || *shown == current {
        return false;
    }
    *shown = current;
    let words =
        format!("Someone changed this since you opened this form. Look at {look_at}, then save again.");
    problems.add(field, words);
    true
}

/// A form comes back as typed, with its problems.
pub const AGAIN: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// The two buttons of a question that is answered at once.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YesNo {
    Yes,
    #[default]
    No,
}

impl YesNo {
    pub fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    pub fn is_yes(self) -> bool {
        self == Self::Yes
    }
}

/// The title of a form that is shown again begins with "Error: ": it is the first thing a screen reader says, and it
/// is shown in the tab. Every such page answers 422, so this is said once, for all of them.
pub async fn title_errors(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.status() != AGAIN {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(page) = to_bytes(body, usize::MAX).await else {
        return Error::Internal("a page could not be read".to_owned()).into_response();
    };
    let page = String::from_utf8_lossy(&page).replacen("<title>", "<title>Error: ", 1);
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(page))
}

/// What may have a meaning in a query (RFC 3986, 3.4).
const MEANINGFUL: AsciiSet = NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.');

/// A text as part of an address: what has a meaning there is percent-encoded.
pub fn encoded(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, &MEANINGFUL)
}

/// What is wrong with a form, field by field, each in words that say what to do.
#[derive(Default, Debug)]
pub struct Problems(Vec<(&'static str, String)>);

impl Problems {
    /// Notes a problem; the first one of a field is kept, since it is the one to mend first.
    pub fn add(&mut self, field: &'static str, words: impl Into<String>) {
        if self.of(field).is_empty() {
            self.0.push((field, words.into()));
        }
    }

    /// A form with one problem, such as an address that is taken.
    pub fn one(field: &'static str, words: impl Into<String>) -> Self {
        let mut problems = Self::default();
        problems.add(field, words);
        problems
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Of a page that shows what was typed: a preview where nothing is wrong with it.
    pub fn status(&self) -> StatusCode {
        if self.is_empty() { StatusCode::OK } else { AGAIN }
    }

    /// The problem of a field, or nothing.
    pub fn of(&self, field: &str) -> &str {
        self.0.iter().find(|(of, _)| *of == field).map_or("", |(_, words)| words)
    }

    /// Every problem with its field, in the order in which the form was read, for the summary on top of it.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(field, words)| (*field, words.as_str()))
    }

    /// A line of text: trimmed, without line breaks, within its length, with something to see in it and nothing that turns
    /// the direction of what follows it on the page. `ask` says what is missing.
    pub fn line(
        &mut self,
        field: &'static str,
        text: &str,
        length: RangeInclusive<usize>,
        ask: &str,
    ) -> String {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let count = text.chars().count();
        if count < *length.start() || (count > 0 && text.chars().all(names::is_unseen)) {
            self.add(field, if ask.is_empty() { UNSEEN } else { ask });
        } else if text.chars().any(names::turns_direction) {
            self.add(field, HIDDEN);
        } else if count > *length.end() {
            self.add(field, too_long(count, *length.end()));
        }
        text
    }

    /// The same of a line among several, such as a topic between commas, whose length is looked at elsewhere.
    pub fn see(&mut self, field: &'static str, line: &str) {
        if line.chars().any(names::turns_direction) {
            self.add(field, HIDDEN);
        } else if !line.is_empty() && line.chars().all(names::is_unseen) {
            self.add(field, UNSEEN);
        }
    }

    /// A text of several lines, which may be empty. What is hidden in it, as in much that is pasted, is left out.
    pub fn text(&mut self, field: &'static str, text: &str, max: usize) -> String {
        let text = text.replace("\r\n", "\n");
        let seen = |sign: &char| matches!(sign, '\n' | '\t') || !names::turns_direction(*sign);
        let text: String = text.trim().chars().filter(seen).collect();
        let text = if text.chars().all(names::is_unseen) { String::new() } else { text };
        let length = text.chars().count();
        if length > max {
            self.add(field, too_long(length, max));
        }
        text
    }
}

const UNSEEN: &str = "Enter something that can be seen, or nothing.";
const HIDDEN: &str =
    "Type this again instead of pasting it. It has hidden characters that change how it reads.";

fn too_long(length: usize, max: usize) -> String {
    format!("Use at most {max} characters. You used {length}.")
}

#[cfg(test)]
mod tests {
    use super::Problems;

    #[test]
    fn a_line_is_trimmed_and_held_to_its_length() {
        let mut problems = Problems::default();
        assert_eq!(problems.line("name", "  Ana \n Silva ", 1..=80, "Say who you are."), "Ana Silva");
        assert!(problems.is_empty());
        problems.line("name", "   ", 1..=80, "Say who you are.");
        assert_eq!(problems.of("name"), "Say who you are.");
    }

    #[test]
    fn a_line_has_something_to_see_and_leaves_the_lines_around_it_alone() {
        for unseen in ["\u{200b}\u{200b}", "\u{3164}", "\u{2060} \u{feff}", "\u{ad}"] {
            let mut problems = Problems::default();
            problems.line("name", unseen, 1..=80, "Enter your name.");
            assert_eq!(problems.of("name"), "Enter your name.", "{unseen:?}");
        }
        for hidden in ["Ana\u{202e}avliS", "Ana \u{2066}Silva", "Ana\u{7}"] {
            let mut problems = Problems::default();
            problems.line("name", hidden, 1..=80, "Enter your name.");
            assert!(problems.of("name").contains("hidden characters"), "{hidden:?}");
        }
        let mut problems = Problems::default();
        for fine in ["Ana Silva", "نادية", "👩\u{200d}🔬 club", "می\u{200c}خواهم"] {
            assert_eq!(problems.line("name", fine, 1..=80, "Enter your name."), fine);
        }
        assert!(problems.is_empty());
    }

    #[test]
    fn the_first_problem_of_a_field_is_the_one_shown() {
        let mut problems = Problems::one("title", "First");
        problems.add("title", "Second");
        assert_eq!(problems.of("title"), "First");
        assert_eq!(problems.of("other"), "");
    }
}
