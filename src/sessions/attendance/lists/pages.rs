use std::collections::BTreeSet;

use askama::Template;
use askama_web::WebTemplate;

use super::matching::{Fate, MatchedRow};
use super::unsettled::OfferedRow;
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

/// As many lines that name nobody are shown.
const SHOWN_LINES: usize = 40;

/// What will happen, row by row; nothing has happened yet.
#[derive(Template, WebTemplate)]
#[template(path = "sessions/attendance/dry_run.html")]
pub struct DryRunPage {
    pub shell: Shell,
    pub event: Event,
    pub rows: Vec<MatchedRow>,
    /// Lines of the list that name nobody.
    pub unread: Vec<String>,
    /// Who may have been there.
    pub names: BTreeSet<String>,
}

impl DryRunPage {
    fn count(&self, is: impl Fn(&Fate) -> bool) -> usize {
        self.rows.iter().filter(|row| is(&row.fate)).count()
    }

    fn to_record(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::Record(_)))
    }

    fn to_ask(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::Ask { .. }))
    }

    fn unknown(&self) -> usize {
        self.count(|fate| matches!(fate, Fate::Nobody))
    }

    fn shown_lines(&self) -> &[String] {
        &self.unread[..self.unread.len().min(SHOWN_LINES)]
    }

    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn is_unknown(&self, row: &MatchedRow) -> bool {
        row.fate == Fate::Nobody
    }

    /// What the form sends back of a row that is not settled by itself.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn offered(&self, row: &MatchedRow) -> Option<String> {
        serde_json::to_string(&OfferedRow::of(row)?).ok()
    }
}
