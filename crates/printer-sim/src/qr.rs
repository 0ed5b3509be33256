//! QR symbols as the printer makes them from stored text.

use qrcode::{Color, EcLevel, QrCode};

use crate::canvas::Row;
use crate::font::blacken;

/// The printer's QR settings and store.
#[derive(Debug, Clone)]
pub(crate) struct Symbol {
    module_dots: u32,
    level: EcLevel,
    stored: Vec<u8>,
}

impl Default for Symbol {
    fn default() -> Self {
        Self {
            module_dots: 3,
            level: EcLevel::L,
            stored: Vec::new(),
        }
    }
}

impl Symbol {
    pub(crate) fn set_size(&mut self, module_dots: u8) {
        self.module_dots = u32::from(module_dots.clamp(1, 16));
    }

    pub(crate) fn set_level(&mut self, level: u8) {
        self.level = match level {
            49 => EcLevel::M,
            50 => EcLevel::Q,
            51 => EcLevel::H,
            _ => EcLevel::L,
        };
    }

    pub(crate) fn store(&mut self, text: Vec<u8>) {
        self.stored = text;
    }

    /// The symbol's rows without quiet zone, each with how often it is printed, placed by
    /// `left_of(width)`. Nothing where nothing is
    /// stored, where it is too much for a symbol, or where the paper is too narrow: as on a printer.
    pub(crate) fn rows(
        &self,
        paper_dots: u32,
        stride_bytes: usize,
        left_of: impl Fn(u32) -> u32,
    ) -> Vec<(Row, u32)> {
        let code = match QrCode::with_error_correction_level(&self.stored, self.level) {
            Ok(code) if !self.stored.is_empty() => code,
            Ok(_) | Err(_) => return Vec::new(),
        };
        let side = code.width() as u32 * self.module_dots;
        if side > paper_dots {
            return Vec::new();
        }
        let left = left_of(side);
        let mut rows = Vec::new();
        for line in code.to_colors().chunks_exact(code.width()) {
            let mut row = vec![0; stride_bytes];
            for (module, _) in (0u32..)
                .zip(line)
                .filter(|(_, color)| **color == Color::Dark)
            {
                for dot in 0..self.module_dots {
                    blacken(&mut row, left + module * self.module_dots + dot);
                }
            }
            rows.push((row, self.module_dots));
        }
        rows
    }
}
