//! The pages are drawn for three screens; any other shows the nearest of them, larger or smaller.

/// A tall screen, in pixels.
const TALL: (f32, f32) = (1080.0, 1920.0);
/// A wide one.
const WIDE: (f32, f32) = (1920.0, 1080.0);
/// A small one.
const SMALL: (f32, f32) = (1024.0, 600.0);
/// Below this share of the wide screen its text is too small to read.
const WIDE_LEAST: f32 = 0.8;

/// How large a screen of `width` by `height` pixels shows what is drawn for the one it resembles:
/// as large as lets the whole of it stay in sight.
pub fn scale(width: u32, height: u32) -> f32 {
    // No screen has more pixels along a side than a float counts exactly.
    let (width, height) = (width as f32, height as f32);
    let fit = |drawn: (f32, f32)| (width / drawn.0).min(height / drawn.1);
    if width < height {
        fit(TALL)
    } else if fit(WIDE) >= WIDE_LEAST {
        fit(WIDE)
    } else {
        fit(SMALL)
    }
}
