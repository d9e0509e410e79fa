//! The rules of the house that a machine can hold.

mod ids;
mod map;
mod names;
mod templates;
mod texts;
mod unused;
mod walks;
mod words;
