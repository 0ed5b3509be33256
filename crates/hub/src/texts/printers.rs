//! What is wrong with a printer, and what to do, for whoever works in the branch.

use antre_domain::{PrinterFault, PrinterHealth};

use super::Words;

impl Words<'_> {
    /// What to do about a printer; `None` where all is well.
    pub(crate) fn printer(&self, health: PrinterHealth) -> Option<&'static str> {
        let say = self.tongue();
        let fault = match health.fault {
            Some(fault) => fault,
            None if health.paper_low => {
                return Some(say.pick(
                    "Kertas hampir habis. Siapkan gulungan baru.",
                    "The paper is nearly out. Have a new roll ready.",
                ));
            }
            None => return None,
        };
        Some(match fault {
            PrinterFault::CoverOpen => say.pick(
                "Tutup printer terbuka. Tutup sampai berbunyi klik.",
                "The printer's cover is open. Close it until it clicks.",
            ),
            PrinterFault::OutOfPaper => say.pick(
                "Kertas habis. Pasang gulungan baru.",
                "The paper is out. Put in a new roll.",
            ),
            PrinterFault::Cutter => say.pick(
                "Pemotong macet. Matikan printer, buka tutupnya, keluarkan kertas yang tersangkut, lalu nyalakan lagi.",
                "The cutter is jammed. Switch the printer off, open the cover, take out the paper that is stuck, and switch it on again.",
            ),
            PrinterFault::Overheated => say.pick(
                "Printer terlalu panas. Tunggu sampai dingin; ia lanjut sendiri.",
                "The printer is too hot. Let it cool; it goes on by itself.",
            ),
            PrinterFault::Mechanical => say.pick(
                "Printer bermasalah. Matikan dan nyalakan lagi; bila tetap, panggil teknisi.",
                "The printer has a fault. Switch it off and on again; if it stays, call a technician.",
            ),
            PrinterFault::Offline => say.pick(
                "Printer tidak siap. Lihat tombol dan lampunya.",
                "The printer is not ready. Look at its buttons and lights.",
            ),
            PrinterFault::Stalled => say.pick(
                "Printer berhenti menerima data. Matikan dan nyalakan lagi.",
                "The printer takes no more data. Switch it off and on again.",
            ),
            PrinterFault::Silent => say.pick(
                "Printer tidak menjawab. Periksa kabelnya, lalu matikan dan nyalakan lagi.",
                "The printer does not answer. Check its cable, then switch it off and on again.",
            ),
            PrinterFault::Stranger => say.pick(
                "Alat di alamat ini bukan printer. Periksa alamat printer di pengaturan kiosk.",
                "What answers at this address is no printer. Check the printer's address in the kiosk's settings.",
            ),
            PrinterFault::Unreachable => say.pick(
                "Printer tidak terhubung. Periksa listrik dan kabelnya.",
                "The printer cannot be reached. Check its power and its cable.",
            ),
        })
    }

    /// What to do about a device that nobody hears of.
    pub(crate) fn device_gone(&self, name: &str) -> String {
        self.tongue().pick(
            format!("{name} tidak terhubung. Periksa apakah menyala dan tersambung ke jaringan."),
            format!("{name} is not connected. Check that it is on and on the network."),
        )
    }
}
