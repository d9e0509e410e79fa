//! Lists that are longer than a page.

use serde::{Deserialize, Deserializer};

use super::encoded;

/// Which page of a list was asked for, from `?page=`; anything unreadable is the first.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default)]
pub struct Page {
    #[serde(deserialize_with = "lenient")]
    page: i64,
}

impl Default for Page {
    fn default() -> Self {
        Self { page: 1 }
    }
}

fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let text = String::deserialize(deserializer)?;
    Ok(text.parse().unwrap_or(1).clamp(1, 10_000))
}

/// A part of a name that is looked for in a list, from `?name=`.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NameQuery {
    pub name: String,
}

impl NameQuery {
    /// For links to the other pages of the same list.
    pub fn query(&self) -> String {
        if self.name.is_empty() { String::new() } else { format!("name={}&", encoded(&self.name)) }
    }
}

/// Which rows of a list a query answers.
#[derive(Clone, Copy, Debug)]
pub struct Rows {
    pub limit: i64,
    pub offset: i64,
}

impl Rows {
    pub fn first(limit: i64) -> Self {
        Self { limit, offset: 0 }
    }
}

impl Page {
    /// The rows of this page when one holds `size`, and one more, which tells whether another page follows.
    pub fn rows(self, size: i64) -> Rows {
        Rows { limit: size + 1, offset: self.offset(size) }
    }

    /// How many rows to skip when a page holds `size`.
    pub fn offset(self, size: i64) -> i64 {
        (self.page - 1) * size
    }

    /// Splits rows of which one more than `size` was asked for: the page, and whether another follows.
    pub fn cut<T>(self, mut rows: Vec<T>, size: i64) -> (Vec<T>, Pages) {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        let past_the_end = rows.is_empty() && self.page > 1;
        (
            rows,
            Pages {
                now: self.page,
                earlier: (self.page > 1).then(|| self.page - 1),
                later: more.then(|| self.page + 1),
                past_the_end,
            },
        )
    }
}

/// Where the reader is in a list, and which way it goes on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pages {
    pub now: i64,
    pub earlier: Option<i64>,
    pub later: Option<i64>,
    /// The list ends before this page.
    pub past_the_end: bool,
}

#[cfg(test)]
mod tests {
    use super::Page;

    #[test]
    fn a_list_says_whether_it_goes_on() {
        let (rows, pages) = Page::default().cut(vec![1, 2, 3], 2);
        assert_eq!((rows, pages.earlier, pages.later), (vec![1, 2], None, Some(2)));
        let (rows, pages) = Page { page: 2 }.cut(vec![3], 2);
        assert_eq!((rows, pages.earlier, pages.later), (vec![3], Some(1), None));
        assert!(!pages.past_the_end);
    }

    #[test]
    fn a_page_past_the_end_knows_it_and_an_empty_list_has_a_first_page() {
        assert!(Page { page: 9 }.cut(Vec::<i32>::new(), 2).1.past_the_end);
        assert!(!Page::default().cut(Vec::<i32>::new(), 2).1.past_the_end);
    }
}
