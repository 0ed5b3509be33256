//! The page of the grammar, and its sentences.

use std::path::Path;

use antre_domain::config::{Custom, Finally, Line, Profile, Rule, Share, Span, Step, When};
use antre_domain::{ClassId, LineId, Text};
use antre_hub::{Tongue, parse_branch_file, rule_words};

use super::{bank, page};

/// The keys that the page lists under `heading`.
fn keys<'a>(page: &'a str, heading: &str) -> Vec<&'a str> {
    let section = page.split("\n#").find(|section| {
        section
            .lines()
            .next()
            .is_some_and(|first| first.trim_start_matches('#').trim() == heading)
    });
    let section = section.unwrap_or_else(|| panic!("no heading {heading}"));
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| row.split('`').next().unwrap()).collect()
}

/// The keys that the reader of branch files expects where `text` has one that it does not know.
fn expected_keys(text: &str) -> Vec<String> {
    let error = parse_branch_file(text, Path::new("x"))
        .unwrap_err()
        .to_string();
    let (_, expected) = error
        .split_once(", expected ")
        .unwrap_or_else(|| panic!("{text}: {error}"));
    expected
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_grammars_page_lists_every_key_and_no_other() {
    let page = page("grammar.md");
    let custom = |part: &str| format!("profiles = [{{ rule = {{ custom = {{ {part} }} }} }}]");
    let rule = |part: &str| format!("profiles = [{{ rule = {{ {part} }} }}]");
    let places = [
        ("`[[profiles]]`", "profiles = [{ zzz = 1 }]".to_owned()),
        ("`rule`", rule("zzz = 1")),
        ("`fair`", rule("fair = { zzz = 1 }")),
        ("`ratio`", rule("ratio = { zzz = 1 }")),
        (
            "`appointments_first`",
            rule("appointments_first = { zzz = 1 }"),
        ),
        ("`custom`", custom("zzz = 1")),
        ("`lines`", custom("lines = [{ zzz = 1 }]")),
        ("`steps`", custom("steps = [{ zzz = 1 }]")),
        ("`when`", custom("steps = [{ when = { zzz = 1 } }]")),
        ("`finally`", custom("finally = \"zzz\"")),
        ("`[[classes]]`", "classes = [{ zzz = 1 }]".to_owned()),
        (
            "`appointment`",
            "classes = [{ appointment = { zzz = 1 } }]".to_owned(),
        ),
        (
            "`quotas` (dalam `[[services]]`)",
            "services = [{ quotas = [{ zzz = 1 }] }]".to_owned(),
        ),
        (
            "`tips` (dalam `[[services]]`)",
            "services = [{ tips = [{ zzz = 1 }] }]".to_owned(),
        ),
        ("`[brand]`", "brand = { zzz = 1 }".to_owned()),
        ("`[[journeys]]`", "journeys = [{ zzz = 1 }]".to_owned()),
        ("`[rules]`", "rules = { zzz = 1 }".to_owned()),
        ("`[[deliveries]]`", "deliveries = [{ zzz = 1 }]".to_owned()),
        (
            "`on_transfer` (dalam `[[services]]`)",
            "services = [{ on_transfer = { zzz = 1 } }]".to_owned(),
        ),
        ("`[[clerks]]`", "clerks = [{ zzz = 1 }]".to_owned()),
        ("Jam / hours", "hours = { zzz = 1 }".to_owned()),
        (
            "`periods`",
            "hours = { periods = [{ zzz = 1 }] }".to_owned(),
        ),
    ];
    for (heading, text) in places {
        assert_eq!(keys(&page, heading), expected_keys(&text), "{heading}");
    }
}

/// Every number of the grammar, as it stands in [`NUMBERS`], with its range.
const RANGES: [(&str, u32, u32); 16] = [
    ("target_wait_secs = 1200", 1, 86_400),
    ("early_secs = 1800", 0, 86_400),
    ("late_secs = 900", 0, 86_400),
    ("people_max = 500", 1, 65_535),
    ("waited_secs = 600", 1, 86_400),
    ("waiting = 20", 1, 65_535),
    ("cap_secs = 5400", 1, 86_400),
    ("recalls_max = 3", 0, 255),
    ("undo_secs = 20", 0, 600),
    ("return_grace_secs = 1200", 0, 43_200),
    ("return_after = 4", 1, 255),
    ("recall_gap_secs = 5", 0, 600),
    ("call_gap_secs = 10", 0, 600),
    ("wrap_up_secs = 60", 0, 3_600),
    ("lock_secs = 900", 0, 86_400),
    ("directed_secs = 1300", 60, 86_400),
];
const NUMBERS: &str = r#"
[[profiles]]
id = "contoh"
name = "Semua angka"
services = ["setor"]

[profiles.rule.custom]
finally = "longest_wait"
lines = [
    { id = "janji", classes = ["janji-temu"], one_in = 3, cap_secs = 5400 },
    { id = "lain", one_in = 3 },
]
steps = [{ when = { waited_secs = 600, waiting = 20 }, call = "lain" }]

[rules]
recalls_max = 3
undo_secs = 20
return_grace_secs = 1200
return_after = 4
recall_gap_secs = 5
call_gap_secs = 10
wrap_up_secs = 60
lock_secs = 900
directed_secs = 1300
"#;

#[test]
fn every_range_of_the_grammars_page_is_the_one_that_is_checked() {
    let page = page("grammar.md");
    let text = bank(NUMBERS);
    let takes = |from: &str, to: &str| {
        let changed = text.replacen(from, to, 1);
        assert_ne!(
            changed,
            text.replacen(from, "", 1),
            "{from} stands in the text"
        );
        parse_branch_file(&changed, Path::new("x")).is_ok()
    };
    for (knob, min, max) in RANGES {
        let (key, _) = knob.split_once(" = ").unwrap();
        let takes = |value: u32| takes(knob, &format!("{key} = {value}"));
        assert!(takes(min) && takes(max) && !takes(max + 1), "{key}");
        assert!(min == 0 || !takes(min - 1), "{key}");
        let rows = page
            .lines()
            .filter(|line| line.starts_with(&format!("| `{key}`")));
        let range = format!("{min} sampai {max}");
        let listed: Vec<bool> = rows.map(|row| row.contains(&range)).collect();
        assert!(
            !listed.is_empty() && listed.iter().all(|listed| *listed),
            "{key}: {range}"
        );
    }
    let share = |one_in: u32| takes("one_in = 3, cap", &format!("one_in = {one_in}, cap"));
    assert_eq!(
        [1, 2, 100, 101].map(share),
        [false, true, true, false],
        "one_in"
    );
    let mut shares = page.lines().filter(|line| line.starts_with("| `one_in`"));
    assert!(shares.all(|row| row.contains(" sampai 100 ") || row.contains(" sampai 100;")));
    let turns = |priority: u32, regular: u32| {
        let ratio = format!("ratio = {{ priority = {priority}, regular = {regular} }}");
        let profile = format!(
            "[[profiles]]\nid = \"contoh\"\nname = \"2:1\"\nservices = [\"setor\"]\nrule = {{ {ratio} }}"
        );
        parse_branch_file(&bank(&profile), Path::new("x")).is_ok()
    };
    assert!(
        turns(63, 1) && !turns(64, 1) && !turns(0, 1) && !turns(1, 0),
        "ratio"
    );
}

#[test]
fn every_part_of_the_grammar_has_its_sentence() {
    let line = |id: &str, classes: &[&str]| Line {
        id: LineId::new(id).unwrap(),
        name: None,
        classes: classes
            .iter()
            .map(|class| ClassId::new(class).unwrap())
            .collect(),
        services: Vec::new(),
        one_in: Some(4),
        cap_secs: None,
    };
    let named = Line {
        name: Some(Text::Same("Keluarga".to_owned())),
        cap_secs: Some(90),
        ..line("keluarga", &[])
    };
    let step = |when| Step {
        when,
        call: LineId::new("janji").unwrap(),
    };
    let between: Span = "08:00-10:00".parse().unwrap();
    let steps = [
        When {
            due: true,
            waited_secs: Some(600),
            ..When::default()
        },
        When {
            waiting: Some(9),
            between: Some(between),
            ..When::default()
        },
        When::default(),
    ];
    let lines = vec![
        line("janji", &["janji-temu"]),
        line("dua", &["umum", "prioritas"]),
        named,
    ];
    let ids = || lines.iter().map(|line| line.id.clone());
    let finals = [
        (
            Finally::LongestWait,
            "Selain itu: siapa yang paling lama menunggu di antrean ini.",
        ),
        (
            Finally::LongestLife,
            "Selain itu: siapa yang paling lama berada di sini.",
        ),
        (
            Finally::NearestToTarget,
            "Selain itu: siapa yang paling dekat dengan target tunggu golongannya.",
        ),
        (
            Finally::Ratio(ids().map(|line| Share { line, turns: 2 }).collect()),
            "Selain itu: bergiliran, 2 untuk Janji temu, lalu 2 untuk Umum dan Prioritas, lalu 2 untuk Keluarga; giliran yang tidak ada orangnya dilompati.",
        ),
        (
            Finally::Priority(ids().collect()),
            "Selain itu: menurut urutan Janji temu, lalu Umum dan Prioritas, lalu Keluarga.",
        ),
    ];
    let config = parse_branch_file(&bank("").replace("contoh", "semua"), Path::new("x")).unwrap();
    for (finally, last) in finals {
        let custom = Custom {
            lines: lines.clone(),
            steps: steps.map(step).to_vec(),
            finally,
        };
        let profile = Profile {
            rule: Rule::Custom(custom),
            ..config.profiles[0].clone()
        };
        let told = rule_words::rule(Tongue::Id, &config, &profile);
        let expected = [
            "Aturan yang ditulis sendiri: lebih dulu giliran yang dijamin, lalu yang lewat batas, lalu langkah-langkahnya, lalu aturan akhir.",
            "Janji temu: sedikitnya satu dari setiap 4 panggilan.",
            "Umum dan Prioritas: sedikitnya satu dari setiap 4 panggilan.",
            "Keluarga: sedikitnya satu dari setiap 4 panggilan; didahulukan setelah menunggu 90 detik.",
            "1. Bila jam janji yang terdepan sudah tiba dan yang terdepan sudah menunggu 10 menit, panggil Janji temu.",
            "2. Bila 9 nomor atau lebih menunggu di situ dan waktu menunjukkan antara pukul 08.00 dan 10.00, panggil Janji temu.",
            "3. Selama ada yang menunggu, panggil Janji temu.",
            last,
        ];
        assert_eq!(told, expected);
    }
}
