//! A screen that hangs, in a process of its own.

use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use antre_ui_kit::offscreen::Offscreen;
use antre_ui_kit::watchdog::{Patience, Watchdog};

/// Says to this test program that it is the screen, and which.
const SCREEN: &str = "ANTRE_TEST_SCREEN";
const PATIENCE: Duration = Duration::from_secs(20);
const SIGABRT: i32 = 6;

/// Not a promise by itself: the screen that the others watch, where they have started it as one.
#[test]
fn the_watched_screen() {
    let Ok(hangs) = std::env::var(SCREEN) else {
        return;
    };
    Offscreen::open("64x64".parse().unwrap(), ".".into()).unwrap();
    let patience = Patience {
        step: Duration::from_millis(100),
        steps_max: 3,
    };
    let _watchdog = Watchdog::start(patience).unwrap();
    if hangs == "hangs" {
        slint::Timer::single_shot(Duration::from_millis(50), || {
            loop {
                std::thread::park();
            }
        });
    }
    slint::run_event_loop_until_quit().unwrap();
}

fn screen(kind: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "watchdog::the_watched_screen", "--nocapture"])
        .env(SCREEN, kind)
        .env_remove("NOTIFY_SOCKET")
        .stdout(Stdio::null());
    command
}

#[test]
fn an_event_loop_that_hangs_is_the_end_of_the_process_and_says_so() {
    let output = screen("hangs").output().unwrap();
    assert_eq!(output.status.signal(), Some(SIGABRT), "{}", output.status);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("has not answered for 0.3 s"), "{said}");
}

#[test]
fn a_service_manager_hears_that_the_screen_is_ready_and_goes_on_hearing_that_it_lives() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notify");
    let manager = UnixDatagram::bind(&path).unwrap();
    hears_life(&manager, path.to_str().unwrap());
}

#[test]
fn a_manager_without_a_file_is_heard_too() {
    let name = format!("antre-test-{}", std::process::id());
    let address = SocketAddr::from_abstract_name(&name).unwrap();
    let manager = UnixDatagram::bind_addr(&address).unwrap();
    hears_life(&manager, &format!("@{name}"));
}

fn hears_life(manager: &UnixDatagram, name: &str) {
    manager.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut child = screen("lives")
        .env("NOTIFY_SOCKET", name)
        .env("WATCHDOG_USEC", "2000000")
        .spawn()
        .unwrap();
    let mut words = Vec::new();
    while words.len() < 4 {
        let mut word = [0; 64];
        let read = manager.recv(&mut word).unwrap();
        words.push(String::from_utf8_lossy(&word[..read]).into_owned());
    }
    let still_runs = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    let alive = "WATCHDOG=1";
    assert_eq!(words, ["READY=1\nWATCHDOG=1", alive, alive, alive]);
    assert!(still_runs);
}

#[test]
fn a_manager_that_does_not_watch_hears_only_that_the_screen_is_ready() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notify");
    let manager = UnixDatagram::bind(&path).unwrap();
    manager.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut child = screen("hangs").env("NOTIFY_SOCKET", &path).spawn().unwrap();
    child.wait().unwrap();
    manager.set_nonblocking(true).unwrap();
    let mut words = Vec::new();
    let mut word = [0; 64];
    while let Ok(read) = manager.recv(&mut word) {
        words.push(String::from_utf8_lossy(&word[..read]).into_owned());
    }
    assert_eq!(words, ["READY=1"]);
}
