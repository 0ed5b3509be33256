//! Why a ticket was called, in words, for every reason of the closed list.

use antre_domain::config::Span;
use antre_domain::{CallReason, ChoiceReason, ClassId, LineId, Locale, Text};

use crate::scene::{DOCKED, EN, ID, Scene, says, ticket};

fn line(id: &str) -> LineId {
    LineId::new(id).unwrap()
}

/// Every reason with its name for a picture, and what a clerk reads in Indonesian and in English. The
/// ticket is one of the class `prioritas`, which people call Prioritas.
fn all() -> Vec<(&'static str, CallReason, &'static str, &'static str)> {
    let waited_secs = 1_080;
    let chosen = |because| CallReason::Chosen {
        waited_secs,
        because,
    };
    let between: Span = "08:00-10:30".parse().unwrap();
    vec![
        (
            "longest-wait",
            CallReason::LongestWait { waited_secs },
            "Dipanggil: paling lama menunggu",
            "Called: has waited longest",
        ),
        (
            "longest-life",
            CallReason::LongestLife {
                waited_secs,
                life_secs: 3_600,
            },
            "Dipanggil: datang paling awal",
            "Called: came first",
        ),
        (
            "past-target",
            CallReason::PastTarget {
                waited_secs,
                target_secs: 900,
            },
            "Dipanggil: lewat target 15 menit",
            "Called: past the target of 15 min",
        ),
        (
            "nearest-to-target",
            CallReason::NearestToTarget {
                waited_secs,
                target_secs: 2_400,
            },
            "Dipanggil: terdekat ke target 40 menit",
            "Called: nearest to its target of 40 min",
        ),
        (
            "past-cap",
            CallReason::PastCap {
                waited_secs,
                cap_secs: 1_800,
            },
            "Dipanggil: lewat batas 30 menit",
            "Called: past the limit of 30 min",
        ),
        (
            "guaranteed-turn",
            CallReason::GuaranteedTurn {
                waited_secs,
                line: line("prioritas"),
                one_in: 4,
            },
            "Dipanggil: giliran terjamin Prioritas, 1 dari 4",
            "Called: reserved turn of Prioritas, 1 in 4",
        ),
        (
            "ratio-turn",
            CallReason::RatioTurn {
                waited_secs,
                line: line("priority"),
                turns: 2,
                cycle: 3,
            },
            "Dipanggil: giliran prioritas, 2 dari 3",
            "Called: turn of priority, 2 in 3",
        ),
        (
            "first-in-order",
            CallReason::FirstInOrder {
                waited_secs,
                line: line("prioritas"),
            },
            "Dipanggil: Prioritas didahulukan",
            "Called: Prioritas first",
        ),
        (
            "appointment-due",
            CallReason::AppointmentDue {
                booked_at: "2026-11-23T02:30:00.000Z".parse().unwrap(),
            },
            "Dipanggil: janji temu 09.30",
            "Called: appointment at 09:30",
        ),
        (
            "waited-past",
            CallReason::WaitedPast {
                waited_secs,
                limit_secs: 900,
            },
            "Dipanggil: menunggu lebih dari 15 menit",
            "Called: waited over 15 min",
        ),
        (
            "crowded",
            CallReason::Crowded {
                waited_secs,
                line: line("setor-tunai"),
                least: 10,
            },
            "Dipanggil: antrean setor tunai ramai, 10 atau lebih",
            "Called: many in setor tunai, 10 or more",
        ),
        (
            "time-of-day",
            CallReason::TimeOfDay {
                waited_secs,
                line: line("regular"),
                between,
            },
            "Dipanggil: jam untuk umum, 08.00–10.30",
            "Called: time for regular, 08:00–10:30",
        ),
        (
            "line-first",
            CallReason::LineFirst {
                waited_secs,
                line: line("appointments"),
            },
            "Dipanggil: janji temu didahulukan",
            "Called: appointments first",
        ),
        (
            "chosen",
            chosen(None),
            "Dipanggil: dipilih petugas",
            "Called: chosen by staff",
        ),
        (
            "chosen-emergency",
            chosen(Some(ChoiceReason::Emergency)),
            "Dipilih: keadaan darurat",
            "Chosen: emergency",
        ),
        (
            "chosen-assistance",
            chosen(Some(ChoiceReason::Assistance)),
            "Dipilih: perlu bantuan di sini",
            "Chosen: needs help here",
        ),
        (
            "chosen-together",
            chosen(Some(ChoiceReason::Together)),
            "Dipilih: satu rombongan",
            "Chosen: with the one just served",
        ),
        (
            "chosen-correction",
            chosen(Some(ChoiceReason::Correction)),
            "Dipilih: memperbaiki kekeliruan",
            "Chosen: to make good a mistake",
        ),
        (
            "chosen-guest",
            chosen(Some(ChoiceReason::Guest)),
            "Dipilih: tamu cabang",
            "Chosen: guest of the branch",
        ),
        (
            "chosen-missed",
            chosen(Some(ChoiceReason::Missed)),
            "Dipilih: panggilan tidak terdengar",
            "Chosen: was called, not heard",
        ),
    ]
}

fn show(scene: &mut Scene, reason: CallReason) {
    let mut called = ticket("B005", 1, "umum", "called");
    called.class = ClassId::new("prioritas").unwrap();
    called.class_name = Text::Same("Prioritas".to_owned());
    called.reason = Some(reason);
    scene.at_counter("called", Some(called));
}

fn every_reason_is_said(languages: &[Locale], words: impl Fn(usize) -> &'static str) {
    let mut scene = Scene::new(DOCKED, languages);
    for (index, (name, reason, ..)) in all().into_iter().enumerate() {
        show(&mut scene, reason);
        assert!(says(&scene, words(index)), "{name}: {}", words(index));
        scene.shoot(&format!("reason-{name}-{}", languages[0].as_str()));
    }
}

#[test]
fn every_reason_of_a_call_stands_on_the_slip_in_indonesian() {
    every_reason_is_said(ID, |index| all()[index].2);
}

#[test]
fn every_reason_of_a_call_stands_on_the_slip_in_english() {
    every_reason_is_said(EN, |index| all()[index].3);
}

#[test]
fn the_wire_knows_no_reason_that_the_panel_does_not_say() {
    let said: Vec<&str> = all().iter().map(|(_, reason, ..)| reason.code()).collect();
    for code in [
        "longest_wait",
        "longest_life",
        "past_target",
        "nearest_to_target",
        "past_cap",
        "guaranteed_turn",
        "ratio_turn",
        "first_in_order",
        "appointment_due",
        "waited_past",
        "crowded",
        "time_of_day",
        "line_first",
        "chosen",
    ] {
        assert!(said.contains(&code), "{code}");
    }
}
