//! What lands on paper, and what does not.

use antre_printer_sim::{Ending, Happening, Options, Paper, Simulator};

const CUT: [u8; 3] = [0x1D, b'V', 1];

fn printer() -> Simulator {
    Simulator::new(Options { dots_width: 64 })
}

/// An image of `rows` black rows, 64 dots wide.
fn black(rows: u8) -> Vec<u8> {
    let mut bytes = vec![0x1D, b'v', b'0', 0, 8, 0, rows, 0];
    bytes.resize(8 + 8 * usize::from(rows), 0xFF);
    bytes
}

fn black_rows(paper: &Paper) -> usize {
    (0..paper.height_dots())
        .filter(|y| paper.is_black(0, *y))
        .count()
}

#[test]
fn an_image_is_printed_dot_for_dot() {
    let mut printer = printer();
    let image = [
        0x1D,
        b'v',
        b'0',
        0,
        2,
        0,
        2,
        0,
        0b1010_0000,
        0x01,
        0x00,
        0xFF,
    ];
    printer.feed(&[&image[..], &CUT].concat());
    let paper = &printer.take_papers()[0];
    assert_eq!((paper.width_dots(), paper.height_dots()), (64, 2));
    let dots = |y| {
        (0..64)
            .filter(|x| paper.is_black(*x, y))
            .collect::<Vec<_>>()
    };
    assert_eq!(dots(0), [0, 2, 15]);
    assert_eq!(dots(1), [8, 9, 10, 11, 12, 13, 14, 15]);
}

#[test]
fn an_image_wider_than_the_paper_loses_its_right_side_only() {
    let mut printer = printer();
    let mut image = vec![0x1D, b'v', b'0', 0, 10, 0, 1, 0];
    image.extend([0xFF; 10]);
    printer.feed(&[&image[..], &CUT].concat());
    let paper = &printer.take_papers()[0];
    assert_eq!(paper.height_dots(), 1);
    assert!(paper.is_black(63, 0) && !paper.is_black(64, 0));
}

#[test]
fn bytes_may_come_one_by_one() {
    let (mut whole, mut single) = (printer(), printer());
    let job = [&b"\x1B@\x1B!\x30Ab\n"[..], &black(24), &CUT].concat();
    whole.feed(&job);
    for byte in &job {
        single.feed(&[*byte]);
    }
    assert_eq!(whole.take_papers(), single.take_papers());
}

#[test]
fn text_is_as_large_as_it_was_told_to_be() {
    let mut printer = Simulator::new(Options::default());
    printer.feed(&[&[0x1D, b'!', 0x77][..], b"8\n", &CUT].concat());
    let paper = &printer.take_papers()[0];
    assert_eq!(paper.height_dots(), 8 * 24);
    let inked = (0..576).filter(|x| (0..192).any(|y| paper.is_black(*x, y)));
    let (first, last) = (inked.clone().min().unwrap(), inked.max().unwrap());
    assert!(
        first < 24 && (56..96).contains(&last),
        "from {first} to {last}"
    );
}

#[test]
fn a_line_longer_than_the_paper_goes_on_in_the_next() {
    let mut printer = printer();
    printer.feed(&[&b"123456\n"[..], &CUT].concat());
    assert_eq!(
        printer.take_papers()[0].height_dots(),
        2 * 30,
        "five characters fit 64 dots"
    );
}

#[test]
fn alignment_moves_lines_and_images() {
    let mut printer = Simulator::new(Options { dots_width: 128 });
    printer.feed(&[&b"\x1Ba\x02"[..], &black(1), &CUT].concat());
    let paper = &printer.take_papers()[0];
    assert!(!paper.is_black(63, 0) && paper.is_black(64, 0) && paper.is_black(127, 0));
}

#[test]
fn paper_that_ends_in_a_slip_takes_the_rest_on_the_next_roll() {
    let mut printer = printer();
    printer.happen(Happening::PaperEndsAfter { rows: 10 });
    printer.feed(&[&black(24)[..], &CUT].concat());
    assert!(printer.take_papers().is_empty());
    printer.happen(Happening::PaperLoaded);
    let papers = printer.take_papers();
    let seen: Vec<_> = papers.iter().map(|p| (p.ending(), black_rows(p))).collect();
    assert_eq!(seen, [(Ending::RollEnded, 10), (Ending::Cut, 14)]);
}

#[test]
fn an_open_cover_stops_the_paper_and_loses_nothing() {
    let mut printer = printer();
    printer.happen(Happening::CoverOpened);
    printer.feed(&[&black(24)[..], &CUT].concat());
    assert!(printer.take_papers().is_empty());
    printer.happen(Happening::CoverClosed);
    assert_eq!(black_rows(&printer.take_papers()[0]), 24);
}

#[test]
fn a_jammed_cutter_waits_for_the_host() {
    let mut printer = printer();
    printer.happen(Happening::CutterJams);
    printer.feed(&[&black(24)[..], &CUT].concat());
    assert!(printer.take_papers().is_empty());
    printer.feed(&[0x10, 0x05, 1]);
    assert_eq!(black_rows(&printer.take_papers()[0]), 24);
}

#[test]
fn a_cut_feeds_as_far_as_it_was_told() {
    let mut printer = printer();
    printer.feed(&[&black(1)[..], &[0x1D, b'V', 66, 7]].concat());
    assert_eq!(printer.take_papers()[0].height_dots(), 8);
}

#[test]
fn what_a_full_buffer_cannot_hold_is_lost_and_counted() {
    let mut printer = printer();
    printer.happen(Happening::CoverOpened);
    let room = printer.room_bytes();
    printer.feed(&vec![b'A'; room + 3]);
    assert_eq!((printer.room_bytes(), printer.lost_bytes()), (0, 3));
}

#[test]
fn paper_without_end_is_parted_instead_of_eating_memory() {
    let mut printer = printer();
    for _ in 0..90 {
        printer.feed(&black(240));
    }
    assert_eq!(printer.take_papers()[0].ending(), Ending::TooLong);
}

#[test]
fn a_qr_symbol_is_made_by_the_printer() {
    let mut printer = Simulator::new(Options { dots_width: 200 });
    let mut job = Vec::new();
    job.extend(b"\x1D(k\x04\x00\x31\x41\x32\x00");
    job.extend(b"\x1D(k\x03\x00\x31\x43\x04");
    job.extend(b"\x1D(k\x03\x00\x31\x45\x31");
    job.extend(b"\x1D(k\x06\x00\x31\x50\x30A12");
    job.extend(b"\x1D(k\x03\x00\x31\x51\x30");
    job.extend(CUT);
    printer.feed(&job);
    let paper = &printer.take_papers()[0];
    assert_eq!(paper.height_dots(), 21 * 4, "version 1 has 21 modules");
    assert!(
        (0..28).all(|x| paper.is_black(x, 0)),
        "the finder's upper edge"
    );
    assert_eq!(printer.unknown(), []);
}
