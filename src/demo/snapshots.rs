//! Three snapshots: one for the board whose link still works, one that was revoked, and one of a community.

use time::Duration;

use super::calendar::{Calendar, clock};
use super::community_of;
use super::content::communities;
use super::society::People;
use crate::impact::jobs::WorkOutReports;
use crate::impact::snapshots::{self, NewSnapshot, hash};
use crate::impact::{ReportQuery, usual_reading};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::jobs::Job;

/// A snapshot as it is made up: who made it, of which community, how many days ago, and when its link was revoked.
struct DemoSnapshot {
    by: &'static str,
    community: Option<&'static str>,
    title: &'static str,
    days_ago: i64,
    revoked_days_ago: Option<i64>,
}

const SNAPSHOTS: [DemoSnapshot; 3] = [
    DemoSnapshot {
        by: "Joana Reis",
        community: None,
        title: "Draft for the works council",
        days_ago: 26,
        revoked_days_ago: Some(25),
    },
    DemoSnapshot {
        by: "Joana Reis",
        community: None,
        title: "For the board: communities of practice",
        days_ago: 12,
        revoked_days_ago: None,
    },
    DemoSnapshot {
        by: "Chidi Nwosu",
        community: Some(communities::DATA),
        title: "Data storytelling for the regulators’ network",
        days_ago: 40,
        revoked_days_ago: None,
    },
];
/// Until their links expire.
const LIFE: Duration = Duration::days(365);

pub async fn share(app: &App, people: &People, calendar: &Calendar) -> Result<()> {
    for snapshot in &SNAPSHOTS {
        let by = people.named(snapshot.by)?;
        let now = calendar.days_ago(snapshot.days_ago, clock(10, 30));
        let community = match snapshot.community {
            Some(name) => Some(community_of(app, by, name).await?.id),
            None => None,
        };
        let reading = usual_reading(&app.db, &ReportQuery::default(), calendar.zone(), now).await?;
        let content = snapshots::content(app, community, reading, by, now).await?;
        let new = NewSnapshot {
            community,
            made_by: by,
            title: snapshot.title,
            expires_at: now + LIFE,
            token_hash: hash(snapshot.title),
        };
        let mut tx = app.db.begin().await?;
        let id = snapshots::make(&mut tx, &new, &content, now).await?;
        let act = Act { community, ..Act::of(by, ActVerb::Publish, ActThing::Snapshot, id) };
        acts::record(&mut tx, act, now).await?;
        if let Some(days) = snapshot.revoked_days_ago {
            let at = calendar.days_ago(days, clock(9, 0));
            snapshots::revoke(&mut tx, id, community, at).await?;
            let act = Act { community, ..Act::of(by, ActVerb::Withdraw, ActThing::Snapshot, id) };
            acts::record(&mut tx, act, at).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// So that the first look at the impact page is as of now.
pub async fn work_out(app: &App) -> Result<()> {
    WorkOutReports::default().run(app).await
}
