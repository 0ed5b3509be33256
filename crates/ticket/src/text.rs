//! The text profile: the printer's own font, for slow links.

use escpos::errors::Result as Written;
use escpos::utils::{QRCodeCorrectionLevel, QRCodeModel, QRCodeOption};

use crate::job::{self, Job};
use crate::measures::{LENGTH_MAX, LENGTH_MAX_WITHOUT_QR};
use crate::paper::{Dialect, Paper};
use crate::slip::{Link, Slip};
use crate::symbol::Symbol;
use crate::words;

/// The most bytes a slip has in this profile: 0.8 s at 19 200 baud.
pub const TEXT_BYTES_MAX: usize = 1_500;

/// `ESC t 16` chooses Windows-1252.
const WPC1252: u8 = 16;
/// A QR symbol is about as large as in the other profile, in eighths of a millimetre.
const QR_SIDE: u32 = 200;
/// Rows of a line of font A with the feed behind it, and of one character.
const LINE_DOTS: u32 = 30;
const CELL_DOTS: u32 = 24;
/// White between parts.
const GAP_DOTS: u8 = 12;
/// The mark is scaled so much at most, which is all the command can, and so much at least.
const MARK_SCALES: std::ops::RangeInclusive<u8> = 5..=8;
const BRING_LINES_MAX: usize = 3;

/// The slip cannot be said in the printer's characters: print the raster profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the printer's font has no {0:?}: print this slip as raster")]
pub struct TextError(pub char);

/// The slip in the printer's own font, at most [`TEXT_BYTES_MAX`] bytes. Of a full slip the number
/// is set smaller, so that the paper stays as short as in the raster profile where it can.
///
/// # Errors
/// A character outside of Windows-1252 in a text of the branch.
pub fn to_escpos_text(slip: &Slip, paper: Paper, dialect: &Dialect) -> Result<Vec<u8>, TextError> {
    let sheet = Sheet::of(slip, paper)?;
    Ok(job::bytes_of(dialect, |job| sheet.write(job)))
}

/// What is sent, from top to bottom.
enum Part<'a> {
    Line(Line),
    /// The number, its letters reversed as on a tile.
    Mark {
        letters: String,
        digits: String,
    },
    Qr {
        link: &'a Link,
        module_dots: u32,
        side_dots: u32,
    },
    Gap,
}

/// Encoded text in one style.
struct Line {
    text: Vec<u8>,
    across: u8,
    down: u8,
    bold: bool,
    reverse: bool,
}

impl Line {
    fn plain(text: Vec<u8>) -> Self {
        Self {
            text,
            across: 1,
            down: 1,
            bold: false,
            reverse: false,
        }
    }

    fn large(text: Vec<u8>, across: u8) -> Self {
        Self {
            text,
            across,
            down: 2,
            bold: true,
            reverse: false,
        }
    }
}

struct Sheet<'a> {
    paper: Paper,
    columns: usize,
    mark_scale: u8,
    parts: Vec<Part<'a>>,
}

impl<'a> Sheet<'a> {
    fn of(slip: &'a Slip, paper: Paper) -> Result<Self, TextError> {
        let mut sheet = Self {
            paper,
            columns: paper.columns(),
            mark_scale: 1,
            parts: Vec::new(),
        };
        sheet.name(slip)?;
        sheet.bar(slip)?;
        sheet.parts.push(Part::Mark {
            letters: slip.number.prefix().as_str().to_owned(),
            digits: slip.number.digits(),
        });
        sheet.parts.push(Part::Gap);
        sheet.what_to_do(slip)?;
        sheet
            .parts
            .push(Part::Line(Line::plain(vec![b'-'; sheet.columns])));
        sheet.foot(slip)?;

        let length_max = if slip.link.is_some() {
            LENGTH_MAX
        } else {
            LENGTH_MAX_WITHOUT_QR
        };
        let characters = slip.number.to_string().len();
        let widest = (sheet.columns / characters).min(MARK_SCALES.last().unwrap_or(1).into()) as u8;
        sheet.mark_scale = widest;
        while sheet.mark_scale > *MARK_SCALES.start() && sheet.rows() > paper.dots(length_max) {
            sheet.mark_scale -= 1;
        }
        Ok(sheet)
    }

    fn name(&mut self, slip: &Slip) -> Result<(), TextError> {
        for text in lines(&slip.branch, self.columns, 1)? {
            self.parts.push(Part::Line(Line {
                bold: true,
                ..Line::plain(text)
            }));
        }
        let mut service = lines(&slip.service, self.columns / 2, 2)?;
        let word = slip.priority.then(|| words::priority(slip.language));
        let below = match word.map(encode).transpose()? {
            Some(word) => beside(&mut service, word, self.columns / 2),
            None => None,
        };
        let service = service.into_iter().map(|text| Line::large(text, 2));
        self.parts
            .extend(service.chain(below.map(Line::plain)).map(Part::Line));
        self.parts.push(Part::Gap);
        Ok(())
    }

    fn bar(&mut self, slip: &Slip) -> Result<(), TextError> {
        let marks = words::marks(slip);
        if !marks.is_empty() {
            let mut text = encode(&format!(" {}", marks.join(" - ")))?;
            let across = self.across_for(&text);
            text.resize(self.columns / usize::from(across), b' ');
            self.parts.push(Part::Line(Line {
                reverse: true,
                ..Line::large(text, across)
            }));
            self.parts.push(Part::Gap);
        }
        Ok(())
    }

    fn what_to_do(&mut self, slip: &Slip) -> Result<(), TextError> {
        let language = slip.language;
        if let Some(people) = slip.ahead {
            let text = encode(&words::ahead(language, people))?;
            let across = self.across_for(&text);
            self.parts.push(Part::Line(Line::large(text, across)));
        }
        self.plain(&words::wait(language, slip.wait), 1)?;
        if let Some(name) = &slip.waiting_area {
            self.plain(&words::waiting_area(language, name), 2)?;
        }
        if let Some(list) = words::bring(language, &slip.bring) {
            self.plain(&list, BRING_LINES_MAX)?;
        }
        Ok(())
    }

    fn foot(&mut self, slip: &'a Slip) -> Result<(), TextError> {
        let language = slip.language;
        if let Some(link) = &slip.link {
            self.plain(words::follow(language), 1)?;
            if let Some(name) = &slip.wifi {
                self.plain(&words::wifi(name), 1)?;
            }
            let modules = Symbol::of(link).side_modules();
            let module_dots = self.paper.dots(QR_SIDE) / modules;
            let side_dots = module_dots * modules;
            self.parts.extend([
                Part::Gap,
                Part::Qr {
                    link,
                    module_dots,
                    side_dots,
                },
                Part::Gap,
            ]);
        }
        let mut when = vec![encode(&words::date(language, slip.issued_at))?];
        let mut where_at = words::time(language, slip.issued_at);
        if !slip.kiosk.is_empty() {
            where_at = format!("{where_at} - {}", slip.kiosk);
        }
        for line in lines(&where_at, self.columns, 1)? {
            let below = beside(&mut when, line, self.columns);
            when.extend(below);
        }
        self.parts
            .extend(when.into_iter().map(|text| Part::Line(Line::plain(text))));
        Ok(())
    }

    fn plain(&mut self, text: &str, lines_max: usize) -> Result<(), TextError> {
        let lines = lines(text, self.columns, lines_max)?;
        self.parts
            .extend(lines.into_iter().map(|text| Part::Line(Line::plain(text))));
        Ok(())
    }

    /// Twice as wide where that fits a line.
    fn across_for(&self, text: &[u8]) -> u8 {
        if text.len() <= self.columns / 2 { 2 } else { 1 }
    }

    /// How long the paper will be.
    fn rows(&self) -> u32 {
        let rows_of = |part: &Part<'_>| match part {
            Part::Line(line) => (u32::from(line.down) * CELL_DOTS).max(LINE_DOTS),
            Part::Mark { .. } => u32::from(self.mark_scale) * CELL_DOTS,
            Part::Qr { side_dots, .. } => *side_dots,
            Part::Gap => u32::from(GAP_DOTS),
        };
        self.parts.iter().map(rows_of).sum()
    }

    fn write(&self, job: &mut Job) -> Written<()> {
        job.raw(&[0x1B, b't', WPC1252])?;
        job.printer().smoothing(true)?;
        for part in &self.parts {
            match part {
                Part::Line(line) => write_line(job, line)?,
                Part::Mark { letters, digits } => self.write_mark(job, letters, digits)?,
                Part::Qr {
                    link, module_dots, ..
                } => {
                    let (model, level) = (QRCodeModel::Model2, QRCodeCorrectionLevel::M);
                    let option = QRCodeOption::new(model, *module_dots as u8, level);
                    job.printer().qrcode_option(link.as_str(), option)?;
                }
                Part::Gap => {
                    job.printer()
                        .line_spacing(GAP_DOTS)?
                        .feed()?
                        .reset_line_spacing()?;
                }
            }
        }
        Ok(())
    }

    fn write_mark(&self, job: &mut Job, letters: &str, digits: &str) -> Written<()> {
        job.printer()
            .size(self.mark_scale, self.mark_scale)?
            .bold(true)?
            .reverse(true)?;
        job.raw(letters.as_bytes())?;
        job.printer().reverse(false)?;
        job.raw(digits.as_bytes())?;
        job.printer().feed()?.bold(false)?.reset_size().map(|_| ())
    }
}

/// Sets what differs from plain text, and sets it back.
fn write_line(job: &mut Job, line: &Line) -> Written<()> {
    let scaled = (line.across, line.down) != (1, 1);
    if scaled {
        job.printer().size(line.across, line.down)?;
    }
    if line.bold {
        job.printer().bold(true)?;
    }
    if line.reverse {
        job.printer().reverse(true)?;
    }
    job.raw(&line.text)?;
    job.printer().feed()?;
    if line.reverse {
        job.printer().reverse(false)?;
    }
    if line.bold {
        job.printer().bold(false)?;
    }
    if scaled {
        job.printer().reset_size()?;
    }
    Ok(())
}

/// Breaks a text at spaces into at most `lines_max` lines of `columns` characters, encoded.
fn lines(text: &str, columns: usize, lines_max: usize) -> Result<Vec<Vec<u8>>, TextError> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for word in text.split_whitespace() {
        let mut word = encode(word)?;
        word.truncate(columns);
        let full = lines.len() == lines_max;
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= columns => {
                line.push(b' ');
                line.extend(word);
            }
            Some(line) if full => {
                // No room for more: say so in the last three places.
                line.truncate(columns - 3);
                line.extend(b"...");
                return Ok(lines);
            }
            Some(_) | None => lines.push(word),
        }
    }
    Ok(lines)
}

/// Adds a text to the last line after a dash; gives it back where it does not fit.
fn beside(lines: &mut [Vec<u8>], text: Vec<u8>, columns: usize) -> Option<Vec<u8>> {
    match lines.last_mut() {
        Some(line) if line.len() + 3 + text.len() <= columns => {
            line.extend(b" - ");
            line.extend(text);
            None
        }
        Some(_) | None => Some(text),
    }
}

/// Windows-1252. The dashes, dots and quotes of our own words become ASCII, which cheap printers
/// print right under any code page.
fn encode(text: &str) -> Result<Vec<u8>, TextError> {
    text.chars()
        .map(|c| match c {
            ' '..='~' => Ok(c as u8),
            '–' | '—' | '·' => Ok(b'-'),
            '‘' | '’' => Ok(b'\''),
            '“' | '”' => Ok(b'"'),
            '€' => Ok(0x80),
            '\u{A0}'..='ÿ' => Ok(c as u32 as u8),
            c if c.is_control() => Ok(b' '),
            other => Err(TextError(other)),
        })
        .collect()
}
