//! What a change would turn, in every part that reads the numbers: stages and flags, roadmaps, suggestions.

use sqlx::PgPool;
use time::OffsetDateTime;

use crate::guide::nudges::{self, SuggestionTurns};
use crate::guide::phases::{self, ThresholdTurns, Thresholds};
use crate::guide::roadmap::{self, RoadmapTurn};
use crate::platform::error::Result;

/// What a change of thresholds would turn, community by community.
pub struct ThresholdEffects {
    /// Listed communities in which something turns, by name.
    pub communities: Vec<CommunityEffects>,
    /// Private communities in which something turns: they are not named.
    pub private: usize,
    /// Communities that were looked at.
    pub of_all: usize,
}

/// What turns in one community.
pub struct CommunityEffects {
    pub name: String,
    pub slug: String,
    pub turns: ThresholdTurns,
    pub roadmap: Vec<RoadmapTurn>,
    pub suggestions: SuggestionTurns,
}

impl CommunityEffects {
    fn is_empty(&self) -> bool {
        let SuggestionTurns { new, gone } = &self.suggestions;
        self.turns.is_empty() && self.roadmap.is_empty() && new.is_empty() && gone.is_empty()
    }
}

impl ThresholdEffects {
    pub async fn of(
        db: &PgPool,
        in_force: &Thresholds,
        wanted: &Thresholds,
        now: OffsetDateTime,
    ) -> Result<Self> {
        let all = phases::threshold_turns(db, in_force, wanted, now).await?;
        let mut roadmaps = roadmap::threshold_turns(db, in_force, wanted, now).await?;
        let mut suggestions = nudges::threshold_turns(db, in_force, wanted, now).await?;
        let mut effects = Self { communities: Vec::new(), private: 0, of_all: all.len() };
        for community in all {
            let turned = CommunityEffects {
                name: community.name,
                slug: community.slug,
                turns: community.turns,
                roadmap: roadmaps.remove(&community.community).unwrap_or_default(),
                suggestions: suggestions.remove(&community.community).unwrap_or_default(),
            };
            match turned.is_empty() {
                true => {}
                false if community.is_private => effects.private += 1,
                false => effects.communities.push(turned),
            }
        }
        Ok(effects)
    }
}
