use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};

use super::queries::{self, MyBuddy, MyNewcomer, NewcomerLine, SuitedSession};
use super::{SUGGESTED, is_newcomer, mails, rules};
use crate::communities::{Belonging, Community, SeenCommunity};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Page, Pages, Shell};

const A_PAGE: i64 = 20;

#[derive(Template, WebTemplate)]
#[template(path = "learning/buddies/show.html")]
pub struct ShowPage {
    shell: Shell,
    community: Community,
    is_newcomer: bool,
    buddy: Option<MyBuddy>,
    sessions: Vec<SuitedSession>,
    /// Those the reader welcomes.
    mine: Vec<MyNewcomer>,
    volunteers: bool,
    may_volunteer: bool,
    /// For organisers.
    newcomers: Vec<NewcomerLine>,
    pages: Pages,
}

impl ShowPage {
    fn hello(&self, newcomer: &MyNewcomer) -> String {
        let me = self.shell.me.as_ref().map_or("", |me| me.name.as_str());
        mails::hello(&newcomer.name, me, &self.community.name)
    }

    /// The day on which someone else takes over.
    fn until(&self, newcomer: &MyNewcomer) -> String {
        self.shell.day(&(newcomer.paired_at + rules::HELLO_WITHIN))
    }
}

pub async fn show(
    Belonging(seen): Belonging,
    State(app): State<App>,
    Query(page): Query<Page>,
) -> Result<ShowPage> {
    let SeenCommunity { person, shell, community } = seen;
    let is_newcomer = is_newcomer(&community, shell.now);
    let buddy = super::buddy_of(&app.db, &community, person.id, shell.now).await?;
    let sessions = if is_newcomer {
        let mut db = app.db.acquire().await?;
        queries::suited(&mut db, &[person.id], &[community.id], shell.now, SUGGESTED).await?
    } else {
        Vec::new()
    };
    let mine = queries::newcomers_of(&app.db, person.id, Some(community.id)).await?;
    let volunteers = queries::is_volunteer(&app.db, community.id, person.id).await?;
    let may_volunteer = community.joined_at.is_some_and(|at| rules::may_volunteer(at, shell.now));
    let newcomers = if community.organiser {
        let joined_after = shell.now - rules::NEW_FOR;
        queries::newcomer_lines(&app.db, community.id, joined_after, page.rows(A_PAGE)).await?
    } else {
        Vec::new()
    };
    let (newcomers, pages) = page.cut(newcomers, A_PAGE);
    Ok(ShowPage {
        shell,
        community,
        is_newcomer,
        buddy,
        sessions,
        mine,
        volunteers,
        may_volunteer,
        newcomers,
        pages,
    })
}
