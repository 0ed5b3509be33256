//! A hall's views, made by hand.

use antre_domain::{CounterId, Locale, ProfileId, Text, TicketId};
use antre_protocol::{BranchFacts, Call, CounterCard, DisplayView};

/// Monday, 23 November 2026, 08:42 in Jakarta.
pub const MORNING: &str = "2026-11-23T01:42:00.000Z";

pub fn branch(languages: &[Locale]) -> BranchFacts {
    BranchFacts {
        name: "Puskesmas Melati".to_owned(),
        time_zone: "Asia/Jakarta".to_owned(),
        languages: languages.to_vec(),
        practice: false,
        business_date: chrono::NaiveDate::from_ymd_opt(2026, 11, 23),
        open: true,
        opens_at: None,
        held: None,
        priority_class: None,
        wifi: None,
        notices: vec![Text::Each(
            [
                (
                    Locale::ID,
                    "Lansia, ibu hamil, penyandang disabilitas: beri tahu petugas.",
                ),
                (
                    Locale::EN,
                    "Aged, pregnant or disabled: please tell the staff.",
                ),
            ]
            .map(|(locale, text)| (locale, text.to_owned()))
            .into(),
        )],
        undo_secs: 10,
        closed_for: None,
    }
}

pub fn counter(id: &str, noun: (&str, &str), sign: &str) -> CounterCard {
    CounterCard {
        also: Vec::new(),
        clerk: None,
        standby: false,
        break_reason: None,
        since: None,
        wraps_until: None,
        calls_from: None,

        id: CounterId::new(id).unwrap(),
        noun: Text::Each(
            [
                (Locale::ID, noun.0.to_owned()),
                (Locale::EN, noun.1.to_owned()),
            ]
            .into(),
        ),
        sign: sign.to_owned(),
        spoken: None,
        state: "idle".to_owned(),
        profile: ProfileId::new("all").unwrap(),
        ticket: None,
        direction: None,
    }
}

pub fn call(seq: u64, number: &str, colour: u8, counter: &str) -> Call {
    Call {
        seq,
        at: MORNING.parse().unwrap(),
        ticket: TicketId::from_bits(
            number
                .bytes()
                .fold(7, |bits, byte| bits * 131 + u64::from(byte)),
        ),
        number: number.parse().unwrap(),
        colour,
        counter: CounterId::new(counter).unwrap(),
        recall: 0,
        without: None,
    }
}

/// A morning's view: six past calls, nobody called just now.
pub fn view(languages: &[Locale]) -> DisplayView {
    let counters =
        ["1", "2", "3", "5", "7", "12"].map(|sign| counter(sign, ("Loket", "Counter"), sign));
    let past = [
        ("C007", 2, "5"),
        ("A011", 0, "1"),
        ("F031", 5, "12"),
        ("B004", 1, "2"),
        ("A010", 0, "3"),
        ("E002", 4, "7"),
        ("A009", 0, "1"),
        ("B003", 1, "2"),
    ];
    DisplayView {
        branch: branch(languages),
        counters: counters.to_vec(),
        open_calls: Vec::new(),
        recent_calls: (1..=8)
            .rev()
            .zip(past)
            .map(|(seq, past)| call(seq, past.0, past.1, past.2))
            .collect(),
        served: 8,
        hall: Default::default(),
        announcements: Vec::new(),
        cloth: Vec::new(),
        waits: Vec::new(),
    }
}
