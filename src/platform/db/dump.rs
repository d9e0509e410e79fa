//! A whole database as one file, and back: PostgreSQL's own programs, in their custom format.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use percent_encoding::percent_decode_str;
use sqlx::postgres::PgConnectOptions;

/// Empties the database in the transaction that fills it again. Other programs, and with them their jobs, lose their
/// connections first, and get new ones once it is over: what they know of the tables would be wrong.
const BEGIN: &str = "begin;
select count(pg_terminate_backend(pid)) from pg_stat_activity
where datname = current_database() and usename = current_user and pid <> pg_backend_pid();
set client_min_messages = warning;
drop schema public cascade;
create schema public;
";

/// A mail that waited when the copy was made may have left since: an administrator decides.
const END: &str = "
update public.mails
set state = 'parked', settled_at = now(), leased_by = null, lease_until = null,
    last_error = 'restored from a backup: it may have been sent since'
where state in ('queued', 'sending', 'handing');
update public.jobs set locked_by = null, locked_until = null where locked_by is not null;
commit;
";

/// A database, and the folder with the programs that fit its server.
pub struct DumpTarget {
    pub url: String,
    pub bin: PathBuf,
}

impl DumpTarget {
    /// A program that finds the database by its environment: arguments are seen by everyone on the machine.
    fn command(&self, program: &str) -> Result<Command, String> {
        let database: PgConnectOptions =
            self.url.parse().map_err(|_| "the address cannot be read".to_owned())?;
        let mut command = Command::new(self.bin.join(program));
        command.env("PGHOST", database.get_host()).env("PGPORT", database.get_port().to_string());
        if let Some(folder) = database.get_socket() {
            command.env("PGHOST", folder);
        }
        command
            .env("PGUSER", database.get_username())
            .env("PGCONNECT_TIMEOUT", "10")
            .env("PGAPPNAME", "guildhall");
        if let Some(name) = database.get_database() {
            command.env("PGDATABASE", name);
        }
        if let Some(password) = password(&self.url) {
            command.env("PGPASSWORD", password);
        }
        for (option, variable) in [("sslmode", "PGSSLMODE"), ("sslrootcert", "PGSSLROOTCERT")] {
            if let Some(value) = option_of(&self.url, option) {
                command.env(variable, value);
            }
        }
        Ok(command)
    }

    /// Writes the database, as it is at one moment, to a file that only we may read. It stands under its name once it is
    /// whole.
    ///
    /// # Errors
    /// In one line, what is in the way.
    pub fn back_up(&self, file: &Path) -> Result<(), String> {
        let draft = file.with_added_extension("part");
        let made = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&draft);
        let into = made.map_err(|error| format!("cannot write {}: {error}", draft.display()))?;
        let done = self.dump_into(&into).and_then(|()| {
            into.set_permissions(Permissions::from_mode(0o600))
                .and_then(|()| into.sync_all())
                .and_then(|()| fs::rename(&draft, file))
                .map_err(|error| format!("cannot write {}: {error}", file.display()))
        });
        if done.is_err() {
            // Half a copy helps nobody.
            let _ = fs::remove_file(&draft);
        }
        done
    }

    fn dump_into(&self, into: &File) -> Result<(), String> {
        let into = into.try_clone().map_err(|error| error.to_string())?;
        let dumped = self
            .command("pg_dump")?
            .args(["--format=custom", "--no-owner", "--no-privileges", "--no-comments"])
            .stdin(Stdio::null())
            .stdout(into)
            .stderr(Stdio::piped())
            .output();
        said("pg_dump", dumped)
    }

    /// Puts the contents of a file in the place of what the database holds: all of it, or nothing.
    ///
    /// # Errors
    /// In one line, what is in the way. The database is then as it was.
    pub fn restore(&self, file: &Path) -> Result<(), String> {
        let from = File::open(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        let mut reading = Command::new(self.bin.join("pg_restore"))
            .args(["--no-owner", "--no-privileges", "--no-comments", "--file=-"])
            .stdin(from)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot run pg_restore: {error}"))?;
        let mut writing = self
            .command("psql")?
            .args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file=-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot run psql: {error}"))?;
        let (Some(sql), Some(mut into)) = (reading.stdout.take(), writing.stdin.take()) else {
            return Err("cannot join pg_restore and psql".to_owned());
        };
        // When psql stops at an error its end of the pipe closes: its own words say more than that.
        let carried = into.write_all(BEGIN.as_bytes()).and_then(|()| carry(sql, &mut into));
        let read = said("pg_restore", reading.wait_with_output());
        if carried.is_ok() && read.is_ok() {
            // Without this the transaction ends as if it had never begun.
            let _ = into.write_all(END.as_bytes());
        }
        drop(into);
        let written = said("psql", writing.wait_with_output());
        written.and(read)?;
        carried.map_err(|error| error.to_string())
    }
}

/// The schema was made anew already, and a copy may hold the line that makes it.
fn carry(sql: impl io::Read, into: &mut impl io::Write) -> io::Result<()> {
    const MAKES_SCHEMA: &[u8] = b"CREATE SCHEMA public;";
    let mut sql = io::BufReader::with_capacity(1 << 20, sql);
    let mut head = vec![0; 1 << 16];
    let count = sql.read(&mut head)?;
    head.truncate(count);
    if let Some(at) = head.windows(MAKES_SCHEMA.len()).position(|words| words == MAKES_SCHEMA) {
        head.drain(at..at + MAKES_SCHEMA.len());
    }
    into.write_all(&head)?;
    io::copy(&mut sql, into).map(drop)
}

/// A program's own words where it failed, on one line.
fn said(program: &str, ended: io::Result<Output>) -> Result<(), String> {
    let ended = ended.map_err(|error| format!("cannot run {program}: {error}"))?;
    if ended.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&ended.stderr);
    let first =
        words.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it failed without a word");
    Err(if first.starts_with(program) { first.to_owned() } else { format!("{program}: {first}") })
}

fn password(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let (credentials, _) = rest.split(['/', '?']).next()?.rsplit_once('@')?;
    let (_, password) = credentials.split_once(':')?;
    percent_decode_str(password).decode_utf8().ok().map(Into::into)
}

fn option_of(url: &str, option: &str) -> Option<String> {
    let (_, options) = url.split_once('?')?;
    let value = options.split('&').find_map(|pair| pair.strip_prefix(option)?.strip_prefix('='))?;
    percent_decode_str(value).decode_utf8().ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::{carry, option_of, password};

    #[test]
    fn password_and_options_are_read_from_an_address() {
        let url = "postgres://ana:p%40ss@db.example.org:5433/guild?sslmode=verify-full&sslrootcert=%2Fca.pem";
        assert_eq!(password(url).as_deref(), Some("p@ss"));
        assert_eq!(option_of(url, "sslrootcert").as_deref(), Some("/ca.pem"));
        assert_eq!(password("postgres://ana@db/guild?host=/a@b:c"), None);
        assert_eq!(option_of("postgres://db/guild", "sslmode"), None);
    }

    #[test]
    fn the_line_that_makes_the_schema_is_left_out() {
        let mut written = Vec::new();
        carry(&b"set x;\nCREATE SCHEMA public;\ncreate table a;"[..], &mut written).unwrap();
        assert_eq!(written, b"set x;\n\ncreate table a;");
    }
}
