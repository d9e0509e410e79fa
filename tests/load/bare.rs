//! The handler to compare with: axum, sqlx and askama, and nothing else. It finds who asks, as the product must,
//! then does the wanted number of indexed single-table queries and writes a page of the wanted size. `/floor` is such a
//! page that never changes.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Html;
use axum::routing::get;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use uuid::Uuid;

use crate::Outcome;

pub async fn serve(url: &str) -> Outcome {
    // As the product connects: what it sets for its queries is no difference between the two.
    let db = guildhall::connect(url, guildhall::DatabaseLimits::default()).await?;
    let bind = std::env::var("GUILDHALL_BIND")?;
    let router = Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/bare", get(page))
        .route("/floor", get(floor))
        .with_state(db);
    axum::serve(tokio::net::TcpListener::bind(bind).await?, router).await?;
    Ok(())
}

#[derive(Deserialize)]
struct Wanted {
    queries: usize,
    rows: i64,
    bytes: usize,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = "<!doctype html><html><head><title>Bare</title></head><body><ul>{% for row in rows %}<li><a href=\"/{{ row.0 }}\">{{ row.1 }}</a></li>{% endfor %}</ul><p>{{ rest }}</p></body></html>"
)]
struct Page<'a> {
    rows: &'a [(Uuid, String)],
    rest: &'a str,
}

static REST: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| "words ".repeat(40_000));

/// A login, three indexed queries of twelve rows and 20 KB: the same whatever the product does.
async fn floor(state: State<PgPool>, headers: HeaderMap) -> Html<String> {
    page(state, Query(Wanted { queries: 4, rows: 12, bytes: 20_000 }), headers).await
}

async fn page(State(db): State<PgPool>, Query(wanted): Query<Wanted>, headers: HeaderMap) -> Html<String> {
    let cookie = headers.get("cookie").and_then(|cookie| cookie.to_str().ok()).unwrap_or_default();
    let token = cookie.strip_prefix("login=").unwrap_or_default();
    let hash = Sha256::digest(token.as_bytes()).to_vec();
    let person: Uuid = sqlx::query_scalar("select person_id from logins where token_hash = $1")
        .bind(hash)
        .fetch_one(&db)
        .await
        .expect("a login");
    let mut rows: Vec<(Uuid, String)> = Vec::new();
    // One query was the login's.
    for turn in 1..wanted.queries {
        let query = if turn % 2 == 0 {
            "select id, title from events where community_id = (select community_id from members where person_id = $1 and left_at is null limit 1) order by starts_at desc limit $2"
        } else {
            "select id, name from people where team_id = (select team_id from people where id = $1) and deactivated_at is null limit $2"
        };
        rows = sqlx::query_as(query).bind(person).bind(wanted.rows).fetch_all(&db).await.expect("rows");
    }
    let around = 90 + rows.iter().map(|row| 65 + row.1.len()).sum::<usize>();
    let rest = REST.get(..wanted.bytes.saturating_sub(around).min(REST.len())).unwrap_or_default();
    Html(Page { rows: &rows, rest }.render().expect("a page"))
}
