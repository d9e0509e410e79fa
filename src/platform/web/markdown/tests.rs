use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{Prose, escaped};

fn html(text: &str) -> String {
    Prose::of(text).html
}

fn text(written: &str) -> String {
    Prose::of(written).text
}

#[test]
fn plain_text_has_the_words_and_none_of_the_marks() {
    let written = "## Agenda\n\nBring *cake* and **tea**.\n\n1. One\n2. `Two`\n   - a\n   - b\n\n\
        See [the page](https://example.org/a) or <https://example.org>.\n\n> Quoted\n\n---\n\n<b>x</b> ~~gone~~";
    assert_eq!(
        text(written),
        "Agenda\n\nBring cake and tea.\n\n1. One\n2. Two\n  - a\n  - b\n\n\
         See the page (https://example.org/a) or https://example.org.\n\nQuoted\n\nx gone"
    );
    assert_eq!(text("plain writing, with 3 * 4 = 12"), "plain writing, with 3 * 4 = 12");
    assert_eq!(text(""), "");
}

#[test]
fn what_could_run_is_dropped() {
    for wrong in [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JAVASCRIPT:alert(1)) [y](data:text/html,x) <javascript:alert(1)>",
        "<img src=x onerror=alert(1)>",
        "<a href='data:text/html,x' onclick=y>x</a>",
        "<a href='javascript:alert(1)'>x</a>",
        "<iframe src='https://example.org'></iframe>",
        "<p style='position:fixed'>x</p>",
        "<scr<b>ipt>x</script>",
        "<div class=\"said\" role=button tabindex=0>x</div>",
        "|a|\n|-|\n|<img src=x onerror=y>|",
    ] {
        let html = html(wrong);
        for bad in
            ["<script", "href=\"javascript", "href=\"data", "<img", "<iframe", "style=", "said", "button"]
        {
            assert!(!html.contains(bad), "{wrong} gave {html}");
        }
    }
    assert_eq!(text("[x](javascript:alert(1))"), "x", "nor does the mail say where it would have led");
}

#[test]
fn plain_writing_is_kept() {
    let html = html("# Plan\n\n- one **bold**\n- [two](https://example.org)");
    assert!(html.contains("<h3>Plan</h3>"), "{html}");
    assert!(html.contains("<li>one <strong>bold</strong></li>"), "{html}");
    assert!(html.contains(r#"href="https://example.org" rel="noopener noreferrer nofollow""#), "{html}");
}

#[test]
fn an_escaped_text_reads_as_it_is() {
    let title = "*Rust* [x](https://evil.example) <b> & `code` \\ #1 _a_";
    let html = html(&format!("[{}](https://example.org/a)", escaped(title)));
    assert_eq!(html.matches("<a ").count(), 1, "{html}");
    assert!(html.contains("*Rust* [x](https://evil.example) &lt;b&gt; &amp; `code` \\ #1 _a_"), "{html}");
}

#[test]
fn a_line_break_is_one() {
    assert_eq!(html("Meeting ID: 857\nPasscode: 010383"), "<p>Meeting ID: 857<br>\nPasscode: 010383</p>\n");
    assert_eq!(text("Meeting ID: 857\nPasscode: 010383"), "Meeting ID: 857\nPasscode: 010383");
}

#[test]
fn tables_tasks_and_numbered_lists_are_read() {
    let table = html("| Who | What |\n|---|---|\n| Ana | **Tests** |");
    assert!(
        table.contains("<th>Who</th><th>What</th>") && table.contains("<td><strong>Tests</strong></td>"),
        "{table}"
    );
    assert!(
        table.starts_with(r#"<div class="table-region" tabindex="0" role="group" aria-label="Table">"#),
        "{table}"
    );
    assert_eq!(text("| Who | What |\n|---|---|\n| Ana | **Tests** |"), "Who · What\nAna · Tests");
    assert!(
        html("- [x] done\n- [ ] open")
            .contains("<li class=\"task\">☑ done</li>\n<li class=\"task\">☐ open</li>")
    );
    assert!(html("3. three\n4. four").contains("<ol start=\"3\">"));
    assert_eq!(text("3. three\n4. four"), "3. three\n4. four");
    assert_eq!(html("![A whiteboard](https://example.org/b.png)"), "<p>A whiteboard</p>\n");
}

#[test]
fn bare_addresses_are_links() {
    for (written, href) in [
        ("See https://example.org/a_b_c?d=1&e=(2).", "https://example.org/a_b_c?d=1&amp;e=(2)"),
        ("(www.example.org/notes)", "https://www.example.org/notes"),
        ("<https://example.org>", "https://example.org"),
        ("Write to ana@x.example, please", "mailto:ana@x.example"),
        ("[Ana](ana@x.example)", "mailto:ana@x.example"),
        ("[the room](tel:+442034815237)", "tel:+442034815237"),
    ] {
        let html = html(written);
        assert!(html.contains(&format!("href=\"{href}\"")), "{written} gave {html}");
        assert_eq!(html.matches("<a ").count(), 1, "{html}");
    }
    for plain in ["notes.md and main.rs", "`https://example.org`", "```\nhttps://example.org\n```", "12:30"] {
        assert!(!html(plain).contains("<a "), "{plain}");
    }
}

#[test]
fn what_only_looks_like_a_mark_stays_as_it_was_written() {
    for written in [
        "x_Y*z*9",
        "Passcode: x_Y*z*9",
        "Passcode: *7b*Q_2_",
        "Passcode: k**2**9 and 1~2~3",
        "+13017158592,,85775884256#,,,,*010383# US",
        "10~20 people, or 30~40",
        "2*3 and 4*5",
        "by <Ben Okafor> and <team>",
        "Join at <time>: <link>, write to <address>",
        "i <3 it, a<b",
    ] {
        assert_eq!(text(written), written);
        let shown = written.replace('<', "&lt;").replace('>', "&gt;");
        assert_eq!(html(written), format!("<p>{shown}</p>\n"));
    }
    assert_eq!(html("<Ben Okafor>\nwill host"), "<p>&lt;Ben Okafor&gt;<br>\nwill host</p>\n");
    for marked in
        ["*all of it*", "**Note**: 3 of 4", "an *important* one", "*3* of 4", "(*1*)", "**14:00**, *then*"]
    {
        assert!(!text(marked).contains('*'), "{marked} gave {}", text(marked));
    }
}

#[test]
fn html_that_was_pasted_as_source_reads_in_blocks() {
    assert_eq!(html("<div>One</div><div>Two</div>"), "<p>One</p>\n<p>Two</p>\n");
    assert_eq!(html("One<br>Two <b>three</b>"), "<p>One<br>\nTwo three</p>\n");
    assert_eq!(
        text("<ul><li>One</li><li>Two<ol><li>a</li></ol></li></ul>After"),
        "- One\n- Two\n  1. a\n\nAfter"
    );
    let link = html("<p>The <a href=\"https://example.org/?a=1&amp;b=2\">slides</a></p>");
    assert!(
        link.contains("href=\"https://example.org/?a=1&amp;b=2\"") && link.contains(">slides</a>"),
        "{link}"
    );
    assert_eq!(text("<style>p { color: red }</style><!-- no --><o:p></o:p><p>Words"), "Words");
    assert_eq!(text("`<b>` makes words bold"), "<b> makes words bold");
}

#[test]
fn a_zoom_invitation_reads_as_it_was_sent() {
    let prose = Prose::of(include_str!("../../../../tests/data/texts/zoom.txt"));
    for line in [
        "<a href=\"https://zoom.example/j/85775884256?pwd=aB3_xY*z*9~q~7.1\"",
        "<p>Meeting ID: 857 7588 4256<br>\nPasscode: x_Y*z*9</p>",
        "<p>One tap mobile<br>\n+13017158592,,85775884256#,,,,*010383# US (Washington DC)<br>",
        "<li>+1 305 224 1968 US</li>",
        "<a href=\"mailto:mira.holt@x.example\"",
    ] {
        assert!(prose.html.contains(line), "{line} is not in {}", prose.html);
    }
    assert!(!prose.html.replace("<hr>", "").contains("<h"), "no heading was meant: {}", prose.html);
    assert!(prose.text.contains("Meeting ID: 857 7588 4256\nPasscode: x_Y*z*9\n"), "{}", prose.text);
    assert!(
        prose.text.contains("\n- +1 305 224 1968 US\n- +44 203 481 5237 United Kingdom\n\n"),
        "{}",
        prose.text
    );
}

#[test]
fn a_teams_invitation_reads_as_it_was_sent() {
    let prose = Prose::of(include_str!("../../../../tests/data/texts/teams.txt"));
    for line in [
        "<hr>\n<p>Microsoft Teams meeting<br>\nJoin on your computer",
        "join the meeting <a href=\"https://teams.example/l/meetup-join/19%3ameeting_NzQ0@thread.v2/0?context=",
        "Passcode: Kp7*Qw*2<br>",
        "<a href=\"tel:+442038555195,,903447128#\"",
        "in place of &lt;Ben Okafor&gt;</p>",
    ] {
        assert!(prose.html.contains(line), "{line} is not in {}", prose.html);
    }
    assert!(prose.text.contains("Download Teams https://www.teams.example/download | Join on the web https"));
}

#[test]
fn an_agenda_from_word_reads_as_it_was_written() {
    let prose = Prose::of(include_str!("../../../../tests/data/texts/word.txt"));
    assert_eq!(
        prose.text,
        "Agenda of the testing circle\n\n1. Welcome\n2. What we tried since October\n\n- Contract tests (Ben)\n  \
         - in the billing team\n  - in the portal\n- Flaky tests\n\n3. Next time\n  Bring your own example.\n  \
         See www.guild.example/notes (the list) and notes.md"
    );
    let prose = Prose::of(include_str!("../../../../tests/data/texts/word.html"));
    assert_eq!(
        prose.text,
        "Agenda\n\nTesting circle, hosted by Mira\u{a0}Holt\n\n- Welcome\n- What we tried \
         (https://guild.example/tried?a=1&b=2)\n\n3. Flaky tests\n4. Next time\n  - Who hosts\n\n\
         14:00 · Start\n14:50 · End\n\nFirst block\n\nSecond block"
    );
    assert!(prose.html.contains("<ul>\n<li>Welcome</li>\n<li>What we <a href"), "{}", prose.html);
    assert!(prose.html.contains("<ol start=\"3\">\n<li>Flaky tests</li>"), "{}", prose.html);
}

/// Hostile texts of the greatest length that a field takes.
fn hostile() -> Vec<String> {
    let most = 10_000;
    let again = |part: &str| part.repeat(most / part.chars().count());
    let stairs = |part: &str| (0..140).map(|depth| part.repeat(depth) + "- a\n").collect();
    let parts = [
        ">",
        "> ",
        "- ",
        "1. ",
        "[",
        "![",
        "[a](",
        "*a **a ",
        "*a_",
        "**",
        "a**b",
        "a~b",
        "~~a",
        "*1*",
        "`a",
        "\\<",
        "&amp;",
        "<",
        "<x ",
        "<b>",
        "<em>a",
        "<div>\n",
        "<ul><li>",
        "<ul><li>x\n\n",
        "<a href=x>",
        "<a>\n\n",
        "<!--",
        "<?",
        "<script>",
        "a@b.c ",
        "http://a.b/(",
        "[x]: <",
        "|",
        "• a\n",
        "o\ta\n•\ta\n",
        "| a\n",
        "a\n---\n",
        "\t",
        "\n",
    ];
    let table = format!("{}\n{}\n{}", "|a".repeat(1000), "|-".repeat(1000), "|b\n".repeat(2000));
    parts.iter().map(|part| again(part)).chain([stairs(">"), stairs("  "), stairs("\t"), table]).collect()
}

#[test]
fn a_hostile_text_costs_little() {
    for text in hostile() {
        let (began, start) = (Instant::now(), text.chars().take(12).collect::<String>());
        let prose = Prose::of(&text);
        // Far above what the slowest takes on a slow machine without optimisation; unbounded, it would be minutes.
        assert!(began.elapsed() < Duration::from_secs(5), "{start:?} took {:?}", began.elapsed());
        assert!(prose.size() < 40 * text.len(), "{start:?} became {} bytes", prose.size());
        let (mut depth, mut deepest) = (0_usize, 0);
        for tag in
            prose.html.split('<').skip(1).filter(|tag| !tag.starts_with("br>") && !tag.starts_with("hr>"))
        {
            depth = if tag.starts_with('/') { depth - 1 } else { depth + 1 };
            deepest = deepest.max(depth);
        }
        assert!(deepest < 25, "{start:?} is {deepest} deep");
    }
}

/// The words that a text was made of, in their order.
fn words(shown: &str) -> Vec<String> {
    let word = |(at, _)| shown.get(at..at + 4).filter(|word| word[2..].parse::<u8>().is_ok());
    shown.match_indices("wo").filter_map(word).map(str::to_owned).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Whatever marks and tags are between them: page, mail and mail in plain text have all the words, in their order.
    #[test]
    fn page_and_mail_say_the_same_words(
        parts in prop::collection::vec((0..40_usize, 0..100_u8), 1..40)
    ) {
        const MARKS: [&str; 40] = [
            " ", "\n", "\n\n", "\n- ", "\n1. ", "\n\n> ", "\n# ", "\n• ", "\n•\t", "\no\t", "\n    ", "\n\t", " *", "* ", " **",
            "** ", " `", "` ", "~~", "_", "*", " [", "](https://link.example/) ", "![", "\n| ", " | ", "\n|---|---|\n", "\n---\n",
            "\n```\n", "<b>", "</b>", "<p>", "<li>", "<ul>", "</ul>", "<Ben Okafor>", "<br>", " https://link.example ", "&lt;",
            "\\",
        ];
        let mut written = String::new();
        for (mark, word) in &parts {
            written.extend([MARKS[*mark], &format!("wo{word:02} ")]);
        }
        let Prose { html, text } = Prose::of(&written);
        prop_assert_eq!(words(&html), words(&written), "{:?} became {}", written, html);
        prop_assert_eq!(words(&text), words(&written), "{:?} became {}", written, text);
    }
}
