//! A member by the name that someone typed: a list to choose from gets long, a name does not.

use crate::platform::ids::PersonId;

/// A member as forms offer them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedMember {
    pub person_id: PersonId,
    pub name: String,
    pub team: Option<String>,
    /// Another member has this name too.
    pub is_shared: bool,
}

impl NamedMember {
    /// "Ana Silva", or "Ana Silva (Billing)" where there are two.
    pub fn label(&self) -> String {
        match &self.team {
            Some(team) if self.is_shared => format!("{} ({team})", self.name),
            _ => self.name.clone(),
        }
    }
}

/// The member of that name, with or without the team behind it; nobody where nothing was typed.
///
/// # Errors
/// What is wrong with it, for the person who typed it.
pub fn by_name(typed: &str, members: &[NamedMember]) -> Result<Option<PersonId>, String> {
    let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if typed.is_empty() {
        return Ok(None);
    }
    let found =
        |is_it: &dyn Fn(&NamedMember) -> bool| members.iter().filter(|one| is_it(one)).collect::<Vec<_>>();
    let exact = found(&|one| one.name.to_lowercase() == typed || one.label().to_lowercase() == typed);
    let close =
        if exact.is_empty() { found(&|one| one.name.to_lowercase().starts_with(&typed)) } else { exact };
    match close[..] {
        [one] => Ok(Some(one.person_id)),
        [] => Err("No member has this name. Type it as it is shown on the members page.".to_owned()),
        [one, other, ..] => Err(format!(
            "Several members have this name. Type the whole of it, for example {} or {}.",
            one.label(),
            other.label()
        )),
    }
}

/// How the form names a person who was chosen before.
pub fn label_of(person: Option<PersonId>, members: &[NamedMember]) -> String {
    members.iter().find(|one| Some(one.person_id) == person).map(NamedMember::label).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{NamedMember, by_name, label_of};
    use crate::platform::ids::PersonId;

    fn members() -> Vec<NamedMember> {
        let member = |id, name: &str, team: &str, is_shared| NamedMember {
            person_id: PersonId::from_u128(id),
            name: name.to_owned(),
            team: Some(team.to_owned()),
            is_shared,
        };
        vec![
            member(1, "Ana Silva", "Billing", true),
            member(2, "Ana Silva", "Field", true),
            member(3, "Ben Okafor", "Billing", false),
        ]
    }

    #[test]
    fn a_name_is_read_however_it_is_spaced_and_an_empty_one_is_nobody() {
        let members = members();
        assert_eq!(by_name("  ben   OKAFOR ", &members), Ok(Some(PersonId::from_u128(3))));
        assert_eq!(by_name("ben", &members), Ok(Some(PersonId::from_u128(3))), "its beginning will do");
        assert_eq!(by_name("  ", &members), Ok(None));
        assert!(by_name("Eve", &members).is_err());
    }

    #[test]
    fn of_two_with_one_name_the_team_says_which() {
        let members = members();
        assert!(by_name("Ana Silva", &members).is_err_and(|words| words.contains("Ana Silva (Billing)")));
        assert_eq!(by_name("ana silva (field)", &members), Ok(Some(PersonId::from_u128(2))));
        assert_eq!(label_of(Some(PersonId::from_u128(2)), &members), "Ana Silva (Field)");
        assert_eq!(label_of(None, &members), "");
    }
}
