//! A mail server for tests: keeps what it is sent, and misbehaves when told to.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// What goes on from the next command on, also on open connections.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Behaviour {
    #[default]
    Well,
    /// 550 to this recipient.
    Refuse(String),
    /// 451 to every recipient.
    Busy,
    /// 451 to every message: it is not kept.
    Full,
    /// Keeps the message to this recipient, and hangs up before it says so.
    LoseAnswer(String),
    /// Hangs up on whoever connects.
    Down,
    /// Waits before it asks for a message.
    SlowToBegin(Duration),
    /// Keeps a message, and waits before it says so.
    SlowToAnswer(Duration),
}

/// A message that was kept.
#[derive(Clone, Debug)]
pub struct Message {
    pub to: String,
    pub data: String,
}

#[derive(Default)]
struct State {
    behaviour: Behaviour,
    messages: Vec<Message>,
    connections: usize,
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<State>>);

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn behaviour(&self) -> Behaviour {
        self.state().behaviour.clone()
    }
}

/// Listens until it is dropped.
pub struct Sink {
    port: u16,
    shared: Shared,
    listening: JoinHandle<()>,
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Sink {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        let shared = Shared::default();
        let listening = tokio::spawn({
            let shared = shared.clone();
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(converse(stream, shared.clone()));
                }
            }
        });
        Self { port, shared, listening }
    }

    /// How many messages were kept.
    pub fn arrived(&self) -> usize {
        self.shared.state().messages.len()
    }

    /// As in `GUILDHALL_SMTP_URL`.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    pub fn behave(&self, behaviour: Behaviour) {
        self.shared.state().behaviour = behaviour;
    }

    /// What was kept, in the order it came.
    pub fn messages(&self) -> Vec<Message> {
        self.shared.state().messages.clone()
    }

    /// How many messages were kept for this recipient.
    pub fn count(&self, to: &str) -> usize {
        self.shared.state().messages.iter().filter(|message| message.to == to).count()
    }

    /// How often somebody connected.
    pub fn connections(&self) -> usize {
        self.shared.state().connections
    }
}

/// One connection, until either side has had enough.
async fn converse(stream: TcpStream, shared: Shared) {
    shared.state().connections += 1;
    if shared.behaviour() == Behaviour::Down || stream.set_nodelay(true).is_err() {
        return;
    }
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut to = String::new();
    if say(&mut write, "220 sink.test").await.is_none() {
        return;
    }
    while let Ok(Some(line)) = lines.next_line().await {
        let command = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answered = match command.as_str() {
            "DATA" => take(&mut lines, &mut write, &to, &shared).await,
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                let answer = match shared.behaviour() {
                    Behaviour::Refuse(refused) if refused == to => "550 5.1.1 no such user",
                    Behaviour::Busy => "451 4.3.2 later, please",
                    _ => "250 ok",
                };
                say(&mut write, answer).await
            }
            "QUIT" => {
                say(&mut write, "221 bye").await;
                return;
            }
            _ => say(&mut write, "250 ok").await,
        };
        if answered.is_none() {
            return;
        }
    }
}

/// Takes one message. None when the conversation is over.
async fn take(
    lines: &mut Lines<BufReader<OwnedReadHalf>>,
    write: &mut OwnedWriteHalf,
    to: &str,
    shared: &Shared,
) -> Option<()> {
    if let Behaviour::SlowToBegin(wait) = shared.behaviour() {
        sleep(wait).await;
    }
    say(write, "354 go ahead").await?;
    let mut data = String::new();
    loop {
        let line = lines.next_line().await.ok()??;
        if line == "." {
            break;
        }
        data.push_str(line.strip_prefix('.').unwrap_or(&line));
        data.push('\n');
    }
    if shared.behaviour() == Behaviour::Full {
        return say(write, "451 4.3.1 no room").await;
    }
    shared.state().messages.push(Message { to: to.to_owned(), data });
    match shared.behaviour() {
        Behaviour::LoseAnswer(lost) if lost == to => return None,
        Behaviour::SlowToAnswer(wait) => sleep(wait).await,
        _ => {}
    }
    say(write, "250 kept").await
}

async fn say(write: &mut OwnedWriteHalf, line: &str) -> Option<()> {
    write.write_all(format!("{line}\r\n").as_bytes()).await.ok()
}
