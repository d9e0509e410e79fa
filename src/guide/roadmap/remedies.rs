//! Where each thing on the roadmap is done, with what to write or ask already there.

use super::steps::RoadmapTest;
use crate::communities::Community;
use crate::guide::phases;
use crate::platform::ids::EventId;
use crate::platform::web::encoded;

/// The page where it is done.
pub struct RoadmapRemedy {
    pub label: &'static str,
    pub path: String,
    /// Words to send to people, where it is not a form of this site that takes them.
    pub message: Option<String>,
}

/// The community whose roadmap it is, as its organisers act in it.
pub struct RoadmapPages<'a> {
    pub community: &'a Community,
    pub base_url: &'a str,
    pub next_session: Option<EventId>,
}

impl RoadmapPages<'_> {
    /// Where a test is moved; nowhere where it moves by itself.
    pub fn remedy(&self, test: RoadmapTest) -> Option<RoadmapRemedy> {
        let (label, path) = match test {
            RoadmapTest::Purpose => ("Write the description", self.below("/edit#purpose")),
            RoadmapTest::Sponsor => ("Name a sponsor, or say “None yet”", self.below("/edit#sponsor")),
            RoadmapTest::TwoPlaces | RoadmapTest::Interest | RoadmapTest::Members => {
                ("Invite someone", self.below("/members#invite"))
            }
            RoadmapTest::MemberTeams => ("Invite someone from another team", self.below("/members#invite")),
            RoadmapTest::Reach | RoadmapTest::Mixing => {
                ("See the teams you haven’t met", self.below("/reach"))
            }
            RoadmapTest::CoOrganiser | RoadmapTest::LeadershipTeam => {
                ("Ask a member to organise with you", self.below("/members#people"))
            }
            RoadmapTest::Reasons => ("Ask members", self.announcement(REASONS)),
            RoadmapTest::FirstCircle => {
                ("Plan a lean coffee", self.session("lean_coffee", Some(LEAN_COFFEE)))
            }
            RoadmapTest::FirstStories => ("Ask for stories", phases::stories_path(&self.community.slug)),
            RoadmapTest::Cadence => ("Choose how often", self.below("/edit#cadence")),
            RoadmapTest::Steady | RoadmapTest::DatesAhead => {
                ("Plan sessions that repeat", self.below("/events/new?repeats=cadence"))
            }
            RoadmapTest::ComingBack => {
                ("Ask members what is worth their time", self.below("/polls/new?kind=question&ask=worth"))
            }
            RoadmapTest::Coffee => ("Run coffee rounds", self.below("/coffee")),
            RoadmapTest::Range => ("Plan a session of another kind", self.below("/events/new")),
            RoadmapTest::Hosts | RoadmapTest::SharedHosting => {
                ("Ask someone to host", phases::hosts_path(&self.community.slug, self.next_session))
            }
            RoadmapTest::Applied => ("Ask what people tried", self.announcement(TRIED)),
            RoadmapTest::Thanks => ("Thank someone", self.thanks()),
            RoadmapTest::Newcomers => ("Welcome newcomers", self.below("/welcome")),
            RoadmapTest::NewcomersReturn => ("Plan a welcome", self.session("show_and_tell", Some(WELCOME))),
            RoadmapTest::Backups => ("Find backups", self.below("/roles")),
            RoadmapTest::HandoverNotes => ("Write notes for the next person", self.below("/roles")),
            RoadmapTest::StopSomething => {
                ("Say what you stop", self.below("/roadmap/keep-going#list-stopped"))
            }
            RoadmapTest::Calm => ("See what needs attention", self.below("/phase#flags")),
            RoadmapTest::Agreements => ("Write down what you agree on", self.below("/agreements")),
            RoadmapTest::Retrospective => ("Look back together", self.below("/retrospectives")),
            RoadmapTest::Snapshot => ("Make a snapshot", self.below("/impact/snapshots#make")),
            RoadmapTest::Published => return None,
        };
        Some(RoadmapRemedy { label, path, message: self.message(test) })
    }

    fn message(&self, test: RoadmapTest) -> Option<String> {
        let Community { name, practice, .. } = self.community;
        let what = if practice.is_empty() { String::new() } else { format!(" {practice}") };
        let link = format!("{}{}", self.base_url, self.community.path());
        match test {
            RoadmapTest::TwoPlaces | RoadmapTest::Interest => {
                Some(format!("We are starting {name}.{what} If that is for you, join us: {link}"))
            }
            RoadmapTest::Members | RoadmapTest::MemberTeams => {
                Some(self.community.invitation_message(self.base_url))
            }
            RoadmapTest::CoOrganiser | RoadmapTest::LeadershipTeam => Some(format!(
                "Would you organise {name} with me? It takes about an hour a month, and we share what there is to do."
            )),
            _ => None,
        }
    }

    fn below(&self, end: &str) -> String {
        format!("{}{end}", self.community.path())
    }

    fn announcement(&self, prepared: PreparedForm) -> String {
        let (subject, body) = (encoded(prepared.title), encoded(prepared.body));
        self.below(&format!("/announcements?subject={subject}&body={body}"))
    }

    fn session(&self, kind: &str, prepared: Option<PreparedForm>) -> String {
        let given = prepared.map_or_else(String::new, |PreparedForm { title, body }| {
            format!("&title={}&agenda={}", encoded(title), encoded(body))
        });
        self.below(&format!("/events/new?kind={kind}{given}"))
    }

    fn thanks(&self) -> String {
        format!("/thanks/new?community={}", self.community.slug)
    }
}

/// What a form that is opened from here says already.
#[derive(Clone, Copy)]
struct PreparedForm {
    title: &'static str,
    body: &'static str,
}

const REASONS: PreparedForm = PreparedForm {
    title: "Why did you join?",
    body: "What made you join, in one sentence? Open Members on our page and choose “Say why you joined”. It helps us \
           plan what is worth your time.",
};

const TRIED: PreparedForm = PreparedForm {
    title: "Have you tried it?",
    body: "Some of you shared what you learned here. Have you tried it since, and what changed? Add it to your story: \
           it shows others that it works.",
};

const LEAN_COFFEE: PreparedForm = PreparedForm {
    title: "First lean coffee",
    body: "Everyone writes down what they would like to talk about. We vote, and talk about each topic for about eight \
           minutes, the most wanted first. No preparation needed.",
};

const WELCOME: PreparedForm = PreparedForm {
    title: "Show and tell, with a welcome for newcomers",
    body: "A round of names first: what do you work on, and what brought you here? Then two people show something small.",
};
