//! Shows that whoever holds mails still lives. A lease alone would leave the mails of a program that was
//! killed lying until it runs out; a lock that ends with its connection tells the others at once.

use sqlx::{Connection, PgConnection, PgPool};

use super::queries;
use crate::platform::error::Result;
use crate::platform::ids::HolderId;

pub struct Presence {
    /// Made anew each time: once gone, it never comes back.
    pub me: HolderId,
    /// Of its own, not from the pool, which would keep it open, and the lock with it.
    connection: PgConnection,
}

impl Presence {
    /// Must be there before the first mail is taken.
    pub async fn begin(db: &PgPool) -> Result<Self> {
        let mut connection = PgConnection::connect_with(&db.connect_options()).await?;
        let me = HolderId::random();
        queries::show_presence(&mut connection, me).await?;
        Ok(Self { me, connection })
    }

    /// Renews the leases through the very connection that holds the lock: one that fails means that
    /// the others may think we are gone.
    pub async fn renew(&mut self) -> Result<()> {
        Ok(queries::renew(&mut self.connection, self.me).await?)
    }

    pub async fn end(self) {
        // Where the goodbye is not heard, the broken connection says the same.
        let _ = self.connection.close().await;
    }
}
