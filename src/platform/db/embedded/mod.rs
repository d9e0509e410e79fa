//! The database Guildhall brings up by itself when `DATABASE_URL` is not set: a private PostgreSQL
//! cluster inside the data folder, run as our child from server binaries found on the machine.
//!
//! It listens on a unix socket that only we may open, and on no network port. The server refuses to
//! run as root, so root hands it to an unprivileged user. It stops when Guildhall stops, however
//! that happens. In the data folder:
//!
//! ```text
//! lock                      held by the one program that uses the folder; says its process id
//! pgdata/                   the cluster
//! run/                      the socket (in /tmp when the path is unfit for a socket)
//! postgres.log, .log.old    what the server said in this run and the one before
//! ```

mod account;
mod binaries;
mod cluster;
mod folder;
mod postmaster;
mod shared;
mod socket;
mod supervisor;

use std::fs::File;
use std::path::Path;
use std::{fmt, io};

use cluster::{Cluster, Worth};
use supervisor::Supervised;

pub use shared::keep_alive;

/// A running cluster, ours alone. It stops when this is dropped, and when this process ends.
#[derive(Debug)]
pub struct Embedded {
    cluster: Cluster,
    server: Supervised,
    /// Kept open, because closing it lets the next program in.
    _lock: File,
}

impl Embedded {
    /// Starts the cluster in `dir`, made first if need be, and returns when it takes connections.
    /// With `pg_bin` the server is taken from that folder and from nowhere else. `say` gets one
    /// short line for each step that keeps people waiting.
    ///
    /// # Errors
    /// When another program uses `dir`, when there is no PostgreSQL that fits, or when it does not
    /// start; the error is written for the person at the terminal.
    pub fn start(dir: &Path, pg_bin: Option<&Path>, mut say: impl FnMut(&str)) -> Result<Self, StartError> {
        let dir = folder::open(dir)?;
        let lock = folder::claim(&dir)?;
        let cluster = Cluster::locate(&dir, pg_bin, Worth::Kept)?;
        cluster.sweep()?;
        if !cluster.is_made()? {
            say("Making the database (first start only)…");
            cluster.make()?;
        }
        postmaster::wait_until_gone(&cluster, &mut say)?;
        let server = supervisor::start(&cluster, &mut say)?;
        Ok(Self { cluster, server, _lock: lock })
    }

    /// Where to connect, in the form that `DATABASE_URL` has.
    #[must_use]
    pub fn url(&self) -> String {
        socket::url(&self.server.socket_dir)
    }

    /// The server's major version, such as 17.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.cluster.server.major
    }

    /// Stops the server and waits for it; close the pool first. Stopping twice changes nothing.
    ///
    /// # Errors
    /// When the server had to be cut off. Nothing committed is lost, but the next start recovers.
    pub fn stop(&mut self) -> Result<(), StartError> {
        self.server.stop(&self.cluster)
    }

    /// Has the server ended? It does not come back by itself: unless we stopped it, Guildhall should
    /// exit as failed, so that whatever runs Guildhall starts both anew.
    pub fn exited(&mut self) -> bool {
        self.server.exited()
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        // Nobody is left to tell, and the next start recovers.
        let _ = self.stop();
    }
}

/// Why there is no database, in words for the person who started Guildhall, with what to do.
#[derive(Debug)]
pub struct StartError(String);

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StartError {}

/// For `map_err`: "cannot open /data/lock: Permission denied".
fn cannot<'a>(act: &'a str, path: &'a Path) -> impl FnOnce(io::Error) -> StartError + 'a {
    move |error| StartError(format!("cannot {act} {}: {error}", path.display()))
}
