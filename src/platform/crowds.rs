//! What many people ask of one thing at the same moment is done for all of them together. Those who come while it is being
//! done waits, holding no connection to the database, and is served with everyone else who came meanwhile, in the order in
//! which they came: sixty people before one lock cost two rounds of work and not sixty.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{Mutex as AsyncMutex, oneshot};
use tracing::Instrument;
use uuid::Uuid;

use crate::platform::error::{Error, Result};

/// More are served in the next round, so that one round stays short.
const MOST_AT_ONCE: usize = 100;

/// Crowds before things, each served by one of its own. Clones share them.
pub struct Crowds<Ask, Answer>(Arc<Mutex<ByThing<Ask, Answer>>>);

/// Only those before which someone waits.
type ByThing<Ask, Answer> = HashMap<Uuid, Weak<Crowd<Ask, Answer>>>;

impl<Ask, Answer> Clone for Crowds<Ask, Answer> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<Ask, Answer> Default for Crowds<Ask, Answer> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

struct Crowd<Ask, Answer> {
    line: Mutex<Vec<WaitingAsk<Ask, Answer>>>,
    /// Held while a round is served.
    turn: Arc<AsyncMutex<()>>,
}

struct WaitingAsk<Ask, Answer> {
    asks: Ask,
    answered: oneshot::Sender<Answer>,
}

impl<Ask: Send + 'static, Answer: Send + 'static> Crowds<Ask, Answer> {
    /// Asks something of the thing with this id; `serve` answers a round of asks, each at its place, and goes on if the
    /// one who began it goes away.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the round broke off.
    pub async fn ask<Round>(
        &self,
        thing: Uuid,
        asks: Ask,
        serve: impl Fn(Vec<Ask>) -> Round + Send,
    ) -> Result<Answer>
    where
        Round: Future<Output = Vec<Answer>> + Send + 'static,
    {
        let broke_off = |_| Error::Unavailable("a round of answers broke off".to_owned());
        let (answered, mut answer) = oneshot::channel();
        let crowd = self.of(thing);
        crowd.line.lock().unwrap_or_else(PoisonError::into_inner).push(WaitingAsk { asks, answered });
        loop {
            let turn = tokio::select! {
                biased;
                answer = &mut answer => return answer.map_err(broke_off),
                turn = crowd.turn.clone().lock_owned() => turn,
            };
            let round = crowd.next_round();
            if round.is_empty() {
                // Answered between the two, or broken off.
                drop(turn);
                return answer.await.map_err(broke_off);
            }
            let (asks, answered): (Vec<Ask>, Vec<_>) =
                round.into_iter().map(|waiting| (waiting.asks, waiting.answered)).unzip();
            let serving = serve(asks);
            let round = async move {
                for (answered, answer) in answered.into_iter().zip(serving.await) {
                    // Who went away hears nothing.
                    let _ = answered.send(answer);
                }
                drop(turn);
            };
            tokio::spawn(round.in_current_span());
        }
    }

    fn of(&self, thing: Uuid) -> Arc<Crowd<Ask, Answer>> {
        let mut crowds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        crowds.retain(|_, crowd| crowd.strong_count() > 0);
        crowds.get(&thing).and_then(Weak::upgrade).unwrap_or_else(|| {
            let crowd = Arc::new(Crowd { line: Mutex::default(), turn: Arc::default() });
            crowds.insert(thing, Arc::downgrade(&crowd));
            crowd
        })
    }
}

impl<Ask, Answer> Crowd<Ask, Answer> {
    fn next_round(&self) -> Vec<WaitingAsk<Ask, Answer>> {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        let count = line.len().min(MOST_AT_ONCE);
        line.drain(..count).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use tokio::task::JoinSet;

    use super::{Crowds, MOST_AT_ONCE, Uuid};

    type Rounds = Arc<Mutex<Vec<Vec<usize>>>>;

    async fn ask(crowds: Crowds<usize, usize>, rounds: Rounds, thing: u128, number: usize) -> Option<usize> {
        let serve = |asks: Vec<usize>| {
            let rounds = rounds.clone();
            async move {
                rounds.lock().unwrap().push(asks.clone());
                tokio::time::sleep(Duration::from_millis(20)).await;
                assert!(!asks.contains(&usize::MAX), "one that breaks");
                asks.into_iter().map(|asked| asked * 2).collect()
            }
        };
        crowds.ask(Uuid::from_u128(thing), number, serve).await.ok()
    }

    #[tokio::test]
    async fn everyone_who_came_meanwhile_is_served_together_in_their_order() {
        let (crowds, rounds) = (Crowds::default(), Rounds::default());
        let mut asking = JoinSet::new();
        for number in 0..MOST_AT_ONCE + 51 {
            asking.spawn(ask(crowds.clone(), rounds.clone(), 1, number));
        }
        let mut answers = asking.join_all().await;
        answers.sort_unstable();
        let expected: Vec<_> = (0..MOST_AT_ONCE + 51).map(|number| Some(number * 2)).collect();
        assert_eq!(answers, expected);
        let rounds = rounds.lock().unwrap();
        assert_eq!(rounds.iter().map(Vec::len).collect::<Vec<_>>(), [1, MOST_AT_ONCE, 50]);
        assert!(rounds.concat().is_sorted(), "first come, first served");
    }

    #[tokio::test]
    async fn a_round_that_breaks_answers_its_own_and_no_others() {
        let (crowds, rounds) = (Crowds::default(), Rounds::default());
        let breaks = tokio::spawn(ask(crowds.clone(), rounds.clone(), 1, usize::MAX));
        tokio::time::sleep(Duration::from_millis(5)).await;
        let other = tokio::spawn(ask(crowds.clone(), rounds.clone(), 1, 4));
        assert_eq!(ask(crowds.clone(), rounds.clone(), 2, 5).await, Some(10), "another thing has its own");
        assert_eq!((breaks.await.unwrap(), other.await.unwrap()), (None, Some(8)));
    }

    #[tokio::test]
    async fn what_was_begun_for_others_goes_on_when_the_one_who_began_goes_away() {
        let (crowds, rounds) = (Crowds::default(), Rounds::default());
        let first = tokio::spawn(ask(crowds.clone(), rounds.clone(), 1, 1));
        tokio::time::sleep(Duration::from_millis(5)).await;
        let [second, third] =
            [2, 3].map(|number| tokio::spawn(ask(crowds.clone(), rounds.clone(), 1, number)));
        tokio::time::sleep(Duration::from_millis(25)).await;
        second.abort();
        first.abort();
        assert_eq!(third.await.unwrap(), Some(6));
    }
}
