use antre_storage::{Role, TokenHash};

use crate::fixture::{any_file_holds, new_dir};

#[test]
fn a_token_leads_to_its_device_until_it_is_revoked() {
    let (_temp, dir) = new_dir();
    let mut vault = dir.vault().unwrap();
    let (token, record) = vault
        .issue_token(Role::Counter, Some("loket-3"), "Loket 3", 5)
        .unwrap();
    assert_eq!(record.counter.as_deref(), Some("loket-3"));
    assert!(record.device.starts_with("counter-"), "{}", record.device);
    assert_eq!(
        vault.lookup(&TokenHash::of(token.reveal())).unwrap(),
        Some(record.clone())
    );
    assert_eq!(vault.lookup(&TokenHash::of("antre_guess")).unwrap(), None);

    assert!(vault.revoke(&record.device, 9).unwrap());
    assert!(!vault.revoke(&record.device, 10).unwrap());
    assert_eq!(vault.lookup(&token.hash()).unwrap(), None);
    assert_eq!(vault.devices().unwrap()[0].revoked_at_ms, Some(9));
}

#[test]
fn the_vault_holds_no_token_only_its_hash() {
    let (temp, dir) = new_dir();
    let mut vault = dir.vault().unwrap();
    let (token, record) = vault.issue_token(Role::Admin, None, "Kantor", 0).unwrap();
    drop(vault);
    assert!(any_file_holds(&temp, &record.device));
    let random = token.reveal().strip_prefix("antre_").unwrap();
    assert_eq!(random.len(), 40);
    assert!(!any_file_holds(&temp, random));
    assert!(!any_file_holds(&temp, &random[..20]));
    assert!(!format!("{token:?}").contains(random));
}

#[test]
fn every_role_is_read_back_as_it_is_written() {
    let (_temp, dir) = new_dir();
    let mut vault = dir.vault().unwrap();
    for word in [
        "kiosk",
        "display",
        "greeter",
        "counter",
        "supervisor",
        "admin",
    ] {
        let role: Role = word.parse().unwrap();
        assert_eq!(role.to_string(), word);
        let (token, _) = vault.issue_token(role, None, word, 0).unwrap();
        assert_eq!(vault.lookup(&token.hash()).unwrap().unwrap().role, role);
    }
    assert!("teller".parse::<Role>().is_err());
    assert_eq!(vault.devices().unwrap().len(), 6);
}

#[test]
fn the_status_secret_is_made_once_and_differs_between_branches() {
    let (_temp, dir) = new_dir();
    let (_other_temp, other) = new_dir();
    let secret = dir.vault().unwrap().status_secret().unwrap();
    assert_eq!(dir.vault().unwrap().status_secret().unwrap(), secret);
    assert_ne!(other.vault().unwrap().status_secret().unwrap(), secret);
}

#[test]
fn the_vault_is_usable_from_two_connections_at_once() {
    let (_temp, dir) = new_dir();
    let mut hub = dir.vault().unwrap();
    let command = dir.vault().unwrap();
    let (token, record) = hub.issue_token(Role::Display, None, "TV", 0).unwrap();
    assert_eq!(command.lookup(&token.hash()).unwrap(), Some(record));
}
