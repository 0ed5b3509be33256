//! The day's cloth: a thread for everybody who was served, in order, woven into one image.
//!
//! A thread is one pixel of the image; the page stretches it to its width on the canvas. So a day of
//! hundreds costs a few kilobytes and one rectangle.

use slint::{Color, ComponentHandle as _, Image, Rgba8Pixel, SharedPixelBuffer};

use crate::fit::Canvas;
use crate::pages::{HallState, HallWindow, Theme};

/// The width of a thread, in pixels of the canvas.
const THREAD: usize = 4;
/// A day of fewer people than a quarter of the width holds has thicker threads, up to this many times.
const THICKER_MAX: usize = 4;
/// The canvas keeps this much free on either side.
const MARGIN: f32 = 48.0;
/// The height of the cloth, and what separates two rows of it.
const HEIGHT: usize = 288;
const ROW_GAP: usize = 8;
/// How many rows stand above each other; whoever was served beyond them is not woven in.
const ROWS_MAX: usize = 18;

/// How so many threads are woven on a canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weave {
    /// Pixels of the canvas per thread.
    pub thread: usize,
    /// Threads in a full row.
    pub columns: usize,
    /// Rows, from the top.
    pub rows: usize,
}

impl Weave {
    /// `None` where nobody was served.
    pub fn of(threads: usize, canvas_width: f32) -> Option<Self> {
        if threads == 0 {
            return None;
        }
        let room = ((canvas_width - 2.0 * MARGIN) as usize / THREAD).max(1);
        let thicker = (room / 4).div_ceil(threads).clamp(1, THICKER_MAX);
        let rows = threads.div_ceil(room).min(ROWS_MAX);
        Some(Self {
            thread: THREAD * thicker,
            columns: threads.min(room),
            rows,
        })
    }

    /// Where a row begins, and its height, in pixels of the canvas.
    fn row(self, row: usize) -> (usize, usize) {
        let height = (HEIGHT - (self.rows - 1) * ROW_GAP) / self.rows;
        (row * (height + ROW_GAP), height)
    }
}

/// What was woven last.
#[derive(Debug, Default)]
pub(crate) struct Loom {
    woven: Option<(Vec<u8>, u32, bool)>,
}

impl Loom {
    /// Puts the cloth on the page where it is another than before.
    pub(crate) fn show(&mut self, window: &HallWindow, threads: &[u8]) {
        let theme = window.global::<Theme<'_>>();
        let size = window.window().size();
        let width = Canvas::of(size.width, size.height).width;
        // Where every colour is white, a cloth would be a glaring block.
        let coloured = theme.get_decorated();
        let as_before = |(before, at, as_coloured): &(Vec<u8>, u32, bool)| {
            before == threads && *at == width.to_bits() && *as_coloured == coloured
        };
        if self.woven.as_ref().is_some_and(as_before) {
            return;
        }
        self.woven = Some((threads.to_vec(), width.to_bits(), coloured));
        let state = window.global::<HallState<'_>>();
        match Weave::of(threads.len(), width).filter(|_| coloured) {
            Some(weave) => {
                let colour = |series: u8| theme.invoke_series(i32::from(series));
                state.set_cloth(Image::from_rgba8(weave_image(weave, threads, colour)));
                state.set_cloth_width((weave.columns * weave.thread) as f32);
            }
            None => {
                state.set_cloth(Image::default());
                state.set_cloth_width(0.0);
            }
        }
    }
}

fn weave_image(
    weave: Weave,
    threads: &[u8],
    colour: impl Fn(u8) -> Color,
) -> SharedPixelBuffer<Rgba8Pixel> {
    let mut image = SharedPixelBuffer::new(weave.columns as u32, HEIGHT as u32);
    let pixels = image.make_mut_slice();
    for (row, woven) in threads.chunks(weave.columns).take(weave.rows).enumerate() {
        let (top, height) = weave.row(row);
        for (column, series) in woven.iter().enumerate() {
            let colour = colour(*series);
            let pixel = Rgba8Pixel::new(colour.red(), colour.green(), colour.blue(), 255);
            for y in top..top + height {
                pixels[y * weave.columns + column] = pixel;
            }
        }
    }
    image
}
