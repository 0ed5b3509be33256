//! Slips as the branch wants them, and as every branch has them where that cannot be read.

use std::collections::BTreeMap;

use antre_kiosk::sheets::{Form, Sheets};
use antre_printer_profile::Profile;
use antre_protocol::SlipFilesAnswer;
use antre_ticket::{Language, Mode, Slip};

fn sheets(mode: Mode) -> Sheets {
    Sheets::new(Profile::named("generic-80").unwrap(), mode)
}

fn slip() -> Slip {
    Slip {
        language: Language::Id,
        branch: "Puskesmas Melati".into(),
        service: "Poli Umum".into(),
        number: "A012".parse().unwrap(),
        priority: false,
        party: 1,
        ahead: Some(7),
        wait: None,
        waiting_area: None,
        bring: Vec::new(),
        link: None,
        wifi: None,
        issued_at: "2026-11-23T08:14:00".parse().unwrap(),
        kiosk: "Kiosk 1".into(),
        offline: false,
        copy: false,
        practice: false,
    }
}

/// The bytes of each form.
fn set(sheets: &mut Sheets) -> [Option<Vec<u8>>; 3] {
    [Form::Ticket, Form::Large, Form::Officer]
        .map(|form| sheets.set(&slip(), form).map(|printout| printout.bytes))
}

fn wanted(ticket: &str, officer: Option<&str>, files: &[(&str, &str)]) -> SlipFilesAnswer {
    let files = files.iter();
    SlipFilesAnswer {
        version: "1".into(),
        paperless: true,
        ticket: ticket.into(),
        large: "large".into(),
        officer: officer.map(str::to_owned),
        logo: None,
        files: files
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect::<BTreeMap<_, _>>(),
    }
}

#[test]
fn every_branch_has_a_slip_and_a_large_one_and_none_for_the_officer() {
    let [ticket, large, officer] = set(&mut sheets(Mode::Raster));
    assert!(ticket.is_some() && large.is_some());
    assert_ne!(ticket, large);
    assert_eq!(officer, None);
}

#[test]
fn the_branchs_own_template_takes_the_place_of_the_built_in_one() {
    let mut sheets = sheets(Mode::Raster);
    let [_, large, _] = set(&mut sheets);
    let own = include_str!("../../../assets/slips/large.toml");
    sheets.take(&wanted("own.toml", Some("officer"), &[("own.toml", own)]));
    let [ticket, _, officer] = set(&mut sheets);
    assert_eq!(ticket, large);
    assert!(officer.is_some());
}

#[test]
fn a_template_that_cannot_be_read_leaves_the_built_in_one() {
    let mut sheets = sheets(Mode::Raster);
    let built_in = set(&mut sheets);
    for ticket in ["broken.toml", "nowhere.toml"] {
        sheets.take(&wanted(
            ticket,
            None,
            &[("broken.toml", "[[block]]\nkind = 7")],
        ));
        assert_eq!(set(&mut sheets), built_in, "{ticket}");
    }
}

#[test]
fn a_logo_that_is_no_picture_costs_nobody_their_slip() {
    let mut sheets = sheets(Mode::Raster);
    let built_in = set(&mut sheets);
    for content in ["not base64", "bm90IGEgcGljdHVyZQ=="] {
        let mut files = wanted("standard", None, &[("logo.png", content)]);
        files.logo = Some("logo.png".into());
        sheets.take(&files);
        assert_eq!(set(&mut sheets), built_in, "{content}");
    }
}

#[test]
fn a_slow_line_gets_few_bytes() {
    let bytes = |mode| {
        let [ticket, ..] = set(&mut sheets(mode));
        ticket.unwrap().len()
    };
    assert!(bytes(Mode::Text) * 4 < bytes(Mode::Raster));
}
