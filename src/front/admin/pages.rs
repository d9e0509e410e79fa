use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use time::Duration;

use super::actions::{NewPersonForm, Settings};
use super::needs::{self, AdminNeed};
use super::queries::{self, ActLine, Counts, PersonRow};
use crate::guide::nudges::{self, NudgeKindTally, NudgeOutcome};
use crate::guide::transformation::successors;
use crate::impact::{Cell, Count, FEWEST, hide};
use crate::organisation;
use crate::organisation::logins::sign_ups::{self, WaitingSignUp};
use crate::organisation::logins::{Admin, ConfirmedAdmin};
use crate::organisation::people::{self, PersonFacts};
use crate::organisation::teams;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{MailId, PersonId};
use crate::platform::mail::{self, KeptMail, MailState, Sending, StateCount};
use crate::platform::web::{Page, Pages, Problems, Shell, encoded, when};

const A_PAGE: i64 = 50;

#[derive(Template, WebTemplate)]
#[template(path = "front/admin/index.html")]
pub struct IndexPage {
    shell: Shell,
    counts: Counts,
    mails: Vec<StateCount>,
    sends_mail: bool,
    /// What waits for an administrator.
    needs: Vec<AdminNeed>,
}

pub async fn index(Admin(who): Admin, State(app): State<App>) -> Result<IndexPage> {
    let counts = queries::counts(&app.db).await?;
    let mails = mail::tally(&app.db).await?;
    let sends_mail = app.config.smtp_url.is_some();
    let mut needs = needs::needs(&app.db, sends_mail, who.shell.now).await?;
    // What this very page says further down is not said twice.
    needs.retain(|need| need.path != "/admin");
    Ok(IndexPage { shell: who.shell, needs, counts, mails, sends_mail })
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AccountsQuery {
    q: String,
}

#[derive(Template, WebTemplate)]
#[template(path = "front/admin/people.html")]
pub struct PeoplePage {
    pub shell: Shell,
    pub q: String,
    pub people: Vec<PersonRow>,
    pub pages: Pages,
    pub form: NewPersonForm,
    pub problems: Problems,
    pub teams: Vec<(String, String)>,
    /// Who asked for an account and waits for an administrator.
    pub waiting: Vec<WaitingSignUp>,
}

impl PeoplePage {
    pub async fn new(app: &App, shell: Shell, form: NewPersonForm, problems: Problems) -> Result<Self> {
        Self::of(app, shell, String::new(), Page::default(), form, problems).await
    }

    async fn of(
        app: &App,
        shell: Shell,
        q: String,
        page: Page,
        form: NewPersonForm,
        problems: Problems,
    ) -> Result<Self> {
        let people = queries::people(&app.db, q.trim(), page.rows(A_PAGE)).await?;
        let (people, pages) = page.cut(people, A_PAGE);
        let teams = teams::choices(&teams::all(&app.db).await?);
        let waiting = sign_ups::waiting_for_administrators(&app.db, shell.now).await?;
        Ok(Self { shell, q, people, pages, form, problems, teams, waiting })
    }

    fn query(&self) -> String {
        format!("q={}&", encoded(&self.q))
    }
}

pub async fn people(
    Admin(who): Admin,
    State(app): State<App>,
    Query(asked): Query<AccountsQuery>,
    Query(page): Query<Page>,
) -> Result<PeoplePage> {
    PeoplePage::of(&app, who.shell, asked.q, page, NewPersonForm::default(), Problems::default()).await
}

#[derive(Template, WebTemplate)]
#[template(path = "front/admin/deactivation.html")]
pub struct DeactivationPage {
    shell: Shell,
    person: PersonFacts,
    /// What nobody else runs.
    run_alone: Vec<String>,
}

/// Asks first, and says what is left without an organiser.
pub async fn deactivation(
    ConfirmedAdmin(who): ConfirmedAdmin,
    State(app): State<App>,
    Path(person): Path<PersonId>,
) -> Result<DeactivationPage> {
    let person = people::facts(&app.db, person, who.person.id).await?;
    if person.deactivated_at.is_some() {
        return Err(Error::NotFound);
    }
    let run_alone = successors::run_alone(&app.db, person.id).await?;
    Ok(DeactivationPage { shell: who.shell, person, run_alone })
}

#[derive(Template, WebTemplate)]
#[template(path = "front/admin/settings.html")]
pub struct SettingsPage {
    pub shell: Shell,
    pub form: Settings,
    pub problems: Problems,
    pub zones: Vec<String>,
    pub sends_mail: bool,
}

impl SettingsPage {
    fn open_hint(&self) -> &'static str {
        if self.sends_mail {
            "They confirm their address by a link in an email."
        } else {
            "There is no mail server to confirm addresses, so you let each person in under People."
        }
    }
}

pub async fn settings(Admin(who): Admin, State(app): State<App>) -> Result<SettingsPage> {
    let form = Settings::of(organisation::load(&app.db).await?);
    let (zones, sends_mail) = (when::zones(), app.config.smtp_url.is_some());
    Ok(SettingsPage { shell: who.shell, form, problems: Problems::default(), zones, sends_mail })
}

#[derive(Template, WebTemplate)]
#[template(path = "front/admin/mails.html")]
pub struct MailsPage {
    shell: Shell,
    mails: Vec<mail::MailRow>,
    pages: Pages,
    sends_mail: bool,
    /// How many can be sent again all at once.
    parked: i64,
    /// The filters, with how many mails each holds.
    tabs: Vec<Tab>,
    show: String,
    sendings: Vec<Sending>,
}

impl MailsPage {
    /// For links to the other pages of the same list.
    fn query(&self) -> String {
        if self.show.is_empty() { String::new() } else { format!("show={}&", self.show) }
    }
}

/// One way to look at the mails.
pub struct Tab {
    key: &'static str,
    words: &'static str,
    mails: i64,
}

impl Tab {
    fn path(&self) -> String {
        if self.key.is_empty() { "/admin/mail".to_owned() } else { format!("/admin/mail?show={}", self.key) }
    }
}

/// What to look at, and the states it means; first all of them.
const TABS: [(&str, &str, &[MailState]); 5] = [
    ("", "All", &[]),
    ("waiting", "Waiting", &[MailState::Queued, MailState::Sending, MailState::Handing]),
    ("sent", "Sent", &[MailState::Delivered]),
    ("trouble", "Needs attention", &[MailState::Parked, MailState::Refused]),
    ("dropped", "No longer needed", &[MailState::Dropped]),
];

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct MailsQuery {
    show: String,
}

/// How long back a sending is looked for that is still going on.
const SENDING_FOR: Duration = Duration::days(2);

pub async fn mails(
    Admin(who): Admin,
    State(app): State<App>,
    Query(asked): Query<MailsQuery>,
    Query(page): Query<Page>,
) -> Result<MailsPage> {
    let tally = mail::tally(&app.db).await?;
    let count = |states: &[MailState]| -> i64 {
        let counted = tally.iter().filter(|tally| states.is_empty() || states.contains(&tally.state));
        counted.map(|tally| tally.mails).sum()
    };
    let tabs = TABS.map(|(key, words, states)| Tab { key, words, mails: count(states) });
    let (show, _, states) = TABS.into_iter().find(|(key, ..)| *key == asked.show).unwrap_or(TABS[0]);
    let states: Vec<String> = states.iter().map(ToString::to_string).collect();
    let states = (!states.is_empty()).then_some(states.as_slice());
    let mails = mail::newest(&app.db, states, page.rows(A_PAGE)).await?;
    let (mut mails, pages) = page.cut(mails, A_PAGE);
    let sends_mail = app.config.smtp_url.is_some();
    let mut sendings =
        if sends_mail { mail::sendings(&app.db, who.shell.now - SENDING_FOR).await? } else { Vec::new() };
    let shown = mails.iter().map(|mail| mail.id).chain(sendings.iter().map(|sending| sending.mail_id));
    let readable = queries::readable_mails(&app.db, who.person.id, &shown.collect::<Vec<MailId>>()).await?;
    for mail in mails.iter_mut().filter(|mail| !readable.contains(&mail.id)) {
        mail.subject = private_subject(&mail.kind);
    }
    for sending in sendings.iter_mut().filter(|sending| !readable.contains(&sending.mail_id)) {
        sending.subject = private_subject(&sending.kind);
    }
    Ok(MailsPage {
        shell: who.shell,
        mails,
        pages,
        sends_mail,
        parked: count(&[MailState::Parked]),
        tabs: tabs.into(),
        show: show.to_owned(),
        sendings,
    })
}

#[derive(Template, WebTemplate)]
#[template(path = "front/admin/mail.html")]
pub struct MailPage {
    shell: Shell,
    mail: KeptMail,
    /// Letters are their readers' own: an administrator reads one only while it is kept here for want of a
    /// mail server, to hand it on.
    readable: bool,
    /// There is no mail server.
    waits_here: bool,
}

pub async fn mail(Admin(who): Admin, State(app): State<App>, Path(id): Path<MailId>) -> Result<MailPage> {
    let mut mail = mail::one(&app.db, id).await?;
    let may_read = !queries::readable_mails(&app.db, who.person.id, &[id]).await?.is_empty();
    if !may_read {
        mail.subject = private_subject(&mail.kind);
    }
    let waits_here = app.config.smtp_url.is_none();
    Ok(MailPage { shell: who.shell, mail, readable: may_read && waits_here, waits_here })
}

/// "Private: coffee matched", in the place of a subject that is not the administrator's to read. Who was chosen by having
/// come or not having answered is told by no kind.
fn private_subject(kind: &str) -> String {
    match kind {
        "day_after" | "will_you_come" | "pulse_reminder" => "Private".to_owned(),
        kind => format!("Private: {}", kind.replace('_', " ")),
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "front/admin/nudges.html")]
pub struct NudgesPage {
    shell: Shell,
    outcomes: [NudgeOutcome; NudgeOutcome::ALL.len()],
    kinds: Vec<NudgeKindRow>,
}

/// A kind of suggestion with numbers that tell of nobody.
struct NudgeKindRow {
    number: &'static str,
    title: &'static str,
    people: String,
    outcomes: Vec<(NudgeOutcome, String)>,
}

impl NudgeKindRow {
    fn of(tally: &NudgeKindTally) -> Self {
        let all: usize = tally.people.iter().sum();
        let cells: Vec<Cell> = tally.people.iter().map(|people| Cell { people: *people, of: all }).collect();
        let words = hide(&cells).into_iter().map(|shown| match shown.number() {
            Some(0) => "nobody".to_owned(),
            Some(people) => people.to_string(),
            // What is hidden for its neighbour's sake.
            None if shown == Count::Hidden => "hidden".to_owned(),
            None => "fewer than 5".to_owned(),
        });
        Self {
            number: tally.number,
            title: tally.title,
            people: if all < FEWEST { "fewer than 5".to_owned() } else { all.to_string() },
            outcomes: NudgeOutcome::ALL.into_iter().zip(words).collect(),
        }
    }
}

pub async fn nudges(Admin(who): Admin, State(app): State<App>) -> Result<NudgesPage> {
    let tallies = nudges::tallies(&app.db, who.shell.now).await?;
    let kinds = tallies.iter().map(NudgeKindRow::of).collect();
    Ok(NudgesPage { shell: who.shell, outcomes: NudgeOutcome::ALL, kinds })
}

#[derive(Template, WebTemplate)]
#[template(path = "front/admin/acts.html")]
pub struct ActsPage {
    shell: Shell,
    acts: Vec<ActLine>,
    pages: Pages,
}

pub async fn acts(Admin(who): Admin, State(app): State<App>, Query(page): Query<Page>) -> Result<ActsPage> {
    let acts = queries::acts(&app.db, who.person.id, page.rows(A_PAGE)).await?;
    let (acts, pages) = page.cut(acts, A_PAGE);
    Ok(ActsPage { shell: who.shell, acts, pages })
}
