//! A QR symbol as a square of modules.

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;

use crate::slip::Link;

/// A QR symbol without its quiet zone, error correction M.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    side_modules: u32,
    dark: Vec<bool>,
}

impl Symbol {
    /// The symbol that carries `link`.
    pub fn of(link: &Link) -> Self {
        let code = QRBuilder::new(link.as_str())
            .ecl(ECL::M)
            .build()
            .expect("120 characters fit a QR symbol many times over");
        let side_modules = code.size as u32;
        let dark = code.data[..code.size * code.size]
            .iter()
            .map(|module| module.value())
            .collect();
        Self { side_modules, dark }
    }

    /// Modules along each side.
    pub fn side_modules(&self) -> u32 {
        self.side_modules
    }

    /// Whether the module in this column and row is dark.
    pub fn is_dark(&self, column: u32, row: u32) -> bool {
        self.dark[(row * self.side_modules + column) as usize]
    }
}
