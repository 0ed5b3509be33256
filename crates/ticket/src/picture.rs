//! Pictures on slips: PNG or SVG in, black and white dots out, once.
//!
//! Whoever prints keeps the picture (it belongs to one paper), so that no slip waits for it.

mod greys;
mod screen;
mod svg;

use std::io::Cursor;

use antre_printer_profile::Paper;

use crate::measures::EIGHTHS_MM;
use crate::paper::Measured as _;
use greys::{Greys, grey_of, over_white};

/// The largest file, in bytes.
const BYTES_MAX: usize = 1 << 20;
/// The most pixels of a PNG: four bytes each while it is read.
const PIXELS_MAX: u64 = 8 << 20;
/// A PNG's own buffers, in bytes.
const PNG_BYTES_MAX: usize = 64 << 20;
/// The highest picture on paper.
const HEIGHT_MM_MAX: u32 = 60;
/// An SVG is drawn so many times finer than the paper, both ways, before it is black or white.
const SVG_FINER: u32 = 4;

pub use screen::ScreenPicture;

const PNG_MAGIC: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A picture in the dots of one paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Dots across.
    pub width_dots: u32,
    /// Dots down.
    pub height_dots: u32,
    /// Rows, packed as in [`crate::Bitmap`].
    pub rows: Vec<Vec<u8>>,
}

/// Why a picture was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {fault}")]
pub struct PictureError {
    /// As the caller named it.
    pub file: String,
    /// What, and the remedy.
    pub fault: PictureFault,
}

/// What is wrong with a picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    /// Too many bytes.
    #[error("a picture has at most {BYTES_MAX} bytes, this has {bytes}; save it smaller")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
    /// Too many pixels.
    #[error(
        "a picture has at most {PIXELS_MAX} pixels, this has {width} × {height}; save it smaller"
    )]
    TooManyPixels {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// Neither of the formats.
    #[error("this is neither PNG nor SVG; save it as one of them")]
    NotAPicture,
    /// A file that ends early or contradicts itself.
    #[error("this {format} is broken ({why}); save it again")]
    Broken {
        /// Which of the formats.
        format: &'static str,
        /// What the reader stumbled over.
        why: String,
    },
    /// Letters need a font that only its author has.
    #[error("this SVG holds a <{element}>, which would be left out; convert it to paths")]
    NotOnlyPaths {
        /// The element.
        element: &'static str,
    },
    /// It does not fit between the margins.
    #[error("{width_mm} mm is too wide for this paper, which takes {room_mm} mm; set it narrower")]
    TooWide {
        /// As asked.
        width_mm: u16,
        /// What fits.
        room_mm: u32,
    },
    /// A tower.
    #[error(
        "it would be {height_mm} mm high, at most {HEIGHT_MM_MAX} are; crop it or set it narrower"
    )]
    TooHigh {
        /// As it comes.
        height_mm: u32,
    },
    /// Nothing of it is dark enough to print.
    #[error("nothing of it is dark: paper would stay white; save it dark on white")]
    Blank,
}

impl PictureFault {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "picture_too_large",
            Self::TooManyPixels { .. } => "picture_too_many_pixels",
            Self::NotAPicture => "picture_not_a_picture",
            Self::Broken { .. } => "picture_broken",
            Self::NotOnlyPaths { .. } => "picture_not_only_paths",
            Self::TooWide { .. } => "picture_too_wide",
            Self::TooHigh { .. } => "picture_too_high",
            Self::Blank => "picture_blank",
        }
    }
}

impl Picture {
    /// Reads a PNG (grey, colour, palette, with alpha, 16 bit) or an SVG of paths, `width_mm` wide on
    /// `paper`; `file` is only for the messages. What is transparent is white. Line art stays crisp;
    /// all else is dithered (Floyd–Steinberg, every second row from the right).
    ///
    /// # Errors
    /// See [`PictureFault`].
    pub fn read(
        file: &str,
        bytes: &[u8],
        width_mm: u16,
        paper: Paper,
    ) -> Result<Self, PictureError> {
        read(bytes, width_mm, paper).map_err(|fault| PictureError {
            file: file.to_owned(),
            fault,
        })
    }
}

/// Whether a screen can show it: a PNG, or an SVG of paths. `file` is only for the messages.
///
/// # Errors
/// See [`PictureFault`].
pub fn check_for_screen(file: &str, bytes: &[u8]) -> Result<(), PictureError> {
    let checked = if bytes.starts_with(PNG_MAGIC) {
        read_png(bytes).map(drop)
    } else {
        svg::read(bytes).map(drop)
    };
    checked.map_err(|fault| PictureError {
        file: file.to_owned(),
        fault,
    })
}

fn read(bytes: &[u8], width_mm: u16, paper: Paper) -> Result<Picture, PictureFault> {
    let width_dots = paper.dots(u32::from(width_mm) * EIGHTHS_MM);
    if width_dots == 0 || width_dots > paper.content_dots() {
        let room_mm = paper.content_dots() / paper.dots(EIGHTHS_MM);
        return Err(PictureFault::TooWide { width_mm, room_mm });
    }
    if bytes.len() > BYTES_MAX {
        let bytes = bytes.len();
        return Err(PictureFault::TooLarge { bytes });
    }
    // The picture's height on paper where it is this wide.
    let height_dots = |width: f32, height: f32| {
        let dots = (height / width * width_dots as f32).round().max(1.0);
        if dots > paper.dots(HEIGHT_MM_MAX * EIGHTHS_MM) as f32 {
            let height_mm = (dots / paper.dots(EIGHTHS_MM) as f32) as u32;
            return Err(PictureFault::TooHigh { height_mm });
        }
        Ok(dots as u32)
    };
    let (fine, height_dots) = if bytes.starts_with(PNG_MAGIC) {
        let fine = read_png(bytes)?;
        let height_dots = height_dots(fine.width as f32, fine.height as f32)?;
        (fine, height_dots)
    } else {
        let tree = svg::read(bytes)?;
        let (width, height) = (tree.size().width(), tree.size().height());
        let height_dots = height_dots(width, height)?;
        let fine = svg::draw(&tree, width_dots * SVG_FINER, height_dots * SVG_FINER)?;
        (fine, height_dots)
    };
    let is_line_art = fine.is_line_art();
    let mut picture = fine.scaled(width_dots, height_dots);
    let rows = if is_line_art {
        picture.halved()
    } else {
        picture.dithered()
    };
    if rows.iter().flatten().all(|byte| *byte == 0) {
        return Err(PictureFault::Blank);
    }
    Ok(Picture {
        width_dots,
        height_dots,
        rows,
    })
}

fn read_png(bytes: &[u8]) -> Result<Greys, PictureFault> {
    let png = decode_png(bytes)?;
    let levels = png.pixels().map(|pixel| match *pixel {
        [grey] => grey,
        [grey, alpha] => over_white(grey, alpha),
        [red, green, blue] => grey_of(red, green, blue),
        [red, green, blue, alpha] => over_white(grey_of(red, green, blue), alpha),
        _ => u8::MAX,
    });
    Ok(Greys {
        width: png.width as usize,
        height: png.height as usize,
        levels: levels.collect(),
    })
}

/// A PNG's pixels, of one to four samples: grey or colour, with alpha or without.
struct Png {
    width: u32,
    height: u32,
    samples: usize,
    bytes: Vec<u8>,
}

impl Png {
    fn pixels(&self) -> impl Iterator<Item = &[u8]> {
        self.bytes.chunks_exact(self.samples)
    }
}

fn decode_png(bytes: &[u8]) -> Result<Png, PictureFault> {
    let broken = |error: png::DecodingError| PictureFault::Broken {
        format: "PNG",
        why: error.to_string(),
    };
    let limits = png::Limits {
        bytes: PNG_BYTES_MAX,
    };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let info = decoder.read_header_info().map_err(broken)?;
    let (width, height) = (info.width, info.height);
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(PictureFault::TooManyPixels { width, height });
    }
    let mut reader = decoder.read_info().map_err(broken)?;
    let size = reader.output_buffer_size().unwrap_or(PNG_BYTES_MAX);
    let mut pixels = vec![0; size.min(PNG_BYTES_MAX)];
    let frame = reader.next_frame(&mut pixels).map_err(broken)?;
    pixels.truncate(frame.buffer_size());
    Ok(Png {
        width: frame.width,
        height: frame.height,
        samples: frame.color_type.samples(),
        bytes: pixels,
    })
}
