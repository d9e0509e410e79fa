//! Whether the worker still turns: readiness asks, the worker answers each time round.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use time::OffsetDateTime;

/// A worker that turns beats at least every ten seconds; after this long without, it is stuck or gone.
const WELL_FOR_SECONDS: i64 = 60;

/// The last beat of a program that was told to stop; none is later.
const STOPPING: i64 = i64::MAX;

/// The second of the last beat, shared by all clones; 0 before the first.
#[derive(Clone, Debug, Default)]
pub struct Heartbeat(Arc<AtomicI64>);

impl Heartbeat {
    pub fn beat(&self, now: OffsetDateTime) {
        self.0.fetch_max(now.unix_timestamp(), Ordering::Relaxed);
    }

    /// The program stops, whatever the worker does until then.
    pub fn stop(&self) {
        self.0.store(STOPPING, Ordering::Relaxed);
    }

    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.0.load(Ordering::Relaxed) == STOPPING
    }

    /// Has the worker turned lately? No before its first turn.
    #[must_use]
    pub fn is_well(&self, now: OffsetDateTime) -> bool {
        let last = self.0.load(Ordering::Relaxed);
        last != 0 && last != STOPPING && now.unix_timestamp() - last <= WELL_FOR_SECONDS
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
        heart.stop();
        heart.beat(noon);
        assert!(heart.is_stopping() && !heart.is_well(noon), "nothing takes that back");
    }
}
