//! The typeface on paper: measuring, breaking and drawing lines.
//!
//! Antre Sans writes what it can, Noto Sans Arabic and Noto Sans SC the rest. What none of them can
//! write is drawn as a box, never left out, and [`Face::missing`] names it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use cosmic_text::{
    Attrs, Buffer, CacheKey, Fallback, Family, FontSystem, Metrics, Shaping, SwashCache,
    SwashContent, Wrap, fontdb,
};
use unicode_bidi::BidiClass;
use unicode_linebreak::linebreaks;
use unicode_script::{Script, UnicodeScript};

const LATIN: &str = "Antre Sans";
const ARABIC: &str = "Noto Sans Arabic";
const CHINESE: &str = "Noto Sans SC";
const FONTS: [&[u8]; 6] = [
    include_bytes!("../../../assets/fonts/AntreSans-Medium.ttf"),
    include_bytes!("../../../assets/fonts/AntreSans-Bold.ttf"),
    include_bytes!("../../../assets/fonts/NotoSansArabic-Medium.ttf"),
    include_bytes!("../../../assets/fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("../../../assets/fonts/NotoSansSC-Medium.ttf"),
    include_bytes!("../../../assets/fonts/NotoSansSC-Bold.ttf"),
];
const ELLIPSIS: char = '…';
const LEFT_TO_RIGHT_MARK: char = '\u{200E}';
const RIGHT_TO_LEFT_MARK: char = '\u{200F}';
/// More characters than this are never looked at: no line on any paper holds as many.
const CHARS_MAX: usize = 240;
/// Half covered is black: paper has no grey.
const BLACK_FROM: u8 = 128;
/// Shaped lines that are remembered: those of a few dozen slips.
const SHAPED_MAX: usize = 512;
/// Pictures of glyphs that are remembered, a few KiB each at most.
const GLYPHS_MAX: usize = 2048;

/// How heavy a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// 500.
    Medium,
    /// 700.
    Bold,
}

/// The typeface and what it remembers of the lines it has set: that makes the next slip faster and
/// changes nothing on it. A font is read when the first line needs it.
pub(crate) struct Face {
    system: FontSystem,
    glyphs: SwashCache,
    shaped: BTreeMap<(Weight, u32, String), Arc<Shaped>>,
}

/// One line of glyphs.
struct Shaped {
    /// Sum of the advances in dots.
    advance: f32,
    glyphs: Vec<Glyph>,
}

/// A glyph on its line, in whole dots, so that a letter looks the same wherever it stands.
struct Glyph {
    key: CacheKey,
    /// From where the line starts, and up from its baseline.
    right: i32,
    up: i32,
    /// Where its characters begin in the text, and how far they move what follows.
    start: usize,
    advance: f32,
}

impl Face {
    /// Height of capitals in units of the size.
    pub(crate) const CAPITAL_HEIGHT: f32 = 0.668;

    pub(crate) fn new() -> Self {
        let mut fonts = fontdb::Database::new();
        for font in FONTS {
            fonts.load_font_source(fontdb::Source::Binary(Arc::new(font)));
        }
        let system = FontSystem::new_with_locale_and_db_and_fallback("id".into(), fonts, ByScript);
        Self {
            system,
            glyphs: SwashCache::new(),
            shaped: BTreeMap::new(),
        }
    }

    /// The characters that no font has, each once, in their order. They print as boxes.
    pub(crate) fn missing(&mut self, text: &str) -> Vec<char> {
        let faces: Vec<fontdb::ID> = self.system.db().faces().map(|face| face.id).collect();
        let mut missing = Vec::new();
        for c in text.chars() {
            let written = is_invisible(c)
                || faces.iter().any(|face| {
                    let font = self.system.get_font(*face, fontdb::Weight::MEDIUM);
                    font.is_some_and(|font| font.as_swash().charmap().map(c) != 0)
                });
            if !written && !missing.contains(&c) {
                missing.push(c);
            }
        }
        missing
    }

    /// The advance width of a line in dots, rounded up.
    pub(crate) fn width(&mut self, text: &str, size_dots: u32, weight: Weight) -> u32 {
        self.shape(text, size_dots, weight).advance.ceil() as u32
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

    /// Breaks a text into at most `lines_max` lines of `width_dots`: at spaces, and between Chinese
    /// characters where their rules allow it. What does not fit ends in an ellipsis; a word wider
    /// than a line is cut short. `rtl`: as they stand in a paragraph from the right.
    pub(crate) fn lines(
        &mut self,
        text: &str,
        size_dots: u32,
        weight: Weight,
        width_dots: u32,
        lines_max: usize,
        rtl: bool,
    ) -> Vec<String> {
        let text = clean(text);
        let shaped = self.shape(&text, size_dots, weight);
        let fits = |range: Range<usize>| {
            let line = text[range.clone()].trim_end();
            let end = range.start + line.len();
            shaped.advance_of(range.start..end).ceil() as u32 <= width_dots
        };
        let breaks = breaks(&text);
        let mut lines: Vec<Range<usize>> = Vec::new();
        let mut start = 0;
        let mut cut = None;
        while start < text.len() {
            // By the sum first: marks of direction part what stands closer together without them.
            let holds = |end: &&usize| {
                **end > start && fits(start..**end) && {
                    let line = directed(text[start..**end].trim_end(), rtl);
                    self.width(&line, size_dots, weight) <= width_dots
                }
            };
            match breaks.iter().rev().find(holds) {
                Some(end) if *end == text.len() || lines.len() + 1 < lines_max => {
                    lines.push(start..*end);
                    start = *end;
                }
                // The last line, or a word that no line holds.
                Some(_) | None => {
                    cut = Some(self.cut(&text[start..], size_dots, weight, width_dots, rtl));
                    break;
                }
            }
        }
        if let [.., before, last] = &mut lines[..]
            && cut.is_none()
            && text[last.clone()].chars().count() == 1
            && let Some(earlier) = breaks.iter().rfind(|end| **end < last.start)
            && before.start < *earlier
            && fits(*earlier..last.end)
        {
            // One character alone on a line looks lost: it takes what stands before it along.
            before.end = *earlier;
            last.start = *earlier;
        }
        let lines = lines
            .into_iter()
            .map(|line| text[line].trim_end().to_owned());
        lines.chain(cut).collect()
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
        if self.glyphs.image_cache.len() >= GLYPHS_MAX {
            self.glyphs.image_cache.clear();
        }
        for glyph in &self.shape(text, size_dots, weight).glyphs {
            let Some(image) = self.glyphs.get_image(&mut self.system, glyph.key) else {
                continue;
            };
            if image.content != SwashContent::Mask || image.placement.width == 0 {
                continue;
            }
            let left = x + glyph.right + image.placement.left;
            let top = baseline - glyph.up - image.placement.top;
            let rows = image.data.chunks_exact(image.placement.width as usize);
            for (y, row) in (top..).zip(rows) {
                for (x, coverage) in (left..).zip(row) {
                    if *coverage >= BLACK_FROM {
                        dot(x, y);
                    }
                }
            }
        }
    }

    /// The longest start of `text` that fits with an ellipsis behind it.
    fn cut(
        &mut self,
        text: &str,
        size_dots: u32,
        weight: Weight,
        width_dots: u32,
        rtl: bool,
    ) -> String {
        let shaped = self.shape(text, size_dots, weight);
        let ends = text.char_indices().map(|(end, _)| end).skip(1);
        for end in ends.collect::<Vec<_>>().into_iter().rev() {
            if shaped.advance_of(0..end) > width_dots as f32 {
                continue;
            }
            let start = text[..end].trim_end_matches([' ', ',', '،', '、']);
            let shown = format!("{start}{ELLIPSIS}");
            if self.width(&directed(&shown, rtl), size_dots, weight) <= width_dots {
                return shown;
            }
        }
        String::new()
    }

    fn shape(&mut self, text: &str, size_dots: u32, weight: Weight) -> Arc<Shaped> {
        let key = (weight, size_dots, text.to_owned());
        if let Some(shaped) = self.shaped.get(&key) {
            return Arc::clone(shaped);
        }
        if self.shaped.len() >= SHAPED_MAX {
            self.shaped.clear();
        }
        let shaped = Arc::new(self.shape_anew(text, size_dots, weight));
        self.shaped.insert(key, Arc::clone(&shaped));
        shaped
    }

    fn shape_anew(&mut self, text: &str, size_dots: u32, weight: Weight) -> Shaped {
        let size = size_dots as f32;
        let mut buffer = Buffer::new(&mut self.system, Metrics::new(size, size));
        let attributes = Attrs::new()
            .family(Family::Name(LATIN))
            .weight(match weight {
                Weight::Medium => fontdb::Weight::MEDIUM,
                Weight::Bold => fontdb::Weight::BOLD,
            });
        buffer.set_wrap(Wrap::None);
        buffer.set_text(text, &attributes, Shaping::Advanced, None);
        buffer.shape_until_scroll(&mut self.system, false);
        let glyphs = buffer
            .layout_runs()
            .next()
            .map_or(&[][..], |run| run.glyphs);
        // A line from the right is laid against the far edge of its buffer.
        let left = glyphs
            .iter()
            .map(|glyph| glyph.x)
            .fold(f32::INFINITY, f32::min);
        let glyphs: Vec<Glyph> = glyphs
            .iter()
            .map(|glyph| {
                let (key, _, _) = CacheKey::new(
                    glyph.font_id,
                    glyph.glyph_id,
                    glyph.font_size,
                    (0.0, 0.0),
                    glyph.font_weight,
                    glyph.cache_key_flags,
                );
                Glyph {
                    key,
                    right: (glyph.x - left + glyph.font_size * glyph.x_offset).round() as i32,
                    up: (glyph.font_size * glyph.y_offset).round() as i32,
                    start: glyph.start,
                    advance: glyph.w,
                }
            })
            .collect();
        Shaped {
            advance: glyphs.iter().map(|glyph| glyph.advance).sum(),
            glyphs,
        }
    }
}

impl Shaped {
    /// Sum of the advances of the characters in these bytes of the text.
    fn advance_of(&self, range: Range<usize>) -> f32 {
        let inside = |glyph: &&Glyph| range.contains(&glyph.start);
        self.glyphs
            .iter()
            .filter(inside)
            .map(|glyph| glyph.advance)
            .sum()
    }
}

/// Which font writes what Antre Sans lacks.
struct ByScript;

impl Fallback for ByScript {
    /// For punctuation, which belongs to no script.
    fn common_fallback(&self) -> &[&'static str] {
        &[CHINESE, ARABIC]
    }

    fn forbidden_fallback(&self) -> &[&'static str] {
        &[]
    }

    fn script_fallback(&self, script: Script, _locale: &str) -> &[&'static str] {
        match script {
            Script::Arabic => &[ARABIC],
            _ => &[CHINESE],
        }
    }
}

/// A line as it stands in a paragraph of one direction: with marks, which have no width, where its
/// own letters would have it read the other way. An ellipsis stays with the word that it cuts.
pub(crate) fn directed(line: &str, rtl: bool) -> Cow<'_, str> {
    let strong = |c: char| match unicode_bidi::bidi_class(c) {
        BidiClass::L => Some(false),
        BidiClass::R | BidiClass::AL => Some(true),
        _ => None,
    };
    let mark = |rtl| {
        if rtl {
            RIGHT_TO_LEFT_MARK
        } else {
            LEFT_TO_RIGHT_MARK
        }
    };
    let first = line.chars().find_map(strong).unwrap_or(false);
    let last = line.chars().rev().find_map(strong).unwrap_or(rtl);
    let against = line.ends_with(ELLIPSIS) && last != rtl;
    if first == rtl && !against {
        return Cow::Borrowed(line);
    }
    let mut directed = String::with_capacity(line.len() + 2 * RIGHT_TO_LEFT_MARK.len_utf8());
    if first != rtl {
        directed.push(mark(rtl));
    }
    directed.push_str(line);
    if against {
        directed.push(mark(last));
    }
    Cow::Owned(directed)
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

/// Where a line may end, as byte offsets: behind a space, or beside a Chinese character where
/// Unicode's rules (UAX 14) allow it. What else they allow, as in 20–|40, looks like a mistake here.
fn breaks(text: &str) -> Vec<usize> {
    let allowed = |end: &usize| {
        let before = text[..*end].chars().next_back();
        let after = text[*end..].chars().next();
        after.is_none()
            || before == Some(' ')
            || before.is_some_and(is_chinese)
            || after.is_some_and(is_chinese)
    };
    linebreaks(text)
        .map(|(end, _)| end)
        .filter(allowed)
        .collect()
}

/// Characters of full width: letters and their punctuation.
fn is_chinese(c: char) -> bool {
    c.script() == Script::Han || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}')
}

/// Spaces, and what only steers the others: marks of direction, joiners, variation selectors.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
        || matches!(c, '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
