//! The command line's door.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;

use antre_domain::CounterId;
use antre_hub::{LocalError, issue_token};
use antre_storage::Role;
use tempfile::TempDir;

use crate::fixture::Branch;

#[tokio::test(flavor = "multi_thread")]
async fn the_socket_is_its_owners_alone() {
    let branch = Branch::open().await;
    let file = std::fs::metadata(branch.dir.path().join("data/hub.sock")).unwrap();
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_hub_a_token_is_made_directly() {
    let branch = Branch::open().await;
    let dir = branch.dir.path().to_owned();
    let before = issue_after_stop(branch).await;
    assert!(before.starts_with("antre_"), "{dir:?}");
}

async fn issue_after_stop(branch: Branch) -> String {
    let Branch { dir, hub, .. } = branch;
    hub.stop().await;
    issue_token(&dir.path().join("data"), Role::Display, None, "hall").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_would_open_nothing_is_not_made() {
    let branch = Branch::open().await;
    let data = branch.dir.path().join("data");
    let refusals = tokio::task::spawn_blocking(move || {
        let nowhere = CounterId::new("loket-9").unwrap();
        [
            issue_token(&data, Role::Kiosk, Some(&nowhere), "x"),
            issue_token(&data, Role::Greeter, Some(&nowhere), "x"),
            issue_token(&data, Role::Counter, Some(&nowhere), "x"),
        ]
        .map(Result::unwrap_err)
    });
    let [kiosk, greeter, unknown] = refusals.await.unwrap();
    assert!(matches!(greeter, LocalError::Wrong(_)), "{greeter}");
    assert!(matches!(kiosk, LocalError::Wrong(_)), "{kiosk}");
    assert!(matches!(unknown, LocalError::Refused(_)), "{unknown}");
}

#[test]
fn a_directory_that_does_not_exist_is_not_made() {
    let dir = TempDir::new().unwrap();
    let error = issue_token(&dir.path().join("typo"), Role::Kiosk, None, "x").unwrap_err();
    assert!(matches!(error, LocalError::Wrong(_)), "{error}");
    assert!(!dir.path().join("typo").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_at_the_door_is_answered_and_changes_nothing() {
    let branch = Branch::open().await;
    let path = branch.dir.path().join("data/hub.sock");
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = UnixStream::connect(path).unwrap();
        stream.write_all(b"{\"do\":\"open_sesame\"}\n").unwrap();
        let mut answer = String::new();
        BufReader::new(stream).read_line(&mut answer).unwrap();
        answer
    });
    assert!(answer.await.unwrap().starts_with("{\"refused\":"));
    branch.ticket().await;
}
