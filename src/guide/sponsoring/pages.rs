use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use sqlx::PgPool;
use time::Date;

use super::SponsorActKind;
use super::queries::{self, SponsorAct, Sponsored};
use super::rules::{self, SponsorSigns};
use super::who::ReadsSponsorPage;
use crate::communities;
use crate::communities::rules::cadence_words;
use crate::guide::phases::{self, Phase};
use crate::learning::pledges::{self, PledgeToMe};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Problems, Shell, when};

/// A year of one thing a month.
const MOST_ACTS: i64 = 12;

#[derive(Template, WebTemplate)]
#[template(path = "guide/sponsoring/show.html")]
pub struct ShowPage {
    shell: Shell,
    community: Sponsored,
    phase: Phase,
    /// That it is paused, or when it last met; nothing where it meets.
    silence: Option<String>,
    acts: Vec<SponsorAct>,
    /// What the reader's own department pledges.
    pledge: Option<PledgeToMe>,
    today: Date,
    suggested: SponsorActKind,
    kind: SponsorActKind,
    line: String,
    problems: Problems,
}

/// What is typed into the form; nothing, when it is opened.
#[derive(Default)]
pub struct SponsorFields {
    pub kind: Option<SponsorActKind>,
    pub line: String,
}

/// Today, where the community is.
pub fn today(shell: &Shell, zone: &str) -> Date {
    when::to_date(when::day(shell.now, &when::zone_or_utc(zone)))
}

pub fn month_of(day: Date) -> Date {
    day.replace_day(1).unwrap_or(day)
}

impl ShowPage {
    pub async fn new(
        db: &PgPool,
        reader: ReadsSponsorPage,
        typed: SponsorFields,
        problems: Problems,
    ) -> Result<Self> {
        let ReadsSponsorPage { person, shell, community } = reader;
        let phase = phases::for_all(db, community.id, shell.now).await?;
        let silence = communities::silence(db, community.id, &shell).await?;
        let acts = queries::acts(db, community.id, MOST_ACTS).await?;
        let pledge = match person.team_id {
            Some(team) => pledges::of_team(db, team).await?,
            None => None,
        };
        let today = today(&shell, &community.zone);
        let last = acts.iter().find(|act| act.person_id == person.id).map(|act| act.kind);
        let suggested = rules::suggested(SponsorSigns {
            month_on: month_of(today),
            asked: !community.help_wanted.is_empty(),
            session_to_come: community.next_id.is_some(),
            last,
        });
        let kind = typed.kind.unwrap_or(suggested);
        let line = typed.line;
        Ok(Self { shell, community, phase, silence, acts, pledge, today, suggested, kind, line, problems })
    }

    fn cadence(&self) -> &'static str {
        cadence_words(self.community.cadence_days)
    }

    /// The reader did something this month: nothing is asked of them now.
    fn is_done(&self) -> bool {
        let month = month_of(self.today);
        self.acts.iter().any(|act| act.month_on == month && self.shell.is_me(&act.person_id))
    }

    /// The line has to say what it was.
    fn says_what(&self) -> bool {
        self.kind == SponsorActKind::Other
    }

    fn may_act(&self) -> bool {
        self.community.is_mine && !self.community.archived
    }

    /// The suggested one first.
    fn kinds(&self) -> Vec<SponsorActKind> {
        let others = SponsorActKind::ALL.into_iter().filter(|kind| *kind != self.suggested);
        std::iter::once(self.suggested).chain(others).collect()
    }
}

pub async fn show(reader: ReadsSponsorPage, State(app): State<App>) -> Result<ShowPage> {
    ShowPage::new(&app.db, reader, SponsorFields::default(), Problems::default()).await
}
