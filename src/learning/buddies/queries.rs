mod pairing;
mod reading;

pub use pairing::{
    NewPair, end_of_buddy, end_of_those_gone, end_of_those_over, end_of_those_silent, forget_volunteer,
    insert, joined_at, newcomers_without, say_hello, take_turns, volunteer, volunteers,
};
pub use reading::{
    AHEAD, MyBuddy, MyNewcomer, NewcomerLine, SuitedSession, buddy_of, is_volunteer, newcomer_lines,
    newcomers_of, suited,
};
