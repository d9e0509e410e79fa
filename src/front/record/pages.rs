use std::collections::BTreeMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use serde::Deserialize;

use super::RecordPart;
use super::period::{PeriodFields, RecordPeriod};
use super::queries::{self, MOST_ROWS, RecordRow};
use crate::learning::thanks::notes::rules::{ThanksPhrase, phrase};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::{self, PersonFacts};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::CommunityId;
use crate::platform::web::{Problems, Shell, when};

/// Years back that are offered.
const YEARS: i16 = 6;

/// What was asked of the record, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct RecordQuery {
    pub period: String,
    pub from: String,
    pub to: String,
    /// Not empty once the boxes were shown: then they say what is left out.
    pub chosen: String,
    pub part: Vec<String>,
    pub community: Vec<String>,
    pub out: Vec<String>,
}

/// A line of the record, and whether it is left out.
pub struct RecordLine {
    pub row: RecordRow,
    pub out: bool,
}

impl RecordLine {
    /// What names it in the form.
    pub fn name(&self) -> String {
        format!("{}:{}", self.row.part, self.row.key)
    }

    pub fn title(&self) -> String {
        let RecordRow { part, title, by, thing, people, .. } = &self.row;
        if *part != RecordPart::Thanks {
            return title.clone();
        }
        let of = match thing.as_deref() {
            Some("story") => ThanksPhrase::Story(title),
            Some("session") => ThanksPhrase::Session(title),
            _ => ThanksPhrase::Help(title),
        };
        match (by, people) {
            (Some(by), _) => format!("{by}, {}", phrase(of)),
            (None, Some(1)) => format!("One reader, {}", phrase(of)),
            (None, people) => format!("{} readers, {}", people.unwrap_or_default(), phrase(of)),
        }
    }

    /// The community it was in, where the line does not say so itself.
    pub fn place(&self) -> Option<&str> {
        self.row.community.as_deref().filter(|_| self.row.part != RecordPart::Organised)
    }

    /// What more is to be said of it.
    pub fn detail(&self) -> String {
        match self.row.part {
            RecordPart::Stories => {
                self.row.cycle.map(|cycle| format!("Stage reached: {}", cycle.name())).unwrap_or_default()
            }
            RecordPart::Reuse => match self.row.people.unwrap_or_default() {
                1 => "Used by one other person".to_owned(),
                people => format!("Used by {people} other people"),
            },
            RecordPart::Thanks => match self.row.line.as_deref() {
                Some(line) if !line.is_empty() => format!("“{line}”"),
                _ => String::new(),
            },
            _ => String::new(),
        }
    }
}

/// A community that lines speak of.
pub struct RecordCommunity {
    pub id: CommunityId,
    pub name: String,
    pub private: bool,
    pub shown: bool,
}

impl RecordCommunity {
    fn hint(&self) -> &'static str {
        if self.private { "Private: anyone who reads your record learns that it exists." } else { "" }
    }
}

/// A part of the document.
pub struct RecordSection {
    pub part: RecordPart,
    /// Of the lines that the boxes leave in.
    pub lines: Vec<RecordLine>,
    pub shown: bool,
}

impl RecordSection {
    /// Nothing of it is printed.
    pub fn is_out(&self) -> bool {
        !self.shown || self.lines.iter().all(|line| line.out)
    }
}

/// A person's record for a period, with what they leave out.
pub struct Record {
    pub period: RecordPeriod,
    pub sections: Vec<RecordSection>,
    pub communities: Vec<RecordCommunity>,
    /// There is more than a record holds.
    pub is_cut: bool,
}

impl Record {
    /// What the boxes say, or, before they were shown, everything but private communities and thanks that were meant
    /// for the person alone.
    fn of(rows: Vec<RecordRow>, asked: &RecordQuery, period: RecordPeriod) -> Self {
        let chosen = !asked.chosen.is_empty();
        let is_cut = i64::try_from(rows.len()).is_ok_and(|rows| rows >= MOST_ROWS);
        let mut communities: BTreeMap<(String, CommunityId), RecordCommunity> = BTreeMap::new();
        for row in &rows {
            let (Some(id), Some(name)) = (row.community_id, row.community.as_ref()) else { continue };
            let shown = if chosen { asked.community.contains(&id.to_string()) } else { !row.private };
            let community = RecordCommunity { id, name: name.clone(), private: row.private, shown };
            communities.insert((name.to_lowercase(), id), community);
        }
        let communities: Vec<_> = communities.into_values().collect();
        let is_shown = |id: Option<CommunityId>| {
            id.is_none_or(|id| communities.iter().any(|community| community.id == id && community.shown))
        };
        let mut sections: Vec<_> = RecordPart::ALL
            .map(|part| RecordSection {
                part,
                lines: Vec::new(),
                shown: !chosen || asked.part.iter().any(|named| named == part.as_str()),
            })
            .into();
        for row in rows.into_iter().filter(|row| is_shown(row.community_id)) {
            let mut line = RecordLine { out: row.between_two, row };
            if chosen {
                line.out = asked.out.contains(&line.name());
            }
            if let Some(section) = sections.iter_mut().find(|section| section.part == line.row.part) {
                section.lines.push(line);
            }
        }
        Self { period, sections, communities, is_cut }
    }
}

/// Loads the record that was asked for; problems are of its days.
pub async fn load(app: &App, who: &SignedIn, asked: &RecordQuery, problems: &mut Problems) -> Result<Record> {
    let shell = &who.shell;
    let typed = PeriodFields { period: &asked.period, from: &asked.from, to: &asked.to };
    let period = RecordPeriod::read(typed, when::day(shell.now, &shell.zone), problems);
    let (from, to) = period.moments(&shell.zone);
    let rows = queries::rows(&app.db, who.person.id, from, to, shell.now).await?;
    Ok(Record::of(rows, asked, period))
}

#[derive(Template, WebTemplate)]
#[template(path = "front/record/show.html")]
pub struct ShowPage {
    shell: Shell,
    person: PersonFacts,
    record: Record,
    asked: RecordQuery,
    problems: Problems,
}

impl ShowPage {
    /// The periods that are offered, the newest year first.
    fn periods(&self) -> Vec<(String, String)> {
        let this = when::day(self.shell.now, &self.shell.zone).year();
        let years = (0..YEARS).map(|back| (this - back).to_string()).map(|year| (year.clone(), year));
        let others = [("all", "All of it"), ("custom", "From one day to another")];
        years.chain(others.map(|(value, words)| (value.to_owned(), words.to_owned()))).collect()
    }

    /// The one that is shown.
    fn period(&self) -> String {
        match (self.asked.period.as_str(), self.record.period.from) {
            ("all" | "custom", _) => self.asked.period.clone(),
            (_, Some(from)) => from.year().to_string(),
            (_, None) => "all".to_owned(),
        }
    }

    fn is_empty(&self) -> bool {
        self.record.sections.iter().all(|section| section.lines.is_empty())
            && self.record.communities.is_empty()
    }

    /// "27 November 2026"
    fn made_on(&self) -> String {
        when::day(self.shell.now, &self.shell.zone).strftime("%-d %B %Y").to_string()
    }

    fn day_of(&self, row: &RecordRow) -> String {
        when::day(row.at, &self.shell.zone).strftime("%-d %b %Y").to_string()
    }
}

pub async fn show(
    who: SignedIn,
    State(app): State<App>,
    Query(asked): Query<RecordQuery>,
) -> Result<Response> {
    let mut problems = Problems::default();
    let record = load(&app, &who, &asked, &mut problems).await?;
    let person = people::facts(&app.db, who.person.id, who.person.id).await?;
    let status = problems.status();
    Ok((status, ShowPage { shell: who.shell, person, record, asked, problems }).into_response())
}
