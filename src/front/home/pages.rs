use std::collections::{BTreeMap, HashSet};

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use jiff::ToSpan;
use jiff::civil::Date;

use super::queries::{self, HomeNews};
use super::to_do::{self, ToDo};
use crate::communities::{Brief, MeetingState};
use crate::front::admin::{self, AdminNeed};
use crate::impact::{self, ImpactGlance};
use crate::learning::buddies::SuitedSession;
use crate::learning::pledges::PledgeToMe;
use crate::learning::thanks::notes::ThankYou;
use crate::organisation::logins::SignedIn;
use crate::organisation::people::{self, ToMeet};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::EventId;
use crate::platform::web::{Shell, first_name, when};
use crate::sessions::events::{Rhythm, RhythmSession, SessionCard};

#[derive(Template, WebTemplate)]
#[template(path = "front/home/index.html")]
pub struct IndexPage {
    shell: Shell,
    greeting: &'static str,
    first_name: String,
    days: Vec<AgendaDay>,
    to_do: Vec<ToDo>,
    /// For an administrator.
    admin: Vec<AdminNeed>,
    /// For newcomers.
    begin_with: Vec<SuitedSession>,
    places: Vec<MyCommunity>,
    to_meet: Option<ToMeet>,
    /// Thanks that were not read yet.
    thanks: Vec<ThankYou>,
    /// What my department pledges.
    pledge: Option<PledgeToMe>,
    /// For leaders, what they came for.
    impact: Option<ImpactGlance>,
}

/// A day of the agenda.
struct AgendaDay {
    words: String,
    date: Date,
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
    let today = when::to_date(when::day(shell.now, &shell.zone));
    let week = queries::own_week(&app.db, &person, today, shell.now).await?;
    let leads = person.is_leader || week.communities.iter().any(|community| community.organiser);
    let to_do = if leads || week.may_wait {
        to_do::of_person(&app.db, &person, today, shell.now).await?
    } else {
        Vec::new()
    };
    let sends_mail = app.config.smtp_url.is_some();
    let admin =
        if person.is_admin { admin::needs(&app.db, sends_mail, shell.now).await? } else { Vec::new() };
    let to_meet = match week.to_meet {
        None if week.has_interests => people::find_person_to_meet(&app.db, &person, today).await?,
        kept => kept,
    };
    let news = if week.may_be_news {
        queries::news(&app.db, person.id, shell.now).await?
    } else {
        HomeNews::default()
    };
    let impact =
        if person.is_leader { Some(impact::glance(&app.db, person.id, &shell).await?) } else { None };
    let places =
        week.communities.into_iter().map(|community| my_community(community, &week.held, &shell)).collect();
    let greeting = greeting(when::zoned(shell.now, &shell.zone).hour());
    let first_name = first_name(&person.name).to_owned();
    // What stands under "What is next" is not said twice, and what is full is nothing to begin with.
    let on_agenda: HashSet<EventId> = week.agenda.iter().map(|card| card.id).collect();
    let mut begin_with = news.begin_with;
    begin_with.retain(|session| !session.is_full && !on_agenda.contains(&session.event_id));
    let days = by_day(week.agenda, &shell);
    Ok(IndexPage {
        shell,
        greeting,
        first_name,
        days,
        to_do,
        admin,
        begin_with,
        places,
        to_meet,
        thanks: news.thanks,
        pledge: week.pledge,
        impact,
    })
}

/// From today on, each session on each of its days.
fn by_day(cards: Vec<SessionCard>, shell: &Shell) -> Vec<AgendaDay> {
    let mut days: BTreeMap<Date, Vec<SessionCard>> = BTreeMap::new();
    let today = when::day(shell.now, &shell.zone);
    for card in cards {
        let (first, last) = card.days(&shell.zone);
        for date in first.max(today.min(last)).series(1.day()).take_while(|date| *date <= last) {
            days.entry(date).or_default().push(card.clone());
        }
    }
    let day = |(date, cards)| AgendaDay { words: when::day_words(date, today), date, cards };
    days.into_iter().map(day).collect()
}

/// At night nobody agrees on what time of day it is.
fn greeting(hour: i8) -> &'static str {
    match hour {
        5..12 => "Good morning",
        12..18 => "Good afternoon",
        18..24 => "Good evening",
        _ => "Hello",
    }
}

fn my_community(community: Brief, held: &[RhythmSession], shell: &Shell) -> MyCommunity {
    let sessions = || held.iter().filter(|session| session.community_id == community.id);
    let next = sessions().filter(|session| session.starts_at > shell.now).min_by_key(|next| next.starts_at);
    let last_held = sessions().map(|session| session.starts_at).filter(|at| *at <= shell.now).max();
    let start = next.map(|next| shell.start(&next.starts_at, &next.ends_at, &next.zone));
    let life = Brief { last_held, next_session: next.map(|next| next.starts_at), ..community };
    MyCommunity {
        rhythm: Rhythm::of(held, &life.id, shell.now, &shell.zone),
        life: life.life(&shell.now),
        next: start,
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

#[cfg(test)]
mod tests {
    use super::greeting;

    #[test]
    fn nobody_is_wished_a_good_evening_in_the_small_hours() {
        assert_eq!([4, 5, 13, 20].map(greeting), ["Hello", "Good morning", "Good afternoon", "Good evening"]);
    }
}
