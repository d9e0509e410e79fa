//! What a story may hold and how it is told: its parts, who may tell one, who is named as its author, and the
//! sentence that carries it.

use super::states::{AuthorRole, Cycle};

/// The parts of a story, in the order they are asked for. All but the first may stay empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    pub happened: String,
    pub took_away: String,
    pub did: String,
    pub changed_me: String,
    pub changed_team: String,
    pub success_now: String,
}

impl Parts {
    /// Every part that was filled, with the question it answers.
    pub fn answered(&self) -> Vec<(&'static str, &str)> {
        [
            ("What happened", &self.happened),
            ("What I took away", &self.took_away),
            ("What I did", &self.did),
            ("What changed for me", &self.changed_me),
            ("What changed for my team", &self.changed_team),
            ("How this changed what I aim for", &self.success_now),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(question, text)| (question, text.as_str()))
        .collect()
    }

    /// How far the story went, from the last part that says something.
    pub fn cycle(&self) -> Cycle {
        if !self.success_now.is_empty() {
            Cycle::Reframing
        } else if !self.changed_me.is_empty() || !self.changed_team.is_empty() {
            Cycle::Realised
        } else if !self.did.is_empty() {
            Cycle::Applied
        } else if !self.took_away.is_empty() {
            Cycle::Potential
        } else {
            Cycle::Immediate
        }
    }
}

/// May this person tell a story here? People of the community may, and anyone who took part in the session it is about.
pub fn may_tell(in_community: bool, took_part: bool) -> bool {
    in_community || took_part
}

/// Who told it, as far as they want it known. The arguments are empty where that is not to be said.
pub fn byline(name: Option<&str>, team: Option<&str>, told_as: Option<AuthorRole>) -> String {
    let who = match (name, told_as) {
        (Some(name), _) => name,
        (None, Some(AuthorRole::Organiser)) => "Organiser",
        (None, Some(AuthorRole::Member)) => "Member",
        (None, Some(AuthorRole::Guest)) => "Guest",
        (None, None) => return "Someone in the community".to_owned(),
    };
    team.map_or_else(|| who.to_owned(), |team| format!("{who}, {team}"))
}

/// The sentences of a text, each with its own end, without line breaks.
pub fn sentences(text: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    for line in text.lines() {
        let mut sentence = String::new();
        let mut words = line.split_whitespace().peekable();
        while let Some(word) = words.next() {
            if !sentence.is_empty() {
                sentence.push(' ');
            }
            sentence.push_str(word);
            let next = words.peek().and_then(|next| next.chars().find(|c| c.is_alphanumeric()));
            // "e.g. this" goes on; "It worked. This too" does not.
            if ends_sentence(word) && next.is_some_and(|c| !c.is_lowercase()) {
                sentences.push(std::mem::take(&mut sentence));
            }
        }
        if !sentence.is_empty() {
            sentences.push(sentence);
        }
    }
    sentences
}

fn ends_sentence(word: &str) -> bool {
    word.trim_end_matches(['”', '’', '"', '\'', ')']).ends_with(['.', '!', '?', '…'])
}

/// How many characters of the sentence that carries a story a list shows.
const GIST: usize = 180;

/// The sentence that carries a story in a list: the first one of the part it got furthest with.
pub fn gist(furthest: &str) -> String {
    let sentence = sentences(furthest).into_iter().next().unwrap_or_default();
    if sentence.chars().count() <= GIST {
        return sentence;
    }
    let start: String = sentence.chars().take(GIST).collect();
    let whole_words = start.rsplit_once(' ').map_or(start.as_str(), |(words, _)| words);
    format!("{}…", whole_words.trim_end_matches([',', ';', ':', '.']))
}

#[cfg(test)]
mod tests {
    use super::{AuthorRole, Cycle, Parts, byline, gist, may_tell, sentences};

    fn parts(happened: &str) -> Parts {
        Parts { happened: happened.to_owned(), ..Parts::default() }
    }

    #[test]
    fn a_story_came_as_far_as_its_last_part() {
        let some = || "Something.".to_owned();
        assert_eq!(parts("We met.").cycle(), Cycle::Immediate);
        assert_eq!(Parts { took_away: some(), ..parts("x") }.cycle(), Cycle::Potential);
        assert_eq!(Parts { took_away: some(), did: some(), ..parts("x") }.cycle(), Cycle::Applied);
        assert_eq!(Parts { changed_me: some(), ..parts("x") }.cycle(), Cycle::Realised);
        assert_eq!(Parts { changed_team: some(), ..parts("x") }.cycle(), Cycle::Realised);
        assert_eq!(Parts { success_now: some(), ..parts("x") }.cycle(), Cycle::Reframing);
    }

    #[test]
    fn cycles_keep_their_order_and_their_keys() {
        assert!(Cycle::Immediate < Cycle::Potential && Cycle::Realised < Cycle::Reframing);
        for cycle in Cycle::ALL {
            assert_eq!(cycle.as_str().parse::<Cycle>().unwrap(), cycle);
        }
        assert!("strategic".parse::<Cycle>().is_err());
    }

    #[test]
    fn only_the_parts_that_were_told_are_shown() {
        let parts = Parts { did: "I asked.".to_owned(), ..parts("We met.") };
        assert_eq!(parts.answered(), [("What happened", "We met."), ("What I did", "I asked.")]);
    }

    #[test]
    fn people_of_the_community_and_of_the_session_may_tell_a_story() {
        assert!(may_tell(true, false) && may_tell(false, true));
        assert!(!may_tell(false, false));
    }

    #[test]
    fn the_author_is_named_as_far_as_they_want() {
        assert_eq!(byline(Some("Elif Kaya"), Some("Contact centre"), None), "Elif Kaya, Contact centre");
        assert_eq!(byline(Some("Elif Kaya"), None, None), "Elif Kaya");
        assert_eq!(
            byline(None, Some("Contact centre"), Some(AuthorRole::Organiser)),
            "Organiser, Contact centre"
        );
        assert_eq!(byline(None, None, Some(AuthorRole::Guest)), "Guest");
        assert_eq!(byline(None, None, None), "Someone in the community");
    }

    #[test]
    fn sentences_end_where_a_new_one_begins() {
        assert_eq!(
            sentences("I asked, e.g. about valves. “Why?” Nobody knew.\nWe waited"),
            ["I asked, e.g. about valves.", "“Why?”", "Nobody knew.", "We waited"]
        );
        assert!(sentences(" \n ").is_empty());
    }

    #[test]
    fn the_gist_is_the_first_sentence() {
        assert_eq!(gist("I sleep better. Much."), "I sleep better.");
        assert_eq!(gist(""), "");
    }

    #[test]
    fn a_long_gist_is_cut_between_words() {
        let long = gist(&"word, ".repeat(60));
        assert!(long.ends_with("word…") && long.chars().count() <= 181, "{long}");
    }
}
