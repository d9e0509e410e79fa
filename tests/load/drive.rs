//! Asking: a few connections that stay open, each asking again as soon as it is answered.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Outcome;

/// What came of asking for a while.
#[derive(Default)]
pub struct Measured {
    millis: Vec<f64>,
    seconds: f64,
}

impl Measured {
    pub fn add(&mut self, other: Self) {
        self.millis.extend(other.millis);
        self.seconds += other.seconds;
    }

    pub fn requests(&self) -> u32 {
        u32::try_from(self.millis.len()).unwrap_or(u32::MAX)
    }

    pub fn per_second(&self) -> f64 {
        f64::from(self.requests()) / self.seconds
    }

    /// The latency in milliseconds that this share of the requests stayed within.
    pub fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.millis.clone();
        sorted.sort_by(f64::total_cmp);
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an index of a list in memory"
        )]
        let index = (share * (sorted.len().saturating_sub(1)) as f64) as usize;
        sorted.get(index).copied().unwrap_or(f64::NAN)
    }
}

pub async fn wait_for(port: u16, path: &str) -> Outcome {
    for _ in 0..200 {
        if let Ok(mut connection) = TcpStream::connect(("127.0.0.1", port)).await
            && request(&mut connection, path, "").await.is_ok_and(|answer| answer.status == 200)
        {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(format!("nothing answers on port {port}").into())
}

/// The bytes of a page.
pub async fn size(port: u16, path: &str, token: &str) -> Outcome<usize> {
    let mut connection = TcpStream::connect(("127.0.0.1", port)).await?;
    Ok(request(&mut connection, path, token).await?.bytes)
}

/// Connections that stay open, each asking again as soon as it is answered.
pub struct Asking {
    pub lanes: usize,
    pub tokens: Vec<String>,
    pub during: Duration,
}

impl Default for Asking {
    fn default() -> Self {
        let lanes = usize::try_from(crate::number("LOAD_CONNECTIONS", 16)).unwrap_or(16);
        Self { lanes, tokens: Vec::new(), during: Duration::from_secs(1) }
    }
}

impl Asking {
    /// Asks for the paths in turn until the time is over.
    pub async fn ask(&self, port: u16, paths: &[String]) -> Outcome<Measured> {
        let begun = Instant::now();
        let during = self.during;
        let mut lanes = Vec::new();
        for lane in 0..self.lanes {
            let paths = paths.to_vec();
            let token = self.tokens.get(lane % self.tokens.len()).cloned().unwrap_or_default();
            lanes.push(tokio::spawn(async move {
                let mut connection =
                    TcpStream::connect(("127.0.0.1", port)).await.map_err(|error| error.to_string())?;
                let mut millis = Vec::new();
                let mut turn = lane * 7;
                while begun.elapsed() < during {
                    let asked = Instant::now();
                    let path = paths.get(turn % paths.len()).map_or("/", String::as_str);
                    found(&mut connection, path, &token).await?;
                    millis.push(asked.elapsed().as_secs_f64() * 1_000.0);
                    turn += 1;
                }
                Ok::<_, String>(millis)
            }));
        }
        let mut measured = Measured::default();
        for lane in lanes {
            measured.millis.extend(lane.await??);
        }
        measured.seconds = begun.elapsed().as_secs_f64();
        Ok(measured)
    }

    /// Asks for the pages in turn, each with its token, so many times in all.
    pub async fn ask_each(&self, port: u16, pages: &[(String, String)], times: u32) -> Outcome {
        let mut lanes = Vec::new();
        for lane in 0..self.lanes {
            let pages = pages.to_vec();
            let turns = (lane..usize::try_from(times)?).step_by(self.lanes);
            lanes.push(tokio::spawn(async move {
                let mut connection =
                    TcpStream::connect(("127.0.0.1", port)).await.map_err(|error| error.to_string())?;
                for turn in turns {
                    let Some((path, token)) = pages.get(turn % pages.len()) else { continue };
                    found(&mut connection, path, token).await?;
                }
                Ok::<_, String>(())
            }));
        }
        for lane in lanes {
            lane.await??;
        }
        Ok(())
    }
}

/// One request that has to be answered with the page; an error names its path.
async fn found(connection: &mut TcpStream, path: &str, token: &str) -> Result<(), String> {
    match request(connection, path, token).await {
        Ok(answer) if answer.status == 200 => Ok(()),
        Ok(answer) => Err(format!("{path}: {}", answer.status)),
        Err(error) => Err(format!("{path}: {error}")),
    }
}

/// An answer's status and how long its body is.
pub struct Answer {
    pub status: u16,
    pub bytes: usize,
}

/// One request. What is asked for says how long it is, or has no body.
pub async fn request(connection: &mut TcpStream, path: &str, token: &str) -> Outcome<Answer> {
    let head = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: login={token}\r\n\r\n");
    connection.write_all(head.as_bytes()).await?;
    let mut answer = Vec::with_capacity(64 * 1024);
    loop {
        if connection.read_buf(&mut answer).await? == 0 {
            return Err("the connection was closed".into());
        }
        let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = std::str::from_utf8(&answer[..end])?;
        let status = head.split(' ').nth(1).ok_or("no status")?.parse()?;
        let length = head.lines().find_map(|line| {
            line.to_ascii_lowercase().strip_prefix("content-length:").map(|value| value.trim().to_owned())
        });
        let bytes = match length {
            Some(length) => length.parse()?,
            None if matches!(status, 204 | 304) => 0,
            None => return Err("no content-length".into()),
        };
        while answer.len() < end + 4 + bytes {
            if connection.read_buf(&mut answer).await? == 0 {
                return Err("the answer was cut short".into());
            }
        }
        return Ok(Answer { status, bytes });
    }
}
