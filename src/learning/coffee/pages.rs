use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use time::{Date, Duration};

use super::days::HOUR;
use super::form::ChoicesForm;
use super::hours::{self, COFFEE, Proposal};
use super::mails::day_words;
use super::queries::{self, ExcludedPerson, MyMatch, MyPartner, MyProgramme};
use super::{CoffeeAnswer, CoffeeOutcome};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CoffeeMatchId, CoffeeProgrammeId, PersonId};
use crate::platform::web::{Problems, Shell, emblem, when};
use crate::sessions::calendar::{self, At, IcsEntry, IcsPurpose, IcsStatus};

#[derive(Template, WebTemplate)]
#[template(path = "learning/coffee/index.html")]
pub struct IndexPage {
    shell: Shell,
    matches: Vec<MyCoffee>,
    programmes: Vec<MyProgramme>,
    /// A pause that could not be taken, on the page again.
    refused: Option<RefusedPause>,
}

/// A pause of a programme until a day that cannot be, as typed, and why.
pub struct RefusedPause {
    pub programme: CoffeeProgrammeId,
    pub until: String,
    pub problems: Problems,
}

/// A match and who is in it.
struct MyCoffee {
    coffee: MyMatch,
    partners: Vec<MyPartner>,
    /// It is they who write first.
    is_first: bool,
}

impl MyPartner {
    pub fn hue(&self) -> u8 {
        emblem::hue(self.department.as_deref().unwrap_or(""))
    }
}

impl MyProgramme {
    pub fn name(&self) -> &str {
        self.community.as_deref().unwrap_or("The whole organisation")
    }

    pub fn rhythm(&self) -> &'static str {
        rhythm_words(self.every_weeks)
    }

    /// They are in the round that asks.
    pub fn is_in_round(&self) -> bool {
        self.is_seated && self.answer != Some(CoffeeAnswer::Skip)
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hold references")]
    pub fn is_paused(&self, today: &Date) -> bool {
        self.paused_at.is_some() && self.paused_until.is_none_or(|until| until >= *today)
    }

    /// "Mon 7 Dec": the Monday of the next round that has not asked yet.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hold references")]
    pub fn next(&self, today: &Date) -> String {
        let every = Duration::weeks(self.every_weeks.into());
        let mut monday = self.last_monday.map_or(self.starts_on, |last| last + every);
        while monday < *today {
            monday += every;
        }
        day_words(monday)
    }
}

/// "Every 4 weeks"
pub fn rhythm_words(weeks: i32) -> &'static str {
    match weeks {
        1 => "Every week",
        2 => "Every 2 weeks",
        _ => "Every 4 weeks",
    }
}

impl MyCoffee {
    fn title(&self) -> String {
        self.partners.iter().map(|partner| partner.name.as_str()).collect::<Vec<_>>().join(" and ")
    }

    fn first_writer(&self) -> &str {
        let writer = self.partners.iter().find(|partner| partner.person_id == self.coffee.first_writer_id);
        writer.map_or("", |partner| partner.name.as_str())
    }

    fn times(&self, now: &time::OffsetDateTime) -> Vec<Proposal> {
        hours::to_come(&self.coffee.proposals, *now)
    }

    fn story_path(&self) -> String {
        match &self.coffee.slug {
            Some(slug) => format!("/stories/new?community={slug}&from=coffee"),
            None => "/stories/new?from=coffee".to_owned(),
        }
    }

    /// Where the answers to it go.
    fn answer_path(&self) -> String {
        format!("/coffee/matches/{}/answer", self.coffee.id)
    }
}

impl IndexPage {
    /// The page with a pause that could not be taken: the form is open, and says why.
    pub fn refusing(self, refused: RefusedPause) -> Self {
        Self { refused: Some(refused), ..self }
    }

    fn refused(&self, programme: &MyProgramme) -> Option<&RefusedPause> {
        self.refused.as_ref().filter(|refused| refused.programme == programme.id)
    }

    fn today(&self) -> Date {
        when::to_date(when::day(self.shell.now, &self.shell.zone))
    }

    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn hour(&self) -> String {
        format!("{HOUR}:00")
    }
}

pub async fn index(who: SignedIn, State(app): State<App>) -> Result<IndexPage> {
    IndexPage::load(who, &app).await
}

impl IndexPage {
    pub async fn load(who: SignedIn, app: &App) -> Result<Self> {
        let SignedIn { person, shell, .. } = who;
        let today = when::to_date(when::day(shell.now, &shell.zone));
        let matches = queries::my_match(&app.db, person.id, today).await?;
        let ids: Vec<CoffeeMatchId> = matches.iter().map(|coffee| coffee.id).collect();
        let partners = queries::my_partners(&app.db, &ids, shell.now).await?;
        let programmes = queries::my_programmes(&app.db, person.id).await?;
        let mut others: Vec<MyPartner> =
            partners.into_iter().filter(|partner| partner.person_id != person.id).collect();
        let matches = matches
            .into_iter()
            .map(|coffee| {
                let partners = others.extract_if(.., |partner| partner.match_id == coffee.id).collect();
                MyCoffee { is_first: coffee.first_writer_id == person.id, partners, coffee }
            })
            .collect();
        Ok(Self { shell, matches, programmes, refused: None })
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "learning/coffee/choices.html")]
pub struct ChoicesPage {
    pub shell: Shell,
    pub zone: String,
    pub form: ChoicesForm,
    pub typed: String,
    pub exclusions: Vec<ExcludedPerson>,
    pub problems: Problems,
}

impl ChoicesPage {
    /// The page as it is kept, for what was typed to be put into.
    pub async fn load(who: SignedIn, app: &App) -> Result<Self> {
        let SignedIn { person, shell, .. } = who;
        let choices = queries::choices(&app.db, person.id).await?;
        let exclusions = queries::exclusions(&app.db, person.id).await?;
        let form = ChoicesForm::of(choices.as_ref());
        let (typed, problems) = (String::new(), Problems::default());
        Ok(Self { shell, zone: person.zone, form, typed, exclusions, problems })
    }
}

pub async fn choices(who: SignedIn, State(app): State<App>) -> Result<ChoicesPage> {
    ChoicesPage::load(who, &app).await
}

/// Which of the times that were proposed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TimeQuery {
    time: usize,
}

/// One proposed time to add to a calendar by hand.
pub async fn calendar(
    who: SignedIn,
    State(app): State<App>,
    Path(coffee): Path<CoffeeMatchId>,
    Query(asked): Query<TimeQuery>,
) -> Result<Response> {
    let (starts, people) = proposed(&app, &who, coffee, asked.time.max(1) - 1).await?;
    let title = format!("Coffee with {}", people.join(" and "));
    let entry = IcsEntry {
        uid: format!("coffee-{coffee}@guildhall"),
        sequence: 0,
        stamp: who.shell.now,
        changed_at: who.shell.now,
        zone: None,
        starts: At::Utc(starts),
        ends: At::Utc(starts + COFFEE),
        repeating: None,
        instead_of: None,
        status: IcsStatus::Tentative,
        title,
        place: String::new(),
        words: String::new(),
        url: format!("{}/coffee", app.config.base_url()),
        organiser: None,
        attendee: None,
    };
    let headers = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, "attachment; filename=\"coffee.ics\"".to_owned()),
    ];
    Ok((headers, calendar::file(&IcsPurpose::Publish, &[entry])).into_response())
}

/// A time proposed for a match, and who this person meets in it.
async fn proposed(
    app: &App,
    who: &SignedIn,
    coffee: CoffeeMatchId,
    number: usize,
) -> Result<(time::OffsetDateTime, Vec<String>)> {
    let today = when::to_date(when::day(who.shell.now, &who.shell.zone));
    let mine = queries::my_match(&app.db, who.person.id, today).await?;
    let found = mine.into_iter().find(|mine| mine.id == coffee).ok_or(Error::NotFound)?;
    let starts = found.proposals.get(number).copied().ok_or(Error::NotFound)?;
    let others = queries::my_partners(&app.db, &[coffee], who.shell.now).await?;
    let is_other = |partner: &MyPartner, me: PersonId| partner.person_id != me;
    let names = others.into_iter().filter(|partner| is_other(partner, who.person.id));
    Ok((starts, names.map(|partner| partner.name).collect()))
}
