//! Work that costs memory and a core takes turns: so many at once, so many wait, and anyone beyond that is told to come
//! back in a moment.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, mpsc};
use std::thread;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::platform::error::{Error, Result};

type TurnWork = Box<dyn FnOnce() + Send>;

/// Threads of this process for such work, as many as there are cores. What one has freed is kept for its next: among the
/// hundreds of threads that block for other reasons, each would keep it.
static WORKERS: LazyLock<mpsc::Sender<TurnWork>> = LazyLock::new(|| {
    let (sender, receiver) = mpsc::channel::<TurnWork>();
    let receiver = Arc::new(Mutex::new(receiver));
    for _ in 0..cores() {
        let receiver = receiver.clone();
        thread::spawn(move || {
            loop {
                let next = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(work) = next else { return };
                work();
            }
        });
    }
    sender
});

fn cores() -> usize {
    thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// A queue with a fixed number of places. Clones share it.
#[derive(Clone)]
pub struct Turns {
    /// Those who work and those who wait.
    places: Arc<Semaphore>,
    working: Arc<Semaphore>,
}

/// Leave to work, until it is dropped.
struct Turn(#[expect(dead_code, reason = "held, not read")] [OwnedSemaphorePermit; 2]);

impl Turns {
    pub fn new(at_once: usize, may_wait: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(at_once + may_wait)),
            working: Arc::new(Semaphore::new(at_once)),
        }
    }

    /// As many at once as there are cores.
    pub fn a_core_each(may_wait: usize) -> Self {
        Self::new(cores(), may_wait)
    }

    /// Does some work in its turn, off the async threads. It is done to its end when nobody waits for it any more.
    ///
    /// # Errors
    /// [`Error::Busy`] when all places are taken.
    pub async fn work<Done: Send + 'static>(
        &self,
        work: impl FnOnce() -> Done + Send + 'static,
    ) -> Result<Done> {
        let broke_off = || Error::Internal("work in its turn broke off".to_owned());
        let turn = self.take().await?;
        let (sender, done) = oneshot::channel();
        // The turn goes along: when the visitor has gone away, the work still takes its memory until it is done. It is
        // given back before anyone hears of the end, so that whoever hears of it can take the next.
        let work = move || {
            let ended = catch_unwind(AssertUnwindSafe(work));
            drop(turn);
            // Of work that broke there is nothing to send: those who wait for it hear that it broke off.
            if let Ok(ended) = ended {
                let _ = sender.send(ended);
            }
        };
        WORKERS.send(Box::new(work)).map_err(|_| broke_off())?;
        done.await.map_err(|_| broke_off())
    }

    /// Waits for a turn, first come, first served.
    ///
    /// # Errors
    /// [`Error::Busy`] when all places are taken.
    async fn take(&self) -> Result<Turn> {
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

    #[tokio::test]
    async fn work_that_breaks_is_said_to_and_gives_its_turn_back() {
        let turns = Turns::new(1, 0);
        let broken = turns.work(|| assert!(std::env::args().len() == usize::MAX, "it breaks")).await;
        assert!(matches!(broken, Err(Error::Internal(_))));
        assert_eq!(turns.work(|| 6 * 7).await.unwrap(), 42);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn whoever_hears_of_the_end_can_take_the_next_turn() {
        let turns = Turns::new(1, 0);
        for round in 0..1_000 {
            assert_eq!(turns.work(move || round).await.unwrap(), round);
        }
    }
}
