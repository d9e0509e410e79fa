//! What the organisers of a community see of its programme, and how they start, change and end it.

mod actions;
mod pages;

pub use actions::{ProgrammeForm, change, end};
pub use pages::{PreviewQuery, show};
