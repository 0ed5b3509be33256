//! Brings what a fresh Debian-like machine lacks, saying so first.

use std::env;
use std::fs;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, run, shown};

/// What the machine is to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Build,
    Test,
}

/// A C linker and libc for Rust itself, fontconfig and xkbcommon for Slint's window backend, the X
/// libraries that it opens when a window is shown, the sound card's, and the voice of the spoken guide.
const BUILD_PACKAGES: [&str; 10] = [
    "gcc",
    "libc6-dev",
    "pkg-config",
    "libfontconfig-dev",
    "libxkbcommon-dev",
    "libxkbcommon-x11-0",
    "libxcb1-dev",
    "libx11-xcb1",
    "libasound2-dev",
    "espeak-ng",
];

/// The second reader of our QR codes, a screen for the real windows with its hand and its eye, the same
/// of the newer kind (which wants an X server inside), a browser for the status page and to be compared with, a reader of printed words
/// in the slips' first language, an ear for what was spoken, and a second writer of numbers as words.
const TEST_PACKAGES: [&str; 11] = [
    "zbar-tools",
    "xvfb",
    "xdotool",
    "imagemagick",
    "chromium",
    "tesseract-ocr",
    "tesseract-ocr-ind",
    "cage",
    "xwayland",
    "sox",
    "python3-num2words",
];

/// The test runner gives each test a process of its own, which Slint needs: one platform a process.
const NEXTEST_VERSION: &str = "0.9.143";

/// Another apt-get may hold the lock for a while, for example unattended upgrades after a boot.
const APT_LOCK_WAIT_SECS: u32 = 120;

/// Installs the missing Debian packages; elsewhere names them and goes on.
///
/// Fails where packages are missing and the user may not install them.
pub(crate) fn bring(purpose: Purpose) -> Result<()> {
    let wanted = wanted(purpose);
    let Some(listing) = dpkg_listing(&wanted)? else {
        eprintln!(
            "setup: not a Debian-like system; if the build fails, bring what these hold: {}",
            wanted.join(" ")
        );
        return Ok(());
    };
    let missing = missing(&wanted, &listing);
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!(
        "setup: this machine lacks {}; installing with apt-get",
        missing.join(" ")
    );
    let apt = Apt::find(&missing)?;
    if !package_lists_present() {
        run(&mut apt.command(&["update", "--quiet"]))?;
    } else if run(&mut apt.install(&missing)).is_ok() {
        return Ok(());
    } else {
        eprintln!("setup: the package lists may be old; renewing them and trying once more");
        run(&mut apt.command(&["update", "--quiet"]))?;
    }
    run(&mut apt.install(&missing))
}

/// Builds cargo-nextest into the target directory where the machine has none.
pub(crate) fn bring_nextest(workspace: &Workspace) -> Result<()> {
    let mut probe = workspace.cargo(&["nextest", "--version"]);
    let found = probe.stdout(Stdio::null()).stderr(Stdio::null()).status();
    if found.context("cargo could not be started")?.success() {
        return Ok(());
    }
    let tools = workspace.tools();
    eprintln!(
        "setup: cargo-nextest is missing; building it into {} (some minutes, once)",
        tools.display()
    );
    let version = ["--version", NEXTEST_VERSION];
    let without_updater = ["--no-default-features", "--features", "default-no-update"];
    let mut install = workspace.cargo(&["install", "cargo-nextest", "--locked", "--debug"]);
    // Its own build directory: nothing of it is shared with ours, and the lock stays free.
    install
        .args(version)
        .args(without_updater)
        .arg("--root")
        .arg(&tools)
        .env("CARGO_TARGET_DIR", tools.join("build"));
    run(&mut install)?;
    fs::remove_dir_all(tools.join("build"))
        .context("the build directory of cargo-nextest could not be removed")
}

fn wanted(purpose: Purpose) -> Vec<&'static str> {
    let mut wanted = BUILD_PACKAGES.to_vec();
    if purpose == Purpose::Test {
        wanted.extend(TEST_PACKAGES);
    }
    wanted
}

/// What dpkg knows of these packages, a line each; `None` where there is no dpkg.
fn dpkg_listing(wanted: &[&str]) -> Result<Option<String>> {
    let mut query = Command::new("dpkg-query");
    query
        .args(["--show", "--showformat=${db:Status-Abbrev} ${Package}\\n"])
        .args(wanted);
    match query.stdin(Stdio::null()).output() {
        // It exits with 1 where it does not know a package at all: that one is simply not listed.
        Ok(output) => Ok(Some(String::from_utf8_lossy(&output.stdout).into_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(error).with_context(|| format!("`{}` could not be started", shown(&query)))
        }
    }
}

fn missing<'a>(wanted: &[&'a str], listing: &str) -> Vec<&'a str> {
    let installed: Vec<&str> = listing
        .lines()
        .filter_map(|line| line.strip_prefix("ii "))
        .map(str::trim)
        .collect();
    wanted
        .iter()
        .copied()
        .filter(|package| !installed.contains(package))
        .collect()
}

fn package_lists_present() -> bool {
    let lists = fs::read_dir("/var/lib/apt/lists");
    lists.is_ok_and(|mut entries| {
        entries.any(|entry| {
            entry.is_ok_and(|entry| {
                entry.file_name().to_string_lossy().ends_with("Packages")
                    || entry
                        .file_name()
                        .to_string_lossy()
                        .ends_with("Packages.lz4")
            })
        })
    })
}

/// apt-get, run as root or through sudo.
struct Apt {
    through_sudo: bool,
}

impl Apt {
    fn find(missing: &[&str]) -> Result<Self> {
        let user = Command::new("id")
            .arg("-u")
            .output()
            .context("`id -u` could not be started")?;
        let root = user.stdout.trim_ascii() == b"0";
        if !root && !in_path("sudo") {
            bail!(
                "neither root nor sudo here; let an administrator run: apt-get install {}",
                missing.join(" ")
            );
        }
        Ok(Self {
            through_sudo: !root,
        })
    }

    fn install(&self, packages: &[&str]) -> Command {
        let lock_wait = format!("DPkg::Lock::Timeout={APT_LOCK_WAIT_SECS}");
        let mut command = self.command(&[
            "install",
            "--yes",
            "--quiet",
            "--no-install-recommends",
            "-o",
            &lock_wait,
        ]);
        command.args(packages);
        command
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(if self.through_sudo { "sudo" } else { "env" });
        if self.through_sudo {
            command.arg("env");
        }
        command
            .args(["DEBIAN_FRONTEND=noninteractive", "apt-get"])
            .args(arguments);
        command
    }
}

fn in_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|dir| dir.join(program).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_fully_installed_counts_as_there() {
        let listing = "ii  gcc\nrc  xvfb\nun  chromium\nii  zbar-tools\n";
        assert_eq!(
            missing(
                &["gcc", "xvfb", "chromium", "zbar-tools", "xdotool"],
                listing
            ),
            ["xvfb", "chromium", "xdotool"]
        );
    }

    #[test]
    fn a_package_whose_name_begins_like_another_is_still_missing() {
        assert_eq!(
            missing(&["libxcb1-dev", "libxcb1"], "ii  libxcb1\n"),
            ["libxcb1-dev"]
        );
    }

    #[test]
    fn building_asks_for_no_browser() {
        assert!(!wanted(Purpose::Build).contains(&"chromium"));
        assert!(wanted(Purpose::Test).contains(&"chromium"));
        assert!(wanted(Purpose::Test).contains(&"pkg-config"));
        // A demo speaks, too.
        assert!(wanted(Purpose::Build).contains(&"espeak-ng"));
    }
}
