//! Pictures of a report for slides: each figure of the four statements and each drawing, 16 to 9, with the same rounding
//! as the page. One is added by a word in [`Picture`], a title there and a function in `draw.rs` that is given the
//! [`Slide`](crate::platform::web::slide::Slide) and what it shows.

mod draw;
pub mod pages;

use crate::platform::states::states;

states! {
    /// What can be taken away as a picture, by its word in the address.
    pub enum Picture {
        Stay = "people-stay",
        Reuse = "reuse",
        Learn = "learning",
        Practice = "practice",
        Teams = "teams",
        People = "people",
        Sessions = "sessions",
        Stages = "stages",
    }
}

impl Picture {
    /// The figure of which of the four statements, by its place.
    fn lead(self) -> Option<usize> {
        match self {
            Self::Stay => Some(0),
            Self::Reuse => Some(1),
            Self::Learn => Some(2),
            Self::Practice => Some(3),
            Self::Teams | Self::People | Self::Sessions | Self::Stages => None,
        }
    }
}
