use crate::platform::states::states;

states! {
    /// What held a sentence.
    pub enum ExportKind {
        Json = "json",
        QuoteCard = "quote_card",
        MonthlyEmail = "monthly_email",
        /// Read by a link; it reads the sentence anew each time.
        Snapshot = "snapshot",
    }
}

impl ExportKind {
    /// What its author reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::Json => "A file for another program",
            Self::QuoteCard => "A quote card for a slide",
            Self::MonthlyEmail => "The monthly email to leaders",
            Self::Snapshot => "A report shared by a link",
        }
    }

    /// Can what was made still be changed from here?
    pub fn is_live(self) -> bool {
        self == Self::Snapshot
    }
}
