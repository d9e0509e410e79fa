//! Rich text that is pasted into a field for Markdown.

use serde_json::{Value, json};

use crate::site::Site;
use crate::steps;
use crate::window::Window;

/// As Word, Outlook and browsers put it on the clipboard; the facts are made up.
const WORD: &str = include_str!("../data/texts/word.html");
const OUTLOOK: &str = r#"<html><body><p>Hello all,<br>the <b>room</b> is <a href="https://guild.example/rooms/2 b">Mill
    Lane</a> (<a href="mailto:mira@x.example">mira@x.example</a>, <a href="javascript:x()">map</a>).</p>
    <h2>Agenda</h2><ol start="2"><li>Welcome</li><li><p>Flaky tests</p><ul><li>who</li></ul></li></ol>
    <table><tr><th>When</th><th>What</th></tr><tr><td>14:00</td><td>a | b</td></tr></table>
    <p>Passcode: x_Y*z*9</p></body></html>"#;

async fn paste(window: &Window, html: &str, plain: &str) -> Value {
    let script = "
        const field = document.querySelector('textarea[data-markdown]');
        field.focus();
        field.select();
        const clipboardData = new DataTransfer();
        if (arguments[0]) clipboardData.setData('text/html', arguments[0]);
        clipboardData.setData('text/plain', arguments[1]);
        const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
        const isLeftToTheBrowser = field.dispatchEvent(paste);
        return isLeftToTheBrowser ? null : field.value;";
    window.run(script, &[json!(html), json!(plain)]).await
}

#[tokio::test]
async fn rich_text_arrives_as_plain_text_with_its_links_and_lists() {
    let site = Site::start("");
    let ana = Window::open(&site.base).await;
    steps::set_up(&ana, &site.set_up_link).await;
    let community = steps::found(&ana, "Testing circle").await;
    let session = steps::schedule(&ana, &community, ("Flaky tests", "8"), 60).await;
    ana.go(&format!("{session}/edit")).await;

    assert_eq!(
        paste(&ana, OUTLOOK, "").await,
        json!(
            "Hello all,\nthe room is [Mill Lane](<https://guild.example/rooms/2 b>) (mira@x.example, map).\n\n\
             ## Agenda\n\n2. Welcome\n3. Flaky tests\n   - who\n\n\
             | When | What |\n| --- | --- |\n| 14:00 | a \\| b |\n\nPasscode: x_Y*z*9"
        )
    );
    assert_eq!(
        paste(&ana, "<p>Only <b>words</b></p>", "Only words").await,
        Value::Null,
        "the browser does it as well"
    );
    assert_eq!(paste(&ana, "", "https://guild.example").await, Value::Null);

    let agenda = paste(&ana, WORD, "").await;
    assert_eq!(
        agenda,
        json!(
            "## Agenda\n\nTesting circle, hosted by Mira\u{a0}Holt\n\n- Welcome\n- What we \
             [tried](https://guild.example/tried?a=1&b=2)\n\n3. Flaky tests\n4. Next time\n   - Who hosts\n\n\
             | 14:00 | Start |\n| --- | --- |\n| 14:50 | End |\n\nFirst block\n\nSecond block"
        )
    );
    let undone =
        "document.execCommand('undo'); return document.querySelector('textarea[data-markdown]').value";
    assert_ne!(ana.run(undone, &[]).await, agenda, "as if typed, it can be undone");

    paste(&ana, WORD, "").await;
    ana.press("Save changes").await;
    assert_eq!(ana.text(".prose ul li:last-child a").await, "tried");
    assert_eq!(ana.text(".prose ol ul li").await, "Who hosts");
}
