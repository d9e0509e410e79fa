//! What a person is told by mail: what they chose, and what is told at once, in the weekly digest, or not at all.

mod kinds;
mod paper;

pub use kinds::Kind;
pub use paper::{From, Paper, To};
