//! The same pictures in colour, for a screen.

use resvg::tiny_skia::Color;

use super::{BYTES_MAX, PNG_MAGIC, PictureError, PictureFault, Png, decode_png, svg};

/// A picture as a screen shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenPicture {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Row by row red, green, blue and alpha, the colours multiplied by it.
    pub rgba: Vec<u8>,
}

impl ScreenPicture {
    /// Reads a PNG or an SVG of paths: an SVG as large as fits into `width` by `height` pixels, a PNG no
    /// larger than it is. `file` is only for the messages.
    ///
    /// # Errors
    /// See [`PictureFault`].
    pub fn read(file: &str, bytes: &[u8], width: u32, height: u32) -> Result<Self, PictureError> {
        read(bytes, width, height).map_err(|fault| PictureError {
            file: file.to_owned(),
            fault,
        })
    }
}

fn read(bytes: &[u8], width: u32, height: u32) -> Result<ScreenPicture, PictureFault> {
    if bytes.len() > BYTES_MAX {
        let bytes = bytes.len();
        return Err(PictureFault::TooLarge { bytes });
    }
    if bytes.starts_with(PNG_MAGIC) {
        return Ok(shrunk(&decode_png(bytes)?, width, height));
    }
    let tree = svg::read(bytes)?;
    let (own_width, own_height) = (tree.size().width(), tree.size().height());
    let scale = (width as f32 / own_width).min(height as f32 / own_height);
    let pixels = |own: f32| (own * scale).round().max(1.0) as u32;
    let (width, height) = (pixels(own_width), pixels(own_height));
    let pixmap = svg::paint(&tree, width, height, Color::TRANSPARENT)?;
    Ok(ScreenPicture {
        width,
        height,
        rgba: pixmap.take(),
    })
}

/// Each pixel the mean of those that it stands for.
fn shrunk(png: &Png, width: u32, height: u32) -> ScreenPicture {
    let scale = (f64::from(width) / f64::from(png.width))
        .min(f64::from(height) / f64::from(png.height))
        .min(1.0);
    let pixels = |own: u32| ((f64::from(own) * scale).round() as u32).max(1);
    let (width, height) = (pixels(png.width), pixels(png.height));
    // Where the pixel at `place` of `of` begins among `own`: never beyond the last.
    let begins = |place: u32, of: u32, own: u32| {
        (u64::from(place) * u64::from(own) / u64::from(of)) as usize
    };
    let mut rgba = Vec::with_capacity((width * height * 4) as usize);
    for y in 0..height {
        let top = begins(y, height, png.height);
        let rows = top..begins(y + 1, height, png.height).max(top + 1);
        for x in 0..width {
            let left = begins(x, width, png.width);
            let columns = left..begins(x + 1, width, png.width).max(left + 1);
            let mut sums = [0_u32; 4];
            let mut count = 0;
            for row in rows.clone() {
                for column in columns.clone() {
                    let start = (row * png.width as usize + column) * png.samples;
                    let pixel = multiplied(&png.bytes[start..start + png.samples]);
                    for (sum, sample) in sums.iter_mut().zip(pixel) {
                        *sum += u32::from(sample);
                    }
                    count += 1;
                }
            }
            rgba.extend(sums.map(|sum| ((sum + count / 2) / count) as u8));
        }
    }
    ScreenPicture {
        width,
        height,
        rgba,
    }
}

fn multiplied(pixel: &[u8]) -> [u8; 4] {
    let by = |sample: u8, alpha: u8| ((u16::from(sample) * u16::from(alpha) + 127) / 255) as u8;
    match *pixel {
        [grey] => [grey, grey, grey, u8::MAX],
        [grey, alpha] => {
            let grey = by(grey, alpha);
            [grey, grey, grey, alpha]
        }
        [red, green, blue] => [red, green, blue, u8::MAX],
        [red, green, blue, alpha] => [by(red, alpha), by(green, alpha), by(blue, alpha), alpha],
        _ => [0; 4],
    }
}
