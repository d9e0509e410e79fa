//! Texts that were written out already, kept in memory: each is rendered once by a copy of the program, however often
//! it is looked at.
//!
//! The key is the text itself, so nothing kept can be out of date, and a text that was changed or erased is in no
//! second place of the database. A table of renderings would cost each page a query, which takes longer than the
//! rendering it would spare, and would make pages that are only looked at write.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;
use tokio::task;

use super::Prose;

/// How many bytes of renderings a generation holds; there are two.
const GENERATION: usize = 8 << 20;

static KEPT: LazyLock<Mutex<KeptProse>> = LazyLock::new(Mutex::default);

type ProseKey = [u8; 32];
/// Several who want a text that is not there yet wait for one rendering.
type Slot = Arc<OnceCell<Arc<Prose>>>;

#[derive(Default)]
struct KeptProse {
    young: HashMap<ProseKey, Slot>,
    /// The generation before: what nobody asks for while the young one fills is forgotten with it.
    old: HashMap<ProseKey, Slot>,
    /// Of the young.
    bytes: usize,
}

impl KeptProse {
    fn slot(&mut self, key: ProseKey) -> Slot {
        if let Some(slot) = self.young.get(&key) {
            return Arc::clone(slot);
        }
        let slot = self.old.remove(&key).unwrap_or_default();
        self.young.insert(key, Arc::clone(&slot));
        self.grow(slot.get().map_or(0, |prose| prose.size()));
        slot
    }

    fn grow(&mut self, bytes: usize) {
        self.bytes += bytes + size_of::<(ProseKey, Slot)>();
        if self.bytes > GENERATION {
            self.old = std::mem::take(&mut self.young);
            self.bytes = 0;
        }
    }
}

/// A text as it is shown; rendered on a thread for such work, unless it is known.
pub async fn prose(text: &str) -> Arc<Prose> {
    if text.is_empty() {
        return Arc::default();
    }
    let slot = lock().slot(Sha256::digest(text.as_bytes()).into());
    let written = slot.get_or_init(|| async {
        let owned = text.to_owned();
        let written = task::spawn_blocking(move || Prose::of(&owned)).await;
        // Not given back only while the program stops.
        let prose = written.unwrap_or_else(|_| Prose::of(text));
        lock().grow(prose.size());
        Arc::new(prose)
    });
    Arc::clone(written.await)
}

/// The same where nothing can be waited for, as within a file that is written in one go: such writers ask `prose` for
/// their texts first, and only what was forgotten since is rendered here.
pub fn known(text: &str) -> Arc<Prose> {
    let slot = lock().slot(Sha256::digest(text.as_bytes()).into());
    if let Some(prose) = slot.get() {
        return Arc::clone(prose);
    }
    let prose = Arc::new(Prose::of(text));
    // Unless another was quicker.
    if slot.set(Arc::clone(&prose)).is_ok() {
        lock().grow(prose.size());
    }
    prose
}

fn lock() -> MutexGuard<'static, KeptProse> {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::{GENERATION, KeptProse, prose};
    use std::cell::Cell;
    use std::sync::Arc;

    #[tokio::test]
    async fn a_text_is_written_out_once_however_many_look_at_it() {
        let text = "Looked at by *many* at once";
        let looks: Vec<_> = (0..50).map(|_| tokio::spawn(prose(text))).collect();
        let first = prose(text).await;
        for look in looks {
            assert!(Arc::ptr_eq(&first, &look.await.expect("it is written out")));
        }
        assert!(!Arc::ptr_eq(&first, &prose("Another text").await));
    }

    /// How often others had their turn on the one async thread while a text was fetched.
    async fn turns_during(text: &str) -> usize {
        let (is_done, turns) = (Cell::new(false), Cell::new(0));
        let look = async {
            prose(text).await;
            is_done.set(true);
        };
        let others = async {
            while !is_done.get() {
                turns.set(turns.get() + 1);
                tokio::task::yield_now().await;
            }
        };
        tokio::join!(look, others);
        turns.get()
    }

    #[tokio::test]
    async fn others_have_their_turn_while_a_long_text_is_written_out() {
        let text = "*a **a ".repeat(1400);
        assert!(turns_during(&text).await > 0, "it was written out on the thread of all");
        assert_eq!(turns_during(&text).await, 0, "it was there already");
    }

    #[test]
    fn what_is_kept_stays_within_its_bound() {
        let mut kept = KeptProse::default();
        let seldom = kept.slot([255; 32]);
        for nth in 0..200_u8 {
            kept.slot([nth; 32]);
            kept.grow(GENERATION / 50);
            // Looked at again and again, it outlives the generations.
            assert!(Arc::ptr_eq(&kept.slot([0; 32]), &kept.slot([0; 32])));
            assert!(kept.young.len() + kept.old.len() <= 104, "{}", kept.young.len() + kept.old.len());
        }
        assert!(!Arc::ptr_eq(&seldom, &kept.slot([255; 32])), "nobody asked for it, and it is still there");
    }
}
