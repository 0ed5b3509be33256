//! What no printer can be is refused by file, line, what and remedy.

use antre_printer_profile::{Profile, ProfileError};

const GOOD: &str = include_str!("../../../../assets/printers/epson-tm-t20.toml");

/// A good profile, of which one field is written otherwise.
fn with(field: &str, value: &str) -> (String, usize) {
    let start = format!("{field} = ");
    let line = GOOD
        .lines()
        .position(|line| line.starts_with(&start))
        .unwrap();
    let changed: Vec<String> = GOOD
        .lines()
        .enumerate()
        .map(|(at, old)| {
            if at == line {
                format!("{start}{value}")
            } else {
                old.to_owned()
            }
        })
        .collect();
    (changed.join("\n"), line + 1)
}

fn refused(text: &str) -> ProfileError {
    Profile::parse("own.toml", text).unwrap_err()
}

#[test]
fn what_cannot_be_true_is_refused_on_its_line() {
    for (field, value, code, remedy) in [
        ("name", "\"\"", "profile_name", "1 to 60 characters"),
        ("name", "\"  \"", "profile_name", "1 to 60 characters"),
        ("roll_mm", "57", "profile_roll", "80 or 58"),
        ("dpi", "300", "profile_dpi", "203 or 180"),
        ("dpi", "0", "profile_dpi", "203 or 180"),
        ("width_dots", "0", "profile_width", "choose 479 to 639"),
        ("width_dots", "384", "profile_width", "or another roll"),
        ("width_dots", "640", "profile_width", "choose 479 to 639"),
        ("width_dots", "65535", "profile_width", "choose 479 to 639"),
        ("columns", "49", "profile_columns", "choose 24 to 48"),
        ("columns", "0", "profile_columns", "choose 24 to 48"),
        ("motion_unit_dpi", "180", "profile_motion_unit", "the same"),
        (
            "band_rows_multiple",
            "0",
            "profile_band_multiple",
            "12 or 24",
        ),
        (
            "band_rows_multiple",
            "7",
            "profile_band_multiple",
            "12 or 24",
        ),
        ("band_rows_max", "0", "profile_band_max", "multiple of 1"),
        ("band_rows_max", "256", "profile_band_max", "at most 255"),
        (
            "code_pages",
            "[\"cp437\", \"cp437\"]",
            "profile_code_pages",
            "leave one out",
        ),
        (
            "roll_length_mm",
            "0",
            "profile_roll_length",
            "5000 to 200000",
        ),
        (
            "roll_length_mm",
            "4000000",
            "profile_roll_length",
            "5000 to 200000",
        ),
        (
            "buffer_bytes",
            "45",
            "profile_buffer",
            "lower band_rows_max",
        ),
    ] {
        let (text, line) = with(field, value);
        let error = refused(&text);
        assert_eq!(error.fault.code(), code, "{field} = {value}: {error}");
        assert_eq!(error.line, line, "{field} = {value}: {error}");
        let said = error.to_string();
        assert!(said.starts_with(&format!("own.toml:{line}: ")), "{said}");
        assert!(said.contains(remedy), "{said}");
    }
}

#[test]
fn bands_are_whole() {
    let (text, line) = with("band_rows_multiple", "24");
    let text = text.replace("band_rows_max = 48", "band_rows_max = 50");
    let error = refused(&text);
    assert_eq!(
        (error.line, error.fault.code()),
        (line + 1, "profile_band_max")
    );
    assert!(error.to_string().contains("multiple of 24"), "{error}");
}

#[test]
fn whoever_never_answers_proves_nothing() {
    let (text, line) = with("status", "\"never\"");
    let error = refused(&text);
    assert_eq!((error.line, error.fault.code()), (line + 1, "profile_mute"));
    assert!(error.to_string().contains("make it false"), "{error}");
}

#[test]
fn a_field_that_does_not_exist_is_named_with_those_that_do() {
    let (text, line) = with("columns", "48\ncolunms = 48");
    let error = refused(&text);
    assert_eq!(
        (error.line, error.fault.code()),
        (line + 1, "profile_malformed")
    );
    let said = error.to_string();
    assert!(
        said.contains("colunms") && said.contains("`columns`"),
        "{said}"
    );
    assert!(said.contains("generic-80.toml"), "{said}");
}

#[test]
fn a_number_that_no_printer_holds_a_word_for_another_and_a_missing_field_are_refused() {
    for (field, value) in [
        ("width_dots", "70000"),
        ("width_dots", "-576"),
        ("width_dots", "\"wide\""),
        ("width_dots", "576.5"),
        ("cut", "\"guillotine\""),
        ("feed", "\"inches\""),
        ("status", "\"sometimes\""),
        ("code_pages", "[\"cp932\"]"),
    ] {
        let (text, line) = with(field, value);
        let error = refused(&text);
        assert_eq!(
            (error.line, error.fault.code()),
            (line, "profile_malformed"),
            "{error}"
        );
    }
    let error = refused(&GOOD.replace("\ndpi = 203", ""));
    assert_eq!(error.fault.code(), "profile_malformed");
    assert!(error.to_string().contains("dpi"), "{error}");
}

#[test]
fn what_is_no_toml_is_refused_where_it_ends_to_be() {
    for (text, line) in [("", 1), ("name = \"x\"\n[paper\n", 2), ("\u{7f}ELF\0", 1)] {
        let error = refused(text);
        assert_eq!(
            (error.line, error.fault.code()),
            (line, "profile_malformed"),
            "{error}"
        );
    }
    let error = refused(&"# \n".repeat(10_000));
    assert_eq!(error.fault.code(), "profile_too_large");
}
