//! The month's email to leaders.

use time::macros::datetime;

use super::small_organisation;
use crate::support::site;

#[tokio::test]
async fn leaders_are_told_once_a_month_from_its_first_monday_on() {
    let site = site().await;
    small_organisation(&site).await;
    let leader = site.leader("Lea Lopez").await;
    let told = async || {
        let mails = site.mails_to(&leader.email).await;
        mails.iter().filter(|subject| *subject == "What our communities of practice changed").count()
    };
    for early in [datetime!(2026-12-04 10:00 UTC), datetime!(2026-12-07 08:59 UTC)] {
        site.clock_to(early);
        site.run_jobs().await;
        assert_eq!(told().await, 0, "{early}");
    }
    for (at, mails) in [
        (datetime!(2026-12-07 09:00 UTC), 1),
        (datetime!(2026-12-07 09:15 UTC), 1),
        (datetime!(2026-12-08 09:00 UTC), 1),
        (datetime!(2026-12-14 09:00 UTC), 1),
        (datetime!(2027-01-06 09:00 UTC), 2),
    ] {
        site.clock_to(at);
        site.run_jobs().await;
        assert_eq!(told().await, mails, "{at}");
    }
    let letter = site.letter_to(&leader.email).await;
    assert!(letter.contains("From October to December 2026:"), "{letter}");
    assert!(letter.contains("about 15 people came to a session"), "{letter}");
    assert!(
        letter.contains("/impact") && letter.contains("You get this because you are a leader."),
        "{letter}"
    );
    assert_eq!(
        site.mails_to("ana.ferreira@example.org").await.iter().filter(|s| s.contains("changed")).count(),
        0
    );
    leader.post("/me/notices", "impact=off").await;
    site.clock_to(datetime!(2027-02-01 09:00 UTC));
    site.run_jobs().await;
    assert_eq!(told().await, 2, "it can be switched off");
}
