//! Numbers as words, against a table that is not ours.

use std::path::Path;
use std::process::Command;

use antre_speech::number::{Language, VALUE_MAX};

#[test]
fn every_number_reads_as_num2words_writes_it_in_indonesian() {
    agrees(Language::Indonesian, "id");
}

#[test]
fn every_number_reads_as_num2words_writes_it_in_english() {
    agrees(Language::English, "en");
}

/// Apart from the two marks that only writing has: "twenty-one", "one thousand, one hundred".
fn agrees(language: Language, code: &str) {
    let table = num2words(code);
    assert_eq!(table.len(), usize::from(VALUE_MAX) + 1);
    let differ: Vec<String> = (0..=VALUE_MAX)
        .zip(&table)
        .map(|(value, line)| (language.by_value(value).join(" "), line))
        .filter(|(ours, theirs)| *ours != theirs.replace('-', " ").replace(',', ""))
        .map(|(ours, theirs)| format!("{ours:?}, num2words: {theirs:?}"))
        .collect();
    assert_eq!(differ, [""; 0], "{} differ", differ.len());
}

/// Debian's package serves the system's Python, which need not be the first in the path.
fn num2words(code: &str) -> Vec<String> {
    let system = Path::new("/usr/bin/python3");
    let python = if system.exists() {
        system
    } else {
        Path::new("python3")
    };
    let program = format!(
        "from num2words import num2words\n\
         for value in range({VALUE_MAX} + 1): print(num2words(value, lang='{code}'))"
    );
    let output = Command::new(python).args(["-c", &program]).output();
    let output = output.expect("python3 starts");
    assert!(
        output.status.success(),
        "install python3-num2words, as `cargo xtask test` does: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn digits_are_read_one_by_one_with_the_zeros_before_them() {
    let cases = [
        (Language::Indonesian, "012", "nol satu dua"),
        (Language::Indonesian, "9830", "sembilan delapan tiga nol"),
        (Language::English, "007", "zero zero seven"),
        (Language::English, "4", "four"),
    ];
    for (language, digits, words) in cases {
        assert_eq!(language.by_digit(digits).join(" "), words);
    }
}

#[test]
fn a_number_longer_than_planned_is_read_digit_by_digit() {
    assert_eq!(
        Language::Indonesian.by_value(10_000).join(" "),
        "satu nol nol nol nol"
    );
    assert_eq!(
        Language::English.by_value(65_535).join(" "),
        "six five five three five"
    );
}
