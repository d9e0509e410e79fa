//! The form of a story: as typed, and read into what it says.

use serde::Deserialize;

use super::numbers::{self, plain};
use super::queries::{Story, StoryCommunity, StorySession};
use super::rules::Parts;
use super::{AuthorDisplay, Benefit, NewStory, StoryOrigin, StoryVisibility};
use crate::platform::ids::EventId;
use crate::platform::once::FormToken;
use crate::platform::web::Problems;

/// Longest answer to one question, in characters.
const LONGEST_PART: usize = 3_000;

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct StoryForm {
    pub once: FormToken,
    /// Slug of the community it is told in.
    pub community: String,
    /// What it came from: a session's id, or session, coffee or person.
    pub from: String,
    pub title: String,
    pub happened: String,
    pub took_away: String,
    pub did: String,
    pub changed_me: String,
    pub changed_team: String,
    pub success_now: String,
    pub cycle: String,
    pub barrier: String,
    pub benefits: Vec<String>,
    pub hours_low: String,
    pub hours_likely: String,
    pub hours_high: String,
    pub uses_per_year: String,
    pub people: String,
    pub attribution: String,
    pub confidence: String,
    pub visibility: String,
    pub display: String,
    pub then: StoryButton,
}

/// The button that was clicked.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoryButton {
    #[default]
    Publish,
    Draft,
}

impl StoryForm {
    /// An empty form in a community, about a session where one was named.
    pub fn blank(community: &StoryCommunity, event: Option<EventId>) -> Self {
        Self {
            community: community.slug.clone(),
            from: event.map_or_else(|| StoryOrigin::Session.to_string(), |event| event.to_string()),
            visibility: StoryVisibility::Organisation.within(community.private).to_string(),
            display: AuthorDisplay::Name.to_string(),
            ..Self::default()
        }
    }

    pub fn of(story: &Story) -> Self {
        let parts = story.parts();
        let numbers = story.numbers();
        let number = |number: fn(&numbers::Numbers) -> i32| {
            numbers.as_ref().map(|numbers| number(numbers).to_string()).unwrap_or_default()
        };
        let hours = |index: usize| numbers.map(|numbers| plain(numbers.hours[index])).unwrap_or_default();
        let suggested = parts.cycle() == story.cycle;
        Self {
            community: story.community_slug.clone().unwrap_or_default(),
            from: story.event_id.map_or_else(|| story.activity.to_string(), |event| event.to_string()),
            title: story.title.clone(),
            cycle: if suggested { String::new() } else { story.cycle.to_string() },
            barrier: story.barrier.map(|barrier| barrier.to_string()).unwrap_or_default(),
            benefits: story.benefits.iter().map(Benefit::to_string).collect(),
            hours_low: hours(0),
            hours_likely: hours(1),
            hours_high: hours(2),
            uses_per_year: number(|numbers| numbers.uses_per_year),
            people: number(|numbers| numbers.people),
            attribution: number(|numbers| numbers.attribution),
            confidence: number(|numbers| numbers.confidence),
            visibility: story.visibility.within(story.private).to_string(),
            display: story.display.to_string(),
            then: StoryButton::Publish,
            happened: parts.happened,
            took_away: parts.took_away,
            did: parts.did,
            changed_me: parts.changed_me,
            changed_team: parts.changed_team,
            success_now: parts.success_now,
            ..Self::default()
        }
    }

    pub fn speaks_to(&self, benefit: Benefit) -> bool {
        self.benefits.iter().any(|named| named == benefit.as_str())
    }

    pub fn has_numbers(&self) -> bool {
        [
            &self.hours_low,
            &self.hours_likely,
            &self.hours_high,
            &self.uses_per_year,
            &self.people,
            &self.attribution,
            &self.confidence,
        ]
        .into_iter()
        .any(|typed| !typed.trim().is_empty())
    }

    /// What the story says. A draft may be without what a published one needs, beyond its title.
    pub fn read(
        &self,
        community: &StoryCommunity,
        sessions: &[StorySession],
        draft: bool,
        problems: &mut Problems,
    ) -> NewStory {
        let (event, activity) = self.origin(community, sessions, problems);
        let parts = self.parts(problems);
        if parts.happened.is_empty() && !draft {
            problems.add("happened", "Say what happened. Two sentences are plenty.");
        }
        let cycle = self.cycle.parse().unwrap_or_else(|_| parts.cycle());
        NewStory {
            community: community.id,
            event,
            title: problems.line(
                "title",
                &self.title,
                2..=120,
                "Enter a title, for example “The release I stopped”.",
            ),
            activity,
            cycle,
            parts,
            barrier: self.barrier.parse().ok(),
            benefits: self.benefits(draft, problems),
            numbers: self.numbers(problems),
            visibility: self.visibility(community, problems),
            display: self.display.parse().unwrap_or_else(|_| {
                problems.add("display", "Choose whether to show your name.");
                AuthorDisplay::Anonymous
            }),
        }
    }

    /// Someone outside the community tells of a session they took part in, and of nothing else.
    fn origin(
        &self,
        community: &StoryCommunity,
        sessions: &[StorySession],
        problems: &mut Problems,
    ) -> (Option<EventId>, StoryOrigin) {
        let named = sessions.iter().find(|session| session.id.to_string() == self.from);
        if let Some(session) = named {
            return (Some(session.id), StoryOrigin::Session);
        }
        let origin = self.from.parse().ok().filter(|_| community.in_community);
        let origin = origin.unwrap_or_else(|| {
            problems.add("from", "Choose what the story came from.");
            StoryOrigin::Session
        });
        (None, origin)
    }

    fn parts(&self, problems: &mut Problems) -> Parts {
        let mut part = |field, text| problems.text(field, text, LONGEST_PART);
        Parts {
            happened: part("happened", &self.happened),
            took_away: part("took_away", &self.took_away),
            did: part("did", &self.did),
            changed_me: part("changed_me", &self.changed_me),
            changed_team: part("changed_team", &self.changed_team),
            success_now: part("success_now", &self.success_now),
        }
    }

    fn benefits(&self, draft: bool, problems: &mut Problems) -> Vec<Benefit> {
        let named: Vec<_> = Benefit::ALL.into_iter().filter(|benefit| self.speaks_to(*benefit)).collect();
        if named.len() > 2 {
            problems.add("benefits", "Select only one or two.");
        } else if named.is_empty() && !draft {
            problems.add("benefits", "Select what it helped with (one or two).");
        }
        named
    }

    fn numbers(&self, problems: &mut Problems) -> Option<numbers::Numbers> {
        let typed = numbers::NumbersForm {
            hours: [&self.hours_low, &self.hours_likely, &self.hours_high],
            uses_per_year: &self.uses_per_year,
            people: &self.people,
            attribution: &self.attribution,
            confidence: &self.confidence,
        };
        typed.read(problems)
    }

    fn visibility(&self, community: &StoryCommunity, problems: &mut Problems) -> StoryVisibility {
        match self.visibility.parse() {
            Ok(wide) if community.private && wide != StoryVisibility::Community => {
                problems.add(
                    "visibility",
                    "This community is private, so only its members can read its stories.",
                );
                StoryVisibility::Community
            }
            Ok(chosen) => chosen,
            Err(_) => {
                problems.add("visibility", "Choose who can read it.");
                StoryVisibility::Community
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StoryForm;
    use crate::learning::stories::queries::StoryCommunity;
    use crate::learning::stories::{AuthorDisplay, Cycle, StoryVisibility};
    use crate::platform::ids::CommunityId;
    use crate::platform::web::Problems;

    fn community(private: bool, in_community: bool) -> StoryCommunity {
        StoryCommunity {
            id: CommunityId::nil(),
            slug: "testing".to_owned(),
            name: "Testing".to_owned(),
            private,
            in_community,
        }
    }

    fn typed() -> StoryForm {
        StoryForm {
            title: "The release I stopped".to_owned(),
            happened: "We met.".to_owned(),
            benefits: vec!["grow_capability".to_owned()],
            ..StoryForm::blank(&community(false, true), None)
        }
    }

    #[test]
    fn a_story_may_stop_after_the_first_question() {
        let mut problems = Problems::default();
        let story = typed().read(&community(false, true), &[], false, &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(
            (story.cycle, story.visibility, story.display),
            (Cycle::Immediate, StoryVisibility::Organisation, AuthorDisplay::Name)
        );
    }

    #[test]
    fn the_suggested_cycle_can_be_left() {
        let form = StoryForm { cycle: "applied".to_owned(), ..typed() };
        let story = form.read(&community(false, true), &[], false, &mut Problems::default());
        assert_eq!(story.cycle, Cycle::Applied);
    }

    #[test]
    fn a_draft_needs_no_more_than_a_title() {
        let form = StoryForm { happened: String::new(), benefits: Vec::new(), ..typed() };
        let mut problems = Problems::default();
        form.read(&community(false, true), &[], true, &mut problems);
        assert!(problems.is_empty());
        form.read(&community(false, true), &[], false, &mut problems);
        assert!(!problems.of("happened").is_empty() && !problems.of("benefits").is_empty());
    }

    #[test]
    fn stories_of_a_private_community_stay_inside() {
        let mut problems = Problems::default();
        let story = typed().read(&community(true, true), &[], false, &mut problems);
        assert_eq!(story.visibility, StoryVisibility::Community);
        assert!(!problems.of("visibility").is_empty());
        assert_eq!(StoryForm::blank(&community(true, true), None).visibility, "community");
    }

    #[test]
    fn somebody_outside_tells_of_a_session_they_took_part_in() {
        for from in ["session", "coffee", "person", "00000000-0000-0000-0000-000000000001"] {
            let mut problems = Problems::default();
            StoryForm { from: from.to_owned(), ..typed() }.read(
                &community(false, false),
                &[],
                false,
                &mut problems,
            );
            assert!(!problems.of("from").is_empty(), "{from}");
        }
    }

    #[test]
    fn at_most_two_benefits_are_named() {
        let benefits = ["support_people", "bridge_knowledge", "scale_approaches"].map(str::to_owned).to_vec();
        let mut problems = Problems::default();
        StoryForm { benefits, ..typed() }.read(&community(false, true), &[], false, &mut problems);
        assert!(!problems.of("benefits").is_empty());
    }
}
