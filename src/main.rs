//! The command line: serve (default), demo, migrate, backup, restore, admin, mail.

use std::path::PathBuf;

use clap::builder::Resettable;
use clap::{Arg, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
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
    /// Write everything the site holds to a file, also while it runs
    Backup { file: PathBuf },
    /// Make the site what a file from `backup` holds
    Restore {
        file: PathBuf,
        /// Replace what the database holds now
        #[arg(long)]
        replace: bool,
    },
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

/// A variable that is set to nothing counts as not set: that is how compose files and unit files leave one out.
fn without_empty_variable(arg: Arg) -> Arg {
    match arg.get_env().map(std::env::var_os) {
        Some(Some(value)) if value.is_empty() => arg.env(Resettable::Reset),
        _ => arg,
    }
}

fn main() -> std::process::ExitCode {
    let asked = CommandLine::command().mut_args(without_empty_variable).get_matches();
    let CommandLine { config, verb } =
        CommandLine::from_arg_matches(&asked).unwrap_or_else(|error| error.exit());
    let done = match verb.unwrap_or(Verb::Serve) {
        Verb::Serve => guildhall::serve(config),
        Verb::Demo => guildhall::demo(config),
        Verb::Migrate => guildhall::migrate(config),
        Verb::Backup { file } => guildhall::back_up(config, file),
        Verb::Restore { file, replace } => guildhall::restore(config, file, replace),
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
