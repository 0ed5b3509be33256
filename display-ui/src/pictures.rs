//! Pictures of the playlist, from bytes to what the screen draws: read within bounds, as large as their
//! place. Nothing here knows a network or a window.

use std::io::Cursor;

use antre_domain::config::MEDIA_FILE_BYTES_MAX;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use slint::{Image, Rgb8Pixel, Rgba8Pixel, SharedPixelBuffer};

/// The longest side of a picture, in pixels.
pub const SIDE_PIXELS_MAX: u32 = 8_192;
/// What a picture may take while it is read, in bytes: 4 096 × 4 096 pixels of three colours. It is held
/// for a moment only, beside everything else that a display needs.
pub const READ_BYTES_MAX: u64 = 48 * 1024 * 1024;

/// A picture as it is drawn.
#[derive(Debug, Clone)]
pub enum Pixels {
    /// Every pixel covers what is behind it.
    Opaque(SharedPixelBuffer<Rgb8Pixel>),
    /// Some do not.
    Clear(SharedPixelBuffer<Rgba8Pixel>),
}

/// Why a picture is passed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The hub does not have it.
    #[error("the hub does not have it")]
    Missing,
    /// Neither PNG nor JPEG, whatever its name says.
    #[error("neither PNG nor JPEG")]
    UnknownKind,
    /// Too many bytes or pixels.
    #[error(
        "more than {SIDE_PIXELS_MAX} pixels a side, {READ_BYTES_MAX} bytes of pixels or {MEDIA_FILE_BYTES_MAX} bytes of file"
    )]
    TooLarge,
    /// Not what the branch file named, or a file that ends early or contradicts itself.
    #[error("broken: {0}")]
    Corrupt(String),
}

impl Unfit {
    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "media_missing",
            Self::UnknownKind => "media_unknown_kind",
            Self::TooLarge => "media_too_large",
            Self::Corrupt(_) => "media_corrupt",
        }
    }
}

impl Pixels {
    /// Reads a PNG or JPEG, upright as its camera meant it, and makes it fit `room` (width and height in
    /// pixels) in its own shape.
    ///
    /// # Errors
    /// See [`Unfit`]; never `Missing`.
    pub fn read(bytes: &[u8], room: (u32, u32)) -> Result<Self, Unfit> {
        if bytes.len() > MEDIA_FILE_BYTES_MAX {
            return Err(Unfit::TooLarge);
        }
        let format = match image::guess_format(bytes) {
            Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg)) => format,
            Ok(_) | Err(_) => return Err(Unfit::UnknownKind),
        };
        if format == ImageFormat::Jpeg && !has_an_end(bytes) {
            return Err(Unfit::Corrupt("it ends early".to_owned()));
        }
        let mut limits = Limits::default();
        limits.max_image_width = Some(SIDE_PIXELS_MAX);
        limits.max_image_height = Some(SIDE_PIXELS_MAX);
        limits.max_alloc = Some(READ_BYTES_MAX);
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        reader.limits(limits);
        let mut decoder = reader.into_decoder().map_err(unfit)?;
        if decoder.total_bytes() > READ_BYTES_MAX {
            return Err(Unfit::TooLarge);
        }
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let picture = DynamicImage::from_decoder(decoder).map_err(unfit)?;
        Ok(fitted(picture, orientation, room))
    }

    /// For the toolkit.
    pub fn image(&self) -> Image {
        match self {
            Self::Opaque(pixels) => Image::from_rgb8(pixels.clone()),
            Self::Clear(pixels) => Image::from_rgba8(pixels.clone()),
        }
    }

    /// Width and height, in pixels.
    pub fn size(&self) -> (u32, u32) {
        match self {
            Self::Opaque(pixels) => (pixels.width(), pixels.height()),
            Self::Clear(pixels) => (pixels.width(), pixels.height()),
        }
    }
}

fn unfit(error: image::ImageError) -> Unfit {
    match error {
        image::ImageError::Limits(_) => Unfit::TooLarge,
        other => Unfit::Corrupt(other.to_string()),
    }
}

/// The reader fills what is missing of a JPEG with grey. Between the last start of a scan (SOS, FF DA)
/// and the end of the image (EOI, FF D9) neither marker can occur by chance: ITU-T T.81, B.1.1.
fn has_an_end(jpeg: &[u8]) -> bool {
    let last = |marker: [u8; 2]| jpeg.windows(2).rposition(|pair| pair == marker);
    last([0xFF, 0xD9]) > last([0xFF, 0xDA])
}

fn fitted(mut picture: DynamicImage, orientation: Orientation, room: (u32, u32)) -> Pixels {
    let turned = {
        use Orientation as O;
        match orientation {
            O::Rotate90 | O::Rotate270 | O::Rotate90FlipH | O::Rotate270FlipH => true,
            O::NoTransforms | O::Rotate180 | O::FlipHorizontal | O::FlipVertical => false,
        }
    };
    let (width, height) = if turned { (room.1, room.0) } else { room };
    // The toolkit would take nearest points. Scaled first: what is then turned is often a tenth of it.
    let (width, height) = (width.max(1), height.max(1));
    let (across, down) = (picture.width(), picture.height());
    let fills = (across == width && down <= height) || (across <= width && down == height);
    if across / 2 >= width || down / 2 >= height {
        picture = picture.thumbnail(width, height);
    } else if !fills {
        picture = picture.resize(width, height, FilterType::CatmullRom);
    }
    picture.apply_orientation(orientation);
    let size = (picture.width(), picture.height());
    if picture.color().has_alpha() {
        let pixels = picture.into_rgba8();
        if pixels.pixels().any(|pixel| pixel.0[3] != u8::MAX) {
            return Pixels::Clear(SharedPixelBuffer::clone_from_slice(
                pixels.as_raw(),
                size.0,
                size.1,
            ));
        }
        picture = pixels.into();
    }
    let pixels = picture.into_rgb8();
    Pixels::Opaque(SharedPixelBuffer::clone_from_slice(
        pixels.as_raw(),
        size.0,
        size.1,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HD: (u32, u32) = (1_920, 1_080);

    fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let shade = |x: u32, y: u32| image::Rgb([x as u8, y as u8, 128]);
        DynamicImage::from(image::RgbImage::from_fn(width, height, shade))
            .write_to(&mut bytes, format)
            .unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_fills_its_room_in_its_own_shape() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg] {
            let large = file(2_400, 1_200, format);
            assert_eq!(Pixels::read(&large, HD).unwrap().size(), (1_920, 960));
            assert_eq!(
                Pixels::read(&large, (500, 4_000)).unwrap().size(),
                (500, 250)
            );
            let small = file(640, 480, format);
            assert_eq!(Pixels::read(&small, HD).unwrap().size(), (1_440, 1_080));
            let exact = file(1_920, 480, format);
            assert_eq!(Pixels::read(&exact, HD).unwrap().size(), (1_920, 480));
        }
    }

    #[test]
    fn a_torn_picture_is_corrupt_at_whichever_byte() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg] {
            let whole = file(320, 200, format);
            for end in [40, whole.len() / 2, whole.len() * 3 / 4] {
                let read = Pixels::read(&whole[..end], HD);
                assert_eq!(
                    read.map_err(|unfit| unfit.code()).err(),
                    Some("media_corrupt"),
                    "{format:?} cut off after {end} of {} bytes",
                    whole.len()
                );
            }
        }
    }

    #[test]
    fn what_is_neither_png_nor_jpeg_is_of_an_unknown_kind() {
        for bytes in [
            &b""[..],
            b"GIF89a\x01\x00\x01\x00",
            b"<svg/>",
            b"BM\0\0",
            &[0; 64],
        ] {
            assert_eq!(Pixels::read(bytes, HD).unwrap_err(), Unfit::UnknownKind);
        }
    }

    #[test]
    fn a_small_file_with_a_huge_picture_in_it_is_too_large() {
        for (width, height) in [(8_193, 1), (1, 8_193), (8_192, 8_192)] {
            let mut bytes = Cursor::new(Vec::new());
            DynamicImage::new_luma8(width, height)
                .write_to(&mut bytes, ImageFormat::Png)
                .unwrap();
            let bytes = bytes.into_inner();
            assert!(bytes.len() < MEDIA_FILE_BYTES_MAX);
            assert_eq!(Pixels::read(&bytes, HD).unwrap_err(), Unfit::TooLarge);
        }
        let bytes = vec![0; MEDIA_FILE_BYTES_MAX + 1];
        assert_eq!(Pixels::read(&bytes, HD).unwrap_err(), Unfit::TooLarge);
    }

    #[test]
    fn only_a_picture_that_lets_something_through_is_drawn_so() {
        let png = |alpha: u8| {
            let mut bytes = Cursor::new(Vec::new());
            DynamicImage::from(image::RgbaImage::from_pixel(
                4,
                4,
                image::Rgba([9, 9, 9, alpha]),
            ))
            .write_to(&mut bytes, ImageFormat::Png)
            .unwrap();
            bytes.into_inner()
        };
        assert!(matches!(Pixels::read(&png(255), HD), Ok(Pixels::Opaque(_))));
        assert!(matches!(Pixels::read(&png(90), HD), Ok(Pixels::Clear(_))));
    }
}
