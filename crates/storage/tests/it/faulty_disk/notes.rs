//! The same for the texts of persons: what was kept is there, what was erased is not.

use antre_storage::{PrivateRef, StorageError};

use super::Faulty;
use super::disk::Fault;
use super::seed::Seed;

/// What the process knows of its texts when it dies.
#[derive(Default)]
struct Known {
    kept: Vec<(PrivateRef, &'static str)>,
    erased: Vec<PrivateRef>,
}

fn live_until_death(faulty: &Faulty) -> Known {
    let mut known = Known::default();
    let mut live = || -> Result<(), StorageError> {
        let (dir, _log) = faulty.open()?;
        let mut private = dir.private()?;
        for (text, expires_at_ms) in [("satu", 100), ("dua", 200), ("tiga", 300)] {
            known.kept.push((private.put(text, expires_at_ms)?, text));
        }
        // From here on it may be gone, whether or not that is acknowledged.
        let (erased, _) = known.kept.remove(1);
        private.erase(&erased)?;
        known.erased.push(erased);
        let (purged, _) = known.kept.remove(0);
        private.purge(100)?;
        known.erased.push(purged);
        Ok(())
    };
    // An error is the death of the process, and what follows is the point of the test.
    let _ = live();
    known
}

#[test]
fn a_power_cut_at_any_operation_loses_no_text_and_brings_none_back() {
    let whole = Faulty::new();
    assert_eq!(live_until_death(&whole).erased.len(), 2);
    let operations = whole.disk().operations();
    for operation in 0..operations {
        let faulty = Faulty::new();
        faulty.disk().plan(operation, Fault::Dies);
        let known = live_until_death(&faulty);
        faulty.disk().cut_power(&mut Seed::new(operation as u64));

        let (dir, _log) = faulty.open().unwrap();
        let private = dir.private().unwrap();
        for (reference, text) in known.kept {
            assert_eq!(
                private.get(&reference).unwrap().as_deref(),
                Some(text),
                "{operation}"
            );
        }
        for reference in known.erased {
            assert_eq!(private.get(&reference).unwrap(), None, "{operation}");
        }
    }
}
