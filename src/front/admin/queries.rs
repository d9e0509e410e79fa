use serde::Deserialize;
use sqlx::PgPool;
use time::OffsetDateTime;

use crate::guide::phases::thresholds::ALL;
use crate::organisation::acts::ActThing;
use crate::platform::ids::{MailId, PersonId};
use crate::platform::web::Rows;

/// How much there is of everything.
pub struct Counts {
    pub people: i64,
    pub teams: i64,
    pub communities: i64,
    pub sessions: i64,
    pub stories: i64,
    pub jobs_parked: i64,
}

pub async fn counts(db: &PgPool) -> sqlx::Result<Counts> {
    sqlx::query_as!(
        Counts,
        r#"select (select count(*) from people where deactivated_at is null) as "people!",
                  (select count(*) from teams where closed_at is null) as "teams!",
                  (select count(*) from communities where archived_at is null) as "communities!",
                  (select count(*) from events where state = 'published') as "sessions!",
                  (select count(*) from stories where published_at is not null and withdrawn_at is null) as "stories!",
                  (select count(*) from jobs where parked_at is not null) as "jobs_parked!""#
    )
    .fetch_one(db)
    .await
}

/// What was given up and waits for a decision.
pub struct StoppedWork {
    pub mails: i64,
    pub jobs: i64,
    /// Who asked for an account and waits to be let in.
    pub sign_ups: i64,
}

pub async fn waiting(db: &PgPool, now: OffsetDateTime) -> sqlx::Result<StoppedWork> {
    sqlx::query_as!(
        StoppedWork,
        r#"select (select count(*) from mails where state = 'parked') as "mails!",
                  (select count(*) from jobs where parked_at is not null) as "jobs!",
                  (select count(*) from sign_ups where token_hash is null and expires_at > $1) as "sign_ups!""#,
        now
    )
    .fetch_one(db)
    .await
}

/// Which of these emails this administrator may read the subject of: their own; those about accounts; those about sessions
/// they see; and what a community that they are in tells all its members. Every other subject is between the site and its
/// reader: who had coffee with whom, who was thanked, what goes on in a private community.
pub async fn readable_mails(
    db: &PgPool,
    administrator: PersonId,
    mails: &[MailId],
) -> sqlx::Result<Vec<MailId>> {
    sqlx::query_scalar!(
        r#"select m.id
           from mails m
           where m.id = any ($2)
             and (m.person_id = $1
                  or m.community_id is null and m.kind = any ($3)
                  or m.kind = any ($4) and m.community_id in (select id from communities_seen($1))
                  or m.kind = any ($5) and exists (
                      select 1 from current_members o
                      where o.community_id = m.community_id and o.person_id = $1))"#,
        administrator as PersonId,
        mails as &[MailId],
        &OF_ACCOUNTS.map(str::to_owned),
        &OF_SESSIONS.map(str::to_owned),
        &OF_MEMBERS.map(str::to_owned)
    )
    .fetch_all(db)
    .await
}

/// Kinds of emails whose subjects say no more than that someone has an account.
const OF_ACCOUNTS: [&str; 8] = [
    "reset",
    "welcome",
    "verify",
    "let_in",
    "address_taken",
    "address_change",
    "address_changed",
    "password_changed",
];
/// Kinds whose subjects name a session and nobody, and that do not tell who came or has not answered.
const OF_SESSIONS: [&str; 6] = ["new_session", "reminder", "soon", "moved", "cancelled", "seated"];
/// Kinds that every member of a community gets alike.
const OF_MEMBERS: [&str; 3] = ["announcement", "poll", "poll_settled"];

/// A person as the administrator's list shows them.
pub struct PersonRow {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub team: Option<String>,
    pub manager: Option<String>,
    pub is_admin: bool,
    pub is_leader: bool,
    pub deactivated_at: Option<OffsetDateTime>,
}

pub async fn people(db: &PgPool, words: &str, rows: Rows) -> sqlx::Result<Vec<PersonRow>> {
    let like = format!("%{}%", words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    sqlx::query_as!(
        PersonRow,
        r#"select p.id, p.name, p.email, t.name as "team?", m.name as "manager?", p.is_admin, p.is_leader,
                  p.deactivated_at
           from people p
           left join teams t on t.id = p.team_id
           left join people m on m.id = p.manager_id and m.erased_at is null
           where p.erased_at is null
             and ($1 = '%%' or p.name ilike $1 or p.email ilike $1)
           order by lower(p.name), p.id
           limit $2 offset $3"#,
        like,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// The name of the person someone reports to, as far as it is known.
pub async fn manager(db: &PgPool, person: PersonId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select m.name from people p join people m on m.id = p.manager_id and m.erased_at is null where p.id = $1",
        person as PersonId
    )
    .fetch_optional(db)
    .await
}

/// A line of the log, which may hold words of a newer program: they are shown as they are.
pub struct ActLine {
    pub at: OffsetDateTime,
    pub person: Option<String>,
    pub verb: String,
    pub thing: String,
    /// The community's name where everyone may see it; private ones stay unnamed here too.
    pub community: Option<String>,
    /// Whose account it was done to, by someone else.
    pub account: Option<String>,
    /// The roles the account has since.
    pub made_admin: Option<bool>,
    pub made_leader: Option<bool>,
    /// Thresholds that were changed.
    pub thresholds: Option<String>,
}

/// Acts on oneself or on the whole site.
const SAY_ALL: [&str; 9] = [
    "change_address",
    "change_password",
    "change_roles",
    "fail_to_sign_in",
    "refuse_tries",
    "reset_password",
    "set_up",
    "sign_in",
    "sign_up",
];

/// A threshold as the log keeps a change of it.
#[derive(Deserialize)]
struct ThresholdChange {
    threshold: String,
    from: f64,
    to: f64,
}

impl ActLine {
    /// "Post recap: session"; "Sign in", of which nobody asks what.
    pub fn what(&self) -> String {
        let thing = if self.thing == ActThing::Event.as_str() { "session" } else { &self.thing };
        let verb = if self.made_admin.or(self.made_leader).is_some() { "change_roles" } else { &self.verb };
        let words = format!("{}{}", verb[..1].to_uppercase(), verb[1..].replace('_', " "));
        if SAY_ALL.contains(&verb) { words } else { format!("{words}: {}", thing.replace('_', " ")) }
    }

    /// "Ana Ferreira (leader: yes)", or which numbers were changed.
    pub fn about(&self) -> String {
        let said = |role: &str, given: Option<bool>| {
            given.map(|given| format!("{role}: {}", if given { "yes" } else { "no" }))
        };
        let roles: Vec<String> = [said("leader", self.made_leader), said("administrator", self.made_admin)]
            .into_iter()
            .flatten()
            .collect();
        match &self.account {
            Some(account) if roles.is_empty() => account.clone(),
            Some(account) => format!("{account} ({})", roles.join(", ")),
            None => self.threshold_words().unwrap_or_default(),
        }
    }

    fn threshold_words(&self) -> Option<String> {
        let changes: Vec<ThresholdChange> = serde_json::from_str(self.thresholds.as_deref()?).ok()?;
        let words = changes.into_iter().map(|ThresholdChange { threshold, from, to }| {
            match ALL.iter().find(|known| known.name == threshold) {
                Some(known) => {
                    format!("{}: {} → {}", known.label, known.unit.text(from), known.unit.text(to))
                }
                None => format!("{threshold}: {from} → {to}"),
            }
        });
        Some(words.collect::<Vec<_>>().join("; "))
    }
}

pub async fn acts(db: &PgPool, reader: PersonId, rows: Rows) -> sqlx::Result<Vec<ActLine>> {
    sqlx::query_as!(
        ActLine,
        r#"select a.at, p.name as "person?", a.verb as "verb: String", a.thing as "thing: String", c.name as "community?",
                  q.name as "account?", (a.detail ->> 'admin')::boolean as made_admin,
                  (a.detail ->> 'leader')::boolean as made_leader,
                  case when a.thing = 'threshold' then (a.detail -> 'changes')::text end as thresholds
           from acts a
           left join people p on p.id = a.person_id
           left join communities c on c.id = a.community_id and c.id in (select id from communities_seen($1))
           left join people q on q.id = a.thing_id and a.thing = 'person' and a.community_id is null
                             and q.id is distinct from a.person_id and q.erased_at is null
           order by a.at desc, a.id desc
           limit $2 offset $3"#,
        reader as PersonId,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}
