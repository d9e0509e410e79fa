//! A copy of the site in one file, and a site made of it; and the first start of several copies of the program.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::support::{Site, fresh, site};

/// A folder of this test's own, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("guildhall-copies-{}", Uuid::new_v4()));
        std::fs::create_dir(&folder).expect("a folder");
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What the private server's user made goes with it.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn guildhall(site: &Site) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guildhall"));
    command.env("DATABASE_URL", site.database_url()).env("GUILDHALL_LOG", "error");
    command
}

fn run(command: &mut Command, arguments: &[&str], file: &Path) -> Output {
    command.args(&arguments[..1]).arg(file).args(&arguments[1..]).output().expect("the program runs")
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_restored_elsewhere_serves_the_same_pages_and_sends_nothing_by_itself() {
    let (here, there, folder) = (site().await, fresh().await, Folder::new());
    let ana = here.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    let session = ana.schedule(&circle, "Flaky tests", &[("capacity", "10")]).await;
    ana.go(&session).await;
    sqlx::query("update mails set state = 'queued', settled_at = null").execute(&here.app.db).await.unwrap();
    let file = folder.file("everything");
    let made = run(&mut guildhall(&here), &["backup"], &file);
    assert!(made.status.success(), "{}", words(&made));
    let restored = run(&mut guildhall(&there), &["restore"], &file);
    assert!(restored.status.success(), "{}", words(&restored));

    let ana_there = ana.through(guildhall::router(there.over(&there.database_url()).await));
    for path in ["/", &circle, &session, "/communities", "/me/logins"] {
        let (page, other) = (ana.get(path).await, ana_there.get(path).await);
        assert_eq!((page.status(), page.body()), (other.status(), other.body()), "{path}");
    }
    let over = there.over(&there.database_url()).await;
    let states: Vec<String> =
        sqlx::query_scalar("select distinct state from mails").fetch_all(&over.db).await.unwrap();
    assert_eq!(states, ["parked"], "an administrator decides");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_with_data_is_replaced_only_when_told_and_a_broken_file_changes_nothing() {
    let (here, there, folder) = (site().await, site().await, Folder::new());
    here.person("Ana Ferreira").await;
    there.person("Ben Okafor").await;
    let file = folder.file("everything");
    assert!(run(&mut guildhall(&here), &["backup"], &file).status.success());
    let names = async || -> Vec<String> {
        let over = there.over(&there.database_url()).await;
        sqlx::query_scalar("select name from people").fetch_all(&over.db).await.unwrap()
    };

    let refused = run(&mut guildhall(&there), &["restore"], &file);
    assert!(!refused.status.success());
    assert_eq!(
        words(&refused),
        "guildhall: the database holds data already; to replace all of it, add --replace\n"
    );
    let broken = folder.file("half");
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&broken, &whole[..whole.len() * 2 / 3]).unwrap();
    let refused = run(&mut guildhall(&there), &["restore", "--replace"], &broken);
    assert!(!refused.status.success() && words(&refused).lines().count() == 1, "{}", words(&refused));
    assert_eq!(names().await, ["Ben Okafor"]);

    let restored = run(&mut guildhall(&there), &["restore", "--replace"], &file);
    assert!(restored.status.success(), "{}", words(&restored));
    assert_eq!(names().await, ["Ana Ferreira"]);
}

/// A program that is killed when the test ends, however it ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    /// Starts the program, and waits until it serves; the set-up link it says.
    fn start(command: &mut Command) -> (Self, String) {
        let command = command.env("GUILDHALL_BIND", "127.0.0.1:0").env("GUILDHALL_SMTP_URL", "");
        let mut program =
            Self(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts"));
        let lines = BufReader::new(program.0.stdout.take().expect("its output")).lines();
        let said: Vec<String> =
            lines.map_while(Result::ok).take_while(|line| !line.contains("look around")).collect();
        let link = said.iter().find_map(|line| line.split_once("/set-up/"));
        let token = link.and_then(|(_, rest)| rest.split(' ').next()).expect("a link").to_owned();
        (program, token)
    }

    fn stop(mut self) {
        Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status().expect("told");
        assert!(self.0.wait().expect("gone").success());
    }
}

/// The program with a private database in this folder.
fn embedded(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guildhall"));
    command.env("DATABASE_URL", "").env("GUILDHALL_DATA_DIR", data).env("GUILDHALL_LOG", "error");
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_with_a_private_database_is_copied_while_it_runs_and_restored_where_nothing_runs() {
    let folder = Folder::new();
    let (running, empty, file) = (folder.file("running"), folder.file("empty"), folder.file("everything"));
    let (program, link) = Running::start(&mut embedded(&running));
    let made = run(&mut embedded(&running), &["backup"], &file);
    assert!(made.status.success(), "{}", words(&made));
    program.stop();
    let restored = run(&mut embedded(&empty), &["restore"], &file);
    assert!(restored.status.success(), "{}", words(&restored));
    let (_other, same) = Running::start(&mut embedded(&empty));
    assert_eq!(link, same, "the secret it is made of came with the file");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_no_site_nothing_is_backed_up_and_the_last_copy_stays() {
    let (site, folder) = (fresh().await, Folder::new());
    let (nowhere, file) = (folder.file("nowhere"), folder.file("everything"));
    std::fs::write(&file, "the last good copy").unwrap();
    sqlx::raw_sql("drop schema public cascade; create schema public").execute(&site.app.db).await.unwrap();
    for (mut command, why) in [
        (embedded(&nowhere), "there is no site in"),
        (guildhall(&site), "the database holds no site, so nothing was backed up"),
    ] {
        let refused = run(&mut command, &["backup"], &file);
        assert!(!refused.status.success() && words(&refused).contains(why), "{}", words(&refused));
        assert_eq!(words(&refused).lines().count(), 1);
    }
    assert!(!nowhere.exists(), "no database was made");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "the last good copy");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_copies_that_start_on_an_empty_site_say_one_link() {
    let site = fresh().await;
    let starting: Vec<_> = (0..3)
        .map(|_| {
            let mut copy = guildhall(&site);
            std::thread::spawn(move || Running::start(&mut copy))
        })
        .collect();
    let copies: Vec<_> = starting.into_iter().map(|copy| copy.join().expect("a copy")).collect();
    let mut links: Vec<_> = copies.iter().map(|(_, link)| link.clone()).collect();
    links.dedup();
    assert_eq!(links.len(), 1, "{links:?}");
    let opened = site.stranger().get(&format!("/set-up/{}", links[0])).await;
    assert_eq!(opened.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_database_that_stops_slowly_does_not_hold_up_the_end() {
    let folder = Folder::new();
    let data = folder.file("data");
    let (mut program, link) = Running::start(&mut embedded(&data));
    let file = std::fs::read_to_string(data.join("pgdata/postmaster.pid")).expect("a server");
    let server = file.lines().next().expect("its number").to_owned();
    let tell = |signal: &str, pid: &str| {
        assert!(Command::new("kill").args([signal, pid]).status().expect("told").success());
    };
    tell("-STOP", &server);
    let told = Instant::now();
    tell("-TERM", &program.0.id().to_string());
    while program.0.try_wait().expect("a state").is_none() {
        // The limits make less than ten seconds of it. Here hundreds of tests share the machine.
        assert!(told.elapsed() < Duration::from_secs(20), "it does not end");
        std::thread::sleep(Duration::from_millis(20));
    }
    // Its parent is gone, so that the kernel may have let it go on already: then it may have ended by now.
    let _ = Command::new("kill").args(["-CONT", &server]).output();
    let (_again, same) = Running::start(&mut embedded(&data));
    assert_eq!(link, same, "the next start waits for it, and finds what was there");
}

#[tokio::test]
async fn a_variable_that_is_set_to_nothing_counts_as_not_set() {
    let site = site().await;
    let of_numbers =
        ["GUILDHALL_LOCK_TIMEOUT", "GUILDHALL_STATEMENT_TIMEOUT", "GUILDHALL_CA_FILE", "GUILDHALL_BASE_URL"];
    let migrated = |value: &str| {
        let mut command = guildhall(&site);
        command.args(["migrate"]).envs(of_numbers.map(|name| (name, value)));
        command.output().expect("it runs")
    };
    let empty = migrated("");
    assert!(empty.status.success(), "{}", words(&empty));
    assert!(!migrated("nothing").status.success(), "and a wrong one is told");
}

#[tokio::test]
async fn a_database_that_refuses_is_told_in_one_line() {
    let site = site().await;
    let refused = Command::new(env!("CARGO_BIN_EXE_guildhall"))
        .env("DATABASE_URL", site.database_url().replacen("guildhall_", "nowhere_", 1))
        .env("GUILDHALL_BIND", "127.0.0.1:0")
        .output()
        .expect("it runs");
    let said = words(&refused);
    assert!(!refused.status.success() && said.lines().count() == 1, "{said}");
    assert!(said.contains("does not exist"), "{said}");
}
