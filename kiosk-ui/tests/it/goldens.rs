//! A few pages, pixel for pixel. `ANTRE_UPDATE_GOLDENS=1` writes them anew.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use antre_domain::HoldReason;
use antre_kiosk::branch::{Branch, MinuteOfDay, Paper, Stop};
use antre_kiosk::flow::News;

use crate::bench::{Bench, LANDSCAPE, PORTRAIT, SMALL};
use crate::samples;

/// Share of the pixels that may differ: rounding differs between processors, pages do not.
const DIFFERING_MOST: f64 = 0.005;
/// Two colours differ where a channel does by more than this.
const CHANNEL_SLACK: u8 = 8;

#[test]
fn the_list_looks_as_agreed() {
    compare(&Bench::new(PORTRAIT, samples::clinic()), "home");
}

#[test]
fn a_chosen_service_looks_as_agreed() {
    let bench = Bench::new(LANDSCAPE, samples::clinic());
    bench.press("Poli Umum");
    compare(&bench, "chosen");
}

#[test]
fn the_number_looks_as_agreed() {
    let bench = Bench::new(SMALL, samples::clinic());
    bench.act(|actions| actions.invoke_choose(5));
    bench.issue(samples::ticket());
    bench.news(News::Paper("t1".into(), Paper::Out));
    compare(&bench, "number");
}

#[test]
fn a_held_branch_on_a_small_screen_with_large_text_looks_as_agreed() {
    let held = Branch {
        stop: Some(Stop::Held {
            reason: HoldReason::SystemDown,
            since: MinuteOfDay::new(642),
        }),
        ..samples::clinic()
    };
    let bench = Bench::new(SMALL, held);
    bench.press("Besar");
    compare(&bench, "held");
}

fn compare(bench: &Bench, name: &str) {
    let drawn = bench.picture();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/goldens/{name}.png"));
    if std::env::var_os("ANTRE_UPDATE_GOLDENS").is_some() {
        bench.shot(&format!("golden-{name}"));
        let fresh =
            PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("kiosk/golden-{name}.png"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::copy(fresh, &path).unwrap();
        return;
    }
    let mut reader = png::Decoder::new(BufReader::new(File::open(&path).unwrap()))
        .read_info()
        .unwrap();
    let mut agreed = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut agreed).unwrap();
    assert_eq!(
        (info.width, info.height),
        (drawn.width(), drawn.height()),
        "{name}"
    );
    let differing = drawn
        .as_bytes()
        .chunks_exact(4)
        .zip(agreed.chunks_exact(4))
        .filter(|(a, b)| {
            a.iter()
                .zip(*b)
                .any(|(a, b)| a.abs_diff(*b) > CHANNEL_SLACK)
        })
        .count();
    let share = differing as f64 / f64::from(info.width * info.height);
    if share >= DIFFERING_MOST {
        bench.shot(&format!("differs-{name}"));
    }
    assert!(
        share < DIFFERING_MOST,
        "{name}: {:.2} % of the pixels differ",
        share * 100.0
    );
}
