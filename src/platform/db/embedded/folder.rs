//! The data folder, and the lock that gives it to one program at a time.

use std::fs::{self, File, Permissions, TryLockError};
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::{StartError, cannot};

/// A killed program keeps the lock for a moment, until the system has taken it apart.
const LETS_GO_WITHIN: Duration = Duration::from_secs(1);

/// Makes the folder if it is not there, and gives its full path: the server runs in `/`.
pub(super) fn open(dir: &Path) -> Result<PathBuf, StartError> {
    if !dir.exists() {
        fs::create_dir_all(dir).map_err(|error| {
            StartError(format!(
                "cannot create the data folder {}: {error}. \
                 Set GUILDHALL_DATA_DIR to a folder you may write to.",
                dir.display()
            ))
        })?;
        // Others may pass through but not look around: when we are root, the server is one of them,
        // and a strict umask would lock it out.
        fs::set_permissions(dir, Permissions::from_mode(0o711)).map_err(cannot("open", dir))?;
    }
    fs::canonicalize(dir).map_err(cannot("open", dir))
}

/// Takes the folder for this process, or says who has it. It is given back when the file closes,
/// which the system does for a killed process too.
pub(super) fn claim(dir: &Path) -> Result<File, StartError> {
    let path = dir.join("lock");
    let mut lock = open_lock(&path)?;
    let since = Instant::now();
    while let Err(refusal) = lock.try_lock() {
        match refusal {
            TryLockError::WouldBlock if since.elapsed() < LETS_GO_WITHIN => {
                thread::sleep(Duration::from_millis(20));
            }
            TryLockError::WouldBlock => return Err(taken(&mut lock, dir)),
            TryLockError::Error(error) => return Err(cannot("lock", &path)(error)),
        }
    }
    lock.set_len(0).and_then(|()| write!(lock, "{}", std::process::id())).map_err(cannot("write", &path))?;
    Ok(lock)
}

/// Takes the folder when it is free, however long that takes.
pub(super) fn claim_in_turn(dir: &Path) -> Result<File, StartError> {
    let path = dir.join("lock");
    let lock = open_lock(&path)?;
    lock.lock().map_err(cannot("lock", &path))?;
    Ok(lock)
}

fn open_lock(path: &Path) -> Result<File, StartError> {
    File::options().create(true).append(true).read(true).open(path).map_err(|error| {
        StartError(format!(
            "cannot open {}: {error}. Run as the owner of that folder, or set GUILDHALL_DATA_DIR to a \
             folder of your own.",
            path.display()
        ))
    })
}

fn taken(lock: &mut File, dir: &Path) -> StartError {
    let mut owner = String::new();
    // An owner that has only just come has not written its number yet.
    let who = match lock.read_to_string(&mut owner) {
        Ok(length) if length > 0 => format!("another guildhall (pid {})", owner.trim()),
        _ => "another guildhall".to_owned(),
    };
    StartError(format!(
        "{who} is already using the embedded database in {}. Stop it, give this one its own \
         GUILDHALL_DATA_DIR, or run several on one server with DATABASE_URL.",
        dir.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_program_on_a_folder_is_told_which_one_has_it() {
        let dir = std::env::temp_dir().join(format!("guildhall-folder-{}", std::process::id()));
        let dir = open(&dir).expect("a folder in the temporary folder");
        let first = claim(&dir).expect("the first to come");

        let refusal = claim(&dir).expect_err("the second to come").to_string();
        let me = format!("another guildhall (pid {}) is already", std::process::id());
        assert!(refusal.starts_with(&me), "{refusal}");

        drop(first);
        assert!(claim(&dir).is_ok(), "free again");
        fs::remove_dir_all(&dir).expect("our own folder");
    }
}
