//! Names compared as people see them: whatever signs, brackets, titles and order a tool or a person wrote.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Put before or behind a name, and no part of it.
const TITLES: &[&str] = &[
    "dr",
    "prof",
    "professor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "sir",
    "dame",
    "herr",
    "frau",
    "mme",
    "mlle",
    "sr",
    "sra",
    "srta",
    "dhr",
    "mevr",
    "mw",
    "pan",
    "pani",
    "ing",
    "dipl-ing",
    "mag",
    "phd",
    "msc",
    "bsc",
    "mba",
    "md",
    "dott",
    "dott.ssa",
    "eng",
];
/// In brackets behind a name, said by the tool or about how the person is addressed.
const NO_NAMES: &[&str] = &[
    "guest",
    "gast",
    "invité",
    "invitée",
    "invitado",
    "invitada",
    "ospite",
    "convidado",
    "convidada",
    "gość",
    "external",
    "extern",
    "externe",
    "externo",
    "esterno",
    "unverified",
    "nicht überprüft",
    "non vérifié",
    "no verificado",
    "host",
    "co-host",
    "cohost",
    "gastgeber",
    "hôte",
    "anfitrión",
    "organizer",
    "organiser",
    "organisator",
    "me",
    "ich",
    "moi",
    "yo",
    "presenter",
    "attendee",
    "participant",
    "moderator",
    "panelist",
    "speaker",
    "mobile",
    "phone",
    "ipad",
    "iphone",
    "you",
    "they",
    "he",
    "she",
    "remote",
    "online",
    "zoom",
    "teams",
];
const PRONOUNS: &[&str] = &[
    "she/her",
    "he/him",
    "they/them",
    "she/they",
    "he/they",
    "she/her/hers",
    "he/him/his",
    "they/them/theirs",
    "elle",
    "il/lui",
    "sie/ihr",
    "er/ihm",
    "ella",
    "él",
    "any pronouns",
];

/// What a list calls someone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedName {
    /// The name without what stands in brackets, in each order that it says it may have.
    pub outside: Vec<String>,
    /// Another name, in brackets behind it.
    pub inside: Vec<String>,
}

impl ListedName {
    pub fn of(written: &str) -> Self {
        let cleaned = clean(written);
        let (outside, brackets) = without_brackets(&cleaned);
        let outside = outside.split('|').next().unwrap_or_default().to_owned();
        let outside = orders(&outside);
        let inside =
            brackets.iter().filter(|inside| is_name(inside)).flat_map(|inside| orders(inside)).collect();
        // All of it in brackets: that is the name.
        if outside.is_empty() {
            Self { outside: inside, inside: Vec::new() }
        } else {
            Self { outside, inside }
        }
    }

    /// Every key of it.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.outside.iter().chain(&self.inside)
    }
}

/// One key for rows of one list: two that look the same have the same.
pub fn key(written: &str) -> String {
    let name = ListedName::of(written);
    let outside = name.outside.last().cloned().unwrap_or_else(|| written.to_lowercase());
    match name.inside.last() {
        Some(inside) => format!("{outside} ({inside})"),
        None => outside,
    }
}

/// What stands in brackets behind a name, of any kind.
pub fn brackets(written: &str) -> Vec<String> {
    let round = written.replace(['[', '{'], "(").replace([']', '}'], ")");
    without_brackets(&clean(&round)).1
}

/// Letters without their marks, for what is nearly the same: "Jose Munoz" and "José Muñoz".
pub fn plain_letters(key: &str) -> String {
    let one = |c: char| match c {
        'ł' => 'l',
        'ø' => 'o',
        'đ' => 'd',
        'ı' => 'i',
        other => other,
    };
    key.replace('ß', "ss")
        .replace('æ', "ae")
        .replace('œ', "oe")
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .map(one)
        .collect()
}

/// One form of the signs: composed, nothing invisible, one apostrophe, one hyphen.
fn clean(written: &str) -> String {
    let visible = written.nfc().filter(|c| !is_invisible(*c));
    let signs = visible.map(|c| match c {
        '’' | 'ʼ' | '´' | '`' | '‘' | 'ʹ' | '＇' => '\'',
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        '（' => '(',
        '）' => ')',
        c if c.is_whitespace() => ' ',
        c => c,
    });
    signs
        .collect::<String>()
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '«' | '»'))
        .to_owned()
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180E}' | '\u{FEFF}' | '\u{FE0F}')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
}

/// What stands outside of brackets of every kind, and what in each round pair of them. Square ones hold a team.
fn without_brackets(name: &str) -> (String, Vec<String>) {
    let (mut outside, mut inside, mut open) = (String::new(), Vec::new(), Vec::new());
    let mut current = String::new();
    for c in name.chars() {
        match c {
            '(' | '[' | '{' => {
                open.push(c);
                current.clear();
            }
            ')' | ']' | '}' if !open.is_empty() => {
                if open.pop() == Some('(') {
                    inside.push(current.trim().to_owned());
                }
                current.clear();
                outside.push(' ');
            }
            c if open.is_empty() => outside.push(c),
            c => current.push(c),
        }
    }
    // An open bracket that nothing closes: what follows it may be cut off.
    (outside, inside)
}

fn is_name(words: &str) -> bool {
    let small = words.to_lowercase();
    !NO_NAMES.contains(&small.as_str())
        && !PRONOUNS.contains(&small.as_str())
        && !small.contains('/')
        && words.chars().any(char::is_alphabetic)
}

/// The keys of a name: as it is written; where a comma or capitals say which the last name is, with that one last.
fn orders(name: &str) -> Vec<String> {
    let mut keys = Vec::new();
    match name.split_once(',') {
        Some((last, first)) if is_title_only(first) => keys.push(folded(last)),
        Some((last, first)) => {
            keys.extend([folded(&format!("{last} {first}")), folded(&format!("{first} {last}"))]);
        }
        None => {
            keys.push(folded(name));
            let words: Vec<&str> = name.split_whitespace().collect();
            let capitals = words.iter().take_while(|word| is_capitals(word)).count();
            if capitals > 0
                && capitals < words.len()
                && !words[capitals..].iter().any(|word| is_capitals(word))
            {
                keys.push(folded(&[&words[capitals..], &words[..capitals]].concat().join(" ")));
            }
        }
    }
    keys.retain(|key| !key.is_empty());
    keys.dedup();
    keys
}

fn is_title_only(words: &str) -> bool {
    folded(words).is_empty()
}

fn is_capitals(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && word.chars().all(|c| !c.is_lowercase())
}

/// Small letters, without titles, pronouns and signs around words.
fn folded(name: &str) -> String {
    let mut small = name.to_lowercase();
    for pronouns in PRONOUNS.iter().filter(|pronouns| pronouns.contains('/')) {
        small = small.replace(pronouns, " ");
    }
    let word =
        |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'' && c != '@').to_owned();
    let words: Vec<String> = small.split_whitespace().map(word).filter(|word| !word.is_empty()).collect();
    let names: Vec<&str> = words.iter().map(String::as_str).filter(|word| !TITLES.contains(word)).collect();
    // Someone may be called Pan.
    if names.len() < 2 && words.len() == 2 { words.join(" ") } else { names.join(" ") }
}

/// How two names that are not one may still be one person's.
pub fn is_near(listed: &str, known: &str) -> bool {
    let (listed, known) = (plain_letters(listed), plain_letters(known));
    let [listed, known] = [&listed, &known].map(|name| name.split([' ', '-']).collect::<Vec<_>>());
    let (fewer, more) = if listed.len() <= known.len() { (&listed, &known) } else { (&known, &listed) };
    let matching = |word: &&str| more.iter().any(|other| is_near_word(word, other));
    // Every word of the shorter name, and one of them to the letter.
    fewer.iter().all(matching) && fewer.iter().any(|word| word.chars().count() > 2 && more.contains(word))
        || fewer.len() == more.len() && fewer.len() >= 2 && fewer.iter().all(matching)
}

/// A word, its first letter, or one slip of the pen.
fn is_near_word(word: &str, other: &str) -> bool {
    let (one, two) = (word.chars().count(), other.chars().count());
    let initial = one.min(two) == 1 && word.chars().next() == other.chars().next();
    let slips = match one.min(two) {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    };
    word == other || initial || slips > 0 && strsim::osa_distance(word, other) <= slips
}

/// A short form: "Benny" and "Ben Okafor" begin alike.
pub fn begins_alike(listed: &str, known: &str) -> bool {
    let (listed, known) = (plain_letters(listed), plain_letters(known));
    listed.split([' ', '-']).any(|word| {
        let alike = |other: &str| {
            word.chars().count().min(other.chars().count()) >= 3
                && (word.starts_with(other) || other.starts_with(word))
        };
        known.split([' ', '-']).any(alike)
    })
}

#[cfg(test)]
mod tests;
