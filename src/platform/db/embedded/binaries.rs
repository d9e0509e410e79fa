//! Finding a PostgreSQL server on this machine. Nothing is downloaded.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::StartError;

/// The oldest major version whose SQL the migrations may count on.
const OLDEST: u32 = 14;

/// Where installers put servers that are not on the PATH: folders in the first, whose name begins
/// with the second (and goes on with a version), hold the binaries in the third.
const PLACES: [(&str, &str, &str); 9] = [
    ("/usr/lib/postgresql", "", "bin"),         // Debian, Ubuntu
    ("/usr", "pgsql-", "bin"),                  // Fedora and Red Hat, from postgresql.org
    ("/usr/lib", "postgresql", "bin"),          // SUSE
    ("/usr/libexec", "postgresql", ""),         // Alpine
    ("/usr/local", "pgsql", "bin"),             // built from source
    ("/opt/homebrew/opt", "postgresql", "bin"), // Homebrew on Apple silicon, on Intel, on Linux
    ("/usr/local/opt", "postgresql", "bin"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
];

const NONE_INSTALLED: &str = "\
no database: DATABASE_URL is not set, and no PostgreSQL server (14 or newer) is installed here.
  Either install one and start again (it is found and run for you):
    Debian, Ubuntu:  apt-get install postgresql
    Fedora:          dnf install postgresql-server
    macOS:           brew install postgresql@17
  or point GUILDHALL_PG_BIN at the folder that holds postgres and initdb,
  or set DATABASE_URL=postgres://user:password@host/database";

/// An installed server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) major: u32,
    /// The folder with `postgres`, `initdb` and `pg_ctl`.
    pub(super) bin: PathBuf,
}

impl Server {
    /// The server in a folder, if there is a whole one: client packages leave half of it out.
    fn at(folder: &Path) -> Option<Self> {
        // The one on the PATH may be a link: its siblings are where it leads to.
        let postgres = fs::canonicalize(folder.join("postgres")).ok()?;
        let bin = postgres.parent()?.to_path_buf();
        if !bin.join("initdb").exists() {
            return None;
        }
        let answer = Command::new(&postgres).arg("--version").output().ok()?;
        let major = major(&String::from_utf8_lossy(&answer.stdout))?;
        Some(Self { major, bin })
    }
}

/// The server for a cluster in `data`: of the major version `made_by`, which made it, because no other
/// can open it, or the newest one when it is still to be made. `given` is the only place looked at, if set.
pub(super) fn choose(given: Option<&Path>, made_by: Option<u32>, data: &Path) -> Result<Server, StartError> {
    let Some(folder) = given else {
        return pick(installed(&places()), made_by, data);
    };
    let server = Server::at(folder).ok_or_else(|| {
        StartError(format!(
            "GUILDHALL_PG_BIN is {}, where there is no PostgreSQL server (postgres and initdb).",
            folder.display()
        ))
    })?;
    pick(vec![server], made_by, data)
}

/// Is there still a whole server of this major version in this folder?
pub(super) fn is_of(server: &Server) -> bool {
    Server::at(&server.bin).is_some_and(|found| found == *server)
}

/// The folder of a `pg_dump` that understands a server of this major version: of the same one, or else of the next newer.
///
/// # Errors
/// When none is installed here, with what to install.
pub fn tools(given: Option<&Path>, server: u32) -> Result<PathBuf, StartError> {
    let places = given.map_or_else(places, |folder| vec![folder.to_path_buf()]);
    let has_all = |folder: &Path| {
        ["pg_dump", "pg_restore", "psql"].iter().all(|program| folder.join(program).is_file())
    };
    let versions = places.into_iter().filter(|folder| has_all(folder)).filter_map(|folder| {
        let answer = Command::new(folder.join("pg_dump")).arg("--version").output().ok()?;
        Some((major(&String::from_utf8_lossy(&answer.stdout))?, folder))
    });
    let fitting = versions.filter(|(version, _)| *version >= server).min_by_key(|(version, _)| *version);
    fitting.map(|(_, folder)| folder).ok_or_else(|| {
        StartError(format!(
            "pg_dump, pg_restore and psql of PostgreSQL {server} or newer are not installed here: install its client \
             package, such as postgresql-client-{server}, or point GUILDHALL_PG_BIN at their folder"
        ))
    })
}

fn places() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = std::env::split_paths(&path).collect();
    for (base, prefix, rest) in PLACES {
        let entries = fs::read_dir(base).into_iter().flatten().flatten();
        places.extend(
            entries
                .filter(|entry| begins_with(&entry.file_name(), prefix))
                .map(|entry| entry.path().join(rest)),
        );
    }
    places
}

fn begins_with(name: &OsString, prefix: &str) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(prefix))
}

/// The servers in these folders, each once, the newest first.
fn installed(places: &[PathBuf]) -> Vec<Server> {
    let mut servers: Vec<Server> = Vec::new();
    for server in places.iter().filter_map(|folder| Server::at(folder)) {
        if !servers.contains(&server) {
            servers.push(server);
        }
    }
    servers.sort_by_key(|server| std::cmp::Reverse(server.major));
    servers
}

fn pick(servers: Vec<Server>, made_by: Option<u32>, data: &Path) -> Result<Server, StartError> {
    let found: Vec<String> =
        servers.iter().map(|server| format!("{} in {}", server.major, server.bin.display())).collect();
    let found = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
    let fits = |server: &Server| match made_by {
        Some(major) => server.major == major,
        None => server.major >= OLDEST,
    };
    servers.into_iter().find(fits).ok_or_else(|| match made_by {
        Some(major) => StartError(format!(
            "the embedded database in {} was made by PostgreSQL {major}, which is not installed here \
             (found: {found}). Install PostgreSQL {major} beside it, or dump the database with \
             version {major} and restore it.",
            data.display()
        )),
        None if found == "none" => StartError(NONE_INSTALLED.to_owned()),
        None => StartError(format!("{NONE_INSTALLED}\n  (too old: {found})")),
    })
}

/// 15 out of `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`, 19 out of `… 19devel`.
fn major(version: &str) -> Option<u32> {
    version.split_whitespace().find_map(|word| {
        let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
        word[..digits].parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    const DATA: &str = "/data/pgdata";

    fn server(major: u32) -> Server {
        let bin = PathBuf::from(format!("/usr/lib/postgresql/{major}/bin"));
        Server { major, bin }
    }

    #[test]
    fn the_major_version_is_read_from_what_servers_say() {
        assert_eq!(major("postgres (PostgreSQL) 15.18 (Debian 15.18-0)"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(major("postgres (PostgreSQL) 19devel"), Some(19));
        assert_eq!(major("not a server"), None);
    }

    #[test]
    fn a_new_database_is_made_by_the_newest_server() {
        let servers = vec![server(17), server(15)];
        assert_eq!(pick(servers, None, Path::new(DATA)).ok(), Some(server(17)));
    }

    #[test]
    fn an_existing_database_is_opened_by_the_version_that_made_it() {
        let servers = vec![server(17), server(15)];
        assert_eq!(pick(servers, Some(15), Path::new(DATA)).ok(), Some(server(15)));
    }

    #[test]
    fn data_of_a_version_that_is_gone_says_what_to_install() {
        let refusal = pick(vec![server(15)], Some(17), Path::new(DATA)).expect_err("15 cannot open 17");
        let refusal = refusal.to_string();
        assert!(refusal.contains("/data/pgdata was made by PostgreSQL 17"), "{refusal}");
        assert!(refusal.contains("15 in /usr/lib/postgresql/15/bin"), "{refusal}");
    }

    #[test]
    fn without_a_server_the_commands_to_get_one_are_told() {
        let refusal = pick(Vec::new(), None, Path::new(DATA)).expect_err("there is none").to_string();
        assert!(refusal.contains("apt-get install postgresql"), "{refusal}");
        assert!(!refusal.contains("too old"), "{refusal}");
        let refusal = pick(vec![server(11)], None, Path::new(DATA)).expect_err("too old").to_string();
        assert!(refusal.ends_with("(too old: 11 in /usr/lib/postgresql/11/bin)"), "{refusal}");
    }

    #[test]
    fn a_server_is_found_once_even_through_a_link_and_half_a_server_is_none() {
        let root = std::env::temp_dir().join(format!("guildhall-bins-{}", std::process::id()));
        let [whole, half, linked] = ["whole", "half", "linked"].map(|name| root.join(name));
        for folder in [&whole, &half, &linked] {
            fs::create_dir_all(folder).expect("a folder");
        }
        for postgres in [whole.join("postgres"), half.join("postgres")] {
            fs::write(&postgres, "#!/bin/sh\necho 'postgres (PostgreSQL) 16.2'\n").expect("a file");
            fs::set_permissions(&postgres, fs::Permissions::from_mode(0o755)).expect("our file");
        }
        fs::write(whole.join("initdb"), "").expect("a file");
        symlink(whole.join("postgres"), linked.join("postgres")).expect("a link");

        let found = installed(&[linked, half.clone(), whole.clone(), root.join("nothing")]);
        let bin = fs::canonicalize(&whole).expect("a folder");
        assert_eq!(found, [Server { major: 16, bin }]);
        let refusal = choose(Some(&half), None, Path::new(DATA)).expect_err("half a server").to_string();
        assert!(refusal.starts_with("GUILDHALL_PG_BIN is "), "{refusal}");
        fs::remove_dir_all(&root).expect("our own folder");
    }
}
