//! From the start of a program to a screen that a finger can use: the kiosk, and a browser that shows
//! the same services as a page of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use x11rb::protocol::xproto::{BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, MOTION_NOTIFY_EVENT};

use crate::glass::Glass;
use crate::hub::{BenchHub, program};
use crate::processes::{cpu_secs, family, family_mb};
use crate::spread::Spread;
use crate::table::{Table, Target};

const WIDTH: u16 = 1_080;
const HEIGHT: u16 = 1_920;
/// The part of the screen that is looked at: it holds the services' tiles.
const LOOK_TOP: i16 = 240;
const LOOK_HEIGHT: u16 = 480;
/// The tile of the first series, as blue, green, red.
const TILE: [u8; 3] = [0xc3, 0x69, 0x3a];
/// A tile is far more than so many pixels; a stray line is not.
const TILE_PIXELS_MIN: usize = 2_000;
const LOOK_AGAIN: Duration = Duration::from_millis(5);
const PATIENCE: Duration = Duration::from_secs(60);
const STARTS: usize = 5;
/// What a program may still load once it can be used.
const SETTLE: Duration = Duration::from_secs(5);
/// A finger's touch must show by then.
const REACTION_MS_MAX: f64 = 50.0;
const FINGERS: usize = 100;
/// How far beside the tile's left edge a service's key is pressed, and how much of it is looked at.
const FINGER_RIGHT: i16 = 700;
const FINGER_SIDE: u16 = 16;
/// Where a finger slides off to: no key lies there.
const ASIDE: (i16, i16) = (4, 4);
const RATIO_START_MAX: f64 = 1.0 / 3.0;
const RATIO_MEMORY_MAX: f64 = 1.0 / 5.0;
const IDLE_PERCENT_MAX: f64 = 1.0;
const BROWSER: &str = "chromium";

pub(crate) fn measure(table: &mut Table, rest: Duration) -> Result<()> {
    let hub = BenchHub::start()?;
    let dir = tempfile::tempdir()?;
    let kiosk = Kiosk {
        hub: &hub,
        token: hub.token_file("kiosk", None)?,
    };
    let (kiosk_ms, kiosk_mb) = kiosk.figures(table, rest)?;
    let Some(browser) = Browser::find(dir.path())? else {
        eprintln!("bench: no {BROWSER} here, so the kiosk is compared with none");
        return Ok(());
    };
    let (browser_ms, browser_mb) = browser.figures(table)?;
    table.figure(
        "kiosk ÷ browser, start to first usable frame",
        kiosk_ms / browser_ms,
        "",
        Some(Target::AtMost(RATIO_START_MAX)),
    );
    table.figure(
        "kiosk ÷ browser, memory (PSS)",
        kiosk_mb / browser_mb,
        "",
        Some(Target::AtMost(RATIO_MEMORY_MAX)),
    );
    Ok(())
}

/// The kiosk in a window.
struct Kiosk<'a> {
    hub: &'a BenchHub,
    token: PathBuf,
}

impl Kiosk<'_> {
    fn command(&self) -> Result<Command> {
        let mut command = Command::new(program("antre-kiosk")?);
        command
            .args(["--lang", "id", "--hub"])
            .arg(format!("http://{}", self.hub.address))
            .arg("--token-file")
            .arg(&self.token);
        Ok(command)
    }

    /// Median start in milliseconds and memory in megabytes.
    fn figures(&self, table: &mut Table, rest: Duration) -> Result<(f64, f64)> {
        let mut durations = Vec::with_capacity(STARTS);
        for _ in 0..STARTS {
            durations.push(Shown::start(self.command()?)?.took);
        }
        let spread = Spread::of(durations);
        table.duration(
            "kiosk, start to first usable frame (X11)",
            &spread,
            50,
            None,
        );
        let shown = Shown::start(self.command()?)?;
        thread::sleep(SETTLE);
        let reactions = fingers(&shown.glass)?;
        table.duration(
            "kiosk in a window, finger to pressed key seen",
            &Spread::of(reactions),
            95,
            Some(Target::AtMost(REACTION_MS_MAX)),
        );
        let pid = shown.child.id();
        let before = cpu_secs(pid)?;
        thread::sleep(rest);
        let percent = (cpu_secs(pid)? - before) / rest.as_secs_f64() * 100.0;
        table.figure(
            &format!(
                "kiosk in a window, processor at rest over {} s",
                rest.as_secs()
            ),
            percent,
            "% core",
            Some(Target::AtMost(IDLE_PERCENT_MAX)),
        );
        let megabytes = family_mb(pid)?;
        table.figure("kiosk in a window, memory (PSS)", megabytes, "MB", None);
        Ok((spread.median_ms(), megabytes))
    }
}

/// A browser that shows one page of its own, and nothing else.
struct Browser {
    page: PathBuf,
    profile: PathBuf,
}

impl Browser {
    fn find(dir: &Path) -> Result<Option<Self>> {
        let mut probe = Command::new(BROWSER);
        if probe
            .arg("--version")
            .stdout(Stdio::null())
            .status()
            .is_err()
        {
            return Ok(None);
        }
        let page = dir.join("page.html");
        std::fs::write(&page, PAGE)?;
        Ok(Some(Self {
            page,
            profile: dir.join("profile"),
        }))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(BROWSER);
        command
            .args(["--kiosk", "--no-sandbox", "--no-first-run", "--disable-gpu"])
            .args([
                "--disable-background-networking",
                "--disable-component-update",
            ])
            .args([
                "--disable-sync",
                "--disable-extensions",
                "--password-store=basic",
            ])
            .args([
                "--window-position=0,0",
                &format!("--window-size={WIDTH},{HEIGHT}"),
            ])
            .arg(format!("--user-data-dir={}", self.profile.display()))
            .arg(format!("file://{}", self.page.display()));
        command
    }

    fn figures(&self, table: &mut Table) -> Result<(f64, f64)> {
        // The first start makes the profile: that is an installation's, not a morning's.
        drop(Shown::start(self.command())?);
        let mut durations = Vec::with_capacity(STARTS);
        for _ in 0..STARTS {
            durations.push(Shown::start(self.command())?.took);
        }
        let spread = Spread::of(durations);
        let name = "chromium --kiosk, start to the same services";
        table.duration(name, &spread, 50, None);
        let shown = Shown::start(self.command())?;
        thread::sleep(SETTLE);
        let megabytes = family_mb(shown.child.id())?;
        table.figure(
            "chromium --kiosk, memory of all its processes (PSS)",
            megabytes,
            "MB",
            None,
        );
        Ok((spread.median_ms(), megabytes))
    }
}

/// The services of the measured branch as a page without a script.
const PAGE: &str = r##"<!doctype html><meta charset="utf-8"><title>Antre</title>
<style>
 body { margin: 0; background: #F2ECE1; color: #211B14; font: 600 52px sans-serif }
 h1 { margin: 0; padding: 176px 48px 24px; font-size: 72px }
 a { display: flex; align-items: center; gap: 32px; margin: 16px 48px; padding: 24px; height: 112px;
     background: #FFFDF8; border: 4px solid #211B14; border-radius: 16px }
 b { display: grid; place-items: center; width: 104px; height: 104px; color: #fff; background: #3A69C3 }
 a + a b { background: #BC432F }
 small { display: block; font-size: 40px; font-weight: 500; color: #554C40 }
</style>
<h1>Pilih layanan</h1>
<a><b>A</b><span>Teller<small>Tanpa antre</small></span></a>
<a><b>C</b><span>Layanan Nasabah<small>Tanpa antre</small></span></a>
"##;

/// A program that shows the services, on a display of its own.
struct Shown {
    child: Child,
    took: Duration,
    glass: Glass,
}

impl Shown {
    fn start(mut command: Command) -> Result<Self> {
        let glass = Glass::open(WIDTH, HEIGHT)?;
        let started = Instant::now();
        let child = command
            .env("DISPLAY", &glass.name)
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut shown = Self {
            child,
            took: Duration::ZERO,
            glass,
        };
        while !shows_a_tile(&shown.glass)? {
            if started.elapsed() > PATIENCE {
                bail!("{command:?} shows no services");
            }
            thread::sleep(LOOK_AGAIN);
        }
        shown.took = started.elapsed();
        Ok(shown)
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        // A browser is many processes, and they do not all end with the first.
        for pid in family(self.child.id()).unwrap_or_default() {
            let _ = Command::new("kill").args(["-9", &pid.to_string()]).status();
        }
        let _ = self.child.wait();
    }
}

/// From each of many fingers on the first service to the first changed picture of its key.
fn fingers(glass: &Glass) -> Result<Vec<Duration>> {
    let screen = glass.eye.look(0, LOOK_TOP, WIDTH, LOOK_HEIGHT)?;
    let tile = screen.chunks_exact(4).position(|pixel| pixel[..3] == TILE);
    let tile = tile.context("a tile is shown")?;
    let x = i16::try_from(tile % usize::from(WIDTH))? + FINGER_RIGHT;
    let y = i16::try_from(tile / usize::from(WIDTH))? + LOOK_TOP + FINGER_SIDE as i16;
    let key = || glass.eye.look(x, y, FINGER_SIDE, FINGER_SIDE);
    glass.eye.hand(MOTION_NOTIFY_EVENT, ASIDE)?;
    let untouched = key()?;
    let mut durations = Vec::with_capacity(FINGERS);
    for _ in 0..FINGERS {
        glass.eye.hand(MOTION_NOTIFY_EVENT, (x, y))?;
        let touched = Instant::now();
        glass.eye.hand(BUTTON_PRESS_EVENT, (x, y))?;
        wait(touched, || Ok(key()? != untouched))?;
        durations.push(touched.elapsed());
        glass.eye.hand(MOTION_NOTIFY_EVENT, ASIDE)?;
        glass.eye.hand(BUTTON_RELEASE_EVENT, ASIDE)?;
        wait(Instant::now(), || Ok(key()? == untouched))?;
    }
    Ok(durations)
}

fn shows_a_tile(glass: &Glass) -> Result<bool> {
    let picture = glass.eye.look(0, LOOK_TOP, WIDTH, LOOK_HEIGHT)?;
    let tile = picture.chunks_exact(4).filter(|pixel| pixel[..3] == TILE);
    Ok(tile.count() >= TILE_PIXELS_MIN)
}

/// As often as it can be looked: what is measured are milliseconds.
fn wait(since: Instant, holds: impl Fn() -> Result<bool>) -> Result<()> {
    while !holds()? {
        if since.elapsed() > PATIENCE {
            bail!("the key does not change under the finger");
        }
        thread::yield_now();
    }
    Ok(())
}
