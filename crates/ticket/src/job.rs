//! One print job through the `escpos` crate, kept in memory.
//!
//! A printer object is made afresh for each job: a failed one would send its beginning twice.

use std::cell::RefCell;
use std::rc::Rc;

use antre_printer_profile::{Cut, Dialect};
use escpos::driver::Driver;
use escpos::errors::Result;
use escpos::printer::Printer;
use escpos::utils::Protocol;

/// Rows of a line of font A with the feed behind it.
pub(crate) const LINE_DOTS: u32 = 30;
/// Lines past the tear bar of a printer without a knife.
pub(crate) const TEAR_BAR_LINES: u8 = 4;

/// Collects what a printer would be sent.
#[derive(Clone, Default)]
struct Sheet(Rc<RefCell<Vec<u8>>>);

impl Driver for Sheet {
    fn name(&self) -> String {
        "memory".into()
    }

    fn write(&self, bytes: &[u8]) -> Result<()> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(())
    }

    fn read(&self, _buffer: &mut [u8]) -> Result<usize> {
        Ok(0)
    }

    fn flush(&self) -> Result<()> {
        Ok(())
    }
}

/// The printer that [`bytes_of`] hands to its caller.
pub(crate) struct Job(Printer<Sheet>);

/// The bytes of one job: initialised, written by `fill`, cut.
pub(crate) fn bytes_of(dialect: &Dialect, fill: impl FnOnce(&mut Job) -> Result<()>) -> Vec<u8> {
    let sheet = Sheet::default();
    let mut job = Job(Printer::new(sheet.clone(), Protocol::default(), None));
    job.write(dialect, fill)
        .expect("writing to memory, in ranges checked here, does not fail");
    sheet.0.take()
}

impl Job {
    /// Finished bytes, as they are.
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.custom(bytes).map(|_| ())
    }

    /// The crate's own printer, for the commands it does well.
    pub(crate) fn printer(&mut self) -> &mut Printer<impl Driver> {
        &mut self.0
    }

    fn write(
        &mut self,
        dialect: &Dialect,
        fill: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.0.init()?;
        if let Some(dpi) = dialect.motion_unit_dpi {
            self.raw(&[0x1D, b'P', dpi, dpi])?;
        }
        fill(self)?;
        match dialect.cut {
            // The crate writes `GS V 65 1` for a partial cut, which is a full one fed by a dot.
            Cut::Partial => self.raw(&[0x1D, b'V', 66, 0])?,
            Cut::Full => self.raw(&[0x1D, b'V', 65, 0])?,
            Cut::TearBar => {
                self.0.feeds(TEAR_BAR_LINES)?;
            }
        }
        self.0.print().map(|_| ())
    }
}
