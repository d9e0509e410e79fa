//! The composition root's background work: every noun's jobs, and when those that recur do.

use crate::communities::announcements::jobs::SendAnnouncements;
use crate::front::digests::jobs::{ForgetOldDigests, SendDigests};
use crate::guide::nudges::jobs::SuggestNudges;
use crate::guide::phases::jobs::EvaluatePhases;
use crate::guide::polls::jobs::{ClosePolls, TellOfPolls};
use crate::guide::roadmap::jobs::FollowRoadmaps;
use crate::guide::transformation::jobs::CloseCommunities;
use crate::impact::jobs::WorkOutReports;
use crate::impact::monthly::jobs::TellLeaders;
use crate::learning::buddies::jobs::WelcomeNewcomers;
use crate::learning::coffee::jobs::RunCoffee;
use crate::learning::directory::jobs::CountTopics;
use crate::learning::pulse::jobs::RunPulses;
use crate::learning::stories::follow_ups::jobs::AskWhatCame;
use crate::notices::news::jobs::{ForgetOldNews, SendNews};
use crate::organisation::logins::jobs::ForgetOldLogins;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::jobs::{self, Every, ForgetOldJobs, Jobs};
use crate::platform::mail::jobs::ForgetOldMails;
use crate::sessions::reminders::jobs::{DayBeforeReminders, ForgetOldReminders, SessionMessages};
use crate::sessions::series::jobs::FillSeries;

const NIGHTLY: Every = Every::Day { hour: 3, minute: 30 };

/// Every job of the program.
#[must_use]
pub fn jobs() -> Jobs {
    Jobs::default()
        .every::<DayBeforeReminders>(Every::Minutes(1))
        .every::<SessionMessages>(Every::Minutes(1))
        .every::<SendNews>(Every::Minutes(1))
        .every::<SendAnnouncements>(Every::Minutes(1))
        .every::<ClosePolls>(Every::Minutes(1))
        .every::<TellOfPolls>(Every::Minutes(1))
        .every::<RunCoffee>(Every::Minutes(1))
        .every::<RunPulses>(Every::Minutes(1))
        .every::<WelcomeNewcomers>(Every::Minutes(5))
        // Together with the time it takes, well within the ten minutes that a report may be old.
        .every::<WorkOutReports>(Every::Minutes(5))
        // Eight o'clock comes on a quarter of the hour in every zone there is.
        .every::<SendDigests>(Every::Minutes(15))
        // Decent hours differ by person and are the noun's to know.
        .every::<SuggestNudges>(Every::Minutes(15))
        // So do the hours at which leaders are told of the month.
        .every::<TellLeaders>(Every::Minutes(15))
        // And those at which authors are asked what came of their stories.
        .every::<AskWhatCame>(Every::Minutes(15))
        // Days end on a quarter of the hour, too.
        .every::<CloseCommunities>(Every::Minutes(15))
        .every::<CountTopics>(Every::Minutes(15))
        // Every night, although a week is judged once: a community west of the organisation still has Sunday when the
        // organisation's Monday begins, and weeks judged already cost nothing.
        .every::<EvaluatePhases>(Every::Day { hour: 4, minute: 0 })
        .every::<FollowRoadmaps>(Every::Day { hour: 4, minute: 30 })
        .every::<FillSeries>(Every::Day { hour: 3, minute: 45 })
        .every::<ForgetOldJobs>(NIGHTLY)
        .every::<ForgetOldMails>(NIGHTLY)
        .every::<ForgetOldLogins>(NIGHTLY)
        .every::<ForgetOldNews>(NIGHTLY)
        .every::<ForgetOldReminders>(NIGHTLY)
        .every::<ForgetOldDigests>(NIGHTLY)
}

/// Runs what the schedule owes and everything that is due, one after the other; answers how many jobs ran.
///
/// # Errors
/// The database's. A job that fails is no error here: it waits for its next attempt.
pub async fn run_due_jobs(app: &App) -> Result<usize> {
    jobs::run_due(app, &jobs()).await
}
