use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum_extra::extract::cookie::CookieJar;

use super::actions::SignUp;
use super::{queries, rules};
use crate::organisation;
use crate::organisation::logins::cookie::Token;
use crate::organisation::logins::signed_out_shell;
use crate::organisation::teams;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Problems, Shell, when};

#[derive(Template, WebTemplate)]
#[template(path = "organisation/logins/sign_ups/new.html")]
pub struct NewPage {
    pub shell: Shell,
    pub form: SignUp,
    pub problems: Problems,
    pub teams: Vec<(String, String)>,
    pub zones: Vec<String>,
    pub open: bool,
    /// Whose addresses may sign up, in words; empty where all may.
    pub domains: String,
    pub sends_mail: bool,
}

impl NewPage {
    pub async fn new(app: &App, jar: &CookieJar, form: SignUp, problems: Problems) -> Result<Self> {
        let shell = signed_out_shell(app, jar, "/sign-up").await?;
        let teams = teams::choices(&teams::all(&app.db).await?);
        let organisation = organisation::load(&app.db).await?;
        Ok(Self {
            shell,
            form,
            problems,
            teams,
            zones: when::zones(),
            open: organisation.lets_people_sign_up(),
            domains: rules::in_words(&organisation.mail_domains),
            sends_mail: app.config.smtp_url.is_some(),
        })
    }

    fn email_hint(&self) -> String {
        if self.domains.is_empty() { String::new() } else { format!("It ends in {}.", self.domains) }
    }
}

pub async fn new(State(app): State<App>, jar: CookieJar) -> Result<NewPage> {
    let form = SignUp { zone: organisation::load(&app.db).await?.zone, ..SignUp::default() };
    NewPage::new(&app, &jar, form, Problems::default()).await
}

/// What comes next, the same whether the address was free or not.
#[derive(Template, WebTemplate)]
#[template(path = "organisation/logins/sign_ups/sent.html")]
pub struct SentPage {
    pub shell: Shell,
    pub email: String,
    pub sends_mail: bool,
}

#[derive(Template, WebTemplate)]
#[template(path = "organisation/logins/sign_ups/verify.html")]
pub struct VerifyPage {
    pub shell: Shell,
    pub token: String,
    /// Whose account it becomes; nothing where the link is not good any more.
    pub email: Option<String>,
    pub problems: Problems,
}

pub async fn verify(State(app): State<App>, jar: CookieJar, Path(token): Path<String>) -> Result<VerifyPage> {
    let token = Token::from_outside(&token);
    let linked = queries::linked(&app.db, &token.hash(), app.clock.now()).await?;
    let shell = signed_out_shell(&app, &jar, "/sign-up").await?;
    let email = linked.map(|linked| linked.email);
    Ok(VerifyPage { shell, token: token.as_str().to_owned(), email, problems: Problems::default() })
}
