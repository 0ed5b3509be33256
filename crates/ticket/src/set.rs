//! Setting a slip from top to bottom.

use crate::face::{Face, Weight};
use crate::layout::{Area, Ink, Item, Layout};
use crate::measures::{
    BAR_HEIGHT, BAR_TEXT, DASH_HEIGHT, DASH_LENGTH, DASH_PITCH, GAP, GAP_LINE, GAP_QR, GAP_SMALL,
    LURIK_BARS, LURIK_HEIGHT, LURIK_PERIOD, Measures, mark,
};
use crate::paper::Paper;
use crate::raster::BAND_ROWS;
use crate::slip::{Link, Slip};
use crate::symbol::Symbol;
use crate::words;

/// Sets one slip from top to bottom.
pub(crate) struct Setter<'a> {
    face: &'a mut Face,
    slip: &'a Slip,
    paper: Paper,
    measures: &'a Measures,
    items: Vec<Item>,
    y: u32,
}

impl<'a> Setter<'a> {
    pub(crate) fn new(
        face: &'a mut Face,
        slip: &'a Slip,
        paper: Paper,
        measures: &'a Measures,
    ) -> Self {
        Self {
            face,
            slip,
            paper,
            measures,
            items: Vec::new(),
            y: 0,
        }
    }

    pub(crate) fn set(mut self) -> Layout {
        self.lurik();
        self.space(GAP_SMALL);
        let branch = [self.measures.branch];
        self.paragraph(&self.slip.branch, &branch, Weight::Bold, 1);
        self.service();
        self.space(GAP_SMALL);
        self.reversed_bar();
        self.mark();
        self.space(GAP);
        self.what_to_do();
        self.space(GAP_LINE);
        self.tear_line();
        self.foot();
        self.space(GAP_SMALL);
        let height_dots = self.y.next_multiple_of(BAND_ROWS);
        Layout {
            paper: self.paper,
            height_dots,
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
                    self.items.push(Item::Bar(Area {
                        x,
                        y: self.y,
                        width: end - x,
                        height,
                    }));
                }
            }
        }
        self.y += height;
    }

    /// The service, and beside its last line, where it fits, that the ticket has priority.
    fn service(&mut self) {
        let sizes = self.measures.service;
        let lines_max = self.measures.service_lines_max;
        let last = self.paragraph(&self.slip.service, sizes, Weight::Bold, lines_max);
        if !self.slip.priority {
            return;
        }
        let word = words::priority(self.slip.language);
        let size = self.paper.dots(self.measures.label);
        let width = self.face.width(word, size, Weight::Medium);
        match last {
            Some(Line { end, baseline }) if end + self.paper.dots(GAP) + width <= self.right() => {
                let x = end + self.paper.dots(GAP);
                self.text(word, x, baseline, size, Weight::Medium, Ink::Black);
            }
            Some(_) | None => {
                self.paragraph(word, &[self.measures.label], Weight::Medium, 1);
            }
        }
    }

    fn reversed_bar(&mut self) {
        let marks = words::marks(self.slip);
        if marks.is_empty() {
            return;
        }
        let height = self.paper.dots(BAR_HEIGHT);
        let (x, y, width) = (self.left(), self.y, self.content());
        self.items.push(Item::Bar(Area {
            x,
            y,
            width,
            height,
        }));
        let size = self.paper.dots(BAR_TEXT);
        let baseline = y + (height + scaled(Face::CAPITAL_HEIGHT, size)) / 2;
        let inside = x + self.paper.dots(GAP);
        self.text(
            &marks.join(" · "),
            inside,
            baseline,
            size,
            Weight::Bold,
            Ink::White,
        );
        self.y += height;
        self.space(GAP_SMALL);
    }

    /// Tile with the letters, then the digits, as large as the paper allows.
    fn mark(&mut self) {
        let prefix = self.slip.number.prefix();
        let (letters, digits) = (prefix.as_str(), self.slip.number.digits());
        let more = (letters.len() - 1) as f32;
        let tile_units = mark::TILE_WIDTH + more * mark::LETTER_MORE;
        let units = tile_units + mark::GAP + digits.len() as f32 * mark::DIGIT;
        // A dot over the edge would be the last digit's side bearing, which is white.
        let widest = ((self.content() + 1) as f32 / units) as u32;
        let size = self.paper.dots(self.measures.mark).min(widest);

        let tile = Area {
            x: self.left(),
            y: self.y,
            width: scaled(tile_units, size),
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
        let baseline = |size| tile.y + (tile.height + scaled(Face::CAPITAL_HEIGHT, size)) / 2;
        self.text(
            letters,
            x,
            baseline(letter_size),
            letter_size,
            Weight::Bold,
            Ink::White,
        );

        let x = tile.x + scaled(tile_units + mark::GAP, size);
        self.text(&digits, x, baseline(size), size, Weight::Bold, Ink::Black);
        self.y += tile.height;
    }

    fn what_to_do(&mut self) {
        let (slip, measures) = (self.slip, self.measures);
        let language = slip.language;
        let label = [measures.label];
        if let Some(people) = slip.ahead {
            self.paragraph(
                &words::ahead(language, people),
                measures.ahead,
                Weight::Bold,
                1,
            );
        }
        self.paragraph(&words::wait(language, slip.wait), &label, Weight::Medium, 1);
        if let Some(name) = &slip.waiting_area {
            self.paragraph(
                &words::waiting_area(language, name),
                &label,
                Weight::Medium,
                1,
            );
        }
        if let Some(list) = words::bring(language, &slip.bring) {
            self.paragraph(&list, &label, Weight::Medium, measures.bring_lines_max);
        }
    }

    /// Dashes from margin to margin, the last one ending where the first began on its side.
    fn tear_line(&mut self) {
        let [length, height, pitch] =
            [DASH_LENGTH, DASH_HEIGHT, DASH_PITCH].map(|l| self.paper.dots(l));
        let span = self.content() - length;
        let gaps = span / pitch;
        for dash in 0..=gaps {
            let x = self.left() + span * dash / gaps;
            self.items.push(Item::Bar(Area {
                x,
                y: self.y,
                width: length,
                height,
            }));
        }
        self.y += height;
        self.space(GAP);
    }

    fn foot(&mut self) {
        match &self.slip.link {
            Some(link) if self.paper.is_narrow() => self.foot_below_qr(link),
            Some(link) => self.foot_beside_qr(link),
            None => self.when_and_where(self.left()),
        }
    }

    /// Words at the top and at the foot of the symbol, on its right.
    fn foot_beside_qr(&mut self, link: &Link) {
        let qr = self.qr(link);
        let x = qr.x + qr.width + self.paper.dots(GAP_QR);
        self.y = qr.y;
        self.follow(x);
        let top = self.y;
        self.y = 0;
        let before = self.items.len();
        self.when_and_where(x);
        // Those lines were set from zero: move them to end with the symbol.
        let start = (qr.y + qr.height).saturating_sub(self.y).max(top);
        for item in &mut self.items[before..] {
            if let Item::Text { baseline, .. } = item {
                *baseline += start;
            }
        }
        self.y = (start + self.y).max(qr.y + qr.height);
    }

    fn foot_below_qr(&mut self, link: &Link) {
        self.follow(self.left());
        self.space(GAP_SMALL);
        let qr = self.qr(link);
        self.y = qr.y + qr.height;
        self.space(GAP_SMALL);
        self.when_and_where(self.left());
    }

    fn qr(&mut self, link: &Link) -> Area {
        let symbol = Symbol::of(link);
        let side = self.paper.dots(self.measures.qr_side);
        let module_dots = side / symbol.side_modules();
        let side = module_dots * symbol.side_modules();
        let area = Area {
            x: self.left(),
            y: self.y,
            width: side,
            height: side,
        };
        self.items.push(Item::Qr {
            area,
            module_dots,
            symbol,
        });
        area
    }

    fn follow(&mut self, x: u32) {
        let words = words::follow(self.slip.language);
        self.paragraph_at(x, words, self.measures.follow, Weight::Bold, 1);
        if let Some(name) = &self.slip.wifi {
            let small = [self.measures.small];
            self.paragraph_at(x, &words::wifi(name), &small, Weight::Medium, 1);
        }
    }

    /// Date, time and kiosk: in one line where it fits, else in two.
    fn when_and_where(&mut self, x: u32) {
        let (language, at) = (self.slip.language, self.slip.issued_at);
        let small = [self.measures.small];
        let date = words::date(language, at);
        let mut rest = words::time(language, at);
        if !self.slip.kiosk.is_empty() {
            rest = format!("{rest} · {}", self.slip.kiosk);
        }
        let one = format!("{date} · {rest}");
        let size = self.paper.dots(small[0]);
        if x + self.face.width(&one, size, Weight::Medium) <= self.right() {
            self.paragraph_at(x, &one, &small, Weight::Medium, 1);
        } else {
            self.paragraph_at(x, &date, &small, Weight::Medium, 1);
            self.paragraph_at(x, &rest, &small, Weight::Medium, 1);
        }
    }

    fn paragraph(
        &mut self,
        text: &str,
        sizes: &[u32],
        weight: Weight,
        lines_max: usize,
    ) -> Option<Line> {
        self.paragraph_at(self.left(), text, sizes, weight, lines_max)
    }

    /// Sets a text in the first of `sizes` that holds it in one line, else in the last, broken.
    fn paragraph_at(
        &mut self,
        x: u32,
        text: &str,
        sizes: &[u32],
        weight: Weight,
        lines_max: usize,
    ) -> Option<Line> {
        let room = self.right().saturating_sub(x);
        let mut set = (0, Vec::new());
        for size in sizes.iter().map(|size| self.paper.dots(*size)) {
            set = (size, self.face.lines(text, size, weight, room, lines_max));
            if self.face.width(text, size, weight) <= room {
                break;
            }
        }
        let (size, lines) = set;
        let mut last = None;
        for line in lines {
            let baseline = self.y + (line_height(size) + scaled(Face::CAPITAL_HEIGHT, size)) / 2;
            let end = self.text(&line, x, baseline, size, weight, Ink::Black);
            last = Some(Line { end, baseline });
            self.y += line_height(size);
        }
        last
    }

    /// Adds one line of text and answers where it ends.
    fn text(
        &mut self,
        text: &str,
        x: u32,
        baseline: u32,
        size: u32,
        weight: Weight,
        ink: Ink,
    ) -> u32 {
        let width_dots = self.face.width(text, size, weight);
        let text = text.to_owned();
        self.items.push(Item::Text {
            text,
            x,
            baseline,
            size_dots: size,
            width_dots,
            weight,
            ink,
        });
        x + width_dots
    }

    fn space(&mut self, eighths: u32) {
        self.y += self.paper.dots(eighths);
    }

    fn left(&self) -> u32 {
        self.paper.margin_dots()
    }

    fn right(&self) -> u32 {
        self.paper.width_dots() - self.paper.margin_dots()
    }

    fn content(&self) -> u32 {
        self.right() - self.left()
    }
}

/// The last line of a paragraph.
struct Line {
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
