use crate::platform::states::states;

states! {
    /// Where a mail is on its way.
    pub enum MailState {
        Queued = "queued",
        /// A sender holds it, and nothing has left yet.
        Sending = "sending",
        /// The server has begun to take it: from here on nobody else may send it.
        Handing = "handing",
        Delivered = "delivered",
        /// The answer of the server was lost: an administrator decides.
        Parked = "parked",
        /// The server said no for good.
        Refused = "refused",
        /// Of no use any more before it left.
        Dropped = "dropped",
    }
}

states! {
    /// What a mail does to the calendar of its recipient (RFC 5546).
    pub enum CalendarMethod {
        Request = "REQUEST",
        Cancel = "CANCEL",
    }
}

impl MailState {
    /// As an administrator reads it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Queued => "Waiting",
            Self::Sending | Self::Handing => "Being sent",
            Self::Delivered => "Sent",
            Self::Parked => "Needs attention: the mail server may not have accepted it",
            Self::Refused => "Refused by the mail server",
            Self::Dropped => "No longer needed",
        }
    }

    pub fn is_parked(self) -> bool {
        self == Self::Parked
    }

    /// Does it wait for an administrator's decision?
    pub fn needs_attention(self) -> bool {
        matches!(self, Self::Parked | Self::Refused)
    }
}
