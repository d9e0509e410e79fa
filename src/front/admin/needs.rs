//! What waits for an administrator, for their start page.

use sqlx::PgPool;
use time::OffsetDateTime;

use super::queries;
use crate::guide::transformation::successors;
use crate::platform::error::Result;
use crate::platform::web::when;

/// One thing that waits, and where it is seen to.
pub struct AdminNeed {
    pub words: String,
    pub path: &'static str,
    pub label: &'static str,
}

/// The most pressing first; what is in order is left out.
pub async fn needs(db: &PgPool, sends_mail: bool, now: OffsetDateTime) -> Result<Vec<AdminNeed>> {
    let waiting = queries::waiting(db, now).await?;
    let vacant = i64::try_from(successors::orphaned(db).await?.len()).unwrap_or(i64::MAX);
    let mut needs = Vec::new();
    let mut need = |number: i64, [one, many]: [&str; 2], path, label| match number {
        0 => {}
        1 => needs.push(AdminNeed { words: one.to_owned(), path, label }),
        _ => needs.push(AdminNeed { words: format!("{} {many}", when::thousands(number)), path, label }),
    };
    need(
        vacant,
        ["A community has no organiser", "communities have no organiser"],
        "/admin/communities",
        "Appoint someone",
    );
    need(
        waiting.sign_ups,
        ["Someone asked for an account", "people asked for an account"],
        "/admin/people",
        "Decide whether to let them in",
    );
    need(
        waiting.mails,
        ["An email was stopped, and nobody knows whether it arrived", "emails were stopped on their way"],
        "/admin/mail",
        "Decide whether to send again",
    );
    need(waiting.jobs, ["A background job failed", "background jobs failed"], "/admin", "See the overview");
    if !sends_mail {
        need(1, ["No mail server is set up, so emails are kept here", ""], "/admin", "See what to set");
    }
    Ok(needs)
}
