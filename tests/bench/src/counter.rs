//! The clerk's panel: from a key to its glass, alone and among a large branch; its start; at rest.
//!
//! It runs in a window on an X server without a screen. A key is struck there as a keyboard would, and an
//! eye looks at the number's pixels once a millisecond: each figure is up to two milliseconds too long.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures_util::StreamExt;
use tokio::task::JoinSet;

use crate::call::follow;
use crate::glass::{ENTER, Glass, Part, Watcher, wait_for};
use crate::hub::{BenchHub, branch_file, program};
use crate::issue;
use crate::processes::{cpu_secs, family_mb};
use crate::spread::Spread;
use crate::table::{Table, Target};

/// The docked panel.
const WIDTH: u16 = 380;
const HEIGHT: u16 = 728;
/// Where the measured panel sits; the others sit at the counters behind it.
const COUNTER: &str = "loket-1";
/// Counters of the branch, with the panel's own.
const COUNTERS: usize = 40;
/// Each of the others acts this often.
const ACTS_EVERY: Duration = Duration::from_secs(10);
const GLASS_MS_MAX: f64 = 60.0;
const START_MS_MAX: f64 = 400.0;
const MEMORY_MB_MAX: f64 = 70.0;
const REST_PERCENT_MAX: f64 = 0.5;
/// A clerk does not strike sooner; the panel lets Enter rest for 0.6 s.
const HAND: Duration = Duration::from_millis(750);
/// What a program may still load once it can be used.
const SETTLE: Duration = Duration::from_secs(5);
const STARTS: usize = 9;
/// The tile of the first series, as blue, green, red.
const TILE: [u8; 3] = [0xc3, 0x69, 0x3a];
/// The ticket's tile is wider than this, those of the queues are narrower.
const TILE_SIDE_MIN: usize = 48;
/// The key that does the next thing, as blue, green, red: it has this colour only where it can be pressed.
const ACCENT: [u8; 3] = [0x6e, 0x3a, 0x1e];
const ACCENT_PIXELS_MIN: usize = 4_000;
/// How much of the number is looked at, through its middle.
const STRIP_HEIGHT: u16 = 12;

pub(crate) async fn measure(table: &mut Table, acts: usize, rest: Duration) -> Result<()> {
    issue::round_trip(table, acts).await?;
    let dir = tempfile::tempdir()?;
    let branch = large_branch(dir.path())?;
    struck(table, &branch, "alone", acts / 16, 0).await?;
    let among = format!("among {} wire clients", COUNTERS - 1);
    struck(table, &branch, &among, acts / 16, COUNTERS - 1).await?;
    let hub = BenchHub::start_branch(&branch)?;
    open(&hub).await?;
    start(table, &hub)?;
    at_rest(table, &hub, rest)
}

/// From Enter to the next number on the glass: finish and call next, in one key.
async fn struck(
    table: &mut Table,
    branch: &Path,
    who: &str,
    calls: usize,
    others: usize,
) -> Result<()> {
    let hub = BenchHub::start_branch(branch)?;
    open(&hub).await?;
    let took = HAND.as_secs_f64() * 2.0 * (calls as f64 + 4.0);
    let theirs = others * (1 + (took / ACTS_EVERY.as_secs_f64()) as usize);
    issue_many(&hub, calls + 2 + theirs).await?;
    let mut working = JoinSet::new();
    for other in 0..others {
        let pause = ACTS_EVERY / u32::try_from(others)? * u32::try_from(other)?;
        wire_client(&hub, other + 2, pause, &mut working).await?;
    }
    let panel = Panel::start(&hub)?;
    panel.is_current()?;
    panel.glass.eye.focus()?;
    // The first call loads its letters, and shows where the number lies.
    let strip = number(&panel)?;
    let watcher = Watcher::open(&panel.glass, strip)?;
    let mut durations = Vec::with_capacity(calls);
    for call in 0..=calls {
        tokio::time::sleep(HAND).await;
        watcher.remember()?;
        let struck_at = Instant::now();
        panel.glass.eye.strike(ENTER)?;
        let seen_at = watcher.changed()?;
        if call > 0 {
            durations.push(seen_at.duration_since(struck_at));
        }
        tokio::time::sleep(HAND).await;
        // They have come.
        panel.glass.eye.strike(ENTER)?;
    }
    // Whoever stopped meanwhile was refused, and the branch was smaller than it should have been.
    while let Some(stopped) = working.try_join_next() {
        stopped??;
    }
    let spread = Spread::of(durations);
    let name = format!("counter {who}, Enter to the next number on its glass");
    table.duration(&name, &spread, 50, None);
    table.duration(&name, &spread, 95, Some(Target::AtMost(GLASS_MS_MAX)));
    table.duration(&name, &spread, 99, None);
    table.figure(
        &format!("counter {who}, memory (PSS) after {calls} customers"),
        family_mb(panel.child.id())?,
        "MB",
        Some(Target::AtMost(MEMORY_MB_MAX)),
    );
    Ok(())
}

/// Calls the first one, starts, and finds the number on the glass.
fn number(panel: &Panel) -> Result<Part> {
    thread::sleep(HAND);
    panel.glass.eye.strike(ENTER)?;
    let tile = || {
        let picture = panel.glass.eye.look(0, 0, WIDTH, HEIGHT)?;
        anyhow::Ok(large_tile(&picture))
    };
    wait_for(|| Ok(tile()?.is_some()))?;
    let (left, top, side) = tile()?.context("it was there")?;
    thread::sleep(HAND);
    panel.glass.eye.strike(ENTER)?;
    let right = u16::try_from(left + side)?;
    Ok(Part {
        x: i16::try_from(right)?,
        y: i16::try_from(top + side / 2)?,
        width: WIDTH - right,
        height: STRIP_HEIGHT,
    })
}

/// Left, top and width of the ticket's tile, where there is one.
fn large_tile(picture: &[u8]) -> Option<(usize, usize, usize)> {
    let rows = picture.chunks_exact(4 * usize::from(WIDTH));
    rows.enumerate().find_map(|(top, row)| {
        let is_tile = |pixel: &[u8]| pixel[..3] == TILE;
        let left = row.chunks_exact(4).position(is_tile)?;
        let run = row.chunks_exact(4).skip(left).take_while(|p| is_tile(p));
        let side = run.count();
        (side >= TILE_SIDE_MIN).then_some((left, top, side))
    })
}

/// From the start of the process to the first picture that shows the counter as it is.
fn start(table: &mut Table, hub: &BenchHub) -> Result<()> {
    let mut durations = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let started = Instant::now();
        let panel = Panel::start(hub)?;
        durations.push(panel.is_current()?.duration_since(started) - panel.glass_took);
    }
    let spread = Spread::of(durations);
    let name = "counter, start to the first current picture (X11)";
    table.duration(name, &spread, 50, Some(Target::AtMost(START_MS_MAX)));
    Ok(())
}

/// Processor while nobody comes, and while somebody is served: then it counts seconds.
fn at_rest(table: &mut Table, hub: &BenchHub, rest: Duration) -> Result<()> {
    let panel = Panel::start(hub)?;
    panel.is_current()?;
    thread::sleep(SETTLE);
    let pid = panel.child.id();
    let watch = |table: &mut Table, doing: &str, target| -> Result<()> {
        let before = cpu_secs(pid)?;
        thread::sleep(rest);
        let percent = (cpu_secs(pid)? - before) / rest.as_secs_f64() * 100.0;
        let name = format!("counter {doing}, processor over {} s", rest.as_secs());
        table.figure(&name, percent, "% core", target);
        Ok(())
    };
    watch(table, "at rest", Some(Target::AtMost(REST_PERCENT_MAX)))?;
    let resident = family_mb(pid)?;
    let target = Some(Target::AtMost(MEMORY_MB_MAX));
    table.figure("counter at rest, memory (PSS)", resident, "MB", target);
    panel.glass.eye.focus()?;
    number(&panel)?;
    thread::sleep(HAND);
    watch(table, "with somebody at it", None)
}

/// The counter opens, and somebody waits.
async fn open(hub: &BenchHub) -> Result<()> {
    let mut clerk = hub.connect(&hub.token("counter", Some(COUNTER))?).await?;
    let path = format!("/api/v1/counters/{COUNTER}/open");
    let (status, _) = clerk.post(&path, "{}").await?;
    ensure!(status == 200, "the counter does not open: {status}");
    issue_many(hub, 2).await
}

async fn issue_many(hub: &BenchHub, count: usize) -> Result<()> {
    let mut kiosk = hub.connect(&hub.token("kiosk", None)?).await?;
    for _ in 0..count.div_ceil(50) {
        let group = r#"{"service":"teller","count":50}"#;
        let (status, _) = kiosk.post("/api/v1/tickets", group).await?;
        ensure!(status == 201, "tickets were refused with {status}");
    }
    Ok(())
}

/// A clerk without a window: follows the view and calls, first after `pause`, until dropped.
async fn wire_client(
    hub: &BenchHub,
    sign: usize,
    pause: Duration,
    working: &mut JoinSet<Result<()>>,
) -> Result<()> {
    let counter = format!("loket-{sign}");
    let token = hub.token("counter", Some(&counter))?;
    let mut socket = follow(hub, &token, "counter").await?;
    working.spawn(async move {
        while let Some(Ok(_)) = socket.next().await {}
        Ok(())
    });
    let mut clerk = hub.connect(&token).await?;
    let path = format!("/api/v1/counters/{counter}");
    clerk.post(&format!("{path}/open"), "{}").await?;
    let call_next = format!("{path}/call-next");
    working.spawn(async move {
        tokio::time::sleep(pause).await;
        let mut tick = tokio::time::interval(ACTS_EVERY);
        loop {
            tick.tick().await;
            let (status, _) = clerk.post(&call_next, "{}").await?;
            ensure!(status == 200, "{counter} was refused with {status}");
        }
    });
    Ok(())
}

/// The measured branch with more counters.
fn large_branch(dir: &Path) -> Result<PathBuf> {
    let mut text = std::fs::read_to_string(branch_file())?;
    let there = text.matches("[[counters]]").count();
    for sign in there + 1..=COUNTERS {
        let id = format!("id = \"loket-{sign}\"\nsign = \"{sign}\"");
        text += &format!("\n[[counters]]\n{id}\nnoun = \"Loket\"\nprofile = \"semua\"\n");
    }
    let path = dir.join("branch.toml");
    std::fs::write(&path, text)?;
    Ok(path)
}

/// A panel in a window that fills its glass.
struct Panel {
    child: Child,
    glass: Glass,
    /// How long the glass took, which is no part of the panel's start.
    glass_took: Duration,
}

impl Panel {
    fn start(hub: &BenchHub) -> Result<Self> {
        let began = Instant::now();
        let token = hub.token_file("counter", Some(COUNTER))?;
        let glass = Glass::open(WIDTH, HEIGHT)?;
        let glass_took = began.elapsed();
        let child = Command::new(program("antre-counter")?)
            .args(["--lang", "id", "--hub", &format!("http://{}", hub.address)])
            .args(["--size", &format!("{WIDTH}x{HEIGHT}")])
            .args(["--counter", COUNTER, "--token-file"])
            .arg(token)
            .env("DISPLAY", &glass.name)
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self {
            child,
            glass,
            glass_took,
        })
    }

    /// When its first key could be pressed.
    fn is_current(&self) -> Result<Instant> {
        wait_for(|| {
            let picture = self.glass.eye.look(0, 0, WIDTH, HEIGHT)?;
            let accent = picture.chunks_exact(4).filter(|p| p[..3] == ACCENT);
            Ok(accent.count() >= ACCENT_PIXELS_MIN)
        })
    }
}

impl Drop for Panel {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
