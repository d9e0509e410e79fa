use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::OffsetDateTime;
use tokio::task;

use super::choice::{Candidate, Mute, PastNudge, choose};
use super::kinds::{Audience, NudgeKind, RecipientTimes};
use super::links::{self, NudgeLink, NudgeRole};
use super::queries::{self, CommunitySigns, NewNudges, OpenNudge, Recipient, WantedPeople};
use super::rules::{self, NudgeReason};
use super::{CommunityReasons, communities_with_reasons, mails};
use crate::guide::phases::{self, Thresholds};
use crate::learning::worth;
use crate::notices::{Paper, hours};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, NudgeId, PersonId};
use crate::platform::jobs::Job;
use crate::platform::mail::{self, Letter};
use crate::platform::web::when;

/// What there is to suggest, and the people who could be told.
struct PossibleNudges {
    communities: Vec<CommunityReasons>,
    people: HashMap<CommunityId, Vec<Recipient>>,
}

/// Something that could be suggested to a person.
struct Possible<'a> {
    signs: &'a CommunitySigns,
    reason: &'a NudgeReason,
    to: &'a Recipient,
}

/// How an open nudge ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NudgeEnding {
    /// Its reason is gone.
    Done,
    /// Nobody can act on it any more.
    Cancelled,
}

/// Takes back what is no longer true, and suggests what is worth it to people for times it is a decent hour. Its
/// queries are the same however many communities there are.
#[derive(Default, Deserialize, Serialize)]
pub struct SuggestNudges {}

impl Job for SuggestNudges {
    const KIND: &'static str = "nudges";

    async fn run(&self, app: &App) -> Result<()> {
        suggest(app, app.clock.now()).await
    }
}

async fn suggest(app: &App, now: OffsetDateTime) -> Result<()> {
    let (communities, t) = communities_with_reasons(&app.db, None, now).await?;
    let times = RecipientTimes::of(&t, now);
    let core = phases::core(&app.db, &long_silent(&communities, times), now).await?;
    let mut tx = app.db.begin().await?;
    queries::take_turns(&mut tx).await?;
    let open = queries::open(&mut tx).await?;
    let wanted = wanted_people(&communities, core, &open);
    let ids: Vec<CommunityId> = communities.iter().map(|community| community.signs.community_id).collect();
    let mut people: HashMap<CommunityId, Vec<Recipient>> = HashMap::new();
    for person in queries::recipients(&mut tx, &ids, &wanted, times).await? {
        people.entry(person.community_id).or_default().push(person);
    }
    let scene = PossibleNudges { communities, people };
    let (done, mut cancelled) =
        (scene.ended(&open, NudgeEnding::Done, times), scene.ended(&open, NudgeEnding::Cancelled, times));
    let ended: HashSet<NudgeId> = done.iter().chain(&cancelled).copied().collect();
    let paper = Paper::of(&mut tx, app).await?;
    let made = chosen(&mut tx, scene.possible(times), &ended, paper, &t).await?;
    cancelled.extend(&made.replaced);
    // All that is written comes last: a person who puts off a nudge waits for these statements and for nothing before them.
    queries::finish(&mut tx, &done, now).await?;
    queries::cancel(&mut tx, &cancelled, now).await?;
    let new = queries::insert(&mut tx, &made.new, now).await?;
    let letters = made.letters.into_iter().filter(|(nudge, _)| new.contains(nudge));
    let letters: Vec<Letter> = letters.map(|(_, letter)| letter).collect();
    mail::queue(&mut tx, &letters, now).await?;
    Ok(tx.commit().await?)
}

/// Communities whose organisers have known for a while that they fell silent.
fn long_silent(communities: &[CommunityReasons], times: RecipientTimes) -> Vec<CommunityId> {
    let silent = communities.iter().filter(|community| community.reason(NudgeKind::Silence).is_some());
    let since = times.now - times.core_after;
    let known = silent.filter(|community| community.signs.silence_told_at.is_some_and(|told| told <= since));
    known.map(|community| community.signs.community_id).collect()
}

fn wanted_people(
    communities: &[CommunityReasons],
    core: Vec<(CommunityId, PersonId)>,
    open: &[OpenNudge],
) -> WantedPeople {
    let grown = communities.iter().filter(|community| community.reason(NudgeKind::Grown).is_some());
    // Both speak of the last session of a community, to people who were there.
    let spoken_of = communities.iter().filter_map(|community| {
        community.reason(NudgeKind::TellStory).or_else(|| community.reason(NudgeKind::Worth))?.event
    });
    WantedPeople {
        all_of: grown.map(|community| community.signs.community_id).collect(),
        sessions: spoken_of.collect(),
        core,
        told: open.iter().map(|made| made.person_id).collect::<HashSet<_>>().into_iter().collect(),
    }
}

impl PossibleNudges {
    /// Open nudges that end in this way.
    fn ended(&self, open: &[OpenNudge], ending: NudgeEnding, times: RecipientTimes) -> Vec<NudgeId> {
        let known: HashMap<CommunityId, &CommunityReasons> =
            self.communities.iter().map(|community| (community.signs.community_id, community)).collect();
        let ends = open.iter().filter(|made| {
            let community = known.get(&made.community_id).copied();
            self.ending(made, community, times) == Some(ending)
        });
        ends.map(|made| made.id).collect()
    }

    fn ending(
        &self,
        made: &OpenNudge,
        community: Option<&CommunityReasons>,
        times: RecipientTimes,
    ) -> Option<NudgeEnding> {
        let (Some(CommunityReasons { signs, reasons }), Some(kind)) = (community, made.kind) else {
            return Some(NudgeEnding::Cancelled);
        };
        let mut people = self.people.get(&made.community_id).into_iter().flatten();
        let Some(person) =
            people.find(|person| person.person_id == made.person_id).filter(|person| person.may_keep(kind))
        else {
            return Some(NudgeEnding::Cancelled);
        };
        let stands = reasons.iter().any(|reason| reason.is_of(kind, made.event_id));
        match kind.audience() {
            Audience::Newcomer if person.answered => Some(NudgeEnding::Done),
            Audience::Newcomer => (!stands || !person.is_new(times)).then_some(NudgeEnding::Cancelled),
            Audience::FirstTimer if stands && !person.first_time => Some(NudgeEnding::Done),
            Audience::FirstTimer => (!stands).then_some(NudgeEnding::Cancelled),
            _ if stands => None,
            _ if rules::has_lapsed(kind, made.event_id, signs) => Some(NudgeEnding::Cancelled),
            _ => Some(NudgeEnding::Done),
        }
    }

    fn possible(&self, times: RecipientTimes) -> Vec<Possible<'_>> {
        let mut possible = Vec::new();
        for CommunityReasons { signs, reasons } in &self.communities {
            let people = || self.people.get(&signs.community_id).into_iter().flatten();
            let awake: Vec<&Recipient> =
                people().filter(|to| hours::is_decent(times.now, &when::zone_or_utc(&to.zone))).collect();
            for reason in reasons {
                let to = awake.iter().filter(|to| to.may_get(reason.kind, signs, times));
                possible.extend(to.map(|to| Possible { signs, reason, to }));
            }
        }
        possible
    }
}

/// What is to be made, and what goes for it.
#[derive(Default)]
struct NudgesToMake {
    new: NewNudges,
    replaced: Vec<NudgeId>,
    letters: Vec<(NudgeId, Letter)>,
}

/// Those that the caps allow, with their mails. Those that are about to end count as ended.
async fn chosen(
    db: &mut PgConnection,
    mut possible: Vec<Possible<'_>>,
    ended: &HashSet<NudgeId>,
    paper: Paper,
    t: &Thresholds,
) -> Result<NudgesToMake> {
    if possible.is_empty() {
        return Ok(NudgesToMake::default());
    }
    let people: Vec<PersonId> = possible.iter().map(|possible| possible.to.person_id).collect();
    let communities: Vec<CommunityId> = possible.iter().map(|possible| possible.signs.community_id).collect();
    let mut past = queries::past(&mut *db, &people, NudgeKind::TellStory, &communities).await?;
    for occasion in &mut past {
        occasion.open &= !ended.contains(&occasion.id);
    }
    take_turns(&mut possible, &past);
    let candidates: Vec<Candidate> = possible.iter().map(Possible::candidate).collect();
    let muted: HashSet<Mute> = queries::mutes(db, &people).await?.into_iter().collect();
    let chosen = choose(&candidates, &past, &muted, t, paper.now());
    let mut new = NewNudges::default();
    for chosen in &chosen {
        possible[chosen.index].add_to(&mut new, chosen.mailed);
    }
    let mailed = chosen.iter().zip(&new.ids).filter(|(chosen, _)| chosen.mailed);
    let mailed = mailed.map(|(chosen, id)| (*id, possible[chosen.index].to_mail())).collect();
    let replaced = chosen.iter().filter_map(|chosen| chosen.instead_of).collect();
    Ok(NudgesToMake { new, replaced, letters: letters(mailed, paper).await? })
}

/// The mails of nudges. Each is a text of its own, and takes its time elsewhere than where requests are answered.
async fn letters(mailed: Vec<(NudgeId, NudgeToMail)>, paper: Paper) -> Result<Vec<(NudgeId, Letter)>> {
    let write = move || {
        let letter = |(nudge, to_mail): (NudgeId, NudgeToMail)| Ok((nudge, to_mail.letter(nudge, &paper)?));
        mailed.into_iter().map(letter).collect()
    };
    task::spawn_blocking(write)
        .await
        .map_err(|error| Error::Internal(format!("nudges were not written: {error}")))?
}

/// Where one attendee is asked, the person asked least often comes first.
fn take_turns(possible: &mut [Possible<'_>], past: &[PastNudge]) {
    let mut asked: HashMap<(CommunityId, PersonId), usize> = HashMap::new();
    for occasion in past.iter().filter(|occasion| occasion.kind.audience() == Audience::OneAttendee) {
        *asked.entry((occasion.community, occasion.person)).or_default() += 1;
    }
    possible.sort_by_key(|possible| match possible.reason.kind.audience() {
        Audience::OneAttendee => {
            let times = asked.get(&(possible.signs.community_id, possible.to.person_id));
            times.copied().unwrap_or_default()
        }
        _ => 0,
    });
}

impl Possible<'_> {
    fn candidate(&self) -> Candidate {
        Candidate {
            kind: self.reason.kind,
            community: self.signs.community_id,
            person: self.to.person_id,
            event: self.reason.event,
            by_mail: self.reason.kind.may_be_mailed_to(self.to),
        }
    }

    fn link(&self) -> NudgeLink {
        let reader = NudgeRole::of(self.to.organiser);
        links::link(self.reason.kind, self.signs, self.reason.event, reader)
    }

    fn add_to(&self, new: &mut NewNudges, mailed: bool) {
        new.ids.push(NudgeId::random());
        new.communities.push(self.signs.community_id);
        new.people.push(self.to.person_id);
        new.kinds.push(self.reason.kind);
        new.evidence.push(self.reason.evidence.clone());
        new.paths.push(self.link().path);
        new.events.push(self.reason.event);
        new.mailed.push(mailed);
    }

    fn to_mail(&self) -> NudgeToMail {
        NudgeToMail {
            signs: self.signs.clone(),
            reason: self.reason.clone(),
            to: self.to.clone(),
            link: self.link(),
        }
    }
}

/// All that the mail of a nudge speaks of.
struct NudgeToMail {
    signs: CommunitySigns,
    reason: NudgeReason,
    to: Recipient,
    link: NudgeLink,
}

impl NudgeToMail {
    fn letter(mut self, nudge: NudgeId, paper: &Paper) -> Result<Letter> {
        // In one tap, without signing in.
        if let (NudgeKind::Worth, Some(event)) = (self.reason.kind, self.reason.event) {
            self.link.path = worth::path(paper, event, self.to.person_id);
        }
        let words = mails::SuggestedStep { signs: &self.signs, reason: &self.reason, link: &self.link };
        mails::suggestion(paper, nudge, &self.to, words)
    }
}
