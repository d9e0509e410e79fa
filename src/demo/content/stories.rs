//! What people told: forty stories of every length, in a form that says only what each of them says.

mod of_data;
mod of_testing;
mod of_the_others;

use crate::learning::stories::{AuthorDisplay, Barrier, Benefit, StoryOrigin, StoryVisibility};

/// A story, how it may be read, and what became of it. Most stop somewhere; an empty part was not told.
#[derive(Clone, Copy)]
pub struct DemoStory {
    pub author: &'static str,
    pub community: &'static str,
    /// The session it followed, by title, and how many days later it was told.
    pub after: (&'static str, i64),
    pub title: &'static str,
    pub activity: StoryOrigin,
    pub happened: &'static str,
    pub took_away: &'static str,
    pub did: &'static str,
    pub changed_me: &'static str,
    pub changed_team: &'static str,
    pub success_now: &'static str,
    pub barrier: Option<Barrier>,
    pub benefits: &'static [Benefit],
    pub visibility: StoryVisibility,
    pub display: AuthorDisplay,
    pub numbers: Option<Counted>,
    pub quote: Option<Lifted>,
    pub thanks: usize,
    pub reuses: usize,
}

/// The author's own estimate, and who of another team found it about right.
#[derive(Clone, Copy)]
pub struct Counted {
    pub hours: [f64; 3],
    pub uses_per_year: i32,
    pub people: i32,
    pub attribution: i32,
    pub confidence: i32,
    pub verified_by: Option<&'static str>,
}

/// A sentence of the story and where it may be shown: (c)ommunity page, (i)mpact page, (r)eports, (p)ublic.
#[derive(Clone, Copy)]
pub struct Lifted {
    pub sentence: &'static str,
    pub uses: &'static str,
    pub withdrawn: bool,
}

/// Every story, community by community.
pub fn all() -> impl Iterator<Item = &'static DemoStory> {
    of_testing::STORIES.iter().chain(&of_data::STORIES).chain(&of_the_others::STORIES)
}

/// A story that came from a session, told by name to the whole organisation.
const fn session_story(
    author: &'static str,
    community: &'static str,
    after: (&'static str, i64),
    title: &'static str,
    happened: &'static str,
) -> DemoStory {
    DemoStory {
        author,
        community,
        after,
        title,
        activity: StoryOrigin::Session,
        happened,
        took_away: "",
        did: "",
        changed_me: "",
        changed_team: "",
        success_now: "",
        barrier: None,
        benefits: &[Benefit::SupportPeople],
        visibility: StoryVisibility::Organisation,
        display: AuthorDisplay::Name,
        numbers: None,
        quote: None,
        thanks: 0,
        reuses: 0,
    }
}

impl DemoStory {
    const fn took(self, took_away: &'static str) -> Self {
        Self { took_away, ..self }
    }

    const fn did(self, did: &'static str) -> Self {
        Self { did, ..self }
    }

    const fn changed_me(self, changed_me: &'static str) -> Self {
        Self { changed_me, ..self }
    }

    const fn changed_team(self, changed_team: &'static str) -> Self {
        Self { changed_team, ..self }
    }

    const fn now(self, success_now: &'static str) -> Self {
        Self { success_now, ..self }
    }

    /// Which barrier it speaks to, and which benefits.
    const fn about(self, barrier: Barrier, benefits: &'static [Benefit]) -> Self {
        Self { barrier: Some(barrier), benefits, ..self }
    }

    const fn benefits(self, benefits: &'static [Benefit]) -> Self {
        Self { benefits, ..self }
    }

    /// From a coffee, or from one person.
    const fn heard_in_a(self, activity: StoryOrigin) -> Self {
        Self { activity, ..self }
    }

    /// Who may read it, and how its author is named.
    const fn shown(self, visibility: StoryVisibility, display: AuthorDisplay) -> Self {
        Self { visibility, display, ..self }
    }

    const fn quote(self, sentence: &'static str, uses: &'static str) -> Self {
        Self { quote: Some(Lifted { sentence, uses, withdrawn: false }), ..self }
    }

    /// A sentence whose author has taken it back since.
    const fn withdrawn_quote(self, sentence: &'static str, uses: &'static str) -> Self {
        Self { quote: Some(Lifted { sentence, uses, withdrawn: true }), ..self }
    }

    const fn counted(self, numbers: Counted) -> Self {
        Self { numbers: Some(numbers), ..self }
    }

    const fn thanked(self, thanks: usize, reuses: usize) -> Self {
        Self { thanks, reuses, ..self }
    }
}
