//! The QR leads to the status page, read by a reader that is not ours.

use antre_printer_sim::{Options, Simulator};
use antre_ticket::{
    Dialect, InvalidLink, Link, Paper, Slip, layout, render, to_escpos_raster, to_escpos_text,
};

use crate::samples;

fn read_back(bytes: &[u8], paper: Paper) -> Vec<String> {
    let mut printer = Simulator::new(Options {
        dots_width: paper.width_dots(),
    });
    printer.feed(bytes);
    let slip = printer.take_papers().pop().unwrap();
    // White around, as the paper beside the printable width is.
    let edge = 32;
    let (width, height) = (slip.width_dots() + 2 * edge, slip.height_dots() + 2 * edge);
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(
        width as usize,
        height as usize,
        |x, y| match (x.checked_sub(edge as usize), y.checked_sub(edge as usize)) {
            (Some(x), Some(y)) if slip.is_black(x as u32, y as u32) => 0,
            _ => 255,
        },
    );
    picture
        .detect_grids()
        .iter()
        .map(|grid| grid.decode().unwrap().1)
        .collect()
}

#[test]
fn both_profiles_carry_the_status_address_on_every_paper() {
    for paper in Paper::ALL {
        let slip = samples::usual();
        let raster = to_escpos_raster(&render(&layout(&slip, paper)), &Dialect::default());
        assert_eq!(
            read_back(&raster, paper),
            [samples::URL],
            "raster on {paper:?}"
        );
        let text = to_escpos_text(&slip, paper, &Dialect::default()).unwrap();
        assert_eq!(read_back(&text, paper), [samples::URL], "text on {paper:?}");
    }
}

#[test]
fn the_longest_address_can_still_be_read() {
    let url = format!("https://{}.go.id/t/7k3m9p2q4r6s8t0v2w", "antre-".repeat(13));
    let slip = Slip {
        link: Some(Link::new(&url).unwrap()),
        ..samples::crowded()
    };
    for paper in Paper::ALL {
        let raster = to_escpos_raster(&render(&layout(&slip, paper)), &Dialect::default());
        assert_eq!(read_back(&raster, paper), [url.as_str()], "{paper:?}");
    }
}

#[test]
fn without_an_address_there_is_no_qr_and_no_word_of_a_telephone() {
    let slip = Slip {
        link: None,
        ..samples::usual()
    };
    let layout = layout(&slip, Paper::Mm80);
    let shown = format!("{:?}", layout.items);
    assert!(!shown.contains("Qr {") && !shown.contains("ponsel") && !shown.contains("Wi-Fi"));
    let text = to_escpos_text(&slip, Paper::Mm80, &Dialect::default()).unwrap();
    let text = String::from_utf8_lossy(&text);
    assert!(!text.contains("(k") && !text.contains("ponsel") && !text.contains("Wi-Fi"));
}

#[test]
fn an_address_that_a_printer_or_a_telephone_could_not_take_is_refused() {
    assert_eq!(Link::new("ftp://a/t/1"), Err(InvalidLink::NotAnAddress));
    assert_eq!(Link::new("http://a/t/ 1"), Err(InvalidLink::NotAnAddress));
    assert_eq!(
        Link::new("http://a/t/\u{10}\u{4}1"),
        Err(InvalidLink::NotAnAddress)
    );
    assert_eq!(
        Link::new(&format!("http://a/{}", "t".repeat(112))),
        Err(InvalidLink::TooLong)
    );
}

#[test]
fn an_address_is_not_shown_whole_in_a_log() {
    let link = Link::new(samples::URL).unwrap();
    assert_eq!(format!("{link:?}"), "http://192.168.10.5:8080/t/…");
}
