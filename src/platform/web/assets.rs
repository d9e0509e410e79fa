//! Static files, inside the binary. Their path carries a hash of their content, so browsers may keep
//! them for good; all style sheets are served as one.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::platform::app::App;
use crate::platform::error::Error;

#[derive(RustEmbed)]
#[folder = "../../static/"]
struct Static;

const FOR_GOOD: &str = "public, max-age=31536000, immutable";
const FOR_A_DAY: &str = "public, max-age=86400";

/// The one style sheet: the files of `static/css` in the order of their names.
static CSS: LazyLock<(String, String)> = LazyLock::new(|| {
    let mut names: Vec<_> = Static::iter().filter(|name| name.starts_with("css/")).collect();
    names.sort();
    let css: String = names
        .iter()
        .filter_map(|name| Static::get(name))
        .map(|file| String::from_utf8_lossy(&file.data).into_owned())
        .collect();
    let hash = hex::encode(&Sha256::digest(css.as_bytes())[..6]);
    (css, format!("/static/site-{hash}.css"))
});

/// Where the style sheet is.
pub fn css_path() -> &'static str {
    &CSS.1
}

pub fn routes() -> Router<App> {
    Router::new().route("/static/{*path}", get(file)).route("/favicon.ico", get(favicon))
}

async fn file(Path(path): Path<String>) -> Result<Response, Error> {
    if css_path().strip_prefix("/static/") == Some(path.as_str()) {
        return Ok(([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, FOR_GOOD)], CSS.0.as_str())
            .into_response());
    }
    let file = Static::get(&path).ok_or(Error::NotFound)?;
    let kind = file.metadata.mimetype().to_owned();
    Ok(([(CONTENT_TYPE, kind), (CACHE_CONTROL, FOR_A_DAY.to_owned())], file.data).into_response())
}

async fn favicon() -> Result<Response, Error> {
    file(Path("favicon.svg".to_owned())).await
}
