mod answering;
mod cancelling;
mod closing;
mod comments;
mod opening;
mod permission;
mod reading;
mod telling;

pub use answering::{NewAnswers, add, asked_round, lock, mark};
pub use cancelling::{cancel, forget, open_round};
pub use closing::{
    ClosingPulse, KnownGroup, close, due, earlier_groups, forget_marks, groups, keep, keep_comments, marked,
};
pub use comments::{PulseComment, comments, take_out};
pub use opening::{
    NewPulse, count_cells, insert, last_opened, last_safety, minimum, population, raise_minimum, zone,
};
pub use permission::{SafetyPermission, permit_safety, safety_permission, withdraw_safety};
pub use reading::{
    Pulse, PulseCell, PulseCount, PulseLine, WaitingPulse, cells, counts, counts_of_all, last_closed,
    last_organisation_round, mark_read, of_communities, of_scope, seen, waiting_for,
};
pub use telling::{
    PulseRecipient, UntoldPulse, asked, claim_due_reminder, claim_results, claim_untold, not_marked, readers,
};
