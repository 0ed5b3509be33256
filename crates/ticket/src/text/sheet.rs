//! From parts to pieces: what fits a line, what the font has, what must be drawn.

use antre_domain::TicketNumber;
use antre_printer_profile::{CodePage, Dialect, Paper};

use crate::code_page::{encode, plain};
use crate::draw;
use crate::language::Language;
use crate::layout;
use crate::measures::EIGHTHS_MM;
use crate::paper::Measured as _;
use crate::part::{Composed, DigitsMm, Part, Role, Words};
use crate::raster;
use crate::slip::Link;
use crate::symbol::Symbol;
use crate::text::piece::{Line, Number, Piece, Style};
use crate::typesetter::Typesetter;

/// A QR symbol is about as large as in the other profile, in eighths of a millimetre.
const QR_SIDE: u32 = 200;
/// Modules are so many dots wide at most (`GS ( k` 67).
const MODULE_DOTS_MAX: u32 = 16;
/// Rows of a digit at scale 1.
const DIGIT_DOTS: u32 = 17;
/// `GS !` can no more.
const SCALE_MAX: usize = 8;
/// To keep a sheet short, its number is scaled so much at least.
const NUMBER_SCALE_MIN: u8 = 4;
/// White around bars, symbols and images, and the least between parts, in eighths of a millimetre.
const GAP: u32 = 8;
const SEPARATOR: &str = " - ";
const ELLIPSIS: &str = "...";

/// A sheet's pieces from top to bottom.
pub(crate) struct Sheet {
    pub(crate) is_rtl: bool,
    pub(crate) pieces: Vec<Piece>,
}

impl Sheet {
    pub(crate) fn set(
        typesetter: &mut Typesetter,
        composed: &Composed,
        paper: Paper,
        dialect: &Dialect,
    ) -> Self {
        let mut setter = Setter {
            typesetter,
            paper,
            dialect,
            language: composed.language,
            length_mm_max: composed.length_mm_max,
            pages: pages(composed, dialect),
            pieces: Vec::new(),
            drawn: Vec::new(),
        };
        for part in &composed.parts {
            setter.part(part);
        }
        setter.draw();
        let mut sheet = Self {
            is_rtl: composed.language.is_rtl(),
            pieces: setter.pieces,
        };
        let rows_max = paper.dots(u32::from(composed.length_mm_max) * EIGHTHS_MM);
        sheet.shorten(rows_max, paper.dots(GAP));
        sheet
    }

    /// How long the paper will be, without the cut.
    pub(crate) fn rows(&self) -> u32 {
        self.pieces.iter().map(Piece::rows).sum()
    }

    /// Takes white out, then sets the number smaller, as far as that makes the sheet fit.
    fn shorten(&mut self, rows_max: u32, gap_dots: u32) {
        while self.rows() > rows_max {
            let shrunk = self.pieces.iter_mut().any(|piece| match piece {
                Piece::Gap(dots) if *dots > gap_dots => {
                    *dots = gap_dots;
                    true
                }
                Piece::Gap(_)
                | Piece::Number(_)
                | Piece::Line(_)
                | Piece::Qr { .. }
                | Piece::Image { .. } => false,
            });
            if !shrunk && !self.shrink_number() {
                break;
            }
        }
    }

    fn shrink_number(&mut self) -> bool {
        self.pieces.iter_mut().any(|piece| match piece {
            Piece::Number(number) if number.may_shrink && number.scale > NUMBER_SCALE_MIN => {
                number.scale -= 1;
                true
            }
            Piece::Number(_)
            | Piece::Line(_)
            | Piece::Qr { .. }
            | Piece::Image { .. }
            | Piece::Gap(_) => false,
        })
    }
}

struct Setter<'a> {
    typesetter: &'a mut Typesetter,
    paper: Paper,
    dialect: &'a Dialect,
    language: Language,
    length_mm_max: u16,
    /// In the order in which they are tried; the first one has all that any of them has, if one does.
    pages: Vec<CodePage>,
    pieces: Vec<Piece>,
    /// Parts that wait to be drawn together.
    drawn: Vec<Part>,
}

impl Setter<'_> {
    fn part(&mut self, part: &Part) {
        match part {
            Part::Lurik | Part::Logo { .. } => {}
            Part::Gap(eighths) => self.gap((*eighths).into()),
            Part::Tear => {
                let dashes = "-".repeat(self.columns(1));
                self.lines([dashes], None, Style::PLAIN);
            }
            Part::Words(words) => self.words(words),
            Part::Marks(marks) => self.marks(marks, part),
            Part::Pair {
                name,
                value,
                strong,
            } => self.pair(name, value, *strong, part),
            Part::Number { number, digits } => self.number(*number, *digits),
            Part::Qr {
                link,
                side_mm,
                above,
                below,
            } => {
                for words in above {
                    self.words(words);
                }
                self.gap(GAP);
                self.qr(link, *side_mm);
                self.gap(GAP);
                for words in below {
                    self.words(words);
                }
            }
        }
    }

    fn words(&mut self, words: &Words) {
        let text = plain(&words.text);
        let aside = words.aside.as_deref().map(plain);
        let Some(page) = self.page_of(&[&text, aside.as_deref().unwrap_or("")]) else {
            self.drawn.push(Part::Words(words.clone()));
            return;
        };
        let style = self.style(words.role, &text);
        let columns = self.columns(style.across);
        let mut lines = broken(&text, columns, words.lines_max.into());
        let Some(aside) = aside else {
            return self.lines(lines, page, style);
        };
        match lines.last_mut() {
            Some(line) if width(line) + width(SEPARATOR) + width(&aside) <= columns => {
                line.push_str(SEPARATOR);
                line.push_str(&aside);
                self.lines(lines, page, style);
            }
            Some(_) | None => {
                self.lines(lines, page, style);
                self.lines(broken(&aside, self.columns(1), 1), page, Style::PLAIN);
            }
        }
    }

    /// Reversed from margin to margin.
    fn marks(&mut self, marks: &[String], part: &Part) {
        let text = format!(" {}", plain(&marks.join(SEPARATOR)));
        let Some(page) = self.page_of(&[&text]) else {
            return self.drawn.push(part.clone());
        };
        let style = Style {
            down: 2,
            across: self.across(&text),
            reverse: true,
            ..Style::BOLD
        };
        let columns = self.columns(style.across);
        let line = broken(&text, columns - 1, 1).concat();
        self.lines([format!(" {line:<0$}", columns - 1)], page, style);
        self.gap(GAP);
    }

    /// A name, and its value at the other margin: on the next line where one does not hold both.
    fn pair(&mut self, name: &str, value: &str, strong: bool, part: &Part) {
        let (name, value) = (plain(name), plain(value));
        let Some(page) = self.page_of(&[&name, &value]) else {
            return self.drawn.push(part.clone());
        };
        let style = if strong { Style::BOLD } else { Style::PLAIN };
        let columns = self.columns(1);
        let mut lines = broken(&name, columns, usize::MAX);
        let values = broken(&value, columns, usize::MAX);
        let room = columns - lines.last().map_or(0, |line| width(line));
        match (lines.last_mut(), &values[..]) {
            (Some(line), [value]) if width(value) < room => {
                line.push_str(&format!("{value:>room$}"));
            }
            _ => lines.extend(values.iter().map(|value| format!("{value:>columns$}"))),
        }
        self.lines(lines, page, style);
    }

    fn number(&mut self, number: TicketNumber, digits_mm: Option<DigitsMm>) {
        let (letters, digits) = (number.prefix().as_str().to_owned(), number.digits());
        let widest = |characters: usize| (self.columns(1) / characters).clamp(1, SCALE_MAX);
        let beside = widest(letters.len() + digits.len());
        let wanted = digits_mm.map(|height| {
            let height_mm = if self.paper.is_narrow() {
                height.narrow
            } else {
                height.wide
            };
            let rows = self.paper.dots(u32::from(height_mm) * EIGHTHS_MM);
            ((rows + DIGIT_DOTS / 2) / DIGIT_DOTS).clamp(1, SCALE_MAX as u32) as usize
        });
        let stacked = wanted.is_some_and(|wanted| wanted > beside);
        let scale = if stacked {
            widest(letters.len().max(digits.len()))
        } else {
            beside
        };
        let number = Number {
            scale: wanted.map_or(scale, |wanted| wanted.min(scale)) as u8,
            letters,
            digits,
            stacked,
            may_shrink: digits_mm.is_none(),
        };
        self.push(Piece::Number(number));
    }

    fn qr(&mut self, link: &Link, side_mm: Option<u16>) {
        if !self.dialect.native_qr {
            self.drawn.push(Part::Qr {
                link: link.clone(),
                side_mm,
                above: Vec::new(),
                below: Vec::new(),
            });
            return;
        }
        let side = side_mm.map_or(QR_SIDE, |mm| u32::from(mm) * EIGHTHS_MM);
        let side = self.paper.dots(side).min(self.paper.content_dots());
        let modules = Symbol::of(link).side_modules();
        let module_dots = (side / modules).clamp(1, MODULE_DOTS_MAX);
        self.push(Piece::Qr {
            link: link.clone(),
            module_dots: module_dots as u8,
            side_dots: module_dots * modules,
        });
    }

    /// Adds lines that their page is known to have.
    fn lines(
        &mut self,
        lines: impl IntoIterator<Item = String>,
        page: Option<CodePage>,
        style: Style,
    ) {
        for line in lines {
            let ascii = line.is_ascii();
            let text = encode(&line, page).expect("only what a page has is set in it");
            let page = page.filter(|_| !ascii);
            self.push(Piece::Line(Line { text, page, style }));
        }
    }

    fn gap(&mut self, eighths: u32) {
        if self.drawn.is_empty() {
            self.push(Piece::Gap(self.paper.dots(eighths)));
        } else {
            let eighths = u16::try_from(eighths).unwrap_or(u16::MAX);
            self.drawn.push(Part::Gap(eighths));
        }
    }

    fn push(&mut self, piece: Piece) {
        self.draw();
        self.pieces.push(piece);
    }

    /// Draws what waits for it, in one picture.
    fn draw(&mut self) {
        if self.drawn.is_empty() {
            return;
        }
        let composed = Composed {
            language: self.language,
            parts: std::mem::take(&mut self.drawn),
            length_mm_max: self.length_mm_max,
        };
        let face = &mut self.typesetter.face;
        let layout = layout::layout(face, &composed, self.paper, self.dialect);
        let picture = draw::draw(face, &layout).without_white_below();
        let multiple = u32::from(self.dialect.band_rows_multiple);
        self.pieces.push(Piece::Image {
            bands: raster::bands(&picture, self.dialect),
            rows: picture.height_dots().next_multiple_of(multiple),
        });
        self.pieces.push(Piece::Gap(self.paper.dots(GAP)));
    }

    /// The first page that has all of these, `Some(None)` for ASCII; `None` where no page has.
    fn page_of(&self, texts: &[&str]) -> Option<Option<CodePage>> {
        let has = |page| texts.iter().all(|text| encode(text, page).is_some());
        let pages = self.pages.iter().copied().map(Some);
        std::iter::once(None).chain(pages).find(|page| has(*page))
    }

    fn style(&self, role: Role, text: &str) -> Style {
        let (across, down, bold) = match role {
            Role::Small | Role::Label => (1, 1, false),
            Role::Strong | Role::Branch => (1, 1, true),
            Role::Lead => (self.across(text), 2, true),
            Role::Title | Role::Large | Role::Huge => (2, 2, true),
        };
        Style {
            across,
            down,
            bold,
            reverse: false,
        }
    }

    /// Twice as wide where that fits a line.
    fn across(&self, text: &str) -> u8 {
        if width(text) <= self.columns(2) { 2 } else { 1 }
    }

    fn columns(&self, across: u8) -> usize {
        usize::from(self.paper.columns / u16::from(across))
    }
}

/// The printer's pages, led by the first that has everything that any of them has: so a sheet is set in
/// one where it can be.
fn pages(composed: &Composed, dialect: &Dialect) -> Vec<CodePage> {
    let mut pages = dialect.code_pages.clone();
    let known: String = all_text(composed)
        .chars()
        .filter(|c| {
            let text = c.to_string();
            pages
                .iter()
                .any(|page| encode(&text, Some(*page)).is_some())
        })
        .collect();
    let first = pages
        .iter()
        .position(|page| encode(&known, Some(*page)).is_some());
    pages[..first.map_or(0, |first| first + 1)].rotate_right(usize::from(first.is_some()));
    pages
}

/// Every word of the sheet that might be set as text.
fn all_text(composed: &Composed) -> String {
    let mut texts: Vec<&str> = Vec::new();
    let of_words = |words: &'_ Words| [Some(words.text.clone()), words.aside.clone()];
    let mut all = String::new();
    for part in &composed.parts {
        match part {
            Part::Words(words) => all.extend(of_words(words).into_iter().flatten()),
            Part::Qr { above, below, .. } => {
                let words = above.iter().chain(below);
                all.extend(words.flat_map(of_words).flatten());
            }
            Part::Marks(marks) => texts.extend(marks.iter().map(String::as_str)),
            Part::Pair { name, value, .. } => texts.extend([name.as_str(), value]),
            Part::Lurik | Part::Logo { .. } | Part::Number { .. } | Part::Tear | Part::Gap(_) => {}
        }
    }
    all.extend(texts);
    plain(&all)
}

/// Breaks a text at spaces into at most `lines_max` lines of so many characters; a word that no line
/// holds is broken where the line ends. What does not fit ends in three dots.
fn broken(text: &str, columns: usize, lines_max: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(word) <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => {
                let letters: Vec<char> = word.chars().collect();
                lines.extend(letters.chunks(columns).map(String::from_iter));
            }
        }
    }
    if lines.len() > lines_max {
        lines.truncate(lines_max);
        if let Some(last) = lines.last_mut() {
            let kept: String = last.chars().take(columns - ELLIPSIS.len()).collect();
            *last = kept.trim_end().to_owned() + ELLIPSIS;
        }
    }
    lines
}

/// Characters of the printer's font are one column each.
fn width(text: &str) -> usize {
    text.chars().count()
}
