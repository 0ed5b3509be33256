//! Programs at rest: memory and processor.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::hub::{BenchHub, program};
use crate::processes::{cpu_secs, resident_mb};
use crate::spread::Spread;
use crate::table::{Table, Target};

const HUB_MB_MAX: f64 = 40.0;
const APP_MB_MAX: f64 = 90.0;
const IDLE_PERCENT_MAX: f64 = 1.0;
const FIRST_PICTURE_MS_MAX: f64 = 400.0;
const STARTS: usize = 5;
/// How long a program may settle before it is watched.
const SETTLE: Duration = Duration::from_secs(3);

/// A program that ends with the measurement.
struct App {
    name: &'static str,
    child: Child,
}

impl Drop for App {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) async fn measure(table: &mut Table, rest: Duration) -> Result<()> {
    let hub = BenchHub::start()?;
    first_picture(table, &hub)?;
    let url = format!("http://{}", hub.address);
    let start =
        |name: &'static str, role: &str, counter: Option<&str>, size: &str| -> Result<App> {
            let child = Command::new(program(name)?)
                .args(["--hub", &url, "--offscreen", "--size", size, "--token-file"])
                .arg(hub.token_file(role, counter)?)
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()?;
            Ok(App { name, child })
        };
    let apps = [
        start("antre-kiosk", "kiosk", None, "1080x1920")?,
        start("antre-display", "display", None, "1920x1080")?,
        start("antre-counter", "counter", Some("loket-1"), "380x728")?,
    ];
    tokio::time::sleep(SETTLE).await;
    let pids: Vec<(&str, u32, f64)> = std::iter::once(("hub", hub.pid(), HUB_MB_MAX))
        .chain(
            apps.iter()
                .map(|app| (app.name, app.child.id(), APP_MB_MAX)),
        )
        .collect();
    let before = pids
        .iter()
        .map(|(_, pid, _)| cpu_secs(*pid))
        .collect::<Result<Vec<_>>>()?;
    tokio::time::sleep(rest).await;
    for ((name, pid, megabytes), before) in pids.into_iter().zip(before) {
        let percent = (cpu_secs(pid)? - before) / rest.as_secs_f64() * 100.0;
        let idle = format!("{name}, processor at rest over {} s", rest.as_secs());
        table.figure(
            &idle,
            percent,
            "% core",
            Some(Target::AtMost(IDLE_PERCENT_MAX)),
        );
        let resident = format!("{name}, resident at rest");
        table.figure(
            &resident,
            resident_mb(pid)?,
            "MB",
            Some(Target::AtMost(megabytes)),
        );
    }
    Ok(())
}

/// From the start of the kiosk's process to its first picture, drawn in memory and written as PNG.
fn first_picture(table: &mut Table, hub: &BenchHub) -> Result<()> {
    let shots = tempfile::tempdir()?;
    let mut durations = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let started = Instant::now();
        let mut kiosk = Command::new(program("antre-kiosk")?)
            .args([
                "--hub",
                &format!("http://{}", hub.address),
                "--offscreen",
                "--size",
                "1080x1920",
            ])
            .arg("--token-file")
            .arg(hub.token_file("kiosk", None)?)
            .arg("--shots")
            .arg(shots.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        kiosk
            .stdin
            .take()
            .context("a piped stdin")?
            .write_all(b"shot start\nquit\n")?;
        let mut answer = String::new();
        BufReader::new(kiosk.stdout.take().context("a piped stdout")?).read_line(&mut answer)?;
        durations.push(started.elapsed());
        ensure!(answer.trim() == "ok", "the kiosk did not draw: {answer}");
        kiosk.wait()?;
    }
    let name = "antre-kiosk, start to first picture (off screen, PNG)";
    table.duration(
        name,
        &Spread::of(durations),
        50,
        Some(Target::AtMost(FIRST_PICTURE_MS_MAX)),
    );
    Ok(())
}
