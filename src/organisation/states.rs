use crate::platform::states::states;

states! {
    /// Who can make an account.
    pub enum SignUpPolicy {
        /// Everybody who can open the site.
        Open = "open",
        /// Administrators only.
        Closed = "closed",
    }
}
