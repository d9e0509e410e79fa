use sqlx::{PgConnection, PgPool};

use crate::learning::pulse::PulseQuestion;
use crate::platform::ids::{PulseCommentId, PulseId};
use crate::platform::web::Rows;

/// Words someone wrote, or why an organiser took them out.
pub struct PulseComment {
    pub id: PulseCommentId,
    pub question: PulseQuestion,
    pub body: String,
    pub taken_out_because: Option<String>,
}

/// The comments of a closed round. Their ids are drawn at the close, and so is their order.
pub async fn comments(db: &PgPool, pulse: PulseId, rows: Rows) -> sqlx::Result<Vec<PulseComment>> {
    sqlx::query_as!(
        PulseComment,
        "select c.id, c.question, c.body, c.taken_out_because
         from pulse_comments c
         join pulses p on p.id = c.pulse_id and p.closed_at is not null
         where c.pulse_id = $1
         order by c.question desc, c.id
         limit $2 offset $3",
        pulse as PulseId,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// Takes a comment's words out for good. How many there were.
pub async fn take_out(
    db: &mut PgConnection,
    pulse: PulseId,
    comment: PulseCommentId,
    because: &str,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update pulse_comments c
         set body = '', taken_out_because = $3
         from pulses p
         where c.id = $2 and c.pulse_id = $1 and p.id = $1 and p.closed_at is not null and c.taken_out_because is null",
        pulse as PulseId,
        comment as PulseCommentId,
        because
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
