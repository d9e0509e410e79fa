//! Every number of the phase rules, named once.
//!
//! All of them are Guildhall's own, tried on simulated histories only, unless a source is named.
//! Numbers are kept as `f64` whatever they count, so that one table of overrides holds them all.

mod groups;

use crate::guide::participation::ParticipationRules;

pub use groups::ThresholdGroup;

const PARTICIPATION: ParticipationRules = ParticipationRules::DEFAULT;

/// What a number is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things or people.
    Count,
    Days,
    Weeks,
    /// 0 to 1, shown as a percentage.
    Share,
    /// Multiples of the community's cadence.
    Cadences,
    /// One number divided by another; 1 is the same.
    Ratio,
    /// 1 is yes, 0 is no.
    YesNo,
}

/// One threshold, as an administrator's page lists it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// The field of [`Thresholds`], and the key of an override.
    pub name: &'static str,
    pub label: &'static str,
    pub group: ThresholdGroup,
    pub unit: Unit,
    pub default: f64,
}

macro_rules! thresholds {
    ($($group:ident { $($name:ident $default:tt $unit:ident $label:literal)* })*) => {
        /// The numbers in force.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Thresholds {
            $($(#[doc = $label] pub $name: f64,)*)*
        }

        /// Every threshold with its default, in the order they are listed to administrators.
        pub const ALL: &[Threshold] = &[
            $($(Threshold {
                name: stringify!($name),
                label: $label,
                group: ThresholdGroup::$group,
                unit: Unit::$unit,
                default: $default,
            },)*)*
        ];

        impl Default for Thresholds {
            fn default() -> Self {
                Self { $($($name: $default,)*)* }
            }
        }

        impl Thresholds {
            /// The number in force under a name.
            pub fn get(&self, name: &str) -> Option<f64> {
                match name {
                    $($(stringify!($name) => Some(self.$name),)*)*
                    _ => None,
                }
            }

            fn named(&mut self, name: &str) -> Option<&mut f64> {
                match name {
                    $($(stringify!($name) => Some(&mut self.$name),)*)*
                    _ => None,
                }
            }
        }
    };
}

thresholds! {
    Counting {
        counted_people {PARTICIPATION.counted_people} Count "People present for a session to count"
        default_cadence 30.0 Days "Time between sessions assumed until two were held"
        cadence_sessions 6.0 Count "Recent sessions that give the usual time between sessions, if no rhythm is set"
        cadence_least 7.0 Days "Shortest time between sessions read from the past"
        cadence_most 90.0 Days "Longest time between sessions read from the past"
        short_cadences 3.0 Cadences "Short window"
        short_least 90.0 Days "Short window, at least"
        short_most 270.0 Days "Short window, at most"
        long_cadences 6.0 Cadences "Long window"
        long_least 180.0 Days "Long window, at least"
        long_most 540.0 Days "Long window, at most"
        stories_window 180.0 Days "Window for stories"
        peak_window 365.0 Days "Window in which the best period of attendance is looked for"
        peak_least 6.0 Count "Best period of attendance below which no decline is computed"
        repeat_chances {PARTICIPATION.repeat_chances} Count "Chances to come after which a person counts in the repeat share"
        repeat_times {PARTICIPATION.repeat_times} Count "Times a person came to count as coming again"
        core_share 0.5 Share "Share of sessions a core person comes to"
        core_least 2.0 Count "Sessions a core person came to, at least"
        core_sessions 3.0 Count "Sessions with a complete list before a core is counted"
        active_share 0.25 Share "Share of sessions an active person comes to"
        active_least 2.0 Count "Sessions an active person came to, at least"
        solo_attendance 0.75 Share "Attendance without the founder, against the median"
        return_sessions {PARTICIPATION.return_sessions} Count "Sessions within which a newcomer comes back"
        mixing_half_life {PARTICIPATION.mixing_half_life} Days "Half-life of a meeting in the mixing ratio"
        mixing_room {PARTICIPATION.mixing_room} Count "Largest room in which people are taken to meet"
    }
    Regular {
        regular_sessions 3.0 Count "Regular: sessions in the short window"
        regular_rhythm 0.75 Share "Regular: sessions held against expected"
        regular_gap 1.75 Cadences "Regular: time since the last session, at most"
    }
    Forming {
        forming_members 5.0 Count "Forming: members"
        forming_teams 2.0 Count "Forming: teams at sessions"
        forming_sessions 2.0 Count "Forming: sessions ever held"
    }
    Maturing {
        maturing_age 90.0 Days "Maturing: days since the first session"
        maturing_repeat 0.40 Share "Maturing: share of people who come again"
        maturing_core 4.0 Count "Maturing: core people"
        maturing_hosts 3.0 Count "Maturing: different hosts"
        maturing_top 0.67 Share "Maturing: busiest host's share, at most"
        maturing_teams 3.0 Count "Maturing: teams at sessions"
        maturing_stories 3.0 Count "Maturing: stories"
        maturing_authors 2.0 Count "Maturing: story authors"
        maturing_choices 2.0 Count "Maturing: how many of the three optional tests"
    }
    SelfSustaining {
        sustaining_age 240.0 Days "Self-sustaining: days since the first session"
        sustaining_repeat 0.50 Share "Self-sustaining: share of people who come again"
        sustaining_core 5.0 Count "Self-sustaining: core people"
        sustaining_hosts 4.0 Count "Self-sustaining: different hosts"
        sustaining_top 0.40 Share "Self-sustaining: busiest host's share, at most"
        sustaining_organisers 3.0 Count "Self-sustaining: people doing organising work"
        sustaining_organiser_top 0.60 Share "Self-sustaining: busiest organiser's share, at most"
        sustaining_solo 2.0 Count "Self-sustaining: well-attended sessions without the founder"
        sustaining_newcomers 3.0 Count "Self-sustaining: newcomers"
        sustaining_stories 6.0 Count "Self-sustaining: stories"
        sustaining_authors 4.0 Count "Self-sustaining: story authors"
        sustaining_choices 2.0 Count "Self-sustaining: how many of the three optional tests"
    }
    Transformation {
        transformation_decline 0.60 Share "Transformation: attendance against the best period, at most"
        transformation_gap 3.0 Cadences "Transformation: time since the last session, more than"
    }
    Keeping {
        keep_rhythm 0.60 Share "Staying self-sustaining: sessions held against expected"
        keep_gap 2.5 Cadences "Staying self-sustaining: time since the last session, at most"
        keep_repeat 0.40 Share "Staying self-sustaining: share of people who come again"
        keep_hosts 3.0 Count "Staying self-sustaining: different hosts"
        keep_top 0.55 Share "Staying self-sustaining: busiest host's share, at most"
        keep_organisers 2.0 Count "Staying self-sustaining: people doing organising work"
    }
    Pace {
        rise_weeks 2.0 Weeks "Weeks in a row the tests are passed before a stage is entered"
        stay_days 28.0 Days "Days in a stage before it changes again"
        narrow_weeks 4.0 Weeks "Weeks in a row of failing before leadership counts as narrowed"
        transform_weeks 6.0 Weeks "Weeks in a row of decline or silence before transformation is proposed"
        review_days 30.0 Days "Days after which an unanswered proposal shows as in review"
        renew_weeks 2.0 Weeks "Weeks in a row the tests are passed before a community counts as renewed"
        renew_attendance 0.75 Share "Renewed: recent attendance against the best period before"
        pin_days 90.0 Days "Longest time an organiser can set a stage"
        recorded_share 0.60 Share "Sessions with recorded attendance, below which nothing changes"
    }
    Flags {
        flag_age 120.0 Days "Flags on a young community wait until this age"
        flag_sessions 4.0 Count "Flags on hosts and organisers wait for this many sessions"
        flag_organiser 0.75 Share "Single organiser: busiest organiser's share, more than"
        flag_host 0.67 Share "Single host: busiest host's share, more than"
        flag_decline 0.75 Share "Fading: attendance against the best period, at most"
        flag_decline_weeks 3.0 Weeks "Fading: weeks in a row"
        flag_gap 1.75 Cadences "Off rhythm: time since the last session, more than"
        flag_stalled 3.0 Cadences "Stalled: time since the last session, more than"
        flag_newcomers 2.0 Count "Few newcomers: newcomers, fewer than"
        flag_team_share 0.70 Share "Mostly one team: largest team's share, more than"
        flag_mixing 0.70 Ratio "Mostly one team: mixing ratio, less than"
        flag_return 0.30 Share "Newcomers don’t come back: those who came back, less than"
        flag_return_newcomers 5.0 Count "Newcomers don’t come back: newcomers, at least"
        flag_silence 90.0 Days "No stories lately: window for stories"
        // Above about forty people a community needs a leadership team: Webber & Dunbar 2020.
        flag_members 35.0 Count "Needs a leadership team: members, at least"
        flag_organisers 3.0 Count "Needs a leadership team: organisers, fewer than"
    }
    Roadmap {
        roadmap_slip_days 28.0 Days "Roadmap: time a met step is missed before it counts as slipped"
        roadmap_report_days 120.0 Days "Roadmap: time that “done elsewhere” holds in steps 4 to 8"
        roadmap_interested 3.0 Count "Roadmap 1: people interested, at least"
        roadmap_interested_teams 2.0 Count "Roadmap 1: their teams, at least"
        roadmap_members 5.0 Count "Roadmap 2: members besides the one who started it, at least"
        roadmap_member_teams 2.0 Count "Roadmap 2: teams of members, at least"
        roadmap_organisers 2.0 Count "Roadmap 2: organisers, at least"
        roadmap_reasons 3.0 Count "Roadmap 2: members who say why they joined, at least"
        roadmap_circle_people 4.0 Count "Roadmap 3: people at a story circle or lean coffee, at least"
        roadmap_first_stories 3.0 Count "Roadmap 3: stories, at least"
        roadmap_first_authors 3.0 Count "Roadmap 3: authors of stories, at least"
        roadmap_gap 1.75 Cadences "Roadmap 4: time between the last three sessions, at most"
        roadmap_repeat 0.40 Share "Roadmap 4: people who came again, at least"
        roadmap_dates 2.0 Count "Roadmap 4: dates ahead, at least"
        roadmap_range_days 180.0 Days "Roadmap 5: window for kinds of sessions"
        roadmap_kinds 3.0 Count "Roadmap 5: kinds of sessions, at least"
        roadmap_levels 2.0 Count "Roadmap 5: levels of structure, at least"
        roadmap_hosts 3.0 Count "Roadmap 5: different hosts, at least"
        roadmap_coffee_people 6.0 Count "Roadmap 5: people in a coffee round, at least"
        roadmap_coffee_met 0.50 Share "Roadmap 5: its groups that met, at least"
        roadmap_applied 3.0 Count "Roadmap 6: stories of something tried or changed, at least"
        roadmap_thanks 2.0 Count "Roadmap 6: thanks, at least"
        roadmap_thanks_days 90.0 Days "Roadmap 6: window for thanks"
        roadmap_snapshots 1.0 Count "Roadmap 6: snapshots shared outside, at least"
        roadmap_snapshot_days 90.0 Days "Roadmap 6: window for snapshots"
        roadmap_newcomers 3.0 Count "Roadmap 7: newcomers, at least"
        roadmap_return 0.50 Share "Roadmap 7: newcomers who came back, at least"
        roadmap_teams 4.0 Count "Roadmap 7: teams reached, at least"
        roadmap_team_share 0.50 Share "Roadmap 7: or this part of the organisation’s teams"
        roadmap_mixing 0.80 Ratio "Roadmap 7: mixing ratio, at least"
        roadmap_top 0.40 Share "Roadmap 8: busiest host’s share, at most"
        roadmap_retro_days 120.0 Days "Roadmap 8: time since a retrospective, at most"
        roadmap_calm_days 28.0 Days "Roadmap 8: time without a warning, at least"
    }
    Suggestions {
        nudge_purpose_days 7.0 Days "Describe the community: time since it was started, at least"
        nudge_people_days 14.0 Days "Ask more people: time since it was started, at least"
        nudge_people 5.0 Count "Ask more people: members, fewer than; from then on, plan a first session"
        nudge_teams 2.0 Count "Ask another team: teams of members, fewer than"
        nudge_rest_days 60.0 Days "Start small or rest: time without a session, at least"
        nudge_date_days 2.0 Days "Plan the next session: time since the last one, at least"
        nudge_held_by_one 2.0 Count "Ask another host: sessions that one person hosted, at least"
        nudge_story_days 14.0 Days "Ask for a story: time since the first session without one, at least"
        nudge_core_days 14.0 Days "Silence: time until those who came most are told as well"
        nudge_topic_days 10.0 Days "Find a topic: time until the next session, at most"
        nudge_topics 2.0 Count "Find a topic: open topic ideas, fewer than"
        nudge_news_days 28.0 Days "A new stage is news for"
        nudge_retro_days 90.0 Days "Look back: time in Maturing, at least"
        nudge_retro_every 120.0 Days "Look back again: time since the last retrospective, at least"
        nudge_applied 3.0 Count "Share a snapshot: stories of something tried or changed, at least"
        nudge_snapshot_days 90.0 Days "Share a snapshot: time since the last one, at least"
        nudge_fresh_days 90.0 Days "Bring in someone from outside: time without a guest or a visit, at least"
        nudge_welcome_days 7.0 Days "Come to a first session: time since a person joined, at least"
        nudge_welcome_until 28.0 Days "Come to a first session: time since a person joined, less than"
        nudge_worth_days 1.0 Days "Worth your time: time since a person’s first session, at least"
        nudge_worth_until 14.0 Days "Worth your time: time since a person’s first session, less than"
        nudge_sponsor_days 60.0 Days "Sponsor: time without something members can see, at least"
    }
}

impl Thresholds {
    /// The defaults with an administrator's numbers in their place. A name that no rule uses any
    /// more, or a number no rule can use (negative or not finite), leaves the default standing.
    pub fn with_overrides<'a>(overrides: impl Iterator<Item = (&'a str, f64)>) -> Self {
        let mut thresholds = Self::default();
        for (name, value) in overrides {
            if let Some(number) = thresholds.named(name)
                && value.is_finite()
                && value >= 0.0
            {
                *number = value;
            }
        }
        thresholds
    }

    /// Sets one number; false when no rule uses the name.
    pub fn set(&mut self, name: &str, value: f64) -> bool {
        self.named(name).map(|number| *number = value).is_some()
    }

    /// Those that say who came again, who is new, and who met.
    pub fn participation(&self) -> ParticipationRules {
        ParticipationRules {
            counted_people: self.counted_people,
            repeat_chances: self.repeat_chances,
            repeat_times: self.repeat_times,
            return_sessions: self.return_sessions,
            mixing_half_life: self.mixing_half_life,
            mixing_room: self.mixing_room,
        }
    }

    /// Days of the short window: long enough for three sessions of any cadence.
    pub fn short_window(&self, cadence: f64) -> f64 {
        (self.short_cadences * cadence).min(self.short_most).max(self.short_least)
    }

    /// Days of the long window: long enough for six sessions of any cadence.
    pub fn long_window(&self, cadence: f64) -> f64 {
        (self.long_cadences * cadence).min(self.long_most).max(self.long_least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_administrator_changes_one_number_and_the_others_stand() {
        let changed = Thresholds::with_overrides([("maturing_core", 6.0)].into_iter());
        assert_eq!(changed.get("maturing_core"), Some(6.0));
        assert_eq!(Thresholds { maturing_core: 4.0, ..changed }, Thresholds::default());
    }

    #[test]
    fn numbers_no_rule_can_use_are_left_out() {
        let overrides = [("gone", 1.0), ("keep_gap", f64::NAN), ("keep_top", -0.1)];
        assert_eq!(Thresholds::with_overrides(overrides.into_iter()), Thresholds::default());
    }

    #[test]
    fn every_threshold_is_listed_once_with_a_label() {
        let defaults = Thresholds::default();
        for (place, threshold) in ALL.iter().enumerate() {
            assert_eq!(defaults.get(threshold.name), Some(threshold.default));
            assert!(!threshold.label.is_empty());
            assert!(ALL[..place].iter().all(|other| other.name != threshold.name));
            assert!(ALL[..place].iter().all(|other| other.label != threshold.label));
        }
    }

    #[test]
    fn windows_hold_three_and_six_sessions_of_any_cadence() {
        let thresholds = Thresholds::default();
        let windows = |cadence| (thresholds.short_window(cadence), thresholds.long_window(cadence));
        assert_eq!(windows(7.0), (90.0, 180.0));
        assert_eq!(windows(42.0), (126.0, 252.0));
        assert_eq!(windows(90.0), (270.0, 540.0));
        assert_eq!(windows(200.0), (270.0, 540.0));
    }
}
