use std::io::{BufReader, Cursor, Write};
use std::sync::{Arc, Mutex};

use antre_ui_kit::offscreen::{self, Offscreen};

use crate::Probe;

#[derive(Clone, Default)]
struct Answers(Arc<Mutex<Vec<u8>>>);

impl Write for Answers {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Gives `orders` to a probe that writes its pictures to `shots`; returns it and its answers.
fn obey(orders: &str, shots: &std::path::Path) -> (Probe, Vec<String>) {
    let offscreen = Offscreen::open("640x480".parse().unwrap(), shots.to_owned()).unwrap();
    let ui = Probe::new().unwrap();
    let answers = Answers::default();
    let input = BufReader::new(Cursor::new(orders.to_owned()));
    offscreen::obey(&ui, &offscreen, input, answers.clone()).unwrap();
    let text = String::from_utf8(answers.0.lock().unwrap().clone()).unwrap();
    (ui, text.lines().map(str::to_owned).collect())
}

#[test]
fn orders_press_strike_and_draw_the_component() {
    let shots = tempfile::tempdir().unwrap();
    let (ui, answers) = obey(
        "see Count\ntap Count\ntap Count\nkey F9\nshot two\nquit\n",
        shots.path(),
    );
    assert_eq!(answers, ["ok"; 6]);
    assert_eq!(ui.get_count(), 2);
    assert_eq!(ui.get_note(), "F9");
    let picture = png::Decoder::new(BufReader::new(
        std::fs::File::open(shots.path().join("two.png")).unwrap(),
    ));
    let info = picture.read_info().unwrap();
    assert_eq!((info.info().width, info.info().height), (640, 480));
}

#[test]
fn a_finger_that_is_held_and_slides_off_chooses_nothing() {
    let shots = tempfile::tempdir().unwrap();
    let (ui, answers) = obey("hold Count\nhold Nothing\ntap Count\nquit\n", shots.path());
    assert_eq!(answers[0], "ok");
    assert!(answers[1].starts_with("error not_found"), "{answers:?}");
    assert_eq!(ui.get_count(), 1);
}

#[test]
fn a_key_tells_where_it_lies() {
    let shots = tempfile::tempdir().unwrap();
    let (_, answers) = obey("where Count\nwhere Nothing\nquit\n", shots.path());
    let sides: Vec<f32> = answers[0]
        .strip_prefix("ok ")
        .unwrap()
        .split(' ')
        .map(|side| side.parse().unwrap())
        .collect();
    assert_eq!(sides.len(), 4, "{answers:?}");
    assert!(
        sides[2] > 0.0 && sides[0] + sides[2] <= 640.0,
        "{answers:?}"
    );
    assert!(answers[1].starts_with("error not_found"), "{answers:?}");
}

#[test]
fn an_order_that_cannot_be_obeyed_is_answered_with_its_code_and_changes_nothing() {
    let shots = tempfile::tempdir().unwrap();
    let orders = "dance\ntap Nothing\ntap Locked\nkey Ctrl\nshot ../x\nshot\n";
    let (ui, answers) = obey(orders, shots.path());
    let codes: Vec<_> = answers
        .iter()
        .map(|answer| answer.split(' ').take(2).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        codes,
        [
            "error unknown_order",
            "error not_found",
            "error disabled",
            "error unknown_key",
            "error bad_name",
            "error bad_name",
        ]
    );
    assert!(answers[1].contains("Count"), "{}", answers[1]);
    assert_eq!(ui.get_count(), 0);
    assert_eq!(std::fs::read_dir(shots.path()).unwrap().count(), 0);
}
