//! Chromium and its driver: one of each for every window, so that windows share no cookies and no cache.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

/// Headless, quiet, and asking nobody on the network for anything. As root Chromium runs only without its
/// sandbox; the pages are our own.
const ARGUMENTS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
];

/// A running driver with the one browser it drives. Both end when it is dropped.
pub struct Chromium {
    driver: Child,
    port: u16,
    profile: PathBuf,
    pub driver_url: String,
    pub client: Client,
}

impl Chromium {
    pub async fn start(scripts: bool) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let profile =
            std::env::temp_dir().join(format!("guildhall-chromium-{}-{number}", std::process::id()));
        let (driver, port) = start_driver();
        let driver_url = format!("http://127.0.0.1:{port}");
        let mut arguments: Vec<String> = ARGUMENTS.iter().map(ToString::to_string).collect();
        arguments.push(format!("--user-data-dir={}", profile.display()));
        // 1 allows scripts, 2 forbids them.
        let scripts = if scripts { 1 } else { 2 };
        let wishes = json!({
            "goog:chromeOptions": {
                "args": arguments,
                "prefs": { "profile.managed_default_content_settings.javascript": scripts },
            },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let wishes = wishes.as_object().expect("an object").clone();
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(Duration::from_secs(10)));
        let client = ClientBuilder::new(connector).capabilities(wishes).connect(&driver_url).await;
        Self { driver, port, profile, driver_url, client: client.expect("Chromium starts") }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Asked to stop, the driver takes its browser along; killed, it would leave it behind.
        if let Ok(mut driver) = TcpStream::connect(("127.0.0.1", self.port)) {
            let _ = driver.write_all(b"GET /shutdown HTTP/1.1\r\nHost: localhost\r\n\r\n");
            let _ = driver.read(&mut [0; 1024]);
        }
        let _ = self.driver.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// The driver, on a port it chose itself.
fn start_driver() -> (Child, u16) {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver is installed; `tests/run journeys` sees to it");
    let mut lines = BufReader::new(driver.stdout.take().expect("its words")).lines();
    let port = lines.by_ref().find_map(|line| {
        let line = line.ok()?;
        line.strip_prefix("ChromeDriver was started successfully on port ")?
            .trim_end_matches('.')
            .parse()
            .ok()
    });
    // It must never wait for somebody to read on.
    std::thread::spawn(move || lines.for_each(drop));
    (driver, port.expect("chromedriver says its port"))
}
