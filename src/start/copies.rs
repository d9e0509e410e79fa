//! Copies of the whole site: one file that holds everything, and a site made of one.

use std::path::PathBuf;

use super::{Outcome, message, migrated, prepare, run, say};
use crate::organisation;
use crate::platform::config::Config;
use crate::platform::db;
use crate::platform::db::dump::DumpTarget;
use crate::platform::db::embedded::{Embedded, RunningServer, tools};

/// Writes the whole site to a file, also while it runs.
///
/// # Errors
/// As [`super::serve`], what keeps the file from being written, and that there is no site: a wrong folder must not be taken
/// for a copy, and the last good file stays as it is.
pub fn back_up(config: Config, file: PathBuf) -> Outcome {
    run(async move {
        if config.database_url.is_none() {
            let dir = config.data_dir()?;
            if !Embedded::is_made(&dir) {
                let dir = dir.display();
                return Err(format!(
                    "there is no site in {dir}, so nothing was backed up; set GUILDHALL_DATA_DIR or DATABASE_URL"
                ));
            }
        }
        let found = find(config).await?;
        let outcome = back_up_found(&found, file.clone()).await;
        found.prepared.leave().await?;
        outcome?;
        say(&format!("{} holds everything. Keep it as safe as the site itself.", file.display()));
        Ok(())
    })
}

async fn back_up_found(found: &FoundDatabase, file: PathBuf) -> Outcome {
    if db::is_empty(&found.prepared.db).await.map_err(message)? {
        return Err(
            "the database holds no site, so nothing was backed up; set GUILDHALL_DATA_DIR or DATABASE_URL"
                .to_owned(),
        );
    }
    let place = DumpTarget { url: found.place.url.clone(), bin: found.place.bin.clone() };
    tokio::task::spawn_blocking(move || place.back_up(&file)).await.map_err(message)?
}

/// Makes the site what a file holds. A database with data is only replaced where that was asked for.
///
/// # Errors
/// As [`back_up`]; the database is then as it was.
pub fn restore(config: Config, file: PathBuf, replace: bool) -> Outcome {
    run(async move {
        let found = find(config).await?;
        let outcome = restore_into(&found, file, replace).await;
        found.prepared.leave().await?;
        outcome
    })
}

async fn restore_into(found: &FoundDatabase, file: PathBuf, replace: bool) -> Outcome {
    let db = &found.prepared.db;
    if !replace && holds_data(db).await? {
        return Err("the database holds data already; to replace all of it, add --replace".to_owned());
    }
    let place = DumpTarget { url: found.place.url.clone(), bin: found.place.bin.clone() };
    let read = file.clone();
    tokio::task::spawn_blocking(move || place.restore(&read)).await.map_err(message)??;
    // The copy may be of an older program. The connection from before was ended, so it takes another one.
    let fresh = db::connect(&found.place.url, found.limits).await.map_err(message)?;
    migrated(&fresh).await?;
    fresh.close().await;
    say(&format!(
        "The site is what {} holds. Emails that waited in it are parked: send them again under Admin, Email.",
        file.display()
    ));
    Ok(())
}

/// A site that was started and never set up holds nothing that anyone would miss.
async fn holds_data(db: &sqlx::PgPool) -> Result<bool, String> {
    if db::is_empty(db).await.map_err(message)? {
        return Ok(false);
    }
    Ok(organisation::is_used(db).await.unwrap_or(true))
}

/// The database of the site, on its own server or another.
struct FoundDatabase {
    prepared: super::PreparedDatabase,
    place: DumpTarget,
    limits: crate::platform::config::DatabaseLimits,
}

async fn find(config: Config) -> Result<FoundDatabase, String> {
    let limits = config.limits;
    let pg_bin = config.pg_bin.clone();
    let running = if config.database_url.is_some() { None } else { running(&config)? };
    let (config, bin) = match running {
        Some(RunningServer { url, bin }) => (Config { database_url: Some(url), ..config }, Some(bin)),
        None => (config, None),
    };
    let prepared = prepare(&config, false).await?;
    let own = prepared.server.as_ref().map(|server| (server.url(), server.bin().to_path_buf()));
    let (url, bin) = match (own, config.database_url) {
        (Some((url, own)), _) => (url, Some(own)),
        (None, url) => (url.unwrap_or_default(), bin),
    };
    let bin = if let Some(bin) = bin {
        bin
    } else {
        let major = db::server_major(&prepared.db).await.map_err(message)?;
        tools(pg_bin.as_deref(), major).map_err(message)?
    };
    Ok(FoundDatabase { prepared, place: DumpTarget { url, bin }, limits })
}

/// The private server of a site that runs now.
fn running(config: &Config) -> Result<Option<RunningServer>, String> {
    let dir = config.data_dir()?;
    Ok(Embedded::running(&dir, config.pg_bin.as_deref()))
}
