//! How a hub starts, refuses to, and stops.

use antre_hub::{Hub, HubError, HubOptions};
use antre_storage::StorageError;
use tempfile::TempDir;

use crate::fixture::{BRANCH, Branch, options};

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_directory_without_a_branch_file_is_wrong_usage() {
    let dir = TempDir::new().unwrap();
    let started = Hub::start(HubOptions {
        branch_file: None,
        ..options(dir.path())
    })
    .await;
    let error = started.unwrap_err();
    assert!(matches!(error, HubError::EmptyDirectory(_)), "{error}");
    assert_eq!(error.exit_code(), 2);
    assert!(error.to_string().contains("--branch"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_loopback_address_is_listened_on_and_the_message_says_why() {
    let dir = TempDir::new().unwrap();
    let listen = "0.0.0.0:0".parse().unwrap();
    let error = Hub::start(HubOptions {
        listen,
        ..options(dir.path())
    })
    .await
    .unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert!(error.to_string().contains("TLS"), "{error}");
    assert!(!dir.path().join("data").exists(), "nothing was touched");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_branch_file_touches_nothing() {
    let dir = TempDir::new().unwrap();
    std::fs::write(
        dir.path().join("branch.toml"),
        BRANCH.replace("\"C\"", "\"A\""),
    )
    .unwrap();
    let error = Hub::start(options(dir.path())).await.unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert!(error.to_string().contains("branch.toml:12:"), "{error}");
    assert!(!dir.path().join("data").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_hub_on_the_same_directory_is_refused() {
    let branch = Branch::open().await;
    let error = Hub::start(options(branch.dir.path())).await.unwrap_err();
    assert!(
        matches!(error, HubError::Storage(StorageError::AlreadyOpen { .. })),
        "{error}"
    );
    assert_eq!(error.exit_code(), 1);
    branch.ticket().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken_is_named() {
    let branch = Branch::open().await;
    let dir = TempDir::new().unwrap();
    let listen = branch.hub.listen_addr();
    let error = Hub::start(HubOptions {
        listen,
        ..options(dir.path())
    })
    .await
    .unwrap_err();
    assert!(
        matches!(error, HubError::Bind { .. }) && error.to_string().contains(&listen.to_string()),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_is_refused_on_real_days() {
    let dir = TempDir::new().unwrap();
    Hub::start(HubOptions {
        at: None,
        ..options(dir.path())
    })
    .await
    .unwrap()
    .stop()
    .await;
    let error = Hub::start(options(dir.path())).await.unwrap_err();
    assert!(
        matches!(error, HubError::Storage(StorageError::RealDays { .. })),
        "{error}"
    );
    assert_eq!(error.exit_code(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_hub_starts_again_without_its_branch_file_and_beside_foreign_files() {
    let dir = TempDir::new().unwrap();
    Hub::start(options(dir.path())).await.unwrap().stop().await;
    std::fs::write(dir.path().join("data/notes.txt"), "not ours").unwrap();
    let hub = Hub::start(HubOptions {
        branch_file: None,
        ..options(dir.path())
    })
    .await
    .unwrap();
    hub.stop().await;
    assert!(!dir.path().join("data/hub.sock").exists());
    assert!(dir.path().join("data/notes.txt").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_branch_file_is_applied_at_the_next_start() {
    let branch = Branch::open().await;
    std::fs::write(
        branch.dir.path().join("branch.toml"),
        BRANCH.replace("Puskesmas Uji", "Puskesmas Baru"),
    )
    .unwrap();
    let branch = branch.restarted().await;
    assert_eq!(
        branch.get("", "/api/v1/branch").await.json["name"],
        "Puskesmas Baru"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn health_metrics_and_the_description_are_there() {
    let branch = Branch::open().await;
    branch.ticket().await;
    let health = branch.get("", "/healthz").await.json;
    assert_eq!(health["status"], "ok");
    assert!(health["epoch"].as_str().unwrap().starts_with("1-"));
    let metrics = branch.get("", "/metrics").await;
    assert!(
        metrics
            .text
            .contains("antre_requests_total{route=\"/api/v1/tickets\",status=\"201\"}"),
        "{}",
        metrics.text
    );
    let openapi = branch.get("", "/api/v1/openapi.json").await.json;
    assert!(openapi["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(openapi["paths"]["/api/v1/tickets/{id}/no-show"]["post"]["security"].is_array());
}
