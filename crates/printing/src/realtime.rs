//! The commands that an ESC/POS printer obeys as they arrive, whatever it is in the middle of.

/// Asks for status `n`, 1 to 4 (`DLE EOT n`). The answer is one byte, 0xx1xx10.
pub(crate) fn ask_status(n: u8) -> [u8; 3] {
    [0x10, 0x04, n]
}

/// The last status question (`DLE EOT 4`).
pub(crate) const LAST_QUESTION: u8 = 4;

/// Recovers from an error by clearing what was received (`DLE ENQ 2`). Ignored without an error.
pub(crate) const CLEAR_AFTER_ERROR: [u8; 3] = [0x10, 0x05, 2];

/// Where the bytes hold `10 04`, `10 05` or `10 14`, which no job may.
pub(crate) fn find(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(2)
        .position(|pair| matches!(pair, [0x10, 0x04 | 0x05 | 0x14]))
}
