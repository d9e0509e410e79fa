//! The roles that most communities need sooner or later.

/// A role that can be added with one click.
pub struct SuggestedRole {
    pub name: &'static str,
    pub duties: &'static str,
}

/// In the order in which a community usually needs them.
pub const SUGGESTED: [SuggestedRole; 7] = [
    SuggestedRole { name: "Hosts’ desk", duties: "Finds hosts for upcoming sessions, and briefs them." },
    SuggestedRole {
        name: "Topics",
        duties: "Collects topic ideas, and turns the most wanted into sessions.",
    },
    SuggestedRole { name: "Welcome", duties: "Greets newcomers, and introduces each of them to two others." },
    SuggestedRole { name: "Announcements", duties: "Writes to all members, and keeps it short and rare." },
    SuggestedRole {
        name: "Stories",
        duties: "Asks what people have used or tried, and helps them share it.",
    },
    SuggestedRole {
        name: "Calendar and rooms",
        duties: "Plans dates, books rooms, and keeps the calendar right.",
    },
    SuggestedRole {
        name: "Link to the sponsor",
        duties: "Keeps the sponsor up to date, and tells them what would help.",
    },
];

/// Those that a community does not have yet, by name.
pub fn missing<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'static SuggestedRole> {
    let have: Vec<String> = names.map(str::to_lowercase).collect();
    SUGGESTED.iter().filter(|role| !have.contains(&role.name.to_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::{SUGGESTED, missing};

    #[test]
    fn what_is_there_is_not_suggested_again() {
        let left = missing(["topics", "Our own"].into_iter());
        assert_eq!(left.len(), SUGGESTED.len() - 1);
        assert!(left.iter().all(|role| role.name != "Topics"));
    }
}
