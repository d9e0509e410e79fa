//! The folder of the server's socket, and the address that leads to it.

use std::fs::{self, DirBuilder};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

use super::account::Account;
use super::cluster::DATABASE;
use super::{StartError, cannot};

/// The longest path a folder may have: a socket's own path ends at 107 bytes on Linux and at 103 on
/// macOS, and the file's name takes 15 of them.
const LONGEST: usize = 87;

/// The number in the socket's name. It is no port: nothing listens on the network.
pub(super) const PORT: u16 = 5432;

/// An empty folder that only the server's user may enter: `run` in the data folder `dir`, or one in
/// `/tmp` when that path will not do. What is in it is dropped, for the lock file of a killed server
/// would stop the next one; the caller holds the lock of `dir`, so it is nobody else's.
pub(super) fn make_folder(dir: &Path, account: &Account) -> Result<PathBuf, StartError> {
    let folder = socket_dir(dir)?;
    // In /tmp it could be someone else's, who would then see who connects. We cannot remove theirs,
    // so creating it fails, and a link is removed, not followed.
    let _ = fs::remove_dir_all(&folder);
    match DirBuilder::new().mode(0o700).create(&folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(StartError(format!(
            "{} is needed for the database's socket, but it belongs to another user. Remove it, \
             or set GUILDHALL_DATA_DIR to a shorter path.",
            folder.display()
        ))),
        made => made.map_err(cannot("create", &folder)),
    }?;
    account.hand_over(&folder)?;
    Ok(folder)
}

/// Is this folder the server's, as [`make_folder`] leaves it?
pub(super) fn is_sound(folder: &Path, account: &Account) -> bool {
    fs::symlink_metadata(folder)
        .is_ok_and(|found| found.is_dir() && found.uid() == account.uid && found.mode() & 0o777 == 0o700)
}

fn socket_dir(dir: &Path) -> Result<PathBuf, StartError> {
    let run = dir.join("run");
    if fits(&run) {
        return Ok(run);
    }
    let found = fs::metadata(dir).map_err(cannot("read", dir))?;
    // Device and inode name a folder on this machine, however long its path is.
    let name = format!("guildhall-{:x}-{:x}", found.dev(), found.ino());
    Ok(Path::new("/tmp").join(name))
}

/// A path is fit for a socket when it is short, and when an address can hold it: it is text, and it has
/// no comma, which both the server and its tools take for the beginning of a second path.
fn fits(folder: &Path) -> bool {
    folder.as_os_str().len() <= LONGEST && folder.to_str().is_some_and(|path| !path.contains(','))
}

/// The address of the database behind the socket in `folder`.
pub(super) fn url(folder: &Path) -> String {
    let host = percent_encode(folder.as_os_str().as_encoded_bytes(), NON_ALPHANUMERIC);
    format!("postgres://{DATABASE}@localhost:{PORT}/{DATABASE}?host={host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_holds_any_path() {
        let plain = "postgres://guildhall@localhost:5432/guildhall?host=%2Fvar%2Flib%2Fguildhall";
        assert_eq!(url(Path::new("/var/lib/guildhall")), plain);
        let odd = url(Path::new("/a b/ü&c=d+e%"));
        assert!(odd.ends_with("?host=%2Fa%20b%2F%C3%BC%26c%3Dd%2Be%25"), "{odd}");
    }

    #[test]
    fn a_path_unfit_for_a_socket_gets_another() {
        assert!(fits(Path::new("/var/lib/guildhall/run")));
        assert!(!fits(Path::new("/srv/guilds,halls/run")));
        assert!(!fits(&Path::new("/").join("a".repeat(LONGEST))));
        let long = std::env::temp_dir().join(format!("{:a>120}", std::process::id()));
        fs::create_dir_all(&long).expect("a folder in the temporary folder");
        let place = socket_dir(&long).expect("a place");
        fs::remove_dir(&long).expect("our own folder");
        assert!(place.starts_with("/tmp") && fits(&place), "{}", place.display());
    }
}
