use time::OffsetDateTime;

use crate::platform::ids::{CommunityId, EventId};

/// What is seen of a living community from outside its evaluation.
#[derive(Clone, Debug)]
pub struct CommunitySigns {
    pub community_id: CommunityId,
    pub slug: String,
    pub name: String,
    pub zone: String,
    pub tags: Vec<String>,
    pub founded_at: OffsetDateTime,
    pub purpose_set: bool,
    /// Members and those who are interested, the teams they are in, and the organisers among them.
    pub people: i64,
    pub teams: i64,
    pub organisers: i64,
    /// The organiser of longest standing, to say hello to.
    pub greeter: Option<String>,
    /// Sessions that are over, and the people who host these or one to come, or are asked to.
    pub held: i64,
    pub hosts: i64,
    /// People who came often and said that they may be asked to host.
    pub could_host: Vec<String>,
    pub last_session: Option<EventId>,
    pub last_title: Option<String>,
    /// When it ended.
    pub last_held: Option<OffsetDateTime>,
    /// A session is published that is not over yet.
    pub to_come: bool,
    /// The next one to begin, and whether it has a topic.
    pub next_session: Option<EventId>,
    pub next_title: Option<String>,
    pub next_at: Option<OffsetDateTime>,
    pub next_ends: Option<OffsetDateTime>,
    pub next_zone: Option<String>,
    pub next_has_topic: bool,
    /// Open topic ideas.
    pub topics: i64,
    /// When the newest story was published.
    pub last_story: Option<OffsetDateTime>,
    /// The newest look back, and the newest session with something from outside, held or planned.
    pub last_retro: Option<OffsetDateTime>,
    pub last_outside: Option<OffsetDateTime>,
    /// Stories of something tried or changed, and when the newest snapshot was made: of a private community neither,
    /// since nothing of it goes outside.
    pub applied: i64,
    pub last_snapshot: Option<OffsetDateTime>,
    /// When its organisers were first told that it fell silent, since it last met.
    pub silence_told_at: Option<OffsetDateTime>,
    /// Since when it has its sponsor, and when members last saw something of them: an act, or that they were there.
    pub sponsor_since: Option<OffsetDateTime>,
    pub sponsor_seen_at: Option<OffsetDateTime>,
}
