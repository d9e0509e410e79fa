//! Templates are short to read, and their classes and the style sheet know each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::texts::{files, layers, line_of, literals, without_tests};

const LONGEST_LINE: usize = 120;

#[test]
fn no_template_has_a_long_line() {
    let mut faults = String::new();
    for file in files("templates") {
        for (at, line) in file.text.lines().enumerate() {
            let length = line.chars().count();
            if length > LONGEST_LINE {
                writeln!(faults, "{}:{} has {length} characters", file.name, at + 1).expect("written");
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

/// Forms without a one-time token, by where they go, each with the reason why sending it twice makes nothing twice.
const SENT_AGAIN: &str = include_str!("../../data/forms_sent_again.txt");

/// Where each form of a template goes, and whether it carries a one-time token.
fn forms(template: &str) -> Vec<(String, bool)> {
    let forms = template.split("<form").skip(1).map(|rest| rest.split("</form>").next().unwrap_or_default());
    let posted = forms.filter(|form| form.contains("method=\"post\""));
    posted
        .filter_map(|form| {
            let (_, action) = form.split_once("action=\"")?;
            Some((action.split('"').next()?.to_owned(), form.contains("c::once()")))
        })
        .collect()
}

#[test]
fn a_form_that_makes_something_carries_a_token_or_says_why_it_needs_none() {
    let known: BTreeMap<&str, &str> = SENT_AGAIN.lines().filter_map(|line| line.split_once(" | ")).collect();
    let mut without = BTreeSet::new();
    for file in files("templates").iter().filter(|file| !file.name.contains("/mail/")) {
        without.extend(forms(&file.text).into_iter().filter(|(_, once)| !once).map(|(action, _)| action));
    }
    let missing: Vec<_> = without.iter().filter(|action| !known.contains_key(action.as_str())).collect();
    let stale: Vec<_> = known.keys().filter(|action| !without.contains(**action)).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "add c::once() to the form, or its reason to tests/data/forms_sent_again.txt: {missing:#?}\ngone: {stale:#?}"
    );
    assert!(known.values().all(|why| why.len() > 10), "each says why");
}

/// Names used somewhere, with the place of one use.
type Names = BTreeMap<String, String>;

/// The classes that the style sheet knows.
fn styled() -> Names {
    let mut names = Names::new();
    for file in files("static/css") {
        let text = without_comments(&file.text);
        // What stands before a `{` since the last `{`, `}` or `;` is a selector.
        for (end, _) in text.match_indices('{') {
            let start = text[..end].rfind(['{', '}', ';']).map_or(0, |at| at + 1);
            for (dot, _) in text[start..end].match_indices('.') {
                let name = name_at(&text[start + dot + 1..end]);
                if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                    let place = format!("{}:{}", file.name, line_of(&text, start + dot));
                    names.entry(name.to_owned()).or_insert(place);
                }
            }
        }
    }
    names
}

fn without_comments(css: &str) -> String {
    let mut text = css.to_owned();
    while let Some(start) = text.find("/*") {
        let end = text[start..].find("*/").map_or(text.len(), |end| start + end + 2);
        let blank: String = text[start..end].chars().filter(|c| *c == '\n').collect();
        text.replace_range(start..end, &blank);
    }
    text
}

fn name_at(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).unwrap_or(text.len());
    &text[..end]
}

/// Where a name ends in something worked out, as in `hue-{{ hue }}`, this stands for it.
const HOLE: char = '\u{1a}';

/// The classes in the `class` attributes of templates.
fn in_attributes() -> Names {
    let mut names = Names::new();
    // A mail carries its styles itself.
    for file in files("templates").into_iter().filter(|file| !file.text.contains("<style>")) {
        let tags = layers(&file.text).tags;
        for (at, _) in tags.match_indices("class=\"") {
            let start = at + "class=\"".len();
            let value = &tags[start..start + tags[start..].find('"').unwrap_or_default()];
            for name in value.split_whitespace() {
                let place = format!("{}:{}", file.name, line_of(&tags, at));
                names.entry(name.to_owned()).or_insert(place);
            }
        }
    }
    names
}

/// Words that may become a class: literals in the code of templates, and literals of the program that are a class or
/// two, or HTML.
fn in_literals() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in files("templates") {
        for (_, literal) in literals(&layers(&file.text).code) {
            names.extend(literal.split_whitespace().map(str::to_owned));
        }
    }
    for file in files("src") {
        for (_, literal) in literals(without_tests(&file.text)) {
            let words: Vec<_> = literal.split_whitespace().collect();
            let are_names = words.len() <= 3 && words.iter().all(|word| name_at(word) == *word);
            if are_names || literal.contains("class=") {
                let split = |c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c);
                names.extend(literal.split(split).map(str::to_owned));
            }
        }
    }
    names
}

#[test]
fn every_class_of_the_style_sheet_is_used() {
    let (attributes, literals) = (in_attributes(), in_literals());
    let stems: Vec<_> =
        attributes.keys().filter_map(|name| name.split_once(HOLE)).map(|(stem, _)| stem).collect();
    let is_built = |name: &str| {
        stems
            .iter()
            .filter(|stem| !stem.is_empty())
            .filter_map(|stem| name.strip_prefix(stem))
            .any(|end| literals.contains(end) || end.parse::<u8>().is_ok())
    };
    let styled = styled();
    assert!(styled.len() > 100, "the style sheet is read: {}", styled.len());
    let dead = styled
        .iter()
        .filter(|(name, _)| !attributes.contains_key(*name) && !literals.contains(*name) && !is_built(name));
    let mut faults = String::new();
    for (name, place) in dead {
        writeln!(faults, "{place}: nothing is of the class {name}").expect("written");
    }
    assert!(faults.is_empty(), "\n{faults}");
}

/// Classes without a style of their own: tests find these elements by them.
const FOR_TESTS: [&str; 6] =
    ["decisions", "flags", "help-wanted", "no-story", "teams-reached", "waiting-list"];

#[test]
fn every_class_of_a_template_has_a_style() {
    let styled = styled();
    let mut faults = String::new();
    for (name, place) in in_attributes() {
        if !name.contains(HOLE) && !styled.contains_key(&name) && !FOR_TESTS.contains(&name.as_str()) {
            writeln!(faults, "{place}: no style knows the class {name}").expect("written");
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

/// Names and texts of people may be in a script that runs from right to left: each element that shows some finds its
/// direction by itself.
#[test]
fn words_of_people_find_their_direction() {
    let mut faults = String::new();
    let mut shown = 0;
    for file in files("templates").iter().filter(|file| !file.name.contains("/mail/")) {
        for (at, line) in file.text.lines().enumerate() {
            let heading = ["<h1", "<h2", "<h3"].into_iter().any(|tag| line.contains(tag))
                && line.contains(">{{ ")
                && [".name }}</", ".title }}</", ".subject }}</"].into_iter().any(|end| line.contains(end));
            let prose = line.contains("class=\"prose\"") && line.contains("|safe");
            if !(heading || prose || line.contains("<a class=\"name\"") || line.contains("<textarea")) {
                continue;
            }
            shown += 1;
            if !line.contains("dir=\"auto\"") {
                writeln!(faults, "{}:{} {line}", file.name, at + 1).expect("written");
            }
        }
    }
    assert!(shown > 50, "the test reads templates: {shown}");
    assert!(faults.is_empty(), "\n{faults}");
}
