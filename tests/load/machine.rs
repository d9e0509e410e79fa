//! What the kernel counts of a process: memory, and the processor's time.

use std::path::Path;
use std::time::Duration;

use crate::Outcome;

/// MiB of memory the process holds.
pub fn resident(process: u32) -> Outcome<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let kib = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .ok_or("no VmRSS")?;
    Ok(kib.parse::<u64>()? / 1024)
}

/// The kernel's tick, which Linux has fixed for programs.
const TICK: Duration = Duration::from_millis(10);

/// Time a process has spent on the processor, with that of its children that ended.
pub fn spent(process: u32) -> Outcome<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name before it is in brackets and may hold anything.
    let rest = stat.rsplit_once(')').ok_or("no name")?.1;
    let ticks: u32 =
        rest.split_whitespace().skip(11).take(4).filter_map(|ticks| ticks.parse::<u32>().ok()).sum();
    Ok(TICK * ticks)
}

/// Time that PostgreSQL's processes have spent, those that ended included.
pub fn spent_by_postgres(dir: &Path) -> Outcome<Duration> {
    let pid = std::fs::read_to_string(dir.join("pgdata/postmaster.pid"))?;
    let server: u32 = pid.lines().next().ok_or("no pid")?.parse()?;
    let mut all = spent(server)?;
    for entry in std::fs::read_dir("/proc")? {
        let Ok(process) = entry?.file_name().to_string_lossy().parse::<u32>() else { continue };
        // A process may end while we look.
        let Ok(stat) = std::fs::read_to_string(format!("/proc/{process}/stat")) else { continue };
        let parent = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1));
        if parent.and_then(|parent| parent.parse().ok()) == Some(server) {
            all += spent(process).unwrap_or_default();
        }
    }
    Ok(all)
}
