//! The running program: what every request and every job has at hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use sqlx::PgPool;
use time::OffsetDateTime;

use crate::platform::config::Config;
use crate::platform::heartbeat::Heartbeat;
use crate::platform::presence::Presence;
use crate::platform::turns::Turns;

/// Half a second of work for two cores: people who wait longer have gone away.
const MOST_WAITING_FOR_A_HASH: usize = 48;

/// What every request and every job has at hand. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub db: PgPool,
    /// Whether the database answers, even while others hold all connections of `db`.
    pub presence: Presence,
    pub config: Arc<Config>,
    pub clock: Clock,
    pub heartbeat: Heartbeat,
    /// Password hashes take turns: each takes 19 MiB and a core.
    pub hashing: Turns,
}

impl App {
    pub fn new(db: PgPool, config: Config, clock: Clock) -> Self {
        let hashing = Turns::a_core_each(MOST_WAITING_FOR_A_HASH);
        let presence = Presence::of(&db);
        Self { db, presence, config: Arc::new(config), clock, heartbeat: Heartbeat::default(), hashing }
    }
}

/// The one place product time is read. In tests it does not move until it is moved.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that shows `at`; every clone moves with it.
    pub fn standing_at(at: OffsetDateTime) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at.unix_timestamp()))))
    }

    /// Moves a standing clock; the system's clock is nobody's to move.
    pub fn move_to(&self, at: OffsetDateTime) {
        if let Some(seconds) = &self.0 {
            seconds.store(at.unix_timestamp(), Ordering::SeqCst);
        }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the place all others ask")]
    pub fn now(&self) -> OffsetDateTime {
        if let Some(seconds) = &self.0 {
            let seconds = seconds.load(Ordering::SeqCst);
            return OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        }
        // PostgreSQL keeps microseconds: a finer moment would not equal itself once stored.
        let now = OffsetDateTime::now_utc();
        now.replace_nanosecond(now.nanosecond() / 1_000 * 1_000).unwrap_or(now)
    }
}
