//! A site to test on: the whole program in process, on a database of its own, with a clock that stands still.
//!
//! ```ignore
//! let site = site().await;
//! let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
//! let circle = ana.found("Testing circle", &[]).await;
//! let session = ana.schedule(&circle, "Flaky tests", &[("capacity", "1")]).await;
//! ben.post(&rsvp(&session), "answer=going").await;
//! assert_eq!(ben.get(&session).await.text(".place"), "You’re going.");
//! ```

pub mod asked;
mod browser;
mod database;
mod forms;
pub mod line;
mod page;
mod people;
pub mod smtp;

use axum::Router;
use guildhall::{App, Clock, Config};
use time::OffsetDateTime;
use time::macros::datetime;

pub use browser::Browser;
pub use forms::{NUMBERS, community, form, rsvp, session};
pub use page::Page;

use database::Database;

/// A Monday morning.
pub const START: OffsetDateTime = datetime!(2026-11-23 09:00 UTC);

/// The program and its database, which goes away with it.
pub struct Site {
    pub app: App,
    /// A second copy of the program, with connections of its own.
    copy: App,
    router: Router,
    database: Database,
}

/// A site as it is after its very first start: nobody is there, and set-up is still to be done.
pub async fn fresh() -> Site {
    Site::with(Config::default(), 5).await
}

/// A site that is set up: the organisation is called Riverside, and people may make accounts.
pub async fn site() -> Site {
    set_up(fresh().await).await
}

/// A site with a configuration of its own.
pub async fn site_with(config: Config) -> Site {
    set_up(Site::with(config, 5).await).await
}

/// A site with a single connection to its database: whoever asks for a second one while holding it waits in vain.
pub async fn narrow_site() -> Site {
    set_up(Site::with(Config::default(), 1).await).await
}

/// A site for crowds, with as many connections as the program has when it runs.
pub async fn crowded_site() -> Site {
    set_up(Site::with(Config::default(), 20).await).await
}

async fn set_up(site: Site) -> Site {
    sqlx::query("update organisation set name = 'Riverside', set_up_at = $1")
        .bind(START)
        .execute(&site.app.db)
        .await
        .expect("an organisation");
    site
}

/// One more copy of the program, which shares the database of a site.
pub struct OtherCopy(Router);

impl OtherCopy {
    pub fn of(app: App) -> Self {
        Self(guildhall::router(app))
    }

    pub fn stranger(&self) -> Browser {
        Browser::new(self.0.clone(), (uuid::Uuid::nil(), "", ""), None)
    }
}

impl Site {
    async fn with(config: Config, connections: u32) -> Self {
        let database = Database::clone_template().await;
        let db = database.connect(connections).await;
        sqlx::query("insert into organisation (link_secret) values (decode(repeat('00', 32), 'hex'))")
            .execute(&db)
            .await
            .expect("the one row of the organisation");
        let app = App::new(db, config.clone(), Clock::standing_at(START));
        let copy = App::new(database.connect(connections).await, config, app.clock.clone());
        Self { router: guildhall::router(app.clone()), app, copy, database }
    }

    /// The same site for another pool, as a program that is started now would have it.
    pub async fn over(&self, url: &str) -> App {
        let db = guildhall::connect(url, guildhall::DatabaseLimits::default()).await.expect("a pool");
        App::new(db, Config::default(), self.app.clock.clone())
    }

    /// Where another program finds the database of this site.
    pub fn database_url(&self) -> String {
        self.database.url()
    }

    pub fn clock_to(&self, at: OffsetDateTime) {
        self.app.clock.move_to(at);
    }

    /// Where the second copy of the program answers.
    pub fn copy_router(&self) -> Router {
        guildhall::router(self.copy.clone())
    }

    /// Whatever the schedule owes and whatever is due, now, by two copies of the program side by side: what is to
    /// happen once may not happen twice, whichever test looks.
    pub async fn run_jobs(&self) {
        let (one, other) =
            tokio::join!(guildhall::run_due_jobs(&self.app), guildhall::run_due_jobs(&self.copy));
        one.and(other).expect("the jobs run");
    }

    /// Subjects of the mails to this address, the oldest first. Without a mail server they are all kept.
    pub async fn mails_to(&self, address: &str) -> Vec<String> {
        sqlx::query_scalar(
            "select subject from mails
             where lower(to_address) = lower($1) and state <> 'dropped'
             order by number",
        )
        .bind(address)
        .fetch_all(&self.app.db)
        .await
        .expect("mails")
    }

    /// The newest mail to this address, as it is read.
    pub async fn letter_to(&self, address: &str) -> String {
        sqlx::query_scalar(
            "select body_text from mails
             where lower(to_address) = lower($1) and state <> 'dropped'
             order by number desc
             limit 1",
        )
        .bind(address)
        .fetch_one(&self.app.db)
        .await
        .expect("a mail")
    }
}
