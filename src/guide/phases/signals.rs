use serde::{Deserialize, Serialize};
use time::Date;

use super::{
    facts::Verdict,
    history::{CountedSession, History, count},
    thresholds::Thresholds,
    turnout::{Turnout, share},
};

/// What the history says of a community as of one day. The rules are held against these and
/// nothing else. `None` is undefined: a test on it is not met. Days are counted on the community's
/// own clock, which planned pauses stop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signals {
    /// The last day that is taken into account.
    pub as_of: Date,
    /// Days from one session to the next: declared, else read from the last sessions.
    pub cadence: f64,
    /// Days of the short and the long window.
    pub short_window: f64,
    pub long_window: f64,
    pub purpose_set: bool,
    pub members: u32,
    pub organisers: u32,
    /// Counted sessions ever, in the short window, and in the long one.
    pub held: u32,
    pub n: u32,
    pub long_n: u32,
    /// Days since the founding, and since the first counted session.
    pub founded: f64,
    pub age: Option<f64>,
    /// Sessions held in the short window against those the cadence makes one expect.
    pub rhythm: Option<f64>,
    /// Time since the last session, in cadences.
    pub gap: Option<f64>,
    /// Of the people who had two chances or more in the short window, the share who came again.
    pub repeat: Option<f64>,
    /// People who come to half of the sessions of the short window.
    pub core: Option<u32>,
    /// Different hosts in the long window; the busiest one's share of the sessions that name one.
    pub hosts: u32,
    pub top: Option<f64>,
    /// People doing organising work in the long window; the busiest one's share of it, where work
    /// on one session counts once a person however often they touched it.
    pub orgs: u32,
    pub otop: Option<f64>,
    /// Well-attended sessions of the long window without the founder.
    pub solo: u32,
    /// Teams in the room in the short window, the largest one's share of attendances, and how far
    /// people met across teams (1 is fully mixed).
    pub teams: u32,
    pub team_share: Option<f64>,
    pub mixing: Option<f64>,
    /// First-timers in the short window, and the share who came back soon.
    pub newcomers: u32,
    pub returned: Option<f64>,
    /// Stories in their window, their authors, and the stories of the last three months.
    pub stories: u32,
    pub authors: u32,
    pub stories_lately: u32,
    /// Median attendance of the last three sessions, of the best three in a row within a year, and
    /// the one over the other once the best is large enough to decline from.
    pub recent: Option<f64>,
    pub best: Option<f64>,
    pub decl: Option<f64>,
    /// Share of the short window's sessions whose attendance was recorded, and whether the answers
    /// to invitations stand in for any.
    pub recorded: Option<f64>,
    pub estimated: bool,
}

impl Signals {
    pub fn of(history: &History, today: Date, t: &Thresholds) -> Self {
        let held = history.held(today);
        let now = history.pauses().day(today);
        let cadence = cadence(history, held, t);
        let (short_window, long_window) = (t.short_window(cadence), t.long_window(cadence));
        let (short, long) = (within(held, now, short_window), within(held, now, long_window));
        let age = held.first().map(|first| f64::from(now - first.day));
        let turnout = Turnout { history, window: short, before: held.len() - short.len() };
        let (newcomers, teams) = (turnout.newcomers(t), turnout.teams());
        let (returned, stayed_away) = (count(newcomers.returned.len()), count(newcomers.stayed_away.len()));
        let (members, organisers) = history.members(today);
        let (hosts, top) = hosts(long);
        let (orgs, otop) = organising(history, today, long_window);
        let (stories, authors) = stories_in(history, today, t.stories_window);
        let attendance = Attendance::of(history, held, today, t);
        Self {
            as_of: today,
            cadence,
            short_window,
            long_window,
            purpose_set: history.purpose_set(today),
            members,
            organisers,
            held: count(held.len()),
            n: count(short.len()),
            long_n: count(long.len()),
            founded: f64::from(history.pauses().days(history.founded_on(), today)),
            age,
            rhythm: age.map(|age| rhythm(short, short_window.min(age.max(cadence)), cadence)),
            gap: held.last().map(|last| f64::from(now - last.day) / cadence),
            repeat: turnout.repeat(t),
            core: turnout.core(t),
            hosts,
            top,
            orgs,
            otop,
            solo: solo(history, short, long, t),
            teams: teams.teams,
            team_share: teams.largest,
            mixing: turnout.mixing(now, t),
            newcomers: count(newcomers.people.len()),
            returned: share(returned, returned + stayed_away),
            stories,
            authors,
            stories_lately: stories_in(history, today, t.flag_silence).0,
            recent: attendance.recent,
            best: attendance.best,
            decl: attendance.decline(t),
            recorded: recorded(short),
            estimated: recorded(short).is_some_and(|share| share < 1.0),
        }
    }
}

/// Days between sessions. The declared cadence holds from the start; a cadence read from the past
/// needs two sessions and stays between the shortest and longest that can be declared, so that
/// neither two sessions in one week nor a long silence passes for a rhythm.
pub(super) fn cadence(history: &History, held: &[CountedSession], thresholds: &Thresholds) -> f64 {
    if let Some(days) = history.cadence_days() {
        return f64::from(days.max(1));
    }
    let mut gaps: Vec<f64> = held
        .windows(2)
        .rev()
        .zip(2_u32..)
        .take_while(|(_, sessions)| f64::from(*sessions) <= thresholds.cadence_sessions)
        .map(|(pair, _)| f64::from(pair[1].day - pair[0].day))
        .collect();
    median(&mut gaps).map_or(thresholds.default_cadence, |days| {
        days.min(thresholds.cadence_most).max(thresholds.cadence_least)
    })
}

/// Sessions held against those to be expected in so many days, which are no more than the
/// community is old.
fn rhythm(short: &[CountedSession], span: f64, cadence: f64) -> f64 {
    f64::from(count(short.len())) / (span / cadence).round().max(1.0)
}

/// The share of sessions with recorded attendance.
fn recorded(short: &[CountedSession]) -> Option<f64> {
    let recorded = short.iter().filter(|session| session.recorded).count();
    share(count(recorded), count(short.len()))
}

/// The sessions of the last so many days.
pub(super) fn within(held: &[CountedSession], now: i32, window: f64) -> &[CountedSession] {
    &held[held.partition_point(|session| f64::from(now - session.day) >= window)..]
}

fn hosts(long: &[CountedSession]) -> (u32, Option<f64>) {
    let hosted = count(long.iter().filter(|session| !session.hosts.is_empty()).count());
    let (hosts, most) = tally(long.iter().flat_map(|session| &session.hosts).copied());
    (hosts, share(most, hosted))
}

fn organising(history: &History, today: Date, window: f64) -> (u32, Option<f64>) {
    let acts = history.acts(today);
    let start = acts.partition_point(|act| is_before(history, act.on, today, window));
    let mut work: Vec<_> = acts[start..].iter().map(|act| (act.person, act.session)).collect();
    work.sort_unstable();
    work.dedup();
    let all = count(work.len());
    let (people, most) = tally(work.into_iter().map(|(person, _)| person));
    (people, share(most, all))
}

fn stories_in(history: &History, today: Date, window: f64) -> (u32, u32) {
    let stories = history.stories(today);
    let start = stories.partition_point(|story| is_before(history, story.on, today, window));
    let (authors, _) = tally(stories[start..].iter().map(|story| story.author));
    (count(stories.len() - start), authors)
}

fn is_before(history: &History, on: Date, today: Date, window: f64) -> bool {
    f64::from(history.pauses().days(on, today)) >= window
}

/// How many different ones there are, and how often the most frequent occurs.
fn tally<T: Ord>(names: impl Iterator<Item = T>) -> (u32, u32) {
    let mut names: Vec<T> = names.collect();
    names.sort_unstable();
    let (mut different, mut most) = (0, 0);
    for group in names.chunk_by(|a, b| a == b) {
        different += 1;
        most = most.max(count(group.len()));
    }
    (different, most)
}

fn solo(
    history: &History,
    short: &[CountedSession],
    long: &[CountedSession],
    thresholds: &Thresholds,
) -> u32 {
    let mut sizes: Vec<f64> = short.iter().map(|session| f64::from(session.size())).collect();
    let Some(usual) = median(&mut sizes) else { return 0 };
    let enough = thresholds.solo_attendance * usual;
    let alone =
        long.iter().filter(|session| f64::from(session.size()) >= enough && !session.had(history.founder()));
    count(alone.count())
}

struct Attendance {
    recent: Option<f64>,
    best: Option<f64>,
}

impl Attendance {
    /// Medians over three sessions in a row: one crowded evening is no peak, one empty one no end.
    /// After a new shape only the sessions since then are compared.
    fn of(history: &History, held: &[CountedSession], today: Date, thresholds: &Thresholds) -> Self {
        let reshaped = history
            .decisions(today)
            .iter()
            .rfind(|decision| matches!(decision.verdict, Verdict::Reshaped(_)))
            .map_or(Date::MIN, |decision| decision.on);
        let comparable = &held[held.partition_point(|session| session.on < reshaped)..];
        let now = history.pauses().day(today);
        let lately = within(comparable, now, thresholds.peak_window);
        let best = lately.windows(3).map(middle_size).max();
        let recent = comparable.windows(3).next_back().map(middle_size);
        Self { recent: recent.map(f64::from), best: best.map(f64::from) }
    }

    fn decline(&self, thresholds: &Thresholds) -> Option<f64> {
        let best = self.best.filter(|best| *best >= thresholds.peak_least)?;
        Some(self.recent? / best)
    }
}

/// The median attendance of three sessions.
fn middle_size(three: &[CountedSession]) -> u32 {
    let mut sizes = [three[0].size(), three[1].size(), three[2].size()];
    sizes.sort_unstable();
    sizes[1]
}

fn median(numbers: &mut [f64]) -> Option<f64> {
    numbers.sort_unstable_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    let upper = *numbers.get(middle)?;
    if numbers.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(numbers[middle - 1], upper))
}

#[cfg(test)]
mod tests;
