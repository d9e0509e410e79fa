//! The walks that the README offers to someone new: short, and through files that are there.

use std::fs;
use std::path::Path;

use super::texts::files;

/// The files of a numbered list below a line of the README that begins like this.
fn walk<'a>(readme: &'a str, beginning: &str) -> Vec<&'a str> {
    let (_, below) = readme.split_once(beginning).unwrap_or_else(|| panic!("the README says {beginning}"));
    let steps = below.lines().skip_while(|line| !line.starts_with("1. ")).take_while(|line| !line.is_empty());
    steps.map(|step| step.split('`').nth(1).unwrap_or_else(|| panic!("{step} names a file"))).collect()
}

#[test]
fn an_answer_and_a_suggestion_are_followed_through_few_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("the README");
    for (beginning, most) in [("**Follow one answer", 15), ("**Follow one suggestion", 20)] {
        let files = walk(&readme, beginning);
        assert!((10..=most).contains(&files.len()), "{beginning}: {}", files.len());
        for file in files {
            assert!(root.join(file).is_file(), "{file} of {beginning}");
        }
    }
}

#[test]
fn every_source_or_template_that_the_readme_names_is_there() {
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("the README");
    let known: Vec<String> = ["src", "templates"].into_iter().flat_map(files).map(|file| file.name).collect();
    let named = readme.split('`').skip(1).step_by(2).filter(|name| !name.contains(['<', ' ', '{', '*']));
    let named: Vec<&str> = named
        .filter(|name| name.starts_with("src/") || name.starts_with("templates/"))
        .filter(|name| Path::new(name).extension().is_some())
        .collect();
    assert!(named.len() >= 35, "{named:?}");
    for name in named {
        assert!(known.iter().any(|file| file == name), "{name}");
    }
}
