//! Whether the worker still turns: readiness asks, the worker answers each time round.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use time::OffsetDateTime;

/// A worker that turns beats at least every ten seconds; after this long without, it is stuck or gone.
const WELL_FOR_SECONDS: i64 = 60;

/// The second of the last beat, shared by all clones; 0 before the first.
#[derive(Clone, Debug, Default)]
pub struct Heartbeat(Arc<AtomicI64>);

impl Heartbeat {
    pub fn beat(&self, now: OffsetDateTime) {
        self.0.store(now.unix_timestamp(), Ordering::Relaxed);
    }

    /// Has the worker turned lately? No before its first turn.
    #[must_use]
    pub fn is_well(&self, now: OffsetDateTime) -> bool {
        let last = self.0.load(Ordering::Relaxed);
        last != 0 && now.unix_timestamp() - last <= WELL_FOR_SECONDS
    }
}

#[cfg(test)]
mod tests {
    use super::Heartbeat;
    use time::{Duration, macros::datetime};

    #[test]
    fn a_worker_is_well_while_it_beats() {
        let (heart, noon) = (Heartbeat::default(), datetime!(2026-11-02 12:00 UTC));
        assert!(!heart.is_well(noon));
        heart.clone().beat(noon);
        assert!(heart.is_well(noon + Duration::seconds(60)));
        assert!(!heart.is_well(noon + Duration::seconds(61)));
    }
}
