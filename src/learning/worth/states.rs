use crate::platform::states::states;

states! {
    /// Was it worth the time?
    pub enum WorthAnswer {
        Yes = "yes",
        Partly = "partly",
        No = "no",
    }
}

impl WorthAnswer {
    pub fn label(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::Partly => "Partly",
            Self::No => "Not really",
        }
    }
}
