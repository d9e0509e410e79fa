//! Cards, and the votes for them.

use sqlx::{PgConnection, PgPool};

use super::LockedRetrospective;
use crate::guide::retrospectives::{CardList, NewCard};
use crate::platform::ids::{PersonId, RetrospectiveCardId, RetrospectiveId};

/// A card as one member sees it.
pub struct RetrospectiveCard {
    pub id: RetrospectiveCardId,
    pub list: CardList,
    pub body: String,
    pub author_id: Option<PersonId>,
    pub author: Option<String>,
    /// Once it is closed.
    pub votes: i32,
    /// The reader's own vote, while it is open.
    pub mine: bool,
}

impl RetrospectiveCard {
    /// "3 votes"
    pub fn votes_in_words(&self) -> String {
        match self.votes {
            0 => "No votes".to_owned(),
            1 => "1 vote".to_owned(),
            votes => format!("{votes} votes"),
        }
    }
}

/// All cards, those with most votes first once they are counted. Otherwise their order is drawn for each reader: it says
/// nothing of who wrote when, and stays while that person reads.
pub async fn cards(
    db: &PgPool,
    retrospective: RetrospectiveId,
    reader: PersonId,
) -> sqlx::Result<Vec<RetrospectiveCard>> {
    sqlx::query_as!(
        RetrospectiveCard,
        r#"select c.id, c.list, c.body, c.author_id, p.name as "author?", c.votes,
                  exists (select 1 from retrospective_votes v
                          where v.card_id = c.id and v.person_id = $2) as "mine!"
           from retrospective_cards c
           left join people p on p.id = c.author_id
           where c.retrospective_id = $1
           order by c.votes desc, md5(c.id::text || $2::text)"#,
        retrospective as RetrospectiveId,
        reader as PersonId
    )
    .fetch_all(db)
    .await
}

/// A card without an author is kept with no moment either: `named` is the retrospective's own, and the database takes no
/// other.
pub async fn insert_card(
    db: &mut PgConnection,
    retrospective: &LockedRetrospective,
    card: &NewCard<'_>,
    author: Option<PersonId>,
) -> sqlx::Result<Option<RetrospectiveCardId>> {
    sqlx::query_scalar!(
        "insert into retrospective_cards (retrospective_id, named, list, body, author_id, id)
         values ($1, $2, $3, $4, $5, coalesce($6, gen_random_uuid()))
         on conflict (id) do nothing
         returning id",
        retrospective.id as RetrospectiveId,
        retrospective.named,
        card.list as CardList,
        card.body,
        author as Option<PersonId>,
        card.id
    )
    .fetch_optional(db)
    .await
}

/// Whose a card is.
pub struct CardAuthor {
    pub author_id: Option<PersonId>,
}

/// Nothing where the retrospective has no such card.
pub async fn author(
    db: &mut PgConnection,
    retrospective: RetrospectiveId,
    card: RetrospectiveCardId,
) -> sqlx::Result<Option<CardAuthor>> {
    sqlx::query_as!(
        CardAuthor,
        "select author_id from retrospective_cards where id = $1 and retrospective_id = $2",
        card as RetrospectiveCardId,
        retrospective as RetrospectiveId
    )
    .fetch_optional(db)
    .await
}

pub async fn delete_card(db: &mut PgConnection, card: RetrospectiveCardId) -> sqlx::Result<()> {
    sqlx::query!("delete from retrospective_cards where id = $1", card as RetrospectiveCardId)
        .execute(db)
        .await
        .map(drop)
}

pub async fn votes_elsewhere(
    db: &mut PgConnection,
    retrospective: RetrospectiveId,
    card: RetrospectiveCardId,
    person: PersonId,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "votes!"
           from retrospective_votes v
           join retrospective_cards c on c.id = v.card_id
           where c.retrospective_id = $1 and v.card_id <> $2 and v.person_id = $3"#,
        retrospective as RetrospectiveId,
        card as RetrospectiveCardId,
        person as PersonId
    )
    .fetch_one(db)
    .await
}

pub async fn insert_vote(
    db: &mut PgConnection,
    card: RetrospectiveCardId,
    person: PersonId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into retrospective_votes (card_id, person_id) values ($1, $2) on conflict do nothing",
        card as RetrospectiveCardId,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn delete_vote(
    db: &mut PgConnection,
    card: RetrospectiveCardId,
    person: PersonId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from retrospective_votes where card_id = $1 and person_id = $2",
        card as RetrospectiveCardId,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}

/// Writes the totals on the cards.
pub async fn count_votes(db: &mut PgConnection, retrospective: RetrospectiveId) -> sqlx::Result<()> {
    sqlx::query!(
        "update retrospective_cards c
         set votes = (select count(*) from retrospective_votes v where v.card_id = c.id)
         where c.retrospective_id = $1",
        retrospective as RetrospectiveId
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn forget_votes(db: &mut PgConnection, retrospective: RetrospectiveId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from retrospective_votes v
         using retrospective_cards c
         where c.id = v.card_id and c.retrospective_id = $1",
        retrospective as RetrospectiveId
    )
    .execute(db)
    .await
    .map(drop)
}
