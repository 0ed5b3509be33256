//! Every sentence on a slip, in each language.

use std::collections::BTreeSet;

use antre_domain::Locale;
use antre_ticket::{
    Item, Language, Sheet, Slip, Template, Typesetter, WaitMinutes, compose, wait_line,
};

use crate::samples::{self, layout};

fn lines(slip: &Slip) -> Vec<String> {
    layout(slip, samples::mm80())
        .items
        .into_iter()
        .filter_map(|item| match item {
            // Without the marks that only steer the direction of a line.
            Item::Text { text, .. } => Some(text.replace(['\u{200E}', '\u{200F}'], "")),
            Item::Bar(_) | Item::Qr { .. } | Item::Picture { .. } => None,
        })
        .collect()
}

#[test]
fn the_usual_slip_says_what_to_do_in_order() {
    assert_eq!(
        lines(&samples::usual()),
        [
            "Puskesmas Melati",
            "Poli Umum",
            "A",
            "012",
            "7 orang di depan Anda",
            "Perkiraan 20–40 menit",
            "Tunggu di Ruang Tunggu 1",
            "Siapkan KTP, kartu BPJS",
            "Pantau dari ponsel",
            "Wi-Fi: Antre-Tamu",
            "Senin, 23 Nov 2026",
            "pukul 08.14 · Kiosk 1",
        ]
    );
}

#[test]
fn english_says_the_same() {
    assert_eq!(
        lines(&samples::english()),
        [
            "Puskesmas Melati",
            "General clinic",
            "priority",
            "B",
            "007",
            "1 person ahead of you",
            "Less than 10 minutes",
            "Wait in Ruang Tunggu 1",
            "Have ready: ID card, insurance card",
            "Follow on your phone",
            "Wi-Fi: Antre-Tamu",
            "Mon, 23 Nov 2026",
            "at 08:14 · Kiosk 1",
        ]
    );
}

#[test]
fn a_number_given_without_the_hub_says_so_and_nothing_of_the_wait() {
    for (language, said) in [
        (Language::Id, "Nomor ini diberikan tanpa jaringan;"),
        (Language::En, "This number was given without the network;"),
        (Language::Zh, "此号码在断网时发出"),
        (Language::Ar, "صدر هذا الرقم دون اتصال بالشبكة"),
    ] {
        let told = samples::usual();
        let slip = Slip {
            language,
            offline: true,
            // Whatever somebody left there.
            ahead: None,
            ..told
        };
        let texts: Vec<String> = samples::composed(&slip)
            .texts()
            .map(str::to_owned)
            .collect();
        let notes = texts.iter().filter(|text| text.starts_with(said)).count();
        assert_eq!(notes, 1, "{texts:?}");
        let digits = texts.iter().any(|text| text.contains("20–40"));
        assert!(!digits, "{texts:?}");
    }
}

#[test]
fn the_officers_slip_says_it_too() {
    let slip = samples::offline(Language::Id);
    let officers = compose(
        &Template::named("officer").unwrap(),
        Sheet::Ticket(&slip),
        None,
    );
    let said = |text: &str| text.contains("tanpa jaringan");
    assert_eq!(officers.texts().filter(|text| said(text)).count(), 1);
}

#[test]
fn chinese_says_the_same() {
    assert_eq!(
        lines(&samples::chinese()),
        [
            "苏卡马朱社区卫生中心",
            "全科门诊",
            "优先",
            "A",
            "012",
            "前面还有 7 人",
            "预计 20–40 分钟",
            "等候区：1 号候诊室",
            "请备好：身份证、BPJS 医保卡",
            "扫码查看排队进度",
            "Wi-Fi: Antre-Tamu",
            "2026年11月23日 星期一",
            "08:14 · Kiosk 1",
        ]
    );
}

#[test]
fn arabic_says_the_same() {
    assert_eq!(
        lines(&samples::arabic()),
        [
            "مركز سوكاماجو الصحي",
            "العيادة العامة",
            "أولوية",
            "A",
            "012",
            "أمامك 7 أشخاص",
            "من 20 إلى 40 دقيقة تقريبًا",
            "مكان الانتظار: Ruang Tunggu 1",
            "يرجى تجهيز: بطاقة الهوية، بطاقة BPJS",
            "تابع دورك من هاتفك",
            "Wi-Fi: Antre-Tamu",
            "الاثنين 23 نوفمبر 2026",
            "الساعة 08:14 · Kiosk 1",
        ]
    );
}

#[test]
fn names_in_other_letters_stand_in_their_turn_in_an_arabic_list() {
    let slip = Slip {
        bring: vec!["kartu BPJS".into(), "KTP".into()],
        ..samples::arabic()
    };
    let parts = format!("{:?}", samples::composed(&slip).parts);
    assert!(
        parts.contains(r"\u{200f}kartu BPJS، \u{200f}KTP"),
        "{parts}"
    );
}

#[test]
fn arabic_counts_people_and_minutes_by_its_grammar() {
    let ahead = |people| {
        let slip = Slip {
            ahead: Some(people),
            wait: None,
            ..samples::arabic()
        };
        lines(&slip)[5].clone()
    };
    assert_eq!(ahead(0), "لا أحد أمامك");
    assert_eq!(ahead(1), "أمامك شخص واحد");
    assert_eq!(ahead(2), "أمامك شخصان");
    assert_eq!(ahead(3), "أمامك 3 أشخاص");
    assert_eq!(ahead(11), "أمامك 11 شخصًا");
    assert_eq!(ahead(100), "أمامك 100 شخص");
    assert_eq!(ahead(103), "أمامك 103 أشخاص");
    let wait = |from_mins: u32, to_mins: u32| {
        let slip = Slip {
            wait: Some(WaitMinutes::around(from_mins * 60, to_mins * 60)),
            ..samples::arabic()
        };
        lines(&slip)[6].clone()
    };
    assert_eq!(wait(0, 10), "أقل من 10 دقائق");
    assert_eq!(wait(0, 15), "أقل من 15 دقيقة");
    assert_eq!(wait(5, 10), "من 5 إلى 10 دقائق تقريبًا");
}

#[test]
fn every_day_and_month_is_told_and_every_sentence_has_its_characters() {
    let mut typesetter = Typesetter::new();
    for language in Language::ALL {
        let mut told = BTreeSet::new();
        for days in 0..365 {
            let at = samples::usual().issued_at + chrono::Duration::days(days);
            let slip = Slip {
                language,
                issued_at: at,
                wait: (days % 5 > 0)
                    .then(|| WaitMinutes::around(days as u32 % 3 * 1_800, days as u32 * 60)),
                ahead: Some(days as u32),
                copy: true,
                practice: true,
                ..samples::usual()
            };
            for part in samples::composed(&slip).parts {
                let said = format!("{part:?}");
                assert_eq!(typesetter.missing(&said), [], "{said}");
                told.insert(said);
            }
        }
        assert!(told.len() >= 365, "{language:?}");
    }
}

#[test]
fn a_reader_of_another_language_is_served_in_english() {
    let of = |code| Language::from(Locale::new(code).unwrap());
    assert_eq!(["id", "en", "zh", "ar"].map(of), Language::ALL);
    assert_eq!(of("jv"), Language::En);
}

#[test]
fn a_wait_that_nobody_knows_is_not_guessed() {
    for (language, sentence) in [
        (Language::Id, "Perkiraan belum tersedia"),
        (Language::En, "Waiting time not known yet"),
        (Language::Zh, "等候时间尚未得知"),
        (Language::Ar, "مدة الانتظار غير معروفة بعد"),
    ] {
        assert!(
            lines(&Slip {
                language,
                wait: None,
                ..samples::usual()
            })
            .contains(&sentence.into())
        );
    }
}

#[test]
fn people_ahead_that_nobody_knows_are_left_out() {
    let said = lines(&Slip {
        ahead: None,
        ..samples::usual()
    });
    assert!(!said.iter().any(|line| line.contains("orang")));
}

#[test]
fn nobody_ahead_is_said_in_words() {
    assert!(
        lines(&Slip {
            ahead: Some(0),
            wait: None,
            ..samples::usual()
        })
        .contains(&"Tanpa antre".into())
    );
}

#[test]
fn a_copy_and_a_practice_slip_say_so_above_the_number() {
    for (language, marks) in [
        (Language::Id, "LATIHAN · SALINAN"),
        (Language::En, "PRACTICE · COPY"),
        (Language::Zh, "演练 · 副本"),
        (Language::Ar, "تدريب · نسخة"),
    ] {
        let said = lines(&Slip {
            language,
            copy: true,
            practice: true,
            ..samples::usual()
        });
        let place = |text: &str| said.iter().position(|line| line == text).unwrap();
        assert!(place(marks) < place("012"));
    }
}

#[test]
fn a_range_is_told_in_steps_of_five_minutes_and_never_as_one_value() {
    let told = |from, to| {
        let wait = WaitMinutes::around(from, to);
        (wait.from(), wait.to())
    };
    assert_eq!(told(20 * 60, 40 * 60), (20, 40));
    assert_eq!(told(21 * 60, 36 * 60), (20, 40));
    assert_eq!(told(0, 0), (0, 1));
    assert_eq!(told(70, 170), (0, 3), "a few minutes are told from above");
    assert_eq!(told(0, 300), (0, 5));
    assert_eq!(told(12 * 60, 12 * 60), (10, 15));
    assert_eq!(told(40 * 60, 10 * 60), (40, 45));
    assert_eq!(told(100 * 60, 120 * 60), (100, 120));
    assert_eq!(told(100 * 60, 121 * 60), (90, 150), "in half hours");
    assert_eq!(told(120 * 60, 120 * 60), (120, 150));
    assert_eq!(told(u32::MAX, u32::MAX), (71_582_760, 71_582_790));
}

proptest::proptest! {
    #[test]
    fn a_range_that_is_rounded_already_stays_as_it_is(from: u32, to: u32) {
        let once = WaitMinutes::around(from % 40_000, to % 40_000);
        proptest::prop_assert!(once.from() < once.to());
        proptest::prop_assert_eq!(WaitMinutes::around(once.from() * 60, once.to() * 60), once);
    }
}

#[test]
fn a_wait_reads_as_people_say_it_however_long_it_is() {
    let told = |language, from_mins: u32, to_mins: u32| {
        wait_line(
            language,
            Some(WaitMinutes::around(from_mins * 60, to_mins * 60)),
        )
    };
    let said = [
        (0, 1, "Perkiraan kurang dari 1 menit", "Less than 1 minute"),
        (0, 5, "Perkiraan kurang dari 5 menit", "Less than 5 minutes"),
        (5, 10, "Perkiraan 5–10 menit", "About 5–10 minutes"),
        (90, 120, "Perkiraan 90–120 menit", "About 90–120 minutes"),
        (
            60,
            150,
            "Perkiraan 1 jam–2 jam 30",
            "About 1 hour–2 hours 30",
        ),
        (
            90,
            150,
            "Perkiraan 1 jam 30–2 jam 30",
            "About 1 hour 30–2 hours 30",
        ),
        (120, 180, "Perkiraan 2–3 jam", "About 2–3 hours"),
        (
            0,
            150,
            "Perkiraan kurang dari 2 jam 30",
            "Less than 2 hours 30",
        ),
    ];
    for (from, to, id, en) in said {
        assert_eq!(told(Language::Id, from, to), id);
        assert_eq!(told(Language::En, from, to), en);
    }
    assert_eq!(
        told(Language::Zh, 90, 150),
        "预计 1 小时 30 分–2 小时 30 分"
    );
    assert_eq!(
        told(Language::Ar, 90, 150),
        "من 1:30 ساعة إلى 2:30 ساعة تقريبًا"
    );
    assert_eq!(told(Language::Ar, 120, 240), "من ساعتين إلى 4 ساعات تقريبًا");
    assert_eq!(wait_line(Language::Id, None), "Perkiraan belum tersedia");
}

#[test]
fn a_slip_never_says_no_waiting_and_a_wait_at_once() {
    let said = |wait| {
        lines(&Slip {
            ahead: Some(0),
            wait,
            ..samples::usual()
        })
    };
    let is_said = |lines: &[String], words: &str| lines.iter().any(|line| line == words);
    let at_once = said(Some(WaitMinutes::around(0, 300)));
    assert!(is_said(&at_once, "Tanpa antre"));
    let busy = said(Some(WaitMinutes::around(600, 1_200)));
    assert!(is_said(&busy, "Giliran Anda berikutnya") && !is_said(&busy, "Tanpa antre"));
    assert!(is_said(&busy, "Perkiraan 10–20 menit"));
    assert!(is_said(&said(None), "Tanpa antre"));
}
