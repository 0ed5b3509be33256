//! What is said to a printer in its turn. Byte sequences are those of the ESC/POS command reference.

use crate::realtime;

/// Longer than the head of any command. A printer that was cut off within the head of an image would
/// take a status question for the image's size; after so many NULs it is past that.
pub(super) const PAST_ANY_HEAD: [u8; 16] = [0; 16];
/// Lets the printer report paper, cover and errors by itself (`GS a`): online, error, roll sensor.
pub(crate) const REPORT_CHANGES: [u8; 3] = [0x1d, 0x61, 0x0e];
/// Ends a line. A program that waits for lines now says that it understood nothing; a mute printer
/// feeds by one line.
pub(super) const END_OF_LINE: [u8; 2] = *b"\r\n";
/// Resets the printer (`ESC @`).
const RESET: [u8; 2] = [0x1b, 0x40];
/// Feeds to the cutter and cuts (`GS V 66 0`).
const CUT: [u8; 4] = [0x1d, 0x56, 0x42, 0];

/// Ends what a job of so many bytes may have left open. A printer that was cut off inside an image
/// takes whatever comes next for its dots: so many NULs as that job was long end the image blank,
/// and outside an image they are ignored. Then the torn slip is cut off, so that it does not hang on
/// the next customer's.
pub(super) fn end_torn_job(job_bytes: usize) -> Vec<u8> {
    let mut bytes = realtime::CLEAR_AFTER_ERROR.to_vec();
    bytes.resize(bytes.len() + job_bytes, 0);
    bytes.extend(RESET);
    bytes.extend(CUT);
    bytes
}

/// Asks for the four bytes back once all before is on paper (`GS ( H`, function 48).
pub(super) fn ask_proof(id: [u8; 4]) -> [u8; 11] {
    let [d1, d2, d3, d4] = id;
    [0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, d1, d2, d3, d4]
}
