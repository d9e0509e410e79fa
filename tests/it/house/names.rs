//! A type's name tells one thing in the whole house. Pages are told apart by the noun they stand in.

use std::collections::BTreeMap;

use super::texts::files;

/// The name of the type that a line declares.
fn declared(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let rest = ["struct ", "enum ", "trait ", "type "].iter().find_map(|kind| line.strip_prefix(kind))?;
    rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().filter(|name| !name.is_empty())
}

/// What a trait asks each of its types to have goes by the same name everywhere.
fn is_free(name: &str) -> bool {
    name.ends_with("Page") || ["Rejection", "Error", "Err"].contains(&name)
}

#[test]
fn a_types_name_is_its_own() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files("src") {
        for name in file.text.lines().filter_map(declared).filter(|name| !is_free(name)) {
            places.entry(name.to_owned()).or_default().push(file.name.clone());
        }
    }
    assert!(places.len() > 1_000, "only {} were found", places.len());
    places.retain(|_, files| files.len() > 1);
    assert!(places.is_empty(), "{places:#?}");
}

#[test]
fn a_declaration_is_read_as_it_stands() {
    assert_eq!(declared("pub struct Slot<'a> {"), Some("Slot"));
    assert_eq!(declared("    pub enum Answer {"), Some("Answer"));
    assert_eq!(declared("pub fn structure()"), None);
}
