//! The operating-system user that PostgreSQL runs as: us, unless we are root, which it refuses.

use std::fs::{self, File, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::{StartError, cannot};

/// Who may take over from root, the most fitting first.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

#[derive(Debug)]
pub(super) struct Account {
    /// Our own name, by which the server knows who knocks at its socket.
    pub(super) app: String,
    /// The server's user.
    pub(super) uid: u32,
    /// The server's group, when its user is not ours.
    handed_to: Option<u32>,
}

impl Account {
    /// The account for the cluster in `data`: the owner of the folder, if it is there.
    pub(super) fn of(data: &Path) -> Result<Self, StartError> {
        let me: u32 = id(&["-u"])
            .and_then(|uid| uid.parse().ok())
            .ok_or_else(|| StartError("cannot run `id` to learn our own user.".to_owned()))?;
        let app = id(&["-un"]).ok_or_else(|| {
            StartError(format!(
                "the user {me} has no name on this machine, and PostgreSQL runs only as a user \
                 with one. Run as a named user, or set DATABASE_URL."
            ))
        })?;
        let owner = fs::metadata(data).ok().map(|found| (found.uid(), found.gid()));
        if me == 0 {
            let (uid, gid) = owner
                .filter(|(uid, _)| *uid != 0)
                .or_else(|| UNPRIVILEGED.into_iter().find_map(named))
                .ok_or_else(|| {
                    StartError(format!(
                        "PostgreSQL refuses to run as root, and there is no user to run it as \
                         ({}). Run guildhall as another user, or set DATABASE_URL.",
                        UNPRIVILEGED.join(" or ")
                    ))
                })?;
            return Ok(Self { app, uid, handed_to: Some(gid) });
        }
        match owner {
            Some((uid, _)) if uid != me => Err(StartError(format!(
                "the database in {} belongs to the user {uid}, and we run as {app} ({me}). \
                 Run as that user, or set GUILDHALL_DATA_DIR to a folder of your own.",
                data.display()
            ))),
            _ => Ok(Self { app, uid: me, handed_to: None }),
        }
    }

    /// A program run as this account. The environment stays behind: it may hold secrets, and
    /// `PGDATA` and its like would lead the server astray.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("LC_ALL", "C")
            .env("TZ", "UTC")
            .current_dir("/");
        if let Some(gid) = self.handed_to {
            command.uid(self.uid).gid(gid);
        }
        command
    }

    /// Gives a file or folder of ours to the server's user.
    pub(super) fn hand_over(&self, path: &Path) -> Result<(), StartError> {
        match self.handed_to {
            Some(gid) => chown(path, Some(self.uid), Some(gid)).map_err(cannot("hand over", path)),
            None => Ok(()),
        }
    }

    /// Writes a file for the server. It is made anew rather than written over: in a folder of the
    /// server's user, root must not follow a link that leads elsewhere.
    pub(super) fn write(&self, path: &Path, text: &str) -> Result<(), StartError> {
        create_anew(path)?.write_all(text.as_bytes()).map_err(cannot("write", path))?;
        self.hand_over(path)
    }

    /// May the server's user come as far as `path`? A home folder is often closed to others.
    pub(super) fn check_way_to(&self, path: &Path) -> Result<(), StartError> {
        if self.handed_to.is_none() {
            return Ok(());
        }
        for folder in path.ancestors().skip(1) {
            let Ok(found) = fs::metadata(folder) else {
                continue;
            };
            if !lets_through(found.mode(), found.uid() == self.uid) {
                return Err(StartError(format!(
                    "the folder {} is closed (mode {:o}) to the user {}, as whom PostgreSQL must \
                     run because it refuses to run as root. Set GUILDHALL_DATA_DIR to another \
                     place, such as /var/lib/guildhall, or run as another user. (Needed: {})",
                    folder.display(),
                    found.mode() & 0o777,
                    self.uid,
                    path.display()
                )));
            }
        }
        Ok(())
    }
}

/// An empty file that only we may read, in place of what was there.
pub(super) fn create_anew(path: &Path) -> Result<File, StartError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(cannot("replace", path)(error));
        }
        _ => {}
    }
    let file = File::create_new(path).map_err(cannot("create", path))?;
    file.set_permissions(Permissions::from_mode(0o600)).map_err(cannot("close", path))?;
    Ok(file)
}

/// Does a folder of this mode let its owner, or a stranger, pass? Groups are left out: the server
/// keeps none of ours.
fn lets_through(mode: u32, owner: bool) -> bool {
    mode & if owner { 0o100 } else { 0o001 } != 0
}

fn named(user: &str) -> Option<(u32, u32)> {
    let uid = id(&["-u", user])?.parse().ok()?;
    let gid = id(&["-g", user])?.parse().ok()?;
    Some((uid, gid))
}

/// What `id` says: std knows no user names and not even our own number.
fn id(args: &[&str]) -> Option<String> {
    let answer = Command::new("id").args(args).output().ok()?;
    let said = String::from_utf8(answer.stdout).ok()?.trim().to_owned();
    (answer.status.success() && !said.is_empty()).then_some(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_home_stops_the_server_but_not_its_owner() {
        assert!(!lets_through(0o40_700, false));
        assert!(lets_through(0o40_700, true));
        assert!(lets_through(0o40_711, false));
        assert!(!lets_through(0o40_075, true));
    }
}
