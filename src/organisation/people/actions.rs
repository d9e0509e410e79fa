use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::offers::{self, HelpOffer};
use super::pages::EditPage;
use super::queries::{self, Interest, PersonFacts};
use super::{InterestKind, SeenBy, facts, rules};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::logins::SignedIn;
use crate::organisation::teams;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Form, Problems, done, when};

/// The form of a person's own details, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Details {
    pub name: String,
    pub team: String,
    pub site: String,
    pub zone: String,
    pub about: String,
    pub knows: String,
    pub wants: String,
    /// One a line.
    pub offers: String,
    pub open_to_host: Option<String>,
    pub about_seen_by: Option<String>,
    pub knows_seen_by: Option<String>,
    pub wants_seen_by: Option<String>,
    pub offers_seen_by: Option<String>,
}

impl Details {
    pub fn of(facts: PersonFacts, offers: &[HelpOffer]) -> Self {
        let offers: Vec<&str> = offers.iter().map(|offer| offer.topic.as_str()).collect();
        Self {
            name: facts.name,
            team: facts.team_id.map(|team| team.to_string()).unwrap_or_default(),
            site: facts.site,
            zone: facts.zone,
            about: facts.about,
            knows: facts.knows.join(", "),
            wants: facts.wants.join(", "),
            offers: offers.join("\n"),
            open_to_host: facts.open_to_host.then(String::new),
            about_seen_by: Some(facts.about_seen_by.to_string()),
            knows_seen_by: Some(facts.knows_seen_by.to_string()),
            wants_seen_by: Some(facts.wants_seen_by.to_string()),
            offers_seen_by: Some(facts.offers_seen_by.to_string()),
        }
    }

    /// Who sees each field. One that the form does not name stays as it was: leaving it out must not show it to anyone.
    fn choose_seen_by(&self, facts: &mut PersonFacts) -> Result<()> {
        for (typed, kept) in [
            (&self.about_seen_by, &mut facts.about_seen_by),
            (&self.knows_seen_by, &mut facts.knows_seen_by),
            (&self.wants_seen_by, &mut facts.wants_seen_by),
            (&self.offers_seen_by, &mut facts.offers_seen_by),
        ] {
            let Some(typed) = typed else { continue };
            *kept = typed.parse().map_err(|_| Error::Unreadable("Choose from the list who sees it."))?;
        }
        Ok(())
    }
}

pub async fn change(who: SignedIn, State(app): State<App>, Form(form): Form<Details>) -> Result<Response> {
    let all_teams = teams::all(&app.db).await?;
    let mut problems = Problems::default();
    let mut facts = facts(&app.db, who.person.id, who.person.id).await?;
    form.choose_seen_by(&mut facts)?;
    facts.name = rules::name(&form.name, &mut problems);
    facts.team_id = rules::team(&form.team, &all_teams, &mut problems);
    facts.site = problems.line("site", &form.site, 0..=40, "");
    facts.zone = rules::zone(&form.zone, &mut problems);
    facts.about = problems.text("about", &form.about, 500);
    facts.open_to_host = form.open_to_host.is_some();
    let knows = rules::topics("knows", &form.knows, &mut problems);
    let wants = rules::topics("wants", &form.wants, &mut problems);
    let offered = offers::rules::lines(&form.offers, &mut problems);
    if !problems.is_empty() {
        let teams = teams::choices(&all_teams);
        let sites = queries::sites(&app.db).await?;
        let (shell, email, zones, seen_by) = (who.shell, facts.email, when::zones(), SeenBy::choices());
        let page = EditPage { shell, email, form, problems, teams, sites, zones, seen_by };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let topics: Vec<Interest> = knows
        .into_iter()
        .map(|topic| Interest { kind: InterestKind::Knows, topic })
        .chain(wants.into_iter().map(|topic| Interest { kind: InterestKind::Wants, topic }))
        .collect();
    let mut tx = app.db.begin().await?;
    queries::change(&mut tx, &facts).await?;
    queries::forget_topics(&mut tx, facts.id).await?;
    queries::add_topics(&mut tx, facts.id, &topics).await?;
    offers::keep(&mut tx, facts.id, &offered, who.shell.now).await?;
    acts::record(&mut tx, Act::of(facts.id, ActVerb::Edit, ActThing::Person, facts.id), who.shell.now)
        .await?;
    tx.commit().await?;
    Ok(done(&format!("/people/{}", facts.id), "Your profile is saved."))
}
