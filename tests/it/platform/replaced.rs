//! The private server's files are replaced while it runs: it is started anew from what is there.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use std::io::{Read as _, Write as _};

/// The newest server as Debian lays it out, which finds its files by where it stands itself; none on other systems.
fn installed() -> Option<(String, PathBuf)> {
    let folders = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let newest =
        folders.filter_map(|folder| folder.file_name().into_string().ok()?.parse::<u32>().ok()).max()?;
    Some((newest.to_string(), PathBuf::from(format!("/usr/lib/postgresql/{newest}"))))
}

/// A program in place of what stands there, as packages are unpacked: a new file under the old name.
fn unpack(from: &Path, to: &Path) {
    let new = to.with_extension("dpkg-new");
    fs::copy(from, &new).expect("copied");
    fs::set_permissions(&new, fs::Permissions::from_mode(0o755)).expect("our file");
    fs::rename(&new, to).expect("in its place");
}

struct Running(Child, PathBuf);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-INT", &self.0.id().to_string()]).status();
        let _ = self.0.wait();
        let _ = fs::remove_dir_all(&self.1);
    }
}

fn ready(port: u16) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.ends_with("ok\n"))
}

fn until(is_so: impl Fn() -> bool) {
    let since = Instant::now();
    while !is_so() {
        assert!(since.elapsed() < Duration::from_secs(40), "it does not come true");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_private_server_whose_files_are_replaced_is_started_anew() {
    let Some((version, real)) = installed() else { return };
    let root = std::env::temp_dir().join(format!("guildhall-replaced-{}", std::process::id()));
    let bin = root.join("usr/lib/postgresql").join(&version).join("bin");
    fs::create_dir_all(&bin).unwrap();
    fs::create_dir_all(root.join("usr/share/postgresql")).unwrap();
    symlink(real.join("lib"), bin.with_file_name("lib")).unwrap();
    let share = Path::new("/usr/share/postgresql").join(&version);
    symlink(share, root.join("usr/share/postgresql").join(&version)).unwrap();
    for program in ["postgres", "initdb", "pg_ctl", "pg_config"] {
        unpack(&real.join("bin").join(program), &bin.join(program));
    }
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).unwrap().port();
    let data = root.join("data");
    let program = Command::new(env!("CARGO_BIN_EXE_guildhall"))
        .env("DATABASE_URL", "")
        .env("GUILDHALL_PG_BIN", &bin)
        .env("GUILDHALL_DATA_DIR", &data)
        .env("GUILDHALL_BIND", format!("127.0.0.1:{port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let _running = Running(program, root);
    until(|| ready(port));
    let server = || fs::read_to_string(data.join("pgdata/postmaster.pid")).unwrap_or_default();
    let first = server();
    unpack(&real.join("bin/postgres"), &bin.join("postgres"));
    until(|| !server().is_empty() && server().lines().next() != first.lines().next());
    until(|| ready(port));
}
