//! Whether the database answers: asked on a connection of its own, which no crowd can take.

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use time::OffsetDateTime;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

/// Far more than one question takes over a slow line.
const ANSWERS_WITHIN: Duration = Duration::from_millis(450);
/// What many ask at the same time is asked once.
const TRUE_FOR: Duration = Duration::from_millis(500);
/// A question whether all is well is answered within two seconds.
const WRITES_WITHIN: Duration = Duration::from_millis(1500);

/// Asks the database how it is. Clones share the connection, which is made when it is first needed.
#[derive(Clone)]
pub struct Presence {
    db: PgPool,
    last: Arc<Mutex<Option<(Instant, bool)>>>,
}

/// Why a copy of the program should get no requests, where it is the database's fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ailment {
    Silent,
    LacksMigrations,
    TakesNoWrites,
}

impl Presence {
    pub fn of(db: &PgPool) -> Self {
        let options = db.connect_options().as_ref().clone();
        let db =
            PgPoolOptions::new().max_connections(1).acquire_timeout(WRITES_WITHIN).connect_lazy_with(options);
        Self { db, last: Arc::default() }
    }

    /// Does it answer at all? Within half a second.
    pub async fn answers(&self) -> bool {
        let mut last = self.last.lock().await;
        if let Some((at, answered)) = *last
            && at.elapsed() < TRUE_FOR
        {
            return answered;
        }
        let asked = sqlx::query_scalar!(r#"select true as "here!""#).fetch_one(&self.db);
        let answered = matches!(timeout(ANSWERS_WITHIN, asked).await, Ok(Ok(_)));
        *last = Some((Instant::now(), answered));
        answered
    }

    /// Does it hold the migration `wanted` and take a write, one that runs a trigger? Within a second and a half.
    pub async fn ailment(&self, wanted: i64, now: OffsetDateTime) -> Option<Ailment> {
        let asked = async {
            let newest = sqlx::query_scalar!(
                r#"select max(version) as "newest!" from _sqlx_migrations where success"#
            )
            .fetch_one(&self.db)
            .await
            .map_err(|_| Ailment::Silent)?;
            if newest < wanted {
                return Err(Ailment::LacksMigrations);
            }
            let noted = sqlx::query!("update readiness set asked_at = $1", now).execute(&self.db).await;
            noted.map(drop).map_err(|error| {
                tracing::warn!(%error, "the database takes no writes");
                Ailment::TakesNoWrites
            })
        };
        match timeout(WRITES_WITHIN, asked).await {
            Ok(outcome) => outcome.err(),
            Err(_) => Some(Ailment::Silent),
        }
    }

    /// Lets go of the connection, for good.
    pub async fn close(&self) {
        self.db.close().await;
    }
}
