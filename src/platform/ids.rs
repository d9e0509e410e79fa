//! The name of each thing, as a type of its own: where a session is asked for, a person's id does not compile.
//!
//! `sqlx.toml` binds the columns of each table to these, so that what is read straight from a table has its type. An
//! expression says it (`as "id!: EventId"`), and so does every parameter (`event as EventId`): the macros check a
//! parameter only against what PostgreSQL calls it, which is the same for all of these.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type,
        )]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// One that nothing had before.
            pub fn random() -> Self {
                Self(Uuid::new_v4())
            }

            /// The one that nothing ever has.
            pub const fn nil() -> Self {
                Self(Uuid::nil())
            }

            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// A known one, for the tests of every area.
            pub const fn from_u128(number: u128) -> Self {
                Self(Uuid::from_u128(number))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        /// For what was read from a signed link, whose purpose says what each id in it names.
        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        /// For a signed link.
        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

ids! {
    AnnouncementId,
    BreakTrialId,
    BuddyId,
    CoffeeMatchId,
    CoffeeProgrammeId,
    CoffeeRoundId,
    CommunityId,
    DepartmentId,
    EventId,
    HandoverId,
    HelpOfferId,
    /// What holds a job or a mail while it works on it: a worker or a sender of one running program.
    HolderId,
    LoginId,
    MailId,
    NudgeId,
    OrganiserAskId,
    PathwayId,
    PathwayItemId,
    PersonId,
    /// One writing of a report.
    ReportVersion,
    RetrospectiveActionId,
    RetrospectiveCardId,
    RetrospectiveId,
    RoadmapNoteId,
    PlayId,
    PollId,
    PollOptionId,
    PulseCommentId,
    PulseId,
    RoleId,
    SeriesId,
    SignUpId,
    SnapshotId,
    SponsorActId,
    StoryId,
    TeamId,
    TestimonialId,
    ThanksId,
    /// One of several kinds of thing, where something may be about any of them: an act, a piece of news, the calendar
    /// part of a mail. Which kind it is, is told beside it.
    ThingId,
    TopicId,
    TransformationId,
    UnsettledAttendeeId,
    ValueVersionId,
}

macro_rules! things {
    ($($name:ident),* $(,)?) => {$(
        impl From<$name> for ThingId {
            fn from(id: $name) -> Self {
                Self(id.0)
            }
        }

        /// For anyone who was told which kind of thing it is.
        impl From<ThingId> for $name {
            fn from(id: ThingId) -> Self {
                Self(id.0)
            }
        }
    )*};
}

things! {
    AnnouncementId, BreakTrialId, CoffeeProgrammeId, CoffeeRoundId, CommunityId, DepartmentId, EventId, HandoverId,
    MailId, NudgeId, PathwayId, PersonId, PollId, PulseId, RetrospectiveActionId, RetrospectiveId, RoleId, SeriesId,
    SignUpId, SnapshotId, StoryId, TeamId, ThanksId, TopicId, ValueVersionId,
}

/// Jobs are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct JobId(i64);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
