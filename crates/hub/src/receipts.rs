//! Who asked what under which key, and what was answered: a repetition gets the same answer.

use std::collections::HashMap;

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

    pub(crate) fn find<'a>(
        &'a self,
        wanted: &ReceiptRequest,
        pending: &'a [Receipt],
    ) -> Option<&'a Receipt> {
        let same = |receipt: &&Receipt| {
            receipt.device == wanted.device.as_str() && receipt.key == wanted.key
        };
        let committed = self
            .known
            .get(&(wanted.device.to_string(), wanted.key.clone()));
        committed.or_else(|| pending.iter().find(same))
    }

    pub(crate) fn keep(&mut self, receipts: Vec<Receipt>) {
        for receipt in receipts {
            self.known
                .insert((receipt.device.clone(), receipt.key.clone()), receipt);
        }
    }
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
