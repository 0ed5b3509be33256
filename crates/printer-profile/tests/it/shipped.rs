//! The models in `assets/printers`.

use std::collections::BTreeSet;

use antre_printer_profile::{CodePage, Cut, Feed, Profile, Status};

#[test]
fn every_file_in_the_assets_is_a_model_and_every_model_a_file() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/printers");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            assert_eq!(
                Profile::named(&name),
                Some(Profile::parse(&name, &text).unwrap())
            );
            name
        })
        .collect();
    let names: BTreeSet<String> = Profile::names().map(str::to_owned).collect();
    assert_eq!(files, names);
}

#[test]
fn what_is_no_model_has_no_profile() {
    assert_eq!(Profile::named("epson"), None);
}

#[test]
fn both_resolutions_of_the_tm_t88_are_known() {
    let papers: Vec<_> = ["epson-tm-t88-180", "epson-tm-t88-203"]
        .map(|name| Profile::named(name).unwrap().paper)
        .map(|paper| (paper.width_dots, paper.dpi, paper.columns))
        .to_vec();
    assert_eq!(papers, [(512, 180, 42), (576, 203, 48)]);
}

#[test]
fn the_clone_is_asked_for_nothing_that_it_may_lack() {
    let clone = Profile::named("clone-5890k").unwrap();
    assert_eq!((clone.paper.roll_mm, clone.paper.width_dots), (58, 384));
    assert_eq!(clone.dialect.cut, Cut::TearBar);
    assert_eq!(clone.dialect.feed, Feed::Raster);
    assert_eq!(clone.dialect.motion_unit_dpi, None);
    assert_eq!(clone.dialect.band_rows_multiple, 24);
    assert!(!clone.dialect.doubled_raster && !clone.dialect.native_qr);
    assert_eq!(clone.dialect.code_pages, [CodePage::Cp437]);
    assert_eq!(clone.manners.status, Status::Asked);
    assert!(!clone.manners.proof && !clone.manners.near_end_sensor);
}
