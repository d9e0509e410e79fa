use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use time::format_description::well_known::Iso8601;

use super::pages::{EditPage, NewPage};
use super::rules::{self, CADENCES, Purpose};
use super::{Community, NewCommunity, Organising, SeenCommunity, SponsorAnswer, queries};
use crate::communities::{Admission, CommunityVisibility, members};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::logins::SignedIn;
use crate::organisation::people;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::once::{FormToken, already_made};
use crate::platform::web::{Form, Problems, YesNo, done, fingerprint, is_overtaken, when};

/// The form that starts or changes a community, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CommunityForm {
    pub name: String,
    pub who: String,
    pub practice: String,
    pub why_now: String,
    pub cadence: String,
    pub tags: String,
    pub visibility: CommunityVisibility,
    pub admission: String,
    pub zone: String,
    /// A name; or that there is none yet.
    pub sponsor: String,
    pub lacks_sponsor: YesNo,
    pub once: FormToken,
    /// What the community was when the form was opened.
    pub shown: String,
    pub then: FoundingButton,
}

/// The button that was clicked.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FoundingButton {
    #[default]
    Found,
    Preview,
}

impl CommunityForm {
    pub fn blank(zone: &str) -> Self {
        Self {
            zone: zone.to_owned(),
            admission: "open".to_owned(),
            cadence: "14".to_owned(),
            ..Self::default()
        }
    }

    pub fn of(community: &Community) -> Self {
        Self {
            name: community.name.clone(),
            who: community.who.clone(),
            practice: community.practice.clone(),
            why_now: community.why_now.clone(),
            cadence: community.cadence_days.map(|days| days.to_string()).unwrap_or_default(),
            tags: community.tags.join(", "),
            visibility: community.visibility,
            admission: community.admission.to_string(),
            zone: community.zone.clone(),
            sponsor: community.sponsor_label(),
            lacks_sponsor: YesNo::of(community.lacks_sponsor),
            once: FormToken::default(),
            then: FoundingButton::Found,
            shown: String::new(),
        }
    }

    /// The form with what it shows, as one word: see [`fingerprint`].
    pub fn shown(self) -> Self {
        Self { shown: self.fingerprint(), ..self }
    }

    fn fingerprint(&self) -> String {
        let Self { name, who, practice, why_now, cadence, tags, admission, zone, sponsor, .. } = self;
        let rest = format!("{}/{}", self.visibility, self.lacks_sponsor.is_yes());
        let fields = [name, who, practice, why_now, cadence, tags, admission, zone, sponsor, &rest];
        fingerprint(fields.into_iter().map(String::as_str))
    }

    /// What the select offers, "not yet" first.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    pub fn cadences(&self) -> Vec<(String, &'static str)> {
        std::iter::once((String::new(), rules::cadence_words(None)))
            .chain(CADENCES.iter().map(|(days, words)| (days.to_string(), *words)))
            .collect()
    }

    fn read(&self, problems: &mut Problems) -> NewCommunity {
        let cadence =
            self.cadence.parse().ok().filter(|days| CADENCES.iter().any(|(known, _)| known == days));
        if cadence.is_none() && !self.cadence.is_empty() {
            problems.add("cadence", "Choose how often you plan to meet.");
        }
        let admission = self.admission.parse();
        if admission.is_err() {
            problems.add("admission", "Choose who can join.");
        }
        NewCommunity {
            name: problems.line("name", &self.name, 2..=80, "Enter a name of at least 2 characters."),
            purpose: Purpose::read(&self.who, &self.practice, &self.why_now, problems),
            cadence_days: cadence,
            zone: people::rules::zone(&self.zone, problems),
            private: self.visibility == CommunityVisibility::Private,
            admission: admission.unwrap_or(Admission::Open),
            tags: rules::tags(&self.tags, problems),
        }
    }
}

pub async fn found(
    who: SignedIn,
    State(app): State<App>,
    Form(form): Form<CommunityForm>,
) -> Result<Response> {
    let mut problems = Problems::default();
    let new = form.read(&mut problems);
    if !problems.is_empty() {
        let page = NewPage { shell: who.shell, form, problems, zones: when::zones(), preview: None };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    if form.then == FoundingButton::Preview {
        let preview = Some(rules::slug(&new.name));
        return Ok(
            NewPage { shell: who.shell, form, problems, zones: when::zones(), preview }.into_response()
        );
    }
    let (person, now) = (who.person.id, who.shell.now);
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, person, now).await? {
        return Ok(already_made(&earlier));
    }
    let (community, slug) = super::found(&mut tx, &new, person, now).await?;
    members::start(&mut tx, community, person, now).await?;
    acts::record(
        &mut tx,
        Act::of(person, ActVerb::Found, ActThing::Community, community).in_community(community),
        now,
    )
    .await?;
    let path = format!("/communities/{slug}");
    form.once.made(&mut tx, person, &path).await?;
    tx.commit().await?;
    Ok(done(&path, "Your community is ready. Next, plan a first session and invite people from other teams."))
}

pub async fn change(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(mut form): Form<CommunityForm>,
) -> Result<Response> {
    let mut problems = Problems::default();
    let current = CommunityForm::of(&seen.community).fingerprint();
    is_overtaken(&mut form.shown, current, &mut problems, "name", "the community’s page");
    let new = form.read(&mut problems);
    let sponsor = sponsor(&app, &seen.community, &form, &mut problems).await?;
    if !problems.is_empty() {
        let page = EditPage { form, problems, ..EditPage::of(seen) };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let SeenCommunity { person, shell, community } = seen;
    // Going private moves it to an address nobody can guess; old links then lead nowhere.
    let slug = if new.private && !community.is_private() {
        rules::slug_with_end(&rules::slug(&new.name), rand::random())
    } else {
        community.slug
    };
    let mut tx = app.db.begin().await?;
    queries::change(&mut tx, community.id, &new, &slug, shell.now).await?;
    super::set_sponsor(&mut tx, community.id, sponsor, shell.now).await?;
    acts::record(
        &mut tx,
        Act::of(person.id, ActVerb::Edit, ActThing::Community, community.id).in_community(community.id),
        shell.now,
    )
    .await?;
    tx.commit().await?;
    Ok(done(&format!("/communities/{slug}"), "Your changes are saved."))
}

/// Who the sponsor is, found by the name that was typed; left as it is, the name stands for who it stood for.
async fn sponsor(
    app: &App,
    community: &Community,
    form: &CommunityForm,
    problems: &mut Problems,
) -> Result<SponsorAnswer> {
    let typed = form.sponsor.split_whitespace().collect::<Vec<_>>().join(" ");
    let lacks = form.lacks_sponsor.is_yes();
    if typed.is_empty() {
        return Ok(if lacks { SponsorAnswer::NoneYet } else { SponsorAnswer::NotSaid });
    }
    if lacks {
        problems.add("sponsor", "Enter a name, or choose “None yet”, but not both.");
        return Ok(SponsorAnswer::NotSaid);
    }
    if let Some(sponsor) = community.sponsor_id
        && typed == community.sponsor_label()
    {
        return Ok(SponsorAnswer::Named(sponsor));
    }
    let found = people::named(&app.db, &typed).await?;
    match found[..] {
        [person] => return Ok(SponsorAnswer::Named(person)),
        [] => problems.add("sponsor", "No one has this name. Type it as it is shown on their profile."),
        _ => problems
            .add("sponsor", "Several people have this name. Add the team, for example Ana Silva (Billing)."),
    }
    Ok(SponsorAnswer::NotSaid)
}

/// A pause, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PauseForm {
    pub until: String,
    pub reason: String,
}

pub async fn pause(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<PauseForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    if seen.community.paused_from.is_some() {
        return Ok(done(&seen.community.path(), "The community is paused already."));
    }
    let today = when::to_date(when::day(seen.shell.now, &when::zone_or_utc(&seen.community.zone)));
    let until = time::Date::parse(&form.until, &Iso8601::DATE).ok();
    let mut problems = Problems::default();
    let reason = problems.line("reason", &form.reason, 0..=200, "");
    if until.is_some_and(|until| until < today) || (until.is_none() && !form.until.is_empty()) {
        problems.add("until", "Choose today or a later day, or leave it empty to pause until you resume.");
    }
    if !problems.is_empty() {
        let page = EditPage { problems, pause: form, ..EditPage::of(seen) };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let SeenCommunity { person, shell, community } = seen;
    let mut tx = app.db.begin().await?;
    super::pause(&mut tx, community.id, today, until, &reason).await?;
    acts::record(
        &mut tx,
        Act::of(person.id, ActVerb::Pause, ActThing::Community, community.id).in_community(community.id),
        shell.now,
    )
    .await?;
    tx.commit().await?;
    Ok(done(&community.path(), "The community is paused. The break won’t count against it."))
}

pub async fn resume(Organising(seen): Organising, State(app): State<App>) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    community.must_be_open()?;
    let today = when::to_date(when::day(shell.now, &when::zone_or_utc(&community.zone)));
    let mut tx = app.db.begin().await?;
    queries::resume(&mut tx, community.id, today).await?;
    acts::record(
        &mut tx,
        Act::of(person.id, ActVerb::Resume, ActThing::Community, community.id).in_community(community.id),
        shell.now,
    )
    .await?;
    tx.commit().await?;
    Ok(done(&community.path(), "The community is active again. Next, plan a session."))
}

pub async fn restore(Organising(seen): Organising, State(app): State<App>) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    let mut tx = app.db.begin().await?;
    queries::archive(&mut tx, community.id, None).await?;
    acts::record(
        &mut tx,
        Act::of(person.id, ActVerb::Restore, ActThing::Community, community.id).in_community(community.id),
        shell.now,
    )
    .await?;
    tx.commit().await?;
    Ok(done(&community.path(), "The community is open again."))
}
