//! The start on an existing database: how long after PostgreSQL accepts connections the first page is answered. The
//! program starts first and waits, as it does where both are started together.
//!
//!     cargo bench --bench load -- start

use std::time::{Duration, Instant};

use guildhall::embedded::Embedded;
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio::net::TcpStream;

use crate::{Outcome, drive};

const ROUNDS: u32 = 7;
const PORT: u16 = 3903;
/// Long enough for the program to have found nobody a few times.
const AHEAD: Duration = Duration::from_millis(600);

pub async fn measure() -> Outcome {
    let dir = std::env::temp_dir().join(format!("guildhall-load-start-{}", std::process::id()));
    let mut server = Embedded::start(&dir, None, |_| {})?;
    let db = PgPool::connect(&server.url()).await?;
    guildhall::MIGRATIONS.run(&db).await?;
    sqlx::query(
        "insert into organisation (link_secret, set_up_at) values (decode(repeat('00', 32), 'hex'), now())",
    )
    .execute(&db)
    .await?;
    db.close().await;
    let mut taken = Vec::new();
    for round in 0..ROUNDS {
        let url = server.url();
        server.stop()?;
        let variables = [("DATABASE_URL", url.as_str()), ("GUILDHALL_BIND", "127.0.0.1:3903")];
        let program = crate::run(env!("CARGO_BIN_EXE_guildhall").as_ref(), &variables)?;
        // Another moment of its pauses each time.
        tokio::time::sleep(AHEAD + Duration::from_millis(37) * round).await;
        let accepting = tokio::spawn(until_it_accepts(url));
        let answered = tokio::spawn(until_a_page_is_answered());
        tokio::task::block_in_place(|| server.restart(|_| {}))?;
        let took = answered.await?.saturating_duration_since(accepting.await?);
        println!("first page {:>6.0} ms after PostgreSQL accepts connections", took.as_secs_f64() * 1_000.0);
        taken.push(took);
        drop(program);
    }
    taken.sort_unstable();
    let millis = |at: usize| taken.get(at).map_or(f64::NAN, |took| took.as_secs_f64() * 1_000.0);
    println!("median {:.0} ms, longest {:.0} ms", millis(taken.len() / 2), millis(taken.len() - 1));
    server.stop()?;
    std::fs::remove_dir_all(&dir)?;
    Ok(())
}

async fn until_it_accepts(url: String) -> Instant {
    loop {
        if let Ok(connection) = PgConnection::connect(&url).await {
            let at = Instant::now();
            // It has served its purpose; whether it ends politely changes nothing.
            let _ = connection.close().await;
            return at;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// The program listens before it has a database; who asks then is answered once there is one.
async fn until_a_page_is_answered() -> Instant {
    loop {
        if let Ok(mut connection) = TcpStream::connect(("127.0.0.1", PORT)).await
            && drive::request(&mut connection, "/login", "").await.is_ok_and(|answer| answer.status == 200)
        {
            return Instant::now();
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
