//! The hall screen: from a clerk's key to its glass and to the ear, beside a screen that polls; at rest;
//! over a day.
//!
//! The display runs in a window that fills an X server without a screen, and an eye looks at the pixels
//! there: what is measured ends where a camera would see the number. The eye looks once a millisecond, so
//! each figure is up to two milliseconds too long. It is the display's first picture with the call in it;
//! the slip then rises for 160 ms.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::call::{COUNTER, Hall, WIRE_MS_MAX};
use crate::glass::{Glass, Part, Watcher};
use crate::hub::{Asker, BenchHub, branch_file, program};
use crate::issue;
use crate::processes::{cpu_secs, family_mb};
use crate::spread::Spread;
use crate::table::{Table, Target};

/// Screens that only hear.
const OTHERS: usize = 19;
const FULL_HD: Size = Size {
    name: "1080p",
    width: 1_920,
    height: 1_080,
};
const UHD: Size = Size {
    name: "4K",
    width: 3_840,
    height: 2_160,
};
const FULL_HD_MS_MAX: f64 = 100.0;
const UHD_MS_MAX: f64 = 250.0;
const SOUND_MS_MAX: f64 = 250.0;
const REST_PERCENT_MAX: f64 = 2.0;
const MEMORY_MB_MAX: f64 = 120.0;
const GROWTH_MB_MAX: f64 = 5.0;
/// A call leaves the stage after ten seconds, and there are three places: at this pace each call finds
/// one, and none leaves just then.
const STAGE_PACE: Duration = Duration::from_millis(3_600);
/// What a program may still load once it can be used.
const SETTLE: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a usual web screen asks.
const POLL: Duration = Duration::from_secs(2);
/// The day's calls come this fast.
const SOAK_PACE: Duration = Duration::from_millis(50);
/// After so many calls everything that is kept for good is there.
const WARM_UP: usize = 400;
/// The still picture.
const PICTURE_SIDE: (u32, u32) = (1_920, 1_080);

/// A screen.
#[derive(Clone, Copy)]
struct Size {
    name: &'static str,
    width: u16,
    height: u16,
}

impl Size {
    /// Through the newest number on the stage, whether it stands alone or with others.
    fn strip(self) -> Part {
        let scale = self.height / FULL_HD.height;
        let at = |canvas: u16| (canvas * scale) as i16;
        Part {
            x: at(112),
            y: at(240),
            width: 1_700 * scale,
            height: 16 * scale,
        }
    }
}

pub(crate) async fn measure(table: &mut Table, acts: usize, rest: Duration) -> Result<()> {
    issue::round_trip(table, acts).await?;
    seen(table, FULL_HD, acts / 20, FULL_HD_MS_MAX).await?;
    seen(table, UHD, acts / 50, UHD_MS_MAX).await?;
    heard(table, acts / 100).await?;
    polled(table, acts / 40).await?;
    at_rest(table, rest)?;
    soak(table, 2 * acts).await
}

/// POST to the picture on the glass, and to the last of the screens that only hear.
async fn seen(table: &mut Table, size: Size, calls: usize, ms_max: f64) -> Result<()> {
    let mut hall = Hall::open(BenchHub::start()?, calls + 1, OTHERS).await?;
    let screen = Screen::start(&hall.hub, size, &["--voice", "off"])?;
    let watcher = Watcher::open(&screen.glass, size.strip())?;
    let mut glass = Vec::with_capacity(calls);
    let mut wire = Vec::with_capacity(calls);
    // The first call after a start loads its letters.
    for call in 0..=calls {
        tokio::time::sleep(STAGE_PACE).await;
        watcher.remember()?;
        let started = Instant::now();
        let (ticket, _) = hall.call_next().await?;
        let heard_at = hall.heard_by_all(&ticket).await?;
        let seen_at = watcher.changed()?;
        if call > 0 {
            wire.push(heard_at.duration_since(started));
            glass.push(seen_at.duration_since(started));
        }
    }
    let (glass, wire) = (Spread::of(glass), Spread::of(wire));
    let name = format!("call, POST to the number on a {} glass", size.name);
    table.duration(&name, &glass, 50, None);
    table.duration(&name, &glass, 95, None);
    table.duration(&name, &glass, 99, Some(Target::AtMost(ms_max)));
    let name = format!("  the same calls, to the last of {OTHERS} wire clients");
    table.duration(&name, &wire, 99, Some(Target::AtMost(WIRE_MS_MAX)));
    Ok(())
}

/// POST to the first sample handed to the card, as the display's own transcript tells.
async fn heard(table: &mut Table, calls: usize) -> Result<()> {
    let mut hall = Hall::open(BenchHub::start()?, calls + 1, OTHERS).await?;
    let dir = tempfile::tempdir()?;
    let (wav, pipe) = (dir.path().join("hall.wav"), dir.path().join("told"));
    let made = Command::new("mkfifo").arg(&pipe).status()?;
    ensure!(made.success(), "no named pipe at {}", pipe.display());
    let (wav, told) = (wav.to_string_lossy(), pipe.to_string_lossy());
    let lines = Lines::open(&pipe);
    let _screen = Screen::start(
        &hall.hub,
        FULL_HD,
        &["--voice", &wav, "--transcript", &told],
    )?;
    tokio::time::sleep(SETTLE).await;
    let mut durations = Vec::with_capacity(calls);
    for call in 0..=calls {
        tokio::time::sleep(STAGE_PACE).await;
        let started = Instant::now();
        let (ticket, _) = hall.call_next().await?;
        let spoken_at = lines.until("spoken")?;
        if call > 0 {
            durations.push(spoken_at.duration_since(started));
        }
        hall.heard_by_all(&ticket).await?;
        lines.until("spoken out")?;
    }
    let spread = Spread::of(durations);
    let name = "call, POST to its first sound sample";
    table.duration(name, &spread, 50, None);
    table.duration(name, &spread, 95, None);
    table.duration(name, &spread, 99, Some(Target::AtMost(SOUND_MS_MAX)));
    Ok(())
}

/// The same for a screen that asks every two seconds who stands at the counter.
async fn polled(table: &mut Table, calls: usize) -> Result<()> {
    let mut hall = Hall::open(BenchHub::start()?, calls, 0).await?;
    let mut asker = hall
        .hub
        .connect(&hall.hub.token("supervisor", None)?)
        .await?;
    let poller = tokio::spawn(async move {
        let mut seen: Vec<(String, Instant)> = Vec::new();
        let mut tick = tokio::time::interval(POLL);
        for _ in 0..=calls + 2 {
            tick.tick().await;
            if let Some(number) = at_counter(&mut asker).await?
                && seen.last().is_none_or(|(known, _)| *known != number)
            {
                seen.push((number, Instant::now()));
            }
        }
        anyhow::Ok(seen)
    });
    let mut made = Vec::with_capacity(calls);
    for call in 0..calls {
        // Clerks do not press in step with a screen's polls: 0.4 s to 2.8 s.
        let gap_ms = 400 + (call as u64 * 997) % 2_400;
        tokio::time::sleep(Duration::from_millis(gap_ms)).await;
        let started = Instant::now();
        made.push((hall.call_next().await?.1, started));
    }
    let seen = poller.await??;
    let mut durations = Vec::with_capacity(calls);
    let mut missed = 0;
    for (number, started) in &made {
        match seen.iter().find(|(known, _)| known == number) {
            Some((_, at)) => durations.push(at.duration_since(*started)),
            None => missed += 1,
        }
    }
    let spread = Spread::of(durations);
    let name = "call, POST to a screen that polls every 2 s";
    for percent in [50, 95, 99] {
        table.duration(name, &spread, percent, None);
    }
    let name = format!("  calls it never saw, of {calls}");
    table.figure(&name, f64::from(missed), "", None);
    Ok(())
}

/// The number at the counter that calls, as `GET /api/v1/branch` tells it.
async fn at_counter(asker: &mut Asker) -> Result<Option<String>> {
    let answer: serde_json::Value = serde_json::from_slice(&asker.get("/api/v1/branch").await?)?;
    let counters = answer["counters"]
        .as_array()
        .context("staff are told of counters")?;
    let ours = counters.iter().find(|counter| counter["id"] == COUNTER);
    let ticket = &ours.context("the counter is there")?["ticket"];
    let number = ticket["number"].as_str().or_else(|| ticket.as_str());
    Ok(number.map(str::to_owned))
}

/// Processor and memory while nobody is called: a clock, and a still picture.
fn at_rest(table: &mut Table, rest: Duration) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let hub = BenchHub::start_branch(&with_picture(dir.path())?)?;
    let screen = Screen::start(&hub, FULL_HD, &["--voice", "off"])?;
    thread::sleep(SETTLE);
    let pid = screen.child.id();
    let before = cpu_secs(pid)?;
    thread::sleep(rest);
    let percent = (cpu_secs(pid)? - before) / rest.as_secs_f64() * 100.0;
    let name = format!(
        "display at 1080p, clock and a picture, processor over {} s",
        rest.as_secs()
    );
    table.figure(
        &name,
        percent,
        "% core",
        Some(Target::AtMost(REST_PERCENT_MAX)),
    );
    table.figure(
        "display at 1080p with a picture, memory (PSS)",
        family_mb(pid)?,
        "MB",
        Some(Target::AtMost(MEMORY_MB_MAX)),
    );
    Ok(())
}

/// As many calls as a large hall has in a day and a night, shown and spoken.
async fn soak(table: &mut Table, calls: usize) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let hub = BenchHub::start_branch(&with_picture(dir.path())?)?;
    let mut hall = Hall::open(hub, WARM_UP + calls, 0).await?;
    let wav = dir.path().join("hall.wav");
    let screen = Screen::start(&hall.hub, FULL_HD, &["--voice", &wav.to_string_lossy()])?;
    let pid = screen.child.id();
    let mut warm_mb = 0.0;
    for call in 1..=WARM_UP + calls {
        hall.call_next().await?;
        tokio::time::sleep(SOAK_PACE).await;
        if call == WARM_UP {
            warm_mb = family_mb(pid)?;
        }
    }
    let end_mb = family_mb(pid)?;
    table.figure(
        &format!("display, memory (PSS) after {calls} calls"),
        end_mb,
        "MB",
        Some(Target::AtMost(MEMORY_MB_MAX)),
    );
    table.figure(
        &format!("display, growth over {calls} calls"),
        end_mb - warm_mb,
        "MB",
        Some(Target::AtMost(GROWTH_MB_MAX)),
    );
    Ok(())
}

/// The measured branch with a picture between calls.
fn with_picture(dir: &Path) -> Result<PathBuf> {
    let (width, height) = PICTURE_SIDE;
    let mut encoder = png::Encoder::new(File::create(dir.join("picture.png"))?, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let shade = |pixel: u32| [pixel as u8, (pixel / width) as u8, 128];
    let pixels: Vec<u8> = (0..width * height).flat_map(shade).collect();
    encoder.write_header()?.write_image_data(&pixels)?;
    let branch = std::fs::read_to_string(branch_file())?;
    let media = "\n[[hall.media]]\nfile = \"picture.png\"\nsecs = 10\n";
    let path = dir.join("branch.toml");
    std::fs::write(&path, format!("{branch}{media}"))?;
    Ok(path)
}

/// A display in a window that fills its glass.
struct Screen {
    child: Child,
    glass: Glass,
}

impl Screen {
    fn start(hub: &BenchHub, size: Size, options: &[&str]) -> Result<Self> {
        let glass = Glass::open(size.width, size.height)?;
        let child = Command::new(program("antre-display")?)
            .args(["--lang", "id", "--hub", &format!("http://{}", hub.address)])
            .arg("--token-file")
            .arg(hub.token_file("display", None)?)
            .args(options)
            .env("DISPLAY", &glass.name)
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self { child, glass })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lines of a transcript, each with the moment at which it was read.
struct Lines(mpsc::Receiver<(Instant, String)>);

impl Lines {
    /// Of a named pipe, which may have no writer yet.
    fn open(pipe: &Path) -> Self {
        let pipe = pipe.to_owned();
        let (line, lines) = mpsc::channel();
        thread::spawn(move || {
            let Ok(file) = File::open(&pipe) else { return };
            for text in BufReader::new(file).lines().map_while(Result::ok) {
                if line.send((Instant::now(), text)).is_err() {
                    return;
                }
            }
        });
        Self(lines)
    }

    /// When the next line of this kind came.
    fn until(&self, kind: &str) -> Result<Instant> {
        loop {
            let (at, text) = self.0.recv_timeout(PATIENCE).context("nothing is told")?;
            if text.split('\t').nth(1) == Some(kind) {
                return Ok(at);
            }
        }
    }
}
