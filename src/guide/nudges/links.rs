//! Where each kind is done: the one place that knows the pages.

use super::kinds::{Audience, NudgeKind};
use super::queries::CommunitySigns;
use crate::guide::phases;
use crate::platform::ids::EventId;
use crate::platform::web::encoded;

/// A page, and the words of the button that leads there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NudgeLink {
    pub path: String,
    pub words: &'static str,
}

/// As what a person reads a nudge: the pages of organisers are closed to members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NudgeRole {
    Organiser,
    Member,
}

impl NudgeRole {
    pub fn of(organiser: bool) -> Self {
        if organiser { Self::Organiser } else { Self::Member }
    }
}

/// Where it can be done in two minutes.
pub fn link(kind: NudgeKind, signs: &CommunitySigns, event: Option<EventId>, reader: NudgeRole) -> NudgeLink {
    let slug = &signs.slug;
    let below = |end: &str| format!("/communities/{slug}{end}");
    let (words, path) = match kind {
        NudgeKind::Purpose => ("Add a description", below("/edit#purpose")),
        NudgeKind::MorePeople => ("Invite someone", below("/members#invite")),
        NudgeKind::FirstDate => ("Plan the first session", below("/events/new?kind=lean_coffee&minutes=45")),
        NudgeKind::StartSmall => ("Find a similar community", similar(signs)),
        NudgeKind::NextDate => ("Plan the next session", below("/events/new?repeats=cadence")),
        NudgeKind::AnotherHost => ("Ask someone to host", phases::hosts_path(slug, signs.next_session)),
        NudgeKind::TellStory => ("Tell it in three lines", story(slug, event)),
        NudgeKind::Silence if reader == NudgeRole::Member => ("Suggest a topic", below("/topics")),
        NudgeKind::Silence => ("Offer new dates", below("/polls/new?kind=dates&ask=restart")),
        NudgeKind::Topics => ("See the topic ideas", below("/topics")),
        NudgeKind::Grown => (
            "See what comes next",
            if reader == NudgeRole::Organiser { below("/roadmap") } else { below("/phase") },
        ),
        NudgeKind::LookBack => ("Open a retrospective", below("/retrospectives/new")),
        NudgeKind::ShareWork => ("Hand something over", below("/roles#handover")),
        NudgeKind::OneTeam => ("See the teams you haven’t met", below("/reach")),
        NudgeKind::Snapshot => ("Make a snapshot", below("/impact/snapshots#make")),
        NudgeKind::LeadershipTeam => ("Decide who does what", below("/roles")),
        NudgeKind::StepBack => ("Open the calendar", below("/calendar")),
        NudgeKind::Freshness => ("Invite a guest", below("/events/new?kind=talk_external")),
        NudgeKind::Fading => ("Ask members one question", below("/polls/new?kind=question&ask=suits")),
        NudgeKind::Yearly => ("Look at what could change", below("/transformation")),
        NudgeKind::Transformation => ("Decide what comes next", below("/transformation")),
        NudgeKind::Welcome => {
            let session = signs.next_session.map(|event| format!("/events/{event}"));
            ("See the session", session.unwrap_or_else(|| below("")))
        }
        NudgeKind::Worth => {
            ("Was it worth your time?", event.map_or_else(|| below(""), |event| format!("/events/{event}")))
        }
        NudgeKind::Sponsor => ("See what would help", below("/sponsor")),
    };
    NudgeLink { path, words }
}

/// The page that its community's name leads to: a sponsor, who need not be a member, may not open the community itself.
pub fn community_path(kind: NudgeKind, slug: &str) -> String {
    match kind.audience() {
        Audience::Sponsor => format!("/communities/{slug}/sponsor"),
        _ => format!("/communities/{slug}"),
    }
}

/// The other way out, where a kind names one.
pub fn other_link(kind: NudgeKind, signs: &CommunitySigns, reader: NudgeRole) -> Option<NudgeLink> {
    let slug = &signs.slug;
    let below = |end: &str| format!("/communities/{slug}{end}");
    let (words, path) = match (kind, reader) {
        (NudgeKind::StartSmall, NudgeRole::Organiser) => ("Archive it", below("/edit#archive")),
        (NudgeKind::Silence, NudgeRole::Organiser) => ("Pause it", below("/edit#pause")),
        (NudgeKind::ShareWork | NudgeKind::LeadershipTeam, NudgeRole::Organiser) => {
            ("Ask leaders for support", below("/support"))
        }
        (NudgeKind::Topics, NudgeRole::Organiser) => {
            ("Plan a lean coffee", below("/events/new?kind=lean_coffee&minutes=45"))
        }
        (NudgeKind::LookBack | NudgeKind::Yearly, NudgeRole::Organiser) => {
            ("Plan a session for it", below("/events/new?kind=retro&minutes=30"))
        }
        (NudgeKind::OneTeam, NudgeRole::Organiser) => ("Run coffee rounds", below("/coffee")),
        _ => return None,
    };
    Some(NudgeLink { path, words })
}

/// Communities about the same things, where it says what it is about.
fn similar(signs: &CommunitySigns) -> String {
    signs
        .tags
        .first()
        .map_or_else(|| "/communities".to_owned(), |tag| format!("/communities?tag={}", encoded(tag)))
}

fn story(slug: &str, event: Option<EventId>) -> String {
    let community = format!("/stories/new?community={slug}");
    event.map_or(community.clone(), |event| format!("{community}&event={event}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::nudges::rules::tests::young;

    #[test]
    fn every_kind_leads_to_a_page_of_its_community() {
        for kind in NudgeKind::ALL {
            for reader in [NudgeRole::Organiser, NudgeRole::Member] {
                let NudgeLink { path, words } = link(kind, &young(), None, reader);
                let elsewhere =
                    path == "/communities" || path.starts_with("/stories/new?community=testing-circle");
                assert!(elsewhere || path.starts_with("/communities/testing-circle"), "{path}");
                assert!(!words.is_empty());
            }
        }
    }

    #[test]
    fn a_member_is_led_to_no_page_of_organisers() {
        let path = |reader| link(NudgeKind::Silence, &young(), None, reader).path;
        assert_eq!(path(NudgeRole::Member), "/communities/testing-circle/topics");
        assert_ne!(path(NudgeRole::Organiser), path(NudgeRole::Member));
        for kind in NudgeKind::ALL {
            assert_eq!(other_link(kind, &young(), NudgeRole::Member), None);
        }
    }

    #[test]
    fn where_few_carry_much_leaders_can_be_asked_for_support() {
        for kind in [NudgeKind::ShareWork, NudgeKind::LeadershipTeam] {
            let other = other_link(kind, &young(), NudgeRole::Organiser).unwrap();
            assert_eq!(other.path, "/communities/testing-circle/support");
        }
    }

    #[test]
    fn a_host_is_asked_for_the_next_session_and_a_story_is_told_of_the_last() {
        let event = EventId::from_u128(7);
        let planned = CommunitySigns { next_session: Some(event), ..young() };
        let path = |kind, signs: &CommunitySigns| link(kind, signs, Some(event), NudgeRole::Organiser).path;
        assert_eq!(path(NudgeKind::AnotherHost, &planned), format!("/events/{event}/edit#hosts"));
        assert_eq!(path(NudgeKind::AnotherHost, &young()), "/communities/testing-circle/events/new#hosts");
        assert_eq!(
            path(NudgeKind::TellStory, &young()),
            format!("/stories/new?community=testing-circle&event={event}")
        );
        let tagged = CommunitySigns { tags: vec!["on call".to_owned()], ..young() };
        assert_eq!(path(NudgeKind::StartSmall, &tagged), "/communities?tag=on%20call");
    }
}
