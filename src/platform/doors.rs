//! What many people want to change at the same moment has a door. A few go through at a time; the others wait before it
//! and hold no connection to the database meanwhile, so that a crowd before one thing leaves the rest of the site alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use crate::platform::error::{Error, Result};

/// The first has the lock, and the others read what they need until it is theirs: over a slow line that takes as long as
/// three changes.
const AT_ONCE: usize = 4;

/// A door for each thing that anyone wants to change just now. Clones share them.
#[derive(Clone, Default)]
pub struct Doors(Arc<Mutex<HashMap<Uuid, Weak<Semaphore>>>>);

/// Leave to change a thing, until it is dropped.
pub struct Pass {
    door: Arc<Semaphore>,
    _held: OwnedSemaphorePermit,
}

impl Doors {
    /// Waits for a turn at the thing with this id, first come, first served.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the door was shut meanwhile.
    pub async fn enter(&self, thing: Uuid) -> Result<Pass> {
        let door = self.of(thing);
        let held = door.clone().acquire_owned().await;
        let held = held.map_err(|_| Error::Unavailable("someone else holds it for long".to_owned()))?;
        Ok(Pass { door, _held: held })
    }

    fn of(&self, thing: Uuid) -> Arc<Semaphore> {
        let mut doors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        doors.retain(|_, door| door.strong_count() > 0);
        let open = doors.get(&thing).and_then(Weak::upgrade).filter(|door| !door.is_closed());
        open.unwrap_or_else(|| {
            let door = Arc::new(Semaphore::new(AT_ONCE));
            doors.insert(thing, Arc::downgrade(&door));
            door
        })
    }
}

impl Pass {
    /// The thing cannot be had in time: everyone who waits is sent away, and not one after the other. Whoever comes next
    /// finds a new door.
    pub fn shut(&self) {
        self.door.close();
    }
}

#[cfg(test)]
mod tests {
    use super::{AT_ONCE, Doors, Uuid};

    #[tokio::test]
    async fn a_crowd_before_one_thing_is_sent_away_together_and_others_pass() {
        let (doors, thing) = (Doors::default(), Uuid::from_u128(1));
        let mut inside = Vec::new();
        for _ in 0..AT_ONCE {
            let Ok(turn) = doors.enter(thing).await else { panic!("a turn") };
            inside.push(turn);
        }
        let waiting: Vec<_> = (0..3)
            .map(|_| {
                let doors = doors.clone();
                tokio::spawn(async move { doors.enter(thing).await.is_ok() })
            })
            .collect();
        tokio::task::yield_now().await;
        assert!(doors.enter(Uuid::from_u128(2)).await.is_ok(), "another thing has a door of its own");
        inside[0].shut();
        for waits in waiting {
            assert!(!waits.await.unwrap());
        }
        assert!(doors.enter(thing).await.is_ok(), "whoever comes later may try");
    }
}
