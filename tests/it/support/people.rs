//! People with an account, signed in.

use sha2::{Digest, Sha256};
use time::Duration;
use uuid::Uuid;

use super::{Browser, Site};

impl Site {
    /// Somebody who only looks.
    pub fn stranger(&self) -> Browser {
        Browser::new(self.router.clone(), (Uuid::nil(), "", ""), None).at(&self.app.config.base_url())
    }

    /// Somebody with an account, signed in; asked for twice, the same person in a second browser.
    /// Person and login are written as rows: the front door hashes a password, which takes longer than
    /// most tests. It has tests of its own, in logins.rs.
    pub async fn person(&self, name: &str) -> Browser {
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let id = sqlx::query_scalar(
            "insert into people (name, email, created_at) values ($1, $2, $3)
             on conflict (lower(email)) do update set name = excluded.name
             returning id",
        )
        .bind(name)
        .bind(&email)
        .bind(self.app.clock.now())
        .fetch_one(&self.app.db)
        .await
        .expect("a person");
        let token = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        // Tests that move the clock by months stay signed in, and are asked for no password.
        sqlx::query(
            "insert into logins (person_id, token_hash, created_at, seen_at, confirmed_at, expires_at)
             values ($1, $2, $3, $4, $4, $4)",
        )
        .bind(id)
        .bind(Sha256::digest(token.as_bytes()).to_vec())
        .bind(self.app.clock.now())
        .bind(self.app.clock.now() + Duration::weeks(520))
        .execute(&self.app.db)
        .await
        .expect("a login");
        Browser::new(self.router.clone(), (id, name, &email), Some(&token)).at(&self.app.config.base_url())
    }

    /// Makes an account by the front door, which an administrator opens; nobody is signed in by it yet.
    pub async fn let_in(&self, sign_up: &str) {
        let page = self.stranger().post("/sign-up", sign_up).await;
        assert_eq!(page.text("h1"), "An administrator lets you in", "{:?}", page.all(".problem"));
        let newest = "select id from sign_ups order by created_at desc, xmin::text::bigint desc limit 1";
        let id: Uuid = sqlx::query_scalar(newest).fetch_one(&self.app.db).await.expect("somebody waits");
        let page =
            self.admin("Omar Siddiq").await.post(&format!("/admin/sign-ups/{id}/answer"), "answer=yes").await;
        assert_eq!(page.said(), "They can sign in now. No mail server is set up, so tell them yourself.");
    }

    /// Somebody of a team, which is made when it is not there yet.
    pub async fn person_of(&self, name: &str, team: &str) -> Browser {
        let browser = self.person(name).await;
        sqlx::query(
            "with department as (
                 insert into departments (name) values ('Operations')
                 on conflict (lower(name)) do update set name = excluded.name
                 returning id
             ), team as (
                 insert into teams (department_id, name) select id, $2 from department
                 on conflict (lower(name)) do update set name = excluded.name
                 returning id
             )
             update people set team_id = team.id from team where people.id = $1",
        )
        .bind(browser.id)
        .bind(team)
        .execute(&self.app.db)
        .await
        .expect("a team");
        browser
    }

    pub async fn leader(&self, name: &str) -> Browser {
        let browser = self.person(name).await;
        self.execute("update people set is_leader = true where id = $1", browser.id).await;
        browser
    }

    pub async fn admin(&self, name: &str) -> Browser {
        let browser = self.person(name).await;
        self.execute("update people set is_admin = true where id = $1", browser.id).await;
        browser
    }

    /// Archives the community at `path`, as the job does on its closing day; its sessions stay as they are.
    pub async fn archive(&self, path: &str) {
        let slug = path.rsplit('/').next().unwrap_or_default();
        let done = sqlx::query("update communities set archived_at = $2 where slug = $1")
            .bind(slug)
            .bind(self.app.clock.now())
            .execute(&self.app.db)
            .await;
        assert_eq!(done.expect("done").rows_affected(), 1, "{path} is archived");
    }

    /// Every mail that waits has left.
    pub async fn mails_leave(&self) {
        let sent = "update mails set state = 'delivered', settled_at = $1 where state = 'queued'";
        let done = sqlx::query(sent).bind(self.app.clock.now()).execute(&self.app.db).await;
        done.expect("mails");
    }

    async fn execute(&self, sql: &'static str, id: Uuid) {
        sqlx::query(sql).bind(id).execute(&self.app.db).await.expect("done");
    }
}
