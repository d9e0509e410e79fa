use serde::Deserialize;
use sqlx::PgPool;
use time::OffsetDateTime;
use time::serde::rfc3339;

use super::TransformationWay;
use super::rules::{count, day_words};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};
use crate::platform::web::{Shell, when};

/// How a community is related to another one that the reader may see too: one grew out of the other, or became part of it.
#[derive(Debug, Deserialize)]
pub struct Lineage {
    pub way: TransformationWay,
    #[serde(rename = "happened_at", with = "rfc3339")]
    pub on: OffsetDateTime,
    pub other: String,
    pub other_slug: String,
    /// Did the other one come first: was it split, or did it become part of this one?
    pub other_is_source: bool,
    /// The reader is asked whether they come along there, and has not answered.
    pub is_asked: bool,
    /// How many were asked to come along from here, how many did, and how many stay.
    pub asked: i64,
    pub came: i64,
    pub stays: i64,
}

impl Lineage {
    pub fn label(&self) -> &'static str {
        match (self.way, self.other_is_source) {
            (TransformationWay::Split, true) => "Grew out of",
            (TransformationWay::Split, false) => "A part became a community of its own:",
            (_, true) => "Took in",
            (_, false) => "Became part of",
        }
    }

    /// How far the asking is, for organisers: numbers and no names.
    pub fn answers(&self) -> Option<String> {
        let open = self.asked - self.came - self.stays;
        (self.asked > 0).then(|| {
            format!(
                "{} asked: {} came along, {} stayed, {open} to answer",
                count(self.asked, "person was", "people were"),
                self.came,
                self.stays
            )
        })
    }

    /// "26 November 2026", where the reader is.
    pub fn day(&self, shell: &Shell) -> String {
        day_words(when::to_date(when::day(self.on, &shell.zone)))
    }

    pub fn path(&self) -> String {
        format!("/communities/{}", self.other_slug)
    }
}

/// Where a community comes from and what came of it, the newest first.
pub async fn lineage(db: &PgPool, community: CommunityId, reader: PersonId) -> Result<Vec<Lineage>> {
    Ok(sqlx::query_as!(
        Lineage,
        r#"select way as "way!: TransformationWay", happened_at as "on!", other as "other!", other_slug as "other_slug!",
                  other_is_source as "other_is_source!", is_asked as "is_asked!", asked as "asked!", came as "came!",
                  stays as "stays!"
           from community_lineage($1, $2)
           order by happened_at desc"#,
        community as CommunityId,
        reader as PersonId
    )
    .fetch_all(db)
    .await?)
}
