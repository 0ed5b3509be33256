use antre_journal::Journal;
use proptest::prelude::*;

use crate::Place;

#[derive(Debug, Clone)]
enum Act {
    Append(Vec<u8>),
    /// Keep every n-th record.
    Rewrite(usize),
    Reopen,
    /// Lose this many bytes of a record that was being appended, and open again.
    Crash(Vec<u8>, usize),
}

fn act() -> impl Strategy<Value = Act> {
    let payload = || proptest::collection::vec(any::<u8>(), 0..300);
    prop_oneof![
        6 => payload().prop_map(Act::Append),
        1 => (1..4_usize).prop_map(Act::Rewrite),
        1 => Just(Act::Reopen),
        2 => (payload(), 1..309_usize).prop_map(|(payload, lost)| Act::Crash(payload, lost)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_journal_holds_what_a_list_would_hold(acts in proptest::collection::vec(act(), 1..40)) {
        let place = Place::new();
        let mut journal = Some(place.open());
        let mut model: Vec<Vec<u8>> = Vec::new();
        for act in acts {
            let mut open = journal.take().unwrap();
            journal = Some(match act {
                Act::Append(payload) => {
                    open.append(&payload).unwrap();
                    model.push(payload);
                    open
                }
                Act::Rewrite(n) => {
                    model = model.into_iter().step_by(n).collect();
                    open.rewrite(&model).unwrap();
                    open
                }
                Act::Reopen => reopened(&place, open, &model)?,
                Act::Crash(payload, lost) => {
                    let whole = open.file_bytes() as usize;
                    open.append(&payload).unwrap();
                    let bytes = place.bytes();
                    place.overwrite(&bytes[..(bytes.len() - lost.min(bytes.len())).max(whole)]);
                    reopened(&place, open, &model)?
                }
            });
        }
    }
}

fn reopened(place: &Place, open: Journal, model: &[Vec<u8>]) -> Result<Journal, TestCaseError> {
    drop(open);
    let (journal, records) = place.read();
    prop_assert_eq!(records, model);
    Ok(journal)
}
