//! What the rows of the table are tried on.

use std::sync::atomic::{AtomicU32, Ordering};

use uuid::Uuid;

use super::table::{ROLES, Role};
use crate::support::{Browser, Site};

/// A private community with a session, a story and so on, and one person of each role; new for each row, since
/// some rows end what others need.
pub struct World {
    pub slug: String,
    pub event: Uuid,
    /// Somebody who asks to come in.
    person: Uuid,
    /// Somebody whose account was closed.
    gone: Uuid,
    /// What stands for the names in routes: one thing of each kind.
    things: Vec<(&'static str, Uuid)>,
    pub people: Vec<(Role, Browser)>,
}

/// Names for which somebody else's thing stands, or one that was never handed out; no address is sent along with a
/// community, so that nobody is appointed to it.
const NOBODYS: [&str; 11] = [
    "{community}",
    "{sign_up}",
    "{offer}",
    "{buddy}",
    "{login}",
    "{note}",
    "{thanks}",
    "{act}",
    "{snapshot}",
    "{metric}",
    "{row}",
];

/// A private community of the organiser $2, the host $3 and the member $4, at whose door $5 stands; and one thing of
/// each kind.
const THINGS: &str = "
    with community as (
        insert into communities (slug, name, zone, visibility, founder_id, published_at, created_at)
        values ($1, 'Quiet circle', 'Etc/UTC', 'private', $2, now(), now())
        returning id
    ), members as (
        insert into members (community_id, person_id, membership, organiser, asked_at, joined_at)
        select id, person, 'member', person = $2, now(), now()
        from community, unnest(array[$2, $3, $4]) person
        union all
        select id, $5, 'asked', false, now(), null from community
    ), series as (
        insert into series (community_id, repeats, every, starts_on, starts_at, minutes, zone, title, kind, uid,
                            created_by, created_at)
        select id, 'weekly', 1, '2026-11-23', '10:00', 60, 'Etc/UTC', 'Quiet session', 'lean_coffee', $1, $2, now()
        from community
        returning id
    ), event as (
        insert into events (community_id, title, kind, state, starts_at, ends_at, zone, uid, created_by,
                            created_at, published_at, series_id, series_on)
        select community.id, 'Quiet session', 'lean_coffee', 'published', $6 + interval '1 hour',
               $6 + interval '2 hours', 'Etc/UTC', $1, $2, now(), now(), series.id, '2026-11-23'
        from community, series
        returning id
    ), host as (
        insert into hosts (event_id, person_id) select id, $3 from event
    ), mail as (
        insert into mails (to_address, kind, subject, body_text, body_html, state, run_at, queued_at, settled_at)
        values ('guest@example.org', 'reset', 'Choose a new password', 'x', 'x', 'parked', now(), now(), now())
        returning id
    ), story as (
        insert into stories (community_id, author_id, title, activity, happened, cycle, benefits, visibility,
                             told_as, created_at, published_at)
        select id, $4, 'Quiet story', 'person', 'We met', 'immediate', array['grow_capability'], 'organisation',
               'member', now(), now()
        from community
        returning id
    ), testimonial as (
        insert into testimonials (story_id, author_id, sentence, given_at) select id, $4, 'We met', now() from story
        returning id
    ), nudge as (
        insert into nudges (community_id, person_id, kind, evidence, path, made_at)
        select id, $2, 'N1', 'No date yet', '/communities/' || $1, now() from community
        returning id
    ), topic as (
        insert into topics (community_id, title, proposed_by, proposed_at)
        select id, 'Quiet topic', $4, now() from community
        returning id
    ), announcement as (
        insert into announcements (community_id, subject, body, written_by, written_at, send_at)
        select id, 'Quiet news', 'We met', $2, now(), now() + interval '100 years' from community
        returning id
    ), poll as (
        insert into polls (community_id, kind, title, zone, named, results, closes_on, closes_at, created_by, created_at)
        select id, 'dates', 'Quiet date', 'Etc/UTC', true, 'after_vote', now() + interval '100 years',
               now() + interval '100 years', $2, now()
        from community
        returning id
    ), role as (
        insert into roles (community_id, name, holder_id, created_at)
        select id, 'Quiet role', $2, now() from community
        returning id
    ), handover as (
        insert into handovers (role_id, giver_id, receiver_id, state, offered_at, answered_at)
        select id, $2, $5, 'under_way', now(), now() from role
        returning id
    )
    select event.id, people.team_id, mail.id, story.id, testimonial.id, nudge.id, series.id, topic.id, announcement.id,
           poll.id, role.id, handover.id
    from event, series, topic, mail, story, testimonial, nudge, announcement, poll, role, handover, people
    where people.id = $5";

/// A published pathway of the organiser $2 with one item: a query of its own, since a row has no room for more.
const PATHWAY: &str = "
    with pathway as (
        insert into pathways (community_id, title, created_by, created_at, published_at)
        select id, 'Quiet pathway', $2, now(), now() from communities where slug = $1
        returning id
    ), item as (
        insert into pathway_items (pathway_id, place, title, url, added_at)
        select id, 1, 'Quiet page', 'https://example.org', now() from pathway
        returning id
    )
    select pathway.id, item.id from pathway, item";

/// A retrospective of the community $1, opened by $2.
const RETROSPECTIVE: &str = "
    with retrospective as (
        insert into retrospectives (community_id, title, named, opened_by, opened_at)
        select id, 'Quiet look back', false, $2, now() from communities where slug = $1
        returning id, community_id
    ), card as (
        insert into retrospective_cards (retrospective_id, named, list, body)
        select id, false, 'keep', 'The quiet' from retrospective
        returning id
    ), action as (
        insert into retrospective_actions (community_id, retrospective_id, body, due_on, state, added_at)
        select community_id, id, 'Stay quiet', '2026-12-24', 'open', now() from retrospective
        returning id
    )
    select retrospective.id, card.id, action.id from retrospective, card, action";

/// Makes things of a community and its organiser that have no room in the first row.
async fn more<Ids>(site: &Site, things: &'static str, slug: &str, organiser: Uuid) -> Ids
where
    Ids: for<'row> sqlx::FromRow<'row, sqlx::postgres::PgRow> + Send + Unpin,
{
    let made = sqlx::query_as(things).bind(slug).bind(organiser);
    made.fetch_one(&site.app.db).await.expect("more things")
}

/// A coffee programme of the community $1 that the member $2 is in, and an open match of theirs with $3.
const COFFEE: &str = "
    with programme as (
        insert into coffee_programmes (community_id, every_weeks, starts_on, started_by, started_at)
        select id, 4, '2026-11-23', $2, now() from communities where slug = $1
        returning id
    ), member as (
        insert into coffee_members (programme_id, person_id, joined_at) select id, $2, now() from programme
    ), round as (
        insert into coffee_rounds (programme_id, number, monday_on, asks_on, reminds_on, matches_on, closes_on, seed,
                                   state, matched_at)
        select id, 1, '2026-11-23', '2026-11-16', '2026-11-20', '2026-11-23', '2026-12-07', 1, 'matched', now()
        from programme
        returning id
    ), seat as (
        insert into coffee_seats (round_id, person_id, tell_at, told_at, tellings)
        select round.id, person, now(), now(), 1 from round, unnest(array[$2, $3]) person
    ), coffee as (
        insert into coffee_matches (round_id, reason, first_writer_id, proposals, made_at)
        select id, 'Not met before', $2, array[now()], now() from round
        returning id
    ), partners as (
        insert into coffee_partners (match_id, round_id, person_id)
        select coffee.id, round.id, person from coffee, round, unnest(array[$2, $3]) person
    )
    select programme.id, coffee.id from programme, coffee";

/// A trial of a shared break, proposed by the person $1.
const TRIAL: &str = "
    insert into break_trials (weekdays, from_time, to_time, zone, starts_on, ends_on, proposed_by, proposed_at)
    values (array[2], '10:15', '10:30', 'Etc/UTC', '2026-11-23', '2100-01-01', $1, now())
    returning id";

/// A pulse of the community $1, opened by $2, that asked its members, with a comment.
const PULSE: &str = "
    with pulse as (
        insert into pulses (community_id, breakdown, minimum, opened_by, opened_at, closes_on, reminds_at, closes_at,
                            population)
        select id, 'team', 5, $2, '2026-10-01', '2026-10-14', '2026-10-08', '2026-10-15', 5
        from communities where slug = $1
        returning id, community_id
    ), asked as (
        insert into pulse_people (pulse_id, person_id, site, tenure)
        select pulse.id, m.person_id, '', 'under_1'
        from pulse join current_members m on m.community_id = pulse.community_id
    ), comment as (
        insert into pulse_comments (pulse_id, question, body) select id, 'keep', 'The quiet' from pulse returning id
    )
    select pulse.id, comment.id from pulse, comment";

/// What the community $1 tries, put on its roadmap by $2.
const PLAY: &str = "
    insert into plays (community_id, play, state, started_by, started_at)
    select id, 'story_circle', 'trying', $2, now() - interval '1 year' from communities where slug = $1
    returning id";

/// Someone whose account is closed.
async fn gone(site: &Site, number: u32) -> Uuid {
    let gone = site.person(&format!("Gone {number}")).await.id;
    let closing = sqlx::query("update people set deactivated_at = now() where id = $1").bind(gone);
    closing.execute(&site.app.db).await.expect("closed");
    gone
}

/// What was added to the product later, in queries of its own: a row has only so many columns.
async fn later_things(
    site: &Site,
    slug: &str,
    team: Uuid,
    [organiser, member, guest]: [Uuid; 3],
) -> Vec<(&'static str, Uuid)> {
    let db = &site.app.db;
    let of_team = sqlx::query_scalar("select department_id from teams where id = $1").bind(team);
    let department = of_team.fetch_one(db).await.expect("a department");
    let (pathway, item) = more(site, PATHWAY, slug, organiser).await;
    // Open and without names, with a card and an action.
    let (retrospective, card, action) = more(site, RETROSPECTIVE, slug, organiser).await;
    // Closed, with a comment.
    let (pulse, comment): (Uuid, Uuid) = more(site, PULSE, slug, organiser).await;
    let closing = sqlx::query("update pulses set closed_at = closes_at where id = $1").bind(pulse);
    closing.execute(db).await.expect("a closed pulse");
    let (play,): (Uuid,) = more(site, PLAY, slug, organiser).await;
    let coffee = sqlx::query_as(COFFEE).bind(slug).bind(member).bind(guest);
    let (programme, coffee_match) = coffee.fetch_one(db).await.expect("a coffee");
    let trial = sqlx::query_scalar(TRIAL).bind(guest).fetch_one(db).await.expect("a trial");
    vec![
        ("{department}", department),
        ("{pathway}", pathway),
        ("{item}", item),
        ("{retrospective}", retrospective),
        ("{card}", card),
        ("{action}", action),
        ("{pulse}", pulse),
        ("{comment}", comment),
        ("{play}", play),
        ("{programme}", programme),
        ("{match}", coffee_match),
        ("{trial}", trial),
    ]
}

impl World {
    pub async fn new(site: &Site) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let people = one_of_each(site, number).await;
        let guest = site.person_of(&format!("Guest {number}"), &format!("Team {number}")).await;
        let gone = gone(site, number).await;
        let id = |role| people.iter().find(|(known, _)| *known == role).expect("one of each").1.id;
        let slug = format!("quiet-circle-{number}");
        let (event, team, mail, story, testimonial, nudge, series, topic, announcement, poll, role, handover) =
            sqlx::query_as(THINGS)
                .bind(&slug)
                .bind(id(Role::Organiser))
                .bind(id(Role::Host))
                .bind(id(Role::Member))
                .bind(guest.id)
                .bind(site.app.clock.now())
                .fetch_one(&site.app.db)
                .await
                .expect("a world");
        let mut things = vec![
            ("{event}", event),
            ("{series}", series),
            ("{team}", team),
            ("{mail}", mail),
            ("{story}", story),
            ("{testimonial}", testimonial),
            // For the organiser.
            ("{nudge}", nudge),
            ("{topic}", topic),
            ("{announcement}", announcement),
            ("{poll}", poll),
            ("{role}", role),
            // Under way, from the organiser to the one at the door.
            ("{handover}", handover),
        ];
        let (organiser, member) = (id(Role::Organiser), id(Role::Member));
        things.extend(later_things(site, &slug, team, [organiser, member, guest.id]).await);
        Self { slug, event, person: guest.id, gone, things, people }
    }

    /// The route with things of this world in the places of its names.
    pub fn path(&self, route: &str) -> String {
        let person = match route.rsplit('/').next() {
            Some("role") => self
                .people
                .iter()
                .find(|(role, _)| *role == Role::Member)
                .map_or(self.person, |(_, member)| member.id),
            Some("reactivation") => self.gone,
            _ => self.person,
        };
        let fixed = [
            ("{slug}", self.slug.clone()),
            ("{way}", "pause".to_owned()),
            ("{person}", person.to_string()),
            ("{kind}", "N1".to_owned()),
            ("{token}", "0".repeat(64)),
            ("{feed}", format!("{}.ics", "0".repeat(64))),
            ("{picture}", "people.svg".to_owned()),
            ("{*path}", "favicon.svg".to_owned()),
        ];
        let things = self.things.iter().map(|(name, id)| (*name, id.to_string()));
        let nobodys = NOBODYS.map(|name| (name, Uuid::new_v4().to_string()));
        let path = fixed
            .into_iter()
            .chain(things)
            .chain(nobodys)
            .fold(route.to_owned(), |path, (name, value)| path.replace(name, &value));
        assert!(!path.contains('{'), "say what stands for the name in {route}");
        path
    }
}

/// A person of each role of the organisation; those of the community are made to be what they are with it.
async fn one_of_each(site: &Site, number: u32) -> Vec<(Role, Browser)> {
    let mut people = vec![(Role::Stranger, site.stranger())];
    for role in &ROLES[1..] {
        let name = format!("{role:?} {number}");
        let browser = match role {
            Role::Leader => site.leader(&name).await,
            Role::Admin => site.admin(&name).await,
            _ => site.person(&name).await,
        };
        people.push((*role, browser));
    }
    people
}
