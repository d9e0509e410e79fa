use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};

use super::queries;
use crate::organisation::logins::cookie::Token;
use crate::organisation::logins::{ConfirmedPerson, SignedIn};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Problems, Shell};

#[derive(Template, WebTemplate)]
#[template(path = "organisation/logins/addresses/edit.html")]
pub struct EditPage {
    pub shell: Shell,
    /// The address now.
    pub email: String,
    pub typed: String,
    pub problems: Problems,
    pub sends_mail: bool,
}

pub async fn edit(ConfirmedPerson(who): ConfirmedPerson, State(app): State<App>) -> Result<EditPage> {
    let email = queries::owner(&mut *app.db.acquire().await?, who.person.id).await?.email;
    let sends_mail = app.config.smtp_url.is_some();
    Ok(EditPage { shell: who.shell, email, typed: String::new(), problems: Problems::default(), sends_mail })
}

/// Where the link from the mail leads. Only the person who asked for it can use it: in an address that was mistyped it
/// would hand the account over.
#[derive(Template, WebTemplate)]
#[template(path = "organisation/logins/addresses/verify.html")]
pub struct VerifyPage {
    pub shell: Shell,
    pub token: String,
    /// None once the link is used up or too old.
    pub email: Option<String>,
}

pub async fn verify(who: SignedIn, State(app): State<App>, Path(token): Path<String>) -> Result<VerifyPage> {
    let token = Token::from_outside(&token);
    let email = queries::linked(&app.db, who.person.id, &token.hash(), who.shell.now).await?;
    Ok(VerifyPage { shell: who.shell, token: token.as_str().to_owned(), email })
}
