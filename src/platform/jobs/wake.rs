//! A call from the database that there is something to do, so that nobody has to ask it all the time.

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;

/// Between two attempts to listen again after the connection was lost.
const RETRY: Duration = Duration::from_secs(5);

/// Listens on one channel. Only a shortcut: the waiting side also looks by the clock, so that a call which goes
/// unheard makes work late and loses none.
pub struct Wake {
    db: PgPool,
    channel: &'static str,
    listener: Option<PgListener>,
}

impl Wake {
    pub fn on(db: &PgPool, channel: &'static str) -> Self {
        Self { db: db.clone(), channel, listener: None }
    }

    /// Returns when there may be something to do. May be dropped while it waits.
    pub async fn heard(&mut self) {
        let heard = match &mut self.listener {
            Some(listener) => listener.recv().await.map(|_| ()),
            None => self.listen().await,
        };
        if let Err(error) = heard {
            tracing::debug!(%error, channel = self.channel, "not listening");
            self.listener = None;
            tokio::time::sleep(RETRY).await;
        }
    }

    /// Once listening, it counts as a call: one may have been missed before.
    async fn listen(&mut self) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(&self.db).await?;
        listener.listen(self.channel).await?;
        self.listener = Some(listener);
        Ok(())
    }
}
