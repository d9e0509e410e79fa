//! The program is told to stop: whoever sends people to it hears that first, and it is gone within ten seconds, whatever
//! hangs.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::line::Line;
use crate::support::smtp::{Behaviour, Sink};
use crate::support::{Site, site};

struct Running {
    program: Child,
    port: u16,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

impl Running {
    /// Starts the program and waits until it is ready.
    fn start(database: &str, mail: &str) -> Self {
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let program = Command::new(env!("CARGO_BIN_EXE_guildhall"))
            .env("DATABASE_URL", database)
            .env("GUILDHALL_SMTP_URL", mail)
            .env("GUILDHALL_BIND", format!("127.0.0.1:{port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let running = Self { program, port };
        let since = Instant::now();
        while running.get("/readyz").is_none_or(|answer| !answer.ends_with("ok\n")) {
            assert!(since.elapsed() < Duration::from_secs(30), "it is not ready");
            std::thread::sleep(Duration::from_millis(50));
        }
        running
    }

    fn get(&self, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        write!(stream, "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }

    fn terminate(&self) -> Instant {
        Command::new("kill").args(["-TERM", &self.program.id().to_string()]).status().expect("told");
        Instant::now()
    }

    /// The limits make less than ten seconds of it. Here hundreds of tests share the machine.
    fn ends_soon(mut self, since: Instant) {
        while self.program.try_wait().expect("a state").is_none() {
            assert!(since.elapsed() < Duration::from_secs(20), "it does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn readiness_turns_first_people_are_served_on_and_half_a_request_is_not_waited_for() {
    let site = site().await;
    let running = Running::start(&site.database_url(), "");
    let mut half = TcpStream::connect(("127.0.0.1", running.port)).unwrap();
    half.write_all(b"POST /login HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nemail=").unwrap();
    let told = running.terminate();
    std::thread::sleep(Duration::from_millis(500));
    let ready = running.get("/readyz").expect("it still answers");
    assert!(ready.starts_with("HTTP/1.1 503") && ready.ends_with("the program stops\n"), "{ready}");
    assert!(running.get("/login").expect("served on").starts_with("HTTP/1.1 200"));
    running.ends_soon(told);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_gone_does_not_hold_up_the_end() {
    let site = site().await;
    let line = Line::to(&site, Duration::ZERO).await;
    let running = tokio::task::block_in_place(|| Running::start(&line.url, ""));
    line.goes_dead();
    let told = running.terminate();
    tokio::task::block_in_place(|| running.ends_soon(told));
}

async fn begun(site: &Site) {
    let since = Instant::now();
    let handing = "select exists (select from mails where state = 'handing')";
    while !sqlx::query_scalar::<_, bool>(handing).fetch_one(&site.app.db).await.expect("a state") {
        assert!(since.elapsed() < Duration::from_secs(20), "no mail is on its way");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_hangs_does_not_hold_up_the_end() {
    let (site, sink) = (site().await, Sink::start().await);
    sink.behave(Behaviour::SlowToAnswer(Duration::from_mins(1)));
    let ben = site.person("Ben Okafor").await;
    site.stranger().post("/reset", &format!("email={}", ben.email)).await;
    let running = tokio::task::block_in_place(|| Running::start(&site.database_url(), &sink.url()));
    begun(&site).await;
    let told = running.terminate();
    tokio::task::block_in_place(|| running.ends_soon(told));
}
