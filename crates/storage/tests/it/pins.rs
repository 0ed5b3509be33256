use antre_storage::{NotAPin, Pin, PinHash};

use crate::fixture::{any_file_holds, new_dir};

#[test]
fn a_pin_is_four_to_eight_digits_and_nothing_else() {
    for bad in [
        "",
        "258",
        "258025802",
        "25a0",
        " 2580",
        "2580\n",
        "٢٥٨٠",
        "-258",
        "2.58",
    ] {
        assert_eq!(bad.parse::<Pin>(), Err(NotAPin::NotDigits), "{bad:?}");
    }
    for good in ["2580", "90210", "11223344", "1243"] {
        assert!(good.parse::<Pin>().is_ok(), "{good:?}");
    }
}

#[test]
fn a_pin_that_anybody_would_try_first_is_refused() {
    for bad in [
        "0000", "99999999", "1234", "4321", "7890", "3210", "0987", "1212", "242424", "12121",
    ] {
        assert_eq!(bad.parse::<Pin>(), Err(NotAPin::Trivial), "{bad}");
    }
}

#[test]
fn the_vault_knows_the_right_pin_and_does_not_hold_it() {
    let (temp, dir) = new_dir();
    let mut vault = dir.vault().unwrap();
    assert_eq!(vault.pin().unwrap(), None);
    let pin: Pin = "739105".parse().unwrap();
    vault.set_pin(&PinHash::of(&pin).unwrap()).unwrap();
    drop(vault);
    let hash = dir.vault().unwrap().pin().unwrap().unwrap();
    assert!(hash.matches("739105"));
    for wrong in ["", "739106", "73910", "7391050", "739105 "] {
        assert!(!hash.matches(wrong), "{wrong:?}");
    }
    assert!(any_file_holds(&temp, "$argon2id$"));
    assert!(!any_file_holds(&temp, "739105"));
    for debug in [format!("{pin:?}"), format!("{hash:?}")] {
        assert!(
            !debug.contains("739105") && !debug.contains("argon2"),
            "{debug}"
        );
    }
}

#[test]
fn a_new_pin_takes_the_place_of_the_old_one_and_two_alike_look_different() {
    let (temp, dir) = new_dir();
    let mut vault = dir.vault().unwrap();
    let hash = |pin: &str| PinHash::of(&pin.parse().unwrap()).unwrap();
    let (first, second) = (hash("739105"), hash("739105"));
    assert_ne!(first, second);
    vault.set_pin(&first).unwrap();
    vault.set_pin(&hash("2580")).unwrap();
    let kept = vault.pin().unwrap().unwrap();
    assert!(kept.matches("2580") && !kept.matches("739105"));
    drop(temp);
}
