//! Who does what in a community, and how a role passes from one person to another.

use crate::support::{Browser, Page, Site, form, site};

struct Circle {
    ana: Browser,
    ben: Browser,
    chloe: Browser,
    path: String,
}

async fn circle(site: &Site) -> Circle {
    let (ana, ben, chloe) = (
        site.person("Ana Ferreira").await,
        site.person("Ben Okafor").await,
        site.person("Chloe Martin").await,
    );
    let path = ana.found("Testing circle", &[]).await;
    ben.join(&path).await;
    chloe.join(&path).await;
    Circle { ana, ben, chloe, path }
}

impl Circle {
    fn roles(&self) -> String {
        format!("{}/roles", self.path)
    }

    /// Adds a role with these people; its path.
    async fn role(&self, name: &str, holder: &str, backup: &str) -> String {
        self.ana.post(&self.roles(), &form(&[("name", name), ("duties", "Looks after it.")])).await;
        let page = self.ana.get(&self.roles()).await;
        let place = page.all("#roles ~ ul h3").iter().position(|found| found == name).expect("it is listed");
        let edit = page.attributes("#roles ~ ul a[href$='/edit']", "href")[place].clone();
        let typed =
            form(&[("name", name), ("duties", "Looks after it."), ("holder", holder), ("backup", backup)]);
        assert_eq!(self.ana.post(&edit, &typed).await.status(), 200);
        edit.trim_end_matches("/edit").to_owned()
    }

    /// Holder and backup of each role, as members read them.
    async fn held(&self) -> Vec<String> {
        self.ana.get(&self.roles()).await.all("#roles ~ ul dd")
    }
}

async fn offer(by: &Browser, role: &str, to: &str) -> Page {
    by.post(&format!("{role}/handover"), &form(&[("receiver", to)])).await
}

#[tokio::test]
async fn the_usual_roles_are_added_with_one_click_and_organisers_say_who_does_them() {
    let site = site().await;
    let circle = circle(&site).await;
    let page = circle.ana.get(&circle.roles()).await;
    assert_eq!((page.text(".empty h3"), page.all("#usual ~ ul h3").len()), ("No roles yet".to_owned(), 7));
    assert!(circle.ana.get(&circle.path).await.text("[aria-labelledby=roles]").contains("say who does what"));
    assert!(
        !circle.ben.get(&circle.path).await.has("[aria-labelledby=roles]"),
        "nothing to see for members yet"
    );
    let page =
        circle.ana.post(&circle.roles(), &form(&[("name", "Topics"), ("duties", "Collects ideas.")])).await;
    assert_eq!(
        (page.all("#roles ~ ul h3"), page.all("#usual ~ ul h3").len()),
        (vec!["Topics".to_owned()], 6)
    );
    let again = circle.ana.post(&circle.roles(), &form(&[("name", "topics")])).await;
    assert_eq!(again.status(), 422);
    assert!(again.problem("name").starts_with("There is a role with this name already."));
    circle.role("Welcome", "ben okafor", "Chloe").await;
    assert_eq!(circle.held().await, ["Nobody yet", "Nobody yet", "Ben Okafor", "Chloe Martin"]);
    let page = circle.ben.get(&circle.roles()).await;
    assert!(!page.has("main form"), "members read, and change nothing");
    assert!(page.text("main").contains("1 of 2 roles have both a holder and someone who can step in."));
    assert!(circle.ben.get(&circle.path).await.text("[aria-labelledby=roles]").contains("Ben Okafor"));
    let eve = site.person("Eve Adams").await;
    assert_eq!(eve.get(&circle.roles()).await.status(), 404);
}

#[tokio::test]
async fn a_role_has_two_different_members_who_are_found_by_name() {
    let site = site().await;
    let circle = circle(&site).await;
    let role = circle.role("Topics", "", "").await;
    site.person("Eve Adams").await;
    let try_out = async |holder: &str, backup: &str| {
        let typed = form(&[("name", "Topics"), ("holder", holder), ("backup", backup)]);
        circle.ana.post(&format!("{role}/edit"), &typed).await
    };
    let same = try_out("Ben Okafor", "Ben Okafor").await;
    assert_eq!(same.status(), 422);
    assert_eq!(same.problem("backup"), "Choose someone else as the backup, or leave it empty for now.");
    assert_eq!(same.attributes("#holder", "value"), ["Ben Okafor"]);
    assert!(try_out("Eve Adams", "").await.problem("holder").starts_with("No member has this name."));
    assert_eq!(try_out("Chloe Martin", "").await.status(), 200);
    let refused =
        sqlx::query("update roles set backup_id = holder_id").execute(&site.app.db).await.unwrap_err();
    assert!(refused.to_string().contains("roles_backup_is_another"));
}

#[tokio::test]
async fn whoever_holds_a_role_writes_its_notes_and_nothing_else() {
    let site = site().await;
    let circle = circle(&site).await;
    let role = circle.role("Topics", "Ben Okafor", "").await;
    let notes = format!("{role}/notes");
    let page = circle
        .ben
        .post(&notes, &form(&[("notes", "The list is in the *shared* folder.<script>x</script>")]))
        .await;
    assert_eq!(page.said(), "The notes are saved.");
    assert!(page.body().contains("<em>shared</em> folder") && !page.body().contains("<script>x"));
    assert_eq!(circle.ben.get(&format!("{role}/edit")).await.status(), 404);
    assert_eq!(circle.chloe.post(&notes, "notes=mine").await.status(), 404);
    let long = circle.ben.post(&notes, &form(&[("notes", &"x".repeat(4001))])).await;
    assert_eq!((long.status().as_u16(), long.problem("notes").is_empty()), (422, false));
    let print = circle.chloe.get(&format!("{}/print", circle.roles())).await;
    assert!(print.text("main").contains("shared folder") && !print.has("main form"));
    circle.ana.post(&format!("{role}/removal"), "").await;
    assert!(circle.held().await.is_empty());
}

#[tokio::test]
async fn who_leaves_or_is_deactivated_holds_nothing_from_then_on() {
    let site = site().await;
    let circle = circle(&site).await;
    circle.role("Topics", "Ben Okafor", "Chloe Martin").await;
    circle.ben.post(&format!("{}/departure", circle.path), "").await;
    assert_eq!(circle.held().await, ["Nobody yet", "Chloe Martin"]);
    circle.ben.join(&circle.path).await;
    assert_eq!(circle.held().await, ["Nobody yet", "Chloe Martin"], "back again, and free");
    let boss = site.admin("Omar Siddiq").await;
    boss.post(&format!("/admin/people/{}/deactivation", circle.chloe.id), "").await;
    assert_eq!(circle.held().await, ["Nobody yet", "Nobody yet"]);
    let gone = circle.ana.get(&format!("/people/{}", circle.chloe.id)).await;
    assert_eq!((gone.status().as_u16(), gone.text("h1")), (410, "This person is no longer here".to_owned()));
    assert!(!gone.body().contains("Chloe"));
}

#[tokio::test]
async fn a_handover_is_offered_accepted_gone_through_and_finished() {
    let site = site().await;
    let circle = circle(&site).await;
    let role = circle.role("Topics", "Ben Okafor", "").await;
    assert_eq!(offer(&circle.chloe, &role, "Chloe Martin").await.status(), 404, "only holder and organisers");
    assert_eq!(
        offer(&circle.ben, &role, "Ben Okafor").await.problem("receiver"),
        "They have this role already."
    );
    assert_eq!(offer(&circle.ben, &role, "").await.problem("receiver"), "Enter the name of a member.");
    let path = offer(&circle.ben, &role, "Chloe Martin").await.path().to_owned();
    assert_eq!(site.mails_to(&circle.chloe.email).await, ["Can you take over “Topics” in Testing circle?"]);
    assert!(site.letter_to(&circle.chloe.email).await.contains(&path));
    assert_eq!(offer(&circle.ana, &role, "Ana Ferreira").await.status(), 409, "one at a time");
    assert_eq!(circle.ben.post(&format!("{path}/answer"), "answer=yes").await.status(), 404, "she answers");
    assert_eq!(circle.chloe.post(&format!("{path}/ticks"), "step=places&done=yes").await.status(), 409);
    circle.chloe.post(&format!("{path}/answer"), "answer=yes").await;
    assert_eq!(circle.held().await, ["Ben Okafor", "Nobody yet"], "nothing changes before the end");
    for (who, step) in [(&circle.ben, "places"), (&circle.chloe, "places"), (&circle.chloe, "people")] {
        who.post(&format!("{path}/ticks"), &format!("step={step}&done=yes")).await;
    }
    let page = circle.ben.get(&path).await;
    assert!(page.text(".page-head").contains("1 of 6 steps done"));
    assert!(page.text("ol").contains("Done by both") && page.text("ol").contains("Done, says Chloe Martin"));
    circle.chloe.post(&format!("{path}/ticks"), "step=places&done=no").await;
    assert!(circle.ben.get(&path).await.text(".page-head").contains("0 of 6 steps done"));
    let page = circle.chloe.post(&format!("{path}/finish"), "").await;
    assert_eq!(page.said(), "Chloe Martin now holds “Topics”.");
    assert_eq!(circle.held().await, ["Chloe Martin", "Ben Okafor"]);
    assert_eq!(circle.chloe.post(&format!("{path}/finish"), "").await.status(), 409);
}

#[tokio::test]
async fn a_handover_that_is_declined_cancelled_or_left_changes_nothing() {
    let site = site().await;
    let circle = circle(&site).await;
    let role = circle.role("Topics", "Ben Okafor", "").await;
    let path = offer(&circle.ben, &role, "Chloe").await.path().to_owned();
    let page = circle.chloe.post(&format!("{path}/answer"), "answer=no").await;
    assert_eq!(page.said(), "That’s fine. Everything stays as it was.");
    assert_eq!(circle.chloe.post(&format!("{path}/answer"), "answer=yes").await.status(), 409);
    let path = offer(&circle.ana, &role, "Chloe").await.path().to_owned();
    circle.ben.post(&format!("{path}/cancellation"), "").await;
    let path = offer(&circle.ben, &role, "Chloe").await.path().to_owned();
    circle.chloe.post(&format!("{path}/answer"), "answer=yes").await;
    circle.chloe.post(&format!("{}/departure", circle.path), "").await;
    assert!(circle.ben.get(&path).await.text(".page-head").contains("Cancelled"));
    assert_eq!(circle.held().await, ["Ben Okafor", "Nobody yet"]);
    let path = offer(&circle.ana, &role, "Ana Ferreira").await.path().to_owned();
    circle.ana.post(&format!("{path}/answer"), "answer=yes").await;
    circle.ana.post(&format!("{path}/finish"), "").await;
    assert_eq!(circle.held().await, ["Ana Ferreira", "Ben Okafor"]);
}
