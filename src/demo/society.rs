//! Departments, teams and people.

use std::collections::HashMap;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use sqlx::PgConnection;

use super::calendar::{Calendar, clock};
use super::content::people::{ABOUT, GONE, GONE_DAYS_AGO, TEAMS, TOPICS};
use super::content::{DemoTeam, capital_works};
use super::{ZONE, person_for};
use crate::organisation::people::{self, Described, NewPerson, WorkEmail};
use crate::organisation::teams::{self, Team};
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::web::Problems;

/// Days before today on which everyone's account was made.
const MADE_DAYS_AGO: i64 = 415;

/// Everyone by name; and, in the order of the lists, everyone from whom members, readers and coffee partners are drawn:
/// a department that keeps to itself is not among them.
pub struct People {
    by_name: HashMap<&'static str, PersonId>,
    pub all: Vec<PersonId>,
    /// Those of the department that keeps to itself. It answers what all are asked.
    pub apart: Vec<PersonId>,
}

impl People {
    pub fn named(&self, name: &str) -> Result<PersonId> {
        self.by_name
            .get(name)
            .copied()
            .ok_or_else(|| Error::Internal(format!("the demo has nobody called {name}")))
    }

    pub fn all_named(&self, names: &[&'static str]) -> Result<Vec<PersonId>> {
        names.iter().map(|name| self.named(name)).collect()
    }
}

pub async fn found_teams(db: &mut PgConnection) -> Result<()> {
    let teams: Vec<&DemoTeam> = TEAMS.iter().chain(&capital_works::TEAMS).collect();
    let lines: Vec<String> = teams
        .chunk_by(|a, b| a.department == b.department)
        .map(|department| {
            let names: Vec<&str> = department.iter().map(|team| team.name).collect();
            format!("{}: {}", department[0].department, names.join(", "))
        })
        .collect();
    let outline = teams::outline("teams", &lines.join("\n"), &mut Problems::default());
    teams::found(db, &outline).await.map(drop)
}

/// Makes everyone's account. Nobody has a password: people are signed in from the login page, with one click.
pub async fn people(db: &mut PgConnection, teams: &[Team], calendar: &Calendar) -> Result<People> {
    let mut rng = StdRng::seed_from_u64(0);
    let mut people = People { by_name: HashMap::new(), all: Vec::new(), apart: Vec::new() };
    let now = calendar.days_ago(MADE_DAYS_AGO, clock(9, 0));
    for team in TEAMS.iter().chain(&capital_works::TEAMS) {
        let is_drawn = TEAMS.iter().any(|known| known.name == team.name);
        let team_id = teams.iter().find(|known| known.name == team.name).map(|known| known.id);
        for name in team.people {
            let new = NewPerson {
                name: (*name).to_owned(),
                email: email(name)?,
                password_hash: None,
                team_id,
                zone: ZONE.to_owned(),
            };
            let person = people::make(&mut *db, &new, now).await?;
            let (knows, wants) = topics(name, team.knows, &mut rng);
            let about = ABOUT.iter().find(|(known, _)| known == name).map_or("", |(_, about)| about);
            let open_to_host = rng.random_range(0..5) == 0;
            people::describe(
                &mut *db,
                person,
                &Described { about, open_to_host, knows: &knows, wants: &wants },
            )
            .await?;
            people.by_name.insert(name, person);
            let side = if is_drawn { &mut people.all } else { &mut people.apart };
            side.push(person);
        }
    }
    give_roles(db).await?;
    Ok(people)
}

/// The administrator first: someone has to be one at every moment.
async fn give_roles(db: &mut PgConnection) -> Result<()> {
    for (role, is_admin, is_leader) in [("admin", true, false), ("leader", false, true)] {
        let email = person_for(role).and_then(WorkEmail::read).ok_or(Error::NotFound)?;
        let (person, _) = people::by_email(&mut *db, &email).await?.ok_or(Error::NotFound)?;
        people::set_roles(&mut *db, person, Some(is_admin), Some(is_leader)).await?;
    }
    Ok(())
}

/// Someone leaves the company: their past stays.
pub async fn part(db: &mut PgConnection, people: &People, calendar: &Calendar) -> Result<()> {
    people::deactivate(db, people.named(GONE)?, calendar.days_ago(GONE_DAYS_AGO, clock(17, 0))).await
}

fn email(name: &str) -> Result<WorkEmail> {
    let local: Vec<&str> = name.split(' ').collect();
    WorkEmail::read(&format!("{}@northmere.example", local.join("."))).ok_or(Error::NotFound)
}

/// What a person knows is drawn from what their team knows, what they want to learn from everyone's. A few have
/// not said yet.
fn topics(
    name: &str,
    team_knows: &[&'static str],
    rng: &mut StdRng,
) -> (Vec<&'static str>, Vec<&'static str>) {
    if let Some((_, knows, wants)) = TOPICS.iter().find(|(known, ..)| *known == name) {
        return (knows.to_vec(), wants.to_vec());
    }
    if rng.random_range(0..8) == 0 {
        return (Vec::new(), Vec::new());
    }
    let elsewhere: Vec<&'static str> = TEAMS
        .iter()
        .flat_map(|team| team.knows)
        .copied()
        .filter(|topic| !team_knows.contains(topic))
        .collect();
    let (knows, wants) = (rng.random_range(1..=3), rng.random_range(1..=2));
    (team_knows.sample(rng, knows).copied().collect(), elsewhere.sample(rng, wants).copied().collect())
}
