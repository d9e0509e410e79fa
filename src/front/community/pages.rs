use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use sqlx::PgPool;
use time::{Date, OffsetDateTime};

use super::actions::RemovalForm;
use super::queries::{self, CommunityLife};
use super::who::Removing;
use crate::communities::agreements::Agreements;
use crate::communities::announcements::ShownAnnouncement;
use crate::communities::members::{Member, RemovableMember};
use crate::communities::roles::CommunityRole;
use crate::communities::topics::Topic;
use crate::communities::{self, AtTheDoor, Community, Meeting, MeetingSigns, SeenCommunity};
use crate::guide::barriers::{self, MembersReading};
use crate::guide::nudges::{self, Nudge};
use crate::guide::phases::{self, CurrentPhase};
use crate::guide::polls::PollCard;
use crate::guide::retrospectives::OpenRetrospective;
use crate::guide::roadmap::{self, RoadmapLine};
use crate::guide::sponsoring::SponsorAct;
use crate::guide::transformation::{Closing, Lineage};
use crate::learning::buddies::{self, MyBuddy};
use crate::learning::pulse;
use crate::learning::stories::{Quote, StoryCard};
use crate::learning::thanks::notes::ThankYou;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Problems, Shell, YesNo, when};
use crate::sessions::events::{Rhythm, SessionCard};

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

/// What only members see; empty for everyone else.
struct MembersView {
    /// Who does what.
    roles: Vec<CommunityRole>,
    /// How members want to be together.
    agreements: Option<Agreements>,
    /// What the last pulse said and what is tried.
    barriers: Option<MembersReading>,
}

/// What people did for others here.
struct CommunityCredits {
    /// Thanks of late, and who they went to.
    thanks: Vec<ThankYou>,
    /// What a sponsor did last, for members.
    sponsored: Option<SponsorAct>,
    /// Today, where the community is.
    today: Date,
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
    let life = queries::life(&app.db, &community, person.id, shell.now).await?;
    let progress = queries::progress(&app.db, &community, person.id, shell.now).await?;
    let current = phases::current_phase(&app.db, &community, shell.now).await?;
    let nudge = first_nudge(&app.db, &person, &community, shell.now).await?;
    let today = when::to_date(when::day(shell.now, &when::zone_or_utc(&community.zone)));
    let meeting = meeting(&community, &life, shell.now);
    let announcement = match life.announcement {
        Some(announcement) => Some(ShownAnnouncement::of(announcement).await),
        None => None,
    };
    let sentence = pulse::sentence_of(&progress.counts, community.id);
    Ok(ShowPage {
        rhythm: Rhythm::of(&life.held, &community.id, shell.now, &shell.zone),
        meeting,
        // In an archive nothing is to come any more, not even what was drafted.
        upcoming: if community.is_archived() { Vec::new() } else { life.upcoming },
        quote: life.quote,
        stories: life.stories,
        members: life.members,
        people: life.people,
        organisers: life.organisers,
        roadmap: roadmap::line(&progress.memory.unwrap_or_default(), &current.thresholds, today),
        current,
        nudge,
        topics: life.topics,
        news: CommunityNews { announcement, poll: progress.poll, retrospective: progress.retrospective },
        inside: MembersView {
            roles: life.roles,
            agreements: life.agreements,
            barriers: barriers::for_members(sentence, &progress.trying),
        },
        closing: progress.closing,
        asks_why: community.asks_why(shell.now),
        buddy: life.buddy,
        lineage: progress.lineage,
        credits: CommunityCredits { thanks: life.thanks, sponsored: progress.sponsored, today },
        shell,
        community,
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

/// Whether it meets. What goes on now is as good as a next session.
fn meeting(community: &Community, life: &CommunityLife, now: OffsetDateTime) -> Meeting {
    let next = life.upcoming.iter().find(|event| event.state.is_published());
    let signs = MeetingSigns {
        archived: community.is_archived(),
        paused: community.paused_from.is_some(),
        cadence_days: community.cadence_days,
        last_held: life.last_held,
        next_session: next.map(|event| event.starts_at).or(life.next_session),
    };
    Meeting {
        state: communities::life(signs, now),
        last_held: life.last_held,
        next_id: next.map(|event| event.id).or(life.next_id),
    }
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
