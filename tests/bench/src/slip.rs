//! How many bytes a slip is on its way to the printer.

use antre_domain::TicketNumber;
use antre_ticket::{
    Dialect, Language, Link, Paper, Slip, WaitMinutes, layout, render, to_escpos_raster,
    to_escpos_text,
};
use anyhow::{Context, Result};

use crate::table::{Table, Target};

const TEXT_KB_MAX: f64 = 1.5;
const RASTER_KB_MAX: f64 = 45.0;

pub(crate) fn measure(table: &mut Table) -> Result<()> {
    let number: TicketNumber = "A012".parse()?;
    let issued_at =
        chrono::NaiveDate::from_ymd_opt(2026, 11, 23).and_then(|date| date.and_hms_opt(8, 14, 0));
    let slip = Slip {
        language: Language::Id,
        branch: "Puskesmas Melati".to_owned(),
        service: "Kesehatan Ibu dan Anak (KIA)".to_owned(),
        number,
        priority: true,
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
        copy: false,
        practice: false,
    };
    let text = to_escpos_text(&slip, Paper::Mm80, &Dialect::default())?;
    let raster = to_escpos_raster(&render(&layout(&slip, Paper::Mm80)), &Dialect::default());
    let kb = |bytes: &[u8]| bytes.len() as f64 / 1024.0;
    table.figure(
        "slip, text profile",
        kb(&text),
        "KB",
        Some(Target::AtMost(TEXT_KB_MAX)),
    );
    table.figure(
        "slip, raster profile",
        kb(&raster),
        "KB",
        Some(Target::AtMost(RASTER_KB_MAX)),
    );
    Ok(())
}
