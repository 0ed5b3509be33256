//! One of the three apps, as a process: the very binary that a branch runs.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::{Instant, sleep, timeout};

/// How long an app may take to show what it is asked to press.
const APPEAR_MAX: Duration = Duration::from_secs(20);
/// How long one order may take.
const ANSWER_MAX: Duration = Duration::from_secs(20);
/// How long to wait before looking again for something that is not on the screen yet.
const LOOK_AGAIN: Duration = Duration::from_millis(25);

/// The app `name` that lies beside this program.
pub(crate) fn binary(name: &str) -> Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name(name);
    if !path.exists() {
        bail!(
            "{} is missing: build the whole workspace (`cargo xtask demo` does)",
            path.display()
        );
    }
    Ok(path)
}

/// An app that is drawn in memory and obeys lines.
pub(crate) struct App {
    name: String,
    child: Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl App {
    pub(crate) fn start(
        name: &str,
        size: &str,
        shots: &Path,
        arguments: Vec<String>,
    ) -> Result<Self> {
        let mut child = Command::new(binary(name)?)
            .args(["--offscreen", "--lang", "id", "--size", size, "--shots"])
            .arg(shots)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let orders = child.stdin.take().context("a piped stdin")?;
        let answers = BufReader::new(child.stdout.take().context("a piped stdout")?).lines();
        Ok(Self {
            name: name.to_owned(),
            child,
            orders,
            answers,
        })
    }

    /// Presses what carries this label, as soon as it is there.
    pub(crate) async fn tap(&mut self, label: &str) -> Result<()> {
        self.tap_one_of(&[label]).await?;
        Ok(())
    }

    /// Presses the first of these labels that is there, as soon as one is; says which.
    pub(crate) async fn tap_one_of<'a>(&mut self, labels: &[&'a str]) -> Result<&'a str> {
        let give_up_at = Instant::now() + APPEAR_MAX;
        loop {
            let mut refused = None;
            for label in labels {
                match self.ask(&format!("tap {label}")).await? {
                    None => return Ok(label),
                    Some(error) => refused = Some(error),
                }
            }
            if Instant::now() >= give_up_at {
                let why = refused.unwrap_or_default();
                bail!("{}: tap {}: {why}", self.name, labels.join(" or "));
            }
            sleep(LOOK_AGAIN).await;
        }
    }

    /// Strikes a key.
    pub(crate) async fn key(&mut self, key: &str) -> Result<()> {
        self.must(&format!("key {key}")).await
    }

    /// Takes a picture.
    pub(crate) async fn shot(&mut self, name: &str) -> Result<()> {
        self.must(&format!("shot {name}")).await
    }

    pub(crate) async fn quit(mut self) -> Result<()> {
        self.must("quit").await?;
        let status = timeout(ANSWER_MAX, self.child.wait()).await??;
        if !status.success() {
            bail!("{} ended with {status}", self.name);
        }
        Ok(())
    }

    async fn must(&mut self, order: &str) -> Result<()> {
        match self.ask(order).await? {
            None => Ok(()),
            Some(error) => bail!("{}: {order}: {error}", self.name),
        }
    }

    /// One order, one answer: `None` where it was obeyed, else the error.
    async fn ask(&mut self, order: &str) -> Result<Option<String>> {
        self.orders
            .write_all(format!("{order}\n").as_bytes())
            .await?;
        let answer = timeout(ANSWER_MAX, self.answers.next_line()).await;
        let answer =
            answer.with_context(|| format!("{} did not answer to {order:?}", self.name))??;
        match answer
            .with_context(|| format!("{} ended at {order:?}", self.name))?
            .as_str()
        {
            "ok" => Ok(None),
            error => Ok(Some(error.to_owned())),
        }
    }
}
