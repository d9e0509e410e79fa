//! How long a request may take. One that takes long is fine as long as the database answers; once it does not, whoever
//! waits is told so, and nobody waits for ever.

use std::pin::pin;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::{Instant, timeout};

use crate::platform::app::App;
use crate::platform::error::Error;

/// How often the database is asked on behalf of a request that waits. With the half second it has for its answer, a
/// person hears within three seconds that it is away.
const ASK_EVERY: Duration = Duration::from_millis(2250);
const AT_MOST: Duration = Duration::from_secs(30);

/// The answer, or the page that says there is none in time.
pub async fn within(State(app): State<App>, request: Request, next: Next) -> Response {
    let until = Instant::now() + AT_MOST;
    let mut answer = pin!(next.run(request));
    while Instant::now() < until {
        if let Ok(answer) = timeout(ASK_EVERY, &mut answer).await {
            return answer;
        }
        if !app.presence.answers().await {
            return Error::Unavailable("the database does not answer".to_owned()).into_response();
        }
    }
    Error::Unavailable(format!("no answer within {} s", AT_MOST.as_secs())).into_response()
}
