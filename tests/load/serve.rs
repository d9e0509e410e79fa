//! The program with a large organisation, to look around in and to ask its database with `psql`, until Ctrl+C.
//!
//!     cargo bench --bench load -- serve
//!
//! `LOAD_PEOPLE` sets how many people (5000).

use crate::organisation::{ONE, Organisation, Size};
use crate::{Outcome, number};

const BIND: &str = "127.0.0.1:3905";

pub async fn until_stopped() -> Outcome {
    let people = i32::try_from(number("LOAD_PEOPLE", 5_000))?;
    let organisation = Organisation::new(Size { people, ..ONE }).await?;
    println!("database: {}", organisation.url());
    println!(
        "http://{BIND}/ with a cookie login=member, login=organiser or login=leader, or one of these people:"
    );
    println!("  {}", organisation.members.join(" "));
    let listener = tokio::net::TcpListener::bind(BIND).await?;
    let serving = axum::serve(listener, organisation.router.clone());
    tokio::select! {
        outcome = serving => outcome?,
        stopped = tokio::signal::ctrl_c() => stopped?,
    }
    organisation.end().await
}
