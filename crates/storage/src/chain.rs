use sha2::{Digest, Sha256};

/// A SHA-256 sum: of an event and all before it, or of a request.
pub type Hash = [u8; 32];

/// The hash before the first event of all.
pub(crate) const GENESIS: Hash = [0; 32];

/// What a row of the log says, as its hash covers it.
pub(crate) struct Link<'a> {
    pub(crate) seq: u64,
    pub(crate) at_ms: i64,
    /// The day column, 0 where the event opens no day.
    pub(crate) day: i64,
    pub(crate) kind: &'a [u8],
    pub(crate) body: &'a [u8],
}

impl Link<'_> {
    /// SHA-256(previous hash ‖ seq ‖ at ‖ day ‖ length of kind ‖ kind ‖ body), integers as 8 bytes
    /// big-endian. Every column of a row stands in it, so none can change unseen; the body comes
    /// last and so needs no length.
    pub(crate) fn hash_after(&self, previous: &Hash) -> Hash {
        Sha256::new()
            .chain_update(previous)
            .chain_update(self.seq.to_be_bytes())
            .chain_update(self.at_ms.to_be_bytes())
            .chain_update(self.day.to_be_bytes())
            .chain_update((self.kind.len() as u64).to_be_bytes())
            .chain_update(self.kind)
            .chain_update(self.body)
            .finalize()
            .into()
    }
}
