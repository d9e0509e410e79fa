//! Two people open a form, and both save: the second is told, and nothing is written over unseen.

use crate::support::{Browser, Page, form, site};

fn shown_in(page: &Page) -> String {
    page.attributes("main input[name=shown]", "value")
        .pop()
        .unwrap_or_else(|| panic!("{}: {}", page.path(), page.text("main")))
}

/// Opens `path`, lets somebody save `theirs` there, and saves `mine` from the older form; then once more, as the form that
/// came back. What was said beside `field`, and whether the second time it was saved.
async fn saved_from_an_older_form(
    browser: &Browser,
    path: &str,
    theirs: &[(&str, &str)],
    mine: &[(&str, &str)],
    field: &str,
) -> (String, bool) {
    let shown = shown_in(&browser.get(path).await);
    let at = |fields: &[(&str, &str)], shown: &str| form(&[fields, &[("shown", shown)]].concat());
    let first = browser.post(path, &at(theirs, &shown)).await;
    assert_eq!(first.status(), 200, "{path}: {:?}", first.all(".problem"));
    let late = browser.post(path, &at(mine, &shown)).await;
    assert_eq!(late.status(), 422, "{path}");
    let shown = shown_in(&late);
    let again = browser.post(path, &at(mine, &shown)).await;
    (late.problem(field), again.status() != 422)
}

#[tokio::test]
async fn nobody_writes_over_what_they_have_not_seen() {
    let site = site().await;
    let (ana, omar) = (site.person("Ana Ferreira").await, site.admin("Omar Siddiq").await);
    let circle = ana.found("Testing circle", &[]).await;
    let added = ana.post(&format!("{circle}/roles"), &form(&[("name", "Topics"), ("duties", "")])).await;
    let role = added.attributes("a[href^='/roles/'][href$='/edit']", "href").remove(0);
    let notes = role.replace("/edit", "/notes");
    let poll = [
        ("kind", "question"),
        ("title", "What next?"),
        ("zone", "Etc/UTC"),
        ("option_words", "Reading"),
        ("option_words", "Pairing"),
        ("closes_day", "2026-12-01"),
        ("closes_time", "12:00"),
        ("results", "after_vote"),
        ("then", "save"),
    ];
    let opened = ana.post(&format!("{circle}/polls"), &form(&poll)).await;
    let edit = format!("{}/edit", opened.path());
    let ids = ana.get(&edit).await.attributes("input[name=option_id]", "value");
    let mut theirs = poll.to_vec();
    theirs.extend(ids.iter().filter(|id| !id.is_empty()).map(|id| ("option_id", id.as_str())));
    let mut mine = theirs.clone();
    theirs[1].1 = "What comes next?";
    mine[1].1 = "And now?";

    let canvas = format!("{circle}/canvas/edit");
    let settings = |name| [("name", name), ("zone", "Etc/UTC"), ("sign_up", "open")];
    for (browser, path, theirs, mine, field) in [
        (&ana, &canvas, &[("gives", "Someone to ask")][..], &[("success", "We sleep")][..], "gives"),
        (&ana, &role, &[("name", "Topics"), ("duties", "Finds them")], &[("name", "Subjects")], "name"),
        (&ana, &notes, &[("notes", "In the folder")], &[("notes", "In the drawer")], "notes"),
        (&ana, &edit, &theirs, &mine, "title"),
        (&omar, &"/admin/settings".to_owned(), &settings("Harbour"), &settings("Northmere"), "name"),
    ] {
        let (said, saved) = saved_from_an_older_form(browser, path, theirs, mine, field).await;
        assert!(said.starts_with("Someone changed this since you opened this form."), "{path}: {said:?}");
        assert!(saved, "{path}: whoever has looked may save");
    }
}
