use crate::error::StorageError;

/// Random bytes of the operating system, fit for secrets.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], StorageError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(StorageError::Random)?;
    Ok(bytes)
}
