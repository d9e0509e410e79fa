//! What the program holds in memory while a hundred thousand requests go over all its pages.
//!
//!     cargo bench --bench load -- memory
//!
//! `LOAD_REQUESTS` sets how many (100000).

use crate::drive::{self, Asking};
use crate::organisation::{ONE, Organisation};
use crate::{Outcome, machine, number, routes, run};

const PORT: u16 = 3904;
/// Looks at the memory meanwhile.
const LOOKS: u32 = 20;

pub async fn measure() -> Outcome {
    let organisation = Organisation::new(ONE).await?;
    let mut pages = Vec::new();
    for role in ["member", "organiser", "leader"] {
        let reached = routes::reached(&organisation, role).await?;
        pages.extend(reached.into_values().map(|path| (path, role.to_owned())));
    }
    let url = organisation.url();
    let variables = [("DATABASE_URL", url.as_str()), ("GUILDHALL_BIND", "127.0.0.1:3904")];
    let program = run(env!("CARGO_BIN_EXE_guildhall").as_ref(), &variables)?;
    drive::wait_for(PORT, "/healthz").await?;
    println!("{} pages of three roles in turn, sixteen askers", pages.len());
    println!("{:>9} requests: {:>5} MiB resident", 0, machine::resident(program.id())?);
    let all = number("LOAD_REQUESTS", 100_000);
    for look in 1..=LOOKS {
        Asking::default().ask_each(PORT, &pages, all / LOOKS).await?;
        println!("{:>9} requests: {:>5} MiB resident", all / LOOKS * look, machine::resident(program.id())?);
    }
    drop(program);
    organisation.end().await
}
