//! A real mail server, with a certificate that it made for itself and a password. `tests/run` starts it.

use std::process::{Command, Output};

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: tests/run does"))
}

/// Sends a mail to the server, with these options in its address and this file of certificates.
fn send(options: &str, certificates: &str) -> (bool, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_guildhall"))
        .args(["mail", "test", "ana@example.org"])
        .env("GUILDHALL_SMTP_URL", format!("smtp://{}{options}", variable("GUILDHALL_TEST_POSTFIX")))
        .env("GUILDHALL_CA_FILE", certificates)
        .output()
        .expect("the program runs");
    (status.success(), String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned())
}

#[test]
#[ignore = "needs a Postfix: tests/run postfix"]
fn a_server_with_a_certificate_of_its_own_takes_mail_once_it_is_named_or_nobody_asks() {
    let certificate = variable("GUILDHALL_TEST_POSTFIX_CA");
    let (sent, said) = send("", "");
    assert!(!sent, "nobody vouches for it: {said}");
    assert!(said.contains("GUILDHALL_CA_FILE") && said.contains("?tls=opportunistic"), "{said}");
    for (options, certificates) in [("", certificate.as_str()), ("?tls=opportunistic", "")] {
        let (sent, said) = send(options, certificates);
        assert!(sent, "{options}: {said}");
        for step in ["encrypted", "signed in", "it has taken the mail"] {
            assert!(said.contains(step), "{options}: {said}");
        }
    }
}
