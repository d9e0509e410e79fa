use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::OffsetDateTime;
use tokio::task;

use super::choice::{Candidate, ChosenNudge, Mute, PastNudge, choose};
use super::kinds::{Audience, NudgeKind};
use super::links::{self, NudgeLink, NudgeReader};
use super::queries::{self, EarlierNudge, NewNudges, WantedPeople};
use super::recipients::{Recipient, RecipientRules};
use super::rules::{self, NudgeReason};
use super::signs::CommunitySigns;
use super::{CommunityReasons, communities_with_reasons, hours, mails};
use crate::guide::phases::{self, Thresholds};
use crate::learning::worth;
use crate::notices::{self, Paper};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, NudgeId, PersonId};
use crate::platform::jobs::Job;
use crate::platform::mail::{self, Letter};
use crate::platform::web::when;

/// What there is to suggest, and to whom.
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
enum Ending {
    /// Its reason is gone.
    Done,
    /// Nobody can act on it any more.
    Cancelled,
}

/// Takes back what is no longer true, and suggests what is worth it to people for whom it is a decent hour. Its
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
    let t = phases::thresholds(&app.db).await?;
    let whom = RecipientRules::of(&t, now);
    let communities = communities_with_reasons(&app.db, None, &t, now).await?;
    let core = phases::core(&app.db, &long_silent(&communities, whom), now).await?;
    let mut tx = app.db.begin().await?;
    queries::take_turns(&mut tx).await?;
    let open = queries::open(&mut tx).await?;
    let wanted = wanted_people(&communities, core, &open);
    let ids: Vec<CommunityId> = communities.iter().map(|community| community.signs.community_id).collect();
    let mut people: HashMap<CommunityId, Vec<Recipient>> = HashMap::new();
    for person in queries::recipients(&mut tx, &ids, &wanted, whom).await? {
        people.entry(person.community_id).or_default().push(person);
    }
    let scene = PossibleNudges { communities, people };
    let (done, mut cancelled) =
        (scene.ended(&open, Ending::Done, whom), scene.ended(&open, Ending::Cancelled, whom));
    let ended: HashSet<NudgeId> = done.iter().chain(&cancelled).copied().collect();
    let paper = Paper::of(&mut tx, app).await?;
    let made = chosen(&mut tx, scene.possible(whom), &ended, paper, &t).await?;
    cancelled.extend(&made.replaced);
    // All that is written comes last: whoever puts off a nudge waits for these statements and for nothing before them.
    queries::finish(&mut tx, &done, now).await?;
    queries::cancel(&mut tx, &cancelled, now).await?;
    let new = queries::insert(&mut tx, &made.new, now).await?;
    let letters = made.letters.into_iter().filter(|(nudge, _)| new.contains(nudge));
    let letters: Vec<Letter> = letters.map(|(_, letter)| letter).collect();
    mail::queue(&mut tx, &letters, now).await?;
    Ok(tx.commit().await?)
}

/// Communities whose organisers have known for a while that they fell silent.
fn long_silent(communities: &[CommunityReasons], whom: RecipientRules) -> Vec<CommunityId> {
    let silent = communities.iter().filter(|community| community.reason(NudgeKind::Silence).is_some());
    let since = whom.now - whom.core_after;
    let known = silent.filter(|community| community.signs.silence_told_at.is_some_and(|told| told <= since));
    known.map(|community| community.signs.community_id).collect()
}

fn wanted_people(
    communities: &[CommunityReasons],
    core: Vec<(CommunityId, PersonId)>,
    open: &[EarlierNudge],
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
    fn ended(&self, open: &[EarlierNudge], ending: Ending, whom: RecipientRules) -> Vec<NudgeId> {
        let known: HashMap<CommunityId, &CommunityReasons> =
            self.communities.iter().map(|community| (community.signs.community_id, community)).collect();
        let ends = open.iter().filter(|made| {
            let community = known.get(&made.community_id).copied();
            self.ending(made, community, whom) == Some(ending)
        });
        ends.map(|made| made.id).collect()
    }

    fn ending(
        &self,
        made: &EarlierNudge,
        community: Option<&CommunityReasons>,
        whom: RecipientRules,
    ) -> Option<Ending> {
        let kind: Option<NudgeKind> = made.kind.parse().ok();
        let (Some(CommunityReasons { signs, reasons }), Some(kind)) = (community, kind) else {
            return Some(Ending::Cancelled);
        };
        let mut people = self.people.get(&made.community_id).into_iter().flatten();
        let Some(person) =
            people.find(|person| person.person_id == made.person_id).filter(|person| person.may_keep(kind))
        else {
            return Some(Ending::Cancelled);
        };
        let stands = reasons.iter().any(|reason| reason.is_of(kind, made.event_id));
        match kind.audience() {
            Audience::Newcomer if person.answered => Some(Ending::Done),
            Audience::Newcomer => (!stands || !person.is_new(whom)).then_some(Ending::Cancelled),
            Audience::FirstTimer if stands && !person.first_time => Some(Ending::Done),
            Audience::FirstTimer => (!stands).then_some(Ending::Cancelled),
            _ if stands => None,
            _ if rules::has_lapsed(kind, made.event_id, signs) => Some(Ending::Cancelled),
            _ => Some(Ending::Done),
        }
    }

    fn possible(&self, whom: RecipientRules) -> Vec<Possible<'_>> {
        let mut possible = Vec::new();
        for CommunityReasons { signs, reasons } in &self.communities {
            let people = || self.people.get(&signs.community_id).into_iter().flatten();
            let awake: Vec<&Recipient> =
                people().filter(|to| hours::is_decent(whom.now, &when::zone_or_utc(&to.zone))).collect();
            for reason in reasons {
                let to = awake.iter().filter(|to| to.may_get(reason.kind, signs, whom));
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
    let earlier = queries::past(&mut *db, &people, NudgeKind::TellStory, &communities).await?;
    let mut past: Vec<PastNudge> = earlier.iter().filter_map(occasion).collect();
    for occasion in &mut past {
        occasion.open &= !ended.contains(&occasion.id);
    }
    take_turns(&mut possible, &past);
    let candidates: Vec<Candidate> = possible.iter().map(Possible::candidate).collect();
    let muted = muted(&mut *db, &people).await?;
    let mut chosen = choose(&candidates, &past, &muted, t, paper.now());
    keep_to_ways(&mut *db, &mut chosen, &candidates).await?;
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

/// Where one attendee is asked, whoever was asked least often comes first.
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

/// Mails only what people want to be told by mail at once.
async fn keep_to_ways(
    db: &mut PgConnection,
    chosen: &mut [ChosenNudge],
    candidates: &[Candidate],
) -> Result<()> {
    let people: Vec<PersonId> = chosen.iter().map(|chosen| candidates[chosen.index].person).collect();
    let communities: Vec<CommunityId> =
        chosen.iter().map(|chosen| candidates[chosen.index].community).collect();
    let by_mail = notices::told_at_once(db, notices::NoticeKind::Nudge, &people, &communities).await?;
    for chosen in chosen {
        let candidate = &candidates[chosen.index];
        chosen.mailed &= by_mail.contains(&(candidate.person, candidate.community));
    }
    Ok(())
}

async fn muted(db: &mut PgConnection, people: &[PersonId]) -> Result<HashSet<Mute>> {
    let unwanted = queries::mutes(db, people).await?;
    let known =
        unwanted.iter().filter_map(|(person, kind)| Some(Mute { person: *person, kind: kind.parse().ok()? }));
    Ok(known.collect())
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
        let reader = NudgeReader::of(self.to.organiser);
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
        let words = mails::Suggestion { signs: &self.signs, reason: &self.reason, link: &self.link };
        mails::suggestion(paper, nudge, &self.to, words)
    }
}

/// A nudge made before; of a kind that this program no longer knows, nothing is remembered.
fn occasion(made: &EarlierNudge) -> Option<PastNudge> {
    Some(PastNudge {
        id: made.id,
        kind: made.kind.parse().ok()?,
        community: made.community_id,
        person: made.person_id,
        event: made.event_id,
        made_at: made.made_at,
        mailed: made.mailed,
        snoozed_until: made.snoozed_until,
        open: made.open,
    })
}
