//! A hub of the release build on loopback, and the thinnest client that can ask it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// A program built beside this one.
pub(crate) fn program(name: &str) -> Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name(name);
    ensure!(path.exists(), "{} is not built", path.display());
    Ok(path)
}

/// The branch that is measured.
pub(crate) fn branch_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../branch/branches/always.toml")
}

/// A running hub with a fresh branch.
pub(crate) struct BenchHub {
    child: Child,
    dir: tempfile::TempDir,
    pub(crate) address: String,
}

impl BenchHub {
    pub(crate) fn start() -> Result<Self> {
        Self::start_branch(&branch_file())
    }

    /// With another branch file.
    pub(crate) fn start_branch(branch: &Path) -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let mut child = Command::new(program("antre")?)
            .arg("hub")
            .arg("--data")
            .arg(dir.path())
            .args(["--listen", "127.0.0.1:0", "--branch"])
            .arg(branch)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("a piped stdout")?).read_line(&mut line)?;
        let Some(address) = line.trim().strip_prefix("http://") else {
            bail!("the hub did not say where it answers: {line:?}");
        };
        Ok(Self {
            child,
            dir,
            address: address.to_owned(),
        })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn token(&self, role: &str, counter: Option<&str>) -> Result<String> {
        let mut command = Command::new(program("antre")?);
        command
            .arg("token")
            .arg("--data")
            .arg(self.dir.path())
            .args(["--role", role]);
        if let Some(counter) = counter {
            command.args(["--counter", counter]);
        }
        let output = command.output()?;
        ensure!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    pub(crate) fn token_file(&self, role: &str, counter: Option<&str>) -> Result<PathBuf> {
        let path = self.dir.path().join(format!("{role}.token"));
        std::fs::write(&path, self.token(role, counter)?)?;
        Ok(path)
    }

    pub(crate) async fn connect(&self, token: &str) -> Result<Asker> {
        let stream = TcpStream::connect(&self.address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Asker {
            sender,
            token: token.to_owned(),
            host: self.address.clone(),
            key: 0,
        })
    }
}

impl Drop for BenchHub {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One keep-alive connection.
pub(crate) struct Asker {
    sender: SendRequest<Full<Bytes>>,
    token: String,
    host: String,
    key: u64,
}

impl Asker {
    pub(crate) async fn get(&mut self, path: &str) -> Result<Bytes> {
        let request = hyper::Request::get(path)
            .header("host", &self.host)
            .header("authorization", format!("Bearer {}", self.token))
            .body(Full::default())?;
        Ok(self.send(request).await?.1)
    }

    /// Posts with a fresh idempotency key; answers status and body.
    pub(crate) async fn post(&mut self, path: &str, body: &str) -> Result<(u16, Bytes)> {
        self.key += 1;
        let request = hyper::Request::post(path)
            .header("host", &self.host)
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .header(
                "idempotency-key",
                format!("bench-{}-{}", std::process::id(), self.key),
            )
            .body(Full::from(body.to_owned()))?;
        self.send(request).await
    }

    async fn send(&mut self, request: hyper::Request<Full<Bytes>>) -> Result<(u16, Bytes)> {
        self.sender.ready().await?;
        let response = self.sender.send_request(request).await?;
        let status = response.status().as_u16();
        Ok((status, response.into_body().collect().await?.to_bytes()))
    }
}
