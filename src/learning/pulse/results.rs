//! The results of a closed round: for the organisers of a community exactly, for leaders to the nearest five.

use askama::Template;
use askama_web::WebTemplate;
use sqlx::PgPool;

use super::bars::{PulseBar, PulsePrecision};
use super::queries::{self, Pulse, PulseCell, PulseCount};
use super::safety::{self, SafetyItem, SafetyScore};
use super::scoring::{BarrierScore, ItemScore, PulseScores, PulseTrend, RecommendScore, trend, weakest};
use super::states::tenure_words;
use super::suppression::{GroupAnswers, Uncounted, shown_groups};
use super::{PulseDimension, PulseItem, rules};
use crate::learning::stories::Barrier;
use crate::platform::error::Result;
use crate::platform::web::Shell;

/// A sentence with its answers; nothing but its words where too few answered it.
pub struct ItemRow {
    pub words: &'static str,
    pub answered: Option<AnsweredItem>,
}

/// What people answered to a sentence.
pub struct AnsweredItem {
    pub favourable: String,
    pub answers: String,
    pub bar: PulseBar,
}

impl ItemRow {
    fn of(item: PulseItem, score: Option<&ItemScore>, precision: PulsePrecision) -> Self {
        let answered = score.map(|score| AnsweredItem {
            favourable: format!("{}%", precision.share(score.favourable(), score.answers())),
            answers: precision.answers(score.answers()),
            bar: PulseBar::of(score.spread, precision),
        });
        Self { words: item.label(), answered }
    }
}

/// A barrier with its three sentences.
pub struct BarrierPart {
    pub barrier: Barrier,
    /// "64%", where all three sentences may be shown.
    pub favourable: Option<String>,
    pub trend: Option<PulseTrend>,
    pub items: Vec<ItemRow>,
}

/// A group of the breakdown; a barrier of which a sentence is hidden has no share.
pub struct GroupRow {
    pub name: String,
    pub shares: [Option<String>; 3],
    pub answers: String,
}

/// A line of ticks, or a grade of recommendation.
pub struct ShareRow {
    pub words: String,
    pub share: i64,
}

#[derive(Template, WebTemplate)]
#[template(path = "learning/pulse/results.html")]
pub struct ResultsPage {
    shell: Shell,
    pulse: Pulse,
    rate: Option<String>,
    parts: Vec<BarrierPart>,
    weakest: Option<Barrier>,
    ticks: Vec<ShareRow>,
    grades: Vec<ShareRow>,
    /// "−20"
    score: Option<String>,
    groups: Vec<GroupRow>,
    hidden_groups: usize,
    safety: Option<SafetyPart>,
}

/// What was said of psychological safety, where it was asked.
pub struct SafetyPart {
    /// "5.2", where all seven sentences may be shown.
    pub mean: Option<String>,
    pub rows: Vec<SafetyRow>,
}

/// One of its sentences, with the share of answers that say it is safe; nothing where too few answered it.
pub struct SafetyRow {
    pub words: &'static str,
    pub is_reversed: bool,
    pub answered: Option<AnsweredSafety>,
}

/// What people answered to it, turned so that 7 is the safe end.
pub struct AnsweredSafety {
    pub safe: String,
    pub mean: String,
    pub answers: String,
    pub bar: PulseBar,
}

impl SafetyPart {
    fn of(counts: &[PulseCount], precision: PulsePrecision) -> Self {
        let score = SafetyScore::of(counts);
        let row = |one: &SafetyItem| SafetyRow {
            words: one.wording,
            is_reversed: one.is_reversed(),
            answered: score.items.iter().find(|known| known.item == one.item).map(|known| AnsweredSafety {
                safe: format!("{}%", precision.share(known.safe(), known.answers())),
                mean: format!("{:.1}", known.mean()),
                answers: precision.answers(known.answers()),
                bar: PulseBar::of_seven(known.spread, precision),
            }),
        };
        Self {
            mean: score.mean().map(|mean| format!("{mean:.1}")),
            rows: safety::ITEMS.iter().map(row).collect(),
        }
    }
}

impl ResultsPage {
    pub async fn load(db: &PgPool, shell: Shell, pulse: Pulse) -> Result<Self> {
        let counts = queries::counts(db, pulse.id).await?;
        let cells = queries::cells(db, pulse.id).await?;
        let rounds = queries::last_closed(db, pulse.community_id, pulse.opened_at, 1).await?;
        let before: Vec<_> = rounds.iter().map(|round| round.id).collect();
        let before = queries::counts_of_all(db, &before).await?;
        let before: Vec<_> = before.into_iter().map(|(_, count)| count).collect();
        let precision = PulsePrecision::of(pulse.community_id);
        let scores = PulseScores::of_all(&counts);
        let earlier = PulseScores::of_all(&before);
        let parts = Barrier::ALL.map(|barrier| part(barrier, &scores, &earlier, precision)).into();
        let groups = group_rows(&pulse, &counts, &cells, precision);
        let all_groups = cells.iter().filter(|cell| cell.dimension == pulse.breakdown).count();
        let rate = pulse
            .answered
            .map(|answered| rules::response_rate(i64::from(answered), i64::from(pulse.population)));
        Ok(Self {
            rate,
            parts,
            weakest: weakest(&scores.barriers()).map(|score| score.barrier),
            ticks: ticks(&scores, precision),
            grades: scores.recommend.as_ref().map(|score| grades(score, precision)).unwrap_or_default(),
            score: scores
                .recommend
                .as_ref()
                .and_then(RecommendScore::score)
                .map(|score| score.to_string().replace('-', "−")),
            hidden_groups: all_groups - groups.len(),
            groups,
            safety: pulse.asks_safety.then(|| SafetyPart::of(&counts, precision)),
            shell,
            pulse,
        })
    }

    /// "18 answers"
    fn answered(&self) -> String {
        let answered = self.pulse.answered.map(i64::from);
        match (answered, self.pulse.community_id) {
            (None, _) => format!("Fewer than {} answers", self.pulse.minimum),
            (Some(answered), Some(_)) => PulsePrecision::Exact.answers(answered),
            (Some(answered), None) => PulsePrecision::NearestFive.answers(answered),
        }
    }

    fn has_comments(&self) -> bool {
        self.pulse.answered.is_some_and(|answered| i64::from(answered) >= rules::ANSWERS_FOR_COMMENTS)
    }
}

fn part(
    barrier: Barrier,
    scores: &PulseScores,
    earlier: &PulseScores,
    precision: PulsePrecision,
) -> BarrierPart {
    let score = scores.barrier(barrier);
    let before = earlier.barrier(barrier);
    BarrierPart {
        barrier,
        favourable: score.as_ref().map(|score| share_of(score, precision)),
        trend: before.zip(score).and_then(|(before, score)| trend(&before, &score)),
        items: PulseItem::of(barrier)
            .iter()
            .map(|item| ItemRow::of(*item, scores.item(*item), precision))
            .collect(),
    }
}

fn share_of(score: &BarrierScore, precision: PulsePrecision) -> String {
    let (favourable, answers) = score.favourable();
    format!("{}%", precision.share(favourable, answers))
}

impl BarrierScore {
    /// "64%"
    pub fn favourable_words(&self, precision: PulsePrecision) -> String {
        share_of(self, precision)
    }

    /// "18 answers"
    pub fn answers_words(&self, precision: PulsePrecision) -> String {
        precision.answers(self.answers())
    }
}

fn ticks(scores: &PulseScores, precision: PulsePrecision) -> Vec<ShareRow> {
    let row = |tick: &super::scoring::TickScore| ShareRow {
        words: tick.words.to_owned(),
        share: precision.share(tick.people, scores.ticked),
    };
    scores.ticks.iter().map(row).collect()
}

fn grades(score: &RecommendScore, precision: PulsePrecision) -> Vec<ShareRow> {
    let answers = score.answers();
    let row = |(grade, people): (usize, i64)| ShareRow {
        words: grade.to_string(),
        share: precision.share(people, answers),
    };
    (0..).zip(score.spread).map(row).collect()
}

fn group_rows(
    pulse: &Pulse,
    counts: &[PulseCount],
    cells: &[PulseCell],
    precision: PulsePrecision,
) -> Vec<GroupRow> {
    let row = |cell: &PulseCell| {
        let of_it: Vec<&PulseCount> = counts
            .iter()
            .filter(|count| count.dimension == cell.dimension && count.cell == cell.cell)
            .collect();
        let scores = PulseScores::of(&of_it);
        let fewest = scores.items.iter().map(ItemScore::answers).min()?;
        let shares =
            Barrier::ALL.map(|barrier| scores.barrier(barrier).map(|score| share_of(&score, precision)));
        let name = match cell.dimension {
            PulseDimension::Tenure => tenure_words(&cell.cell).to_owned(),
            _ => cell.name.clone(),
        };
        Some(GroupRow { name, shares, answers: precision.answers(fewest) })
    };
    cells.iter().filter(|cell| cell.dimension == pulse.breakdown).filter_map(row).collect()
}

/// A community as leaders read of it.
pub struct CommunityRow {
    pub name: String,
    pub slug: String,
    pub shares: [Option<String>; 3],
    pub answers: String,
}

/// The last pulse of each listed community that ten people answered. Never is exactly one left out: taken from all
/// others, it could be told.
pub async fn community_rows(db: &PgPool) -> Result<Vec<CommunityRow>> {
    let rounds = queries::of_communities(db).await?;
    let groups: Vec<GroupAnswers> = rounds
        .iter()
        .map(|round| GroupAnswers { answers: i64::from(round.answered), blocked: false })
        .collect();
    let shown = shown_communities(&groups);
    let ids: Vec<_> = rounds.iter().map(|round| round.id).collect();
    let counts = queries::counts_of_all(db, &ids).await?;
    let mut rows: Vec<CommunityRow> = rounds
        .iter()
        .zip(shown)
        .filter(|(_, shows)| *shows)
        .map(|(round, _)| {
            let of_it: Vec<&PulseCount> =
                counts.iter().filter(|(pulse, _)| *pulse == round.id).map(|(_, count)| count).collect();
            let scores = PulseScores::of(&of_it);
            CommunityRow {
                name: round.name.clone().unwrap_or_default(),
                slug: round.slug.clone().unwrap_or_default(),
                shares: Barrier::ALL.map(|barrier| {
                    scores
                        .barrier(barrier)
                        .filter(|score| score.answers() >= i64::from(rules::ANSWERS_FOR_LEADERS))
                        .map(|score| share_of(&score, PulsePrecision::NearestFive))
                }),
                answers: PulsePrecision::NearestFive.answers(i64::from(round.answered)),
            }
        })
        .collect();
    rows.sort_by_key(|row| row.name.to_lowercase());
    Ok(rows)
}

/// Where there is only one, nothing stands beside it.
fn shown_communities(groups: &[GroupAnswers]) -> Vec<bool> {
    let minimum = i64::from(rules::ANSWERS_FOR_LEADERS);
    if let [only] = groups {
        return vec![only.answers >= minimum];
    }
    shown_groups(groups, Uncounted::default(), minimum)
}
