//! Slips that several tests look at.

use std::cell::RefCell;

use antre_printer_profile::{Paper, Profile};
use antre_ticket::part::Composed;
use antre_ticket::{
    Bitmap, DayReport, Language, Layout, Link, Mode, Printout, SeriesLine, Sheet, SheetKind, Slip,
    Template, Typesetter, WaitMinutes, compose,
};
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
        party: 1,
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
        offline: false,
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

/// Given while the hub was away.
pub(crate) fn offline(language: Language) -> Slip {
    let told = match language {
        Language::Id => usual(),
        Language::En => english(),
        Language::Zh => chinese(),
        Language::Ar => arabic(),
    };
    Slip {
        offline: true,
        ahead: None,
        wait: None,
        ..told
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

/// A branch that writes its names in Chinese, too.
pub(crate) fn chinese() -> Slip {
    Slip {
        language: Language::Zh,
        branch: "苏卡马朱社区卫生中心".into(),
        service: "全科门诊".into(),
        priority: true,
        waiting_area: Some("1 号候诊室".into()),
        bring: vec!["身份证".into(), "BPJS 医保卡".into()],
        ..usual()
    }
}

/// One that writes them in Arabic, and leaves others as they are.
pub(crate) fn arabic() -> Slip {
    Slip {
        language: Language::Ar,
        branch: "مركز سوكاماجو الصحي".into(),
        service: "العيادة العامة".into(),
        priority: true,
        bring: vec!["بطاقة الهوية".into(), "بطاقة BPJS".into()],
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

/// A day as it stands on its closing report.
pub(crate) fn day() -> DayReport {
    let line = |first: &str, last: &str, issued| SeriesLine {
        first: first.parse().unwrap(),
        last: last.parse().unwrap(),
        issued,
    };
    DayReport {
        language: Language::Id,
        branch: usual().branch,
        date: usual().issued_at.date(),
        made_at: usual().issued_at.date().and_hms_opt(15, 4, 0).unwrap(),
        practice: false,
        series: vec![
            line("A001", "A148", 148),
            line("B001", "B037", 37),
            line("C001", "C062", 62),
            line("KB001", "KB009", 9),
        ],
        issued: 256,
        served: 231,
        no_show: 14,
        cancelled: 8,
        unserved: 3,
        longest_wait_secs: 4_310,
        copies: 6,
        overrides: 2,
        last_hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
    }
}

/// A model that Antre knows.
pub(crate) fn model(name: &str) -> Profile {
    Profile::named(name).unwrap()
}

/// 80 mm, 576 dots.
pub(crate) fn mm80() -> Paper {
    model("generic-80").paper
}

/// 80 mm, 512 dots at 180 dpi.
pub(crate) fn mm80_coarse() -> Paper {
    model("epson-tm-t88-180").paper
}

/// 58 mm, 384 dots.
pub(crate) fn mm58() -> Paper {
    model("generic-58").paper
}

/// 58 mm as some printers take it: 420 dots, which are no whole bytes.
pub(crate) fn mm58_wide() -> Paper {
    Paper {
        roll_mm: 58,
        width_dots: 420,
        dpi: 203,
        columns: 35,
    }
}

/// Every paper that the known models have, and one more.
pub(crate) fn papers() -> [Paper; 4] {
    [mm80(), mm80_coarse(), mm58(), mm58_wide()]
}

thread_local! {
    /// One for all slips of a thread, as a kiosk has it.
    static TYPESETTER: RefCell<Typesetter> = RefCell::new(Typesetter::new());
}

/// A slip by the template that branches begin with.
pub(crate) fn composed(slip: &Slip) -> Composed {
    let template = Template::named("standard").unwrap();
    compose(&template, Sheet::Ticket(slip), None)
}

/// Sheets of every kind, in every language.
pub(crate) fn sheets() -> Vec<Composed> {
    let slips = [
        usual(),
        without_link(),
        english(),
        chinese(),
        arabic(),
        crowded(),
        offline(Language::Id),
    ];
    let mut sheets = Vec::new();
    for name in Template::names() {
        let template = Template::named(name).unwrap();
        match template.sheet() {
            SheetKind::Ticket => {
                let composed = |slip| compose(&template, Sheet::Ticket(slip), None);
                sheets.extend(slips.iter().map(composed));
            }
            SheetKind::Closing => sheets.extend(Language::ALL.map(|language| {
                let day = DayReport { language, ..day() };
                compose(&template, Sheet::Day(&day), None)
            })),
        }
    }
    sheets
}

/// Set by the template that branches begin with.
pub(crate) fn layout(slip: &Slip, paper: Paper) -> Layout {
    TYPESETTER.with_borrow_mut(|typesetter| typesetter.layout(&composed(slip), paper))
}

/// Drawn.
pub(crate) fn render(layout: &Layout) -> Bitmap {
    TYPESETTER.with_borrow_mut(|typesetter| typesetter.draw(layout))
}

/// Set for a model.
pub(crate) fn layout_for(composed: &Composed, model: &Profile) -> Layout {
    TYPESETTER.with_borrow_mut(|typesetter| typesetter.layout_for(composed, model))
}

/// As a model prints it in the raster profile.
pub(crate) fn picture_for(composed: &Composed, model: &Profile) -> Bitmap {
    TYPESETTER.with_borrow_mut(|typesetter| {
        let layout = typesetter.layout_for(composed, model);
        typesetter.draw(&layout)
    })
}

/// As a model gets it.
pub(crate) fn print(composed: &Composed, model: &Profile, mode: Mode) -> Printout {
    TYPESETTER.with_borrow_mut(|typesetter| typesetter.print(composed, model, mode))
}
