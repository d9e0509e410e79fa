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
mod replaced;
mod shared;
mod socket;
mod supervisor;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fmt, io};

use cluster::{Cluster, Worth};
use postmaster::Postmaster;
use replaced::Origin;
use supervisor::Supervised;

pub use binaries::tools;
pub use shared::keep_alive;

/// A server that another program started.
#[derive(Debug)]
pub struct RunningServer {
    pub url: String,
    pub bin: PathBuf,
}

/// A running cluster, ours alone. It stops when this is dropped, and when this process ends.
#[derive(Debug)]
pub struct Embedded {
    cluster: Cluster,
    server: Supervised,
    origin: Origin,
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
    pub fn start(dir: &Path, pg_bin: Option<&Path>, say: impl FnMut(&str)) -> Result<Self, StartError> {
        Self::start_in(dir, pg_bin, say).map_err(|error| error.or_full_disk(dir))
    }

    fn start_in(dir: &Path, pg_bin: Option<&Path>, mut say: impl FnMut(&str)) -> Result<Self, StartError> {
        let dir = folder::open(dir)?;
        let lock = folder::claim(&dir)?;
        let cluster = Cluster::locate(&dir, pg_bin, Worth::Kept)?;
        cluster.sweep()?;
        if !cluster.is_made()? {
            say("Making the database (first start only)…");
            cluster.make()?;
        }
        postmaster::wait_until_gone(&cluster, &mut say)?;
        let origin = Origin::of(&cluster.server.bin);
        let server = supervisor::start(&cluster, &mut say)?;
        Ok(Self { cluster, server, origin, _lock: lock })
    }

    /// Has a cluster been made in `dir`?
    #[must_use]
    pub fn is_made(dir: &Path) -> bool {
        dir.join(Worth::Kept.folder()).join("PG_VERSION").exists()
    }

    /// The address of the server that another program runs in `dir` now, and the folder of its binaries.
    #[must_use]
    pub fn running(dir: &Path, pg_bin: Option<&Path>) -> Option<RunningServer> {
        let dir = dir.canonicalize().ok()?;
        let cluster = Cluster::locate(&dir, pg_bin, Worth::Kept).ok()?;
        let server =
            Postmaster::of(&cluster).filter(|server| server.is_ready && server.is_alive(&cluster))?;
        Some(RunningServer { url: socket::url(&server.socket_dir), bin: cluster.server.bin })
    }

    /// The folder of the server's binaries.
    #[must_use]
    pub fn bin(&self) -> &Path {
        &self.cluster.server.bin
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

    /// Asks the server to stop and waits so long for it. False where it takes longer: it ends by itself, and the next
    /// start waits for it.
    pub fn leave(&mut self, within: Duration) -> bool {
        self.server.leave(within)
    }

    /// Have the files of the server been replaced since it was started, by others of the same major version?
    pub fn is_replaced(&mut self) -> bool {
        self.origin.is_replaced(Instant::now()) && binaries::is_of(&self.cluster.server)
    }

    /// Stops the server and starts it from the files that are there now.
    ///
    /// # Errors
    /// As [`Embedded::start`].
    pub fn restart(&mut self, mut say: impl FnMut(&str)) -> Result<(), StartError> {
        self.stop()?;
        self.origin = Origin::of(&self.cluster.server.bin);
        self.server = supervisor::start(&self.cluster, &mut say)?;
        Ok(())
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

impl StartError {
    /// A full disk is met in many places, and each says it in words of its own, some in a dozen lines of PostgreSQL's.
    fn or_full_disk(self, dir: &Path) -> Self {
        if self.0.contains("No space left on device") {
            return Self(format!(
                "the disk that holds {} is full: make room on it, and start again",
                dir.display()
            ));
        }
        self
    }
}

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

#[cfg(test)]
mod tests {
    use super::{Path, StartError};

    #[test]
    fn a_full_disk_is_said_in_one_line() {
        let said = StartError("PostgreSQL did not start:\n  FATAL: x\n  No space left on device".to_owned());
        let said = said.or_full_disk(Path::new("/data")).to_string();
        assert_eq!(said, "the disk that holds /data is full: make room on it, and start again");
        let other = StartError("no server".to_owned()).or_full_disk(Path::new("/data"));
        assert_eq!(other.to_string(), "no server");
    }
}
