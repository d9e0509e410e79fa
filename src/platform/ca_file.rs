//! Which mail servers are believed: those this program knows, those this system knows, and those a file names.

use std::str::FromStr;
use std::sync::LazyLock;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::{Certificate, CertificateStore, TlsParameters};

use crate::platform::smtp_url::{SmtpUrl, Tls};

/// Where systems keep the certificates they trust: Debian, Fedora, SUSE, Alpine and macOS.
const SYSTEM_FILES: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// Read once. A bundle that cannot be read as a whole is left out: then those built in have to do.
static SYSTEM: LazyLock<Option<Certificate>> = LazyLock::new(|| {
    let text = SYSTEM_FILES.iter().find_map(|file| std::fs::read(file).ok())?;
    read(&text).ok()
});

/// Certificates out of a file, read at the start of the program.
#[derive(Clone, Debug)]
pub struct CaFile(Certificate);

impl FromStr for CaFile {
    type Err = String;

    fn from_str(path: &str) -> Result<Self, Self::Err> {
        let text = std::fs::read(path).map_err(|error| format!("it cannot be read: {error}"))?;
        if !String::from_utf8_lossy(&text).contains("-----BEGIN CERTIFICATE-----") {
            return Err("it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)".to_owned());
        }
        read(&text).map(Self).map_err(|error| format!("it holds a certificate that cannot be read: {error}"))
    }
}

/// Certificates that are fit to trust.
fn read(pem: &[u8]) -> Result<Certificate, Error> {
    let certificates = Certificate::from_pem(pem)?;
    TlsParameters::builder("localhost".to_owned())
        .certificate_store(CertificateStore::None)
        .add_root_certificate(certificates.clone())
        .build()?;
    Ok(certificates)
}

/// How to encrypt, and which certificates to believe.
///
/// # Errors
/// When the name of the server is none.
pub fn tls(url: &SmtpUrl, file: Option<&CaFile>) -> Result<TlsParameters, Error> {
    let mut tls = TlsParameters::builder(url.host.clone()).certificate_store(CertificateStore::WebpkiRoots);
    for certificates in SYSTEM.iter().chain(file.map(|CaFile(certificates)| certificates)) {
        tls = tls.add_root_certificate(certificates.clone());
    }
    if url.tls == Tls::Unverified {
        tls = tls.dangerous_accept_invalid_certs(true).dangerous_accept_invalid_hostnames(true);
    }
    tls.build()
}

#[cfg(test)]
mod tests {
    use super::{CaFile, SYSTEM, SYSTEM_FILES, tls};

    #[test]
    fn a_file_without_certificates_is_refused_at_the_start() {
        let folder = std::env::temp_dir().join(format!("guildhall-ca-{}", std::process::id()));
        std::fs::write(&folder, "hello").unwrap();
        for path in [folder.to_str().unwrap(), "/nowhere.pem"] {
            assert!(path.parse::<CaFile>().is_err(), "{path}");
        }
        std::fs::remove_file(folder).unwrap();
    }

    #[test]
    fn what_the_system_trusts_is_trusted() {
        if SYSTEM_FILES.iter().any(|file| std::path::Path::new(file).exists()) {
            assert!(SYSTEM.is_some());
        }
        assert!(tls(&"smtp://mail.example.org".parse().unwrap(), None).is_ok());
    }
}
