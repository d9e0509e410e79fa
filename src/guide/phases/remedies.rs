//! What moves a test: one act for each, and the page where it is done, so that whoever reads "2 hosts, needs 4" is one
//! press from asking someone to host.

use super::flags::FlagKind;
use super::measures::{Test, TestName};
use crate::platform::ids::EventId;
use crate::platform::web::encoded;

/// One act of an organiser, and where it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    pub label: &'static str,
    pub path: String,
}

/// Where the acts of one community are done.
pub struct RemedyPages {
    pub slug: String,
    /// The next session that is published, whose hosts can still be asked.
    pub next_session: Option<EventId>,
}

impl RemedyPages {
    /// What moves a test that is not met. Nothing does where only time can: a community's age, and how many sessions it
    /// takes until a share means something.
    pub fn remedy(&self, test: &Test) -> Option<Remedy> {
        if test.met { None } else { self.remedy_for(test.name) }
    }

    /// The one act that a flag asks for.
    pub fn remedy_of_flag(&self, flag: FlagKind) -> Option<Remedy> {
        // After a long silence one more date helps less than two to choose from.
        if flag == FlagKind::Stalled {
            let path = self.below("/polls/new?kind=dates&ask=restart");
            return Some(Remedy { label: "Offer members two dates", path });
        }
        self.remedy_for(match flag {
            FlagKind::SingleOrganiser => TestName::OrganiserShare,
            FlagKind::SingleHost => TestName::HostShare,
            FlagKind::Fading => TestName::Decline,
            FlagKind::OffRhythm | FlagKind::Stalled => TestName::Gap,
            FlagKind::ClosedCircle => TestName::Newcomers,
            FlagKind::OneTeamRoom => TestName::Teams,
            FlagKind::LeakyDoor => TestName::Returned,
            FlagKind::Silent => TestName::Stories,
            FlagKind::NeedsLeadershipTeam => TestName::Organisers,
        })
    }

    fn remedy_for(&self, test: TestName) -> Option<Remedy> {
        let (label, path) = match test {
            TestName::Purpose => ("Add a description", self.below("/edit#purpose")),
            TestName::Members | TestName::Newcomers => ("Invite someone", self.below("/members#invite")),
            TestName::Teams | TestName::TeamShare | TestName::Mixing => {
                ("Invite someone from another team", self.below("/members#invite"))
            }
            TestName::Held | TestName::Sessions | TestName::Gap => {
                ("Plan the next session", self.below("/events/new"))
            }
            TestName::Returned => ("Welcome newcomers", self.below("/welcome")),
            TestName::Rhythm | TestName::Repeat | TestName::Core => {
                ("Plan sessions that repeat", self.below("/events/new?repeats=cadence"))
            }
            TestName::Decline | TestName::Recovery | TestName::LowWeeks => {
                ("Ask members what would suit them", self.below("/polls/new?kind=question&ask=suits"))
            }
            TestName::Hosts | TestName::HostShare | TestName::Solo => {
                ("Ask someone to host", hosts_path(&self.slug, self.next_session))
            }
            TestName::Helpers | TestName::OrganiserShare | TestName::Organisers => {
                ("Find another organiser", self.below("/members#people"))
            }
            TestName::Stories | TestName::Authors | TestName::StoriesLately => {
                ("Ask members for stories", stories_path(&self.slug))
            }
            TestName::Age | TestName::LongSessions => return None,
        };
        Some(Remedy { label, path })
    }

    fn below(&self, end: &str) -> String {
        format!("/communities/{}{end}", self.slug)
    }
}

const STORIES_TITLE: &str = "What have you used or tried?";
const STORIES_BODY: &str = "Has something from our sessions been of use to you? Three lines are enough: what happened, \
                            what you took away, what you did. Share it under Stories.";

/// Stories are asked for in an announcement, which is written already.
pub fn stories_path(slug: &str) -> String {
    let (subject, body) = (encoded(STORIES_TITLE), encoded(STORIES_BODY));
    format!("/communities/{slug}/announcements?subject={subject}&body={body}")
}

/// Hosts are asked on the form of a session: the next one, or a new one where none is planned.
pub fn hosts_path(slug: &str, next_session: Option<EventId>) -> String {
    match next_session {
        Some(event) => format!("/events/{event}/edit#hosts"),
        None => format!("/communities/{slug}/events/new#hosts"),
    }
}

#[cfg(test)]
mod tests {
    use super::RemedyPages;
    use crate::guide::phases::criteria::{entry_tests, keep_tests};
    use crate::guide::phases::fixtures::{signals, thriving};
    use crate::guide::phases::flags::FlagKind;
    use crate::guide::phases::measures::TestName;
    use crate::guide::phases::phase::Phase;
    use crate::guide::phases::thresholds::Thresholds;
    use crate::platform::ids::EventId;

    fn pages(next_session: Option<EventId>) -> RemedyPages {
        RemedyPages { slug: "testing".to_owned(), next_session }
    }

    #[test]
    fn every_test_but_the_age_leads_to_the_page_that_moves_it() {
        let t = Thresholds::default();
        let signals = signals(&thriving(60), 400);
        let tests = Phase::ALL.into_iter().flat_map(|phase| {
            entry_tests(phase, &signals, &t).into_iter().chain(keep_tests(phase, &signals, &t))
        });
        for mut test in tests {
            test.met = false;
            let remedy = pages(None).remedy(&test);
            assert_eq!(remedy.is_none(), test.name == TestName::Age, "{}", test.name);
            test.met = true;
            assert_eq!(pages(None).remedy(&test), None, "what is met asks for nothing");
        }
    }

    #[test]
    fn every_flag_names_one_act() {
        for flag in FlagKind::ALL {
            assert!(pages(None).remedy_of_flag(flag).is_some(), "{flag}");
        }
    }

    #[test]
    fn what_to_write_is_there_already() {
        let path = |flag| pages(None).remedy_of_flag(flag).unwrap().path;
        assert!(path(FlagKind::Silent).contains("/announcements?subject=What%20have%20you"));
        assert!(path(FlagKind::Stalled).ends_with("/polls/new?kind=dates&ask=restart"));
        assert!(path(FlagKind::Fading).ends_with("/polls/new?kind=question&ask=suits"));
    }

    #[test]
    fn hosts_are_asked_for_the_next_session_or_for_a_new_one() {
        let next = EventId::from_u128(7);
        let path = |next| pages(next).remedy_of_flag(FlagKind::SingleHost).unwrap().path;
        assert_eq!(path(Some(next)), format!("/events/{next}/edit#hosts"));
        assert_eq!(path(None), "/communities/testing/events/new#hosts");
    }
}
