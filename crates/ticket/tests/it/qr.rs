//! The QR leads to the status page, read by a reader that is not ours.

use antre_printer_profile::Profile;
use antre_printer_sim::Paper;
use antre_ticket::{InvalidLink, Link, Mode, Slip};

use crate::press::{MODES, print};
use crate::samples::{self, layout};

fn read_back(slip: &Paper) -> Vec<String> {
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
    for name in Profile::names() {
        let model = samples::model(name);
        for slip in [samples::usual(), samples::chinese(), samples::arabic()] {
            for mode in MODES {
                let (_, paper) = print(&samples::composed(&slip), &model, mode);
                let language = slip.language;
                let read = read_back(&paper);
                assert_eq!(read, [samples::URL], "{name}, {mode:?}, {language:?}");
            }
        }
    }
}

#[test]
fn the_longest_address_can_still_be_read() {
    let url = format!("https://{}.go.id/t/7k3m9p2q4r6s8t0v2w", "antre-".repeat(13));
    let slip = Slip {
        link: Some(Link::new(&url).unwrap()),
        ..samples::crowded()
    };
    for name in Profile::names() {
        let model = samples::model(name);
        let (_, paper) = print(&samples::composed(&slip), &model, Mode::Raster);
        assert_eq!(read_back(&paper), [url.as_str()], "{name}");
    }
}

#[test]
fn without_an_address_there_is_no_qr_and_no_word_of_a_telephone() {
    let slip = Slip {
        link: None,
        ..samples::usual()
    };
    let layout = layout(&slip, samples::mm80());
    let shown = format!("{:?}", layout.items);
    assert!(!shown.contains("Qr {") && !shown.contains("ponsel") && !shown.contains("Wi-Fi"));
    let model = samples::model("generic-80");
    let text = samples::print(&samples::composed(&slip), &model, Mode::Text).bytes;
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
