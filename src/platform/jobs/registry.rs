//! Which kinds of work there are, and which recur: the worker knows no noun by name.

use std::collections::BTreeMap;
use std::pin::Pin;

use serde_json::Value;

use super::Job;
use super::schedule::{Every, RecurringJob};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};

/// Reads a row's payload and answers the work it asks for.
type Start = fn(App, Value) -> Result<Work>;

/// A job that is about to run.
pub type Work = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// Every kind of job this program can run.
#[derive(Default)]
pub struct Jobs {
    kinds: BTreeMap<&'static str, Start>,
    pub(super) recurring: Vec<RecurringJob>,
}

impl Jobs {
    /// Adds a job that is only queued on request.
    ///
    /// # Panics
    /// When another job has its kind: a mistake in the program, found at its first start.
    #[must_use]
    pub fn on_request<J: Job>(mut self) -> Self {
        let known = self.kinds.insert(J::KIND, start::<J>);
        assert!(known.is_none(), "two jobs are called {}", J::KIND);
        self
    }

    /// Adds a job that is owed once in each slot, however many copies of the program look at the clock.
    ///
    /// # Panics
    /// As [`Jobs::on_request`].
    #[must_use]
    pub fn every<J: Job>(mut self, every: Every) -> Self {
        self.recurring.push(RecurringJob { kind: J::KIND, every });
        self.on_request::<J>()
    }

    /// The work that a row asks for, or nothing when its kind or its payload is not known here.
    pub(super) fn work(&self, app: &App, kind: &str, payload: Value) -> Option<Work> {
        self.kinds.get(kind)?(app.clone(), payload).ok()
    }
}

fn start<J: Job>(app: App, payload: Value) -> Result<Work> {
    let job: J = serde_json::from_value(payload).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Box::pin(async move { job.run(&app).await }))
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::super::ForgetOldJobs;
    use super::{App, Every, Job, Jobs, Result, Value};

    #[derive(Deserialize, Serialize)]
    struct Greet {
        name: String,
    }

    impl Job for Greet {
        const KIND: &'static str = "greet";

        async fn run(&self, _: &App) -> Result<()> {
            Ok(())
        }
    }

    fn read(payload: &str) -> serde_json::Result<Greet> {
        serde_json::from_str(payload)
    }

    #[test]
    fn a_row_may_hold_more_than_the_job_knows_but_not_less() {
        assert_eq!(read(r#"{"kind": "greet", "name": "Ana"}"#).unwrap().name, "Ana");
        assert!(read("{}").is_err());
        assert!(serde_json::from_value::<ForgetOldJobs>(Value::Object(serde_json::Map::new())).is_ok());
    }

    #[test]
    #[should_panic(expected = "two jobs are called greet")]
    fn a_kind_is_there_once() {
        let _ = Jobs::default().every::<Greet>(Every::Minutes(1)).on_request::<Greet>();
    }
}
