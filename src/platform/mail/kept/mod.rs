//! The outbox as others see it: administrators, who read it and send a parked mail again, and the log.
//! Without a mail server nothing is sent, and this is where mail ends.

mod queries;

use std::time::Duration;

use tokio::sync::watch;

use crate::platform::app::App;
use crate::platform::jobs::Wake;

pub use queries::{
    KeptMail, MailRow, Sending, StateCount, newest, one, retry, retry_parked, sendings, tally,
};

const LOOK_EVERY: Duration = Duration::from_mins(1);

/// Says so once, and then one line for each mail, without its recipient or what it says: a log is read by
/// others than the administrator's pages are.
pub async fn report_forever(app: App, mut stop: watch::Receiver<bool>) {
    tracing::info!(
        "no mail server is named (GUILDHALL_SMTP_URL): mail is kept, and an administrator can read it"
    );
    let mut wake = Wake::on(&app.db, "mails");
    let mut seen = app.clock.now();
    loop {
        match queries::kept_since(&app.db, seen).await {
            Ok(kept) => {
                for mail in kept {
                    tracing::info!(mail = %mail.id, kind = mail.kind, "mail kept");
                    seen = mail.queued_at;
                }
            }
            Err(error) => tracing::warn!(%error, "the outbox cannot be read"),
        }
        tokio::select! {
            // Also when the sender of the stop signal is gone.
            _ = stop.wait_for(|stop| *stop) => return,
            () = wake.heard() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}
