use serde::Deserialize;

use super::SplitPlan;
use crate::communities::members::naming::{self, NamedMember};
use crate::guide::transformation::form::DecisionButton;
use crate::guide::transformation::moving::ComingThing;
use crate::platform::ids::PersonId;
use crate::platform::web::Problems;

/// So many members have a box to tick; in a larger community the others are typed.
pub const TICKED: usize = 60;

/// The form of a split, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SplitForm {
    /// The number this decision would take in the community.
    pub number: i32,
    pub name: String,
    pub members: Vec<String>,
    /// Names, one a line.
    pub more: String,
    pub things: Vec<String>,
    pub then: DecisionButton,
}

impl SplitForm {
    pub fn read(
        &self,
        by: PersonId,
        members: &[NamedMember],
        coming: &[ComingThing],
        problems: &mut Problems,
    ) -> Option<SplitPlan> {
        let name = problems.line("name", &self.name, 2..=80, "Enter a name of at least 2 characters.");
        let ticked = members.iter().map(|member| member.person_id);
        let mut people: Vec<PersonId> =
            ticked.filter(|person| self.members.contains(&person.to_string())).collect();
        for line in self.more.lines() {
            match naming::by_name(line, members) {
                Ok(Some(person)) => people.push(person),
                Ok(None) => {}
                Err(words) => problems.add("more", format!("{}: {words}", line.trim())),
            }
        }
        people.retain(|person| *person != by);
        people.sort_unstable();
        people.dedup();
        let things: Vec<ComingThing> =
            coming.iter().filter(|thing| self.things.contains(&key(thing))).cloned().collect();
        if people.is_empty() && things.is_empty() {
            problems.add("members", "Choose at least one member, series or session that goes.");
        }
        problems.is_empty().then_some(SplitPlan { name, people, things })
    }
}

/// What stands for a session or a series in the form.
pub fn key(thing: &ComingThing) -> String {
    match (thing.series_id, thing.event_id) {
        (Some(id), _) => format!("series-{id}"),
        (None, Some(id)) => format!("session-{id}"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::EventId;

    fn member(id: u128, name: &str) -> NamedMember {
        NamedMember {
            person_id: PersonId::from_u128(id),
            name: name.to_owned(),
            team: None,
            is_shared: false,
        }
    }

    fn session(id: u128) -> ComingThing {
        ComingThing {
            event_id: Some(EventId::from_u128(id)),
            series_id: None,
            title: "Flaky tests".to_owned(),
            starts_at: None,
            zone: "Europe/London".to_owned(),
            dates: 1,
            is_draft: false,
        }
    }

    #[test]
    fn who_goes_is_ticked_or_typed_and_never_twice() {
        let members = [member(1, "Ana"), member(2, "Ben"), member(3, "Chloe")];
        let form = SplitForm {
            name: "Mobile testing".to_owned(),
            members: vec![PersonId::from_u128(2).to_string(), PersonId::from_u128(9).to_string()],
            more: "ben\r\n\r\nChloe\r\nAna".to_owned(),
            things: vec![key(&session(7)), "session-nonsense".to_owned()],
            ..SplitForm::default()
        };
        let mut problems = Problems::default();
        let plan = form.read(PersonId::from_u128(1), &members, &[session(7), session(8)], &mut problems);
        let plan = plan.expect("a plan");
        assert_eq!(plan.people, [PersonId::from_u128(2), PersonId::from_u128(3)], "whoever splits it is in");
        assert_eq!(plan.things.len(), 1);
    }

    #[test]
    fn a_name_that_no_member_has_is_said_beside_the_field_and_nothing_goes_nowhere() {
        let form =
            SplitForm { name: "Mobile testing".to_owned(), more: "Eve".to_owned(), ..SplitForm::default() };
        let mut problems = Problems::default();
        assert!(form.read(PersonId::from_u128(1), &[member(1, "Ana")], &[], &mut problems).is_none());
        assert!(problems.of("more").starts_with("Eve: No member"), "{}", problems.of("more"));
        assert!(!problems.of("members").is_empty());
    }
}
