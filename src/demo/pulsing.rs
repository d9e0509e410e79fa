//! Pulses of the testing circle and of the whole organisation: two of each that are over, and one that is open. They are
//! opened, answered and closed by what does so for everyone else, each at its moment.

use jiff::ToSpan;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::calendar::{Calendar, clock};
use super::content::communities::TESTING;
use super::content::people::TEAMS;
use super::society::People;
use super::{ZONE, community_of};
use crate::communities::members;
use crate::guide::barriers::{self, Play};
use crate::learning::pulse::jobs::RunPulses;
use crate::learning::pulse::{self, NewAnswers, PulseDimension, PulseItem, PulsePlan, PulseQuestion};
use crate::learning::stories::Barrier;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::people as persons;
use crate::platform::app::{App, Clock};
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, PersonId};
use crate::platform::jobs::Job;
use crate::platform::mail;
use crate::platform::web::when;

/// Where the teams work, in the order of the teams.
const SITES: [&str; 8] = [
    "Yard Lane",
    "Harbour House",
    "Northmere Works",
    "Northmere Works",
    "Harbour House",
    "Harbour House",
    "Harbour House",
    "Harbour House",
];
/// Days a pulse is open.
const DAYS: i64 = 14;
/// The emails are old news by now.
const MAILS: [&str; 3] = ["pulse", "pulse_reminder", "pulse_results"];
/// What the whole organisation is asked, of these teams just so many answer: one works through the night, and the other
/// has no more people. Neither is shown, and together they are enough for their department to be.
const FEW_ANSWER: [(&str, usize); 2] = [("Control room", 4), ("Laboratory", 4)];
/// On what ground the seven yearly sentences are asked here: the organisation is made up, and so is this.
const PERMISSION: &str = "Made up for this demo: ask the author before you use the sentences in earnest.";
/// Nobody who looks around has answered the open one.
const LOOKS_AROUND: [&str; 4] = ["Ben Okafor", "Ana Ferreira", "Joana Reis", "Omar Siddiq"];

/// A round as it is played.
struct DemoRound {
    of_testing: bool,
    opened_days_ago: i64,
    breakdown: PulseDimension,
    /// The seven yearly sentences too.
    asks_safety: bool,
    /// Around which answers lie: opportunity, trust, motivation.
    around: [f64; 3],
    /// How many of ten answer.
    of_ten: u32,
    words: &'static [(PulseQuestion, &'static str)],
}

/// As people answer the seven yearly sentences, of which the first, third and fifth are worded the other way.
const SAFETY_AROUND: [f64; 7] = [2.6, 5.2, 2.2, 4.6, 3.1, 5.6, 5.0];

/// Trust moved: after the first round the circle tried smaller groups.
const ROUNDS: [DemoRound; 5] = [
    DemoRound {
        of_testing: true,
        opened_days_ago: 152,
        breakdown: PulseDimension::Site,
        asks_safety: false,
        around: [3.9, 2.8, 3.7],
        of_ten: 8,
        words: &[
            (PulseQuestion::Keep, "Real problems from real work"),
            (PulseQuestion::Change, "It is always the same people who speak"),
            (PulseQuestion::Change, "I would not show my own tests in front of forty people"),
        ],
    },
    DemoRound {
        of_testing: true,
        opened_days_ago: 80,
        breakdown: PulseDimension::Site,
        asks_safety: true,
        around: [4.0, 3.6, 3.7],
        of_ten: 8,
        words: &[
            (PulseQuestion::Keep, "Working in threes. I finally asked my question"),
            (PulseQuestion::Keep, "The ten-minute van test"),
            (PulseQuestion::Change, "Fridays are rest days for the crews"),
        ],
    },
    DemoRound {
        of_testing: false,
        opened_days_ago: 136,
        breakdown: PulseDimension::Team,
        asks_safety: false,
        around: [3.2, 3.6, 3.0],
        of_ten: 6,
        words: &[(PulseQuestion::Change, "My manager thinks that this is a break")],
    },
    DemoRound {
        of_testing: false,
        opened_days_ago: 70,
        breakdown: PulseDimension::Team,
        asks_safety: false,
        around: [3.7, 3.7, 3.0],
        of_ten: 7,
        words: &[
            (PulseQuestion::Keep, "Coffee with someone I would never have met"),
            (PulseQuestion::Change, "Make it clear that an hour a week is allowed"),
        ],
    },
    DemoRound {
        of_testing: false,
        opened_days_ago: 4,
        breakdown: PulseDimension::Team,
        asks_safety: false,
        around: [3.8, 3.8, 3.3],
        of_ten: 3,
        words: &[],
    },
];

pub async fn ask(app: &App, people: &People, calendar: &Calendar) -> Result<()> {
    work_somewhere(app, people).await?;
    let ana = people.named("Ana Ferreira")?;
    let mut tx = app.db.begin().await?;
    let omar = people.named("Omar Siddiq")?;
    pulse::permit_safety(&mut tx, PERMISSION, omar, calendar.days_ago(160, clock(14, 0))).await?;
    tx.commit().await?;
    let testing = community_of(app, ana, TESTING).await?.id;
    for (seed, round) in (900..).zip(&ROUNDS) {
        play(app, people, calendar, round, round.of_testing.then_some(testing), seed).await?;
    }
    let mut tx = app.db.begin().await?;
    try_plays(&mut tx, testing, ana, calendar).await?;
    for kind in MAILS {
        mail::withdraw_kind(&mut tx, kind, calendar.now).await?;
    }
    Ok(tx.commit().await?)
}

/// After the first pulse the circle tried smaller groups; the second one said that it helped, and one more is tried.
async fn try_plays(
    db: &mut PgConnection,
    community: CommunityId,
    by: PersonId,
    calendar: &Calendar,
) -> Result<()> {
    for (play, days_ago) in [(Play::SmallGroups, 130), (Play::OwnProblem, 60)] {
        let at = calendar.days_ago(days_ago, clock(10, 0));
        barriers::start(&mut *db, community, play, by, at).await?;
        let act = Act::of(by, ActVerb::Add, ActThing::Roadmap, community).in_community(community);
        acts::record(&mut *db, act, at).await?;
    }
    Ok(())
}

async fn work_somewhere(app: &App, people: &People) -> Result<()> {
    let mut tx = app.db.begin().await?;
    for (team, site) in TEAMS.iter().zip(SITES) {
        for name in team.people {
            persons::set_site(&mut tx, people.named(name)?, site).await?;
        }
    }
    Ok(tx.commit().await?)
}

async fn play(
    app: &App,
    people: &People,
    calendar: &Calendar,
    round: &DemoRound,
    community: Option<CommunityId>,
    seed: u64,
) -> Result<()> {
    let by = people.named(if community.is_some() { "Ana Ferreira" } else { "Omar Siddiq" })?;
    let opened = calendar.days_ago(round.opened_days_ago, clock(9, 30));
    let day = when::day(opened, &when::zone_or_utc(ZONE));
    let plan = PulsePlan {
        breakdown: round.breakdown,
        closes_on: day.checked_add(DAYS.days()).unwrap_or(day),
        asks_safety: round.asks_safety,
    };
    let mut tx = app.db.begin().await?;
    let pulse = pulse::open(&mut tx, community, &plan, by, opened).await?;
    let act = Act { community, ..Act::of(by, ActVerb::Create, ActThing::Pulse, pulse) };
    acts::record(&mut tx, act, opened).await?;
    tx.commit().await?;
    run(app, opened + Duration::MINUTE).await?;
    let asked: Vec<PersonId> = match community {
        Some(community) => {
            members::named_members(&app.db, community).await?.iter().map(|one| one.person_id).collect()
        }
        None => people.all.iter().chain(&people.apart).copied().collect(),
    };
    let left_out = LOOKS_AROUND.iter().map(|name| people.named(name)).collect::<Result<Vec<PersonId>>>()?;
    let is_open = round.opened_days_ago < DAYS;
    let few = if community.is_none() { FewAnswers::of(people)? } else { FewAnswers::default() };
    let mut rng = StdRng::seed_from_u64(seed);
    let mut words = round.words.iter();
    let mut tx = app.db.begin().await?;
    for person in asked {
        let answers_this = rng.random_range(0..10) < round.of_ten || few.answering.contains(&person);
        if !answers_this || (is_open && left_out.contains(&person)) || few.silent.contains(&person) {
            continue;
        }
        let mut answers = drawn(&mut rng, round);
        if let Some((question, body)) = words.next() {
            answers.questions.push(*question);
            answers.words.push((*body).to_owned());
        }
        match pulse::answer(&mut tx, pulse, person, &answers, opened + Duration::HOUR).await {
            // Of all people, a few have left the organisation, and are not asked.
            Ok(()) | Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    tx.commit().await?;
    for moment in [opened + Duration::days(8), opened + Duration::days(DAYS + 1)] {
        if moment < calendar.now {
            run(app, moment).await?;
        }
    }
    Ok(())
}

/// Who answers for certain, and who of the teams of which few answer does not find the time.
#[derive(Default)]
struct FewAnswers {
    answering: Vec<PersonId>,
    silent: Vec<PersonId>,
}

impl FewAnswers {
    fn of(people: &People) -> Result<Self> {
        let mut all = Self { answering: people.apart.clone(), silent: Vec::new() };
        for (name, few) in FEW_ANSWER {
            let team = TEAMS.iter().filter(|team| team.name == name).flat_map(|team| team.people);
            for (place, person) in team.enumerate() {
                let side = if place < few { &mut all.answering } else { &mut all.silent };
                side.push(people.named(person)?);
            }
        }
        Ok(all)
    }
}

async fn run(app: &App, moment: OffsetDateTime) -> Result<()> {
    let then = App { clock: Clock::standing_at(moment), ..app.clone() };
    RunPulses::default().run(&then).await
}

/// One person's answers, around what the round says.
fn drawn(rng: &mut StdRng, round: &DemoRound) -> NewAnswers {
    let mut answers = NewAnswers::default();
    let mut add = |item, value| {
        answers.items.push(item);
        answers.values.push(value);
    };
    for (barrier, around) in Barrier::ALL.into_iter().zip(round.around) {
        for item in PulseItem::of(barrier) {
            let drawn = around + rng.random_range(-1.4..1.4);
            let value =
                [1, 2, 3, 4, 5].into_iter().find(|value| drawn < f64::from(*value) + 0.5).unwrap_or(5);
            // Not everyone can say everything.
            if rng.random_range(0..20) > 0 {
                add(item, value);
            }
        }
    }
    if round.asks_safety {
        for (item, around) in PulseItem::SAFETY.into_iter().zip(SAFETY_AROUND) {
            let drawn: f64 = around + rng.random_range(-2.0..2.0);
            let value = [1, 2, 3, 4, 5, 6, 7].into_iter().find(|value| drawn < f64::from(*value) + 0.5);
            add(item, value.unwrap_or(7));
        }
    }
    add(PulseItem::V1, 0);
    let tick = rng.random_range(1..=5);
    add(PulseItem::V1, tick);
    if tick > 1 {
        add(PulseItem::V1, 1);
    }
    add(PulseItem::R1, rng.random_range(5..=10));
    answers
}
