use std::collections::BTreeMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::form::{OptionRow, PollForm};
use super::queries::{self, Poll, PollCard, PollName, PollOption};
use super::who::{RunsPoll, SeenPoll};
use super::{PollAnswer, PollKind, PollOccasion, PollResults, rules};
use crate::communities::{Belonging, Community, Organising, SeenCommunity};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PollOptionId;
use crate::platform::web::{Page, Pages, Problems, Shell, when};
use crate::sessions::events::rules::LENGTHS;

const A_PAGE: i64 = 20;

#[derive(Template, WebTemplate)]
#[template(path = "guide/polls/index.html")]
pub struct IndexPage {
    shell: Shell,
    community: Community,
    polls: Vec<PollCard>,
    pages: Pages,
}

pub async fn index(
    Belonging(seen): Belonging,
    State(app): State<App>,
    Query(page): Query<Page>,
) -> Result<IndexPage> {
    let SeenCommunity { person, shell, community } = seen;
    let rows = page.rows(A_PAGE);
    let polls = queries::of_community(&app.db, community.id, person.id, shell.now, rows).await?;
    let (polls, pages) = page.cut(polls, A_PAGE);
    Ok(IndexPage { shell, community, polls, pages })
}

#[derive(Template, WebTemplate)]
#[template(path = "guide/polls/show.html")]
pub struct ShowPage {
    shell: Shell,
    poll: Poll,
    options: Vec<PollOption>,
    names: BTreeMap<(PollOptionId, PollAnswer), Vec<String>>,
    best: Vec<PollOptionId>,
    problems: Problems,
}

impl ShowPage {
    pub async fn of(app: &App, seen: SeenPoll, problems: Problems) -> Result<Self> {
        let SeenPoll { person, shell, poll } = seen;
        let options = queries::options(&app.db, poll.id, person.id).await?;
        let mut names: BTreeMap<_, Vec<String>> = BTreeMap::new();
        for PollName { option_id, answer, name } in queries::names(&app.db, poll.id).await? {
            names.entry((option_id, answer)).or_default().push(name);
        }
        let best = rules::best(&options);
        Ok(Self { shell, poll, options, names, best, problems })
    }

    fn has_voted(&self) -> bool {
        self.options.iter().any(PollOption::is_mine)
    }

    fn is_open(&self) -> bool {
        self.poll.is_open(&self.shell.now)
    }

    fn shows_results(&self) -> bool {
        rules::shows_results(&self.poll, self.has_voted(), self.shell.now)
    }

    fn title_of(&self, option: &PollOption) -> String {
        option.title(&self.shell.now, &self.poll.zone)
    }

    fn is_best(&self, option: &PollOption) -> bool {
        self.best.contains(&option.id)
    }

    /// "Ana Ferreira, Ben Okafor and 4 more"
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hold references")]
    fn names_of(&self, option: &PollOption, answer: &PollAnswer) -> String {
        let Some(names) = self.names.get(&(option.id, *answer)) else { return String::new() };
        let shown = i64::try_from(names.len()).unwrap_or(0);
        match option.votes(*answer) - shown {
            ..=0 => names.join(", "),
            more => format!("{} and {more} more", names.join(", ")),
        }
    }

    fn answers(&self) -> &'static [PollAnswer] {
        if self.poll.kind.is_dates() { &PollAnswer::ALL } else { &[PollAnswer::Yes] }
    }

    /// In tenths of those who voted, for the bar beside the number.
    fn tenths(&self, option: &PollOption) -> i64 {
        if self.poll.voters == 0 { 0 } else { (option.yes * 10 + self.poll.voters / 2) / self.poll.voters }
    }
}

pub async fn show(seen: SeenPoll, State(app): State<App>) -> Result<ShowPage> {
    ShowPage::of(&app, seen, Problems::default()).await
}

/// The form that opens or changes a poll.
#[derive(Template, WebTemplate)]
#[template(path = "guide/polls/edit.html")]
pub struct EditPage {
    pub shell: Shell,
    pub community: String,
    pub community_path: String,
    /// Where it is, once there is one.
    pub poll: Option<Poll>,
    pub form: PollForm,
    pub problems: Problems,
    /// The dates and clock changes as they will be saved are shown.
    pub is_preview: bool,
}

impl EditPage {
    pub fn new_in(shell: Shell, community: &Community, form: PollForm) -> Self {
        let (name, path) = (community.name.clone(), community.path());
        Self {
            shell,
            community: name,
            community_path: path,
            poll: None,
            form,
            problems: Problems::default(),
            is_preview: false,
        }
    }

    pub fn of(shell: Shell, poll: Poll, form: PollForm) -> Self {
        Self {
            shell,
            community: poll.community.clone(),
            community_path: format!("/communities/{}", poll.community_slug),
            poll: Some(poll),
            form,
            problems: Problems::default(),
            is_preview: false,
        }
    }

    fn heading(&self) -> &'static str {
        match (&self.poll, self.form.is_dates()) {
            (Some(_), _) => "Edit the poll",
            (None, true) => "Find a date",
            (None, false) => "Ask a question",
        }
    }

    fn action(&self) -> String {
        match &self.poll {
            Some(poll) => format!("{}/edit", poll.path()),
            None => format!("{}/polls", self.community_path),
        }
    }

    fn back(&self) -> String {
        match &self.poll {
            Some(poll) => poll.path(),
            None => format!("{}/polls", self.community_path),
        }
    }

    fn rows(&self) -> Vec<OptionRow> {
        self.form.rows()
    }

    fn notes(&self) -> Vec<String> {
        self.form.clock_notes()
    }

    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn zones(&self) -> Vec<String> {
        when::zones()
    }

    fn lengths(&self) -> Vec<(String, String)> {
        let mut lengths = LENGTHS.to_vec();
        if let Ok(minutes) = self.form.minutes.parse::<i64>()
            && !lengths.contains(&minutes)
        {
            lengths.push(minutes);
            lengths.sort_unstable();
        }
        lengths.into_iter().map(|minutes| (minutes.to_string(), format!("{minutes} minutes"))).collect()
    }

    /// Votes were given at clock times that a new zone would keep.
    fn has_votes(&self) -> bool {
        self.poll.as_ref().is_some_and(|poll| poll.voters > 0)
    }
}

/// Which kind of poll a link asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct KindQuery {
    kind: String,
    /// What it is to ask.
    ask: String,
}

pub async fn new(Organising(seen): Organising, Query(asked): Query<KindQuery>) -> Result<EditPage> {
    let SeenCommunity { shell, community, .. } = seen;
    community.must_be_open()?;
    let kind = asked.kind.parse().unwrap_or(PollKind::Dates);
    let form = match asked.ask.parse::<PollOccasion>() {
        Ok(occasion) => occasion.form(&community.zone, shell.now),
        Err(_) => PollForm::blank(kind, &community.zone, shell.now),
    };
    Ok(EditPage::new_in(shell, &community, form))
}

pub async fn edit(RunsPoll(seen): RunsPoll, State(app): State<App>) -> Result<EditPage> {
    let SeenPoll { person, shell, poll } = seen;
    if !poll.is_open(&shell.now) {
        return Err(Error::Refused("This poll is closed. Start a new one instead."));
    }
    let options = queries::options(&app.db, poll.id, person.id).await?;
    let form = PollForm::to_change(&poll, &options);
    Ok(EditPage::of(shell, poll, form))
}
