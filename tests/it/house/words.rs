//! The words of pages and mails, as they were settled: what once made an office worker stumble does not come back.

use std::fmt::Write as _;

use super::texts::{File, files, layers, line_of, literals, without_tests};

/// What must not come back, and what is said instead.
const GONE: &[(&str, &str)] = &[
    // Everywhere.
    ("somebody", "someone"),
    ("everybody", "everyone"),
    ("anybody", "anyone"),
    ("whoever", "the person who, anyone who"),
    ("whom", "who"),
    ("stands here", "appears here"),
    ("stand here", "appear here"),
    ("one press", "one click"),
    ("two presses", "takes a minute"),
    ("a press", "a click"),
    ("at once", "straight away"),
    ("in the digest", "in the weekly email"),
    ("weekly digest", "weekly email"),
    ("mails", "emails"),
    ("a mail", "an email"),
    ("by mail", "by email"),
    ("please put this right", "There is a problem"),
    ("leave as it was", "Cancel"),
    ("take back", "Undo, Cancel, Delete"),
    ("take it back", "Undo, Cancel"),
    ("take that back", "Remove my vote, Undo"),
    ("such as:", "For example,"),
    ("we suggest", "Use this"),
    ("found a community", "Start a community"),
    ("found one", "start one"),
    ("is founded", "is ready"),
    // Header, menu, footer.
    ("skip to the page", "Skip to main content"),
    ("your page", "Your profile"),
    ("your details", "Edit profile"),
    ("sessions in your calendar", "Calendar subscription"),
    ("what you are told", "Email notifications"),
    ("differently for one community", "Different settings for one community"),
    ("as everywhere", "Same as my other communities"),
    ("logged in", "signed in"),
    ("log in", "sign in"),
    ("log out", "sign out"),
    ("this login", "this device"),
    // Home.
    ("what needs you", "To do"),
    ("that is a good sign", "Nothing to do"),
    ("its rhythm counts", "It keeps the community's figures right"),
    ("see which there are", "Browse communities"),
    ("never this kind", "Don't suggest this again"),
    ("put off for a month", "We'll remind you in a month"),
    ("its purpose is still", "no description yet"),
    ("none is to come", "no new one is planned"),
    ("would you host", "Can you host"),
    ("you host it", "You're the host"),
    // Communities.
    ("do the same thing meet", "share a skill or interest"),
    ("practise the same thing meet", "share a skill or interest"),
    ("what are you looking for", "Search communities"),
    ("and you are in", "Member"),
    ("you are in already", "You are already a member"),
    ("its purpose", "description"),
    ("still being found", "No description yet"),
    ("who is in", "Members"),
    ("who runs it", "Organisers"),
    ("what to meet about", "Topic ideas"),
    ("want it too", "Vote"),
    ("more want it", "votes"),
    ("take it off", "Remove"),
    ("met about", "Already covered"),
    ("no topic waits", "No open topics"),
    ("what came of it", "Stories, Recap"),
    ("write to everyone", "Send an announcement"),
    ("seldom is good", "Use this sparingly"),
    ("slanted", "italic"),
    ("mailbox", "member"),
    ("see what it changes", "Impact"),
    ("share the work", "Members and organisers"),
    ("tells you by", "Email settings for this community"),
    ("clock stands still", "The break won't count against it"),
    ("letting it rest", "Archive this community"),
    ("ending is as natural", "You can reopen it at any time"),
    ("means to meet", "How often do you plan to meet?"),
    ("its own rhythm", "Communities aren't compared with each other"),
    ("say this too", "Enter …, or leave all three purpose questions blank"),
    ("people ask to join", "By request"),
    ("they are in", "Anyone can join straight away"),
    ("only its people", "Only members"),
    ("who may join", "Who can join"),
    ("who may read it", "Who can read it"),
    // Sessions.
    ("seat", "place, where there is a limit; else going"),
    ("seats", "places, where there is a limit; else going"),
    ("who comes", "Who's going"),
    ("people come", "going"),
    ("said they would come", "signed up"),
    ("i may come", "Maybe"),
    ("you may come", "You answered maybe."),
    ("you come to", "You're signed up for"),
    ("change your mind until", "change your answer until"),
    ("waiting, in order", "Waiting list"),
    ("how people come together", "Format"),
    ("likes to be asked", "Happy to host"),
    ("the code at", "Check-in code"),
    ("say who came", "Record attendance"),
    ("plan it again", "Duplicate"),
    ("what helps a host", "Host checklist"),
    ("throw the draft away", "Delete draft"),
    ("by hand", "If you move someone, give a reason"),
    ("have a seat", "Going"),
    ("call off", "Cancel"),
    ("called off", "cancelled"),
    ("dates to come", "Upcoming sessions"),
    ("come to every date", "Join the whole series"),
    ("all to come", "All future sessions"),
    ("worth a look", "Check before you publish"),
    ("let people breathe", "Leave at least 10 minutes between sessions."),
    ("works no more", "no longer works"),
    // Stories, impact, phases, the calendar's link.
    ("tell a story", "Share a story"),
    ("wherever it stops", "Answer as many questions as you like."),
    ("how far it came", "What stage did it reach?"),
    ("what success means now", "How this changed what you aim for"),
    ("bridge knowledge", "Shared knowledge between teams"),
    ("grow capability", "Learned a skill"),
    ("scale approaches", "Reused something that works"),
    ("it speaks to", "Helped with"),
    ("lift a sentence", "Choose a quote"),
    ("how you are named", "Show my name"),
    ("take it along", "Print or export"),
    ("time won back", "time saved"),
    ("week by week", "by week"),
    ("on its own way", "This is not a ranking."),
    ("it does not fit", "Wrong stage?"),
    ("what becomes of it", "Wind down or relaunch"),
    ("declare a transformation", "Start a review"),
    ("every number these rules use", "Thresholds"),
    ("stand in your calendar", "subscribe"),
    ("end the link", "Delete link"),
    ("only its fingerprint", "We can't show it again."),
    // Signing in, administration, errors.
    ("make an account", "Create an account"),
    ("make my account", "Create account"),
    ("work address", "Work email"),
    ("how we see that they do", "Used for figures on how teams mix"),
    ("look into your mail", "Check your email"),
    ("good for two hours", "The link works for two hours"),
    ("used up", "expired"),
    ("do not go together", "Email or password is incorrect"),
    ("open the doors", "Create site"),
    ("silos run", "nothing"),
    ("let in again", "Reactivate"),
    ("between us and its reader", "Private: only the recipient can read this"),
    ("were given up", "failed"),
    ("it is not your doing", "Something went wrong"),
    ("that could not be", "Not possible, Invalid form"),
    // Subjects and feet of mails.
    ("no more mails", "Unsubscribe"),
    ("because of your place", "because you are a member"),
];

/// What of a file people read, with the place each piece begins at.
fn read_by_people(file: &File) -> Vec<(usize, String)> {
    if !file.is_template() {
        let program = without_tests(&file.text);
        return literals(program)
            .into_iter()
            .filter(|(at, literal)| is_for_people(literal) && !is_logged(&program[..*at]))
            .map(|(at, literal)| (line_of(program, at), literal.to_owned()))
            .collect();
    }
    let layers = layers(&file.text);
    let lines = layers.words.lines().enumerate().map(|(at, line)| (at + 1, line.to_owned()));
    let in_code =
        literals(&layers.code).into_iter().map(|(at, literal)| (line_of(&layers.code, at), literal));
    let in_tags = layers.tags.match_indices("=\"").filter_map(|(at, _)| {
        let name = layers.tags[..at].rsplit(char::is_whitespace).next()?;
        let start = at + "=\"".len();
        let value = &layers.tags[start..start + layers.tags[start..].find('"')?];
        ["aria-label", "title", "alt", "placeholder"]
            .contains(&name)
            .then(|| (line_of(&layers.tags, at), value))
    });
    lines.chain(in_code.chain(in_tags).map(|(line, text)| (line, text.to_owned()))).collect()
}

/// The paragraphs of a text in Markdown, each with its first line, without what it quotes as code.
fn paragraphs(text: &str) -> Vec<(usize, String)> {
    let (mut found, mut is_block, mut begin) = (Vec::<(usize, String)>::new(), false, true);
    for (at, line) in text.lines().enumerate() {
        let is_fence = line.trim_start().starts_with("```");
        is_block ^= is_fence;
        if is_block || is_fence || line.trim().is_empty() {
            begin = true;
            continue;
        }
        if begin || line.trim_start().starts_with(['-', '|', '#']) {
            found.push((at + 1, String::new()));
        }
        begin = false;
        if let Some((_, paragraph)) = found.last_mut() {
            *paragraph += line.trim();
            paragraph.push(' ');
        }
    }
    for (_, paragraph) in &mut found {
        *paragraph = paragraph.split('`').step_by(2).collect::<Vec<_>>().join("…");
    }
    found
}

/// A sentence or a name, and neither SQL nor a key.
fn is_for_people(literal: &str) -> bool {
    const SQL: [&str; 9] =
        ["select ", "insert ", "update ", "delete ", "with ", "lock ", "set ", "drop ", "truncate "];
    let text = literal.trim_start();
    text.contains(' ') && !SQL.iter().any(|verb| text.starts_with(verb)) && !text.contains("\n           ")
}

/// It stands in a line of the log, or in a reason that only the program's developers read.
fn is_logged(before: &str) -> bool {
    let start = before.rfind([';', '{', '}']).map_or(0, |at| at + 1);
    ["tracing::", "debug!", "info!", "warn!", "error!", "assert", "reason =", "expect("]
        .iter()
        .any(|call| before[start..].contains(call))
}

/// Is the phrase in the text, as words of their own?
fn says(text: &str, phrase: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "_-/".contains(c));
    text.match_indices(phrase).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        // "postgres.log in the folder" is the name of a file.
        before != Some('.') && !is_part(before) && !is_part(text[at + phrase.len()..].chars().next())
    })
}

#[test]
fn words_that_were_settled_do_not_come_back() {
    let mut faults = String::new();
    let mut read = 0;
    let pieces = files("templates").into_iter().chain(files("src")).flat_map(|file| {
        read_by_people(&file).into_iter().map(move |(line, text)| (file.name.clone(), line, text))
    });
    let readme = include_str!("../../../README.md");
    let paragraphs = paragraphs(readme).into_iter().map(|(line, text)| ("README.md".to_owned(), line, text));
    for (file, line, text) in pieces.chain(paragraphs) {
        read += 1;
        let text = text.to_lowercase().replace('’', "'");
        for (gone, instead) in GONE.iter().filter(|(gone, _)| says(&text, gone)) {
            writeln!(faults, "{file}:{line}: “{gone}”, say “{instead}”: {}", text.trim()).expect("written");
        }
    }
    assert!(read > 1000, "only {read} pieces were read");
    assert!(faults.is_empty(), "\n{faults}");
}

/// A mail is read on another day than it was written on: what names a day by its distance is for pages.
#[test]
fn a_mail_names_its_days_by_their_date() {
    let mut faults = String::new();
    let mut read = 0;
    for file in files("src").into_iter().filter(|file| file.name.ends_with("mails.rs")) {
        read += 1;
        for words in ["when::moment_words(", "when::day_words(", "when::end_words(", "when::distance("] {
            for (at, _) in file.text.match_indices(words) {
                writeln!(faults, "{}:{}: {words}", file.name, line_of(&file.text, at)).expect("written");
            }
        }
    }
    for file in files("templates").into_iter().filter(File::is_mail) {
        let words = layers(&file.text).words.to_lowercase();
        for word in ["tomorrow", "yesterday", "today"] {
            if says(&words, word) {
                writeln!(faults, "{}: says “{word}”", file.name).expect("written");
            }
        }
    }
    assert!(read > 15, "only {read} files of mails were read");
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn a_mail_greets_by_first_name_and_begins_with_a_capital() {
    let mut faults = String::new();
    let mut mails = 0;
    for file in files("templates").into_iter().filter(File::is_mail) {
        let Some(greeting) = file.text.lines().position(|line| line.starts_with("Hello")) else { continue };
        mails += 1;
        let line = file.text.lines().nth(greeting).unwrap_or_default();
        if line != "Hello," && !line.starts_with("Hello {{ crate::platform::web::first_name(") {
            writeln!(faults, "{}: greets by more than the first name: {line}", file.name).expect("written");
        }
        let rest: String =
            file.text.lines().skip(greeting + 1).fold(String::new(), |rest, line| rest + line + "\n");
        let words = layers(&rest).words;
        let begins = words.trim_start().chars().next();
        let with_code = rest.trim_start().starts_with("{{");
        if !with_code && begins.is_some_and(char::is_lowercase) {
            writeln!(faults, "{}: begins with a small letter: {}", file.name, rest.trim()).expect("written");
        }
    }
    assert!(mails > 15, "only {mails} mails were read");
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn a_phrase_is_found_as_words_of_its_own() {
    assert!(says("one press, and they stop", "one press") && !says("one pressure", "one press"));
    assert!(says("whom to ask", "whom") && !says("emails", "mails") && !says("/me/mails", "mails"));
}
