//! Where mail goes out, as one URL.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use lettre::transport::smtp::authentication::Credentials;
use percent_encoding::percent_decode_str;

/// A mail server: `smtps://` for TLS from the first byte, `smtp://` for STARTTLS when the server offers it;
/// `smtp://…?tls=required` insists on it, `?tls=none` does without, and `?tls=opportunistic` takes it from anyone. Ports, unless one is named: 465 for
/// smtps, 587 for smtp with a password, else 25.
#[derive(Clone, PartialEq)]
pub struct SmtpUrl {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub credentials: Option<Credentials>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tls {
    FromTheStart,
    Required,
    WhenOffered,
    /// When offered, without asking who answers: against those who listen, not against those who pretend.
    Unverified,
    No,
}

impl SmtpUrl {
    /// A password may go out unencrypted only where that was asked for, or does not leave this machine:
    /// otherwise anyone who strips the offer of STARTTLS off the line gets to read it.
    pub fn may_log_in_unencrypted(&self) -> bool {
        let is_here =
            self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        self.tls == Tls::No || is_here
    }
}

/// In logs and error messages: never with the password, nor the user.
impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls == Tls::FromTheStart { "smtps" } else { "smtp" };
        let credentials = if self.credentials.is_some() { "***@" } else { "" };
        write!(f, "{scheme}://{credentials}{}:{}", self.host, self.port)
    }
}

impl FromStr for SmtpUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (scheme, rest) = text.split_once("://").ok_or(SCHEME)?;
        let (rest, options) = rest.split_once('?').unwrap_or((rest, ""));
        let tls = match (scheme, options) {
            ("smtps", "") => Tls::FromTheStart,
            ("smtp", "") => Tls::WhenOffered,
            ("smtp", "tls=required") => Tls::Required,
            ("smtp", "tls=opportunistic") => Tls::Unverified,
            ("smtp", "tls=none") => Tls::No,
            ("smtp" | "smtps", _) => {
                return Err(
                    "after ? only tls=required, tls=opportunistic or tls=none may follow, and only for smtp://",
                );
            }
            _ => return Err(SCHEME),
        };
        // The last @: a password may hold others.
        let (credentials, host) = match rest.rsplit_once('@') {
            Some((credentials, host)) => (Some(self::credentials(credentials)?), host),
            None => (None, rest),
        };
        let usual = match (tls, &credentials) {
            (Tls::FromTheStart, _) => 465,
            (_, Some(_)) => 587,
            (_, None) => 25,
        };
        let (host, port) = host_and_port(host.strip_suffix('/').unwrap_or(host))?;
        Ok(Self { host, port: port.unwrap_or(usual), tls, credentials })
    }
}

const SCHEME: &str = "it must start with smtp:// or smtps://, as in smtps://user:password@mail.example.org";
const HOST: &str =
    "it names no mail server, or one that cannot be read: smtp://mail.example.org:587 would do";

fn credentials(text: &str) -> Result<Credentials, &'static str> {
    let (user, password) = text.split_once(':').ok_or("before @ there must be user:password")?;
    Ok(Credentials::new(percent_decoded(user)?, percent_decoded(password)?))
}

/// The host, without the brackets of an IPv6 address, and the port if there is one.
fn host_and_port(text: &str) -> Result<(String, Option<u16>), &'static str> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']').ok_or(HOST)?;
            host.parse::<std::net::Ipv6Addr>().map_err(|_| HOST)?;
            (host, if port.is_empty() { None } else { Some(port.strip_prefix(':').ok_or(HOST)?) })
        }
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    if host.is_empty() || !host.chars().all(is_name) {
        return Err(HOST);
    }
    let port = port.map(str::parse).transpose().map_err(|_| "the port must be a number up to 65535")?;
    Ok((host.to_owned(), port))
}

fn percent_decoded(text: &str) -> Result<String, &'static str> {
    const WRONG: &str =
        "user and password must be percent-encoded: % is written %25, @ is %40, : is %3A, / is %2F";
    // The crate takes a lone % for itself; a password in which it was forgotten would be refused by the server only.
    let is_digits =
        |rest: &str| rest.as_bytes().get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    if !text.split('%').skip(1).all(is_digits) {
        return Err(WRONG);
    }
    percent_decode_str(text).decode_utf8().map(Cow::into_owned).map_err(|_| WRONG)
}

#[cfg(test)]
mod tests {
    use super::{Credentials, SmtpUrl, Tls};

    fn read(text: &str) -> SmtpUrl {
        text.parse().unwrap()
    }

    #[test]
    fn the_scheme_and_the_password_decide_the_port() {
        for (text, host, port, tls) in [
            ("smtp://mail.example.org", "mail.example.org", 25, Tls::WhenOffered),
            ("smtp://u:p@mail.example.org", "mail.example.org", 587, Tls::WhenOffered),
            ("smtps://u:p@mail.example.org/", "mail.example.org", 465, Tls::FromTheStart),
            ("smtp://mail:2525?tls=required", "mail", 2525, Tls::Required),
            ("smtp://mail?tls=opportunistic", "mail", 25, Tls::Unverified),
            ("smtp://[::1]:2525?tls=none", "::1", 2525, Tls::No),
        ] {
            let url = read(text);
            assert_eq!((url.host.as_str(), url.port, url.tls), (host, port, tls), "{text}");
        }
    }

    #[test]
    fn credentials_are_percent_decoded() {
        let credentials = Credentials::new("ana@example.org".to_owned(), "p:%/@ß".to_owned());
        assert_eq!(read("smtps://ana%40example.org:p%3A%25%2F@%c3%9f@mail").credentials, Some(credentials));
    }

    #[test]
    fn a_password_is_never_shown_nor_sent_in_the_clear_unasked() {
        let url = read("smtp://ana:secret@mail.example.org");
        assert_eq!(format!("{url:?}"), "smtp://***@mail.example.org:587");
        assert!(!url.may_log_in_unencrypted());
        assert!(read("smtp://ana:secret@mail.example.org?tls=none").may_log_in_unencrypted());
        assert!(read("smtp://ana:secret@127.0.0.1:25").may_log_in_unencrypted());
    }

    #[test]
    fn what_cannot_be_read_is_refused_in_one_line_without_its_password() {
        for wrong in [
            "mail.example.org",
            "http://mail",
            "smtp://",
            "smtp://u@mail",
            "smtp://u:secret%4@mail",
            "smtp://mail:99999",
            "smtp://mail:",
            "smtp://u:secret@[::1",
            "smtp://mail/inbox",
            "smtp://mail?tls=maybe",
            "smtps://mail?tls=none",
        ] {
            let error = wrong.parse::<SmtpUrl>().unwrap_err();
            assert!(!error.contains('\n') && !error.contains("secret"), "{wrong}: {error}");
        }
    }
}
