//! What `postmaster.pid` says of the server that runs on a cluster, or once did.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{fs, thread};

use super::cluster::Cluster;
use super::{StartError, cannot};

/// How long a server left over from a killed run may take to stop.
const GONE_WITHIN: Duration = Duration::from_mins(1);

/// A server by its own account: it may be long gone.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Postmaster {
    pub(super) pid: u32,
    pub(super) socket_dir: PathBuf,
    pub(super) is_ready: bool,
}

impl Postmaster {
    pub(super) fn of(cluster: &Cluster) -> Option<Self> {
        Self::parse(&fs::read_to_string(pid_file(cluster)).ok()?)
    }

    /// One fact a line: 1 the process, 5 the socket's folder, 8 the state, which is written last.
    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let line = |number: usize| lines.get(number - 1).copied().unwrap_or_default();
        Some(Self { pid: line(1).parse().ok()?, socket_dir: line(5).into(), is_ready: line(8) == "ready" })
    }

    /// Does that process live, and is it this cluster's server? After a restart of the machine or
    /// the container its number may be anybody's, and a zombie is no server either.
    pub(super) fn is_alive(&self, cluster: &Cluster) -> bool {
        let works_elsewhere =
            fs::read_link(format!("/proc/{}/cwd", self.pid)).is_ok_and(|folder| folder != cluster.data);
        !works_elsewhere && process(self.pid).is_none_or(|process| process.is_server())
    }
}

/// Waits for the server of a killed run. It has been told to stop already, unless what watched over
/// it was killed as well; we hold the folder's lock, so nobody else can be using it. Then clears
/// away the file of a server that is gone, because PostgreSQL itself takes a zombie for alive.
pub(super) fn wait_until_gone(cluster: &Cluster, say: &mut dyn FnMut(&str)) -> Result<(), StartError> {
    let since = Instant::now();
    let mut is_said = false;
    while let Some(left) = Postmaster::of(cluster).filter(|left| left.is_alive(cluster)) {
        let pid = left.pid;
        if !is_said {
            say(&format!("Waiting for the PostgreSQL of the last run to stop (pid {pid})…"));
            // If it fails, the wait below says so.
            let _ = cluster
                .command("pg_ctl")
                .args(["stop", "--mode=fast", "--no-wait", "-D"])
                .arg(&cluster.data)
                .output();
            is_said = true;
        }
        if since.elapsed() > GONE_WITHIN {
            return Err(StartError(format!(
                "a PostgreSQL (pid {pid}) still runs on {}. Stop it: kill -INT {pid}",
                cluster.data.display()
            )));
        }
        thread::sleep(Duration::from_millis(50));
    }
    let file = pid_file(cluster);
    if file.exists() {
        fs::remove_file(&file).map_err(cannot("remove", &file))?;
    }
    Ok(())
}

fn pid_file(cluster: &Cluster) -> PathBuf {
    cluster.data.join("postmaster.pid")
}

#[derive(Debug, PartialEq, Eq)]
struct Process {
    name: String,
    /// `R`, `S` and so on; none when there is no such process.
    state: Option<char>,
}

impl Process {
    fn is_server(&self) -> bool {
        // Linux cuts names short, and some systems wrap the program: `.postgres-wrapp`.
        self.name.contains("postgres") && self.state.is_some_and(|state| state != 'Z')
    }

    /// Out of `812 (postgres) S 1 …`. The name may hold anything, so it ends at the last bracket.
    fn from_proc(stat: &str) -> Option<Self> {
        let (name, rest) = stat.split_once('(')?.1.rsplit_once(')')?;
        Some(Self { name: name.to_owned(), state: rest.trim().chars().next() })
    }

    /// Out of `Ss /usr/local/bin/postgres`, or out of nothing.
    fn from_ps(line: &str) -> Self {
        let line = line.trim();
        Self {
            name: line.split_once(' ').map_or("", |(_, name)| name).to_owned(),
            state: line.chars().next(),
        }
    }
}

/// The process of that number; none when this machine does not tell, and then it may live. Linux
/// has `/proc`, while slim containers have no `ps`; macOS has only `ps`.
fn process(pid: u32) -> Option<Process> {
    if Path::new("/proc/self/stat").exists() {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        return Some(Process::from_proc(&stat).unwrap_or(Process::from_ps("")));
    }
    let pid = pid.to_string();
    let ps = Command::new("ps").args(["-o", "stat=", "-o", "comm=", "-p", &pid]).output().ok()?;
    Some(Process::from_ps(&String::from_utf8_lossy(&ps.stdout)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_ready_only_when_its_file_says_so() {
        let starting = "812\n/data/pgdata\n1795000000\n5432\n/data/run\n\n  1234  5\nstarting\n";
        let ready = starting.replace("starting", "ready   ");
        let server = Postmaster::parse(&ready).expect("a whole file");
        assert_eq!((server.pid, server.is_ready), (812, true));
        assert_eq!(server.socket_dir, Path::new("/data/run"));
        assert!(!Postmaster::parse(starting).expect("a whole file").is_ready);
        assert!(!Postmaster::parse("812\n/data/pgdata").expect("cut short").is_ready);
        assert_eq!(Postmaster::parse(""), None);
    }

    #[test]
    fn neither_a_zombie_nor_a_stranger_is_a_server() {
        let proc = |stat| Process::from_proc(stat).is_some_and(|process| process.is_server());
        assert!(proc("812 (postgres) S 1 812 812 0 -1"));
        assert!(!proc("812 (postgres) Z 1 812 812 0 -1"));
        assert!(!proc("812 (a) (postgre) S 1 812 812 0 -1"));
        assert!(!proc(""));
        let ps = |line| Process::from_ps(line).is_server();
        assert!(ps("Ss /opt/homebrew/opt/postgresql@17/bin/postgres\n"));
        assert!(!ps("Z  (postgres)\n"));
        assert!(!ps("S  /bin/zsh\n"));
        assert!(!ps(""));
    }

    #[test]
    fn our_own_process_is_known_and_is_no_server() {
        let me = process(std::process::id()).expect("this machine tells");
        assert!(me.state.is_some() && !me.is_server());
    }
}
