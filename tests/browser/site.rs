//! The program under test, as somebody would start it: its own database in a folder of its own.

use std::io::{BufRead, BufReader, Lines};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use sqlx::Connection;

/// Stopped in order when it is dropped, and its folder removed.
pub struct Site {
    program: Child,
    folder: PathBuf,
    pub base: String,
    /// The one-time link the terminal shows, where there is no administrator yet.
    pub set_up_link: String,
}

impl Site {
    /// An empty site, with its mail going to `smtp`.
    pub fn start(smtp: &str) -> Self {
        Self::run(&["serve"], smtp)
    }

    /// The demo, shared by the journeys that run at the same time: it takes a while to make up an organisation.
    pub fn demo() -> Arc<Self> {
        static DEMO: Mutex<Weak<Site>> = Mutex::new(Weak::new());
        let mut kept = DEMO.lock().unwrap_or_else(PoisonError::into_inner);
        kept.upgrade().unwrap_or_else(|| {
            let demo = Arc::new(Self::run(&["demo"], ""));
            *kept = Arc::downgrade(&demo);
            demo
        })
    }

    /// The program runs by the system's clock, which nobody can move: so the sessions move, three hours back.
    pub async fn let_three_hours_pass(&self) {
        let url = format!("postgres://guildhall@localhost/guildhall?host={}/run", self.folder.display());
        let mut db = sqlx::PgConnection::connect(&url).await.expect("the site's own database");
        let moved = "update events set starts_at = starts_at - interval '3 hours', ends_at = ends_at - interval '3 hours'";
        sqlx::raw_sql(moved).execute(&mut db).await.expect("sessions move");
    }

    fn run(arguments: &[&str], smtp: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("guildhall-site-{}-{number}", std::process::id()));
        let bind = format!("127.0.0.1:{}", free_port());
        let mut command = Command::new(env!("CARGO_BIN_EXE_guildhall"));
        command
            .args(arguments)
            .stdout(Stdio::piped())
            .env_remove("DATABASE_URL")
            .env_remove("GUILDHALL_BASE_URL");
        command.env("GUILDHALL_DATA_DIR", &folder).env("GUILDHALL_BIND", &bind).env("GUILDHALL_LOG", "warn");
        if smtp.is_empty() {
            command.env_remove("GUILDHALL_SMTP_URL");
        } else {
            command.env("GUILDHALL_SMTP_URL", smtp);
        }
        let mut program = command.spawn().expect("the program starts");
        let mut lines = BufReader::new(program.stdout.take().expect("its words")).lines();
        let set_up_link = wait_for_sign_in(&mut lines);
        // It must never wait for somebody to read on.
        std::thread::spawn(move || lines.for_each(drop));
        Self { program, folder, base: format!("http://{bind}"), set_up_link }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.program.id().to_string()).status();
        let stopped = self.program.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
        if !std::thread::panicking() {
            assert!(stopped.is_ok_and(|status| status.success()), "the site stops in order");
        }
    }
}

/// Reads on until the program says how to sign in; the link in that line, if there is one to set up.
fn wait_for_sign_in(lines: &mut Lines<BufReader<ChildStdout>>) -> String {
    let line = lines
        .map_while(Result::ok)
        .find(|line| line.trim_start().starts_with("sign in:"))
        .expect("the program says where to sign in");
    line.split_whitespace().find(|word| word.contains("/set-up/")).unwrap_or_default().to_owned()
}

/// Somebody else could take it before the program does; that would show at once.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}
