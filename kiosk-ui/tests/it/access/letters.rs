//! How large a text is set, read from its ink.
//!
//! The same words are set by another engine (cosmic-text) in the same fonts at a known size, which tells
//! how far their ink goes up, down and along in units of the size. One line then has the size that its
//! ink's height says. Several lines have the size at which their ink is as high as so many baselines apart,
//! with the ink of the first line above and of the last one below, and at which the words, broken like a
//! page breaks them, fill just so many lines. Of the two weights on screens the one counts whose words are
//! as wide as the ink. A capital is 0.668 of the size. `bad` tries all this on texts of known size.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use cosmic_text::{
    Attrs, Buffer, CacheKey, Fallback, Family, FontSystem, Metrics, Shaping, SwashCache, Wrap,
    fontdb,
};

use super::ink::Ink;

/// Height of a capital in units of the size: `sCapHeight` of Antre Sans.
pub(crate) const CAPITAL: f32 = 0.668;
/// From one baseline to the next in units of the size, before the factor that ui-kit's words set.
const NATURAL_PITCH: f32 = 1.3;
/// The size at which the other engine sets, in pixels.
const PROBE_PX: f32 = 160.0;
/// Flatter ink, as of a dash, says nothing of the size.
const RATIO_LEAST: f32 = 0.3;
const LINES_MOST: usize = 8;
/// No text of a kiosk is set smaller; smaller shapes are parts of letters.
const CUT_PX_LEAST: f32 = 30.0;
/// Share of their room that the words of several lines fill.
const FILLED: RangeInclusive<f32> = 0.5..=1.04;
/// The ink of one line is as wide as its height says, but for the weight and a rounded pixel.
const ONE_LINE_OFF_MOST: f32 = 0.09;
const ONE_LINE_FITS_OFF_MOST: f32 = 0.3;

const FONTS: [&[u8]; 6] = [
    include_bytes!("../../../../assets/fonts/AntreSans-Medium.ttf"),
    include_bytes!("../../../../assets/fonts/AntreSans-Bold.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSansArabic-Medium.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSansSC-Medium.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSansSC-Bold.ttf"),
];

/// The other engine, and what it has measured.
pub(crate) struct Letters {
    system: FontSystem,
    glyphs: SwashCache,
    known: HashMap<(bool, String), Extent>,
}

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Setting {
    /// Pixels of the picture.
    pub(crate) size: f32,
    pub(crate) lines: usize,
    /// It ends in an ellipsis that its words do not have.
    pub(crate) is_cut: bool,
}

/// Of a line's ink, in units of its size: up and down from the baseline, and along it.
#[derive(Debug, Clone, Copy, Default)]
struct Extent {
    up: f32,
    down: f32,
    wide: f32,
}

impl Letters {
    pub(crate) fn new() -> Self {
        let mut fonts = fontdb::Database::new();
        for font in FONTS {
            fonts.load_font_source(fontdb::Source::Binary(Arc::new(font)));
        }
        Self {
            system: FontSystem::new_with_locale_and_db_and_fallback("id".into(), fonts, ByScript),
            glyphs: SwashCache::new(),
            known: HashMap::new(),
        }
    }

    /// How `text` is set whose ink lies in a box of `room` pixels; `pitch` is the factor that its lines
    /// are drawn together by. `None` where its ink cannot tell.
    pub(crate) fn setting(
        &mut self,
        text: &str,
        ink: &Ink,
        room: f32,
        pitch: f32,
    ) -> Option<Setting> {
        let weights = [false, true].map(|bold| self.of_weight(text, bold, ink, room, pitch));
        let best = weights
            .into_iter()
            .flatten()
            .min_by(|(_, one), (_, other)| one.total_cmp(other));
        best.map(|(set, _)| set)
    }

    /// The same in one weight, and how far its width is off.
    fn of_weight(
        &mut self,
        text: &str,
        bold: bool,
        ink: &Ink,
        room: f32,
        pitch: f32,
    ) -> Option<(Setting, f32)> {
        let whole = self.extent(text, bold);
        let high = whole.up + whole.down;
        if high < RATIO_LEAST {
            return None;
        }
        let height = ink.height() as f32;
        let rtl = is_rtl(text);
        let may_be_cut = !text.trim_end().ends_with('…');
        let one = height / high;
        let off = (one * whole.wide / ink.width() as f32 - 1.0).abs();
        // A page would not have broken what fits, nor can it break a word.
        let fits = off < ONE_LINE_FITS_OFF_MOST && one * whole.wide <= room * 1.02;
        let is_word = off < ONE_LINE_FITS_OFF_MOST && pieces(text).len() == 1;
        if off < ONE_LINE_OFF_MOST || fits || is_word {
            return Some((
                Setting {
                    size: one,
                    lines: 1,
                    is_cut: false,
                },
                off,
            ));
        }
        if may_be_cut && ink.ends_in_dots(one, rtl) {
            return Some((
                Setting {
                    size: one,
                    lines: 1,
                    is_cut: true,
                },
                0.5,
            ));
        }
        let mut nearly = None;
        for lines in 2..=LINES_MOST {
            let between = (lines - 1) as f32 * NATURAL_PITCH * pitch;
            let mut size = height / (between + high);
            let mut broken = Vec::new();
            for _ in 0..3 {
                broken = self.broken(text, bold, room / size);
                let (first, last) = (broken.first()?.clone(), broken.last()?.clone());
                size = height
                    / (between + self.extent(&first, bold).up + self.extent(&last, bold).down);
            }
            let widest = broken
                .iter()
                .map(|line| self.extent(line, bold).wide)
                .fold(0.0, f32::max);
            let off = (size * widest / ink.width() as f32 - 1.0).abs();
            let set = Setting {
                size,
                lines,
                is_cut: false,
            };
            // Of the room that so many lines as wide as the widest have, the words must fill most, not more.
            let filled = size * whole.wide / (lines as f32 * ink.width() as f32);
            if !FILLED.contains(&filled) {
                if may_be_cut
                    && filled > *FILLED.end()
                    && size >= CUT_PX_LEAST
                    && ink.ends_in_dots(size, rtl)
                {
                    return Some((
                        Setting {
                            is_cut: true,
                            ..set
                        },
                        0.5,
                    ));
                }
                continue;
            }
            if broken.len() == lines {
                return Some((set, off));
            }
            // The page may break a line where this one still holds a word.
            nearly = nearly.or(Some((set, off + 0.1)));
        }
        nearly
    }

    /// The lines that `text` takes in a box `room` sizes wide: broken at spaces, and beside Chinese.
    fn broken(&mut self, text: &str, bold: bool, room: f32) -> Vec<String> {
        let mut lines: Vec<String> = vec![String::new()];
        for piece in pieces(text) {
            let last = lines.last_mut().expect("there is always a line");
            let longer = format!("{last}{piece}");
            if last.is_empty() || self.extent(longer.trim_end(), bold).wide <= room {
                *last = longer;
            } else {
                lines.push(piece);
            }
        }
        lines.iter().map(|line| line.trim().to_owned()).collect()
    }

    fn extent(&mut self, text: &str, bold: bool) -> Extent {
        let key = (bold, text.to_owned());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let mut buffer = Buffer::new(&mut self.system, Metrics::new(PROBE_PX, PROBE_PX));
        let weight = if bold {
            fontdb::Weight::BOLD
        } else {
            fontdb::Weight::MEDIUM
        };
        let attributes = Attrs::new()
            .family(Family::Name("Antre Sans"))
            .weight(weight);
        buffer.set_wrap(Wrap::None);
        buffer.set_text(text, &attributes, Shaping::Advanced, None);
        buffer.shape_until_scroll(&mut self.system, false);
        let (mut left, mut right, mut up, mut down) = (f32::MAX, f32::MIN, f32::MIN, f32::MIN);
        for glyph in buffer.layout_runs().flat_map(|run| run.glyphs.iter()) {
            let (key, _, _) = CacheKey::new(
                glyph.font_id,
                glyph.glyph_id,
                glyph.font_size,
                (0.0, 0.0),
                glyph.font_weight,
                glyph.cache_key_flags,
            );
            let Some(image) = self.glyphs.get_image(&mut self.system, key) else {
                continue;
            };
            let placed = image.placement;
            if placed.width == 0 {
                continue;
            }
            let x = glyph.x + glyph.font_size * glyph.x_offset + placed.left as f32;
            let top = glyph.font_size * glyph.y_offset + placed.top as f32;
            left = left.min(x);
            right = right.max(x + placed.width as f32);
            up = up.max(top);
            down = down.max(placed.height as f32 - top);
        }
        let extent = if left < right {
            Extent {
                up: up / PROBE_PX,
                down: down / PROBE_PX,
                wide: (right - left) / PROBE_PX,
            }
        } else {
            Extent::default()
        };
        self.known.insert(key, extent);
        extent
    }
}

/// What a line is made of: words with the space behind them, and Chinese characters one by one.
fn pieces(text: &str) -> Vec<String> {
    let wide =
        |c: char| ('\u{2E80}'..='\u{9FFF}').contains(&c) || ('\u{FF00}'..='\u{FFEF}').contains(&c);
    let closing = |c: char| "，。？：、！".contains(c);
    let mut pieces: Vec<String> = Vec::new();
    for c in text.chars() {
        let last = pieces.last().and_then(|piece| piece.chars().last());
        let opens = last.is_none_or(|last| {
            (last == ' ' && c != ' ') || ((wide(c) || wide(last)) && !closing(c) && c != ' ')
        });
        if opens {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    pieces
}

fn is_rtl(words: &str) -> bool {
    let arabic = |c: char| ('\u{0600}'..='\u{07FF}').contains(&c);
    words
        .chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(arabic)
}

/// Which font writes what Antre Sans lacks.
struct ByScript;

impl Fallback for ByScript {
    fn common_fallback(&self) -> &[&'static str] {
        &["Noto Sans SC", "Noto Sans Arabic"]
    }

    fn forbidden_fallback(&self) -> &[&'static str] {
        &[]
    }

    fn script_fallback(&self, _: unicode_script::Script, _: &str) -> &[&'static str] {
        &["Noto Sans Arabic", "Noto Sans SC"]
    }
}
