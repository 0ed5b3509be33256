//! What the files of a branch's slips may not be. What stands in them is read where they are read.

use super::{Check, FaultCode};
use crate::config::slip::FILE_NAME_CHARS_MAX;
use crate::config::{SLIP_FILE_BYTES_MAX, SLIP_FILES_BYTES_MAX, SlipPolicy};

impl Check<'_> {
    pub(super) fn slip(&mut self) {
        let slip = &self.config.slip;
        for (field, name) in slip.named() {
            let path = format!("slip.{field}");
            let is_built_in = field != "logo" && is_plain(name);
            if !is_built_in && !SlipPolicy::is_file_for(field, name) {
                self.fault(path, FaultCode::BadFileName, format_args!("{name:?}"));
            } else if !is_built_in && !slip.files.contains_key(name) {
                self.fault(path, FaultCode::FileNotRead, name);
            }
        }
        for (name, content) in &slip.files {
            let path = format!("slip.files.{name}");
            if !slip.files_named().any(|(_, named)| named == name) {
                self.fault(path, FaultCode::FileNotNamed, format_args!("{name:?}"));
            } else if content.len() > in_base64(SLIP_FILE_BYTES_MAX) {
                let detail = format!("{name}, at most {SLIP_FILE_BYTES_MAX} bytes");
                self.fault(path, FaultCode::FileTooLarge, detail);
            }
        }
        let together: usize = slip.files.values().map(String::len).sum();
        if together > in_base64(SLIP_FILES_BYTES_MAX) {
            let detail = format!("all files together, at most {SLIP_FILES_BYTES_MAX} bytes");
            self.fault("slip", FaultCode::FileTooLarge, detail);
        }
    }
}

/// A name of something built in.
fn is_plain(name: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    !name.is_empty() && name.len() <= FILE_NAME_CHARS_MAX && name.bytes().all(legal)
}

/// How long so many bytes are in base64 (RFC 4648): four characters for three bytes.
pub(super) fn in_base64(bytes: usize) -> usize {
    bytes.div_ceil(3) * 4
}
