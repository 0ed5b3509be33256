//! Who asked what under which key, and what was answered: a repetition gets the same answer.

use std::collections::HashMap;

use antre_domain::DeviceId;
use antre_storage::{LogReader, Receipt, StorageError};
use chrono::NaiveDate;

use crate::answer::{Facts, ReceiptRequest};

/// The receipts of the present and the previous business day.
#[derive(Debug, Default)]
pub(crate) struct Receipts {
    known: HashMap<(String, String), Receipt>,
}

impl Receipts {
    pub(crate) fn load(reader: &LogReader) -> Result<Self, StorageError> {
        let mut receipts = Self::default();
        receipts.keep(reader.receipts_since(NaiveDate::MIN)?);
        Ok(receipts)
    }

    /// What was answered to `device` under `key`, on the disk or in the batch to come.
    pub(crate) fn find<'a>(
        &'a self,
        device: &DeviceId,
        key: &str,
        pending: &'a [Receipt],
    ) -> Option<&'a Receipt> {
        let same = |receipt: &&Receipt| receipt.device == device.as_str() && receipt.key == key;
        let committed = self.known.get(&(device.to_string(), key.to_owned()));
        committed.or_else(|| pending.iter().find(same))
    }

    pub(crate) fn keep(&mut self, receipts: Vec<Receipt>) {
        for receipt in receipts {
            self.known
                .insert((receipt.device.clone(), receipt.key.clone()), receipt);
        }
    }
}

/// What a receipt says.
pub(crate) fn facts(receipt: &Receipt) -> Facts {
    serde_json::from_slice(&receipt.facts)
        .expect("a receipt's facts were written by this program's own types")
}

/// A receipt of a request that never came, and must not be granted any more: no request has a sum of
/// zeroes, so each is told that the key was used for another.
pub(crate) fn burnt(device: &DeviceId, key: &str, day: NaiveDate) -> Receipt {
    let nobodys = ReceiptRequest {
        device: device.clone(),
        key: key.to_owned(),
        request_hash: [0; 32],
    };
    receipt(&nobodys, day, &Facts::Noted)
}

pub(crate) fn receipt(wanted: &ReceiptRequest, day: NaiveDate, facts: &Facts) -> Receipt {
    Receipt {
        device: wanted.device.to_string(),
        key: wanted.key.clone(),
        request_hash: wanted.request_hash,
        day,
        status: facts.status(),
        facts: serde_json::to_vec(facts).expect("facts are plain data, which JSON can always hold"),
    }
}
