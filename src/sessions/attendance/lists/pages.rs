use askama::Template;
use askama_web::WebTemplate;

use super::matching::{Fate, MatchedRow};
use crate::platform::error::Result;
use crate::platform::web::{Problems, Shell};
use crate::sessions::events::{Event, RunsEvent, SeenEvent};

/// Where a list is pasted or chosen.
#[derive(Template, WebTemplate)]
#[template(path = "sessions/attendance/list.html")]
pub struct NewPage {
    pub shell: Shell,
    pub event: Event,
    /// What was pasted.
    pub text: String,
    pub problems: Problems,
    pub open: bool,
}

pub async fn new(RunsEvent(invited): RunsEvent) -> Result<NewPage> {
    let SeenEvent { shell, event, .. } = invited;
    let open = crate::sessions::attendance::is_open(&event, shell.now);
    Ok(NewPage { shell, event, text: String::new(), problems: Problems::default(), open })
}

/// What will happen, row by row; nothing has happened yet.
#[derive(Template, WebTemplate)]
#[template(path = "sessions/attendance/dry_run.html")]
pub struct DryRunPage {
    pub shell: Shell,
    pub event: Event,
    pub rows: Vec<MatchedRow>,
}

impl DryRunPage {
    fn count(&self, is: impl Fn(&Fate) -> bool) -> usize {
        self.rows.iter().filter(|row| is(&row.fate)).count()
    }

    fn to_record(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::Record(_)))
    }

    fn to_choose(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::Choose(_)))
    }

    fn unknown(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::Nobody))
    }
}
