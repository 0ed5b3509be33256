//! Antre Sans on paper: measuring, breaking and drawing lines.

use std::ops::Range;
use std::sync::Arc;

use cosmic_text::{
    Attrs, Buffer, CacheKey, Family, FontSystem, LayoutGlyph, Metrics, Shaping, SwashCache,
    SwashContent, Wrap, fontdb,
};

const FAMILY: &str = "Antre Sans";
const FONTS: [&[u8]; 2] = [
    include_bytes!("../../../assets/fonts/AntreSans-Medium.ttf"),
    include_bytes!("../../../assets/fonts/AntreSans-Bold.ttf"),
];
const ELLIPSIS: char = '…';
/// More characters than this are never looked at: no line on any paper holds as many.
const CHARS_MAX: usize = 240;
/// Half covered is black: paper has no grey.
const BLACK_FROM: u8 = 128;

/// How heavy a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// 500.
    Medium,
    /// 700.
    Bold,
}

/// The typeface and its caches, made anew for each slip: no state outlives one.
pub(crate) struct Face {
    system: FontSystem,
    glyphs: SwashCache,
}

impl Face {
    /// Height of capitals in units of the size.
    pub(crate) const CAPITAL_HEIGHT: f32 = 0.668;

    pub(crate) fn new() -> Self {
        let mut fonts = fontdb::Database::new();
        for font in FONTS {
            fonts.load_font_source(fontdb::Source::Binary(Arc::new(font)));
        }
        let system = FontSystem::new_with_locale_and_db("id".into(), fonts);
        Self {
            system,
            glyphs: SwashCache::new(),
        }
    }

    /// The advance width of a line in dots, rounded up.
    pub(crate) fn width(&mut self, text: &str, size_dots: u32, weight: Weight) -> u32 {
        let glyphs = self.shape(text, size_dots, weight);
        glyphs.last().map_or(0.0, |last| last.x + last.w).ceil() as u32
    }

    /// From the first to behind the last column of black dots, counted from where the line starts.
    pub(crate) fn ink(&mut self, text: &str, size_dots: u32, weight: Weight) -> Range<u32> {
        let mut columns: Option<Range<u32>> = None;
        self.draw(text, size_dots, weight, 0, 0, |x, _| {
            let x = x.max(0) as u32;
            let seen = columns.take().unwrap_or(x..x);
            columns = Some(seen.start.min(x)..seen.end.max(x + 1));
        });
        columns.unwrap_or(0..0)
    }

    /// Breaks a text into at most `lines_max` lines of `width_dots`. What does not fit ends in an
    /// ellipsis; a word wider than a line is cut short.
    pub(crate) fn lines(
        &mut self,
        text: &str,
        size_dots: u32,
        weight: Weight,
        width_dots: u32,
        lines_max: usize,
    ) -> Vec<String> {
        let text = clean(text);
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        let mut rest = text.split(' ').peekable();
        while let Some(word) = rest.peek() {
            let longer = if line.is_empty() {
                (*word).into()
            } else {
                format!("{line} {word}")
            };
            if self.width(&longer, size_dots, weight) <= width_dots {
                line = longer;
                rest.next();
            } else if lines.len() + 1 == lines_max || line.is_empty() {
                // The last line, or a word that no line holds: cut here.
                lines.push(self.cut(&longer, size_dots, weight, width_dots));
                return lines;
            } else {
                lines.push(std::mem::take(&mut line));
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }

    /// Calls `dot(x, y)` for each black dot of a line that starts at `x` on `baseline`.
    pub(crate) fn draw(
        &mut self,
        text: &str,
        size_dots: u32,
        weight: Weight,
        x: i32,
        baseline: i32,
        mut dot: impl FnMut(i32, i32),
    ) {
        for glyph in self.shape(text, size_dots, weight) {
            // Whole dots only, so that a letter looks the same wherever it stands.
            let left = x + (glyph.x + glyph.font_size * glyph.x_offset).round() as i32;
            let top = baseline - (glyph.font_size * glyph.y_offset).round() as i32;
            let (key, left, top) = CacheKey::new(
                glyph.font_id,
                glyph.glyph_id,
                glyph.font_size,
                (left as f32, top as f32),
                glyph.font_weight,
                glyph.cache_key_flags,
            );
            let Some(image) = self.glyphs.get_image(&mut self.system, key) else {
                continue;
            };
            if image.content != SwashContent::Mask || image.placement.width == 0 {
                continue;
            }
            let rows = image.data.chunks_exact(image.placement.width as usize);
            for (y, row) in (top - image.placement.top..).zip(rows) {
                for (x, coverage) in (left + image.placement.left..).zip(row) {
                    if *coverage >= BLACK_FROM {
                        dot(x, y);
                    }
                }
            }
        }
    }

    /// The longest start of `text` that fits with an ellipsis behind it.
    fn cut(&mut self, text: &str, size_dots: u32, weight: Weight, width_dots: u32) -> String {
        let mut start = text.to_owned();
        while start.pop().is_some() {
            let shown = format!("{}{ELLIPSIS}", start.trim_end_matches([' ', ',']));
            if self.width(&shown, size_dots, weight) <= width_dots {
                return shown;
            }
        }
        String::new()
    }

    fn shape(&mut self, text: &str, size_dots: u32, weight: Weight) -> Vec<LayoutGlyph> {
        let size = size_dots as f32;
        let mut buffer = Buffer::new(&mut self.system, Metrics::new(size, size));
        let attributes = Attrs::new()
            .family(Family::Name(FAMILY))
            .weight(match weight {
                Weight::Medium => fontdb::Weight::MEDIUM,
                Weight::Bold => fontdb::Weight::BOLD,
            });
        buffer.set_wrap(Wrap::None);
        buffer.set_text(text, &attributes, Shaping::Advanced, None);
        buffer.shape_until_scroll(&mut self.system, false);
        buffer
            .layout_runs()
            .next()
            .map_or_else(Vec::new, |run| run.glyphs.to_vec())
    }
}

/// One line of plain text: bounded, single spaces, no control characters.
fn clean(text: &str) -> String {
    let printable: String = text
        .chars()
        .take(CHARS_MAX)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    printable.split_whitespace().collect::<Vec<_>>().join(" ")
}
