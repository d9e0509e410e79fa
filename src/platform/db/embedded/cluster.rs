//! The cluster on disk: where it is, which server and user it needs, and making it.

use std::fs::{self, DirBuilder, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::account::Account;
use super::binaries::{self, Server};
use super::{StartError, cannot};

/// The database, and the role that owns it. The role may make databases and extensions, but the
/// server's superuser is another one: a hole in Guildhall should not open files and programs too.
pub(super) const DATABASE: &str = "guildhall";
const SUPERUSER: &str = "postgres";

/// How text is sorted and lower-cased, the best first, because not every server was built with it:
/// by Unicode's rules (a, ä, z); by code point but with case for all letters; as plain bytes.
const LOCALES: [&[&str]; 3] = [
    &["--locale=C", "--locale-provider=icu", "--icu-locale=und"],
    &["--locale=C", "--lc-ctype=C.UTF-8"],
    &["--locale=C"],
];

/// What the data is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Worth {
    /// What people entered: on disk before anybody is told that it is saved.
    Kept,
    /// For tests: never synced, and made anew whenever the server is not running.
    Disposable,
}

impl Worth {
    /// Different names, so that tests led to a real data folder by mistake do not throw it away.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Kept => "pgdata",
            Self::Disposable => "pgdata-disposable",
        }
    }

    fn initdb(self) -> &'static [&'static str] {
        match self {
            Self::Kept => &[],
            Self::Disposable => &["--no-sync"],
        }
    }

    /// The server's settings, beside those that every cluster here has.
    pub(super) fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Kept => &["max_connections=100"],
            // Tests run side by side, in many processes with a pool each.
            Self::Disposable => {
                &["max_connections=300", "fsync=off", "synchronous_commit=off", "full_page_writes=off"]
            }
        }
    }
}

#[derive(Debug)]
pub(super) struct Cluster {
    /// The data folder that all of it is in.
    pub(super) dir: PathBuf,
    /// PostgreSQL's own data directory.
    pub(super) data: PathBuf,
    pub(super) server: Server,
    pub(super) account: Account,
    pub(super) worth: Worth,
}

impl Cluster {
    /// The cluster in the folder `dir` (a full path), whether or not it is made already.
    pub(super) fn locate(dir: &Path, pg_bin: Option<&Path>, worth: Worth) -> Result<Self, StartError> {
        let data = dir.join(worth.folder());
        let account = Account::of(&data)?;
        let made_by = match worth {
            Worth::Kept => made_by(&data)?,
            Worth::Disposable => None,
        };
        let server = binaries::choose(pg_bin, made_by, &data)?;
        account.check_way_to(&data)?;
        account.check_way_to(&server.bin.join("postgres"))?;
        Ok(Self { dir: dir.to_path_buf(), data, server, account, worth })
    }

    pub(super) fn is_made(&self) -> Result<bool, StartError> {
        Ok(made_by(&self.data)?.is_some())
    }

    /// Removes what killed runs left half made.
    pub(super) fn sweep(&self) -> Result<(), StartError> {
        let half_made = format!("{}.new-", self.worth.folder());
        let entries = fs::read_dir(&self.dir).map_err(cannot("read", &self.dir))?;
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(&half_made) {
                // May fail while the killed run's `initdb` still writes; then it goes next time.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        Ok(())
    }

    /// Makes the cluster and its database. All happens in a folder beside its place, renamed when it
    /// is whole: who is killed half-way leaves nothing that looks like a database.
    pub(super) fn make(&self) -> Result<(), StartError> {
        // The number keeps us apart from the `initdb` of a killed run, which may still be writing.
        let draft = self.dir.join(format!("{}.new-{}", self.worth.folder(), std::process::id()));
        self.init(&draft)?;
        self.create_database(&draft)?;
        fs::rename(&draft, &self.data).map_err(cannot("create", &self.data))?;
        // The name itself must survive a power cut, or the next start would see no database.
        File::open(&self.dir).and_then(|dir| dir.sync_all()).map_err(cannot("sync", &self.dir))
    }

    /// Says who may connect: only us, by the word of the operating system. Said again at each start,
    /// because the user we run as may have changed.
    pub(super) fn admit_only_us(&self) -> Result<(), StartError> {
        let app = self.account.app.replace('"', "\"\"");
        let hba = "# Written by Guildhall at each start.\nlocal all all peer map=guildhall\n";
        let ident = format!(
            "# Written by Guildhall at each start.\n\
             guildhall \"{app}\" {DATABASE}\n\
             guildhall \"{app}\" {SUPERUSER}\n"
        );
        self.account.write(&self.data.join("pg_hba.conf"), hba)?;
        self.account.write(&self.data.join("pg_ident.conf"), &ident)
    }

    /// One of the server's programs, run as the server's user.
    pub(super) fn command(&self, program: &str) -> Command {
        self.account.command(&self.server.bin.join(program))
    }

    fn init(&self, draft: &Path) -> Result<(), StartError> {
        let mut complaint = String::new();
        for locale in LOCALES {
            remove_dir(draft)?;
            DirBuilder::new().mode(0o700).create(draft).map_err(cannot("create", draft))?;
            self.account.hand_over(draft)?;
            let answer = self
                .command("initdb")
                .arg("-D")
                .arg(draft)
                .args(["-U", SUPERUSER, "--auth=peer", "--encoding=UTF8"])
                .args(locale)
                .args(self.worth.initdb())
                .output()
                .map_err(cannot("run", &self.server.bin.join("initdb")))?;
            if answer.status.success() {
                return Ok(());
            }
            complaint = output_text(&answer);
        }
        remove_dir(draft)?;
        Err(StartError(format!("PostgreSQL's initdb failed:\n  {complaint}")))
    }

    /// Through the single-user mode, which needs no socket, and where no one can come between.
    fn create_database(&self, draft: &Path) -> Result<(), StartError> {
        let postgres = self.server.bin.join("postgres");
        let mut child = self
            .command("postgres")
            .args(["--single", "-D"])
            .arg(draft)
            .arg("postgres")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(cannot("run", &postgres))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A server that fails closes its end early; its own words below are the better error.
            let _ = write!(
                stdin,
                "create role {DATABASE} login createdb\n\
                 create database {DATABASE} owner {DATABASE}\n"
            );
        }
        let answer = child.wait_with_output().map_err(cannot("run", &postgres))?;
        // The single-user mode ends well even when a statement failed.
        if answer.status.success() && !output_text(&answer).contains("ERROR:") {
            return Ok(());
        }
        Err(StartError(format!("creating the database failed:\n  {}", output_text(&answer))))
    }
}

pub(super) fn remove_dir(path: &Path) -> Result<(), StartError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(cannot("remove", path)(error)),
        _ => Ok(()),
    }
}

/// The major version that made the cluster in `data`; none when there is no cluster.
fn made_by(data: &Path) -> Result<Option<u32>, StartError> {
    let path = data.join("PG_VERSION");
    match fs::read_to_string(&path) {
        Ok(version) => version.trim().parse().map(Some).map_err(|_| {
            StartError(format!("{} does not hold a version: is the disk damaged?", path.display()))
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot("read", &path)(error)),
    }
}

fn output_text(answer: &Output) -> String {
    let words = String::from_utf8_lossy(&answer.stderr);
    words.trim().replace('\n', "\n  ")
}
