//! Branches to stand in front of.

use antre_domain::PrinterFault;
use antre_kiosk_flow::branch::{
    Availability, Branch, Language, MinuteOfDay, Printer, Service, Ticket, Tip, WaitMinutes, Words,
};
use antre_ticket::Link;

/// The same words in Indonesian and English, and in Arabic for the mirrored language.
fn words(id: &str, en: &str, ar: &str) -> Words {
    Words(vec![id.into(), en.into(), ar.into()])
}

pub(crate) fn languages() -> Vec<Language> {
    let language = |code: &str, name: &str, rtl| Language {
        code: code.into(),
        name: name.into(),
        rtl,
    };
    vec![
        language("id", "Bahasa Indonesia", false),
        language("en", "English", false),
        language("ar", "العربية", true),
        // Nothing of these branches is translated into it: the branch's own words stand instead.
        language("zh", "中文", false),
    ]
}

/// As a hub's range is told.
pub(crate) fn wait(least: u32, most: u32) -> Option<WaitMinutes> {
    let around = antre_ticket::WaitMinutes::around(least * 60, most * 60);
    Some(WaitMinutes {
        least: around.from(),
        most: around.to(),
    })
}

fn service(letters: &str, name: [&str; 3], icon: &str, waiting: u32) -> Service {
    Service {
        id: name[0].to_lowercase().replace(' ', "-"),
        name: words(name[0], name[1], name[2]),
        letters: letters.into(),
        // Any spread over the eight colours will do.
        series: letters.as_bytes()[0] - b'A',
        icon: icon.into(),
        waiting,
        wait: wait(5 * waiting / 3, 10 * waiting / 3),
        ..Service::default()
    }
}

/// A clinic with eight services, two of them closed.
pub(crate) fn clinic() -> Branch {
    let mut general = service(
        "A",
        ["Poli Umum", "General clinic", "العيادة العامة"],
        "stethoscope",
        12,
    );
    general.priority = true;
    general.bring = vec![
        words(
            "KTP atau kartu keluarga",
            "Identity or family card",
            "بطاقة الهوية",
        ),
        words(
            "Kartu BPJS, bila ada",
            "Insurance card, if any",
            "بطاقة التأمين",
        ),
        words(
            "Buku KIA, bila hamil",
            "Mother’s book, if pregnant",
            "دفتر الأم",
        ),
    ];
    general.cost = words(
        "Gratis dengan BPJS, umum Rp10.000",
        "Free with BPJS, else Rp10,000",
        "مجاني مع التأمين",
    );
    general.tips = vec![
        Tip {
            question: words(
                "Hanya ambil hasil laboratorium?",
                "Only here for a laboratory result?",
                "هل تريد نتيجة المختبر فقط؟",
            ),
            answer: words(
                "Tidak perlu nomor. Langsung ke loket laboratorium di lantai 1, bawa bukti pemeriksaan.",
                "You need no number. Go to the laboratory on the first floor with your receipt.",
                "لا تحتاج إلى رقم. اذهب إلى المختبر في الطابق الأول مع الإيصال.",
            ),
        },
        Tip {
            question: words(
                "Rujukan BPJS masih berlaku?",
                "Is my referral still valid?",
                "هل ما زالت الإحالة صالحة؟",
            ),
            answer: words(
                "Rujukan berlaku 90 hari. Bila masih berlaku, langsung ke rumah sakit.",
                "A referral is valid for 90 days. While it is, go straight to the hospital.",
                "الإحالة صالحة لمدة ٩٠ يوما.",
            ),
        },
    ];
    let mut dental = service(
        "B",
        ["Poli Gigi", "Dental clinic", "عيادة الأسنان"],
        "toothbrush",
        4,
    );
    dental.priority = true;
    let mother = [
        "Kesehatan Ibu dan Anak (KIA)",
        "Mother and child health",
        "صحة الأم والطفل",
    ];
    let mut mothers = service("C", mother, "baby", 7);
    mothers.asks_party = true;
    mothers.priority = true;
    let mut vaccination = service("D", ["Imunisasi", "Vaccination", "التطعيم"], "syringe", 0);
    vaccination.availability = Availability::OpensOn(2, MinuteOfDay::new(480));
    let mut letter = service(
        "G",
        ["Surat keterangan sehat", "Health certificate", "شهادة صحية"],
        "document",
        0,
    );
    letter.availability = Availability::Exhausted;
    Branch {
        name: "Puskesmas Melati".into(),
        languages: languages(),
        services: vec![
            general,
            dental,
            mothers,
            vaccination,
            service("E", ["Laboratorium", "Laboratory", "المختبر"], "flask", 1),
            service(
                "F",
                ["Ambil obat (Farmasi)", "Pharmacy", "الصيدلية"],
                "pill",
                9,
            ),
            letter,
            service(
                "H",
                ["Informasi dan pengaduan", "Information", "الاستعلامات"],
                "info",
                0,
            ),
        ],
        prefixes: ["A", "B", "C", "D", "E", "F", "G", "H"]
            .map(str::to_owned)
            .to_vec(),
        ..Branch::default()
    }
}

/// The clinic while its hub is away, and numbers come from the kiosk's reserve.
pub(crate) fn alone() -> Branch {
    Branch {
        offline: Some(MinuteOfDay::new(642)),
        ..clinic()
    }
}

/// The clinic late in the day: who comes to the first service now is probably not served.
pub(crate) fn late() -> Branch {
    let mut late = clinic();
    late.services[0].too_late = true;
    late
}

/// The service hall with headings; its last two services have none.
pub(crate) fn grouped_hall() -> Branch {
    let mut hall = service_hall();
    let headings = [
        words("Kependudukan", "Identity and family", "الأحوال المدنية"),
        words(
            "Kendaraan dan kepolisian",
            "Vehicles and police",
            "المركبات والشرطة",
        ),
        words("Usaha, kerja, tanah", "Business, work, land", "الأعمال"),
    ];
    for (place, service) in hall.services.iter_mut().enumerate() {
        service.group = match place {
            0..=2 => headings[0].clone(),
            3 | 4 | 6 => headings[1].clone(),
            5 | 7..=9 => headings[2].clone(),
            _ => Words::default(),
        };
    }
    hall
}

/// The clinic with a printer that has this fault; `required` where it gives no numbers without one.
pub(crate) fn with_fault(fault: PrinterFault, required: bool) -> Branch {
    let fault = Some(fault);
    Branch {
        printer: Printer {
            fault,
            required,
            ..Printer::default()
        },
        ..clinic()
    }
}

/// A service hall with twelve services and the longest names of the trade.
pub(crate) fn service_hall() -> Branch {
    let same = |name: &'static str, ar: &'static str| [name, name, ar];
    let mut permits = service(
        "J",
        same("Perizinan Berusaha", "تراخيص الأعمال"),
        "building",
        0,
    );
    permits.availability = Availability::BreakUntil(MinuteOfDay::new(780));
    let mut advice = service("L", same("Konsultasi Hukum", "استشارة قانونية"), "scale", 0);
    advice.availability = Availability::Exhausted;
    let mut insurance = service(
        "H",
        same("BPJS Ketenagakerjaan", "التأمينات"),
        "business",
        3,
    );
    insurance.wait = None;
    let mut passport = service("F", same("Paspor", "جواز السفر"), "passport", 18);
    passport.wait = wait(130, 200);
    let mut identity = service(
        "A",
        same(
            "Perekaman dan Pencetakan KTP Elektronik",
            "تسجيل وطباعة بطاقة الهوية الإلكترونية",
        ),
        "id-card",
        32,
    );
    identity.priority = true;
    identity.bring = vec![
        words(
            "Fotokopi kartu keluarga terbaru",
            "A copy of the newest family card",
            "نسخة من دفتر العائلة",
        ),
        words(
            "Surat pengantar dari kelurahan tempat tinggal",
            "A letter from your ward office",
            "رسالة من الحي",
        ),
        words(
            "KTP lama atau surat kehilangan",
            "The old card or a loss report",
            "البطاقة القديمة",
        ),
    ];
    Branch {
        name: "Mal Pelayanan Publik Kabupaten Kepulauan Anambas".into(),
        languages: languages(),
        services: vec![
            identity,
            service("B", same("Kartu Keluarga", "دفتر العائلة"), "people", 14),
            service("C", same("Akta Kelahiran", "شهادة الميلاد"), "baby", 7),
            service(
                "D",
                same("Perpanjangan Surat Izin Mengemudi", "تجديد رخصة القيادة"),
                "car",
                21,
            ),
            service(
                "E",
                same(
                    "Surat Keterangan Catatan Kepolisian (SKCK)",
                    "صحيفة الحالة الجنائية",
                ),
                "document",
                9,
            ),
            passport,
            service("G", same("Pajak Kendaraan", "ضريبة المركبات"), "receipt", 5),
            insurance,
            permits,
            service("K", same("Pertanahan", "شؤون الأراضي"), "house", 2),
            advice,
            service("M", same("Pengaduan", "الشكاوى"), "talk", 0),
        ],
        prefixes: ["A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M"]
            .map(str::to_owned)
            .to_vec(),
        ..Branch::default()
    }
}

/// A clinic with every kind of wait: none known, hardly any, nobody there and still some, and hours.
pub(crate) fn waits() -> Branch {
    let mut branch = clinic();
    let told = [
        (41, wait(90, 150)),
        (33, wait(60, 150)),
        (7, None),
        (3, wait(0, 3)),
        (0, wait(10, 20)),
        (0, wait(0, 5)),
        (65, wait(120, 240)),
        (18, wait(80, 120)),
    ];
    for (service, (waiting, wait)) in branch.services.iter_mut().zip(told) {
        (service.waiting, service.wait) = (waiting, wait);
        service.availability = Availability::Open;
    }
    branch
}

pub(crate) fn ticket() -> Ticket {
    Ticket {
        id: "t1".into(),
        letters: "A".into(),
        digits: "012".into(),
        series: 0,
        service: words("Poli Umum", "General clinic", "العيادة العامة"),
        ahead: 7,
        wait: wait(20, 40),
        place: words(
            "Ruang Tunggu 1, di depan Poli Umum",
            "Waiting room 1, before the general clinic",
            "قاعة الانتظار ١",
        ),
        bring: vec![
            words("KTP", "identity card", "الهوية"),
            words("kartu BPJS", "insurance card", "التأمين"),
        ],
        priority: false,
        link: Link::new("http://192.168.1.10:8080/t/AAAAAAAAAAAAAAAAAAAAAA").ok(),
        offline: false,
    }
}

/// One number for each of `count` people.
pub(crate) fn each_ticket(count: u16) -> Vec<Ticket> {
    (0..count)
        .map(|place| Ticket {
            id: format!("t{}", place + 1),
            letters: "C".into(),
            digits: format!("{:03}", 12 + place),
            series: 2,
            service: clinic().services[2].name.clone(),
            ..ticket()
        })
        .collect()
}

/// Two letters, four digits, the longest name and nothing known of the wait.
pub(crate) fn long_ticket() -> Ticket {
    let hall = service_hall();
    Ticket {
        id: "t2".into(),
        letters: "AB".into(),
        digits: "1012".into(),
        series: 4,
        service: hall.services[0].name.clone(),
        ahead: 1,
        wait: None,
        place: words(
            "Ruang Tunggu Utama Lantai 2",
            "Main waiting room, second floor",
            "القاعة الرئيسية",
        ),
        bring: hall.services[0].bring.clone(),
        priority: true,
        link: Link::new("https://antrean.kepulauan-anambas.example.com/t/AAAAAAAAAAAAAAAAAAAAAA")
            .ok(),
        offline: false,
    }
}
