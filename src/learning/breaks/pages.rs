use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use super::form::SlotForm;
use super::overlap::{self, SharedSpan};
use super::picture::{WeekPicture, clock, listed, minutes_words};
use super::queries::{self, TeamLine, TeamReader};
use super::slot::days_words;
use super::suggestion::{BreakMove, BreakSuggestion, suggest};
use super::trials::{self, BreakTrial};
use super::week::{ShownWeek, TeamWeek, team_week};
use super::who::SetsBreak;
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::TeamId;
use crate::platform::web::{Problems, Shell, encoded, when};

/// Pairs of teams that are named; of more, only how many they are.
const MOST_PAIRS: usize = 8;

#[derive(Template, WebTemplate)]
#[template(path = "learning/breaks/index.html")]
pub struct IndexPage {
    shell: Shell,
    /// Whose break this person may publish, and whether there is one.
    own: Option<TeamId>,
    /// Teams with a break, and how many have none.
    teams: Vec<TeamLine>,
    without: usize,
    overview: Option<Overview>,
    trials: Vec<BreakTrial>,
    may_propose: bool,
}

/// What the breaks of this week come to.
struct Overview {
    picture: WeekPicture,
    reading: String,
    /// "Billing and Field crews"
    apart: Vec<String>,
    more_apart: usize,
    pairs: usize,
    suggested: Option<SuggestedSlot>,
}

/// A suggestion in words.
struct SuggestedSlot {
    when: String,
    free: String,
    moves: Vec<String>,
    far: String,
    /// The form of a trial, filled in.
    path: String,
}

impl TeamLine {
    /// "Monday to Friday, 10:15 to 10:30"
    pub fn slot_words(&self) -> String {
        self.slot().map_or_else(String::new, |slot| format!("{}, {}", slot.days_words(), slot.clock_words()))
    }

    /// The zone of its break, where it is another one than the reader's.
    pub fn other_zone(&self, shell: &Shell) -> Option<String> {
        let zone = self.slot()?.zone;
        (when::zone_or_utc(&zone) != shell.zone).then_some(zone)
    }
}

pub async fn index(who: SignedIn, State(app): State<App>) -> Result<IndexPage> {
    let SignedIn { person, shell, .. } = who;
    let week = ShownWeek::of(shell.now, &shell.zone);
    let lines = queries::teams(&app.db, &TeamReader::from(&person)).await?;
    let in_trials = trials::breaks_between(&app.db, week.first(), week.last()).await?;
    let trials = trials::newest(&app.db).await?;
    let weeks: Vec<TeamWeek> = lines
        .iter()
        .map(|line| team_week(line.id, &line.name, line.slot().as_ref(), &in_trials, &week))
        .collect();
    let own = person.team_id.filter(|own| lines.iter().any(|line| line.id == *own));
    let (teams, without): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.slot().is_some());
    let overview = Overview::of(&weeks, &week, &shell);
    let may_propose = own.is_some() || person.is_admin;
    Ok(IndexPage { shell, own, teams, without: without.len(), overview, trials, may_propose })
}

impl IndexPage {
    fn own_break(&self) -> bool {
        self.own.is_some_and(|own| self.teams.iter().any(|line| line.id == own))
    }

    /// May the reader set it?
    fn sets(&self, line: &TeamLine) -> bool {
        self.shell.is_admin() || self.own == Some(line.id)
    }
}

impl Overview {
    fn of(teams: &[TeamWeek], week: &ShownWeek, shell: &Shell) -> Option<Self> {
        let pieces = overlap::shared(teams);
        let picture = WeekPicture::of(teams, &pieces, week)?;
        let with_break = teams.iter().filter(|team| !team.spans.is_empty()).count();
        let apart = overlap::apart(teams, &pieces);
        let named =
            |(one, other): &(usize, usize)| format!("{} and {}", teams[*one].name, teams[*other].name);
        Some(Self {
            reading: reading(&overlap::fullest(&pieces), with_break, week),
            picture,
            pairs: with_break * (with_break - 1) / 2,
            more_apart: apart.len().saturating_sub(MOST_PAIRS),
            apart: apart.iter().take(MOST_PAIRS).map(named).collect(),
            suggested: suggest(teams, week).map(|found| suggested(&found, teams, with_break, shell)),
        })
    }
}

/// "3 of 4 teams are free at the same time: Tuesday and Thursday, 10:15 to 10:30."
fn reading(fullest: &[&SharedSpan], teams: usize, week: &ShownWeek) -> String {
    let Some(first) = fullest.first() else {
        return if teams == 1 {
            "One team has published its break. Once a second one does, you see where they meet.".to_owned()
        } else {
            "No two teams take their break at the same time this week.".to_owned()
        };
    };
    let clock_of = |piece: &SharedSpan| (week.minute_of(piece.span.from), week.minute_of(piece.span.to));
    let same = fullest.iter().filter(|piece| clock_of(piece) == clock_of(first));
    let days: Vec<i32> = same.filter_map(|piece| Some(week.weekday(week.day_of(piece.span.from)?))).collect();
    let (from, to) = clock_of(first);
    let free = match (first.teams.len(), teams) {
        (2, 2) => "Both teams are".to_owned(),
        (free, all) if free == all => format!("All {all} teams are"),
        (free, all) => format!("{free} of {all} teams are"),
    };
    format!("{free} free at the same time: {}, {}.", days_words(&days), minutes_words(from, to))
}

fn suggested(found: &BreakSuggestion, teams: &[TeamWeek], with_break: usize, shell: &Shell) -> SuggestedSlot {
    let moved = |BreakMove { team, minutes }: &BreakMove| {
        let way = if *minutes > 0 { "later" } else { "earlier" };
        format!("{}: {} minutes {way}", teams[*team].name, minutes.abs())
    };
    let free = match found.free {
        0 => "No team is free then yet.".to_owned(),
        1 => format!("1 of {with_break} teams is free then already."),
        free => format!("{free} of {with_break} teams are free then already."),
    };
    let days = found.weekdays.iter().map(ToString::to_string).collect::<Vec<_>>().join("-");
    let zone = shell.zone.iana_name().unwrap_or("Etc/UTC");
    SuggestedSlot {
        when: format!("{}, {}", days_words(&found.weekdays), minutes_words(found.from, found.to)),
        free,
        moves: found.moves.iter().map(moved).collect(),
        far: listed(found.far.iter().map(|team| teams[*team].name.as_str()).collect()),
        path: format!(
            "/breaks/trials/new?days={days}&from_time={}&to_time={}&zone={}",
            encoded(&clock(found.from)),
            encoded(&clock(found.to)),
            encoded(zone)
        ),
    }
}

/// The form of a team's break.
#[derive(Template, WebTemplate)]
#[template(path = "learning/breaks/edit.html")]
pub struct EditPage {
    pub shell: Shell,
    pub team: TeamLine,
    pub form: SlotForm,
    pub problems: Problems,
    pub zones: Vec<String>,
}

pub async fn edit(SetsBreak { person, shell, team }: SetsBreak) -> EditPage {
    let form = team.slot().map_or_else(|| SlotForm::blank(&person.zone), |slot| SlotForm::of(&slot));
    EditPage { shell, team, form, problems: Problems::default(), zones: when::zones() }
}
