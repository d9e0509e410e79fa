//! Invitations: what the mails about a session or a series carry for the reader's calendar. One UID for life; the
//! sequence rises with every change of time or place, and with every turn of a person who gives up a seat and returns.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::ics::{self, Contact, Entry, Purpose};
use super::queries::{self, Guest, Seat, Session};
use super::{entries, mails, rules};
use crate::app::App;
use crate::error::Result;
use crate::mail::{self, CalendarPart, Letter, Turn};
use crate::series::Series;

/// Puts the invitation to a session on the letters of those who have a seat, as it stands now: the first one, or the
/// news of another time or place. Letters to others stay as they are.
pub async fn invite(
    db: &mut PgConnection,
    app: &App,
    event: Uuid,
    letters: &mut [Letter],
    now: OffsetDateTime,
) -> Result<()> {
    let people = readers(letters);
    // Whoever comes back before the end of their invitation has left still has the entry.
    mail::withdraw_calendar(&mut *db, ("CANCEL", event), &people, now).await?;
    let guests = queries::seated(&mut *db, event, &people).await?;
    if guests.is_empty() {
        return Ok(());
    }
    let told = Told::load(&mut *db, app, event, &people).await?;
    for letter in letters {
        let Some(guest) = guests.iter().find(|guest| letter.person == Some(guest.id)) else { continue };
        let turn = rules::invited(told.last(guest.id));
        if let Some(key) = letter.key.as_mut().filter(|_| turn > 0) {
            // The same seat saved again is news once more.
            key.push_str(&format!(":{turn}"));
        }
        letter.calendar = Some(told.part(("REQUEST", &Purpose::Request), guest, turn, now));
    }
    Ok(())
}

/// Puts the end of the invitation on the letters of those whose calendar holds the session: it was called off.
pub async fn uninvite(
    db: &mut PgConnection,
    app: &App,
    event: Uuid,
    letters: &mut [Letter],
    now: OffsetDateTime,
) -> Result<()> {
    let people = readers(letters);
    let guests = queries::guests(&mut *db, &people).await?;
    let told = Told::load(&mut *db, app, event, &people).await?;
    for letter in letters {
        let guest = guests.iter().find(|guest| letter.person == Some(guest.id));
        if let Some(guest) = guest
            && let Some(turn) = rules::taken_back(told.last(guest.id))
        {
            letter.calendar = Some(told.part(("CANCEL", &Purpose::Cancel), guest, turn, now));
        }
    }
    Ok(())
}

/// Somebody gave up their seat: an invitation that has not left yet is taken back, and one that has is ended by a
/// short mail. Whoever was never sent one hears nothing.
pub async fn take_back(
    db: &mut PgConnection,
    app: &App,
    event: Uuid,
    person: Uuid,
    now: OffsetDateTime,
) -> Result<()> {
    mail::withdraw_calendar(&mut *db, ("REQUEST", event), &[person], now).await?;
    let told = Told::load(&mut *db, app, event, &[person]).await?;
    let Some(turn) = rules::taken_back(told.last(person)) else { return Ok(()) };
    let Some(guest) = queries::guests(&mut *db, &[person]).await?.pop() else { return Ok(()) };
    let letter = mails::taken_back(&guest, &told.session, turn, now, &told.from.base_url)?;
    let part = told.part(("CANCEL", &Purpose::Cancel), &guest, turn, now);
    mail::queue(db, &[Letter { calendar: Some(part), ..letter }], now).await?;
    Ok(())
}

/// Puts a whole series on the letters of people who answered it, as it stands for each of them now: exactly the dates to
/// come at which they have a seat, with what was moved and called off among them. Whose calendar holds dates but who
/// has no seat any more gets the end of it all. One verb for a yes to the series and for every change of it.
pub async fn invite_to_series(
    db: &mut PgConnection,
    app: &App,
    series: Uuid,
    letters: &mut [Letter],
    now: OffsetDateTime,
) -> Result<()> {
    let people = readers(letters);
    mail::withdraw_calendar(&mut *db, ("CANCEL", series), &people, now).await?;
    let Some(series) = queries::series(&mut *db, &[series]).await?.pop() else { return Ok(()) };
    let dates = queries::dates(&mut *db, series.id, now).await?;
    let seats = queries::seats_of_series(&mut *db, series.id, &people, now).await?;
    let guests = queries::guests(&mut *db, &people).await?;
    let of: Vec<Uuid> = dates.iter().map(|date| date.id).chain([series.id]).collect();
    let turns = mail::calendar_turns(db, &of, &people).await?;
    let told = ToldOfSeries { series, dates, seats, turns, from: Sender::of(app) };
    for letter in letters {
        let Some(guest) = guests.iter().find(|guest| letter.person == Some(guest.id)) else { continue };
        if let Some(part) = told.part(guest, now) {
            if let Some(key) = letter.key.as_mut().filter(|_| part.turn > 0) {
                key.push_str(&format!(":{}", part.turn));
            }
            letter.calendar = Some(part);
        }
    }
    Ok(())
}

fn readers(letters: &[Letter]) -> Vec<Uuid> {
    letters.iter().filter_map(|letter| letter.person).collect()
}

fn turn_of(turns: &[Turn], person: Uuid, of: Uuid) -> Option<i32> {
    turns.iter().find(|turn| turn.person_id == person && turn.of == of).map(|turn| turn.turn)
}

/// Who invitations come from, and where the sessions in them are.
struct Sender {
    email: String,
    base_url: String,
}

impl Sender {
    fn of(app: &App) -> Self {
        Self { email: app.config.mail_from.email.to_string(), base_url: app.config.base_url() }
    }

    /// The community invites, from the address of the site.
    fn address(&self, entry: Entry, community: &str, guest: &Guest) -> Entry {
        let organiser = Contact { name: community.to_owned(), email: self.email.clone() };
        let attendee = Contact { name: guest.name.clone(), email: guest.email.clone() };
        Entry { organiser: Some(organiser), attendee: Some(attendee), ..entry }
    }
}

/// A session, how it stands in a calendar, and what the calendars of some people were told of it.
struct Told {
    session: Session,
    entry: Entry,
    turns: Vec<Turn>,
    from: Sender,
}

impl Told {
    async fn load(db: &mut PgConnection, app: &App, event: Uuid, people: &[Uuid]) -> Result<Self> {
        let session = queries::session(&mut *db, event).await?;
        let from = Sender::of(app);
        let of: Vec<Uuid> = [Some(event), session.series_id].into_iter().flatten().collect();
        let series = queries::series(&mut *db, &of[1..]).await?.pop();
        let entry = match series {
            Some(series) => entries::date(&session, &series, &from.base_url),
            None => entries::single(&session, &from.base_url),
        };
        let turns = mail::calendar_turns(db, &of, people).await?;
        Ok(Self { session, entry, turns, from })
    }

    fn series_turn(&self, person: Uuid) -> Option<i32> {
        self.session.series_id.and_then(|series| turn_of(&self.turns, person, series))
    }

    fn last(&self, person: Uuid) -> Option<i32> {
        rules::last_of_date(turn_of(&self.turns, person, self.session.id), self.series_turn(person))
    }

    fn part(
        &self,
        (method, purpose): (&'static str, &Purpose<'_>),
        guest: &Guest,
        turn: i32,
        now: OffsetDateTime,
    ) -> CalendarPart {
        let turns = i64::from(turn) + i64::from(self.series_turn(guest.id).unwrap_or(0));
        let entry = Entry {
            sequence: self.entry.sequence + turns,
            stamp: now,
            // For this person it is over, whether the others meet or not.
            cancelled: method == "CANCEL",
            ..self.from.address(self.entry.clone(), &self.session.community, guest)
        };
        let text = ics::file(purpose, &[entry]);
        CalendarPart { method, text, of: self.session.id, turn, until: self.session.ends_at }
    }
}

/// A series, its dates to come, and what the calendars of some people were told of them.
struct ToldOfSeries {
    series: Series,
    dates: Vec<Session>,
    seats: Vec<Seat>,
    turns: Vec<Turn>,
    from: Sender,
}

impl ToldOfSeries {
    fn part(&self, guest: &Guest, now: OffsetDateTime) -> Option<CalendarPart> {
        let is_seated = |date: &&Session| {
            self.seats.iter().any(|seat| seat.person_id == guest.id && seat.event_id == date.id)
        };
        let mine: Vec<Session> = self.dates.iter().filter(is_seated).cloned().collect();
        let last = turn_of(&self.turns, guest.id, self.series.id);
        let going = mine.iter().any(|date| date.state == "published");
        let until = self.dates.iter().map(|date| date.ends_at).max()?;
        let of = self.series.id;
        if going {
            let turn = rules::invited_anew(last);
            let entries = self.entries(&mine, guest, turn, now);
            let text = ics::file(&Purpose::Request, &entries);
            return Some(CalendarPart { method: "REQUEST", text, of, turn, until });
        }
        // Dates told one by one end with the series, which has the same UID.
        let holds = |turn: &Turn| turn.person_id == guest.id && turn.turn % 2 == 0;
        self.turns.iter().any(holds).then(|| {
            let turn = rules::invited_anew(last) + 1;
            let dates = if mine.is_empty() { &self.dates } else { &mine };
            let whole = self.entries(dates, guest, turn, now).into_iter().next();
            let whole = whole.map(|whole| Entry { cancelled: true, ..whole });
            let text = ics::file(&Purpose::Cancel, whole.as_slice());
            CalendarPart { method: "CANCEL", text, of, turn, until }
        })
    }

    /// The series and the dates that differ, each with a sequence above all that was said of it before.
    fn entries(&self, dates: &[Session], guest: &Guest, turn: i32, now: OffsetDateTime) -> Vec<Entry> {
        let community = dates.first().map_or("", |date| date.community.as_str());
        let of_date = |date: Session| turn_of(&self.turns, guest.id, date.id);
        entries::series(&self.series, dates, &self.from.base_url)
            .into_iter()
            .map(|(entry, date)| {
                let said = i64::from(date.and_then(of_date).unwrap_or(0));
                let sequence = entry.sequence + i64::from(turn) + said;
                Entry { sequence, stamp: now, ..self.from.address(entry, community, guest) }
            })
            .collect()
    }
}
