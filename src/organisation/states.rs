use crate::platform::states::states;

states! {
    /// Who can make an account.
    pub enum SignUpPolicy {
        /// Everyone who can open the site.
        Open = "open",
        /// Administrators only.
        Closed = "closed",
    }
}
