//! How long a request may take. One that takes long is fine as long as the database answers; once it does not, all who
//! waits is told so, and nobody waits for ever.

use std::pin::pin;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::{Instant, timeout};

use crate::platform::app::App;
use crate::platform::error::Error;

struct RequestLimits {
    /// How often the database is asked on behalf of a request that waits.
    ask_every: Duration,
    at_most: Duration,
}

/// With the half second the database has for its answer, a person hears within three seconds that it is away.
const LIMITS: RequestLimits =
    RequestLimits { ask_every: Duration::from_millis(2250), at_most: Duration::from_secs(30) };

/// The answer, or the page that says there is none in time.
pub async fn within(State(app): State<App>, request: Request, next: Next) -> Response {
    wait(next.run(request), LIMITS, || app.presence.answers()).await
}

async fn wait<Asked: Future<Output = bool>>(
    answer: impl Future<Output = Response>,
    limits: RequestLimits,
    database_answers: impl Fn() -> Asked,
) -> Response {
    let until = Instant::now() + limits.at_most;
    let mut answer = pin!(answer);
    while Instant::now() < until {
        if let Ok(answer) = timeout(limits.ask_every, &mut answer).await {
            return answer;
        }
        if !database_answers().await {
            return Error::Unavailable("the database does not answer".to_owned()).into_response();
        }
    }
    Error::Unavailable(format!("no answer within {} s", limits.at_most.as_secs())).into_response()
}

#[cfg(test)]
mod tests {
    use super::{Duration, IntoResponse, RequestLimits, Response, wait};
    use axum::http::{StatusCode, header};
    use std::future::ready;
    use tokio::time::sleep;

    const SHORT: RequestLimits =
        RequestLimits { ask_every: Duration::from_millis(10), at_most: Duration::from_millis(60) };

    async fn after(time: Duration) -> Response {
        sleep(time).await;
        "here you are".into_response()
    }

    #[tokio::test]
    async fn a_long_answer_comes_while_the_database_answers_and_an_endless_one_becomes_a_page() {
        let long = wait(after(SHORT.ask_every * 3), SHORT, || ready(true)).await;
        assert_eq!(long.status(), StatusCode::OK);
        let away = wait(after(SHORT.ask_every * 3), SHORT, || ready(false)).await;
        assert_eq!(away.status(), StatusCode::SERVICE_UNAVAILABLE);
        let endless = wait(std::future::pending(), SHORT, || ready(true)).await;
        assert_eq!(endless.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(endless.headers().contains_key(header::RETRY_AFTER));
        let page = axum::body::to_bytes(endless.into_body(), 10_000).await.unwrap();
        assert!(String::from_utf8_lossy(&page).contains("Not available right now"));
    }
}
