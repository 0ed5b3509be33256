use antre_storage::{
    NotAName, PERSONS_MAX, Person, PersonName, PersonRole, Pin, PinHash, SESSIONS_MAX, SessionEnd,
    SessionRecord, StorageError, Vault,
};

use crate::fixture::{any_file_holds, new_dir};

const HOUR_MS: i64 = 3_600_000;

fn name(text: &str) -> PersonName {
    PersonName::new(text).unwrap()
}

fn hash(pin: &str) -> PinHash {
    PinHash::of(&pin.parse::<Pin>().unwrap()).unwrap()
}

fn add(vault: &mut Vault, id: &str, pin: &PinHash) -> Person {
    let name = name(&format!("Petugas {id}"));
    vault
        .add_person(Some(id), &name, PersonRole::Clerk, pin, 5)
        .unwrap()
}

fn session(clerk: &str, at_ms: i64) -> SessionRecord {
    SessionRecord {
        clerk: clerk.to_owned(),
        device: "counter-1".to_owned(),
        counter: Some("loket-1".to_owned()),
        created_at_ms: at_ms,
        expires_at_ms: at_ms + HOUR_MS,
    }
}

#[test]
fn a_name_is_1_to_40_characters_on_one_line() {
    for bad in ["", "   ", "\t", "a\nb", "a\u{7}b", &"é".repeat(41)] {
        assert_eq!(PersonName::new(bad), Err(NotAName), "{bad:?}");
    }
    assert_eq!(name("  Petugas 1 ").reveal(), "Petugas 1");
    assert_eq!(name(&"é".repeat(40)).reveal().chars().count(), 40);
}

#[test]
fn a_name_and_a_pin_are_printed_by_nobody_and_a_pin_lies_in_no_file() {
    let (temp, dir) = new_dir();
    let mut vault = dir.vault().unwrap();
    let person = vault
        .add_person(
            None,
            &name("Petugas Satu"),
            PersonRole::Clerk,
            &hash("739105"),
            5,
        )
        .unwrap();
    assert!(!format!("{person:?}").contains("Petugas"));
    let digits = person.clerk.strip_prefix("p-").unwrap();
    assert!(digits.len() == 8 && u32::from_str_radix(digits, 16).is_ok());
    drop(vault);
    assert!(any_file_holds(&temp, "Petugas Satu"));
    assert!(!any_file_holds(&temp, "739105"));
}

#[test]
fn whoever_was_added_is_found_with_their_role_and_pin_also_after_a_restart() {
    let (_temp, dir) = new_dir();
    let mut vault = dir.vault().unwrap();
    let pin = hash("2580");
    for (index, role) in PersonRole::ALL.into_iter().enumerate() {
        let name = name(&format!("Petugas {index}"));
        vault
            .add_person(Some(role.as_str()), &name, role, &pin, 5)
            .unwrap();
    }
    drop(vault);
    let vault = dir.vault().unwrap();
    let roles: Vec<_> = vault.people().unwrap().iter().map(|one| one.role).collect();
    assert_eq!(roles, PersonRole::ALL);
    let (person, kept) = vault.person("supervisor").unwrap().unwrap();
    assert_eq!(person.name, name("Petugas 2"));
    assert!(kept.matches("2580") && !kept.matches("2581"));
    assert_eq!(vault.person("nobody").unwrap(), None);
}

#[test]
fn a_name_or_a_reference_that_is_somebodys_is_refused() {
    let (_temp, dir) = new_dir();
    let mut vault = dir.vault().unwrap();
    let pin = hash("2580");
    add(&mut vault, "p-1", &pin);
    for (id, named) in [("p-2", "petugas P-1"), ("p-1", "Petugas 2")] {
        let error = vault
            .add_person(Some(id), &name(named), PersonRole::Clerk, &pin, 6)
            .unwrap_err();
        assert!(matches!(error, StorageError::Taken { .. }), "{error}");
    }
    assert_eq!(vault.people().unwrap().len(), 1);
}

#[test]
fn whoever_was_removed_is_gone_their_name_is_free_and_their_reference_never_anybody_elses() {
    let (_temp, dir) = new_dir();
    let mut vault = dir.vault().unwrap();
    let pin = hash("2580");
    add(&mut vault, "p-1", &pin);
    assert!(vault.remove_person("p-1", 9).unwrap());
    assert!(!vault.remove_person("p-1", 10).unwrap());
    assert!(!vault.set_person_pin("p-1", &pin, false).unwrap());
    assert_eq!(vault.person("p-1").unwrap(), None);
    assert!(vault.people().unwrap().is_empty());
    let again = |vault: &mut Vault, id| {
        vault.add_person(Some(id), &name("Petugas p-1"), PersonRole::Clerk, &pin, 11)
    };
    let error = again(&mut vault, "p-1").unwrap_err();
    assert!(matches!(error, StorageError::Taken { .. }), "{error}");
    again(&mut vault, "p-2").unwrap();
}

#[test]
fn the_person_who_left_first_makes_room_and_nobody_who_is_there_does() {
    let (_temp, dir) = new_dir();
    let mut vault = dir.vault().unwrap();
    let pin = hash("2580");
    for index in 0..PERSONS_MAX {
        add(&mut vault, &format!("p-{index}"), &pin);
    }
    let full =
        |vault: &mut Vault| vault.add_person(None, &name("Satu lagi"), PersonRole::Clerk, &pin, 9);
    let error = full(&mut vault).unwrap_err();
    assert!(matches!(error, StorageError::TooLarge { .. }), "{error}");
    assert!(vault.remove_person("p-7", 9).unwrap());
    full(&mut vault).unwrap();
    assert_eq!(vault.people().unwrap().len(), PERSONS_MAX);
}

#[test]
fn a_session_is_kept_by_its_hash_until_it_ends_and_a_person_has_one() {
    let (temp, dir) = new_dir();
    let mut vault = dir.vault().unwrap();
    let pin = hash("2580");
    add(&mut vault, "p-1", &pin);
    let first = vault.begin_session(&session("p-1", 10), &pin).unwrap();
    let first = first.unwrap();
    let second = vault.begin_session(&session("p-1", 20), &pin).unwrap();
    let second = second.unwrap();
    drop(vault);
    assert!(!any_file_holds(&temp, first.reveal()));
    let mut vault = dir.vault().unwrap();
    let kept = vault.sessions().unwrap();
    let ends: Vec<_> = kept.iter().map(|kept| (kept.token, kept.ended)).collect();
    let elsewhere = Some(SessionEnd::Elsewhere);
    assert_eq!(ends, [(first.hash(), elsewhere), (second.hash(), None)]);
    assert_eq!(kept[1].session, session("p-1", 20));
    assert_eq!(kept[1].role, PersonRole::Clerk);
    vault
        .end_session(&second.hash(), SessionEnd::Released)
        .unwrap();
    // What is over ends but once.
    vault
        .end_session(&first.hash(), SessionEnd::Released)
        .unwrap();
    let ends = vault.sessions().unwrap().into_iter();
    let ends: Vec<_> = ends.map(|kept| kept.ended).collect();
    assert_eq!(ends, [elsewhere, Some(SessionEnd::Released)]);
}

#[test]
fn nobody_begins_a_session_who_was_removed_or_proved_another_pin() {
    let (_temp, dir) = new_dir();
    let mut vault = dir.vault().unwrap();
    let (old, new) = (hash("2580"), hash("739105"));
    add(&mut vault, "p-1", &old);
    let token = vault.begin_session(&session("p-1", 10), &old).unwrap();
    let begun = |vault: &mut Vault, pin| vault.begin_session(&session("p-1", 20), pin).unwrap();

    assert!(vault.set_person_pin("p-1", &new, false).unwrap());
    assert_eq!(begun(&mut vault, &old), None);
    let kept = vault.sessions().unwrap();
    assert_eq!(kept[0].token, token.unwrap().hash());
    assert_eq!(kept[0].ended, Some(SessionEnd::PinChanged));

    assert!(begun(&mut vault, &new).is_some());
    assert!(vault.set_person_pin("p-1", &old, true).unwrap());
    assert_eq!(vault.sessions().unwrap()[1].ended, None);

    assert!(vault.remove_person("p-1", 30).unwrap());
    assert_eq!(begun(&mut vault, &old), None);
    let ended = vault.sessions().unwrap()[1].ended;
    assert_eq!(ended, Some(SessionEnd::Removed));
}

#[test]
fn what_is_over_makes_room_for_the_next_session() {
    let (_temp, dir) = new_dir();
    let mut vault = dir.vault().unwrap();
    let pin = hash("2580");
    add(&mut vault, "p-1", &pin);
    add(&mut vault, "p-2", &pin);
    let lasting = vault.begin_session(&session("p-2", 0), &pin).unwrap();
    for index in 0..SESSIONS_MAX as i64 + 9 {
        assert!(
            vault
                .begin_session(&session("p-1", index), &pin)
                .unwrap()
                .is_some()
        );
    }
    let kept = vault.sessions().unwrap();
    assert_eq!(kept.len(), SESSIONS_MAX);
    assert_eq!(kept[0].token, lasting.unwrap().hash());
    // An hour later all of them have expired.
    let later = session("p-1", HOUR_MS + SESSIONS_MAX as i64 + 9);
    vault.begin_session(&later, &pin).unwrap();
    assert_eq!(vault.sessions().unwrap().len(), 1);
}

#[test]
fn a_vault_of_before_there_were_people_learns_of_them_and_keeps_its_tokens() {
    let (temp, dir) = new_dir();
    let mut vault = dir.vault().unwrap();
    let role = antre_storage::Role::Greeter;
    let (token, _) = vault.issue_token(role, None, "Satpam", 0).unwrap();
    drop(vault);
    let before = "DROP TABLE person; DROP TABLE session; PRAGMA user_version = 1";
    crate::fixture::tamper(&temp, antre_storage::VAULT_FILE, before);
    let mut vault = dir.vault().unwrap();
    assert_eq!(vault.lookup(&token.hash()).unwrap().unwrap().role, role);
    add(&mut vault, "p-1", &hash("2580"));
}
