//! Running the server so that it ends with us, also when we are killed.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use super::cluster::Cluster;
use super::postmaster::Postmaster;
use super::{StartError, account, cannot, socket};

/// Runs the server beside a reader of our pipe. When the pipe closes, because we stop, exit, panic
/// or are killed, the reader asks the server for a fast shutdown. (A parent-death signal would
/// follow the thread that started the server, not the process.)
const WITH_US: &str = r#"
exec 3<&0
"$@" 3<&- & server=$!
(read -r _ <&3; kill -INT $server) 2>/dev/null & reader=$!
exec 3<&-
wait $server; status=$?
kill $reader 2>/dev/null
exit $status
"#;

/// Runs the server for as long as someone touches the heartbeat file, no matter who started it.
const WITH_HEARTBEAT: &str = r#"
heartbeat=$1; shift
"$@" & server=$!
while [ -n "$(find "$heartbeat" -mmin -2 2>/dev/null)" ] && kill -0 $server 2>/dev/null; do
  sleep 3
done
kill -INT $server
wait $server
"#;

/// A start after a power cut replays what was written since; on a slow disk that takes minutes, and
/// giving up on it would only begin it again.
const READY_WITHIN: Duration = Duration::from_mins(10);
/// What a server says when its predecessor was killed alone: a query that was running goes on, to the
/// end, and until then the memory it shares is guarded.
const STILL_IN_USE: &str = "pre-existing shared memory block";
const QUERIES_DONE_WITHIN: Duration = Duration::from_mins(1);
/// When a start is slow enough to say so.
const SLOW: Duration = Duration::from_secs(5);
/// A fast shutdown writes all that is dirty to disk.
const STOPPED_WITHIN: Duration = Duration::from_secs(30);
const CUT_OFF_WITHIN: Duration = Duration::from_secs(10);

/// A server whose life hangs on the pipe that is our child's standard input.
#[derive(Debug)]
pub(super) struct Supervised {
    child: Child,
    pub(super) socket_dir: PathBuf,
}

impl Supervised {
    pub(super) fn exited(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// Asks for a fast shutdown, and cuts the server off when that takes too long. Once only: a server
    /// that hung on the first time would keep us as long again.
    pub(super) fn stop(&mut self, cluster: &Cluster) -> Result<(), StartError> {
        if self.child.stdin.is_none() || self.leave(STOPPED_WITHIN) {
            return Ok(());
        }
        // If this fails, so does the wait after it, and the error is the same.
        let _ = cluster
            .command("pg_ctl")
            .args(["stop", "--mode=immediate", "--no-wait", "-D"])
            .arg(&cluster.data)
            .output();
        self.ends_within(CUT_OFF_WITHIN);
        Err(StartError(format!(
            "PostgreSQL did not stop within {} s and was cut off; it recovers at the next start.",
            STOPPED_WITHIN.as_secs()
        )))
    }

    /// Asks for a fast shutdown and waits so long for it; false where it takes longer, and goes on without us.
    pub(super) fn leave(&mut self, within: Duration) -> bool {
        drop(self.child.stdin.take());
        let ended = self.ends_within(within);
        if ended {
            // Empty now, and litter if it is in /tmp.
            let _ = fs::remove_dir(&self.socket_dir);
        }
        ended
    }

    fn ends_within(&mut self, limit: Duration) -> bool {
        let since = Instant::now();
        while !self.exited() {
            if since.elapsed() > limit {
                return false;
            }
            thread::sleep(Duration::from_millis(10));
        }
        true
    }
}

/// Starts the server for this process alone.
pub(super) fn start(cluster: &Cluster, say: &mut dyn FnMut(&str)) -> Result<Supervised, StartError> {
    keep_last_log(cluster);
    let since = Instant::now();
    let mut is_said = false;
    loop {
        let socket_dir = socket::make_folder(&cluster.dir, &cluster.account)?;
        let child = spawn(cluster, &socket_dir, WITH_US, None)?;
        let mut server = Supervised { child, socket_dir };
        match wait_until_ready(cluster, &mut server.child, say) {
            Ok(()) => return Ok(server),
            Err(error) if !error.0.contains(STILL_IN_USE) || since.elapsed() > QUERIES_DONE_WITHIN => {
                return Err(error);
            }
            Err(_) if !is_said => say("Waiting for the last queries of a killed PostgreSQL to end…"),
            Err(_) => {}
        }
        is_said = true;
        thread::sleep(Duration::from_millis(250));
    }
}

/// Starts the server for every process that touches `heartbeat`, and gives its socket's folder.
pub(super) fn start_shared(cluster: &Cluster, heartbeat: &Path) -> Result<PathBuf, StartError> {
    keep_last_log(cluster);
    let socket_dir = socket::make_folder(&cluster.dir, &cluster.account)?;
    let mut child = spawn(cluster, &socket_dir, WITH_HEARTBEAT, Some(heartbeat))?;
    wait_until_ready(cluster, &mut child, &mut |_| {})?;
    Ok(socket_dir)
}

fn spawn(
    cluster: &Cluster,
    socket_dir: &Path,
    script: &str,
    heartbeat: Option<&Path>,
) -> Result<Child, StartError> {
    cluster.admit_only_us()?;
    let log = account::create_anew(&log_file(cluster))?;
    let shell = Path::new("/bin/sh");
    let mut command = cluster.account.command(shell);
    command
        .args(["-c", script, "guildhall-postgres"])
        .args(heartbeat)
        .arg(cluster.server.bin.join("postgres"))
        .arg("-D")
        .arg(&cluster.data)
        .args(["-c", "listen_addresses=", "-c"])
        .arg(format!("port={}", socket::PORT))
        .arg("-c")
        .arg(format!("unix_socket_directories={}", socket_dir.display()))
        // Terse, because the details of a violated constraint are names and addresses.
        .args(["-c", "log_error_verbosity=terse", "-c", "log_checkpoints=off"])
        .arg("-c")
        .arg(format!("shared_preload_libraries={}", libraries(cluster)))
        .args(cluster.worth.settings().iter().flat_map(|setting| ["-c", setting]))
        // Its own group: Ctrl-C at the terminal is for us, and we stop the server in good order.
        .process_group(0)
        .stdin(if heartbeat.is_some() { Stdio::null() } else { Stdio::piped() })
        .stdout(Stdio::null())
        .stderr(log);
    command.spawn().map_err(cannot("run", shell))
}

/// What the migrations and queries use, loaded once and for all connections: a library that is replaced while the server
/// runs is not loaded beside it. Which there are only the server's own `pg_config` says; without it none are.
fn libraries(cluster: &Cluster) -> String {
    let answer = cluster.command("pg_config").arg("--pkglibdir").output();
    let folder =
        answer.map(|answer| String::from_utf8_lossy(&answer.stdout).trim().to_owned()).unwrap_or_default();
    let is_there = |name: &&str| {
        ["so", "dylib"].iter().any(|ending| Path::new(&folder).join(format!("{name}.{ending}")).is_file())
    };
    ["plpgsql", "pg_trgm"].into_iter().filter(is_there).collect::<Vec<_>>().join(",")
}

fn wait_until_ready(
    cluster: &Cluster,
    child: &mut Child,
    say: &mut dyn FnMut(&str),
) -> Result<(), StartError> {
    let since = Instant::now();
    let mut is_said = false;
    while !Postmaster::of(cluster).is_some_and(|server| server.is_ready) {
        if let Ok(Some(status)) = child.try_wait() {
            let last = last_words(cluster);
            return Err(StartError(format!("PostgreSQL did not start ({status}):\n  {last}")));
        }
        if since.elapsed() > READY_WITHIN {
            // The caller drops the child, and its pipe with it: the server stops.
            let last = last_words(cluster);
            return Err(StartError(format!("PostgreSQL is not ready, we gave up:\n  {last}")));
        }
        if since.elapsed() > SLOW && !is_said {
            say("PostgreSQL is still starting; after a hard stop it recovers first…");
            is_said = true;
        }
        thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

fn log_file(cluster: &Cluster) -> PathBuf {
    cluster.dir.join("postgres.log")
}

/// The last run may have ended for a reason, and its log is where that is written.
fn keep_last_log(cluster: &Cluster) {
    let log = log_file(cluster);
    // There is none at the first start.
    let _ = fs::rename(&log, log.with_extension("log.old"));
}

fn last_words(cluster: &Cluster) -> String {
    let log = fs::read_to_string(log_file(cluster)).unwrap_or_default();
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n  ")
}
