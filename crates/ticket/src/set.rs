//! Setting a sheet from top to bottom.
//!
//! All is set as if lines began at the left; where they begin at the right each part is mirrored as it
//! is placed, whole: a number keeps its tile before its digits in every language.

use std::sync::Arc;

use antre_domain::TicketNumber;
use antre_printer_profile::Paper;

use crate::face::{Face, Weight, directed};
use crate::language::Language;
use crate::layout::{Area, Ink, Item, Layout};
use crate::measures::{
    BAR_HEIGHT, BAR_TEXT, DASH_HEIGHT, DASH_LENGTH, DASH_PITCH, EIGHTHS_MM, GAP, GAP_QR, GAP_SMALL,
    LURIK_BARS, LURIK_HEIGHT, LURIK_PERIOD, Measures, SHEET_ROWS_MULTIPLE, mark,
};
use crate::paper::Measured as _;
use crate::part::{Composed, DigitsMm, Part, Role, Words};
use crate::picture::Picture;
use crate::symbol::Symbol;

/// Between a name and its value, at least.
const PAIR_GAP: u32 = GAP;
/// Words beside a QR symbol need so much; where less is left they stand below it.
const BESIDE_QR_MIN: u32 = 240;
const MIDDLE_DOT: &str = " · ";

/// Sets one sheet by one set of measures.
pub(crate) struct Setter<'a> {
    face: &'a mut Face,
    language: Language,
    paper: Paper,
    measures: &'a Measures,
    items: Vec<Item>,
    y: u32,
}

impl<'a> Setter<'a> {
    pub(crate) fn new(
        face: &'a mut Face,
        language: Language,
        paper: Paper,
        measures: &'a Measures,
    ) -> Self {
        Self {
            face,
            language,
            paper,
            measures,
            items: Vec::new(),
            y: 0,
        }
    }

    /// `symbols` are those of the sheet's QR parts, in order.
    pub(crate) fn set(mut self, sheet: &Composed, symbols: &[Arc<Symbol>]) -> Layout {
        let mut symbols = symbols.iter();
        for part in &sheet.parts {
            match part {
                Part::Lurik => self.lurik(),
                Part::Logo { picture } => self.logo(picture),
                Part::Words(words) => self.words(self.start(), words),
                Part::Marks(marks) => self.marks(marks),
                Part::Number { number, digits } => self.number(*number, *digits),
                Part::Tear => self.tear_line(),
                Part::Qr {
                    side_mm,
                    above,
                    below,
                    ..
                } => {
                    let symbol = symbols.next().expect("each QR part has its symbol");
                    self.qr(symbol, *side_mm, above, below);
                }
                Part::Pair {
                    name,
                    value,
                    strong,
                } => self.pair(name, value, *strong),
                Part::Gap(eighths) => self.space((*eighths).into()),
            }
        }
        Layout {
            paper: self.paper,
            height_dots: self.y.next_multiple_of(SHEET_ROWS_MULTIPLE),
            items: self.items,
        }
    }

    fn lurik(&mut self) {
        let height = self.paper.dots(LURIK_HEIGHT);
        let edge = self.paper.width_dots();
        for repeat in 0.. {
            let start = repeat * LURIK_PERIOD;
            if self.paper.dots(start) >= edge {
                break;
            }
            for (offset, width) in LURIK_BARS {
                let x = self.paper.dots(start + offset);
                let end = self.paper.dots(start + offset + width).min(edge);
                if x < end {
                    self.bar(x, end - x, height);
                }
            }
        }
        self.y += height;
    }

    fn logo(&mut self, picture: &Arc<Picture>) {
        let area = Area {
            x: self.place(self.start(), picture.width_dots),
            y: self.y,
            width: picture.width_dots,
            height: picture.height_dots,
        };
        let picture = Arc::clone(picture);
        self.items.push(Item::Picture { area, picture });
        self.y += area.height;
    }

    fn marks(&mut self, marks: &[String]) {
        let height = self.paper.dots(BAR_HEIGHT);
        self.bar(self.start(), self.content(), height);
        let size = self.paper.dots(BAR_TEXT);
        let baseline = self.y + (height + scaled(Face::CAPITAL_HEIGHT, size)) / 2;
        let inside = self.start() + self.paper.dots(GAP);
        let line = Line {
            text: marks.join(MIDDLE_DOT),
            size,
            weight: Weight::Bold,
        };
        self.line(line, inside, baseline, Ink::White);
        self.y += height;
        self.space(GAP_SMALL);
    }

    /// Tile with the letters, then the digits, as large as the paper allows.
    fn number(&mut self, number: TicketNumber, digits_mm: Option<DigitsMm>) {
        let prefix = number.prefix();
        let (letters, digits) = (prefix.as_str(), number.digits());
        let more = (letters.len() - 1) as f32;
        let tile_units = mark::TILE_WIDTH + more * mark::LETTER_MORE;
        let digits_units = digits.len() as f32 * mark::DIGIT;
        // A dot over the edge would be the last digit's side bearing, which is white.
        let widest = |units: f32| ((self.content() + 1) as f32 / units) as u32;
        let wanted = digits_mm.map_or(self.measures.mark, |height| {
            let height_mm = if self.paper.is_narrow() {
                height.narrow
            } else {
                height.wide
            };
            (f32::from(height_mm) * EIGHTHS_MM as f32 / Face::CAPITAL_HEIGHT).round() as u32
        });
        let wanted = self.paper.dots(wanted);
        // By the template alone, so that the numbers of a day all look alike.
        let stacked = digits_mm.is_some() && wanted > widest(mark::USUAL);

        if stacked {
            let size = wanted.min(widest(digits_units));
            let tile_size = scaled(mark::STACKED_TILE, size).min(widest(tile_units));
            let group = scaled(tile_units, tile_size).max(scaled(digits_units, size));
            let x = self.place(self.start(), group);
            self.tile(letters, x, tile_units, tile_size);
            self.y += scaled(mark::TILE_HEIGHT, tile_size) + scaled(mark::STACKED_GAP, size);
            // Digits stand as high as capitals: only that much of their line is needed.
            let baseline = self.y + scaled(Face::CAPITAL_HEIGHT, size);
            self.text(&digits, x, baseline, size, Weight::Bold, Ink::Black);
            self.y = baseline;
        } else {
            let units = tile_units + mark::GAP + digits_units;
            let size = wanted.min(widest(units));
            let x = self.place(self.start(), scaled(units, size).min(self.content()));
            let height = scaled(mark::TILE_HEIGHT, size);
            self.tile(letters, x, tile_units, size);
            let x = x + scaled(tile_units + mark::GAP, size);
            let baseline = self.y + (height + scaled(Face::CAPITAL_HEIGHT, size)) / 2;
            self.text(&digits, x, baseline, size, Weight::Bold, Ink::Black);
            self.y += height;
        }
    }

    fn tile(&mut self, letters: &str, x: u32, units: f32, size: u32) {
        let tile = Area {
            x,
            y: self.y,
            width: scaled(units, size),
            height: scaled(mark::TILE_HEIGHT, size),
        };
        self.items.push(Item::Bar(tile));

        let room = tile.width - 2 * scaled(mark::LETTER_SIDE, size);
        let natural = self.face.width(letters, size, Weight::Bold);
        let letter_size = if natural > room {
            size * room / natural
        } else {
            size
        };
        // By its ink: a B has more white on its left, which a tile would show.
        let ink = self.face.ink(letters, letter_size, Weight::Bold);
        let x = (tile.x + (tile.width - (ink.end - ink.start)) / 2).saturating_sub(ink.start);
        let baseline = tile.y + (tile.height + scaled(Face::CAPITAL_HEIGHT, letter_size)) / 2;
        self.text(letters, x, baseline, letter_size, Weight::Bold, Ink::White);
    }

    /// Dashes from margin to margin, the last one ending where the first began on its side.
    fn tear_line(&mut self) {
        let [length, height, pitch] =
            [DASH_LENGTH, DASH_HEIGHT, DASH_PITCH].map(|l| self.paper.dots(l));
        let span = self.content() - length;
        let gaps = span / pitch;
        for dash in 0..=gaps {
            self.bar(self.start() + span * dash / gaps, length, height);
        }
        self.y += height;
        self.space(GAP);
    }

    /// Words at the top and at the foot of the symbol, beside it; around it where there is no room.
    fn qr(&mut self, symbol: &Arc<Symbol>, side_mm: Option<u16>, above: &[Words], below: &[Words]) {
        let side = side_mm.map_or(self.measures.qr_side, |mm| u32::from(mm) * EIGHTHS_MM);
        let side = self.paper.dots(side).min(self.content());
        let beside = self.start() + side + self.paper.dots(GAP_QR);
        if self.paper.is_narrow() || beside + self.paper.dots(BESIDE_QR_MIN) > self.end() {
            self.all_words(self.start(), above);
            self.space(GAP_SMALL);
            let symbol = self.symbol(symbol, side);
            self.y = symbol.y + symbol.height;
            self.space(GAP_SMALL);
            self.all_words(self.start(), below);
            return;
        }
        let symbol = self.symbol(symbol, side);
        let beside = self.start() + symbol.width + self.paper.dots(GAP_QR);
        self.y = symbol.y;
        self.all_words(beside, above);
        let top = self.y;
        self.y = 0;
        let before = self.items.len();
        self.all_words(beside, below);
        // Those lines were set from zero: move them to end with the symbol.
        let foot = (symbol.y + symbol.height).saturating_sub(self.y).max(top);
        for item in &mut self.items[before..] {
            if let Item::Text { baseline, .. } = item {
                *baseline += foot;
            }
        }
        self.y = (foot + self.y).max(symbol.y + symbol.height);
    }

    fn symbol(&mut self, symbol: &Arc<Symbol>, side: u32) -> Area {
        let module_dots = (side / symbol.side_modules()).max(1);
        let side = module_dots * symbol.side_modules();
        let area = Area {
            x: self.place(self.start(), side),
            y: self.y,
            width: side,
            height: side,
        };
        self.items.push(Item::Qr {
            area,
            module_dots,
            symbol: Arc::clone(symbol),
        });
        area
    }

    /// A name, and its value at the other margin: on the next line where one does not hold both.
    fn pair(&mut self, name: &str, value: &str, strong: bool) {
        let weight = if strong { Weight::Bold } else { Weight::Medium };
        let size = self.paper.dots(self.measures.label);
        let rtl = self.language.is_rtl();
        let width = self.face.width(value, size, weight).min(self.content());
        let room = self.content() - width;
        let gap = self.paper.dots(PAIR_GAP);
        let names = self.face.lines(
            name,
            size,
            weight,
            self.content(),
            usize::from(u8::MAX),
            rtl,
        );
        let mut last = 0;
        for (index, text) in names.into_iter().enumerate() {
            if index > 0 {
                self.y += line_height(size);
            }
            last = self.face.width(&text, size, weight);
            let baseline = self.baseline(size);
            let line = Line { text, size, weight };
            self.line(line, self.start(), baseline, Ink::Black);
        }
        if last + gap > room {
            self.y += line_height(size);
        }
        for text in self.face.lines(value, size, weight, self.content(), 1, rtl) {
            let baseline = self.baseline(size);
            let line = Line { text, size, weight };
            self.line(line, self.end() - width, baseline, Ink::Black);
        }
        self.y += line_height(size);
    }

    fn all_words(&mut self, start: u32, paragraphs: &[Words]) {
        for words in paragraphs {
            self.words(start, words);
        }
    }

    /// A paragraph whose lines begin at `start`, and its aside.
    fn words(&mut self, start: u32, words: &Words) {
        let style = self.style(words.role);
        let Some(aside) = &words.aside else {
            self.paragraph(start, &words.text, &style, words.lines_max);
            return;
        };
        match words.role {
            Role::Small => {
                let one = [words.text.as_str(), aside].join(MIDDLE_DOT);
                let size = self.paper.dots(self.measures.small);
                if start + self.face.width(&one, size, style.weight) <= self.end() {
                    self.paragraph(start, &one, &style, 1);
                } else {
                    self.paragraph(start, &words.text, &style, words.lines_max);
                    self.paragraph(start, aside, &style, 1);
                }
            }
            Role::Label
            | Role::Strong
            | Role::Branch
            | Role::Lead
            | Role::Title
            | Role::Large
            | Role::Huge => {
                let last = self.paragraph(start, &words.text, &style, words.lines_max);
                let label = self.style(Role::Label);
                let size = self.paper.dots(self.measures.label);
                let width = self.face.width(aside, size, label.weight);
                let gap = self.paper.dots(GAP);
                match last {
                    Some(last) if last.end + gap + width <= self.end() => {
                        let line = Line {
                            text: aside.clone(),
                            size,
                            weight: label.weight,
                        };
                        self.line(line, last.end + gap, last.baseline, Ink::Black);
                    }
                    Some(_) | None => {
                        self.paragraph(start, aside, &label, 1);
                    }
                }
            }
        }
    }

    /// Sets a text in the first of the style's sizes that holds it as the style wants it, else in the
    /// last.
    fn paragraph(
        &mut self,
        start: u32,
        text: &str,
        style: &Style<'_>,
        lines_max: u8,
    ) -> Option<End> {
        let room = self.end().saturating_sub(start);
        let lines_max = usize::from(lines_max.min(style.lines_max));
        let rtl = self.language.is_rtl();
        let weight = style.weight;
        let mut set = (0, Vec::new());
        for size in style.sizes.iter().map(|size| self.paper.dots(*size)) {
            set = (
                size,
                self.face.lines(text, size, weight, room, lines_max, rtl),
            );
            let fits = match style.wants {
                Wants::OneLine => self.face.width(text, size, weight) <= room,
                Wants::EveryWord => !set.1.last().is_some_and(|line| is_cut(line, text)),
            };
            if fits {
                break;
            }
        }
        let (size, lines) = set;
        let mut last = None;
        for text in lines {
            let baseline = self.baseline(size);
            let line = Line { text, size, weight };
            let end = self.line(line, start, baseline, Ink::Black);
            last = Some(End { end, baseline });
            self.y += line_height(size);
        }
        last
    }

    /// Where the letters of a line that begins here stand.
    fn baseline(&self, size: u32) -> u32 {
        self.y + (line_height(size) + scaled(Face::CAPITAL_HEIGHT, size)) / 2
    }

    fn style(&self, role: Role) -> Style<'a> {
        let measures = self.measures;
        let one = std::slice::from_ref;
        let style = |sizes, weight, lines_max| Style {
            sizes,
            weight,
            lines_max,
            wants: Wants::OneLine,
        };
        match role {
            Role::Small => style(one(&measures.small), Weight::Medium, u8::MAX),
            Role::Label => style(
                one(&measures.label),
                Weight::Medium,
                measures.label_lines_max,
            ),
            Role::Strong => style(measures.follow, Weight::Bold, measures.label_lines_max),
            Role::Branch => style(measures.branch, Weight::Bold, measures.branch_lines_max),
            Role::Lead => style(measures.ahead, Weight::Bold, u8::MAX),
            Role::Title => style(measures.service, Weight::Bold, measures.service_lines_max),
            Role::Large => Style {
                wants: Wants::EveryWord,
                ..style(measures.large, Weight::Bold, u8::MAX)
            },
            Role::Huge => Style {
                wants: Wants::EveryWord,
                ..style(measures.huge, Weight::Bold, u8::MAX)
            },
        }
    }

    /// Adds one line that begins at `start` and answers where it ends.
    fn line(&mut self, line: Line, start: u32, baseline: u32, ink: Ink) -> u32 {
        let Line { text, size, weight } = line;
        let text = directed(&text, self.language.is_rtl());
        let width_dots = self.face.width(&text, size, weight);
        let x = self.place(start, width_dots);
        self.text(&text, x, baseline, size, weight, ink);
        start + width_dots
    }

    /// Adds text whose left edge is at `x`, in every language.
    fn text(&mut self, text: &str, x: u32, baseline: u32, size: u32, weight: Weight, ink: Ink) {
        self.items.push(Item::Text {
            text: text.to_owned(),
            x,
            baseline,
            size_dots: size,
            width_dots: self.face.width(text, size, weight),
            weight,
            ink,
        });
    }

    fn bar(&mut self, x: u32, width: u32, height: u32) {
        self.items.push(Item::Bar(Area {
            x,
            y: self.y,
            width,
            height,
        }));
    }

    /// The left edge of what is `width` wide and begins at `start`.
    fn place(&self, start: u32, width: u32) -> u32 {
        if self.language.is_rtl() {
            self.paper.width_dots().saturating_sub(start + width)
        } else {
            start
        }
    }

    fn space(&mut self, eighths: u32) {
        self.y += self.paper.dots(eighths);
    }

    /// Where lines begin.
    fn start(&self) -> u32 {
        self.paper.margin_dots()
    }

    /// Where they end at the latest.
    fn end(&self) -> u32 {
        self.paper.width_dots() - self.paper.margin_dots()
    }

    fn content(&self) -> u32 {
        self.paper.content_dots()
    }
}

/// How a paragraph is set.
struct Style<'a> {
    sizes: &'a [u32],
    weight: Weight,
    lines_max: u8,
    wants: Wants,
}

/// When a size is taken.
enum Wants {
    /// The paragraph fits one line.
    OneLine,
    /// Nothing is left out.
    EveryWord,
}

struct Line {
    text: String,
    size: u32,
    weight: Weight,
}

/// Where a paragraph's last line ends.
struct End {
    end: u32,
    baseline: u32,
}

/// A line's own share of the paper.
fn line_height(size_dots: u32) -> u32 {
    size_dots * 6 / 5
}

fn scaled(units: f32, size_dots: u32) -> u32 {
    (units * size_dots as f32).round() as u32
}

fn is_cut(last_line: &str, text: &str) -> bool {
    last_line.ends_with('…') && !text.trim_end().ends_with('…')
}
