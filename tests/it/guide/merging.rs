//! Two communities become one: one place a person, sessions under their old name in every calendar, one email each, and a
//! way back for fourteen days.

use time::Duration;
use uuid::Uuid;

use crate::sessions::calendar::told;
use crate::support::{Browser, START, Site, form, rsvp, session, site};

async fn number(site: &Site, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&site.app.db).await.expect("a number")
}

fn merge(other: &str, goes_on: &str, then: &str) -> String {
    form(&[("number", "1"), ("other", other), ("goes_on", goes_on), ("words", ""), ("then", then)])
}

/// Ana runs the Testing circle, and Ben the Quality club.
async fn two(site: &Site, visibility: &str) -> (Browser, Browser, String, String) {
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[("visibility", visibility)]).await;
    let club = ben.found("Quality club", &[]).await;
    (ana, ben, circle, club)
}

/// The Testing circle becomes part of the Quality club: Ana proposes it, and Ben accepts.
async fn merged(ana: &Browser, ben: &Browser, circle: &str, club: &str) {
    ana.post(&format!("{circle}/transformation/merge"), &merge("Quality club", "other", "confirm")).await;
    let page = ben.post(&format!("{club}/transformation/merge/answer"), "answer=accept").await;
    assert_eq!(page.said(), "Testing circle is now part of Quality club.");
}

/// How someone belongs to a community now: membership, and whether they run it.
async fn place(site: &Site, community: &str, person: &Browser) -> Option<(String, bool)> {
    let slug = community.rsplit('/').next().unwrap_or_default();
    sqlx::query_as(
        "select m.membership, m.organiser from current_members m join communities c on c.id = m.community_id
         where c.slug = $1 and m.person_id = $2",
    )
    .bind(slug)
    .bind(person.id)
    .fetch_optional(&site.app.db)
    .await
    .expect("a place")
}

/// Uid and sequence of a session or a series.
async fn entry(site: &Site, path: &str) -> (String, i32) {
    let id: Uuid = path.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    sqlx::query_as(
        "select uid, sequence from events where id = $1 union all select uid, sequence from series where id = $1",
    )
    .bind(id)
    .fetch_one(&site.app.db)
    .await
    .expect("an entry")
}

async fn weekly(ana: &Browser, circle: &str) -> String {
    let host = ana.id.to_string();
    let fields = [("hosts", host.as_str()), ("day", "2026-12-01"), ("repeats", "weekly"), ("every", "1")];
    let page = ana.post(&format!("{circle}/events"), &session("Test clinic", &fields)).await;
    assert!(page.path().starts_with("/series/"), "{:?}", page.all(".problem"));
    page.path().to_owned()
}

#[tokio::test]
async fn everything_a_merge_does_is_said_first_and_the_other_organisers_decide() {
    let site = site().await;
    let (ana, ben, circle, club) = two(&site, "listed").await;
    let chloe = site.person("Chloe Martin").await;
    chloe.join(&circle).await;
    chloe.join(&club).await;
    let flaky = ana.schedule(&circle, "Flaky tests", &[]).await;
    chloe.go(&flaky).await;
    let path = format!("{circle}/transformation/merge");

    assert_eq!(chloe.get(&path).await.status(), 404, "members decide nothing");
    let page = ana.post(&path, &merge("No such club", "other", "preview")).await;
    assert_eq!(page.status(), 422);
    assert!(page.problem("other").starts_with("Enter the name of an active community"));
    let page = ana.post(&path, &merge("quality club", "other", "preview")).await;
    let words = page.text("section[aria-labelledby=consequences]");
    for part in [
        "organisers of Quality club are asked first",
        "2 members of Testing circle have a place in Quality club",
        "1 person is in both",
        "These move to Quality club: Flaky tests (26 November 2026).",
        "1 person who signed up keeps their answers",
        "undo it until 7 December 2026",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert_eq!(number(&site, "select count(*) from transformations").await, 0);

    ana.post(&path, &merge("Quality club", "other", "confirm")).await;
    assert!(site.mails_to(&ben.email).await.iter().any(|subject| subject.contains("proposes to merge")));
    assert_eq!(place(&site, &club, &ana).await, None, "nothing changes yet");
    assert!(ben.get(&format!("{club}/transformation")).await.has("#proposal"));
    let asked = ben.get(&format!("{club}/transformation/merge")).await;
    assert!(asked.text("ul.prose").contains("1 person is in both"), "consequences first");
    assert_eq!(
        ana.post(&format!("{path}/answer"), "answer=accept").await.status(),
        400,
        "not by those who ask"
    );
    ben.post(&format!("{club}/transformation/merge/answer"), "answer=decline").await;
    let heard = site.mails_to(&ana.email).await;
    assert!(heard.contains(&"Testing circle and Quality club stay two communities".to_owned()), "{heard:?}");
    let late = ben.post(&format!("{club}/transformation/merge/answer"), "answer=accept").await;
    assert_eq!(late.status(), 409);
    assert_eq!(number(&site, "select count(*) from communities where archived_at is not null").await, 0);
}

#[tokio::test]
async fn each_person_has_one_place_and_both_keep_their_name_and_history() {
    let site = site().await;
    let (ana, ben, circle, club) = two(&site, "listed").await;
    let (chloe, divya) = (site.person("Chloe Martin").await, site.person("Divya Rao").await);
    chloe.join(&circle).await;
    divya.join(&circle).await;
    site.clock_to(START + Duration::days(1));
    chloe.join(&club).await;
    divya.post(&format!("{circle}/departure"), "").await;
    let held = ana.schedule(&circle, "Flaky tests", &[]).await;
    chloe.go(&held).await;
    site.clock_to(START + Duration::days(4));
    ana.post(&format!("{held}/attendance"), &form(&[("present", &chloe.id.to_string())])).await;
    merged(&ana, &ben, &circle, &club).await;

    assert_eq!(place(&site, &club, &ana).await.map(|place| place.1), Some(true), "an organiser stays one");
    assert!(place(&site, &club, &chloe).await.is_some());
    assert_eq!(place(&site, &club, &divya).await, None, "they had left");
    let joined: bool = sqlx::query_scalar(
        "select m.joined_at = $2 from current_members m join communities c on c.id = m.community_id
         where c.slug = 'quality-club' and m.person_id = $1",
    )
    .bind(chloe.id)
    .bind(START)
    .fetch_one(&site.app.db)
    .await
    .expect("a date");
    assert!(joined, "the earliest day of joining");
    assert_eq!(number(&site, "select count(*) from current_members m join communities c on c.id = m.community_id where c.slug = 'quality-club'").await, 3);

    let old = chloe.get(&circle).await;
    assert!(
        old.text("main").contains("Became part of Quality club on 27 November 2026"),
        "{}",
        old.text("main")
    );
    assert!(chloe.get(&club).await.text("main").contains("Took in Testing circle on 27 November 2026"));
    assert!(chloe.get(&held).await.body().contains("Testing circle"), "attendance says which it was");
    let told = site.mails_to(&chloe.email).await;
    let news: Vec<_> = told.iter().filter(|subject| subject.contains("is now part of")).collect();
    assert_eq!(news.len(), 1, "{told:?}");
    let found = chloe.get("/communities?q=circle").await;
    assert_eq!(found.all("li.community .state"), ["Archived · Member"]);
}

#[tokio::test]
async fn sessions_and_series_move_with_their_answers_and_one_email_a_person() {
    let site = site().await;
    let (ana, ben, circle, club) = two(&site, "listed").await;
    let (chloe, guest) = (site.person("Chloe Martin").await, site.person("Gus Lindqvist").await);
    chloe.join(&circle).await;
    let flaky = ana.schedule(&circle, "Flaky tests", &[("day", "2026-12-03")]).await;
    let clinic = weekly(&ana, &circle).await;
    chloe.go(&flaky).await;
    guest.go(&flaky).await;
    chloe.post(&rsvp(&clinic), "answer=going").await;
    let before = [entry(&site, &flaky).await, entry(&site, &clinic).await];
    let (mails, parts) = (site.mails_to(&chloe.email).await.len(), told(&site, &chloe).await.len());
    merged(&ana, &ben, &circle, &club).await;

    let after = [entry(&site, &flaky).await, entry(&site, &clinic).await];
    for ((uid, sequence), (same, raised)) in before.iter().zip(&after) {
        assert_eq!((uid, sequence + 1), (same, *raised), "same name, next sequence");
    }
    assert_eq!(number(&site, "select count(*) from events e join communities c on c.id = e.community_id where c.slug = 'testing-circle'").await, 0);
    assert!(number(&site, "select count(*) from rsvps where answer = 'going'").await > 6, "answers are kept");
    assert!(chloe.get(&flaky).await.body().contains("Quality club"));

    let subjects = site.mails_to(&chloe.email).await;
    assert_eq!(subjects[mails..], ["Testing circle is now part of Quality club"], "one email for all of it");
    let letter = site.letter_to(&chloe.email).await;
    assert!(
        letter.contains("Flaky tests: ")
            && letter.contains("Test clinic: ")
            && letter.contains("more sessions"),
        "{letter}"
    );
    let parts = told(&site, &chloe).await.split_off(parts);
    assert!(
        matches!(&parts[..], [(method, file)] if method == "REQUEST" && file.contains(&before[1].0)),
        "{parts:?}"
    );
    assert!(parts[0].1.contains("Quality club") && !parts[0].1.contains("Testing circle"));
    let of_guest = told(&site, &guest).await;
    assert!(of_guest.iter().all(|(method, _)| method == "REQUEST"), "no end for those who stay");
    let sequences: Vec<_> = of_guest
        .iter()
        .filter_map(|(_, file)| file.lines().find(|line| line.starts_with("SEQUENCE:")))
        .collect();
    assert_eq!(sequences, ["SEQUENCE:0", "SEQUENCE:1"]);
}

#[tokio::test]
async fn whoever_is_only_in_a_private_one_is_asked_before_anyone_reads_their_name() {
    let site = site().await;
    let (ana, ben, circle, club) = two(&site, "private").await;
    let (chloe, divya) = (site.person("Chloe Martin").await, site.person("Divya Rao").await);
    for person in [&chloe, &divya] {
        ana.post(&format!("{circle}/invitations"), &form(&[("email", &person.email)])).await;
        person.join(&circle).await;
    }
    let clinic = weekly(&ana, &circle).await;
    divya.post(&rsvp(&clinic), "answer=going").await;
    chloe.post(&rsvp(&clinic), "answer=going").await;
    let finn = site.person("Finn Larsen").await;
    finn.join(&club).await;
    merged(&ana, &ben, &circle, &club).await;

    assert_eq!(
        site.mails_to(&finn.email).await.last().unwrap(),
        "Quality club has taken in another community"
    );
    assert!(!site.letter_to(&finn.email).await.contains("Testing circle"), "nor is its name mailed to them");
    assert!(site.letter_to(&ana.email).await.contains("Testing circle"));
    assert_eq!(place(&site, &club, &chloe).await, None);
    assert!(!ben.get(&format!("{club}/members")).await.body().contains("Chloe Martin"));
    assert!(!ben.get(&club).await.body().contains("Testing circle"), "its name is not told to others");
    assert!(site.mails_to(&chloe.email).await.contains(&"Do you come along to Quality club?".to_owned()));
    let going = format!("{circle}/transformation/going");
    assert!(chloe.get(&circle).await.attributes("a", "href").contains(&going));
    assert_eq!(ben.get(&going).await.status(), 404);
    assert_eq!(chloe.post(&going, "answer=both").await.status(), 422);

    let page = chloe.post(&going, "answer=moves").await;
    assert_eq!(page.said(), "Welcome to Quality club.");
    assert!(place(&site, &club, &chloe).await.is_some());
    assert_eq!(chloe.post(&going, "answer=stays").await.status(), 409, "one answer");

    site.mails_leave().await;
    let held = told(&site, &divya).await.len();
    let mails = site.mails_to(&divya.email).await.len();
    divya.post(&going, "answer=stays").await;
    assert_eq!(place(&site, &club, &divya).await, None);
    assert!(place(&site, &circle, &divya).await.is_some(), "they still read what was written");
    let ends = told(&site, &divya).await.split_off(held);
    assert!(matches!(&ends[..], [(method, _)] if method == "CANCEL"), "one for the series: {ends:?}");
    assert_eq!(site.mails_to(&divya.email).await.len(), mails + 1);
    assert_eq!(
        number(&site, "select count(*) from rsvps r join people p on p.id = r.person_id where p.name = 'Divya Rao' and r.answer = 'going'").await,
        0
    );
}

#[tokio::test]
async fn of_two_email_settings_the_stricter_one_counts() {
    let site = site().await;
    let (ana, ben, circle, club) = two(&site, "listed").await;
    let chloe = site.person("Chloe Martin").await;
    chloe.join(&circle).await;
    chloe.join(&club).await;
    let choose =
        |community: &str| format!("/me/notices/{}", community.rsplit('/').next().unwrap_or_default());
    chloe.post(&choose(&circle), &form(&[("announcement", "off"), ("story", "at_once")])).await;
    chloe.post(&choose(&club), &form(&[("announcement", "at_once"), ("story", "digest")])).await;
    merged(&ana, &ben, &circle, &club).await;
    let ways: Vec<(String, String)> = sqlx::query_as(
        "select o.kind, o.way from notice_overrides o join communities c on c.id = o.community_id
         where c.slug = 'quality-club' order by o.kind",
    )
    .fetch_all(&site.app.db)
    .await
    .expect("choices");
    let pair = |kind: &str, way: &str| (kind.to_owned(), way.to_owned());
    assert_eq!(ways, [pair("announcement", "off"), pair("story", "digest")]);
}

#[tokio::test]
async fn undone_within_fourteen_days_everyone_is_what_they_were_and_answers_since_are_kept() {
    let site = site().await;
    let (ana, ben, circle, club) = two(&site, "listed").await;
    let (chloe, divya) = (site.person("Chloe Martin").await, site.person("Divya Rao").await);
    chloe.join(&circle).await;
    divya.join(&circle).await;
    let flaky = ana.schedule(&circle, "Flaky tests", &[("day", "2027-01-07")]).await;
    merged(&ana, &ben, &circle, &club).await;
    let eve = site.person("Eve Adams").await;
    eve.join(&club).await;
    eve.go(&flaky).await;
    chloe.go(&flaky).await;
    divya.post(&format!("{club}/departure"), "").await;
    let (uid, sequence) = entry(&site, &flaky).await;

    site.clock_to(START + Duration::days(14) - Duration::SECOND);
    let mails = site.mails_to(&chloe.email).await.len();
    let page = ana.post(&format!("{club}/transformation/reversal"), "").await;
    assert_eq!(page.said(), "That is undone.");
    assert_eq!(place(&site, &club, &ana).await, None);
    assert_eq!(place(&site, &club, &chloe).await, None);
    assert!(place(&site, &club, &eve).await.is_some(), "whoever came since stays");
    assert_eq!(place(&site, &circle, &ana).await.map(|place| place.1), Some(true));
    assert_eq!(place(&site, &circle, &divya).await, None, "whoever left since has left");
    assert!(!chloe.get(&circle).await.body().contains("Archived"));
    assert_eq!(entry(&site, &flaky).await, (uid, sequence + 1));
    assert!(chloe.get(&flaky).await.body().contains("Testing circle"));
    assert_eq!(number(&site, "select count(*) from rsvps where answer = 'going'").await, 2);
    let told = site.mails_to(&chloe.email).await.split_off(mails);
    assert_eq!(told, ["Testing circle and Quality club are two communities again"]);
    assert_eq!(ana.post(&format!("{circle}/transformation/reversal"), "").await.status(), 409);
}

#[tokio::test]
async fn requests_and_invitations_wait_in_the_community_that_goes_on() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[("admission", "request")]).await;
    let club = ben.found("Quality club", &[]).await;
    let (chloe, divya) = (site.person("Chloe Martin").await, site.person("Divya Rao").await);
    chloe.post(&format!("{circle}/membership"), "").await;
    ana.post(&format!("{circle}/invitations"), &form(&[("email", &divya.email)])).await;
    divya.join(&club).await;
    let waiting = "select count(*) from members m join communities c on c.id = m.community_id
                   where c.name = 'Quality club' and m.membership = 'asked' and m.left_at is null";
    assert_eq!(number(&site, waiting).await, 0);
    merged(&ana, &ben, &circle, &club).await;
    assert_eq!(number(&site, waiting).await, 1, "Chloe asked; Divya, who was invited, is in already");
    assert!(ben.get(&format!("{club}/members")).await.text("main").contains("Chloe Martin"));
    ana.post(&format!("{club}/transformation/reversal"), "").await;
    assert_eq!(number(&site, waiting).await, 0, "she asked to join the other one");
    assert!(ana.get(&format!("{circle}/members")).await.text("main").contains("Chloe Martin"));
}

#[tokio::test]
async fn after_fourteen_days_a_merge_stays_and_the_page_says_why() {
    let site = site().await;
    let (ana, ben, circle, club) = two(&site, "listed").await;
    merged(&ana, &ben, &circle, &club).await;
    site.clock_to(START + Duration::days(14));
    let page = ana.post(&format!("{circle}/transformation/reversal"), "").await;
    assert_eq!(page.status(), 409);
    assert!(page.body().contains("both communities have gone on from there"), "{}", page.body());
    assert!(!ana.get(&format!("{circle}/transformation")).await.body().contains("Undo the merge"));
}

#[tokio::test]
async fn whoever_runs_both_merges_them_and_however_often_they_confirm_it_happens_once() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let (circle, club) = (ana.found("Testing circle", &[]).await, ana.found("Quality club", &[]).await);
    let chloe = site.person("Chloe Martin").await;
    chloe.join(&circle).await;
    chloe.go(&ana.schedule(&circle, "Flaky tests", &[]).await).await;
    let path = format!("{circle}/transformation/merge");
    assert!(
        ana.post(&path, &merge("Quality club", "other", "preview")).await.body().contains("straight away")
    );
    let second = site.person("Ana Ferreira").await;
    let typed = merge("Quality club", "other", "confirm");
    // The other way round at the same moment, too.
    let (there, back) = (format!("{club}/transformation/merge"), merge("Testing circle", "other", "confirm"));
    let (one, two, three) =
        tokio::join!(ana.post(&path, &typed), second.post(&path, &typed), second.post(&there, &back));
    let done = [&one, &two, &three].iter().filter(|page| page.said().contains("is now part of")).count();
    assert_eq!(done, 1, "{} {} {}", one.status(), two.status(), three.status());
    assert_eq!(number(&site, "select count(*) from transformations where state = 'carried_out'").await, 1);
    assert_eq!(number(&site, "select count(*) from communities where archived_at is not null").await, 1);
    assert_eq!(
        number(&site, "select count(*) from mails where kind = 'merged' and to_address like 'chloe%'").await,
        1
    );
}

#[tokio::test]
async fn a_proposal_that_two_organisers_accept_at_the_same_moment_is_carried_out_once() {
    let site = site().await;
    let (ana, ben, circle, club) = two(&site, "listed").await;
    let chloe = site.person("Chloe Martin").await;
    chloe.join(&club).await;
    ben.post(&format!("{club}/members/{}/role", chloe.id), "organiser=yes").await;
    ana.post(&format!("{circle}/transformation/merge"), &merge("Quality club", "other", "confirm")).await;
    let path = format!("{club}/transformation/merge/answer");
    let (one, other) = tokio::join!(ben.post(&path, "answer=accept"), chloe.post(&path, "answer=accept"));
    let mut answers = [one.status().as_u16(), other.status().as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [200, 409]);
    assert_eq!(number(&site, "select count(*) from mails where kind = 'merged'").await, 3);
}

#[tokio::test]
async fn guests_who_cannot_see_the_private_community_get_one_cancellation_for_a_series() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    ana.found("Quiet club", &[("visibility", "private")]).await;
    let guest = site.person("Gus Lindqvist").await;
    let clinic = weekly(&ana, &circle).await;
    guest.post(&rsvp(&clinic), "answer=going").await;
    site.mails_leave().await;
    let held = told(&site, &guest).await.len();
    let path = format!("{circle}/transformation/merge");
    let preview = ana.post(&path, &merge("Quiet club", "other", "preview")).await;
    assert!(preview.body().contains("1 of them cannot go on"), "{}", preview.text("ul.prose"));
    ana.post(&path, &merge("Quiet club", "other", "confirm")).await;
    let ends = told(&site, &guest).await.split_off(held);
    assert!(matches!(&ends[..], [(method, _)] if method == "CANCEL"), "{ends:?}");
    assert!(!site.letter_to(&guest.email).await.contains("Quiet club"), "its name is not told");
    assert_eq!(guest.get(&clinic).await.status(), 404);
}

#[tokio::test]
async fn who_is_only_in_a_private_community_is_on_no_list_until_they_answer() {
    let site = site().await;
    let (ana, ben, circle, club) = two(&site, "private").await;
    let chloe = site.person("Chloe Martin").await;
    ana.post(&format!("{circle}/invitations"), &form(&[("email", &chloe.email)])).await;
    chloe.join(&circle).await;
    let flaky = ana.schedule(&circle, "Flaky tests", &[]).await;
    chloe.go(&flaky).await;
    assert!(ana.get(&flaky).await.text("main").contains("Chloe Martin"));
    merged(&ana, &ben, &circle, &club).await;
    let dara = site.person("Dara Lind").await;
    for reader in [&ben, &dara] {
        for page in [flaky.clone(), format!("{flaky}/people")] {
            assert!(!reader.get(&page).await.text("main").contains("Chloe"), "{page}");
        }
    }
    chloe.post(&format!("{circle}/transformation/going"), "answer=moves").await;
    assert!(ben.get(&flaky).await.text("main").contains("Chloe Martin"));
}

#[tokio::test]
async fn an_answer_is_to_the_proposal_that_was_read() {
    let site = site().await;
    let (ana, ben, circle, club) = two(&site, "listed").await;
    ana.post(&format!("{circle}/transformation/merge"), &merge("Quality club", "other", "confirm")).await;
    let page = ben.get(&format!("{club}/transformation/merge")).await;
    let read = page.attributes("input[name=proposal]", "value").remove(0);
    ana.post(&format!("{circle}/transformation/merge/answer"), "answer=withdraw").await;
    let other = form(&[
        ("number", "2"),
        ("other", "Quality club"),
        ("goes_on", "this"),
        ("words", ""),
        ("then", "confirm"),
    ]);
    ana.post(&format!("{circle}/transformation/merge"), &other).await;
    let answer = form(&[("proposal", &read), ("answer", "accept")]);
    let stale = ben.post(&format!("{club}/transformation/merge/answer"), &answer).await;
    assert_eq!(stale.status(), 409);
    assert_eq!(number(&site, "select count(*) from communities where archived_at is not null").await, 0);
}

#[tokio::test]
async fn a_draft_that_changed_community_is_deleted_and_no_removed_person_comes_back() {
    let site = site().await;
    let (ana, ben, circle, club) = two(&site, "listed").await;
    let chloe = site.person("Chloe Martin").await;
    chloe.join(&circle).await;
    sqlx::query(
        "insert into barred_members (community_id, person_id, barred_by, barred_at)
         select id, $1, $2, $3 from communities where slug = 'quality-club'",
    )
    .bind(chloe.id)
    .bind(ben.id)
    .bind(START)
    .execute(&site.app.db)
    .await
    .expect("barred");
    let draft = ana.post(&format!("{circle}/events"), &session("A draft", &[("then", "draft")])).await;
    let draft = draft.path().to_owned();
    merged(&ana, &ben, &circle, &club).await;
    assert_eq!(place(&site, &club, &chloe).await, None);
    let deleted = ana.post(&format!("{draft}/cancellation"), "draft=yes").await;
    assert_eq!(deleted.said(), "The draft is deleted.");
}
