//! The hall's pictures beside the branch file: read and checked, so that a display can show each of them.
//! The configuration holds their hashes; their content goes into the data directory.

use std::fmt;
use std::io::Cursor;
use std::path::{Component, Path};

use antre_domain::config::{HallPolicy, MEDIA_FILE_BYTES_MAX, MEDIA_MAX};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;

use crate::slip_files::{Unread, file};

/// The most pixels of a picture: those of a 4K screen, four bytes each on the display.
const PIXELS_MAX: usize = 8 << 20;
/// A decoder's own buffers, in bytes.
const DECODED_BYTES_MAX: usize = 64 << 20;
const PNG_MAGIC: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG_MAGIC: &[u8] = b"\xff\xd8\xff";
/// The end of the picture (ITU-T T.81, EOI). Within a picture's data it does not occur.
const JPEG_END: &[u8] = b"\xff\xd9";
/// What cameras write behind it at most.
const JPEG_TRAILER_BYTES_MAX: usize = 64 << 10;

/// Fills in the hash of every picture that `hall` names, from `dir`. One that is not there is missed by
/// the configuration's own check.
pub(crate) fn read(hall: &mut HallPolicy, dir: &Path) -> Vec<Unread> {
    let mut unread = Vec::new();
    for (index, item) in hall.media.iter_mut().take(MEDIA_MAX).enumerate() {
        // Of other names the configuration's own check says what is wrong.
        if !is_bare(&item.file) {
            continue;
        }
        match read_one(&dir.join(&item.file)) {
            Ok(sha256) => item.sha256 = sha256.unwrap_or_default(),
            Err(why) => unread.push(Unread {
                path: format!("hall.media[{index}].file"),
                why: format!("{}: {why}", item.file),
            }),
        }
    }
    unread
}

/// The SHA-256 of `bytes` in hexadecimal.
pub(crate) fn sha256_of(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

fn is_bare(name: &str) -> bool {
    let mut components = Path::new(name).components();
    matches!(components.next(), Some(Component::Normal(_))) && components.next().is_none()
}

fn read_one(path: &Path) -> Result<Option<String>, String> {
    let Some(bytes) = file(path, MEDIA_FILE_BYTES_MAX)? else {
        return Ok(None);
    };
    let kind = Kind::of(&bytes).ok_or("this is neither PNG nor JPEG; save it as one of them")?;
    let name = path.extension().unwrap_or_default().to_ascii_lowercase();
    if !kind.extensions().iter().any(|extension| name == *extension) {
        return Err(format!(
            "this is a {kind}; name it .{}",
            kind.extensions()[0]
        ));
    }
    let broken = |why: String| format!("this {kind} is broken ({why}); save it again");
    let (width, height) = kind.size(&bytes).map_err(broken)?;
    if width.saturating_mul(height) > PIXELS_MAX {
        return Err(format!(
            "a picture has at most {PIXELS_MAX} pixels, this has {width} × {height}; save it smaller"
        ));
    }
    kind.decode(&bytes).map_err(broken)?;
    Ok(Some(sha256_of(&bytes)))
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Png,
    Jpeg,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
        })
    }
}

impl Kind {
    fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(PNG_MAGIC) {
            Some(Self::Png)
        } else if bytes.starts_with(JPEG_MAGIC) {
            Some(Self::Jpeg)
        } else {
            None
        }
    }

    fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
        }
    }

    /// Width and height, from the header alone: what is too large is never decoded.
    fn size(self, bytes: &[u8]) -> Result<(usize, usize), String> {
        match self {
            Self::Png => {
                let mut decoder = png_decoder(bytes);
                let info = decoder.read_header_info().map_err(told)?;
                Ok((info.width as usize, info.height as usize))
            }
            Self::Jpeg => {
                let mut decoder = jpeg_decoder(bytes);
                decoder.decode_headers().map_err(told)?;
                decoder.dimensions().ok_or_else(|| "no size".to_owned())
            }
        }
    }

    /// As a display will do it, to the last byte.
    fn decode(self, bytes: &[u8]) -> Result<(), String> {
        match self {
            Self::Png => {
                let mut reader = png_decoder(bytes).read_info().map_err(told)?;
                let size = reader.output_buffer_size().unwrap_or(DECODED_BYTES_MAX);
                let mut pixels = vec![0; size.min(DECODED_BYTES_MAX)];
                reader.next_frame(&mut pixels).map_err(told)?;
            }
            Self::Jpeg => {
                // The decoder takes a file that ends early, and makes the rest of the picture grey.
                let trailer = bytes.len().saturating_sub(JPEG_TRAILER_BYTES_MAX);
                let ends = |pair: &[u8]| pair == JPEG_END;
                if !bytes[trailer..].windows(JPEG_END.len()).any(ends) {
                    return Err("it ends early".to_owned());
                }
                jpeg_decoder(bytes).decode().map_err(told)?;
            }
        }
        Ok(())
    }
}

fn png_decoder(bytes: &[u8]) -> png::Decoder<Cursor<&[u8]>> {
    let limits = png::Limits {
        bytes: DECODED_BYTES_MAX,
    };
    png::Decoder::new_with_limits(Cursor::new(bytes), limits)
}

fn jpeg_decoder(bytes: &[u8]) -> JpegDecoder<ZCursor<&[u8]>> {
    JpegDecoder::new(ZCursor::new(bytes))
}

fn told(error: impl fmt::Display) -> String {
    error.to_string()
}
