//! A few screens, pixel for pixel. `ANTRE_UPDATE_GOLDENS=1 cargo nextest run -p antre-counter goldens`
//! writes them anew.

use std::path::PathBuf;

use antre_domain::{HoldReason, PrinterFault};
use slint::platform::Key;

use crate::hold::held;
use crate::printers::printer;
use crate::scene::{DOCKED, EN, ID, Scene, WIDE, ticket};
use crate::states;

/// Share of the pixels that may differ: rounding differs between processors, screens do not.
const DIFFERING_MOST: f64 = 0.005;
/// Two colours differ where a channel does by more than this.
const CHANNEL_SLACK: u8 = 8;

#[test]
fn the_docked_panel_looks_as_agreed() {
    compare(&Scene::new(DOCKED, ID), "serving");
}

#[test]
fn the_list_looks_as_agreed() {
    let mut scene = Scene::new(DOCKED, EN);
    scene.at_counter("called", Some(ticket("A012", 0, "umum", "called")));
    scene.strike(Key::F10);
    compare(&scene, "more");
}

#[test]
fn the_wide_window_looks_as_agreed() {
    compare(&Scene::new(WIDE, ID), "wide");
}

#[test]
fn a_free_counter_of_a_held_branch_looks_as_agreed() {
    let mut scene = Scene::new(DOCKED, ID);
    scene.view.branch.held = held(HoldReason::SystemDown);
    scene.at_counter("idle", None);
    compare(&scene, "held");
}

#[test]
fn a_printer_without_paper_looks_as_agreed() {
    let mut scene = Scene::new(DOCKED, ID);
    scene.view.printers = vec![printer("Kiosk 1", Some(PrinterFault::OutOfPaper), None)];
    scene.hear();
    compare(&scene, "printer");
}

#[test]
fn a_ticket_of_which_there_is_much_to_say_looks_as_agreed() {
    let mut scene = Scene::new(DOCKED, EN);
    states::needs(&mut scene);
    compare(&scene, "needs");
}

#[test]
fn eight_called_at_once_look_as_agreed() {
    let mut scene = Scene::new(DOCKED, ID);
    states::together(&mut scene);
    compare(&scene, "together");
}

#[test]
fn a_locked_panel_looks_as_agreed() {
    let mut scene = Scene::new(DOCKED, ID);
    states::locked(&mut scene);
    compare(&scene, "locked");
}

#[test]
fn the_bar_looks_as_agreed() {
    let mut scene = Scene::new((1_024, 56), ID);
    states::undo(&mut scene);
    compare(&scene, "bar");
}

fn compare(scene: &Scene, name: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/goldens/{name}.png"));
    let fresh = scene.shoot(&format!("golden-{name}"));
    if std::env::var_os("ANTRE_UPDATE_GOLDENS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::copy(fresh, &path).unwrap();
        return;
    }
    let (agreed, drawn) = (read(&path), read(&fresh));
    assert_eq!((agreed.0, agreed.1), (drawn.0, drawn.1), "{name}");
    let pixels = agreed.2.chunks_exact(4).zip(drawn.2.chunks_exact(4));
    let differs = |(a, b): &(&[u8], &[u8])| {
        a.iter()
            .zip(*b)
            .any(|(a, b)| a.abs_diff(*b) > CHANNEL_SLACK)
    };
    let share = pixels.filter(differs).count() as f64 / f64::from(agreed.0 * agreed.1);
    assert!(
        share < DIFFERING_MOST,
        "{:.2} % differ: see {}",
        share * 100.0,
        fresh.display()
    );
}

fn read(path: &std::path::Path) -> (u32, u32, Vec<u8>) {
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    (info.width, info.height, pixels)
}
