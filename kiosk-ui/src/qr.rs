//! A status page's address as a picture that any telephone reads from the screen.

use antre_ticket::{Link, Symbol};
use slint::{Image, Rgb8Pixel, SharedPixelBuffer};

/// White around a symbol, in modules (ISO/IEC 18004 asks for four).
pub const QUIET_MODULES: u32 = 4;

/// The QR symbol of `link` in its quiet zone, one pixel a module: black on white in every scheme.
pub fn picture(link: &Link) -> Image {
    let symbol = Symbol::of(link);
    let modules = symbol.side_modules();
    let side = modules + 2 * QUIET_MODULES;
    let mut pixels = SharedPixelBuffer::<Rgb8Pixel>::new(side, side);
    pixels.make_mut_slice().fill(Rgb8Pixel::new(255, 255, 255));
    for row in 0..modules {
        for column in (0..modules).filter(|column| symbol.is_dark(*column, row)) {
            let place = (row + QUIET_MODULES) * side + column + QUIET_MODULES;
            pixels.make_mut_slice()[place as usize] = Rgb8Pixel::new(0, 0, 0);
        }
    }
    Image::from_rgb8(pixels)
}
