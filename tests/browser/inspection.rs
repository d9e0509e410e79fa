//! Looks a page over: accessibility by axe-core, width on small screens, and what the console says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, Mutex, PoisonError};

use serde_json::{Value, json};

use crate::window::Window;

/// WCAG 2.2, levels A and AA, and what the makers of axe call best practice for landmarks and headings.
const RULES: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/// The rules whose verdict the theme can change.
const OF_COLOUR: [&str; 2] = ["color-contrast", "link-in-text-block"];

const WIDTHS: [u32; 4] = [1280, 768, 360, 320];

static AXE: LazyLock<String> = LazyLock::new(|| {
    let path =
        std::env::var("GUILDHALL_AXE").expect("GUILDHALL_AXE names axe.min.js; `tests/run journeys` sets it");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
});

/// The parts of each shape of page that axe-core judged already, for whichever person.
static JUDGED: Mutex<BTreeMap<String, BTreeSet<String>>> = Mutex::new(BTreeMap::new());

/// Everything that is wrong with the page shown, in words for whoever mends it.
pub async fn inspect(window: &Window) -> Vec<String> {
    look_over(window, true).await
}

/// The same, but axe-core judges a page only where it has a part that no page of its shape had before: four people see
/// most pages alike, and judging them again takes most of the time.
pub async fn inspect_what_is_new(window: &Window, shape: &str) -> Vec<String> {
    let parts = parts(window).await;
    let is_new = {
        let mut judged = JUDGED.lock().unwrap_or_else(PoisonError::into_inner);
        let known = judged.entry(shape.to_owned()).or_default();
        let before = known.len();
        known.extend(parts);
        known.len() > before
    };
    look_over(window, is_new).await
}

async fn look_over(window: &Window, judges: bool) -> Vec<String> {
    let mut faults = Vec::new();
    if judges {
        window.run(&AXE, &[]).await;
    }
    for width in WIDTHS {
        if width < 768 {
            // Small screens are looked at with everything unfolded, wide ones as they come.
            window
                .run("document.querySelectorAll('main details').forEach(part => part.open = true)", &[])
                .await;
        }
        resize(window, width).await;
        faults.extend(overflow(window).await.into_iter().map(|fault| format!("{width} px: {fault}")));
        if !judges || width == 768 || width == 320 {
            continue;
        }
        for (theme, rules) in [("light", &RULES[..]), ("dark", &OF_COLOUR[..])] {
            wear(window, theme).await;
            let found = violations(window, rules).await;
            faults.extend(found.into_iter().map(|fault| format!("{width} px, {theme}: {fault}")));
        }
    }
    faults.extend(window.console().await.into_iter().map(|words| format!("console: {words}")));
    let path = window.path().await;
    faults.into_iter().map(|fault| format!("{path}: {fault}")).collect()
}

/// What a page is made of: each kind of element within the kind it stands in, with the attributes it has.
async fn parts(window: &Window) -> Vec<String> {
    let script = "const kind = part => [part.localName, ...part.classList].join('.');
        return [...new Set([...document.querySelectorAll('body, body *')].map(part =>
            kind(part.parentElement) + ' > ' + kind(part) + ' ' + part.getAttributeNames().join(' ')))]";
    strings(&window.run(script, &[]).await)
}

async fn resize(window: &Window, width: u32) {
    let screen = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
    window.command("Emulation.setDeviceMetricsOverride", screen).await;
}

async fn wear(window: &Window, theme: &str) {
    let media = json!({ "features": [
        { "name": "prefers-color-scheme", "value": theme },
        { "name": "prefers-reduced-motion", "value": "reduce" },
    ] });
    window.command("Emulation.setEmulatedMedia", media).await;
}

/// What axe-core objects to on a page that was not looked over before.
pub async fn violations_of(window: &Window) -> Vec<String> {
    window.run(&AXE, &[]).await;
    violations(window, &RULES).await
}

/// What axe-core objects to by these rules, or rules with these tags: the rule, and where.
async fn violations(window: &Window, rules: &[&str]) -> Vec<String> {
    let script = "return axe.run(document, { runOnly: arguments[0], resultTypes: ['violations'] }).then(found =>
        found.violations.flatMap(rule => rule.nodes.map(node =>
            `${rule.id}: ${node.target.join(' ')}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 300)}`)))";
    strings(&window.run(script, &[json!(rules)]).await)
}

/// What sticks out of the screen, where the page scrolls sideways.
async fn overflow(window: &Window) -> Vec<String> {
    let script = "const wide = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= wide) return [];
        return ['scrolls sideways, ' + document.documentElement.scrollWidth + ' px: ' +
            [...document.querySelectorAll('body *')].filter(part => part.getBoundingClientRect().right > wide + 1)
                .slice(0, 3).map(part => part.outerHTML.slice(0, 120)).join(' | ')]";
    strings(&window.run(script, &[]).await)
}

fn strings(found: &Value) -> Vec<String> {
    found.as_array().into_iter().flatten().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}
