//! Every sentence on a slip, in both languages.

use antre_ticket::{Item, Language, Paper, Slip, WaitMinutes, layout};

use crate::samples;

fn lines(slip: &Slip) -> Vec<String> {
    layout(slip, Paper::Mm80)
        .items
        .into_iter()
        .filter_map(|item| match item {
            Item::Text { text, .. } => Some(text),
            Item::Bar(_) | Item::Qr { .. } => None,
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
fn a_wait_that_nobody_knows_is_not_guessed() {
    for (language, sentence) in [
        (Language::Id, "Perkiraan belum tersedia"),
        (Language::En, "Waiting time not known yet"),
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
    assert_eq!(told(0, 0), (0, 5));
    assert_eq!(told(12 * 60, 12 * 60), (10, 15));
    assert_eq!(told(40 * 60, 10 * 60), (40, 45));
}
