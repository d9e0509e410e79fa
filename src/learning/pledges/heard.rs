//! What the people of a department say of its pledge: the answers to "my manager or team makes room for it", which a
//! pulse asks without names.

use std::collections::HashMap;

use sqlx::PgPool;
use time::OffsetDateTime;

use crate::learning::pulse::{self, PulseItem};
use crate::platform::error::Result;
use crate::platform::ids::DepartmentId;

/// What the page says beside a department whose people were not asked, or answered in too small a number.
pub const NOT_ASKED: &str = "No pulse has asked enough of its people yet.";

/// In a sentence, for each department that may be shown: the pulse's own rules on how few are too few hold.
pub async fn room_made(db: &PgPool, now: OffsetDateTime) -> Result<HashMap<DepartmentId, String>> {
    let said = pulse::item_by_department(db, PulseItem::M2, now).await?;
    Ok(said
        .into_iter()
        .map(|one| {
            let words = format!(
                "About {}% agree, of about {} people: “{}”",
                one.item.favourable,
                one.item.answers,
                PulseItem::M2.label()
            );
            (one.department, words)
        })
        .collect())
}
