use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::form::MergeForm;
use super::queries::{self, MergeCandidate, ProposedMerge};
use super::rules::{self, MergeReach};
use crate::communities::members::merging as places;
use crate::communities::{Community, Organising, SeenCommunity};
use crate::guide::transformation::moving::{self, ChangingCommunity};
use crate::guide::transformation::{TransformationWay, queries as decisions, ways::WayGuide};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::web::{Problems, Shell};

/// The form of a merge, and what it would come to.
#[derive(Template, WebTemplate)]
#[template(path = "guide/transformation/merge.html")]
pub struct MergePage {
    pub shell: Shell,
    pub community: Community,
    pub guide: &'static WayGuide,
    pub candidates: Vec<MergeCandidate>,
    pub form: MergeForm,
    pub problems: Problems,
    /// The name of the other community, once it is known which.
    pub other: String,
    /// The person who asks runs both.
    pub runs_both: bool,
    /// Everything the merge does; nothing as long as the form is being filled in.
    pub consequences: Vec<String>,
}

/// A merge that was proposed, for the organisers of both communities.
#[derive(Template, WebTemplate)]
#[template(path = "guide/transformation/proposal.html")]
pub struct ProposalPage {
    shell: Shell,
    community: Community,
    proposal: ProposedMerge,
    from: ChangingCommunity,
    into: ChangingCommunity,
    consequences: Vec<String>,
}

impl ProposalPage {
    /// Those who were asked answer; those who proposed it can withdraw it.
    fn is_ours(&self) -> bool {
        self.proposal.community_id == self.community.id
    }
}

pub async fn show(Organising(seen): Organising, State(app): State<App>) -> Result<Response> {
    seen.community.must_be_open()?;
    let SeenCommunity { person, shell, community } = seen;
    if let Some(proposal) = queries::proposed(&app.db, community.id).await? {
        // Read as it is at one moment.
        let mut tx = app.db.begin().await?;
        let [from, into] = moving::lock(&mut tx, proposal.ending_and_going_on()).await?;
        let wanted_by = [proposal.proposed_by, person.id];
        let reach = reach(&mut tx, &from, &into, &wanted_by, person.id, shell.now).await?;
        drop(tx);
        let consequences = rules::consequences(&from, &into, &reach, shell.now);
        return Ok(ProposalPage { shell, community, proposal, from, into, consequences }.into_response());
    }
    crate::guide::transformation::must_not_be_closing(&app.db, &community).await?;
    let candidates = queries::candidates(&app.db, community.id, person.id).await?;
    let number = decisions::next_number(&app.db, community.id).await?;
    let form = MergeForm { number, goes_on: "other".to_owned(), ..MergeForm::default() };
    Ok(MergePage {
        shell,
        community,
        guide: TransformationWay::Merge.guide(),
        candidates,
        form,
        problems: Problems::default(),
        other: String::new(),
        runs_both: false,
        consequences: Vec::new(),
    }
    .into_response())
}

/// The people and things a merge reaches.
pub async fn reach(
    db: &mut PgConnection,
    from: &ChangingCommunity,
    into: &ChangingCommunity,
    wanted_by: &[PersonId],
    reader: PersonId,
    now: OffsetDateTime,
) -> Result<MergeReach> {
    let all = places::of_two(&mut *db, from.id, into.id).await?;
    let active = || all.iter().filter(|person| person.is_active());
    let mut coming = moving::coming(&mut *db, from.id, now).await?;
    let events: Vec<_> = coming.iter().filter_map(|thing| thing.event_id).collect();
    let series: Vec<_> = coming.iter().filter_map(|thing| thing.series_id).collect();
    let left_behind = if into.private {
        let mut insiders = queries::members(&mut *db, into.id).await?;
        insiders.extend(active().map(|person| person.person_id));
        moving::outsiders(&mut *db, &events, &series, &insiders, now).await?
    } else {
        0
    };
    // What is planned elsewhere is named to those who run it there.
    if !queries::organises(&mut *db, from.id, reader).await? {
        coming.retain(|thing| !thing.is_draft);
        for thing in coming.iter_mut().filter(|_| from.private) {
            "A session".clone_into(&mut thing.title);
        }
    }
    Ok(MergeReach {
        members: active().count(),
        in_both: active().filter(|person| person.is_in_both()).count(),
        asked: all.iter().filter(|person| rules::is_asked(person, from.private, wanted_by)).count(),
        signed_up: moving::signed_up(&mut *db, &events, &series, now).await?,
        left_behind,
        stories: queries::stories(&mut *db, from.id).await?,
        coming,
    })
}
