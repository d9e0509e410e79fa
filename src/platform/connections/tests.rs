use super::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

const SHORT: Patience = Patience { headers: Duration::from_millis(100), idle: Duration::from_millis(400) };

fn pair(waiting: &Arc<WaitingRoom>) -> (Guarded<DuplexStream>, DuplexStream) {
    let (ours, theirs) = tokio::io::duplex(4096);
    (Guarded::new(ours, SHORT, None, waiting.clone()), theirs)
}

async fn error_of(guarded: &mut Guarded<DuplexStream>) -> io::ErrorKind {
    loop {
        if let Err(error) = guarded.read(&mut [0; 64]).await {
            return error.kind();
        }
    }
}

#[tokio::test]
async fn headers_that_do_not_end_are_cut_off_however_they_trickle() {
    let (mut guarded, mut theirs) = pair(&Arc::default());
    let begun = Instant::now();
    tokio::spawn(async move {
        while theirs.write_all(b"a: b\r\n").await.is_ok() {
            sleep(Duration::from_millis(20)).await;
        }
    });
    assert_eq!(error_of(&mut guarded).await, io::ErrorKind::TimedOut);
    assert!(begun.elapsed() < SHORT.idle, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_request_under_way_has_the_time_it_needs_and_an_idle_one_is_closed_later() {
    let waiting = Arc::default();
    let (mut guarded, mut theirs) = pair(&waiting);
    theirs.write_all(b"POST / HTTP/1.1\r\nhost: x\r\n\r\nbody").await.unwrap();
    assert!(guarded.read(&mut [0; 64]).await.unwrap() > 0);
    sleep(SHORT.headers * 3).await;
    assert!(waiting.0.lock().unwrap().line.is_empty(), "nobody sends it away");
    theirs.write_all(b"more of the body").await.unwrap();
    assert!(guarded.read(&mut [0; 64]).await.unwrap() > 0);
    guarded.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
    let begun = Instant::now();
    assert_eq!(error_of(&mut guarded).await, io::ErrorKind::TimedOut);
    assert!(begun.elapsed() + Duration::from_millis(20) >= SHORT.idle, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn whoever_waited_longest_makes_room() {
    let waiting = Arc::default();
    let (mut first, _first) = pair(&waiting);
    let (mut second, mut other) = pair(&waiting);
    waiting.dismiss_longest();
    assert_eq!(error_of(&mut first).await, io::ErrorKind::ConnectionAborted);
    other.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    assert!(second.read(&mut [0; 64]).await.is_ok());
}

#[tokio::test]
async fn half_requests_without_end_leave_normal_people_served() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = axum::Router::new().route("/", axum::routing::get(|| async { "here you are" }));
    let patience = Patience { headers: Duration::from_mins(1), idle: Duration::from_mins(1) };
    let guarded = GuardedListener::at_most(listener, 8, patience);
    tokio::spawn(axum::serve(guarded, router).into_future());
    let mut halves = Vec::new();
    for _ in 0..40 {
        let mut half = TcpStream::connect(address).await.unwrap();
        half.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n").await.unwrap();
        halves.push(half);
    }
    let mut person = TcpStream::connect(address).await.unwrap();
    person.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    let served = tokio::time::timeout(Duration::from_secs(5), person.read_to_string(&mut answer));
    served.await.expect("in time").unwrap();
    assert!(answer.ends_with("here you are"), "{answer}");
}

#[test]
fn connections_leave_files_for_everything_else() {
    assert_eq!(room_for(1024), 1024 - FILES_KEPT_BACK);
    assert_eq!(room_for(100), 50);
    assert_eq!(room_for(1_000_000), MOST_CONNECTIONS);
    let limits = "Limit  Soft Limit  Hard Limit  Units\nMax open files            1024   524288  files\n";
    assert_eq!(read_limit(limits), Some(1024));
}

#[tokio::test]
async fn an_answer_is_written_in_its_pieces_and_ends_its_request() {
    let (mut guarded, mut theirs) = pair(&Arc::default());
    theirs.write_all(b"POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\n\r\n").await.unwrap();
    assert!(guarded.read(&mut [0; 64]).await.unwrap() > 0);
    assert!(guarded.is_write_vectored(), "or each answer is copied");
    let pieces = [IoSlice::new(b""), IoSlice::new(b"HTTP/1.1 100 Continue\r\n"), IoSlice::new(b"\r\n")];
    assert!(guarded.write_vectored(&pieces).await.unwrap() > 0);
    assert_eq!(guarded.stage, Stage::Answering);
    let pieces = [IoSlice::new(b"HTTP/1.1 200 OK\r\n\r\n"), IoSlice::new(b"here you are")];
    assert!(guarded.write_vectored(&pieces).await.unwrap() > 0);
    assert_eq!(guarded.stage, Stage::Between);
}
