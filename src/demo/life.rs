//! The life of one community: founded, joined, met in, run, and looked back on.

use jiff::civil::Date;
use rand::SeedableRng;
use rand::rngs::StdRng;
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::belonging::{self, CommunityLifetime};
use super::calendar::{Calendar, clock};
use super::content::communities::{
    ANNOUNCED, ASKS, CLOSING, DECLARED_DAYS_AGO, HELPED, HELPS_RUN, INCIDENTS, INVITED, PAUSE, PRIVATE,
    SPONSORS, TESTING, WITHOUT_SPONSOR,
};
use super::content::topics::TOPICS;
use super::content::words::WHY;
use super::content::{DemoCommunity, stories};
use super::crowd::CrowdMember;
use super::society::People;
use super::{guiding, looking_back, motivating, polling, recurring, session, sharing, telling};
use crate::communities;
use crate::communities::announcements::{self, AnnouncementAuthor, AnnouncementPlan};
use crate::communities::{Admission, NewCommunity, Purpose, SponsorAnswer, members, topics};
use crate::guide::phases;
use crate::guide::transformation::{self, ClosingPlan, Decider, PausePlan, TransformationDecision};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, EventId, PersonId, ThingId};

/// The founding came so many days before the first session, and a second organiser soon after it.
const FOUNDED_BEFORE: i64 = 26;
const SHARED_AFTER: Duration = Duration::days(6);

/// A community while its life is made up.
pub struct DemoScene<'a> {
    pub content: &'a DemoCommunity,
    pub calendar: &'a Calendar,
    pub people: &'a People,
    pub id: CommunityId,
    pub members: Vec<CrowdMember>,
    /// Sessions held so far: title, id and end.
    pub held: Vec<(&'static str, EventId, OffsetDateTime)>,
    pub rng: StdRng,
}

impl DemoScene<'_> {
    /// Notes that someone did something to a thing of this community.
    pub async fn act(
        &self,
        db: &mut PgConnection,
        person: PersonId,
        verb: ActVerb,
        thing: ActThing,
        id: impl Into<ThingId>,
        at: OffsetDateTime,
    ) -> Result<()> {
        acts::record(db, Act::of(person, verb, thing, id).in_community(self.id), at).await
    }
}

/// Lives a community through, from its founding to what it has planned.
pub async fn live(
    db: &mut PgConnection,
    content: &DemoCommunity,
    calendar: &Calendar,
    people: &People,
    seed: u64,
) -> Result<()> {
    let mut rng = StdRng::seed_from_u64(seed);
    let newest = calendar.weekday(content.meets.weekday, content.meets.last_days_ago);
    let dates = Calendar::past(newest, content.cadence_days.into(), content.sessions.len());
    let first = dates.first().copied().unwrap_or(newest);
    let founded = calendar.at(Calendar::next(first, -FOUNDED_BEFORE), clock(16, 0));
    let by = people.named(content.organisers[0])?;
    let (id, _) = communities::found(&mut *db, &new(content), by, founded).await?;
    members::start(&mut *db, id, by, founded).await?;
    let span = CommunityLifetime { founded, newest: calendar.at(newest, clock(12, 0)) };
    let members = belonging::draw(content, calendar, people, &mut rng, &span)?;
    let mut scene = DemoScene { content, calendar, people, id, members, held: Vec::new(), rng };
    scene.act(&mut *db, by, ActVerb::Found, ActThing::Community, id, founded).await?;

    let mut until = founded + SHARED_AFTER;
    join(&mut *db, &mut scene, founded, until).await?;
    share_the_work(&mut *db, &scene, until).await?;
    for (index, date) in dates.iter().enumerate() {
        let start = calendar.at(*date, content.meets.clock);
        join(&mut *db, &mut scene, until, start).await?;
        until = start;
        // Where the holidays took a session, it is the oldest that never was.
        let missing = content.sessions.len() - dates.len();
        session::hold(&mut *db, &mut scene, missing + index, dates.len() - index - 1, start).await?;
    }
    join(&mut *db, &mut scene, until, calendar.now).await?;
    look_ahead(&mut *db, &mut scene, newest).await?;
    if content.name == TESTING { polling::poll(db, &scene).await } else { Ok(()) }
}

fn new(content: &DemoCommunity) -> NewCommunity {
    let [who, practice, why_now] = content.purpose.map(str::to_owned);
    NewCommunity {
        name: content.name.to_owned(),
        purpose: Purpose { who, practice, why_now },
        cadence_days: Some(content.cadence_days),
        zone: super::ZONE.to_owned(),
        private: content.name == PRIVATE,
        admission: content.admission,
        tags: content.tags.iter().map(|tag| (*tag).to_owned()).collect(),
    }
}

/// Those whose moment lies between the two come in; where people ask first, an organiser says yes.
async fn join(
    db: &mut PgConnection,
    scene: &mut DemoScene<'_>,
    from: OffsetDateTime,
    to: OffsetDateTime,
) -> Result<()> {
    let organiser = scene.people.named(scene.content.organisers[0])?;
    let by_request = scene.content.admission == Admission::Request;
    for (index, member) in scene.members.iter().enumerate() {
        if member.joined <= from || member.joined > to || member.person == organiser {
            continue;
        }
        let why = WHY[index % WHY.len()];
        members::bring_in(&mut *db, scene.id, member.person, why, member.joined).await?;
        if by_request {
            scene
                .act(&mut *db, organiser, ActVerb::Admit, ActThing::Person, member.person, member.joined)
                .await?;
        } else {
            scene
                .act(&mut *db, member.person, ActVerb::Join, ActThing::Community, scene.id, member.joined)
                .await?;
        }
    }
    Ok(())
}

/// The founder asks others to run it with them.
async fn share_the_work(db: &mut PgConnection, scene: &DemoScene<'_>, at: OffsetDateTime) -> Result<()> {
    let organisers = scene.people.all_named(scene.content.organisers)?;
    for organiser in &organisers[1..] {
        members::set_organiser(&mut *db, scene.id, *organiser, true, at).await?;
        scene.act(&mut *db, organisers[0], ActVerb::Promote, ActThing::Member, *organiser, at).await?;
    }
    Ok(())
}

/// What was called off, what is planned, what was told, and what waits for an answer.
async fn look_ahead(db: &mut PgConnection, scene: &mut DemoScene<'_>, newest: Date) -> Result<()> {
    let content = scene.content;
    if let Some(called_off) = &content.called_off {
        let date = Calendar::next(newest, content.cadence_days.into());
        session::call_off(&mut *db, scene, scene.calendar.at(date, content.meets.clock), called_off).await?;
    }
    let mut date = newest;
    for coming in content.coming {
        date = Calendar::next(date, coming.after);
        session::plan(&mut *db, scene, coming, scene.calendar.at(date, content.meets.clock)).await?;
    }
    for story in stories::all().filter(|story| story.community == content.name) {
        telling::tell(&mut *db, scene, story).await?;
    }
    if content.name == TESTING {
        looking_back::look_back(&mut *db, scene).await?;
    }
    if content.name == INCIDENTS {
        declare(&mut *db, scene).await?;
        announce_closing(&mut *db, scene).await?;
    }
    if content.name == PAUSE.community {
        pause(&mut *db, scene).await?;
    }
    tell_all(&mut *db, scene).await?;
    support(&mut *db, scene).await?;
    wish(&mut *db, scene).await?;
    sharing::share(&mut *db, scene).await?;
    guiding::guide(&mut *db, scene).await?;
    looking_back::agree(&mut *db, scene).await?;
    motivating::thank(&mut *db, scene).await?;
    wait_at_the_door(&mut *db, scene).await?;
    // Last, so that it draws after everything else.
    match &content.recurring {
        Some(series) => recurring::begin(db, scene, series).await,
        None => Ok(()),
    }
}

/// Sponsors of the demo have been there for a while.
const SPONSOR_NAMED_DAYS_AGO: i64 = 200;

/// Who stands up for it among leaders, the help that came, and what is asked of them now.
async fn support(db: &mut PgConnection, scene: &DemoScene<'_>) -> Result<()> {
    let content = scene.content;
    let named_at = scene.calendar.days_ago(SPONSOR_NAMED_DAYS_AGO, clock(10, 0));
    let sponsor = SPONSORS.iter().find(|(community, _)| *community == content.name);
    if let Some((_, name)) = sponsor {
        let said = scene.people.named(name)?;
        communities::set_sponsor(&mut *db, scene.id, SponsorAnswer::Named(said), named_at).await?;
    } else if content.name == WITHOUT_SPONSOR {
        communities::set_sponsor(&mut *db, scene.id, SponsorAnswer::NoneYet, named_at).await?;
    }
    if HELPED.community == content.name {
        let (asked, given) =
            (scene.calendar.days_ago(70, clock(9, 0)), scene.calendar.days_ago(40, clock(16, 0)));
        communities::ask_for_help(&mut *db, scene.id, HELPED.wanted, asked).await?;
        communities::support::answered(&mut *db, scene.id, HELPED.thanks, given).await?;
    }
    if !content.help_wanted.is_empty() {
        let asked = scene.calendar.days_ago(12, clock(15, 0));
        communities::ask_for_help(&mut *db, scene.id, content.help_wanted, asked).await?;
    }
    Ok(())
}

/// What its people would like to meet about. Those who do not belong leave theirs to the founder.
async fn wish(db: &mut PgConnection, scene: &DemoScene<'_>) -> Result<()> {
    let now = scene.calendar.now;
    let inside: Vec<PersonId> =
        scene.members.iter().filter(|member| member.is_in(now)).map(|member| member.person).collect();
    for (nth, topic) in TOPICS.iter().filter(|topic| topic.community == scene.content.name).enumerate() {
        let named = scene.people.named(topic.by)?;
        let by =
            if inside.contains(&named) { named } else { scene.people.named(scene.content.organisers[0])? };
        let at = scene.calendar.days_ago(topic.days_ago, clock(10, 30));
        let new = topics::NewTopic { title: topic.title, details: topic.details };
        let id = topics::propose(&mut *db, scene.id, &new, by, at).await?;
        scene.act(&mut *db, by, ActVerb::Propose, ActThing::Topic, id, at).await?;
        let others = inside.iter().filter(|person| **person != by).skip(nth * 2).take(topic.votes);
        for (hours, person) in (1..).zip(others) {
            let voted = super::by(now, at + Duration::hours(hours * 5));
            topics::vote(&mut *db, id, *person, voted).await?;
        }
    }
    Ok(())
}

/// The founder declares that the community is in transformation.
async fn declare(db: &mut PgConnection, scene: &DemoScene<'_>) -> Result<()> {
    let by = scene.people.named(scene.content.organisers[0])?;
    let at = scene.calendar.days_ago(DECLARED_DAYS_AGO, clock(16, 30));
    let on = scene.calendar.date_days_ago(DECLARED_DAYS_AGO);
    phases::decide(db, scene.id, by, on, phases::OrganiserChoice::Declared, at).await
}

/// The founder announces that the community closes, and a member offers to take over.
async fn announce_closing(db: &mut PgConnection, scene: &DemoScene<'_>) -> Result<()> {
    let calendar = scene.calendar;
    let by = scene.people.named(scene.content.organisers[0])?;
    let now = calendar.days_ago(CLOSING.announced_days_ago, clock(9, 30));
    let today = calendar.date_days_ago(CLOSING.announced_days_ago);
    let on = calendar.date_days_ago(-CLOSING.closes_in_days);
    let plan =
        ClosingPlan::on(on, calendar.zone(), CLOSING.thanks, CLOSING.where_next).ok_or(Error::NotFound)?;
    let decider = Decider { community: scene.id, by, today, now };
    // It was declared to be in transformation before.
    let reviewed =
        phases::ChoicesToRecord { is_in_transformation: true, ..phases::ChoicesToRecord::default() };
    let closing =
        transformation::carry_out(&mut *db, decider, 1, &TransformationDecision::Close(plan), &reviewed)
            .await?;
    scene.act(&mut *db, by, ActVerb::AnnounceClosing, ActThing::Community, scene.id, now).await?;
    let member = scene.people.named(CLOSING.offered_by)?;
    let at = calendar.days_ago(CLOSING.announced_days_ago - 2, clock(14, 10));
    transformation::offer_to_take_over(&mut *db, closing, member, at).await?;
    scene.act(db, member, ActVerb::OfferToTakeOver, ActThing::Community, scene.id, at).await
}

/// Its organisers take a break, and say until when.
async fn pause(db: &mut PgConnection, scene: &DemoScene<'_>) -> Result<()> {
    let calendar = scene.calendar;
    let by = scene.people.named(scene.content.organisers[0])?;
    let (today, now) =
        (calendar.date_days_ago(PAUSE.began_days_ago), calendar.days_ago(PAUSE.began_days_ago, clock(12, 0)));
    let plan = PausePlan {
        from: today,
        until: Some(calendar.date_days_ago(-PAUSE.ends_in_days)),
        reason: PAUSE.reason.to_owned(),
    };
    let decider = Decider { community: scene.id, by, today, now };
    transformation::carry_out(
        &mut *db,
        decider,
        1,
        &TransformationDecision::Pause(plan),
        &phases::ChoicesToRecord::default(),
    )
    .await?;
    scene.act(db, by, ActVerb::Pause, ActThing::Community, scene.id, now).await
}

/// When all members were told something.
pub fn announced_at(calendar: &Calendar) -> OffsetDateTime {
    calendar.days_ago(ANNOUNCED.days_ago, clock(15, 5))
}

/// What an organiser told all members, and who helps to run it since a while.
async fn tell_all(db: &mut PgConnection, scene: &DemoScene<'_>) -> Result<()> {
    if ANNOUNCED.community == scene.content.name {
        let now = announced_at(scene.calendar);
        let whose = AnnouncementAuthor { community: scene.id, by: scene.people.named(ANNOUNCED.by)?, now };
        let (subject, body) = (ANNOUNCED.subject.to_owned(), ANNOUNCED.body.to_owned());
        announcements::announce(&mut *db, whose, &AnnouncementPlan { subject, body, send_at: now }).await?;
    }
    if HELPS_RUN.community == scene.content.name {
        let at = scene.calendar.days_ago(HELPS_RUN.days_ago, clock(9, 20));
        let (by, helper) =
            (scene.people.named(scene.content.organisers[0])?, scene.people.named(HELPS_RUN.person)?);
        members::set_organiser(&mut *db, scene.id, helper, true, at).await?;
        scene.act(db, by, ActVerb::Promote, ActThing::Member, helper, at).await?;
    }
    Ok(())
}

/// A request that no organiser has answered, and an invitation that the person has not.
async fn wait_at_the_door(db: &mut PgConnection, scene: &DemoScene<'_>) -> Result<()> {
    let (asked, who, why) = ASKS;
    if scene.content.name == asked {
        let at = scene.calendar.days_ago(2, clock(11, 20));
        members::ask(&mut *db, scene.id, scene.people.named(who)?, why, at).await?;
    }
    let (invited, guest) = INVITED;
    if scene.content.name == invited {
        let (by, guest) = (scene.people.named(scene.content.organisers[0])?, scene.people.named(guest)?);
        let at = scene.calendar.days_ago(4, clock(9, 45));
        members::invite(&mut *db, scene.id, guest, at).await?;
        scene.act(db, by, ActVerb::Invite, ActThing::Person, guest, at).await?;
    }
    Ok(())
}
