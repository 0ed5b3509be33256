use crate::Place;

#[test]
fn a_rewrite_keeps_the_live_records_in_their_order_and_takes_more() {
    let (place, _) = Place::with(&[b"one", b"two", b"three"]);
    let mut journal = place.open();
    journal.rewrite([b"three".as_slice(), b"one"]).unwrap();
    journal.append(b"four").unwrap();
    drop(journal);
    assert_eq!(place.read().1, [b"three".as_slice(), b"one", b"four"]);
}

#[test]
fn no_record_id_is_used_twice_across_rewrites_and_openings() {
    let place = Place::new();
    let mut journal = place.open();
    let mut ids = vec![journal.append(b"one").unwrap()];
    journal.rewrite([b"one"]).unwrap();
    ids.push(journal.append(b"two").unwrap());
    journal.rewrite([b"" as &[u8]; 0]).unwrap();
    ids.push(journal.append(b"three").unwrap());
    drop(journal);
    ids.push(place.open().append(b"four").unwrap());
    assert!(
        ids.is_sorted_by(|earlier, later| earlier < later),
        "{ids:?}"
    );
}

#[test]
fn a_rewrite_interrupted_at_any_byte_leaves_the_old_records() {
    let (place, _) = Place::with(&[b"one", b"two"]);
    let (finished, _) = Place::with(&[b"two"]);
    let new = finished.bytes();
    for cut in 0..=new.len() {
        std::fs::write(place.beside(".new"), &new[..cut]).unwrap();
        assert_eq!(place.read().1, [b"one", b"two"], "cut at {cut}");
        assert!(!place.beside(".new").exists(), "the remains are removed");
    }
}

#[test]
fn a_birth_interrupted_at_any_byte_leaves_room_for_another() {
    let (finished, _) = Place::with(&[]);
    let born = finished.bytes();
    for cut in 0..=born.len() {
        let place = Place::new();
        std::fs::write(place.beside(".new"), &born[..cut]).unwrap();
        let (mut journal, records) = place.read();
        assert!(records.is_empty());
        journal.append(b"first").unwrap();
    }
}
