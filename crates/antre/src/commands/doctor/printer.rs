//! A printer, asked directly, and what its faults are called.

use std::sync::mpsc;
use std::time::Duration;

use antre_domain::{PrinterFault, Watched};
use antre_printer_profile::Profile;
use antre_printing::{Deadlines, Health, PrinterEvent, PrinterUrl, Printing, Setup, TestLine};
use anyhow::Result;

use super::finding::{Finding, Reader};

/// To connect, to ask and to wait for an answer that does not come.
const WORD_DEADLINE: Duration = Duration::from_secs(20);
/// A printer that has said nothing new for so long has said all.
const SETTLE: Duration = Duration::from_millis(1_500);
const CHECK: &str = "printer";

/// Connects, asks, and prints nothing.
pub(super) fn look(url: &PrinterUrl, reader: Reader) -> Finding {
    match ask(url) {
        Ok(Some(health)) => found(url, &health, reader),
        Ok(None) => fault(url, PrinterFault::Silent, reader),
        Err(error) => Finding::wrong(
            CHECK,
            reader.pick(
                format!("Printer {url} tidak dapat ditanya: {error}."),
                format!("The printer {url} cannot be asked: {error}."),
            ),
            reader.pick(
                "Periksa ruang disk sementara.",
                "Check the temporary disk space.",
            ),
        ),
    }
}

/// What a fault is called, within a sentence.
pub(super) fn what(fault: PrinterFault, reader: Reader) -> &'static str {
    match fault {
        PrinterFault::CoverOpen => reader.pick("penutup terbuka", "the cover is open"),
        PrinterFault::OutOfPaper => reader.pick("kertas habis", "it is out of paper"),
        PrinterFault::Cutter => reader.pick("pisau macet", "the cutter is jammed"),
        PrinterFault::Overheated => reader.pick("kepala cetak panas", "the head is too hot"),
        PrinterFault::Mechanical => reader.pick("printer rusak", "it has a mechanical fault"),
        PrinterFault::Offline => reader.pick("printer offline", "it is offline"),
        PrinterFault::Stalled => reader.pick("printer tidak menerima data", "it takes no data"),
        PrinterFault::Silent => reader.pick("printer berhenti menjawab", "it no longer answers"),
        PrinterFault::Stranger => reader.pick("yang menjawab bukan printer", "it is no printer"),
        PrinterFault::Unreachable => reader.pick("tidak tersambung", "it cannot be reached"),
    }
}

/// What is left to people beside a printer that never answers.
pub(super) fn blind(reader: Reader) -> &'static str {
    reader.pick(
        "Kios menghitung kertasnya sendiri. Tekan tombol petugas setelah mengganti gulungan.",
        "The kiosk counts its paper. Press the staff key after changing the roll.",
    )
}

fn ask(url: &PrinterUrl) -> Result<Option<Health>> {
    // Printing keeps a journal; this one promises nothing and goes with the question.
    let dir = tempfile::tempdir()?;
    let manners = Profile::named("generic-80")
        .expect("this model is compiled in")
        .manners;
    let setup = Setup {
        url: url.clone(),
        manners,
        journal: dir.path().join("journal"),
        roll: dir.path().join("roll"),
        test_line: TestLine::default(),
        deadlines: Deadlines::default(),
    };
    let (heard, word) = mpsc::channel();
    let printing = Printing::start(setup, move |event| match event {
        PrinterEvent::Health(health) => {
            // Only the first word is waited for.
            let _ = heard.send(health);
        }
        PrinterEvent::Job { .. } | PrinterEvent::RollChanged(_) => {}
    })?;
    let mut health = word.recv_timeout(WORD_DEADLINE).ok();
    // A first word may be half of what is to be said.
    while let Ok(later) = word.recv_timeout(SETTLE) {
        health = Some(later);
    }
    drop(printing);
    Ok(health)
}

fn found(url: &PrinterUrl, health: &Health, reader: Reader) -> Finding {
    if let Some(of) = health.fault {
        return fault(url, of, reader);
    }
    if health.paper_low {
        return Finding::note(
            CHECK,
            reader.pick(
                format!("Printer {url}: kertas menipis."),
                format!("The printer {url}: paper is low."),
            ),
            reader.pick("Siapkan gulungan baru.", "Have a new roll ready."),
        );
    }
    match health.watched {
        Watched::Automatic | Watched::Asked => Finding::well(
            CHECK,
            reader.pick(
                format!("Printer {url} menjawab dan siap."),
                format!("The printer {url} answers and is ready."),
            ),
        ),
        Watched::Blind => Finding::note(
            CHECK,
            reader.pick(
                format!("Printer {url} tersambung dan tidak menjawab."),
                format!("The printer {url} is connected and does not answer."),
            ),
            reader.pick(
                "Bila kios sedang berjalan, printer itu miliknya: tanyakan lewat --hub. Bila tidak, \
                 model ini tidak pernah menjawab, dan kios menghitung kertasnya sendiri.",
                "If a kiosk is running, the printer is the kiosk's: ask through --hub. If not, this \
                 model never answers, and the kiosk counts its paper by itself.",
            ),
        ),
    }
}

fn fault(url: &PrinterUrl, fault: PrinterFault, reader: Reader) -> Finding {
    let what = what(fault, reader);
    Finding::wrong(
        CHECK,
        format!("Printer {url}: {what}."),
        remedy(fault, reader),
    )
}

fn remedy(fault: PrinterFault, reader: Reader) -> &'static str {
    match fault {
        PrinterFault::CoverOpen => reader.pick(
            "Tutup penutupnya sampai berbunyi klik.",
            "Close the cover until it clicks.",
        ),
        PrinterFault::OutOfPaper => reader.pick(
            "Buka penutup, pasang gulungan baru, tutup kembali.",
            "Open the cover, put in a new roll, close it.",
        ),
        PrinterFault::Cutter => reader.pick(
            "Buka penutup, keluarkan kertas yang terjepit, matikan lalu nyalakan printer.",
            "Open the cover, take out the paper that is caught, switch the printer off and on.",
        ),
        PrinterFault::Overheated => reader.pick(
            "Tunggu beberapa menit; printer pulih sendiri.",
            "Wait a few minutes; it recovers by itself.",
        ),
        PrinterFault::Mechanical => reader.pick(
            "Matikan lalu nyalakan printer. Bila tetap begitu, hubungi teknisi.",
            "Switch the printer off and on. If that does not help, call a technician.",
        ),
        PrinterFault::Offline => reader.pick(
            "Lepaskan tombol feed dan periksa lampu printer.",
            "Let go of the feed button and look at the printer's lights.",
        ),
        PrinterFault::Stalled => reader.pick(
            "Matikan lalu nyalakan printer, dan periksa kabelnya.",
            "Switch the printer off and on, and check its cable.",
        ),
        PrinterFault::Silent => reader.pick(
            "Periksa kabel. Bila kios sedang berjalan, printer itu miliknya: tanyakan lewat --hub.",
            "Check the cable. If a kiosk is running, the printer is the kiosk's: ask through --hub.",
        ),
        PrinterFault::Stranger => reader.pick(
            "Alamat ini milik program lain. Periksa alamat printer dan port-nya (biasanya 9100).",
            "This address belongs to another program. Check the printer's address and port \
             (usually 9100).",
        ),
        PrinterFault::Unreachable => reader.pick(
            "Periksa apakah printer menyala, kabelnya terpasang dan alamatnya benar.",
            "Check that the printer is on, its cable is in and its address is right.",
        ),
    }
}
