//! What the database is asked meanwhile, as the driver notes it.

use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// Statements in the order they were sent: the first words of each, and `COMMIT`.
#[derive(Clone, Default)]
pub struct Asked(Arc<Mutex<Vec<String>>>);

impl Asked {
    /// What is asked while `work` runs. It hears this thread only: for tests with one.
    pub async fn during<Answer>(work: impl Future<Output = Answer>) -> (Answer, Vec<String>) {
        let asked = Self::default();
        let listening = tracing::subscriber::set_default(tracing_subscriber::registry().with(asked.clone()));
        let answer = work.await;
        drop(listening);
        let asked = asked.0.lock().expect("one thread").clone();
        (answer, asked)
    }
}

impl<S: tracing::Subscriber> Layer<S> for Asked {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        struct Summary(String);
        impl Visit for Summary {
            fn record_str(&mut self, field: &Field, value: &str) {
                if field.name() == "summary" {
                    value.clone_into(&mut self.0);
                }
            }
            fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
        }
        if event.metadata().target() == "sqlx::query" {
            let mut summary = Summary(String::new());
            event.record(&mut summary);
            self.0.lock().expect("one thread").push(summary.0);
        }
    }
}
