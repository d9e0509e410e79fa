//! One disposable cluster for many test processes at a time.

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{fs, thread};

use super::cluster::{self, Cluster, Worth};
use super::postmaster::{self, Postmaster};
use super::{Embedded, StartError, cannot, folder, socket, supervisor};

/// Well within the two minutes after which the supervisor stops the server.
const BEAT: Duration = Duration::from_secs(20);

impl Embedded {
    /// For tests: the address of the cluster in `dir`, which many processes share. Anyone who comes
    /// first starts it, always empty; it stops by itself when nobody called this, or kept it alive
    /// with [`keep_alive`], for two minutes. Nothing in it is ever synced to disk.
    ///
    /// # Errors
    /// When there is no PostgreSQL, or when it does not start.
    pub fn start_shared(dir: &Path) -> Result<String, StartError> {
        let dir = folder::open(dir)?;
        // Held until we return: those who come meanwhile wait, and then find it running.
        let _lock = folder::claim_in_turn(&dir)?;
        let pg_bin = std::env::var_os("GUILDHALL_PG_BIN").map(PathBuf::from);
        let cluster = Cluster::locate(&dir, pg_bin.as_deref(), Worth::Disposable)?;
        let heartbeat = heartbeat(&dir);
        revive(&heartbeat)?;
        if let Some(socket_dir) = running(&cluster) {
            return Ok(socket::url(&socket_dir));
        }
        postmaster::wait_until_gone(&cluster, &mut |_| {})?;
        // Anew rather than again: what was never synced may be broken, and tests leave databases.
        cluster::remove_dir(&cluster.data)?;
        cluster.sweep()?;
        cluster.make()?;
        let socket_dir = supervisor::start_shared(&cluster, &heartbeat)?;
        Ok(socket::url(&socket_dir))
    }
}

/// Keeps the shared cluster in `dir` running for as long as this process lives.
pub fn keep_alive(dir: &Path) {
    let heartbeat = heartbeat(dir);
    thread::spawn(move || {
        // When the folder is removed, there is nothing left to keep alive.
        while touch(&heartbeat).is_ok() {
            thread::sleep(BEAT);
        }
    });
}

fn heartbeat(dir: &Path) -> PathBuf {
    dir.join("heartbeat")
}

fn touch(heartbeat: &Path) -> Result<(), StartError> {
    fs::write(heartbeat, "alive\n").map_err(cannot("write", heartbeat))
}

/// Touches the heartbeat. When it was about to run out, the supervisor may have found it old just
/// before: then we wait until the server shows that it stops.
fn revive(heartbeat: &Path) -> Result<(), StartError> {
    let age = fs::metadata(heartbeat)
        .and_then(|found| found.modified())
        .map(|touched_at| touched_at.elapsed().unwrap_or_default());
    touch(heartbeat)?;
    if age.is_ok_and(|age| age > Duration::from_secs(110)) {
        thread::sleep(Duration::from_millis(500));
    }
    Ok(())
}

/// The socket's folder of the server that runs on this cluster and is ready for us.
fn running(cluster: &Cluster) -> Option<PathBuf> {
    Postmaster::of(cluster)
        .filter(|server| server.is_ready && server.is_alive(cluster))
        .map(|server| server.socket_dir)
        .filter(|folder| socket::is_sound(folder, &cluster.account))
}
