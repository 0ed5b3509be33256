//! What lands on paper, and what does not.

use antre_printer_sim::{Ending, Happening, Options, Paper, Simulator};

const CUT: [u8; 3] = [0x1D, b'V', 1];

fn printer() -> Simulator {
    Simulator::new(Options::of_width(64))
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
    let mut printer = Simulator::new(Options::of_width(128));
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
    let mut printer = Simulator::new(Options::of_width(200));
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

fn dots(paper: &Paper, y: u32) -> Vec<u32> {
    (0..paper.width_dots())
        .filter(|x| paper.is_black(*x, y))
        .collect()
}

#[test]
fn an_image_is_doubled_each_way_dot_for_dot() {
    for (mode, wide, high) in [(0, 1, 1), (1, 2, 1), (2, 1, 2), (3, 2, 2), (b'3', 2, 2)] {
        let mut printer = printer();
        let image = [0x1D, b'v', b'0', mode, 1, 0, 2, 0, 0b1010_0001, 0b0000_0010];
        printer.feed(&[&image[..], &CUT].concat());
        let paper = &printer.take_papers()[0];
        assert_eq!(paper.height_dots(), 2 * high, "mode {mode}");
        for y in 0..2 * high {
            let source: &[u32] = if y < high { &[0, 2, 7] } else { &[6] };
            let expected: Vec<u32> = source
                .iter()
                .flat_map(|x| (0..wide).map(move |copy| x * wide + copy))
                .collect();
            assert_eq!(dots(paper, y), expected, "mode {mode}, row {y}");
        }
    }
}

#[test]
fn a_mode_of_doubling_that_does_not_exist_is_unknown() {
    let mut printer = printer();
    printer.feed(&[0x1D, b'v', b'0', 4]);
    assert_eq!(printer.unknown()[0].bytes, [0x1D, b'v', b'0', 4]);
}

#[test]
fn a_printer_that_cannot_double_prints_each_dot_once() {
    let mut printer = Simulator::new(Options {
        bugs: "no-doubled-raster".parse().unwrap(),
        ..Options::of_width(64)
    });
    printer.feed(&[0x1D, b'v', b'0', 3, 1, 0, 1, 0, 0xFF]);
    printer.feed(&CUT);
    let paper = &printer.take_papers()[0];
    assert_eq!((paper.height_dots(), dots(paper, 0).len()), (1, 8));
}

#[test]
fn the_same_character_looks_the_same_from_every_code_page() {
    let printed = |page: u8, byte: u8| {
        let mut printer = printer();
        printer.feed(&[&[0x1B, b't', page, byte, b'\n'][..], &CUT].concat());
        assert_eq!(printer.unknown(), []);
        let paper = printer.take_papers().remove(0);
        (paper.lines()[0].clone(), paper.fingerprint())
    };
    for (character, places) in [
        ("é", [(0, 0x82), (2, 0x82), (19, 0x82), (16, 0xE9)]),
        ("€", [(19, 0xD5), (16, 0x80), (19, 0xD5), (16, 0x80)]),
        ("×", [(2, 0x9E), (19, 0x9E), (16, 0xD7), (16, 0xD7)]),
        ("║", [(0, 0xBA), (2, 0xBA), (19, 0xBA), (0, 0xBA)]),
    ] {
        let all = places.map(|(page, byte)| printed(page, byte));
        assert_eq!(all[0].0, character);
        assert!(all.iter().all(|one| *one == all[0]), "{character}");
    }
}

#[test]
fn a_printer_stuck_in_its_first_code_page_prints_something_else() {
    let mut printer = Simulator::new(Options {
        bugs: "wrong-code-page".parse().unwrap(),
        ..Options::of_width(64)
    });
    printer.feed(&[&b"\x1Bt\x10\xE9\n"[..], &CUT].concat());
    assert_eq!(printer.take_papers()[0].lines(), ["Θ"]);
}

#[test]
fn margins_areas_and_places_are_kept() {
    let block = |commands: &[u8]| {
        let mut printer = Simulator::new(Options::of_width(200));
        // A blank that is printed in reverse is a black cell of 12 dots.
        printer.feed(&[commands, b"\x1DB\x01 \n", &CUT].concat());
        let paper = &printer.take_papers()[0];
        let black = dots(paper, 0);
        (black[0], black.len())
    };
    assert_eq!(block(b""), (0, 12));
    assert_eq!(block(b"\x1DL\x14\0"), (20, 12));
    assert_eq!(block(b"\x1B$\x32\0"), (50, 12));
    assert_eq!(block(b"\x1DL\x14\0\x1B$\x32\0"), (70, 12));
    assert_eq!(block(b"\x1DL\x14\0\x1DW\x64\0\x1Ba\x02"), (108, 12));
    assert_eq!(block(b"\x1B$\xFF\x0F"), (0, 12), "beyond the paper");
}

#[test]
fn an_underlined_line_has_a_line_under_it() {
    let mut printer = printer();
    printer.feed(&[&b"\x1B-\x02ab\n\x1B-\x00\x1B!\x80a\n"[..], &CUT].concat());
    let paper = &printer.take_papers()[0];
    for y in [22, 23] {
        assert_eq!(dots(paper, y), (0..24).collect::<Vec<_>>());
    }
    assert_eq!(dots(paper, 30 + 23).len(), 12);
}

#[test]
fn without_a_knife_the_paper_waits_for_a_hand() {
    let mut printer = Simulator::new(Options {
        knife: false,
        ..Options::of_width(64)
    });
    printer.feed(&[&b"A012\n"[..], &CUT, b"A013\n", &CUT].concat());
    assert!(printer.take_papers().is_empty());
    printer.happen(Happening::Torn);
    let papers = printer.take_papers();
    assert_eq!(papers[0].ending(), Ending::Torn);
    assert_eq!(papers[0].lines(), ["A012", "A013"]);
}

#[test]
fn another_picture_has_another_fingerprint() {
    let printed = |job: &[u8]| {
        let mut printer = printer();
        printer.feed(&[job, &CUT].concat());
        printer.take_papers().remove(0)
    };
    let [first, again, other] = [&b"A012\n"[..], b"A012\n", b"A013\n"].map(printed);
    assert_eq!(first.fingerprint(), again.fingerprint());
    assert_ne!(first.fingerprint(), other.fingerprint());
    assert!(
        (first.length_mm() - 3.75).abs() < 0.01,
        "30 dots at 203 dpi"
    );
}
