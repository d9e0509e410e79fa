//! What letters are written on that their readers can stop: each has a foot that says why they get it and how they
//! get no more of its kind.

use askama::Template;
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::NoticeKind;
use crate::organisation;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};
use crate::platform::mail::Letter;
use crate::platform::mail::words;
use crate::platform::web::markdown::Prose;
use crate::platform::web::signed;
use uuid::Uuid;

/// What the signature of a link that stops mails is for.
pub const PURPOSE: &str = "stop";
/// Mails are read late, and found again later.
const LINKS_LIVE: Duration = Duration::days(400);

/// Who a letter is for.
#[derive(Clone, Copy)]
pub struct LetterRecipient<'a> {
    pub person: PersonId,
    pub email: &'a str,
}

/// Where a letter comes from: a community by its id and name.
#[derive(Clone, Copy)]
pub struct LetterOrigin<'a> {
    pub community: CommunityId,
    pub name: &'a str,
}

/// The kind of notice that a letter is one of, and the letter's own kind, under which its mail is kept.
#[derive(Clone, Copy)]
pub struct NoticeMail {
    pub notice: NoticeKind,
    pub kind: &'static str,
}

/// Everything the foot of a letter needs; loaded once, however many letters are written.
pub struct Paper {
    pub base_url: String,
    secret: Vec<u8>,
    now: OffsetDateTime,
}

impl Paper {
    /// On the connection of the writer: one more of the pool, while many hold theirs and wait, may never come.
    pub async fn of(db: &mut PgConnection, app: &App) -> Result<Self> {
        let secret = organisation::link_secret(db).await?;
        Ok(Self { base_url: app.config.base_url(), secret, now: app.clock.now() })
    }

    pub fn now(&self) -> OffsetDateTime {
        self.now
    }

    /// The signed part of a link that says `ids` for `purpose` until a moment.
    pub fn token(&self, purpose: &str, ids: &[Uuid], until: OffsetDateTime) -> String {
        signed::token(&self.secret, purpose, ids, until)
    }

    /// The link that stops a kind of mail to a person, from one community or from all.
    pub fn stop_url(&self, person: PersonId, community: Option<CommunityId>, kind: NoticeKind) -> String {
        let said =
            [person.into(), community.map(Uuid::from).unwrap_or_default(), Uuid::from_u128(kind.number())];
        let token = signed::token(&self.secret, PURPOSE, &said, self.now + LINKS_LIVE);
        format!("{}/notices/stop/{token}", self.base_url)
    }

    /// A letter to a member of a community, which they can stop with all other notices of its kind from there.
    pub fn letter(
        &self,
        to: LetterRecipient<'_>,
        from: LetterOrigin<'_>,
        mail: NoticeMail,
        template: &impl Template,
    ) -> Result<Letter> {
        self.with_body(to, from, mail, template, None)
    }

    /// The same, with what someone wrote where the template has `words::BODY`, else after its words.
    pub fn with_body(
        &self,
        to: LetterRecipient<'_>,
        from: LetterOrigin<'_>,
        mail: NoticeMail,
        template: &impl Template,
        body: Option<&Prose>,
    ) -> Result<Letter> {
        let why = format!("You get this because you are a member of {}.", from.name);
        let stop_url = self.stop_url(to.person, Some(from.community), mail.notice);
        let letter = self.written(to, mail.kind, template, body, &why, &stop_url)?;
        Ok(Letter { community: Some(from.community), ..letter })
    }

    /// A letter that speaks of all of a person's communities.
    pub fn of_all(
        &self,
        to: LetterRecipient<'_>,
        mail: NoticeMail,
        template: &impl Template,
        body: Option<&Prose>,
    ) -> Result<Letter> {
        let why = "You get this because you are a member of these communities.";
        let stop_url = self.stop_url(to.person, None, mail.notice);
        self.written(to, mail.kind, template, body, why, &stop_url)
    }

    /// A letter that someone gets for another reason than that they are a member, which it says.
    pub fn because(
        &self,
        to: LetterRecipient<'_>,
        why: &str,
        mail: NoticeMail,
        template: &impl Template,
    ) -> Result<Letter> {
        let stop_url = self.stop_url(to.person, None, mail.notice);
        self.written(to, mail.kind, template, None, why, &stop_url)
    }

    fn written(
        &self,
        to: LetterRecipient<'_>,
        kind: &'static str,
        template: &impl Template,
        body: Option<&Prose>,
        why: &str,
        stop_url: &str,
    ) -> Result<Letter> {
        let choose_url = format!("{}/me/notices", self.base_url);
        let foot = words::Foot { why, stop_url, choose_url: &choose_url, base_url: &self.base_url };
        Ok(words::stoppable(to.person, to.email, kind, template, body, &foot)?)
    }
}
