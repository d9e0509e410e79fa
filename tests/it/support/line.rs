//! A line between the program and its database that can be long, or go dead.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::Site;

/// Open until it is dropped.
pub struct Line {
    pub url: String,
    dead: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl Line {
    /// To the database of a site; a byte takes so long each way.
    pub async fn to(site: &Site, delay: Duration) -> Self {
        let database: PgConnectOptions = site.database_url().parse().expect("an address");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!(
            "postgres://{}@{}/{}?sslmode=disable",
            database.get_username(),
            listener.local_addr().expect("an address"),
            database.get_database().expect("a name")
        );
        let dead = Arc::new(AtomicBool::new(false));
        let is_dead = dead.clone();
        let task = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                near.set_nodelay(true).expect("set");
                tokio::spawn(join(near, database.clone(), delay, is_dead.clone()));
            }
        });
        Self { url, dead, task }
    }

    /// Nothing goes through any more, and nobody hangs up.
    pub fn goes_dead(&self) {
        self.dead.store(true, Ordering::SeqCst);
    }

    pub fn comes_back(&self) {
        self.dead.store(false, Ordering::SeqCst);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn join(near: TcpStream, database: PgConnectOptions, delay: Duration, dead: Arc<AtomicBool>) {
    let (read, write) = near.into_split();
    if let Some(folder) = database.get_socket() {
        let socket = folder.join(format!(".s.PGSQL.{}", database.get_port()));
        let Ok(far) = UnixStream::connect(socket).await else { return };
        let (far_read, far_write) = far.into_split();
        tokio::join!(carry(read, far_write, delay, &dead), carry(far_read, write, delay, &dead));
    } else {
        let Ok(far) = TcpStream::connect((database.get_host(), database.get_port())).await else { return };
        let (far_read, far_write) = far.into_split();
        tokio::join!(carry(read, far_write, delay, &dead), carry(far_read, write, delay, &dead));
    }
}

async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    delay: Duration,
    dead: &AtomicBool,
) {
    let mut bytes = vec![0; 65_536];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        sleep(delay).await;
        while dead.load(Ordering::SeqCst) {
            sleep(Duration::from_millis(10)).await;
        }
        if to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
    let _ = to.shutdown().await;
}
