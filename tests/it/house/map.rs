//! The map of `src/lib.rs` is true: an area uses only areas that stand before it, and inside an area a noun's rules and
//! verbs use only nouns that stand before theirs. Between areas Cargo holds it as well, since each is a crate.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Files that may use every noun of their own area: what is shown, sent, or done on request touches several.
const OUTER: [&str; 4] = ["pages", "actions", "jobs", "mails"];

/// Areas, lowest first, each with its nouns in the order in which they may use each other.
struct Map(Vec<Area>);

struct Area {
    nouns: Vec<String>,
    name: String,
}

/// Where something stands: its area, and its noun where it is not one of the area's own files.
#[derive(Clone, Copy, PartialEq)]
struct Place {
    area: usize,
    noun: Option<usize>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// The names that a module file declares, in its order.
fn modules(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let declared = |line: &str| {
        let line = line.trim();
        Some(line.strip_prefix("pub mod ").or(line.strip_prefix("mod "))?.strip_suffix(';')?.to_owned())
    };
    text.lines().filter_map(declared).collect()
}

/// The areas that `src/lib.rs` brings together, in its order.
fn areas(map: &str) -> Vec<String> {
    let brought = |line: &str| Some(line.strip_prefix("use guildhall_")?.split_once(" as ")?.0.to_owned());
    map.lines().filter_map(brought).collect()
}

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() { files(&entry, found) } else { found.push(entry) }
    }
}

impl Map {
    fn read() -> Self {
        let src = root().join("src");
        let map = fs::read_to_string(src.join("lib.rs")).expect("the map");
        let area = |name: String| Area { nouns: modules(&src.join(&name).join("mod.rs")), name };
        Self(areas(&map).into_iter().map(area).collect())
    }

    /// The place that a path's segments name, `crate` or the folder of all areas left out.
    fn place(&self, segments: &[&str]) -> Option<Place> {
        let area = self.0.iter().position(|area| Some(&area.name.as_str()) == segments.first())?;
        let noun = self.0[area].nouns.iter().position(|noun| Some(&noun.as_str()) == segments.get(1));
        Some(Place { area, noun })
    }

    /// Of an area's own files, those that are modules beside its nouns count as the area itself.
    fn is_folder(&self, place: Place) -> bool {
        let area = &self.0[place.area];
        place.noun.is_some_and(|noun| root().join("src").join(&area.name).join(&area.nouns[noun]).is_dir())
    }

    /// What is wrong with a use of `to` in `from`, if anything.
    fn fault(&self, from: Place, to: Place, is_outer: bool) -> Option<&'static str> {
        if to.area > from.area {
            return Some("goes up to a higher area");
        }
        let same = to.area == from.area && self.is_folder(to) && to.noun != from.noun;
        let own = from.noun.filter(|_| self.is_folder(from));
        if same && !is_outer && to.noun > own { Some("uses a noun that stands after its own") } else { None }
    }
}

/// Every path that begins with `crate::`, as its first two segments, with the line it stands on.
fn uses(text: &str) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        if text[line_start..at].trim_start().starts_with("//") {
            continue;
        }
        let line = text[..at].matches('\n').count() + 1;
        found.extend(paths(&text[at + "crate::".len()..], 2).into_iter().map(|path| (line, path)));
    }
    found
}

/// The paths that a text begins with, one for each that a `{…}` lists, cut after so many segments.
fn paths(text: &str, most: usize) -> Vec<Vec<String>> {
    if most == 0 {
        return vec![Vec::new()];
    }
    if text.starts_with('{') {
        return members(text).iter().flat_map(|item| paths(item, most)).collect();
    }
    let first = word(text);
    let rest =
        text[first.len()..].strip_prefix("::").map_or_else(|| vec![Vec::new()], |rest| paths(rest, most - 1));
    rest.into_iter().map(|rest| [vec![first.to_owned()], rest].concat()).collect()
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// What a `{…}` lists.
fn members(group: &str) -> Vec<String> {
    let (mut depth, mut members, mut item) = (0, Vec::new(), String::new());
    for c in group.chars() {
        match c {
            '{' if depth == 0 => {}
            '}' if depth == 1 => {}
            ',' if depth == 1 => members.push(std::mem::take(&mut item)),
            c => item.push(c),
        }
        depth += i32::from(c == '{') - i32::from(c == '}');
        if depth == 0 {
            break;
        }
    }
    members.push(item);
    members.iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

#[test]
fn no_use_goes_up_the_map() {
    let map = Map::read();
    assert!(map.0.len() >= 10, "the areas are read from src/lib.rs");
    let src = root().join("src");
    let (mut found, mut faults, mut seen) = (Vec::new(), String::new(), 0);
    files(&src, &mut found);
    for file in found.iter().filter(|file| file.extension().is_some_and(|kind| kind == "rs")) {
        let path = file.strip_prefix(&src).expect("a file of src");
        let segments: Vec<&str> = path.iter().filter_map(|part| part.to_str()).collect();
        let Some(from) = map.place(&segments) else { continue };
        let stem = |part: &&str| OUTER.contains(&part.trim_end_matches(".rs"));
        let is_outer = segments.iter().any(stem);
        for (line, used) in uses(&fs::read_to_string(file).expect("a text")) {
            let used: Vec<&str> = used.iter().map(String::as_str).collect();
            let Some(to) = map.place(&used) else { continue };
            seen += 1;
            if let Some(fault) = map.fault(from, to, is_outer) {
                writeln!(faults, "src/{}:{line} {fault}: {}", path.display(), used.join("::"))
                    .expect("written");
            }
        }
    }
    assert!(seen > 500, "only {seen} uses were read");
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn no_template_takes_a_piece_from_a_higher_area() {
    let map = Map::read();
    let templates = root().join("templates");
    let (mut found, mut faults) = (Vec::new(), String::new());
    files(&templates, &mut found);
    for file in &found {
        let path = file.strip_prefix(&templates).expect("a template");
        let segments: Vec<&str> = path.iter().filter_map(|part| part.to_str()).collect();
        let from = map.place(&segments);
        for (at, line) in fs::read_to_string(file).expect("a text").lines().enumerate() {
            let pieces = line.split('"').skip(1).step_by(2).filter(|piece| piece.contains('/'));
            let pieces = pieces.map(|piece| piece.split('/').map(str::to_owned).collect::<Vec<_>>());
            let called = uses(line).into_iter().map(|(_, used)| used);
            for used in pieces.filter(|_| line.contains("{%")).chain(called) {
                let used: Vec<&str> = used.iter().map(String::as_str).collect();
                let Some(to) = map.place(&used) else { continue };
                // What stands outside the areas, such as base.html, is on every page: it may use the platform alone.
                let above = from.map_or(to.area > 0, |from| to.area > from.area);
                if above {
                    writeln!(faults, "templates/{}:{}: {}", path.display(), at + 1, used.join("/"))
                        .expect("written");
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn a_use_is_read_as_it_is_written() {
    let text = "use crate::sessions::{events::{self, Card}, rsvps};\n// crate::demo::x\n    crate::web::when::day(x);\n\
                use crate::{App, demo::{life, content::x}, front};\n";
    let read: Vec<_> =
        uses(text).into_iter().map(|(line, used)| format!("{line} {}", used.join("::"))).collect();
    let expected = [
        "1 sessions::events",
        "1 sessions::rsvps",
        "3 web::when",
        "4 App",
        "4 demo::life",
        "4 demo::content",
        "4 front",
    ];
    assert_eq!(read, expected);
}
