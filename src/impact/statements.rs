//! The four statements of the business case, after the talk: people stay, approaches are reused, people learn
//! faster, practice gets better. Each with what was counted, a sentence someone lets leaders read, and what had
//! to be assumed. A sentence is never shown beside a figure of another benefit.

use serde::{Deserialize, Serialize};

use super::figures::Figure;
use super::queries::ReportQuote;
use super::trend::{self, TrendBar};
use crate::learning::stories::Benefit;
use crate::learning::stories::testimonials::rules::byline_outside;
use crate::platform::ids::{StoryId, TestimonialId};
use crate::platform::web::emblem;

/// A sentence with its author, as the author chose to be shown.
#[derive(Clone)]
pub struct QuotedSentence {
    pub id: TestimonialId,
    /// Of the story it is from.
    pub title: String,
    pub sentence: String,
    pub by: String,
    pub story_id: StoryId,
    /// Initials and hue, only for those shown by name.
    pub disc: Option<(String, u8)>,
    /// Whether its author lets it be printed and exported.
    pub in_reports: bool,
}

impl QuotedSentence {
    /// A team is named in place of the author only where five people are in it.
    pub fn of(quote: &ReportQuote) -> Self {
        let department = quote.department.as_deref().unwrap_or_default();
        Self {
            id: quote.id,
            title: quote.title.clone(),
            sentence: quote.sentence.clone(),
            by: byline_outside(
                quote.name.as_deref(),
                quote.team.as_deref(),
                quote.told_as,
                quote.team_people,
            ),
            story_id: quote.story_id,
            in_reports: quote.in_reports,
            disc: quote.name.as_deref().map(|name| (emblem::initials(name), emblem::hue(department))),
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Statement {
    pub number: usize,
    pub claim: String,
    pub evidence: Vec<Figure>,
    pub assumptions: Vec<String>,
    /// How its first figure, or for practice the contacts across teams, went by quarter.
    #[serde(default)]
    pub trend: Vec<TrendBar>,
    /// Read anew each time it is shown, and never kept with the figures: it may be withdrawn.
    #[serde(skip)]
    pub said: Option<QuotedSentence>,
}

impl Statement {
    /// The trend for those who do not see it drawn.
    pub fn trend_words(&self) -> String {
        trend::spoken(&self.trend)
    }
}

/// What was counted for each of the four.
pub struct StatementEvidence {
    pub stay: Vec<Figure>,
    pub reuse: Vec<Figure>,
    pub learn: Vec<Figure>,
    pub practice: Vec<Figure>,
    /// Counted sessions, and those of them whose list was complete.
    pub sessions: usize,
    pub complete_lists: usize,
}

/// The benefit that each of the four speaks of.
const BENEFITS: [&[Benefit]; 4] = [
    &[Benefit::SupportPeople],
    &[Benefit::ScaleApproaches],
    &[Benefit::GrowCapability],
    &[Benefit::EnableCollaboration, Benefit::BridgeKnowledge],
];

/// The four, without what anybody says to them.
pub fn four(counted: StatementEvidence) -> Vec<Statement> {
    let lists = format!(
        "Attendance was marked complete for {} of {} sessions; the share that returned leaves the others out.",
        counted.complete_lists, counted.sessions
    );
    let parts = [
        (
            "People stay where they find each other",
            counted.stay,
            vec![
                "We take coming again as a sign that it is worth the time. Whether people stay in the organisation because of it is not known: no figures on leaving are kept here.".to_owned(),
                lists,
            ],
        ),
        (
            "Approaches are reused instead of invented twice",
            counted.reuse,
            vec!["A reuse counts only when the person who reused something says so themselves; we assume no time saved by it.".to_owned()],
        ),
        (
            "People learn faster from each other",
            counted.learn,
            vec!["A session’s planned length is taken as its learning time. What was learned shows in stories, not in hours.".to_owned()],
        ),
        (
            "Practice gets better across teams",
            counted.practice,
            vec![
                "Being in the same room is an opportunity to meet, not proof of talking.".to_owned(),
                "What a story says has changed is its author’s own account.".to_owned(),
            ],
        ),
    ];
    let statement = |(number, (claim, evidence, assumptions)): (usize, (&str, Vec<Figure>, Vec<String>))| {
        Statement { number, claim: claim.to_owned(), evidence, assumptions, trend: Vec::new(), said: None }
    };
    (1..).zip(parts).map(statement).collect()
}

/// For each of the four the newest fitting sentence that is with no other, by its place in the list.
pub fn fitting(quotes: &[ReportQuote]) -> [Option<usize>; 4] {
    let mut used = Vec::new();
    BENEFITS.map(|benefits| {
        let fits = |quote: &ReportQuote| {
            !used.contains(&quote.story_id) && quote.benefits.iter().any(|benefit| benefits.contains(benefit))
        };
        let at = quotes.iter().position(fits)?;
        used.push(quotes[at].story_id);
        Some(at)
    })
}

/// Lets people speak beside the figures.
pub fn say(statements: &mut [Statement], quotes: &[ReportQuote]) {
    for (statement, at) in statements.iter_mut().zip(fitting(quotes)) {
        statement.said = at.map(|at| QuotedSentence::of(&quotes[at]));
    }
}

#[cfg(test)]
mod tests {
    use super::{Statement, StatementEvidence, four, say};
    use crate::impact::queries::ReportQuote;
    use crate::learning::stories::{AuthorRole, Benefit};
    use crate::platform::ids::{StoryId, TestimonialId};

    fn quote(story: u128, benefits: &[Benefit]) -> ReportQuote {
        ReportQuote {
            id: TestimonialId::nil(),
            story_id: StoryId::from_u128(story),
            in_reports: false,
            title: format!("Story {story}"),
            sentence: format!("Sentence {story}"),
            benefits: benefits.to_vec(),
            name: Some("Ana Ferreira".into()),
            department: None,
            team: Some("Platform".into()),
            told_as: None,
            team_people: 9,
        }
    }

    fn statements(quotes: &[ReportQuote]) -> Vec<Statement> {
        let (stay, reuse, learn, practice) = (vec![], vec![], vec![], vec![]);
        let counted = StatementEvidence { stay, reuse, learn, practice, sessions: 9, complete_lists: 7 };
        let mut statements = four(counted);
        say(&mut statements, quotes);
        statements
    }

    fn said(statements: &[Statement]) -> Vec<Option<&str>> {
        statements
            .iter()
            .map(|statement| statement.said.as_ref().map(|said| said.sentence.as_str()))
            .collect()
    }

    #[test]
    fn a_sentence_stands_beside_its_own_benefit_once() {
        let quotes = [
            quote(1, &[Benefit::GrowCapability, Benefit::SupportPeople]),
            quote(2, &[Benefit::GrowCapability]),
        ];
        assert_eq!(said(&statements(&quotes)), [Some("Sentence 1"), None, Some("Sentence 2"), None]);
        assert_eq!(said(&statements(&[])), [None; 4]);
    }

    #[test]
    fn a_team_of_fewer_than_five_does_not_stand_for_a_name() {
        let by = |quote: ReportQuote| statements(&[quote])[0].said.as_ref().map(|said| said.by.clone());
        let named = quote(1, &[Benefit::SupportPeople]);
        let by_role = ReportQuote { name: None, told_as: Some(AuthorRole::Member), ..named.clone() };
        assert_eq!(
            by(ReportQuote { team_people: 4, ..named }).as_deref(),
            Some("Ana Ferreira, Platform"),
            "their own choice"
        );
        assert_eq!(by(by_role.clone()).as_deref(), Some("Member, Platform"));
        assert_eq!(by(ReportQuote { team_people: 4, ..by_role }).as_deref(), Some("Member"));
    }
}
