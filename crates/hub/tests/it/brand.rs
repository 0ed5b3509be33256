//! How a branch's kiosks look: files beside the branch file, checked before they are taken in.

use std::path::Path;

use antre_hub::{BranchFileError, read_branch_file};
use antre_protocol::ViewKind;
use data_encoding::BASE64;
use serde_json::json;
use tempfile::TempDir;

use crate::fixture::{BRANCH, Branch};
use crate::reserve::kiosk_view;
use crate::screen::Following;

const SVG: &[u8] = br##"<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M0 0h8v8z"/></svg>"##;

fn png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 2, 2);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[0, 255, 255, 0]).unwrap();
    writer.finish().unwrap();
    bytes
}

fn write(dir: &Path, brand: &str, files: &[(&str, &[u8])]) {
    for (name, content) in files {
        std::fs::write(dir.join(name), content).unwrap();
    }
    let file = format!("{BRANCH}[brand]\n{brand}\n");
    std::fs::write(dir.join("branch.toml"), file).unwrap();
}

#[track_caller]
fn one_fault(brand: &str, files: &[(&str, &[u8])], words: &str) {
    let dir = TempDir::new().unwrap();
    write(dir.path(), brand, files);
    let error = read_branch_file(&dir.path().join("branch.toml")).unwrap_err();
    let BranchFileError::Faulty(faults) = error else {
        panic!("not a fault of content: {error}");
    };
    let line = BRANCH.lines().count() + 2;
    let is_it = faults.len() == 1 && faults[0].line == line && faults[0].message.contains(words);
    assert!(is_it, "{words:?}: {faults:#?}");
}

#[test]
fn a_picture_that_cannot_be_shown_is_refused_with_its_line() {
    let logo = r#"logo = "logo.svg""#;
    let attract = r#"attract = "foto.png""#;
    one_fault(logo, &[], "brand.logo: this file was not read");
    one_fault(
        logo,
        &[("logo.svg", b"halo")],
        "this is neither PNG nor SVG",
    );
    one_fault(logo, &[("logo.svg", b"<svg><g></svg>")], "SVG");
    let text =
        br#"<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><text>x</text></svg>"#;
    one_fault(logo, &[("logo.svg", text)], "text");
    one_fault(attract, &[("foto.png", &png()[..40])], "PNG");
    one_fault(
        attract,
        &[("foto.png", &vec![7; 262_145])],
        "larger than 262144 bytes",
    );
    one_fault(
        r#"attract = "foto.svg""#,
        &[("foto.svg", SVG)],
        "not a file beside the branch file",
    );
    one_fault(
        r#"logo = "../logo.svg""#,
        &[],
        "not a file beside the branch file",
    );
    one_fault(r##"accent = "#FFFF00""##, &[], "the nearest that passes: #");
    one_fault(r#"accent = "kuning""#, &[], "a colour is written as in");
    one_fault(
        r#"files = { "x.png" = "x" }"#,
        &[],
        "brand.files is filled in",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn kiosks_are_told_of_the_brand_and_fetch_its_pictures() {
    let branch = Branch::open_with(|options| {
        let dir = options.branch_file.as_ref().unwrap().parent().unwrap();
        let brand = "accent = \"#1E3A6E\"\nlogo = \"logo.svg\"\nattract = \"foto.png\"";
        write(dir, brand, &[("logo.svg", SVG), ("foto.png", &png())]);
    })
    .await;
    let kiosk = Following::start(&branch, &branch.kiosk, ViewKind::Kiosk).await;
    let facts = &kiosk_view(&kiosk.view).brand;
    assert_eq!(facts.accent.as_deref(), Some("#1E3A6E"));
    for token in [&branch.kiosk, &branch.display, &branch.clerk] {
        let answer = branch.get(token, "/api/v1/brand").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.json["version"], facts.version);
        let logo = json!({"name": "logo.svg", "base64": BASE64.encode(SVG)});
        assert_eq!(answer.json["logo"], logo);
        assert_eq!(answer.json["attract"]["base64"], BASE64.encode(&png()));
    }
    branch
        .get("", "/api/v1/brand")
        .await
        .is_problem(401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_without_pictures_has_none_to_fetch() {
    let branch = Branch::open().await;
    let kiosk = Following::start(&branch, &branch.kiosk, ViewKind::Kiosk).await;
    assert_eq!(kiosk_view(&kiosk.view).brand, Default::default());
    let answer = branch.get(&branch.kiosk, "/api/v1/brand").await;
    assert_eq!(
        answer.json,
        json!({"version": "", "logo": null, "attract": null})
    );
}
