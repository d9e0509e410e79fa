//! Work that costs memory and a core takes turns: so many at once, so many wait, and anyone beyond that is told to come
//! back in a moment.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::platform::error::{Error, Result};

/// A queue with a fixed number of places. Clones share it.
#[derive(Clone)]
pub struct Turns {
    /// Those who work and those who wait.
    places: Arc<Semaphore>,
    working: Arc<Semaphore>,
}

/// Leave to work, until it is dropped.
pub struct Turn(#[expect(dead_code, reason = "held, not read")] [OwnedSemaphorePermit; 2]);

impl Turns {
    pub fn new(at_once: usize, may_wait: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(at_once + may_wait)),
            working: Arc::new(Semaphore::new(at_once)),
        }
    }

    /// As many at once as there are cores.
    pub fn a_core_each(may_wait: usize) -> Self {
        Self::new(std::thread::available_parallelism().map_or(1, std::num::NonZero::get), may_wait)
    }

    /// Waits for a turn, first come, first served.
    ///
    /// # Errors
    /// [`Error::Busy`] when all places are taken.
    pub async fn take(&self) -> Result<Turn> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| Error::Busy)?;
        let turn = self.working.clone().acquire_owned().await.map_err(|_| Error::Busy)?;
        Ok(Turn([place, turn]))
    }
}

#[cfg(test)]
mod tests {
    use super::Turns;
    use crate::platform::error::Error;

    #[tokio::test]
    async fn one_works_one_waits_and_the_third_is_sent_away() {
        let turns = Turns::new(1, 1);
        let working = turns.take().await.unwrap();
        let waiting = tokio::spawn({
            let turns = turns.clone();
            async move { turns.take().await.is_ok() }
        });
        tokio::task::yield_now().await;
        assert!(matches!(turns.take().await, Err(Error::Busy)));
        drop(working);
        assert!(waiting.await.unwrap(), "the one who waited has the turn");
        assert!(turns.take().await.is_ok());
    }
}
