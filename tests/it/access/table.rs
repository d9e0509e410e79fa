//! The table: every route, and whom it is for.

/// Who finds something at a route.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum For {
    /// Anybody, signed in or not.
    All,
    /// Anybody who is not signed in sees it; whoever is, is led on.
    SignedOut,
    SignedIn,
    /// Whoever belongs to the community, which is private.
    Members,
    /// The one member who told the story.
    Author,
    Organisers,
    /// Organisers, and hosts of the session.
    Hosts,
    Leaders,
    Admins,
    /// Nobody here and now: the demo's door, and links that were never handed out.
    Nobody,
}
use For::{Admins, All, Author, Hosts, Leaders, Members, Nobody, Organisers, SignedIn, SignedOut};

/// Method, route, and whom it is for. Names in braces stand for things of a private community.
pub const TABLE: &[(&str, &str, For)] = &[
    ("GET", "/static/{*path}", All),
    ("GET", "/favicon.ico", All),
    ("GET", "/healthz", All),
    ("GET", "/readyz", All),
    ("GET", "/", SignedIn),
    ("GET", "/sources", SignedIn),
    // Logins
    ("GET", "/login", SignedOut),
    ("POST", "/login", All),
    ("POST", "/logout", SignedIn),
    ("POST", "/demo-login", Nobody),
    ("GET", "/sign-up", All),
    ("POST", "/sign-up", All),
    ("GET", "/set-up/{token}", Nobody),
    ("POST", "/set-up/{token}", Nobody),
    ("GET", "/reset", All),
    ("POST", "/reset", All),
    ("GET", "/reset/{token}", All),
    ("POST", "/reset/{token}", All),
    ("GET", "/me/logins", SignedIn),
    ("POST", "/me/logins/ending", SignedIn),
    ("POST", "/me/logins/{login}/ending", Nobody),
    // People
    ("GET", "/me", SignedIn),
    ("POST", "/me", SignedIn),
    ("GET", "/people/{person}", SignedIn),
    // Communities and members
    ("GET", "/communities", SignedIn),
    ("POST", "/communities", SignedIn),
    ("GET", "/communities/new", SignedIn),
    ("GET", "/communities/{slug}", Members),
    ("GET", "/communities/{slug}/edit", Organisers),
    ("POST", "/communities/{slug}/edit", Organisers),
    ("POST", "/communities/{slug}/pause", Organisers),
    ("POST", "/communities/{slug}/resumption", Organisers),
    ("POST", "/communities/{slug}/archive", Organisers),
    ("POST", "/communities/{slug}/restoring", Organisers),
    ("GET", "/communities/{slug}/members", Members),
    ("POST", "/communities/{slug}/membership", Members),
    ("POST", "/communities/{slug}/departure", Members),
    ("POST", "/communities/{slug}/invitations", Organisers),
    ("POST", "/communities/{slug}/members/{person}/admission", Organisers),
    ("POST", "/communities/{slug}/members/{person}/role", Organisers),
    ("GET", "/communities/{slug}/phase", Members),
    ("POST", "/communities/{slug}/phase/pin", Organisers),
    ("POST", "/communities/{slug}/phase/unpin", Organisers),
    ("POST", "/communities/{slug}/phase/transformation", Organisers),
    // The roadmap
    ("GET", "/communities/{slug}/roadmap", Organisers),
    ("POST", "/communities/{slug}/roadmap/reports", Organisers),
    ("POST", "/communities/{slug}/roadmap/reports/withdrawal", Organisers),
    ("GET", "/communities/{slug}/roadmap/keep-going", Organisers),
    ("POST", "/communities/{slug}/roadmap/keep-going", Organisers),
    ("POST", "/communities/{slug}/roadmap/keep-going/{note}/removal", Nobody),
    ("GET", "/communities/{slug}/transformation", Members),
    ("GET", "/communities/{slug}/transformation/{way}", Organisers),
    ("POST", "/communities/{slug}/transformation/{way}", Organisers),
    ("POST", "/communities/{slug}/transformation/reversal", Organisers),
    ("POST", "/communities/{slug}/transformation/takeover", Members),
    ("POST", "/nudges/{nudge}/snooze", Organisers),
    ("POST", "/nudges/{nudge}/mute", Organisers),
    // Notices and announcements
    ("GET", "/me/notices", SignedIn),
    ("POST", "/me/notices", SignedIn),
    ("GET", "/me/notices/{slug}", Members),
    ("POST", "/me/notices/{slug}", Members),
    ("GET", "/notices/stop/{token}", All),
    ("POST", "/notices/stop/{token}", All),
    ("GET", "/communities/{slug}/announcements", Members),
    ("POST", "/communities/{slug}/announcements", Organisers),
    ("GET", "/communities/{slug}/announcements/{announcement}/edit", Organisers),
    ("POST", "/communities/{slug}/announcements/{announcement}/edit", Organisers),
    ("POST", "/communities/{slug}/announcements/{announcement}/cancellation", Organisers),
    // Sessions
    ("GET", "/communities/{slug}/events", Members),
    ("POST", "/communities/{slug}/events", Organisers),
    ("GET", "/communities/{slug}/events/new", Organisers),
    ("GET", "/events/{event}", Members),
    ("GET", "/events/{event}/edit", Hosts),
    ("POST", "/events/{event}/edit", Hosts),
    ("POST", "/events/{event}/publication", Hosts),
    ("POST", "/events/{event}/cancellation", Hosts),
    ("GET", "/events/{event}/recap", Hosts),
    ("POST", "/events/{event}/recap", Hosts),
    ("GET", "/series/{series}", Members),
    ("POST", "/events/{event}/rsvp", Members),
    ("GET", "/events/{event}/seats", Hosts),
    ("POST", "/events/{event}/seats", Hosts),
    ("POST", "/series/{series}/rsvp", Members),
    ("GET", "/rsvp/{token}", Nobody),
    ("POST", "/rsvp/{token}", Nobody),
    ("GET", "/events/{event}/attendance", Hosts),
    ("POST", "/events/{event}/attendance", Hosts),
    ("GET", "/events/{event}/walk-ins", Hosts),
    ("POST", "/events/{event}/walk-ins", Hosts),
    ("GET", "/events/{event}/attendance/list", Hosts),
    ("POST", "/events/{event}/attendance/list", Hosts),
    ("POST", "/events/{event}/attendance/list/recording", Hosts),
    ("GET", "/events/{event}/door", Hosts),
    ("POST", "/events/{event}/door", Hosts),
    // Whoever was asked is named in the tests of hosting.
    ("POST", "/events/{event}/hosting", Nobody),
    ("GET", "/hosting/{token}", Nobody),
    ("POST", "/hosting/{token}", Nobody),
    ("GET", "/communities/{slug}/topics", Members),
    ("POST", "/communities/{slug}/topics", Members),
    ("POST", "/topics/{topic}/vote", Members),
    ("POST", "/topics/{topic}/retirement", Organisers),
    ("GET", "/check-in", SignedIn),
    ("POST", "/check-in", SignedIn),
    // Calendars
    ("GET", "/calendar", SignedIn),
    ("GET", "/calendar/{feed}", Nobody),
    ("GET", "/communities/{slug}/calendar", Members),
    ("GET", "/communities/{slug}/calendar.ics", Members),
    ("GET", "/events/{event}/calendar.ics", Members),
    ("GET", "/me/calendar", SignedIn),
    ("POST", "/me/calendar", SignedIn),
    ("POST", "/me/calendar/ending", SignedIn),
    // Stories
    ("GET", "/stories", SignedIn),
    ("GET", "/stories/new", SignedIn),
    // Without a community it is told nowhere.
    ("POST", "/stories", Nobody),
    ("GET", "/stories/{story}", Members),
    ("GET", "/stories/{story}/edit", Author),
    ("POST", "/stories/{story}/edit", Author),
    ("POST", "/stories/{story}/withdrawal", Author),
    ("POST", "/stories/{story}/verification", Members),
    ("POST", "/stories/{story}/testimonial", Author),
    ("POST", "/stories/{story}/thanks", Members),
    ("POST", "/stories/{story}/reuse", Members),
    ("POST", "/testimonials/{testimonial}/withdrawal", Author),
    // Impact
    ("GET", "/impact", Leaders),
    ("GET", "/impact.csv", Leaders),
    ("GET", "/communities/{slug}/impact", Organisers),
    // Administration
    ("GET", "/admin", Admins),
    ("GET", "/admin/people", Admins),
    ("POST", "/admin/people", Admins),
    ("POST", "/admin/people/{person}/roles", Admins),
    ("POST", "/admin/people/{person}/deactivation", Admins),
    ("POST", "/admin/people/{person}/reactivation", Admins),
    ("GET", "/admin/teams", Admins),
    ("POST", "/admin/teams", Admins),
    // Without a department it names no place for the team.
    ("POST", "/admin/teams/{team}", Nobody),
    ("POST", "/admin/teams/{team}/closing", Admins),
    ("GET", "/admin/settings", Admins),
    ("POST", "/admin/settings", Admins),
    ("GET", "/admin/mail", Admins),
    ("GET", "/admin/mail/{mail}", Admins),
    ("POST", "/admin/mail/{mail}/retry", Admins),
    ("GET", "/admin/acts", Admins),
];

/// Who asks. The last three belong to no community, whatever their role in the organisation is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Role {
    Stranger,
    Member,
    Host,
    Organiser,
    Nothing,
    Leader,
    Admin,
}
pub const ROLES: [Role; 7] =
    [Role::Stranger, Role::Nothing, Role::Member, Role::Leader, Role::Admin, Role::Host, Role::Organiser];

impl For {
    pub fn includes(self, role: Role) -> bool {
        match self {
            All => true,
            SignedOut | Nobody => false,
            SignedIn => role != Role::Stranger,
            Author => role == Role::Member,
            Members => matches!(role, Role::Member | Role::Host | Role::Organiser),
            Organisers => role == Role::Organiser,
            Hosts => matches!(role, Role::Host | Role::Organiser),
            Leaders => role == Role::Leader,
            Admins => role == Role::Admin,
        }
    }
}
