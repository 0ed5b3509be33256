//! Slips that several tests look at.

use antre_ticket::{Language, Link, Slip, WaitMinutes};
use chrono::NaiveDate;

pub(crate) const URL: &str = "http://192.168.10.5:8080/t/7k3m9p2q4r6s8t0v2w";

/// What most customers hold.
pub(crate) fn usual() -> Slip {
    Slip {
        language: Language::Id,
        branch: "Puskesmas Melati".into(),
        service: "Poli Umum".into(),
        number: "A012".parse().unwrap(),
        priority: false,
        ahead: Some(7),
        wait: Some(WaitMinutes::around(20 * 60, 40 * 60)),
        waiting_area: Some("Ruang Tunggu 1".into()),
        bring: vec!["KTP".into(), "kartu BPJS".into()],
        link: Some(Link::new(URL).unwrap()),
        wifi: Some("Antre-Tamu".into()),
        issued_at: NaiveDate::from_ymd_opt(2026, 11, 23)
            .unwrap()
            .and_hms_opt(8, 14, 30)
            .unwrap(),
        kiosk: "Kiosk 1".into(),
        copy: false,
        practice: false,
    }
}

/// The same without a telephone in reach.
pub(crate) fn without_link() -> Slip {
    Slip {
        link: None,
        wifi: None,
        ..usual()
    }
}

pub(crate) fn english() -> Slip {
    Slip {
        language: Language::En,
        service: "General clinic".into(),
        number: "B007".parse().unwrap(),
        priority: true,
        ahead: Some(1),
        wait: Some(WaitMinutes::around(60, 9 * 60)),
        bring: vec!["ID card".into(), "insurance card".into()],
        ..usual()
    }
}

/// Everything at once, and the longest of it.
pub(crate) fn crowded() -> Slip {
    Slip {
        branch: "Mal Pelayanan Publik Kabupaten Kepulauan Tanimbar".into(),
        service: "Pendaftaran dan Perubahan Data Kependudukan bagi Penduduk Nonpermanen".into(),
        number: "KB1024".parse().unwrap(),
        priority: true,
        ahead: Some(128),
        wait: None,
        waiting_area: Some("Ruang Tunggu Lantai 2 Sayap Timur".into()),
        bring: vec![
            "KTP asli".into(),
            "fotokopi kartu keluarga".into(),
            "surat pengantar RT/RW".into(),
            "pasfoto berwarna 3×4 dua lembar".into(),
        ],
        copy: true,
        practice: true,
        ..usual()
    }
}
