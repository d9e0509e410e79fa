//! Stories, testimonials, thanks and reuse.

use time::Duration;
use uuid::Uuid;

use crate::support::{Browser, NUMBERS, Page, START, Site, form, site};

const SENTENCE: &str = "I stopped the release on my own.";
const NOWHERE: &str = "/stories/00000000-0000-4000-8000-000000000000";

/// The form of a story, with some fields replaced or added.
fn story(community: &str, other: &[(&str, &str)]) -> String {
    let slug = community.trim_start_matches("/communities/");
    let usual = [
        ("community", slug),
        ("from", "coffee"),
        ("title", "The release I stopped"),
        ("happened", "We met at the clinic. Nobody there writes code."),
        ("did", SENTENCE),
        ("benefits", "grow_capability"),
        ("visibility", "organisation"),
        ("display", "name"),
        ("then", "publish"),
    ];
    let kept = usual.iter().filter(|(name, _)| other.iter().all(|(replaced, _)| replaced != name));
    form(&kept.chain(other).copied().collect::<Vec<_>>())
}

/// Tells a story; its path.
async fn tell(author: &Browser, community: &str, other: &[(&str, &str)]) -> String {
    let page = author.post("/stories", &story(community, other)).await;
    assert_eq!(page.status(), 200, "{:?} {}", page.all(".problem"), page.text("main"));
    page.path().to_owned()
}

async fn lift(author: &Browser, story: &str, sentence: &str, uses: &[&str]) -> Page {
    let mut fields = vec![("sentence", sentence)];
    fields.extend(uses.iter().map(|place| ("uses", *place)));
    author.post(&format!("{story}/testimonial"), &form(&fields)).await
}

fn id_of(path: &str) -> Uuid {
    path.rsplit('/').next().and_then(|id| Uuid::parse_str(id).ok()).expect("a path that ends in an id")
}

async fn count(site: &Site, sql: &'static str, story: &str) -> i64 {
    sqlx::query_scalar(sql).bind(id_of(story)).fetch_one(&site.app.db).await.expect("a count")
}

/// Ana runs an open community, Ben is in it, and Cleo only has an account.
async fn cast(site: &Site) -> (Browser, Browser, Browser, String) {
    let ana = site.person_of("Ana Ferreira", "Platform").await;
    let ben = site.person_of("Ben Okafor", "Field service").await;
    let cleo = site.person_of("Cleo Marsh", "Finance").await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    (ana, ben, cleo, circle)
}

#[tokio::test]
async fn a_story_is_told_in_parts_and_read_by_the_organisation() {
    let site = site().await;
    let (_, ben, cleo, circle) = cast(&site).await;
    let path = tell(&ben, &circle, &[]).await;
    let page = cleo.get(&path).await;
    assert_eq!(page.text("h1"), "The release I stopped");
    assert_eq!(page.all(".story-parts h2"), ["What happened", "What I did"]);
    assert_eq!(page.all(".reached .done"), ["Shared", "Learned", "Tried"]);
    assert!(page.text(".page-head").contains("Ben Okafor, Field service"), "{}", page.text(".page-head"));
    let list = cleo.get("/stories").await;
    assert_eq!(list.text(".story h3"), "The release I stopped");
    assert_eq!(list.text(".story .gist"), SENTENCE);
    assert_eq!(cleo.get("/stories?benefit=support_people").await.all(".story"), [""; 0]);
    assert_eq!(cleo.get("/stories?benefit=grow_capability").await.all(".story").len(), 1);
    let slug = circle.trim_start_matches("/communities/");
    assert_eq!(cleo.get(&format!("/stories?community={slug}")).await.all(".story").len(), 1);
    assert!(!cleo.get("/stories?show=communities").await.has(".story"));
    assert!(ben.get("/stories?show=communities").await.has(".story"));
}

#[tokio::test]
async fn a_list_of_stories_is_paged_with_the_newest_first() {
    let site = site().await;
    let (_, ben, cleo, circle) = cast(&site).await;
    for number in 0..21 {
        site.clock_to(START + Duration::minutes(number));
        tell(&ben, &circle, &[("title", &format!("Story {number}"))]).await;
    }
    let first = cleo.get("/stories").await.all(".story h3");
    assert_eq!((first.len(), first[0].as_str()), (20, "Story 20"));
    assert_eq!(cleo.get("/stories?page=2").await.all(".story h3"), ["Story 0"]);
}

#[tokio::test]
async fn each_visibility_reaches_the_people_it_names_and_nobody_else() {
    let site = site().await;
    let (ana, ben, cleo, circle) = cast(&site).await;
    let leader = site.leader("Lea Novak").await;
    let stranger = site.stranger();
    for (visibility, others) in [("community", 404), ("organisation", 200), ("public", 200)] {
        let path = tell(&ben, &circle, &[("visibility", visibility)]).await;
        let listed = |page: Page| page.attributes(".story h3 a", "href").contains(&path);
        for (who, status) in [(&ana, 200), (&ben, 200), (&cleo, others), (&leader, others)] {
            assert_eq!(who.get(&path).await.status(), status, "{visibility} for {}", who.name);
            assert_eq!(
                listed(who.get("/stories").await),
                status == 200,
                "{visibility} in the list of {}",
                who.name
            );
        }
        let signed_out = stranger.get(&path).await;
        if visibility == "public" {
            assert_eq!(signed_out.text("h1"), "The release I stopped");
        } else {
            assert!(signed_out.path().starts_with("/login"), "{visibility}");
        }
    }
}

#[tokio::test]
async fn a_public_story_is_read_signed_out_on_a_page_without_navigation() {
    let site = site().await;
    let (_, ben, _, circle) = cast(&site).await;
    let public: Vec<_> = NUMBERS.into_iter().chain([("visibility", "public")]).collect();
    let path = tell(&ben, &circle, &public).await;
    lift(&ben, &path, SENTENCE, &["community", "impact"]).await;
    let stranger = site.stranger();
    let page = stranger.get(&path).await;
    assert_eq!(page.status(), 200);
    assert!(page.text("main").contains("Ben Okafor, Field service"));
    assert!(
        !page.has("nav[aria-label=Main]") && !page.has("main a") && !page.has("main form"),
        "{}",
        page.body()
    );
    assert!(page.has("meta[content=noindex]"));
    assert!(!page.body().contains(&ben.id.to_string()));
    assert!(!page.has(".quote"), "the sentence was not given for the public");
    lift(&ben, &path, SENTENCE, &["public"]).await;
    assert_eq!(stranger.get(&path).await.text(".quote blockquote"), SENTENCE);
}

#[tokio::test]
async fn signed_out_a_story_that_is_not_public_looks_like_no_path_at_all() {
    let site = site().await;
    let (_, ben, _, circle) = cast(&site).await;
    let inside = tell(&ben, &circle, &[]).await;
    let stranger = site.stranger();
    for path in [inside.as_str(), NOWHERE, "/stories/not-an-id", "/nobody/serves/this"] {
        let answer = stranger.send(axum::http::Method::GET, path, &[], "").await;
        assert_eq!(
            (answer.status().as_u16(), answer.header("location")),
            (303, format!("/login?next={path}").as_str())
        );
        assert_eq!(answer.body(), "");
    }
}

#[tokio::test]
async fn what_happens_in_a_private_community_stays_there() {
    let site = site().await;
    let (ana, ben, cleo, _) = cast(&site).await;
    let den = ana.found("Quiet den", &[("visibility", "private"), ("admission", "invitation")]).await;
    let wide = ana.post("/stories", &story(&den, &[])).await;
    assert_eq!(wide.status(), 422);
    assert_eq!(
        wide.problem("visibility"),
        "This community is private, so only its members can read its stories."
    );
    assert!(!wide.has("input[value=organisation]") && !wide.has("input[value=public]"));
    let inside = tell(&ana, &den, &[("visibility", "community")]).await;
    ana.post(&format!("{den}/invitations"), &form(&[("email", &ben.email)])).await;
    for outside in [&ben, &cleo] {
        assert_eq!(outside.get(&inside).await.status(), 404, "invited is not in yet");
        assert!(!outside.get("/stories").await.body().contains("Quiet den"));
        let slug = den.trim_start_matches("/communities/");
        assert!(!outside.get(&format!("/stories?community={slug}")).await.has(".story"));
        assert_eq!(outside.get(&format!("/stories/new?community={slug}")).await.status(), 404);
    }
    ben.join(&den).await;
    assert_eq!(ben.get(&inside).await.status(), 200);
}

#[tokio::test]
async fn a_community_that_goes_private_takes_its_stories_along() {
    let site = site().await;
    let (ana, ben, cleo, circle) = cast(&site).await;
    let path = tell(&ben, &circle, &[("visibility", "public")]).await;
    let going_private = form(&[
        ("name", "Testing circle"),
        ("cadence", "14"),
        ("admission", "invitation"),
        ("visibility", "private"),
        ("zone", "Etc/UTC"),
    ]);
    ana.post(&format!("{circle}/edit"), &going_private).await;
    let dan = site.person("Dan Brook").await;
    let den =
        ana.get("/communities").await.attributes("a[href^='/communities/testing-circle']", "href").remove(0);
    ana.post(&format!("{den}/invitations"), &form(&[("email", &dan.email)])).await;
    assert_eq!(dan.get(&den).await.status(), 200, "invited people see the community");
    for outside in [&cleo, &dan] {
        assert_eq!(outside.get(&path).await.status(), 404);
        assert!(!outside.get("/stories").await.has(".story"));
    }
    assert!(site.stranger().get(&path).await.path().starts_with("/login"));
    assert_eq!(ana.get(&path).await.status(), 200);
}

#[tokio::test]
async fn an_author_who_left_a_private_community_can_still_take_their_story_back() {
    let site = site().await;
    let (ana, ben, _, _) = cast(&site).await;
    let den = ana.found("Quiet den", &[("visibility", "private"), ("admission", "invitation")]).await;
    ana.post(&format!("{den}/invitations"), &form(&[("email", &ben.email)])).await;
    ben.join(&den).await;
    let path = tell(&ben, &den, &[("visibility", "community")]).await;
    ben.post(&format!("{den}/departure"), "").await;
    let page = ben.get(&path).await;
    assert_eq!(page.status(), 200);
    for page in [page, ben.get("/stories?show=mine").await, ben.get(&format!("{path}/edit")).await] {
        assert!(!page.body().contains("Quiet den") && !page.body().contains("quiet-den"), "{}", page.path());
    }
    ben.post(&format!("{path}/withdrawal"), "").await;
    assert_eq!(ana.get(&path).await.status(), 404);
}

#[tokio::test]
async fn a_draft_is_seen_by_its_author_only_until_it_is_published() {
    let site = site().await;
    let (ana, ben, _, circle) = cast(&site).await;
    let path = tell(&ben, &circle, &[("then", "draft"), ("happened", ""), ("benefits", "")]).await;
    assert_eq!(ana.get(&path).await.status(), 404);
    assert!(!ana.get("/stories").await.has(".story") && !ben.get("/stories").await.has(".story"));
    assert_eq!(ben.get("/stories?show=mine").await.text(".story h3"), "The release I stopped");
    let early = ben.post(&format!("{path}/edit"), &story(&circle, &[("happened", "")])).await;
    assert_eq!((early.status().as_u16(), early.problem("happened").is_empty()), (422, false));
    ben.post(&format!("{path}/edit"), &story(&circle, &[])).await;
    assert_eq!(ana.get(&path).await.status(), 200);
    assert_eq!(
        count(&site, "select count(*) from acts where verb = 'publish' and thing_id = $1", &path).await,
        1
    );
}

#[tokio::test]
async fn people_of_the_community_and_of_the_session_may_tell_and_nobody_else() {
    let site = site().await;
    let (ana, ben, cleo, circle) = cast(&site).await;
    let session = ana.schedule(&circle, "Flaky tests", &[]).await;
    let slug = circle.trim_start_matches("/communities/");
    let new = format!("/stories/new?community={slug}");
    cleo.go(&session).await;
    assert_eq!(cleo.get(&new).await.status(), 404, "the session is still to come");
    site.clock_to(START + Duration::days(7));
    let offered = cleo.get(&format!("{new}&event={}", id_of(&session))).await;
    assert_eq!(offered.attributes("#from option", "value"), [id_of(&session).to_string()]);
    assert_eq!(
        cleo.post("/stories", &story(&circle, &[])).await.status(),
        422,
        "a coffee is not the session"
    );
    let path = tell(&cleo, &circle, &[("from", &id_of(&session).to_string())]).await;
    assert!(ben.get(&path).await.text(".page-head").contains("after Flaky tests"));
    assert_eq!(ben.get(&session).await.text(".story h3"), "The release I stopped");
    let dan = site.person("Dan Brook").await;
    assert_eq!(dan.get(&new).await.status(), 404);
    assert_eq!(
        dan.post("/stories", &story(&circle, &[("from", &id_of(&session).to_string())])).await.status(),
        404
    );
    dan.decline(&session).await;
    assert_eq!(dan.get(&new).await.status(), 404);
}

#[tokio::test]
async fn without_a_community_the_form_asks_which() {
    let site = site().await;
    let (ana, ben, cleo, circle) = cast(&site).await;
    let slug = circle.trim_start_matches("/communities/").to_owned();
    assert_eq!(ben.get("/stories/new").await.path(), format!("/stories/new?community={slug}"));
    ana.found("Second circle", &[]).await;
    assert_eq!(ana.get("/stories/new").await.all(".listing a").len(), 2);
    assert!(cleo.get("/stories/new").await.has(".empty"));
}

#[tokio::test]
async fn only_the_author_changes_and_withdraws_a_story() {
    let site = site().await;
    let (ana, ben, cleo, circle) = cast(&site).await;
    let path = tell(&ben, &circle, &[]).await;
    for other in [&ana, &cleo] {
        assert_eq!(other.get(&format!("{path}/edit")).await.status(), 404);
        for action in ["edit", "withdrawal", "testimonial"] {
            assert_eq!(
                other.post(&format!("{path}/{action}"), &story(&circle, &[])).await.status(),
                404,
                "{action}"
            );
        }
    }
    ben.post(&format!("{path}/edit"), &story(&circle, &[("title", "Another title")])).await;
    assert_eq!(ana.get(&path).await.text("h1"), "Another title");
    ben.post(&format!("{path}/withdrawal"), "").await;
    for reader in [&ana, &ben, &cleo] {
        assert_eq!(reader.get(&path).await.status(), 404);
        assert!(
            !reader.get("/stories").await.has(".story")
                && !reader.get("/stories?show=mine").await.has(".story")
        );
    }
    for verb in ["publish", "edit", "withdraw"] {
        let acts: i64 = sqlx::query_scalar(
            "select count(*) from acts where verb = $1 and thing_id = $2 and person_id = $3",
        )
        .bind(verb)
        .bind(id_of(&path))
        .bind(ben.id)
        .fetch_one(&site.app.db)
        .await
        .expect("a count");
        assert_eq!(acts, 1, "{verb}");
    }
}

#[tokio::test]
async fn a_lifted_sentence_stands_on_the_community_page_until_it_is_withdrawn() {
    let site = site().await;
    let (_, ben, cleo, circle) = cast(&site).await;
    let path = tell(&ben, &circle, &[]).await;
    let slug = circle.trim_start_matches("/communities/").to_owned();
    lift(&ben, &path, SENTENCE, &["impact"]).await;
    assert!(!cleo.get(&circle).await.has(".quote"), "the community's page was not named");
    lift(&ben, &path, SENTENCE, &["community", "impact"]).await;
    let page = cleo.get(&circle).await;
    assert_eq!(page.text(".quote blockquote"), SENTENCE);
    assert!(page.text(".quote figcaption").starts_with("Ben Okafor, Field service"));
    assert!(cleo.get(&format!("/stories?community={slug}")).await.has(".quote"));
    let withdrawal = ben.get(&path).await.attributes("form[action^='/testimonials/']", "action").remove(0);
    assert_eq!(cleo.post(&withdrawal, "").await.status(), 404, "it is not Cleo's to withdraw");
    assert!(cleo.get(&circle).await.has(".quote"));
    assert_eq!(ben.post(&withdrawal, "").await.said(), "The quote is withdrawn everywhere.");
    assert!(!cleo.get(&circle).await.has(".quote"));
    assert!(!cleo.get(&format!("/stories?community={slug}")).await.has(".quote"));
    assert!(!cleo.get(&path).await.has(".quote"));
    assert_eq!(ben.post(&withdrawal, "").await.status(), 404);
    let live = "select count(*) from testimonials where withdrawn_at is null and story_id = $1";
    assert_eq!(count(&site, live, &path).await, 0, "no page can find it any more");
}

#[tokio::test]
async fn a_withdrawn_story_takes_its_sentence_along() {
    let site = site().await;
    let (_, ben, cleo, circle) = cast(&site).await;
    let path = tell(&ben, &circle, &[]).await;
    lift(&ben, &path, SENTENCE, &["community"]).await;
    ben.post(&format!("{path}/withdrawal"), "").await;
    assert!(!cleo.get(&circle).await.body().contains(SENTENCE));
    let live = "select count(*) from testimonials where withdrawn_at is null and story_id = $1";
    assert_eq!(count(&site, live, &path).await, 0);
}

#[tokio::test]
async fn a_story_that_no_longer_says_a_sentence_gives_it_up() {
    let site = site().await;
    let (_, ben, cleo, circle) = cast(&site).await;
    let path = tell(&ben, &circle, &[]).await;
    lift(&ben, &path, SENTENCE, &["community"]).await;
    ben.post(&format!("{path}/edit"), &story(&circle, &[("title", "New words")])).await;
    assert!(cleo.get(&circle).await.has(".quote"), "the sentence is still there");
    let edited =
        ben.post(&format!("{path}/edit"), &story(&circle, &[("did", "I asked for two days.")])).await;
    assert!(edited.said().contains("withdrawn"), "{}", edited.said());
    assert!(!cleo.get(&circle).await.has(".quote"));
}

#[tokio::test]
async fn a_sentence_that_is_not_in_the_story_is_refused() {
    let site = site().await;
    let (_, ben, _, circle) = cast(&site).await;
    let path = tell(&ben, &circle, &[]).await;
    for wrong in
        ["We saved a million.", "", "stopped the rel", "We met at the clinic. Nobody there writes code."]
    {
        let page = lift(&ben, &path, wrong, &["community"]).await;
        assert_eq!(page.status(), 422, "{wrong}");
        assert!(!page.problem("sentence").is_empty());
    }
    let nowhere = lift(&ben, &path, SENTENCE, &[]).await;
    assert_eq!((nowhere.status().as_u16(), nowhere.problem("uses").is_empty()), (422, false));
    assert!(
        nowhere.has(&format!("input[name=sentence][value='{SENTENCE}'][checked]")),
        "what was chosen is kept"
    );
    assert_eq!(count(&site, "select count(*) from testimonials where story_id = $1", &path).await, 0);
}

#[tokio::test]
async fn a_sentence_goes_no_further_than_its_story() {
    let site = site().await;
    let (_, ben, _, circle) = cast(&site).await;
    let path = tell(&ben, &circle, &[("visibility", "community")]).await;
    assert_eq!(ben.get(&path).await.attributes("input[name=uses]", "value"), ["community"]);
    assert_eq!(lift(&ben, &path, SENTENCE, &["public", "impact"]).await.status(), 422);
    lift(&ben, &path, SENTENCE, &["community", "public", "impact", "reports"]).await;
    let wide =
        "select count(*) from testimonials where (on_impact or in_reports or in_public) and story_id = $1";
    assert_eq!(count(&site, wide, &path).await, 0);
}

#[tokio::test]
async fn a_story_by_role_or_without_a_name_tells_nobody_who_wrote_it() {
    let site = site().await;
    let (ana, ben, cleo, circle) = cast(&site).await;
    let session = ana.schedule(&circle, "Flaky tests", &[]).await;
    site.clock_to(START + Duration::days(7));
    let from = id_of(&session).to_string();
    for (display, by, team_is_told) in
        [("role", "Member, Field service", true), ("anonymous", "Someone in the community", false)]
    {
        let path = tell(
            &ben,
            &circle,
            &[("display", display), ("visibility", "public"), ("from", &from), ("title", display)],
        )
        .await;
        lift(&ben, &path, SENTENCE, &["community", "public"]).await;
        let stranger = site.stranger();
        let pages = [
            cleo.get(&path).await,
            cleo.get("/stories").await,
            ana.get("/stories?show=communities").await,
            ana.get(&session).await,
            ana.get(&path).await,
            stranger.get(&path).await,
        ];
        for page in &pages {
            assert_eq!(page.status(), 200);
            assert!(page.body().contains(by), "{display}: {} says who as far as it may", page.path());
            let told = page.text("main");
            assert!(!told.contains("Ben") && !told.contains("Okafor"), "{display}: {}", page.path());
            assert!(!page.body().contains(&ben.id.to_string()), "{display}: {}", page.path());
            assert!(!page.body().contains(&ben.email), "{display}: {}", page.path());
            assert!(!page.has(".story .disc") && !page.has(".page-head .disc"), "{display}: {}", page.path());
        }
        assert_eq!(cleo.get(&path).await.body().contains("Field service"), team_is_told);
        let quote = cleo.get(&circle).await.text(".quote figcaption");
        assert!(quote.starts_with(by), "{quote}");
        let named = "select count(*) from acts where person_id is not null and thing_id = $1";
        assert_eq!(count(&site, named, &path).await, 0, "the log names them neither");
        assert!(ben.get(&path).await.text(".page-head").contains("(yours)"));
        assert_eq!(cleo.post(&format!("{path}/thanks"), "said=yes").await.said(), "You said thanks.");
        ben.post(&format!("{path}/withdrawal"), "").await;
    }
}

#[tokio::test]
async fn a_story_by_role_keeps_the_role_and_team_of_its_day() {
    let site = site().await;
    let (ana, ben, cleo, circle) = cast(&site).await;
    let path = tell(&ben, &circle, &[("display", "role")]).await;
    ana.post(&format!("{circle}/members/{}/role", ben.id), "organiser=yes").await;
    site.person_of("Ben Okafor", "Finance").await;
    assert!(cleo.get(&path).await.text(".page-head").contains("Member, Field service"));
}

#[tokio::test]
async fn thanks_at_the_same_moment_count_once() {
    let site = site().await;
    let (_, ben, cleo, circle) = cast(&site).await;
    let path = tell(&ben, &circle, &[]).await;
    let thanks = format!("{path}/thanks");
    tokio::join!(cleo.post(&thanks, "said=yes"), cleo.post(&thanks, "said=yes"), cleo.post(&thanks, ""));
    assert_eq!(ben.get(&path).await.text(".thanks p"), "One person said thanks.");
    let dan = site.person("Dan Brook").await;
    dan.post(&thanks, "said=yes").await;
    assert_eq!(ben.get(&path).await.text(".thanks p"), "Two people said thanks.");
    assert!(cleo.get("/stories").await.text(".story").contains("Two people said thanks"));
    let taken_back = cleo.post(&thanks, "said=no").await;
    assert_eq!(taken_back.text(".thanks p"), "One person said thanks.");
    assert!(taken_back.text(".thanks").contains("Say thanks"));
}

#[tokio::test]
async fn nobody_thanks_themselves_or_counts_their_own_use() {
    let site = site().await;
    let (_, ben, cleo, circle) = cast(&site).await;
    let path = tell(&ben, &circle, &[]).await;
    for action in ["thanks", "reuse", "verification"] {
        assert_eq!(ben.post(&format!("{path}/{action}"), "said=yes").await.status(), 409, "{action}");
        assert_eq!(cleo.post(&format!("{NOWHERE}/{action}"), "said=yes").await.status(), 404, "{action}");
    }
    assert!(!ben.get(&path).await.has(".thanks button"));
    assert_eq!(count(&site, "select count(*) from thanks where story_id = $1", &path).await, 0);
}

#[tokio::test]
async fn reuse_is_counted_for_the_team_of_its_day() {
    let site = site().await;
    let (_, ben, cleo, circle) = cast(&site).await;
    let path = tell(&ben, &circle, &[]).await;
    let reuse = format!("{path}/reuse");
    let page = cleo.post(&reuse, "said=yes").await;
    assert_eq!(page.text(".thanks p"), "One person used it too.");
    site.person_of("Cleo Marsh", "Platform").await;
    cleo.post(&reuse, "said=yes").await;
    let team: String = sqlx::query_scalar(
        "select t.name from reuses r join teams t on t.id = r.team_id where r.story_id = $1 and r.person_id = $2",
    )
    .bind(id_of(&path))
    .bind(cleo.id)
    .fetch_one(&site.app.db)
    .await
    .expect("one reuse");
    assert_eq!(team, "Finance");
    cleo.post(&reuse, "said=no").await;
    assert_eq!(count(&site, "select count(*) from reuses where story_id = $1", &path).await, 0);
}

#[tokio::test]
async fn numbers_are_confirmed_by_somebody_else_and_asked_for_anew_when_they_change() {
    let site = site().await;
    let (ana, ben, cleo, circle) = cast(&site).await;
    let path = tell(&ben, &circle, &NUMBERS).await;
    assert!(ana.get(&path).await.text("aside").contains("about 80 to 300 hours a year, most likely 200"));
    let verification = format!("{path}/verification");
    assert!(!ben.get(&path).await.has(&format!("form[action='{verification}']")));
    cleo.post(&verification, "").await;
    assert!(ana.get(&path).await.text("aside").contains("confirmed by someone else"));
    let same: Vec<_> = NUMBERS.into_iter().chain([("title", "A better title")]).collect();
    ben.post(&format!("{path}/edit"), &story(&circle, &same)).await;
    assert!(ana.get(&path).await.text("aside").contains("confirmed by someone else"));
    let others: Vec<_> = NUMBERS
        .into_iter()
        .map(|(name, value)| (name, if name == "people" { "99" } else { value }))
        .collect();
    ben.post(&format!("{path}/edit"), &story(&circle, &others)).await;
    assert!(!ana.get(&path).await.text("aside").contains("confirmed by someone else"));
    let plain = tell(&ben, &circle, &[]).await;
    assert_eq!(cleo.post(&format!("{plain}/verification"), "").await.status(), 409);
}

#[tokio::test]
async fn a_form_with_problems_keeps_what_was_typed() {
    let site = site().await;
    let (_, ben, _, circle) = cast(&site).await;
    let other = [
        ("title", ""),
        ("benefits", "trust"),
        ("hours_low", "a few"),
        ("took_away", "Stopping is a decision."),
    ];
    let page = ben.post("/stories", &story(&circle, &other)).await;
    assert_eq!(page.status(), 422);
    for field in ["title", "benefits", "hours_low", "hours_likely"] {
        assert!(!page.problem(field).is_empty(), "{field}");
    }
    assert_eq!(page.text("#took_away"), "Stopping is a decision.");
    assert!(page.all(".choice").contains(&"Learned a skill".to_owned()), "{:?}", page.all(".choice"));
    assert!(page.has("input[value='a few']") && page.has("details[open]"));
}
