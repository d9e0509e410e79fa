use crate::platform::states::states;

states! {
    /// Why someone is a newcomer's buddy no longer.
    pub enum BuddyEnding {
        /// Sixty days are over.
        Over = "over",
        /// A week went by without a hello.
        NoHello = "no_hello",
        /// They said that they welcome nobody for now.
        Paused = "paused",
        /// They left the community or the organisation.
        Left = "left",
        NewcomerLeft = "newcomer_left",
    }
}
