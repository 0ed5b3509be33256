//! Which output a kiosk fills, on both kinds of desktop.

use std::os::unix::fs::MetadataExt as _;
use std::process::Command;

use antre_kiosk_tests::{Branch, Desktop, Obeying, Standing};

/// Xvfb's one output is called so.
const XVFB_OUTPUT: &str = "screen";

#[test]
fn a_kiosk_fills_its_screen_even_where_no_window_manager_helps() {
    let desktop = Desktop::new(1024, 600);
    let branch = Branch::open("puskesmas.toml");
    let mut standing = Standing::start(&desktop, &branch);
    standing.kiosk.until_ok("see Poli Umum");
    let geometry = desktop.windows();
    assert!(
        geometry.contains("0,0") && geometry.contains("1024x600"),
        "{geometry}"
    );
}

#[test]
fn a_kiosk_tells_the_outputs_and_refuses_one_that_is_not_there() {
    let desktop = Desktop::new(1024, 600);
    let branch = Branch::open("puskesmas.toml");
    let run = |output: &str| {
        let mut command = branch.kiosk_command();
        desktop.enter(&mut command);
        command.args(["--output", output]).output().unwrap()
    };
    let listed = run("?");
    assert!(listed.status.success(), "{listed:?}");
    let names = String::from_utf8(listed.stdout).unwrap();
    assert_eq!(names.trim(), format!("{XVFB_OUTPUT} 1024x600+0+0"));
    let refused = run("HDMI-9");
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    let why = String::from_utf8(refused.stderr).unwrap();
    assert!(why.contains("HDMI-9") && why.contains(XVFB_OUTPUT), "{why}");
}

#[test]
fn a_kiosk_fills_the_one_screen_of_cage() {
    let runtime = tempfile::tempdir().unwrap();
    let branch = Branch::open("puskesmas.toml");
    let kiosk = branch.kiosk_command();
    // It refuses to run as root; in a namespace of its own, root is somebody else.
    let mut cage = if is_root() {
        let mut unshare = Command::new("unshare");
        unshare.args(["--user", "--map-user=1000", "--map-group=1000", "cage"]);
        unshare
    } else {
        Command::new("cage")
    };
    cage.env("XDG_RUNTIME_DIR", runtime.path())
        .env("WLR_BACKENDS", "headless")
        .env("WLR_RENDERER", "pixman")
        .env("WLR_LIBINPUT_NO_DEVICES", "1")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .arg("--")
        .arg(kiosk.get_program())
        .args(kiosk.get_args())
        .arg("--obey");
    let mut kiosk = Obeying::start(&mut cage);
    kiosk.until_ok("see Poli Umum");
    kiosk.until_ok("shot cage");
    let picture = std::fs::read(branch.place.path("cage.png")).unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}
