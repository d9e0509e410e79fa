//! What an area offers is used somewhere. The compiler says so of what a crate keeps to itself; of what it offers to
//! others it cannot know.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::texts::{File, files_with_tests};

/// What may be public, as it is declared.
const KINDS: [&str; 7] = ["fn ", "struct ", "enum ", "const ", "static ", "type ", "trait "];

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_word(c)).filter(|word| !word.is_empty())
}

/// The name that a line declares for others.
fn offered(line: &str) -> Option<&str> {
    let mut rest = line.trim_start().strip_prefix("pub ")?;
    for before in ["const fn ", "async fn "] {
        if rest.starts_with(before) {
            rest = &rest[before.len() - "fn ".len()..];
        }
    }
    let name = KINDS.iter().find_map(|kind| rest.strip_prefix(kind))?;
    // A macro names what it declares by something else.
    name.split(|c: char| !is_word(c)).next().filter(|name| !name.is_empty())
}

/// Code without its comments.
fn code(file: &File) -> impl Iterator<Item = &str> {
    file.text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

#[test]
fn what_an_area_offers_is_used() {
    let (sources, templates) = (files_with_tests("src"), files_with_tests("templates"));
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for word in sources.iter().chain(&templates).flat_map(code).flat_map(words) {
        *seen.entry(word).or_default() += 1;
    }
    let (mut unused, mut count) = (String::new(), 0);
    for file in &sources {
        for name in code(file).filter_map(offered) {
            count += 1;
            if seen[name] < 2 {
                let _ = writeln!(unused, "{}: nothing uses {name}", file.name);
            }
        }
    }
    assert!(count > 3_000, "only {count} were found");
    assert!(unused.is_empty(), "{unused}");
}

#[test]
fn an_offer_is_read_as_it_is_declared() {
    assert_eq!(offered("    pub async fn load(db: &PgPool)"), Some("load"));
    assert_eq!(offered("pub const fn of<T>(x: T)"), Some("of"));
    assert_eq!(offered("pub const MOST: usize = 5;"), Some("MOST"));
    assert_eq!(offered("pub struct Shell {"), Some("Shell"));
    assert_eq!(offered("    pub name: String,"), None);
    assert_eq!(offered("fn private() {"), None);
}
