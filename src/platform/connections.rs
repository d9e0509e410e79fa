//! Connections: how long one may take and how many there are at once, so that people who send nothing, or half a request,
//! leave room for everyone else.

use std::collections::BTreeMap;
use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::{Instant, Sleep, sleep};

/// A browser sends its headers within one round trip.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// Browsers keep a connection for the next page about so long.
const IDLE_FOR: Duration = Duration::from_mins(1);
/// Files for everything else: the database's connections, mail, logs, static files.
const FILES_KEPT_BACK: usize = 128;
/// Where the system does not say how many files may be open.
const USUAL_FILES: usize = 1024;
/// More do not make anything quicker, whatever the limit of files is.
const MOST_CONNECTIONS: usize = 8_192;

/// Who is at the other end.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// How long a connection may take over what.
#[derive(Clone, Copy)]
pub struct Patience {
    pub headers: Duration,
    pub idle: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { headers: HEADERS_WITHIN, idle: IDLE_FOR }
    }
}

/// Takes connections, so many at once. When all are taken, the one that has waited longest without a request under way
/// makes room.
pub struct GuardedListener {
    listener: TcpListener,
    patience: Patience,
    room: Arc<Semaphore>,
    waiting: Arc<WaitingRoom>,
}

impl GuardedListener {
    /// As many as the limit of files leaves room for.
    pub fn new(listener: TcpListener) -> Self {
        Self::at_most(listener, room_for(files_allowed()), Patience::default())
    }

    pub fn at_most(listener: TcpListener, most: usize, patience: Patience) -> Self {
        let room = Arc::new(Semaphore::new(most.max(1)));
        Self { listener, patience, room, waiting: Arc::default() }
    }

    async fn permit(&self) -> OwnedSemaphorePermit {
        loop {
            if let Ok(permit) = self.room.clone().try_acquire_owned() {
                return permit;
            }
            self.waiting.dismiss_longest();
            // It may be that all have a request under way: then the first to be done makes room.
            let soon = tokio::time::timeout(Duration::from_secs(1), self.room.clone().acquire_owned());
            if let Ok(Ok(permit)) = soon.await {
                return permit;
            }
        }
    }
}

/// What the limit of open files leaves for connections.
fn room_for(files: usize) -> usize {
    files.saturating_sub(FILES_KEPT_BACK).max(files / 2).min(MOST_CONNECTIONS)
}

/// How many files this program may have open, as Linux says it (proc(5)).
fn files_allowed() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    read_limit(&limits).unwrap_or(USUAL_FILES)
}

fn read_limit(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    match line.split_whitespace().next()? {
        "unlimited" => Some(MOST_CONNECTIONS + FILES_KEPT_BACK),
        number => number.parse().ok(),
    }
}

impl Listener for GuardedListener {
    type Io = Guarded<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        let permit = self.permit().await;
        let (stream, address) = Listener::accept(&mut self.listener).await;
        (Guarded::new(stream, self.patience, Some(permit), self.waiting.clone()), address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, GuardedListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, GuardedListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// Those without a request under way, in the order in which they began to wait.
#[derive(Default)]
pub struct WaitingRoom(Mutex<WaitingLine>);

#[derive(Default)]
struct WaitingLine {
    next: u64,
    line: BTreeMap<u64, oneshot::Sender<()>>,
}

impl WaitingRoom {
    fn enter(&self) -> (u64, oneshot::Receiver<()>) {
        let (dismiss, dismissed) = oneshot::channel();
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = waiting.next;
        waiting.next += 1;
        waiting.line.insert(number, dismiss);
        (number, dismissed)
    }

    fn leave(&self, number: u64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).line.remove(&number);
    }

    fn dismiss_longest(&self) {
        let first = self.0.lock().unwrap_or_else(PoisonError::into_inner).line.pop_first();
        if let Some((_, dismiss)) = first {
            // A connection closed in the same moment makes room as well.
            let _ = dismiss.send(());
        }
    }
}

/// Where a connection is between requests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    /// Nothing was sent since the last answer, or since the beginning.
    Between,
    /// The headers are on their way; so many bytes of the blank line that ends them were seen.
    Headers(u8),
    /// A request is under way: its body is read and its answer written, which the router's own limit of time ends.
    Answering,
}

/// A connection that is closed when it takes too long, or when others need the room.
pub struct Guarded<S> {
    stream: S,
    patience: Patience,
    stage: Stage,
    deadline: Pin<Box<Sleep>>,
    place: Option<(u64, oneshot::Receiver<()>)>,
    waiting: Arc<WaitingRoom>,
    _room: Option<OwnedSemaphorePermit>,
}

impl<S> Guarded<S> {
    fn new(
        stream: S,
        patience: Patience,
        room: Option<OwnedSemaphorePermit>,
        waiting: Arc<WaitingRoom>,
    ) -> Self {
        let place = Some(waiting.enter());
        // Someone who has just connected has something to say.
        let deadline = Box::pin(sleep(patience.headers));
        Self { stream, patience, stage: Stage::Between, deadline, place, waiting, _room: room }
    }

    fn within(&mut self, time: Duration) {
        self.deadline.as_mut().reset(Instant::now() + time);
    }

    /// Notes what was read.
    fn heard(&mut self, bytes: &[u8]) {
        if bytes.is_empty() || self.stage == Stage::Answering {
            return;
        }
        if self.stage == Stage::Between {
            self.stage = Stage::Headers(0);
            self.within(self.patience.headers);
        }
        let Stage::Headers(mut seen) = self.stage else { return };
        for byte in bytes {
            // A bare line feed ends a line too (RFC 9112, 2.2); a blank line ends the headers.
            seen = match byte {
                b'\n' => seen + 1,
                b'\r' => seen,
                _ => 0,
            };
            if seen == 2 {
                self.stage = Stage::Answering;
                if let Some((number, _)) = self.place.take() {
                    self.waiting.leave(number);
                }
                return;
            }
        }
        self.stage = Stage::Headers(seen);
    }

    /// Notes what was written: an answer is on its way, and the next request may follow.
    fn said(&mut self, bytes: &[u8]) {
        if bytes.is_empty() || bytes.starts_with(b"HTTP/1.1 100") {
            return;
        }
        self.stage = Stage::Between;
        self.within(self.patience.idle);
        if self.place.is_none() {
            self.place = Some(self.waiting.enter());
        }
    }

    /// Notes what came of a write whose bytes begin like this.
    fn note_written(
        &mut self,
        context: &mut Context<'_>,
        first: &[u8],
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(count)) => {
                self.said(&first[..count.min(first.len())]);
                Poll::Ready(Ok(count))
            }
            // Someone who does not take what they asked for is as idle as one who asks for nothing.
            Poll::Pending => self.poll_over(context).map(Err),
            failed @ Poll::Ready(Err(_)) => failed,
        }
    }

    /// Is the time over, or the room needed?
    fn poll_over(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        if self.stage == Stage::Answering {
            return Poll::Pending;
        }
        if let Some((_, dismissed)) = &mut self.place
            && Pin::new(dismissed).poll(context).is_ready()
        {
            self.place = None;
            return Poll::Ready(io::ErrorKind::ConnectionAborted.into());
        }
        ready!(self.deadline.as_mut().poll(context));
        Poll::Ready(io::ErrorKind::TimedOut.into())
    }
}

impl<S> Drop for Guarded<S> {
    fn drop(&mut self) {
        if let Some((number, _)) = self.place.take() {
            self.waiting.leave(number);
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // First the time, so that a byte every few seconds does not keep the headers going for ever.
        if let Poll::Ready(over) = self.poll_over(context) {
            return Poll::Ready(Err(over));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if let Poll::Ready(Ok(())) = read {
            self.heard(&buffer.filled()[before..]);
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, buffer);
        self.note_written(context, buffer, written)
    }

    // Without this, hyper copies each answer into a buffer of its connection, which stays as large as the largest.
    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let first = buffers.iter().find(|buffer| !buffer.is_empty()).map_or(&[][..], |first| first);
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, buffers);
        self.note_written(context, first, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests;
