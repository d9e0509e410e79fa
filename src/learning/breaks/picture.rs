//! The week as a picture: a row a day, darker where more teams are free; and the same as a table.

use super::overlap::SharedSpan;
use super::slot::WEEKDAYS;
use super::week::{ShownWeek, TeamWeek};
use crate::platform::web::drawing::real;

const HOUR: i64 = 60;
/// So many hours are labelled without touching on a phone.
const MOST_LABELS: i64 = 6;
/// Below the rows stand the hours.
const ROWS: f64 = 88.0;
/// A row is this much of its share.
const FULL: f64 = 0.72;
/// Wide enough for a number, in hundredths of the picture.
const WIDE: f64 = 4.0;
/// Names of teams in a row of the table.
const MOST_NAMES: usize = 8;
/// Rows of the table; of more teams the picture is the better answer.
const MOST_ROWS: usize = 60;

/// A piece of a day in which so many teams are free.
pub struct DrawnBreak {
    pub x: String,
    pub width: String,
    pub middle: String,
    pub teams: usize,
    pub opacity: String,
    pub is_fullest: bool,
    pub is_wide: bool,
}

pub struct DrawnDay {
    /// "Mon"
    pub name: String,
    pub y: String,
    pub height: String,
    pub middle: String,
    pub pieces: Vec<DrawnBreak>,
}

pub struct DrawnHour {
    pub x: String,
    pub label: String,
}

/// A row of the table.
pub struct BreakRow {
    pub day: &'static str,
    pub clock: String,
    pub teams: usize,
    pub names: String,
}

pub struct WeekPicture {
    pub days: Vec<DrawnDay>,
    pub hours: Vec<DrawnHour>,
    pub rows: Vec<BreakRow>,
    pub more_rows: usize,
}

impl WeekPicture {
    /// Nothing where no team takes a break this week.
    pub fn of(teams: &[TeamWeek], pieces: &[SharedSpan], week: &ShownWeek) -> Option<Self> {
        let most = pieces.iter().map(|piece| piece.teams.len()).max()?;
        let placed: Vec<Placed> = pieces.iter().filter_map(|piece| Placed::of(piece, week)).collect();
        let first = placed.iter().map(|piece| piece.from).min()? / HOUR;
        let last = (placed.iter().map(|piece| piece.to).max()? + HOUR - 1) / HOUR;
        let scale = Scale { from: first * HOUR, minutes: (last - first).max(1) * HOUR };
        let weekend = placed.iter().any(|piece| piece.day > 4);
        let count = if weekend { 7 } else { 5 };
        let share = ROWS / real(count);
        let days = (0..count)
            .map(|day| {
                let top = share * real(day);
                DrawnDay {
                    name: day_name(week, day).chars().take(3).collect(),
                    y: percent(top),
                    height: percent(share * FULL),
                    middle: percent(top + share * FULL / 2.0),
                    pieces: placed
                        .iter()
                        .filter(|piece| piece.day == day)
                        .map(|piece| piece.drawn(&scale, most))
                        .collect(),
                }
            })
            .collect();
        let rows: Vec<BreakRow> = placed.iter().map(|piece| piece.row(teams, week)).take(MOST_ROWS).collect();
        Some(Self { days, hours: scale.hours(), more_rows: placed.len() - rows.len(), rows })
    }
}

/// A piece with its place by the reader's clock, in minutes from midnight.
struct Placed<'a> {
    day: usize,
    from: i64,
    to: i64,
    piece: &'a SharedSpan,
}

impl<'a> Placed<'a> {
    fn of(piece: &'a SharedSpan, week: &ShownWeek) -> Option<Self> {
        let day = week.day_of(piece.span.from)?;
        let from = week.minute_of(piece.span.from);
        let to = from + (piece.span.to - piece.span.from).whole_minutes();
        Some(Self { day, from, to: to.min(24 * HOUR), piece })
    }

    fn drawn(&self, scale: &Scale, most: usize) -> DrawnBreak {
        let teams = self.piece.teams.len();
        let (x, width) = (scale.place(self.from), scale.place(self.to) - scale.place(self.from));
        DrawnBreak {
            x: percent(x),
            width: percent(width),
            middle: percent(x + width / 2.0),
            teams,
            opacity: format!("{:.2}", 0.15 + 0.4 * real(teams) / real(most)),
            is_fullest: most > 1 && teams == most,
            is_wide: width >= WIDE,
        }
    }

    fn row(&self, teams: &[TeamWeek], week: &ShownWeek) -> BreakRow {
        let names = self.piece.teams.iter().map(|at| teams[*at].name.as_str());
        BreakRow {
            day: day_name(week, self.day),
            clock: minutes_words(self.from, self.to),
            teams: self.piece.teams.len(),
            names: listed(names.collect()),
        }
    }
}

fn day_name(week: &ShownWeek, day: usize) -> &'static str {
    let weekday = week.weekday(day);
    WEEKDAYS.iter().find(|(number, _)| *number == weekday).map_or("", |(_, name)| name)
}

/// "Billing, Control room and Field crews", and how many more.
pub fn listed(mut names: Vec<&str>) -> String {
    let more = names.len().saturating_sub(MOST_NAMES);
    names.truncate(MOST_NAMES);
    match names.split_last() {
        _ if more > 0 => format!("{} and {more} more", names.join(", ")),
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        Some((only, _)) => (*only).to_owned(),
        None => String::new(),
    }
}

/// "10:15 to 10:30"
pub fn minutes_words(from: i64, to: i64) -> String {
    format!("{} to {}", clock(from), clock(to))
}

/// "10:15" of minutes from midnight.
pub fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / HOUR % 24, minute % HOUR)
}

/// From the first hour with a break to the last.
struct Scale {
    from: i64,
    minutes: i64,
}

impl Scale {
    fn place(&self, minute: i64) -> f64 {
        100.0 * whole(minute - self.from) / whole(self.minutes)
    }

    /// Every hour, or every second or third and so on where they are many.
    fn hours(&self) -> Vec<DrawnHour> {
        let hours = self.minutes / HOUR;
        let every = (hours + MOST_LABELS - 1) / MOST_LABELS;
        let labelled = (0..=hours).filter(|hour| hour % every == 0);
        labelled
            .map(|hour| self.from + hour * HOUR)
            .map(|minute| DrawnHour { x: percent(self.place(minute)), label: clock(minute) })
            .collect()
    }
}

fn percent(value: f64) -> String {
    format!("{value:.2}%")
}

#[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
fn whole(minutes: i64) -> f64 {
    minutes as f64
}

#[cfg(test)]
mod tests {
    use super::{WeekPicture, listed};
    use crate::learning::breaks::overlap::fixtures::{MONDAY, team};
    use crate::learning::breaks::overlap::shared;
    use crate::learning::breaks::week::ShownWeek;
    use jiff::tz::TimeZone;

    #[test]
    fn the_fullest_piece_is_marked_and_the_table_holds_the_same() {
        let teams = [team("Field", &[0], 600, 30), team("Lab", &[0], 615, 15)];
        let week = ShownWeek::of(MONDAY, &TimeZone::UTC);
        let picture = WeekPicture::of(&teams, &shared(&teams), &week).unwrap();
        assert_eq!(picture.days.len(), 5);
        let monday: Vec<_> =
            picture.days[0].pieces.iter().map(|piece| (piece.x.as_str(), piece.is_fullest)).collect();
        assert_eq!(monday, [("0.00%", false), ("25.00%", true)]);
        let rows: Vec<_> =
            picture.rows.iter().map(|row| format!("{} {} {}", row.day, row.clock, row.names)).collect();
        assert_eq!(rows, ["Monday 10:00 to 10:15 Field", "Monday 10:15 to 10:30 Field and Lab"]);
        assert_eq!(
            picture.hours.iter().map(|hour| hour.label.as_str()).collect::<Vec<_>>(),
            ["10:00", "11:00"]
        );
        assert!(WeekPicture::of(&[], &[], &week).is_none());
    }

    #[test]
    fn many_names_are_cut() {
        assert_eq!(listed(vec!["A"]), "A");
        assert_eq!(listed(vec!["A", "B", "C"]), "A, B and C");
        assert_eq!(listed(vec!["T"; 10]), format!("{} and 2 more", ["T"; 8].join(", ")));
    }
}
