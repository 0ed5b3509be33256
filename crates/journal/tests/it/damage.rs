use antre_journal::{FORMAT_VERSION, JournalError};

use crate::Place;

const RECORDS: [&[u8]; 3] = [b"first", b"", b"the third record, a little longer"];

#[test]
fn a_tail_torn_at_any_byte_is_cut_off_and_the_rest_is_kept() {
    let (place, starts) = Place::with(&RECORDS);
    let whole = place.bytes();
    for cut in starts[2]..whole.len() {
        place.overwrite(&whole[..cut]);
        let (mut journal, records) = place.read();
        assert_eq!(records, RECORDS[..2], "cut at {cut}");
        assert_eq!(journal.cut_bytes(), (cut - starts[2]) as u64);
        journal.append(b"again").unwrap();
        drop(journal);
        let (journal, records) = place.read();
        assert_eq!(records, [RECORDS[0], RECORDS[1], b"again"], "cut at {cut}");
        assert_eq!(journal.cut_bytes(), 0);
    }
}

#[test]
fn a_tail_whose_blocks_never_reached_the_disk_is_cut_off() {
    let (place, starts) = Place::with(&RECORDS);
    let whole = place.bytes();
    // A crash may leave the new length without the new bytes, from any byte on or up to any byte.
    for edge in starts[2]..whole.len() {
        for zeros in [starts[2]..edge + 1, edge..whole.len()] {
            let mut bytes = whole.clone();
            bytes[zeros].fill(0);
            place.overwrite(&bytes);
            assert_eq!(place.read().1, RECORDS[..2], "edge at {edge}");
        }
    }
}

#[test]
fn any_flipped_bit_before_the_last_record_is_an_error_that_names_the_place() {
    let (place, starts) = Place::with(&RECORDS);
    let whole = place.bytes();
    for at in starts[0]..starts[2] {
        for bit in 0..8 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << bit;
            place.overwrite(&bytes);
            let expected = if at < starts[1] { starts[0] } else { starts[1] } as u64;
            match place.try_open() {
                Err(JournalError::Corrupt { offset }) => assert_eq!(offset, expected),
                other => panic!("bit {bit} of byte {at}: {other:?}"),
            }
            assert_eq!(place.bytes(), bytes, "a damaged file is left as it was");
        }
    }
}

#[test]
fn any_flipped_bit_of_the_last_record_cuts_off_that_record_only() {
    let (place, starts) = Place::with(&RECORDS);
    let whole = place.bytes();
    for at in starts[2]..whole.len() {
        for bit in 0..8 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << bit;
            place.overwrite(&bytes);
            assert_eq!(place.read().1, RECORDS[..2], "bit {bit} of byte {at}");
        }
    }
}

#[test]
fn damage_longer_than_one_record_is_never_taken_for_a_tail() {
    let (place, starts) = Place::with(&[b"first", &[1; 65_536], &[2; 65_536]]);
    let mut bytes = place.bytes();
    bytes[starts[1]..].fill(0xff);
    place.overwrite(&bytes);
    assert!(matches!(
        place.try_open(),
        Err(JournalError::Corrupt { offset }) if offset == starts[1] as u64
    ));
}

#[test]
fn a_journal_inside_a_payload_is_not_mistaken_for_records() {
    let (inner, _) = Place::with(&[b"a record of another journal"]);
    let outer = [&inner.bytes()[..], b"and more"].concat();
    let (place, starts) = Place::with(&[b"first", &outer]);
    let whole = place.bytes();
    place.overwrite(&whole[..whole.len() - 1]);
    let (journal, records) = place.read();
    assert_eq!(records, [b"first"]);
    assert_eq!(journal.file_bytes(), starts[1] as u64);
}

#[test]
fn a_file_that_is_no_journal_is_refused_and_left_alone() {
    let (place, _) = Place::with(&RECORDS);
    let whole = place.bytes();
    let mut strangers = vec![Vec::new(), b"{}".to_vec(), vec![0; 4_096]];
    strangers.push(whole[..23].to_vec());
    for at in 0..24 {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        strangers.push(bytes);
    }
    for bytes in strangers {
        place.overwrite(&bytes);
        assert!(matches!(
            place.try_open(),
            Err(JournalError::Foreign { .. })
        ));
        assert_eq!(place.bytes(), bytes);
    }
}

#[test]
fn a_file_of_a_newer_version_is_refused_by_name() {
    let (place, _) = Place::with(&RECORDS);
    let mut bytes = place.bytes();
    bytes[8..12].copy_from_slice(&(FORMAT_VERSION + 1).to_le_bytes());
    let crc = crc32fast::hash(&bytes[..20]);
    bytes[20..24].copy_from_slice(&crc.to_le_bytes());
    place.overwrite(&bytes);
    assert!(matches!(
        place.try_open(),
        Err(JournalError::NewerFormat { found: 2, known: 1 })
    ));
}

#[test]
fn a_format_1_file_of_long_ago_still_opens() {
    // The header and the record "A012" written out by hand, as `frame.rs` describes them.
    let mut bytes = b"antrejnl\x01\0\0\0\x07\0\0\0\0\0\0\0".to_vec();
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    let summed = b"\x18\0\0\0\0\0\0\0\x04\0\0\0A012";
    bytes.extend(b"\x04\0\0\0");
    bytes.extend(crc32fast::hash(summed).to_le_bytes());
    bytes.extend(b"A012");
    let place = Place::new();
    place.overwrite(&bytes);
    let (mut journal, records) = place.read();
    assert_eq!(records, [b"A012"]);
    assert_eq!(journal.append(b"next").unwrap().0, 8);
}
