//! A person's contribution record: what they did for communities in a period they choose, to print or take along to a
//! review. Only they see it, and only they say what is on it. It lists, and counts nothing against anybody.

mod export;
mod pages;
mod period;
mod queries;

use axum::Router;
use axum::routing::get;

use crate::platform::app::App;

pub fn routes() -> Router<App> {
    Router::new().route("/me/record", get(pages::show)).route("/me/record.json", get(export::download))
}

crate::platform::states::states! {
    /// The parts of the document, in its order.
    pub enum RecordPart {
        Organised = "organised",
        Hosted = "hosted",
        Stories = "stories",
        Reuse = "reuse",
        Thanks = "thanks",
        Topics = "topics",
        Actions = "actions",
        Pathways = "pathways",
        Attended = "attended",
    }
}

impl RecordPart {
    pub fn title(self) -> &'static str {
        match self {
            Self::Organised => "Communities I organise",
            Self::Hosted => "Sessions I hosted",
            Self::Stories => "Stories I wrote",
            Self::Reuse => "What others used too",
            Self::Thanks => "Thanks I received",
            Self::Topics => "Topics I proposed",
            Self::Actions => "What I took on in retrospectives, and finished",
            Self::Pathways => "Learning pathways I finished",
            Self::Attended => "Sessions I went to",
        }
    }
}
