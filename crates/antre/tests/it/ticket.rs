//! `antre ticket preview`: what whoever designs a branch's slips sees.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use antre_printer_profile::{Cut, Profile};
use antre_printer_sim::{Happening, Options, Simulator};

fn branch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../assets/branches")
        .join(name)
}

fn preview(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_antre"))
        .args([
            "ticket", "preview", "--out", "slip.png", "--escpos", "slip.bin",
        ])
        .args(arguments)
        .current_dir(dir)
        .output()
        .unwrap()
}

/// What the simulated printer makes of the bytes.
fn printed(bytes: &[u8], model: &Profile) -> Vec<u8> {
    let mut simulator = Simulator::new(Options {
        dpi: model.paper.dpi.into(),
        knife: model.dialect.cut != Cut::TearBar,
        ..Options::of_width(model.paper.width_dots.into())
    });
    simulator.feed(bytes);
    simulator.happen(Happening::Torn);
    simulator.take_papers()[0].to_png().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn the_preview_of_every_template_is_what_every_printer_prints() {
    let dir = tempfile::tempdir().unwrap();
    let branch = branch("mpp.toml");
    for model in Profile::names() {
        let profile = Profile::named(model).unwrap();
        for template in ["standard", "large", "officer", "closing"] {
            let branch = branch.to_str().unwrap();
            let arguments = [
                "--template",
                template,
                "--printer",
                model,
                "--branch",
                branch,
            ];
            let output = preview(dir.path(), &arguments);
            assert_eq!(output.status.code(), Some(0), "{}", told(&output));
            let shown = std::fs::read(dir.path().join("slip.png")).unwrap();
            let bytes = std::fs::read(dir.path().join("slip.bin")).unwrap();
            let printed = printed(&bytes, &profile);
            // Without a knife the paper goes on, white, to the tear bar.
            if profile.dialect.cut != Cut::TearBar {
                assert!(shown == printed, "{template} on {model}");
            }
        }
    }
}

#[test]
fn the_text_profile_is_shown_as_it_is_printed() {
    let dir = tempfile::tempdir().unwrap();
    let output = preview(dir.path(), &["--text", "--lang", "en", "--copy"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let shown = std::fs::read(dir.path().join("slip.png")).unwrap();
    let bytes = std::fs::read(dir.path().join("slip.bin")).unwrap();
    assert!(bytes.windows(6).any(|word| word == b"ahead "));
    assert!(shown == printed(&bytes, &Profile::named("generic-80").unwrap()));
}

#[test]
fn a_templates_faults_are_told_with_file_line_and_remedy() {
    let dir = tempfile::tempdir().unwrap();
    let template = "sheet = \"ticket\"\n[[block]]\nkind = \"number\"\n[[block]]\nkind = \"text\"\n\
                    text = \"{nomber}\"\n[[block]]\nkind = \"gap\"\nmm = 99\n";
    std::fs::write(dir.path().join("mine.toml"), template).unwrap();
    let output = preview(dir.path(), &["--template", "mine.toml"]);
    assert_eq!(output.status.code(), Some(1));
    let told = told(&output);
    assert!(
        told.contains("mine.toml:6: unknown fact {nomber}; did you mean number?"),
        "{told}"
    );
    assert!(
        told.contains("mine.toml:9: `mm` is 99; choose 0.5 to 20"),
        "{told}"
    );
    assert!(!dir.path().join("slip.png").exists());
}

#[test]
fn a_branchs_own_template_and_logo_are_shown() {
    let dir = tempfile::tempdir().unwrap();
    let bank = std::fs::read_to_string(branch("bank.toml")).unwrap();
    let slip = "[slip]\nticket = \"mine.toml\"\nlogo = \"logo.svg\"\n\n[rules]";
    std::fs::write(
        dir.path().join("branch.toml"),
        bank.replacen("[rules]", slip, 1),
    )
    .unwrap();
    let template = "sheet = \"ticket\"\n[[block]]\nkind = \"logo\"\nwidth_mm = 20\n[[block]]\nkind = \"number\"\n";
    std::fs::write(dir.path().join("mine.toml"), template).unwrap();
    let logo = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 2 1\"><rect width=\"2\" height=\"1\"/></svg>";
    std::fs::write(dir.path().join("logo.svg"), logo).unwrap();
    let height = |output: Output| {
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let png = std::fs::read(dir.path().join("slip.png")).unwrap();
        u32::from_be_bytes(png[20..24].try_into().unwrap())
    };
    let with = height(preview(dir.path(), &["--branch", "branch.toml"]));
    let without = height(preview(dir.path(), &["--template", "mine.toml"]));
    assert!(with >= without + 72, "{with} and {without} rows");
    let lettered =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2\" height=\"1\"><text>A</text></svg>";
    std::fs::write(dir.path().join("bad.svg"), lettered).unwrap();
    let output = preview(
        dir.path(),
        &["--template", "mine.toml", "--logo", "bad.svg"],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        told(&output).contains("bad.svg: this SVG holds a <text>"),
        "{}",
        told(&output)
    );
}

#[test]
fn what_cannot_be_meant_is_a_wrong_usage() {
    let dir = tempfile::tempdir().unwrap();
    let bank = branch("bank.toml");
    let bank = bank.to_str().unwrap();
    for arguments in [
        &["--template", "nope"][..],
        &["--printer", "nope"],
        &["--lang", "fr"],
        &["--branch", "nope.toml"],
        &["--branch", bank, "--service", "nope"],
    ] {
        let output = preview(dir.path(), arguments);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {}",
            told(&output)
        );
        assert!(!told(&output).is_empty());
    }
}

#[test]
fn a_character_that_no_font_has_is_named_before_a_customer_sees_its_box() {
    let dir = tempfile::tempdir().unwrap();
    let template = "sheet = \"ticket\"\n[[block]]\nkind = \"number\"\n[[block]]\nkind = \"text\"\n\
                    text = \"Poli Ꮳ dan Ꮳ\"\n";
    std::fs::write(dir.path().join("mine.toml"), template).unwrap();
    let output = preview(dir.path(), &["--template", "mine.toml"]);
    assert_eq!(output.status.code(), Some(0));
    let told = told(&output);
    assert_eq!(told.matches("U+13E3").count(), 1, "{told}");
    let plain = preview(dir.path(), &["--lang", "ar"]);
    assert_eq!(self::told(&plain), "");
}
