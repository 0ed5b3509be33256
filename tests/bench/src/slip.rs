//! How many bytes a slip is on its way to the printer, and how long it takes to set.

use std::time::Instant;

use antre_domain::TicketNumber;
use antre_printer_profile::Profile;
use antre_ticket::{
    Language, Link, Mode, Printout, Sheet, Slip, Template, Typesetter, WaitMinutes, compose,
};
use anyhow::{Context, Result};

use crate::spread::Spread;
use crate::table::{Table, Target};

const TEXT_BYTES_MAX: f64 = 1_200.0;
const RASTER_BYTES_MAX: f64 = 30_000.0;
const SETTING_MS: f64 = 5.0;

pub(crate) fn measure(table: &mut Table, acts: usize) -> Result<()> {
    let mut press = SlipPress::new()?;
    for (name, mode, bytes_max) in [
        ("slip, text profile", Mode::Text, TEXT_BYTES_MAX),
        (
            "slip at 80 mm, raster profile",
            Mode::Raster,
            RASTER_BYTES_MAX,
        ),
    ] {
        let bytes = press.print(0, mode)?.bytes.len();
        let target = Some(Target::AtMost(bytes_max));
        table.figure(name, bytes as f64, "bytes", target);
    }
    let mut durations = Vec::with_capacity(acts);
    for number in 0..acts {
        let started = Instant::now();
        press.print(number, Mode::Raster)?;
        durations.push(started.elapsed());
    }
    let spread = Spread::of(durations);
    table.duration("layout + raster of a slip, warm", &spread, 50, None);
    let target = Some(Target::AtMost(SETTING_MS));
    table.duration("layout + raster of a slip, warm", &spread, 95, target);
    Ok(())
}

/// Sets slips as a kiosk does: its fonts stay loaded.
pub(crate) struct SlipPress {
    typesetter: Typesetter,
    template: Template,
    pub(crate) profile: Profile,
}

impl SlipPress {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            typesetter: Typesetter::new(),
            template: Template::named("standard").context("a template of ours")?,
            profile: Profile::named("generic-80").context("a printer of ours")?,
        })
    }

    /// A full slip: a long service, a class, people ahead, what to bring, and a QR.
    pub(crate) fn print(&mut self, number: usize, mode: Mode) -> Result<Printout> {
        let slip = slip(format!("A{:03}", 1 + number % 999).parse()?)?;
        let composed = compose(&self.template, Sheet::Ticket(&slip), None);
        Ok(self.typesetter.print(&composed, &self.profile, mode))
    }
}

fn slip(number: TicketNumber) -> Result<Slip> {
    let issued_at =
        chrono::NaiveDate::from_ymd_opt(2026, 11, 23).and_then(|date| date.and_hms_opt(8, 14, 0));
    Ok(Slip {
        language: Language::Id,
        branch: "Puskesmas Melati".to_owned(),
        service: "Kesehatan Ibu dan Anak (KIA)".to_owned(),
        number,
        priority: true,
        party: 1,
        ahead: Some(7),
        wait: Some(WaitMinutes::around(1_200, 2_400)),
        waiting_area: Some("Ruang Tunggu 1".to_owned()),
        bring: vec![
            "KTP".to_owned(),
            "kartu BPJS".to_owned(),
            "buku KIA".to_owned(),
        ],
        link: Some(Link::new(
            "http://192.168.10.20:8080/t/Zm9vYmFyYmF6cXV4MTIzNA",
        )?),
        wifi: Some("Antre-Tamu".to_owned()),
        issued_at: issued_at.context("a date that exists")?,
        kiosk: "Kiosk 1".to_owned(),
        offline: false,
        copy: false,
        practice: false,
    })
}
