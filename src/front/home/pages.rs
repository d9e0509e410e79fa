use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use jiff::civil::Date;

use crate::communities::{self, Brief, MeetingState};
use crate::guide::nudges::{self, Nudge};
use crate::impact::{self, ImpactGlance};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::{self, ToMeet};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Shell, when};
use crate::sessions::attendance::{self, Untaken};
use crate::sessions::events::{self, Rhythm, RhythmSession, SessionCard};
use crate::sessions::hosting::{self, HostInvitation};

/// At most this many things ask for someone's two minutes at once.
const MOST_NEEDS: usize = 3;

#[derive(Template, WebTemplate)]
#[template(path = "front/home/index.html")]
pub struct IndexPage {
    shell: Shell,
    greeting: &'static str,
    first_name: String,
    days: Vec<AgendaDay>,
    nudges: Vec<Nudge>,
    untaken: Vec<Untaken>,
    asked: Vec<HostInvitation>,
    places: Vec<MyCommunity>,
    to_meet: Option<ToMeet>,
    /// For leaders, what they came for.
    impact: Option<ImpactGlance>,
}

/// A day of the agenda.
struct AgendaDay {
    words: String,
    date: String,
    cards: Vec<SessionCard>,
}

/// One of my communities, with its rhythm.
struct MyCommunity {
    community: Brief,
    life: MeetingState,
    next: Option<String>,
    rhythm: Rhythm,
}

pub async fn index(who: SignedIn, State(app): State<App>) -> Result<IndexPage> {
    let SignedIn { person, shell, .. } = who;
    let cards = events::agenda(&app.db, person.id, shell.now).await?;
    let mine = communities::of_person(&app.db, person.id).await?;
    let ids: Vec<_> = mine.iter().map(|community| community.id).collect();
    let held = events::held_in_a_year(&app.db, &ids, shell.now).await?;
    let mut nudges = nudges::open_for(&app.db, person.id, None, shell.now).await?;
    // Someone waits for this answer.
    let mut asked = hosting::waiting_for(&app.db, person.id, shell.now).await?;
    asked.truncate(MOST_NEEDS);
    nudges.truncate(MOST_NEEDS - asked.len());
    let mut untaken = attendance::untaken(&app.db, person.id, shell.now).await?;
    untaken.truncate(MOST_NEEDS - asked.len() - nudges.len());
    let to_meet = people::to_meet(&app.db, person.id, person.team_id).await?;
    let impact =
        if person.is_leader { Some(impact::glance(&app.db, person.id, shell.now).await?) } else { None };
    let places = mine.into_iter().map(|community| my_community(community, &held, &shell)).collect();
    let hour = when::zoned(shell.now, &shell.zone).hour();
    let greeting = match hour {
        5..12 => "Good morning",
        12..18 => "Good afternoon",
        _ => "Good evening",
    };
    let first_name = person.name.split_whitespace().next().unwrap_or_default().to_owned();
    let days = by_day(cards, &shell);
    Ok(IndexPage { shell, greeting, first_name, days, nudges, untaken, asked, places, to_meet, impact })
}

fn by_day(cards: Vec<SessionCard>, shell: &Shell) -> Vec<AgendaDay> {
    let mut days: Vec<(Date, AgendaDay)> = Vec::new();
    let today = when::day(shell.now, &shell.zone);
    for card in cards {
        let date = when::day(card.starts_at, &shell.zone);
        match days.last_mut() {
            Some((last, day)) if *last == date => day.cards.push(card),
            _ => days.push((
                date,
                AgendaDay { words: when::day_words(date, today), date: date.to_string(), cards: vec![card] },
            )),
        }
    }
    days.into_iter().map(|(_, day)| day).collect()
}

fn my_community(community: Brief, held: &[RhythmSession], shell: &Shell) -> MyCommunity {
    let moments =
        held.iter().filter(|session| session.community_id == community.id).map(|session| session.starts_at);
    let next = moments.clone().filter(|at| *at > shell.now).min();
    let last_held = moments.filter(|at| *at <= shell.now).max();
    let life = Brief { last_held, next_session: next, ..community };
    MyCommunity {
        rhythm: Rhythm::of(held, &life.id, shell.now, &shell.zone),
        life: life.life(&shell.now),
        next: next.map(|at| shell.when(&at)),
        community: life,
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "front/home/sources.html")]
pub struct SourcesPage {
    shell: Shell,
}

pub async fn sources(who: SignedIn) -> SourcesPage {
    SourcesPage { shell: who.shell }
}
