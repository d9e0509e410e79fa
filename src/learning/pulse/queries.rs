mod answering;
mod closing;
mod comments;
mod opening;
mod reading;
mod telling;

pub use answering::{NewAnswers, add, asked_round, lock, mark};
pub use closing::{
    ClosingPulse, KnownGroup, close, due, earlier_groups, forget_marks, groups, keep, keep_comments, marked,
};
pub use comments::{PulseComment, comments, take_out};
pub use opening::{NewPulse, count_cells, insert, last_opened, minimum, population, raise_minimum, zone};
pub use reading::{
    OpenPulse, Pulse, PulseCell, PulseCount, PulseLine, cells, counts, counts_of_all, last_closed,
    last_organisation_round, of_communities, of_scope, open_for, seen,
};
pub use telling::{PulseReader, UntoldPulse, asked, claim_due_reminder, claim_untold, not_marked};
