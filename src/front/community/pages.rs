use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgPool;
use time::{Date, OffsetDateTime};

use super::actions::RemovalForm;
use super::who::Removing;
use crate::communities::agreements::{self, Agreements};
use crate::communities::announcements::{self, ShownAnnouncement};
use crate::communities::members::{self, Member, RemovableMember};
use crate::communities::roles::{self, CommunityRole};
use crate::communities::topics::{self, Topic};
use crate::communities::{self, AtTheDoor, Community, Meeting, MeetingSigns, SeenCommunity};
use crate::guide::barriers::{self, MembersReading};
use crate::guide::nudges::{self, Nudge};
use crate::guide::phases::{self, CurrentPhase};
use crate::guide::polls::{self, PollCard};
use crate::guide::retrospectives::{self, OpenRetrospective};
use crate::guide::roadmap::{self, RoadmapLine};
use crate::guide::sponsoring::{self, SponsorAct};
use crate::guide::transformation::{self, Closing, Lineage};
use crate::learning::buddies::{self, MyBuddy};
use crate::learning::stories::{self, Quote, StoryCard};
use crate::learning::thanks::notes::{self, ThankYou};
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::web::{Problems, Shell, YesNo, when};
use crate::sessions::events::{self, Rhythm, RhythmSession, SessionCard};

/// How many of the last thanks are shown.
const MOST_THANKS: i64 = 3;

#[derive(Template, WebTemplate)]
#[template(path = "front/community/show.html")]
pub struct ShowPage {
    shell: Shell,
    community: Community,
    upcoming: Vec<SessionCard>,
    rhythm: Rhythm,
    quote: Option<Quote>,
    stories: Vec<StoryCard>,
    meeting: Meeting,
    members: Vec<Member>,
    people: i64,
    organisers: Vec<Member>,
    current: CurrentPhase,
    roadmap: RoadmapLine,
    nudge: Option<Nudge>,
    topics: Vec<Topic>,
    news: CommunityNews,
    inside: MembersView,
    /// Under way, or how it ended.
    closing: Option<Closing>,
    /// A new member is asked why they joined, until they say it or two weeks are over.
    asks_why: bool,
    /// Who welcomes the reader, while they are new here.
    buddy: Option<MyBuddy>,
    /// Communities it grew out of, took in or became part of.
    lineage: Vec<Lineage>,
    credits: CommunityCredits,
}

/// What is new, and asks for something.
struct CommunityNews {
    announcement: Option<ShownAnnouncement>,
    poll: Option<PollCard>,
    retrospective: Option<OpenRetrospective>,
}

impl CommunityNews {
    async fn of(db: &PgPool, community: &Community, reader: PersonId, now: OffsetDateTime) -> Result<Self> {
        let announcement = match announcements::newest(db, community, now).await? {
            Some(announcement) => Some(ShownAnnouncement::of(announcement).await),
            None => None,
        };
        Ok(Self {
            announcement,
            poll: polls::open_one(db, community, reader, now).await?,
            retrospective: retrospectives::open_one(db, community).await?,
        })
    }
}

/// What only members see; empty for everyone else.
#[derive(Default)]
struct MembersView {
    /// Who does what.
    roles: Vec<CommunityRole>,
    /// How members want to be together.
    agreements: Option<Agreements>,
    /// What the last pulse said and what is tried.
    barriers: Option<MembersReading>,
}

impl MembersView {
    async fn of(db: &PgPool, community: &Community, reader: PersonId, now: OffsetDateTime) -> Result<Self> {
        if !community.is_mine() {
            return Ok(Self::default());
        }
        Ok(Self {
            roles: roles::of_community(db, community.id).await?,
            agreements: agreements::of_community(db, community.id, reader).await?,
            barriers: barriers::for_members(db, community.id, now).await?,
        })
    }
}

/// What people did for others here.
struct CommunityCredits {
    /// Who thanked whom lately.
    thanks: Vec<ThankYou>,
    /// What a sponsor did last, for members.
    sponsored: Option<SponsorAct>,
    /// Today, where the community is.
    today: Date,
}

impl CommunityCredits {
    async fn of(db: &PgPool, community: &Community, reader: PersonId, today: Date) -> Result<Self> {
        let thanks = notes::of_community(db, community.id, reader, MOST_THANKS).await?;
        let sponsored = match community.sponsor_id {
            Some(_) if community.is_mine() => sponsoring::latest(db, community.id).await?,
            _ => None,
        };
        Ok(Self { thanks, sponsored, today })
    }
}

impl ShowPage {
    fn is_newcomer(&self) -> bool {
        buddies::is_newcomer(&self.community, self.shell.now)
    }

    /// That it is paused, or when it last met: said beside its stage.
    fn silence(&self) -> Option<String> {
        self.meeting.silence(self.shell.now, &self.shell.zone)
    }
}

/// What somebody invited to a private community sees until they accept.
#[derive(Template, WebTemplate)]
#[template(path = "front/community/invitation.html")]
pub struct InvitationPage {
    shell: Shell,
    community: Community,
}

pub async fn show(AtTheDoor(seen): AtTheDoor, State(app): State<App>) -> Result<Response> {
    if seen.community.is_only_invited() {
        let SeenCommunity { shell, community, .. } = seen;
        return Ok(InvitationPage { shell, community }.into_response());
    }
    Ok(whole(seen, &app).await?.into_response())
}

async fn whole(seen: SeenCommunity, app: &App) -> Result<ShowPage> {
    let SeenCommunity { person, shell, community } = seen;
    let upcoming = events::upcoming(&app.db, community.id, &person, shell.now).await?;
    let held = events::held_in_a_year(&app.db, &[community.id], shell.now).await?;
    let rhythm = Rhythm::of(&held, &community.id, shell.now, &shell.zone);
    let quote = stories::latest_quote(&app.db, community.id, person.id).await?;
    let stories = stories::of_community(&app.db, community.id, person.id, 2).await?;
    let meeting = meeting(&app.db, &community, &upcoming, &held, shell.now).await?;
    let (members, people) = members::glimpse(&app.db, community.id).await?;
    let organisers = members::organisers(&app.db, community.id).await?;
    let current = phases::current_phase(&app.db, &community, shell.now).await?;
    let today = when::to_date(when::day(shell.now, &when::zone_or_utc(&community.zone)));
    let roadmap = roadmap::line(&app.db, community.id, today).await?;
    let nudge = first_nudge(&app.db, &person, &community, shell.now).await?;
    let topics = topics::most_wanted(&app.db, community.id, person.id, 3).await?;
    let news = CommunityNews::of(&app.db, &community, person.id, shell.now).await?;
    let inside = MembersView::of(&app.db, &community, person.id, shell.now).await?;
    let closing = transformation::closing(&app.db, community.id).await?;
    let asks_why = community.asks_why(shell.now);
    let buddy = buddies::buddy_of(&app.db, &community, person.id, shell.now).await?;
    let lineage = transformation::lineage(&app.db, community.id, person.id).await?;
    let credits = CommunityCredits::of(&app.db, &community, person.id, today).await?;
    Ok(ShowPage {
        shell,
        community,
        upcoming,
        rhythm,
        quote,
        stories,
        meeting,
        members,
        people,
        organisers,
        current,
        roadmap,
        nudge,
        topics,
        news,
        inside,
        closing,
        asks_why,
        buddy,
        lineage,
        credits,
    })
}

/// What is suggested to an organiser first.
async fn first_nudge(
    db: &PgPool,
    person: &Person,
    community: &Community,
    now: OffsetDateTime,
) -> Result<Option<Nudge>> {
    if !community.organiser {
        return Ok(None);
    }
    Ok(nudges::open_for(db, person.id, Some(community.id), now).await?.into_iter().next())
}

/// Whether it meets, read from the sessions the page has loaded anyway; where none of them says when it last met, that
/// is longer ago than a year, or never, and is looked up.
async fn meeting(
    db: &PgPool,
    community: &Community,
    upcoming: &[SessionCard],
    held: &[RhythmSession],
    now: OffsetDateTime,
) -> Result<Meeting> {
    let next = upcoming.iter().find(|event| event.state.is_published());
    let last_held = held.iter().map(|session| session.starts_at).filter(|at| *at <= now).max();
    if next.is_none() && last_held.is_none() {
        let known = communities::meetings(db, &[community.id], now).await?.remove(&community.id);
        return known.ok_or(Error::NotFound);
    }
    let signs = MeetingSigns {
        archived: community.is_archived(),
        paused: community.paused_from.is_some(),
        cadence_days: community.cadence_days,
        last_held,
        next_session: next.map(|event| event.starts_at),
    };
    let state = communities::life(signs, now);
    Ok(Meeting { state, last_held, next_id: next.map(|event| event.id) })
}

#[derive(Template, WebTemplate)]
#[template(path = "front/community/removal.html")]
pub struct RemovalPage {
    pub shell: Shell,
    pub community: Community,
    pub member: RemovableMember,
    pub form: RemovalForm,
    pub problems: Problems,
}

impl RemovalPage {
    /// What is chosen, as the form names it.
    fn again(&self) -> &'static str {
        if self.form.again.is_yes() { "yes" } else { "no" }
    }
}

pub async fn removal(Removing { seen, member }: Removing) -> RemovalPage {
    let SeenCommunity { shell, community, .. } = seen;
    let form = RemovalForm { again: YesNo::Yes, ..RemovalForm::default() };
    RemovalPage { shell, community, member, form, problems: Problems::default() }
}
