//! Every environment variable, read once at start. A wrong value stops the start in one line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use lettre::message::Mailbox;

use crate::platform::ca_file::CaFile;

/// What the program asks of PostgreSQL at most, and how long it waits for it.
#[derive(Args, Clone, Copy, Debug)]
pub struct DatabaseLimits {
    /// Connections to PostgreSQL at most, for each copy of the program
    #[arg(long = "db-connections", env = "GUILDHALL_DB_CONNECTIONS", default_value_t = 20,
          value_parser = clap::value_parser!(u32).range(5..=1000))]
    pub connections: u32,
    /// Milliseconds that a change waits for another one that holds the same row; 0 is without end
    #[arg(long, env = "GUILDHALL_LOCK_TIMEOUT", default_value_t = 1500)]
    pub lock_timeout: u32,
    /// Milliseconds that one statement may take; 0 is without end
    #[arg(long, env = "GUILDHALL_STATEMENT_TIMEOUT", default_value_t = 30_000)]
    pub statement_timeout: u32,
}

impl Default for DatabaseLimits {
    fn default() -> Self {
        Self { connections: 20, lock_timeout: 1500, statement_timeout: 30_000 }
    }
}

/// Where the program finds things; documented in the README's table and in `--help`.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// PostgreSQL to use; without it a private one is run from the server binaries of this machine
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_parser = database_url)]
    pub database_url: Option<String>,
    #[command(flatten)]
    pub limits: DatabaseLimits,
    /// Folder of the private database [default: /var/lib/guildhall for root, else `$XDG_DATA_HOME/guildhall`]
    #[arg(long, env = "GUILDHALL_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// Folder that holds `postgres` and `initdb`, where they are not in one of the usual places
    #[arg(long, env = "GUILDHALL_PG_BIN")]
    pub pg_bin: Option<PathBuf>,
    /// Address to listen on
    #[arg(long, env = "GUILDHALL_BIND", default_value = "127.0.0.1:3000")]
    pub bind: SocketAddr,
    /// The address people type, without a path: links in mails start with it [default: http and BIND]
    #[arg(long, env = "GUILDHALL_BASE_URL", value_parser = base_url)]
    pub base_url: Option<String>,
    /// Header in which the proxy in front names who asks, such as X-Forwarded-For; only set it where a proxy writes it
    #[arg(long, env = "GUILDHALL_PROXY_HEADER", value_parser = header_name)]
    pub proxy_header: Option<String>,
    /// Mail server, such as `smtps://user:password@mail.example.org` or `smtp://mail.example.org:587`;
    /// without it mail is kept and readable by an administrator
    #[arg(long, env = "GUILDHALL_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<crate::platform::smtp_url::SmtpUrl>,
    /// Connections to the mail server at most, for each copy of the program
    #[arg(long, env = "GUILDHALL_SMTP_CONNECTIONS", default_value_t = 4,
          value_parser = clap::value_parser!(u8).range(1..=20))]
    pub smtp_connections: u8,
    /// File of certificates (PEM) that the mail server may answer with, or whose signers it may answer with, beside those
    /// that this system and this program trust anyway
    #[arg(long, env = "GUILDHALL_CA_FILE")]
    pub ca_file: Option<CaFile>,
    /// Who mails come from
    #[arg(long, env = "GUILDHALL_MAIL_FROM", default_value = "Guildhall <guildhall@localhost>")]
    pub mail_from: Mailbox,
    /// What is logged: error, warn, info, debug, or a filter such as guildhall=debug,sqlx=warn
    #[arg(long, env = "GUILDHALL_LOG", default_value = "info", value_parser = log_filter)]
    pub log: String,
}

impl Default for Config {
    /// What holds when nothing is set, whatever the environment says.
    fn default() -> Self {
        Self {
            database_url: None,
            limits: DatabaseLimits::default(),
            data_dir: None,
            pg_bin: None,
            bind: SocketAddr::from(([127, 0, 0, 1], 3000)),
            base_url: None,
            proxy_header: None,
            smtp_url: None,
            smtp_connections: 4,
            ca_file: None,
            mail_from: Mailbox::new(
                Some("Guildhall".to_owned()),
                lettre::Address::new("guildhall", "localhost").expect("a valid address"),
            ),
            log: "info".to_owned(),
        }
    }
}

impl Config {
    /// The address links in mails start with, without a slash at its end.
    pub fn base_url(&self) -> String {
        self.base_url.clone().unwrap_or_else(|| format!("http://{}", self.bind))
    }

    /// Cookies are `Secure` and HSTS is sent where people reach the site over https.
    pub fn is_https(&self) -> bool {
        self.base_url().starts_with("https://")
    }

    /// The folder of the private database.
    ///
    /// # Errors
    /// When neither a folder is named nor a home is known.
    pub fn data_dir(&self) -> Result<PathBuf, String> {
        if let Some(dir) = &self.data_dir {
            return Ok(dir.clone());
        }
        // Root's home is closed to the user PostgreSQL runs as, so root keeps data where services do.
        if std::env::var_os("HOME").is_some_and(|home| home == "/root") || is_root() {
            return Ok(PathBuf::from("/var/lib/guildhall"));
        }
        let home = std::env::var_os("HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
        std::env::var_os("XDG_DATA_HOME")
            .filter(|dir| !dir.is_empty())
            .map(PathBuf::from)
            .or_else(|| home.map(|home| home.join(".local/share")))
            .map(|dir| dir.join("guildhall"))
            .ok_or_else(|| {
                "no place for data: HOME is not set; set GUILDHALL_DATA_DIR to a folder".to_owned()
            })
    }
}

fn is_root() -> bool {
    std::process::Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn database_url(text: &str) -> Result<String, String> {
    if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
        return Err("it must start with postgres://, as in postgres://user:password@host/database".to_owned());
    }
    text.parse::<sqlx::postgres::PgConnectOptions>().map_err(|error| error.to_string())?;
    Ok(text.to_owned())
}

fn base_url(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', ' ']) => Ok(text.to_owned()),
        _ => Err("it must be http:// or https:// and a host, without a path".to_owned()),
    }
}

fn header_name(text: &str) -> Result<String, String> {
    axum::http::HeaderName::try_from(text)
        .map(|name| name.as_str().to_owned())
        .map_err(|_| "it must be the name of one header, such as X-Forwarded-For".to_owned())
}

fn log_filter(text: &str) -> Result<String, String> {
    tracing_subscriber::EnvFilter::try_new(text).map(|_| text.to_owned()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::{base_url, database_url, log_filter};

    #[test]
    fn a_base_url_is_a_scheme_and_a_host() {
        assert_eq!(base_url("https://guild.example.org/").as_deref(), Ok("https://guild.example.org"));
        for wrong in ["guild.example.org", "ftp://x", "https://", "https://x/path", "https://a b"] {
            assert!(base_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_database_url_names_postgresql() {
        assert!(database_url("postgres://u:p@db.example.org/guildhall").is_ok());
        assert!(database_url("mysql://u@db/guildhall").is_err());
    }

    #[test]
    fn a_log_filter_is_checked_at_start() {
        assert!(log_filter("guildhall=debug,sqlx=warn").is_ok());
        assert!(log_filter("guildhall=loud").is_err());
    }
}
