//! The server's files are replaced while it runs, as by an unattended upgrade of its package. The running server then loads
//! libraries of another version than its own, and what it cannot load fails: it has to be started anew.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// An upgrade replaces one file after the other, and some by way of removing them first.
const SETTLED: Duration = Duration::from_secs(10);

/// Which file it is, and whether it was written since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FileMark {
    device: u64,
    inode: u64,
    size: u64,
    written: (i64, i64),
}

impl FileMark {
    fn of(file: &Path) -> Option<Self> {
        let found = std::fs::metadata(file).ok()?;
        Some(Self {
            device: found.dev(),
            inode: found.ino(),
            size: found.size(),
            written: (found.mtime(), found.mtime_nsec()),
        })
    }
}

/// The program a server was started from.
#[derive(Debug)]
pub(super) struct Origin {
    file: PathBuf,
    started: Option<FileMark>,
    /// What stands in its place, and since when.
    found: Option<(FileMark, Instant)>,
}

impl Origin {
    pub(super) fn of(bin: &Path) -> Self {
        let file = bin.join("postgres");
        let started = FileMark::of(&file);
        Self { file, started, found: None }
    }

    /// Is another one in its place, and has been for long enough that the rest is there too? One that is gone is waited
    /// for: the server that runs is better than none.
    pub(super) fn is_replaced(&mut self, now: Instant) -> bool {
        let Some(mark) = FileMark::of(&self.file) else {
            self.found = None;
            return false;
        };
        if Some(mark) == self.started {
            self.found = None;
            return false;
        }
        match self.found {
            Some((found, since)) if found == mark => now.duration_since(since) >= SETTLED,
            _ => {
                self.found = Some((mark, now));
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Instant, Origin, SETTLED};
    use std::fs;

    #[test]
    fn a_program_is_replaced_once_another_has_stood_in_its_place_for_a_while() {
        let bin = std::env::temp_dir().join(format!("guildhall-origin-{}", std::process::id()));
        fs::create_dir_all(&bin).unwrap();
        let (file, begun) = (bin.join("postgres"), Instant::now());
        fs::write(&file, "15.1").unwrap();
        let mut origin = Origin::of(&bin);
        assert!(!origin.is_replaced(begun) && !origin.is_replaced(begun + SETTLED), "it is the same");
        fs::remove_file(&file).unwrap();
        assert!(!origin.is_replaced(begun) && !origin.is_replaced(begun + SETTLED), "it is gone");
        fs::write(&file, "15.10").unwrap();
        assert!(!origin.is_replaced(begun), "the rest may still be on its way");
        assert!(origin.is_replaced(begun + SETTLED));
        fs::remove_dir_all(&bin).unwrap();
    }
}
