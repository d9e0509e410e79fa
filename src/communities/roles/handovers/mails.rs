use askama::Template;

use super::HandoverOffer;
use super::queries::HandoverRecipient;
use crate::platform::error::Result;
use crate::platform::ids::HandoverId;
use crate::platform::mail::{Letter, words};

/// As such a mail is called.
pub const KIND: &str = "handover";

#[derive(Template)]
#[template(path = "communities/roles/mail/offered.txt")]
struct OfferedRoleMail<'a> {
    to: &'a HandoverRecipient,
    offer: &'a HandoverOffer<'a>,
    link: String,
}

/// "Can you take over …?"
pub fn offered(
    to: &HandoverRecipient,
    offer: &HandoverOffer<'_>,
    handover: HandoverId,
    base_url: &str,
) -> Result<Letter> {
    let words = OfferedRoleMail { to, offer, link: format!("{base_url}/handovers/{handover}") };
    let letter = words::letter(Some(to.person_id), &to.email, KIND, &words)?;
    let (key, about) = (Some(format!("handover:{handover}")), Some(handover.into()));
    Ok(Letter { key, about, community: Some(offer.community.id), ..letter })
}
