//! The rules of the house that a machine can hold.

mod map;
mod templates;
mod texts;
mod words;
