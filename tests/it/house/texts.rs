//! The files of the house, and what of them people read: the words of templates and the strings of the program.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of the repository, named from its root.
pub struct File {
    pub name: String,
    pub text: String,
}

impl File {
    pub fn is_template(&self) -> bool {
        self.name.starts_with("templates/")
    }

    pub fn is_mail(&self) -> bool {
        self.is_template() && Path::new(&self.name).extension().is_some_and(|ending| ending == "txt")
    }
}

/// Every file below a folder of the repository, but unit tests that have a file of their own.
pub fn files(folder: &str) -> Vec<File> {
    let mut found = files_with_tests(folder);
    found.retain(|file| !file.name.ends_with("/tests.rs"));
    found
}

/// Every file below a folder of the repository, but settings of Cargo and of macros.
pub fn files_with_tests(folder: &str) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    gather(&root.join(folder), &mut found);
    found.retain(|path| path.extension().is_none_or(|kind| kind != "toml"));
    found.sort();
    let file = |path: PathBuf| File {
        name: path.strip_prefix(root).expect("below the root").display().to_string(),
        text: fs::read_to_string(&path).expect("a text"),
    };
    found.into_iter().map(file).collect()
}

fn gather(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() { gather(&entry, found) } else { found.push(entry) }
    }
}

pub fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// A template in its three layers, each as long as the whole: what is not of the layer is blank, so that every word
/// keeps its line.
#[derive(Default)]
pub struct Layers {
    /// What stands between the tags.
    pub words: String,
    /// The inside of the tags, without what is code.
    pub tags: String,
    /// What `{{ }}` and `{% %}` hold.
    pub code: String,
}

pub fn layers(template: &str) -> Layers {
    let mut layers = Layers::default();
    let mut rest = template;
    let mut in_tag = false;
    while let Some(first) = rest.chars().next() {
        let (length, is_code) = match code_at(rest) {
            Some(length) => (length, true),
            None => (first.len_utf8(), false),
        };
        let (piece, after) = rest.split_at(length);
        rest = after;
        in_tag = if is_code { in_tag } else { (in_tag || opens_tag(first, after)) && first != '>' };
        let blank: String = piece.chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        // A piece of code in an attribute keeps its name's end apart from what follows: `hue-{{ n }}`.
        let hole = if piece.starts_with("{{") { format!("\u{1a}{}", &blank[1..]) } else { blank.clone() };
        layers.code.push_str(if is_code && !piece.starts_with("{#") { piece } else { &blank });
        layers.tags.push_str(if is_code {
            &hole
        } else if in_tag {
            piece
        } else {
            &blank
        });
        layers.words.push_str(if is_code || in_tag || first == '>' { &blank } else { piece });
    }
    layers
}

/// The length of a piece of template code that begins here.
fn code_at(text: &str) -> Option<usize> {
    let end =
        [("{{", "}}"), ("{%", "%}"), ("{#", "#}")].into_iter().find(|(start, _)| text.starts_with(start))?.1;
    text.find(end).map(|at| at + end.len())
}

fn opens_tag(first: char, after: &str) -> bool {
    first == '<' && after.starts_with(|c: char| c.is_ascii_alphabetic() || "/!".contains(c))
}

/// The string literals of a piece of Rust or template code with the place each begins at, comments left out.
pub fn literals(code: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = code[at..].find(['"', '/', '\'']).map(|next| at + next) {
        let rest = &code[next..];
        at = if rest.starts_with("//") {
            next + rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\\"'") {
            next + rest[1..].find('\'').map_or(1, |end| end + 2)
        } else if rest.starts_with('"') {
            let end = end_of_literal(code, next);
            found.push((next + 1, &code[next + 1..end]));
            end + 1
        } else {
            next + 1
        };
        at = at.min(code.len());
    }
    found
}

fn end_of_literal(code: &str, start: usize) -> usize {
    let hashes = code[..start].len() - code[..start].trim_end_matches('#').len();
    let is_raw = code[..start - hashes].ends_with('r');
    if is_raw {
        let end = format!("\"{}", "#".repeat(hashes));
        return code[start + 1..].find(&end).map_or(code.len(), |end| start + 1 + end);
    }
    let mut escaped = false;
    for (index, c) in code[start + 1..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return start + 1 + index,
            _ => {}
        }
    }
    code.len()
}

/// The program without its unit tests, which stand at the end of a file.
pub fn without_tests(program: &str) -> &str {
    program.find("#[cfg(test)]\nmod tests").map_or(program, |end| &program[..end])
}

#[test]
fn a_template_is_read_in_layers() {
    let template = "<p class=\"a {{ b }}\">\n{# note #}Words {% if x %}more{% endif %}</p>";
    let layers = layers(template);
    assert_eq!(layers.words.split_whitespace().collect::<Vec<_>>(), ["Words", "more"]);
    assert!(layers.tags.contains("class=\"a ") && !layers.tags.contains("Words"));
    assert!(layers.code.contains("{% if x %}") && !layers.code.contains("note"));
    assert_eq!(layers.words.matches('\n').count(), 1);
}

#[test]
fn literals_are_found_and_comments_are_not() {
    let code = "// \"no\"\nf(\"a \\\" b\", '\"', r#\"c \"d\" e\"#);";
    let found: Vec<_> = literals(code).into_iter().map(|(at, text)| (line_of(code, at), text)).collect();
    assert_eq!(found, [(2, "a \\\" b"), (2, "c \"d\" e")]);
}
