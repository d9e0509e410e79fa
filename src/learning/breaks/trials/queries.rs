use sqlx::{PgConnection, PgPool};
use time::{Date, OffsetDateTime, Time};

use super::NewTrial;
use super::rules::{TrialDays, TrialState, state, week_words};
use crate::learning::breaks::BreakSlot;
use crate::learning::breaks::queries::TeamReader;
use crate::learning::breaks::week::TrialBreak;
use crate::platform::ids::{BreakTrialId, PersonId, TeamId};
use crate::platform::web::when;

/// A trial, with how many teams agreed.
pub struct BreakTrial {
    pub id: BreakTrialId,
    weekdays: Vec<i32>,
    from_time: Time,
    to_time: Time,
    pub zone: String,
    pub starts_on: Date,
    pub ends_on: Date,
    ended_on: Option<Date>,
    pub proposed_by: PersonId,
    pub proposer: String,
    pub teams: i64,
}

impl BreakTrial {
    pub fn path(&self) -> String {
        format!("/breaks/trials/{}", self.id)
    }

    pub fn slot(&self) -> BreakSlot {
        BreakSlot {
            weekdays: self.weekdays.clone(),
            from_time: self.from_time,
            to_time: self.to_time,
            zone: self.zone.clone(),
        }
    }

    /// "Tuesday and Thursday, 10:15 to 10:30"
    pub fn slot_words(&self) -> String {
        let slot = self.slot();
        format!("{}, {}", slot.days_words(), slot.clock_words())
    }

    fn days(&self) -> TrialDays {
        TrialDays {
            starts_on: self.starts_on,
            ends_on: self.ends_on,
            ended_on: self.ended_on,
            zone: self.zone.clone(),
        }
    }

    pub fn state(&self, now: &OffsetDateTime) -> TrialState {
        state(&self.days(), *now)
    }

    /// "Week 2 of 4" while it goes on, else what it is.
    pub fn state_words(&self, now: &OffsetDateTime) -> String {
        match self.state(now) {
            TrialState::Running => week_words(&self.days(), *now),
            other => other.label().to_owned(),
        }
    }

    /// Its last day.
    pub fn last_on(&self) -> &Date {
        self.ended_on.as_ref().unwrap_or(&self.ends_on)
    }

    pub fn teams_words(&self) -> String {
        match self.teams {
            0 => "No team yet".to_owned(),
            1 => "1 team".to_owned(),
            teams => format!("{teams} teams"),
        }
    }
}

pub async fn newest(db: &PgPool) -> sqlx::Result<Vec<BreakTrial>> {
    sqlx::query_as!(
        BreakTrial,
        r#"select b.id, b.weekdays, b.from_time, b.to_time, b.zone, b.starts_on, b.ends_on, b.ended_on, b.proposed_by,
                  p.name as proposer,
                  (select count(*) from break_trial_teams t where t.trial_id = b.id) as "teams!"
           from break_trials b
           join people p on p.id = b.proposed_by
           order by b.starts_on desc, b.id
           limit 20"#
    )
    .fetch_all(db)
    .await
}

pub async fn trial(db: &PgPool, trial: BreakTrialId) -> sqlx::Result<Option<BreakTrial>> {
    sqlx::query_as!(
        BreakTrial,
        r#"select b.id, b.weekdays, b.from_time, b.to_time, b.zone, b.starts_on, b.ends_on, b.ended_on, b.proposed_by,
                  p.name as proposer,
                  (select count(*) from break_trial_teams t where t.trial_id = b.id) as "teams!"
           from break_trials b
           join people p on p.id = b.proposed_by
           where b.id = $1"#,
        trial as BreakTrialId
    )
    .fetch_optional(db)
    .await
}

/// A team that agreed to a trial.
pub struct TrialTeam {
    pub team_id: TeamId,
    pub name: String,
    pub agreed_at: OffsetDateTime,
    /// For its own people and for administrators.
    pub agreed_by: Option<String>,
}

pub async fn teams(db: &PgPool, trial: BreakTrialId, reader: &TeamReader) -> sqlx::Result<Vec<TrialTeam>> {
    sqlx::query_as!(
        TrialTeam,
        r#"select t.id as team_id, t.name, a.agreed_at,
                  case when t.id = $2 or $3 then p.name end as agreed_by
           from break_trial_teams a
           join teams t on t.id = a.team_id
           join people p on p.id = a.agreed_by
           where a.trial_id = $1
           order by lower(t.name)
           limit 300"#,
        trial as BreakTrialId,
        reader.team as Option<TeamId>,
        reader.is_admin
    )
    .fetch_all(db)
    .await
}

/// A team's break in a trial, with the days on which it holds.
pub struct TrialTeamBreak {
    team_id: TeamId,
    weekdays: Vec<i32>,
    from_time: Time,
    to_time: Time,
    zone: String,
    first_on: Date,
    last_on: Date,
}

impl TrialTeamBreak {
    pub fn into_break(self) -> TrialBreak {
        TrialBreak {
            team_id: self.team_id,
            slot: BreakSlot {
                weekdays: self.weekdays,
                from_time: self.from_time,
                to_time: self.to_time,
                zone: self.zone,
            },
            from: when::from_date(self.first_on),
            to: when::from_date(self.last_on),
        }
    }
}

pub async fn breaks_between(db: &PgPool, first: Date, last: Date) -> sqlx::Result<Vec<TrialTeamBreak>> {
    sqlx::query_as!(
        TrialTeamBreak,
        r#"select a.team_id, b.weekdays, b.from_time, b.to_time, b.zone, b.starts_on as first_on,
                  least(b.ends_on, b.ended_on) as "last_on!"
           from break_trials b
           join break_trial_teams a on a.trial_id = b.id
           where b.starts_on <= $2::date + 1 and least(b.ends_on, b.ended_on) >= $1::date - 1
           order by b.starts_on
           limit 1000"#,
        first,
        last
    )
    .fetch_all(db)
    .await
}

pub async fn insert(
    db: &mut PgConnection,
    new: &NewTrial,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<BreakTrialId> {
    sqlx::query_scalar!(
        r#"insert into break_trials (weekdays, from_time, to_time, zone, starts_on, ends_on, proposed_by, proposed_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)
           returning id"#,
        &new.slot.weekdays,
        new.slot.from_time,
        new.slot.to_time,
        &new.slot.zone,
        new.starts_on,
        new.ends_on,
        by as PersonId,
        now
    )
    .fetch_one(db)
    .await
}

pub async fn lock(db: &mut PgConnection, trial: BreakTrialId) -> sqlx::Result<Option<TrialDays>> {
    sqlx::query_as!(
        TrialDays,
        "select starts_on, ends_on, ended_on, zone from break_trials where id = $1 for update",
        trial as BreakTrialId
    )
    .fetch_optional(db)
    .await
}

/// An open team.
pub async fn lock_team(db: &mut PgConnection, team: TeamId) -> sqlx::Result<Option<TeamId>> {
    sqlx::query_scalar!("select id from teams where id = $1 and closed_at is null for update", team as TeamId)
        .fetch_optional(db)
        .await
}

/// Is the team in another trial on one of these days?
pub async fn is_elsewhere(
    db: &mut PgConnection,
    team: TeamId,
    trial: BreakTrialId,
    days: &TrialDays,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select 1
                          from break_trial_teams a
                          join break_trials b on b.id = a.trial_id
                          where a.team_id = $1 and b.id <> $2
                            and b.starts_on <= $4 and least(b.ends_on, b.ended_on) >= greatest(b.starts_on, $3))
               as "elsewhere!""#,
        team as TeamId,
        trial as BreakTrialId,
        days.starts_on,
        days.ends_on
    )
    .fetch_one(db)
    .await
}

pub async fn agree(
    db: &mut PgConnection,
    trial: BreakTrialId,
    team: TeamId,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into break_trial_teams (trial_id, team_id, agreed_by, agreed_at) values ($1, $2, $3, $4)
         on conflict (trial_id, team_id) do nothing",
        trial as BreakTrialId,
        team as TeamId,
        by as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn withdraw(db: &mut PgConnection, trial: BreakTrialId, team: TeamId) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from break_trial_teams where trial_id = $1 and team_id = $2",
        trial as BreakTrialId,
        team as TeamId
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn end(db: &mut PgConnection, trial: BreakTrialId, last_on: Date) -> sqlx::Result<()> {
    sqlx::query!("update break_trials set ended_on = $2 where id = $1", trial as BreakTrialId, last_on)
        .execute(db)
        .await
        .map(drop)
}
