//! The command line: serve (default), demo, migrate, admin, mail.

use clap::{Parser, Subcommand};
use guildhall::Config;

/// Runs an organisation's communities of practice.
#[derive(Parser)]
#[command(version, about)]
struct CommandLine {
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Serve the site (what happens without a verb)
    Serve,
    /// Rebuild a made-up organisation in a place of its own, and serve it
    Demo,
    /// Bring the database up to this version, and stop
    Migrate,
    /// Make the person with this address an administrator, and stop
    Admin { email: String },
    /// Look after mail
    #[command(subcommand)]
    Mail(MailVerb),
}

#[derive(Subcommand)]
enum MailVerb {
    /// Try the mail server at once and say step by step what worked; with an address, send a mail there
    Test { address: Option<String> },
}

fn main() -> std::process::ExitCode {
    let CommandLine { config, verb } = CommandLine::parse();
    let done = match verb.unwrap_or(Verb::Serve) {
        Verb::Serve => guildhall::serve(config),
        Verb::Demo => guildhall::demo(config),
        Verb::Migrate => guildhall::migrate(config),
        Verb::Admin { email } => guildhall::make_administrator(config, &email),
        Verb::Mail(MailVerb::Test { address }) => guildhall::test_mail(&config, address.as_deref()),
    };
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("guildhall: {why}");
            std::process::ExitCode::FAILURE
        }
    }
}
