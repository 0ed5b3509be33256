//! From pieces to commands. Codes from the ESC/POS command reference.

use antre_printer_profile::CodePage;
use escpos::errors::Result as Written;
use escpos::utils::{QRCodeCorrectionLevel, QRCodeModel, QRCodeOption};

use crate::code_page;
use crate::job::Job;
use crate::slip::Link;
use crate::text::piece::{Line, Number, Piece, Style};
use crate::text::sheet::Sheet;

const LF: u8 = 0x0A;
const ESC: u8 = 0x1B;
const GS: u8 = 0x1D;

/// Writes pieces, and of their looks only what differs from the last one's.
pub(crate) struct Writer<'a> {
    job: &'a mut Job,
    style: Style,
    page: Option<CodePage>,
    align: Align,
}

/// `ESC a n`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Align {
    Left = 0,
    Right = 2,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(job: &'a mut Job) -> Self {
        let (style, align) = (Style::PLAIN, Align::Left);
        Self {
            job,
            style,
            page: None,
            align,
        }
    }

    pub(crate) fn sheet(mut self, sheet: &Sheet) -> Written<()> {
        self.job.printer().smoothing(true)?;
        let start = if sheet.is_rtl {
            Align::Right
        } else {
            Align::Left
        };
        for piece in &sheet.pieces {
            // A band is as wide as its ink, and stands where it does from the left only.
            match piece {
                Piece::Image { .. } => self.align(Align::Left)?,
                Piece::Line(_) | Piece::Number(_) | Piece::Qr { .. } => self.align(start)?,
                Piece::Gap(_) => {}
            }
            match piece {
                Piece::Line(line) => self.line(line)?,
                Piece::Number(number) => self.number(number)?,
                Piece::Qr {
                    link, module_dots, ..
                } => self.qr(link, *module_dots)?,
                Piece::Image { bands, .. } => self.job.raw(bands)?,
                Piece::Gap(dots) => self.gap(*dots)?,
            }
        }
        Ok(())
    }

    fn line(&mut self, line: &Line) -> Written<()> {
        self.style(line.style)?;
        if let Some(page) = line.page
            && self.page != line.page
        {
            self.page = line.page;
            self.job.raw(&code_page::select(page))?;
        }
        self.job.raw(&line.text)?;
        self.job.raw(&[LF])
    }

    fn number(&mut self, number: &Number) -> Written<()> {
        let digits = Style {
            across: number.scale,
            down: number.scale,
            ..Style::BOLD
        };
        self.style(Style {
            reverse: true,
            ..digits
        })?;
        self.job.raw(number.letters.as_bytes())?;
        if number.stacked {
            self.job.raw(&[LF])?;
        }
        self.style(digits)?;
        self.job.raw(number.digits.as_bytes())?;
        self.job.raw(&[LF])
    }

    fn qr(&mut self, link: &Link, module_dots: u8) -> Written<()> {
        let (model, level) = (QRCodeModel::Model2, QRCodeCorrectionLevel::M);
        let option = QRCodeOption::new(model, module_dots, level);
        self.job
            .printer()
            .qrcode_option(link.as_str(), option)
            .map(|_| ())
    }

    fn gap(&mut self, dots: u32) -> Written<()> {
        let mut left = dots;
        while left > 0 {
            let fed = left.min(u8::MAX.into());
            self.job.raw(&[ESC, b'J', fed as u8])?;
            left -= fed;
        }
        Ok(())
    }

    fn style(&mut self, style: Style) -> Written<()> {
        let now = std::mem::replace(&mut self.style, style);
        if (now.across, now.down) != (style.across, style.down) {
            let size = (style.across - 1) << 4 | (style.down - 1);
            self.job.raw(&[GS, b'!', size])?;
        }
        if now.bold != style.bold {
            self.job.raw(&[ESC, b'E', style.bold.into()])?;
        }
        if now.reverse != style.reverse {
            self.job.raw(&[GS, b'B', style.reverse.into()])?;
        }
        Ok(())
    }

    fn align(&mut self, align: Align) -> Written<()> {
        if self.align == align {
            return Ok(());
        }
        self.align = align;
        self.job.raw(&[ESC, b'a', align as u8])
    }
}
