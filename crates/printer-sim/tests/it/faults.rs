//! What happens to a printer, and what is left on its paper.

use std::time::Duration;

use antre_printer_sim::{Bugs, Ending, Happening, Options, Simulator};

const CUT: [u8; 3] = [0x1D, b'V', 1];
const AUTOMATIC: [u8; 3] = [0x1D, b'a', 0xFF];

fn printer() -> Simulator {
    Simulator::new(Options::of_width(64))
}

fn with_bug(name: &str) -> Simulator {
    Simulator::new(Options {
        bugs: name.parse().unwrap(),
        ..Options::of_width(64)
    })
}

/// A band of `rows` black rows, 64 dots wide.
fn black(rows: u8) -> Vec<u8> {
    let mut bytes = vec![0x1D, b'v', b'0', 0, 8, 0, rows, 0];
    bytes.resize(8 + 8 * usize::from(rows), 0xFF);
    bytes
}

fn real_time(printer: &mut Simulator) -> Vec<u8> {
    (1..=4)
        .flat_map(|n| printer.feed(&[0x10, 0x04, n]))
        .collect()
}

#[test]
fn heat_a_held_button_and_what_is_broken_have_their_own_bits() {
    for (begins, status, automatic, ends) in [
        ("heat", [0x1A, 0x52, 0x52, 0x12], [0x18, 0x40], "cool"),
        (
            "button down",
            [0x1A, 0x1A, 0x12, 0x12],
            [0x58, 0],
            "button up",
        ),
        ("break", [0x1A, 0x52, 0x32, 0x12], [0x18, 0x20], ""),
    ] {
        let mut printer = printer();
        printer.feed(&AUTOMATIC);
        let told = printer.happen(begins.parse().unwrap());
        assert_eq!(told[..2], automatic, "{begins}");
        assert_eq!(real_time(&mut printer), status, "{begins}");
        printer.feed(&[&black(24)[..], &CUT].concat());
        assert!(printer.take_papers().is_empty(), "{begins}");
        if !ends.is_empty() {
            assert_eq!(printer.happen(ends.parse().unwrap()), [0x10, 0, 0, 0x0F]);
            assert_eq!(printer.take_papers()[0].inked_rows(), 24, "{begins}");
        }
    }
}

#[test]
fn what_is_broken_is_mended_by_the_switch_alone() {
    let mut printer = printer();
    printer.happen(Happening::Breaks);
    printer.feed(&[0x10, 0x05, 1, 0x10, 0x05, 2]);
    assert!(printer.condition().broken);
    printer.happen(Happening::PowerOff);
    printer.happen(Happening::PowerOn);
    assert_eq!(real_time(&mut printer), [0x12; 4]);
}

#[test]
fn a_power_cut_keeps_what_is_burnt_and_nothing_else() {
    let mut printer = printer();
    printer.feed(&AUTOMATIC);
    // Ten rows of 24, in the middle of the eleventh.
    let job = [&b"\x1BE\x01"[..], &black(24), &CUT].concat();
    printer.feed(&job[..3 + 8 + 8 * 10 + 3]);
    assert_eq!(printer.rows_in_printer(), 10);
    assert_eq!(printer.happen(Happening::PowerOff), []);
    assert_eq!(printer.feed(&job), [], "nobody there");
    assert_eq!(printer.happen(Happening::PowerOn), []);
    printer.happen(Happening::CoverOpened);
    assert_eq!(
        printer.happen(Happening::CoverClosed),
        [],
        "it was told nothing"
    );
    printer.feed(&[&black(2)[..], &CUT].concat());
    let papers = printer.take_papers();
    assert_eq!(papers.len(), 1);
    assert_eq!(papers[0].inked_rows(), 12);
}

#[test]
fn a_line_that_is_only_half_on_paper_is_no_line() {
    let mut printer = printer();
    printer.happen(Happening::PaperEndsAfter { rows: 40 });
    printer.feed(b"A012\nB013\n");
    printer.happen(Happening::PowerOff);
    printer.happen(Happening::Torn);
    let torn = &printer.take_papers()[0];
    assert_eq!((torn.ending(), torn.height_dots()), (Ending::Torn, 40));
    assert_eq!(torn.lines(), ["A012"]);
}

#[test]
fn an_unplugged_printer_hears_and_says_nothing_and_prints_what_it_has() {
    let mut printer = printer();
    printer.happen(Happening::CoverOpened);
    printer.feed(&[&black(3)[..], &CUT].concat());
    printer.happen(Happening::Unplugged);
    assert!(!printer.is_reachable() && printer.is_powered());
    assert_eq!(printer.feed(&[0x10, 0x04, 1]), []);
    printer.happen(Happening::CoverClosed);
    assert_eq!(printer.take_papers()[0].inked_rows(), 3);
    printer.happen(Happening::Plugged);
    assert_eq!(printer.feed(&[0x10, 0x04, 1]), [0x12]);
}

#[test]
fn a_roll_lasts_as_many_millimetres_as_it_was_given_and_its_end_is_seen_coming() {
    let mut printer = Simulator::new(Options {
        dpi: 180,
        near_end_mm: Some(20),
        ..Options::of_width(64)
    });
    printer.feed(&AUTOMATIC);
    printer.happen(Happening::PaperLasts { mm: 100 });
    // 100 mm are 709 rows of 1/180 inch.
    let told = printer.feed(&black(240).repeat(2));
    assert_eq!(told, [], "480 rows, 32 mm left");
    let told = printer.feed(&black(240));
    assert_eq!(told, [0x10, 0, 3, 0x0F, 0x18, 0, 0x0F, 0x0F]);
    assert_eq!(printer.rows_printed(), 709);
    assert_eq!(printer.printed_mm(), 100);
}

#[test]
fn a_freed_knife_cuts_at_once() {
    let mut printer = printer();
    printer.happen(Happening::CutterJams);
    assert!(printer.cutter_jams_next());
    printer.feed(&[&black(3)[..], &CUT, &black(1)].concat());
    assert!(printer.condition().cutter_jammed);
    printer.happen(Happening::CutterFreed);
    let papers = printer.take_papers();
    assert_eq!((papers.len(), papers[0].inked_rows()), (1, 3));
    assert_eq!(printer.cuts(), 1);
}

#[test]
fn asking_a_stopped_printer_for_hours_does_not_fill_its_buffer() {
    let mut printer = printer();
    printer.happen(Happening::PaperOut);
    printer.feed(b"A012");
    let room = printer.room_bytes();
    for _ in 0..10_000 {
        assert_eq!(printer.feed(&[0x10, 0x04, 4]), [0x7E]);
    }
    assert_eq!((printer.room_bytes(), printer.lost_bytes()), (room, 0));
}

#[test]
fn what_is_asked_inside_an_image_of_a_stopped_printer_still_stands_in_the_image() {
    let mut printer = printer();
    printer.happen(Happening::CoverOpened);
    printer.feed(&[0x1D, b'v', b'0', 0, 8, 0, 1, 0]);
    assert_eq!(printer.feed(&[0x10, 0x04, 0x01]), [0x1A]);
    printer.feed(&[&[0xFF; 5][..], &CUT].concat());
    printer.happen(Happening::CoverClosed);
    let paper = &printer.take_papers()[0];
    let dots: Vec<u8> = paper.row(0).unwrap().to_vec();
    assert_eq!(dots, [0x10, 4, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
}

#[test]
fn a_small_buffer_prints_as_it_fills_and_loses_only_what_it_cannot_hold() {
    let mut printer = Simulator::new(Options {
        buffer_bytes: 100,
        ..Options::of_width(64)
    });
    printer.feed(&[&black(255)[..], &CUT].concat());
    assert_eq!(printer.take_papers()[0].inked_rows(), 255);
    printer.happen(Happening::CoverOpened);
    printer.feed(&[b'A'; 103]);
    assert_eq!((printer.room_bytes(), printer.lost_bytes()), (0, 3));
    assert_eq!(
        printer.feed(&[0x10, 0x04, 2]),
        [0x16],
        "still hears what cannot wait"
    );
}

#[test]
fn late_answers_come_in_order_when_their_time_has_come() {
    let mut printer = printer();
    printer.happen(Happening::AnswersDelayed { ms: 300 });
    assert_eq!(printer.feed(&[0x10, 0x04, 1]), []);
    assert_eq!(printer.wakes_in(), Some(Duration::from_millis(300)));
    assert_eq!(printer.advance(Duration::from_millis(200)), []);
    printer.happen(Happening::AnswersRight);
    assert_eq!(printer.feed(&[0x1D, b'r', 1]), [], "nothing overtakes");
    assert_eq!(printer.advance(Duration::from_millis(100)), [0x12, 0]);
    assert_eq!(printer.wakes_in(), None);
    assert_eq!(printer.feed(&[0x10, 0x04, 1]), [0x12]);
}

#[test]
fn lost_answers_are_counted_as_answers_and_not_as_bytes() {
    let mut printer = printer();
    printer.happen(Happening::AnswersDropped { count: 2 });
    printer.feed(&AUTOMATIC);
    assert_eq!(printer.feed(&[0x10, 0x04, 1]), []);
    assert_eq!(printer.feed(&[0x10, 0x04, 1]), [0x12]);
}

#[test]
fn garbage_is_as_long_as_an_answer_and_none() {
    let mut printer = printer();
    printer.happen(Happening::AnswersGarbled);
    assert!(!printer.answers_right());
    let heard: Vec<u8> = (0..50)
        .flat_map(|_| printer.feed(&[0x10, 0x04, 1]))
        .collect();
    assert_eq!(heard.len(), 50);
    assert!(heard.iter().filter(|byte| **byte == 0x12).count() < 10);
    printer.happen(Happening::AnswersRight);
    assert_eq!(printer.feed(&[0x10, 0x04, 1]), [0x12]);
}

#[test]
fn a_printer_with_a_speed_prints_as_its_time_passes_and_proves_when_it_is_done() {
    let mut printer = Simulator::new(Options {
        speed_mm_per_sec: Some(100),
        dpi: 254,
        ..Options::of_width(64)
    });
    // Ten rows a millimetre, a thousand a second.
    let proof = b"\x1D(H\x06\x00\x30\x300042";
    assert_eq!(printer.feed(&[&black(100)[..], proof].concat()), []);
    printer.advance(Duration::from_millis(50));
    assert_eq!(printer.rows_printed(), 51, "the first at once");
    assert_eq!(printer.wakes_in(), Some(Duration::from_millis(1)));
    printer.happen(Happening::CoverOpened);
    printer.advance(Duration::from_secs(60));
    assert_eq!(printer.rows_printed(), 51);
    printer.happen(Happening::CoverClosed);
    assert_eq!(printer.advance(Duration::from_millis(47)), []);
    assert_eq!(
        printer.advance(Duration::from_millis(2)),
        *b"\x37\x220042\0"
    );
}

#[test]
fn a_band_of_an_odd_height_swallows_what_follows_where_that_is_the_bug() {
    let mut clone = with_bug("garble-odd-bands");
    clone.feed(&[&black(24)[..], b"A012\n", &CUT].concat());
    assert_eq!(clone.take_papers()[0].lines(), ["A012"], "24 is its height");
    clone.feed(&[&black(20)[..], b"A013\n", &CUT].concat());
    assert!(clone.take_papers().is_empty(), "cut and text became dots");
    clone.feed(&[&[0; 24][..], b"A014\n", &CUT].concat());
    assert_eq!(clone.take_papers()[0].lines(), ["A014"]);
}

#[test]
fn each_silence_is_a_bug_of_its_own() {
    let asked = |printer: &mut Simulator| {
        [
            printer.feed(&[0x10, 0x04, 1]).len(),
            printer.feed(&[0x1D, b'r', 1]).len(),
            printer.feed(&AUTOMATIC).len(),
            printer.feed(b"\x1D(H\x06\x00\x30\x300042").len(),
        ]
    };
    assert_eq!(asked(&mut printer()), [1, 1, 4, 7]);
    assert_eq!(asked(&mut with_bug("no-status")), [0, 0, 4, 7]);
    assert_eq!(asked(&mut with_bug("no-asb")), [1, 1, 0, 7]);
    assert_eq!(asked(&mut with_bug("no-proof")), [1, 1, 4, 0]);
    let mut deaf = with_bug("no-recovery");
    deaf.happen(Happening::CutterJams);
    deaf.feed(&CUT);
    deaf.feed(&[0x10, 0x05, 1, 0x10, 0x05, 2]);
    assert!(deaf.condition().cutter_jammed);
}

#[test]
fn a_bug_is_known_by_its_name_and_bugs_add_up() {
    let all = Bugs::NAMES
        .iter()
        .map(|name| name.parse::<Bugs>().unwrap())
        .fold(Bugs::NONE, Bugs::and);
    assert!(all.garble_odd_bands && all.no_doubled_raster && all.wrong_code_page);
    let refused = "no-luck".parse::<Bugs>().unwrap_err();
    assert!(refused.to_string().contains("garble-odd-bands"));
}

#[test]
fn it_says_who_it_is() {
    let mut printer = printer();
    assert_eq!(printer.feed(&[0x1D, b'I', 67]), *b"_SIMULATOR\0");
    assert_eq!(printer.feed(&[0x1D, b'I', 2]), [0x02], "it has a knife");
}
