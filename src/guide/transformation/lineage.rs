use sqlx::PgPool;
use time::OffsetDateTime;

use super::TransformationWay;
use super::rules::{count, day_words};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};
use crate::platform::web::{Shell, when};

/// How a community is related to another one that the reader may see too: one grew out of the other, or became part of it.
pub struct Lineage {
    pub way: TransformationWay,
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
    pub fn words(&self) -> &'static str {
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
        r#"select t.way, t.carried_out_at as "on!", o.name as other, o.slug as other_slug,
                  case t.way when 'split' then t.other_id = $1 else t.goes_on_id = $1 end as "other_is_source!",
                  exists (select 1 from move_asks a
                          where a.transformation_id = t.id and a.person_id = $2 and a.from_id = $1
                            and a.answered_at is null) as "is_asked!",
                  asks.asked as "asked!", asks.came as "came!", asks.stays as "stays!"
           from transformations t
           join communities o on o.id = case when t.community_id = $1 then t.other_id else t.community_id end
           cross join lateral (
               select count(*) as asked, count(*) filter (where a.answer in ('moves', 'both')) as came,
                      count(*) filter (where a.answer = 'stays') as stays
               from move_asks a
               where a.transformation_id = t.id and a.from_id = $1
           ) asks
           where (t.community_id = $1 or t.other_id = $1)
             and t.way in ('split', 'merge')
             and t.state = 'carried_out'
             and o.id in (select id from communities_seen($2))
           order by t.carried_out_at desc
           limit 10"#,
        community as CommunityId,
        reader as PersonId
    )
    .fetch_all(db)
    .await?)
}
