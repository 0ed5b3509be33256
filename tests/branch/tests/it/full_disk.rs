//! A disk that is full in the middle of the day: nothing that was shown is lost, and the branch goes
//! on as soon as there is room.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use antre_branch_tests::{HubProcess, Place, program};
use serde_json::Value;

/// The whole disk of this branch, in bytes; the log and its reports outgrow it within the test.
const DISK: &str = "size=4m";
/// What lies on it besides, until somebody makes room.
const BALLAST_BYTES: usize = 2 << 20;
const ACTS_MAX: usize = 400;

#[tokio::test]
async fn a_full_disk_loses_no_number_and_the_same_key_goes_through_once_there_is_room() {
    let place = Place::new("always.toml");
    std::fs::create_dir(place.data()).unwrap();
    let hub = HubProcess::start(on_small_disk(place.hub_command(), &place.data()));
    let ballast = place.data().join("ballast");
    let inside = |command: &[&str]| run_inside(hub.pid(), command);
    inside(&[
        "fallocate",
        "--length",
        &BALLAST_BYTES.to_string(),
        ballast.to_str().unwrap(),
    ]);
    let antre = program("antre");
    let data = place.data();
    let (antre, data) = (antre.to_str().unwrap(), data.to_str().unwrap());
    let token = inside(&[antre, "token", "--data", data, "--role", "kiosk"]);
    let kiosk = Kiosk {
        url: format!("http://{}/api/v1/tickets", place.address),
        token: token.trim().to_owned(),
    };

    let mut told = Vec::new();
    let mut refused = None;
    for act in 0..ACTS_MAX {
        let (status, answer) = kiosk.issue(act).await;
        if status == 503 {
            assert_eq!(answer["code"], "not_durable", "{answer}");
            refused = Some(act);
            break;
        }
        assert_eq!(status, 201, "{answer}");
        told.extend(numbers(&answer));
    }
    let refused = refused.expect("the disk was full within the test's bound");
    let (status, _) = kiosk.issue(refused).await;
    assert_eq!(
        status, 503,
        "asking again does not help while the disk is full"
    );

    inside(&["rm", ballast.to_str().unwrap()]);
    for act in [refused, refused + 1] {
        let (status, answer) = kiosk.issue(act).await;
        assert_eq!(
            status, 201,
            "with room again the same key goes through: {answer}"
        );
        told.extend(numbers(&answer));
    }
    let expected: Vec<String> = (1..=told.len())
        .map(|value| format!("A{value:04}"))
        .collect();
    assert_eq!(
        told, expected,
        "no number is missing, doubled or out of order"
    );
    assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), told.len());

    let copy = place.path("copy");
    inside(&[
        antre,
        "backup",
        "--data",
        data,
        "--out",
        copy.to_str().unwrap(),
    ]);
    inside(&[antre, "verify", "--data", copy.to_str().unwrap()]);
    assert!(hub.terminate().success());
}

struct Kiosk {
    url: String,
    token: String,
}

impl Kiosk {
    /// One act of fifty numbers, under a key of its own.
    async fn issue(&self, act: usize) -> (u16, Value) {
        let request = reqwest::Client::new()
            .post(&self.url)
            .bearer_auth(&self.token);
        let request = request.header("idempotency-key", format!("act-{act}"));
        let response = request
            .json(&serde_json::json!({"service": "teller", "count": 50}))
            .send()
            .await
            .unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }
}

fn numbers(answer: &Value) -> Vec<String> {
    let tickets = answer["tickets"].as_array().unwrap();
    tickets
        .iter()
        .map(|ticket| ticket["number"].as_str().unwrap().to_owned())
        .collect()
}

/// The same command in a mount namespace of its own, with a small file system of its own on `dir`.
fn on_small_disk(command: Command, dir: &Path) -> Command {
    let mut small = Command::new("unshare");
    small.args(["--mount", "--user", "--map-root-user", "sh", "-c"]);
    small
        .arg(format!(
            "mount -t tmpfs -o {DISK} tmpfs \"$0\" && exec \"$@\""
        ))
        .arg(dir);
    small.arg(command.get_program()).args(command.get_args());
    small
}

/// Runs a command where the hub sees its disk; returns what it printed.
fn run_inside(pid: u32, command: &[&str]) -> String {
    let output = Command::new("nsenter")
        .args([
            "--mount",
            "--user",
            "--preserve-credentials",
            "--target",
            &pid.to_string(),
            "--",
        ])
        .args(command)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
