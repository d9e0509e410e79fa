use crate::guide::transformation::moving::{ChangingCommunity, MoveQuestion, TransformationNews};
use crate::platform::ids::TransformationId;

/// A part is a community of its own.
pub fn split<'a>(
    id: TransformationId,
    old: &'a ChangingCommunity,
    new: &'a ChangingCommunity,
    by: &str,
    base_url: &str,
) -> TransformationNews<'a> {
    let asked = MoveQuestion {
        subject: format!("Do you come along to {}?", new.name),
        words: format!(
            "{by} asks whether you come along. You can move to {}, be in both, or stay with {}. Nothing changes for you until \
             you answer.",
            new.name, old.name
        ),
        url: format!("{base_url}{}/transformation/going", old.path()),
    };
    TransformationNews {
        id,
        kind: "split",
        community: new.id,
        name: &new.name,
        subject: format!("{} grew out of {}", new.name, old.name),
        news: format!(
            "{by} made a part of {} a community of its own: {}. Sessions held and stories stay with {}.",
            old.name, new.name, old.name
        ),
        question: Some(asked),
        url: format!("{base_url}{}", new.path()),
        outside: None,
    }
}

/// The two are one again.
pub fn undone<'a>(
    id: TransformationId,
    old: &'a ChangingCommunity,
    new: &'a ChangingCommunity,
    by: &str,
    base_url: &str,
) -> TransformationNews<'a> {
    TransformationNews {
        id,
        kind: "unsplit",
        community: old.id,
        name: &old.name,
        subject: format!("{} is part of {} again", new.name, old.name),
        news: format!(
            "{by} undid the split of {}. If you left it for {}, you are a member again, in the role you had. {} is archived.",
            old.name, new.name, new.name
        ),
        question: None,
        url: format!("{base_url}{}", old.path()),
        outside: None,
    }
}
