//! A branch's logo, from its file to dots.

use std::sync::Arc;

use antre_ticket::{
    Item, Picture, PictureFault, ScreenPicture, Sheet, Template, Typesetter, compose,
};
use proptest::prelude::*;

use crate::samples;

const FILE: &str = "logo.png";
/// Ten millimetres at 203 dpi.
const SIDE: u32 = 80;

fn png(
    width: u32,
    height: u32,
    color: png::ColorType,
    depth: png::BitDepth,
    data: &[u8],
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if color == png::ColorType::Indexed {
        encoder.set_palette(vec![255, 255, 255, 0, 0, 0]);
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(data).unwrap();
    writer.finish().unwrap();
    file
}

/// A grey PNG whose pixels are `level(x, y)`.
fn grey(width: u32, height: u32, level: impl Fn(u32, u32) -> u8) -> Vec<u8> {
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let data: Vec<u8> = pixels.map(|(x, y)| level(x, y)).collect();
    png(
        width,
        height,
        png::ColorType::Grayscale,
        png::BitDepth::Eight,
        &data,
    )
}

fn read(bytes: &[u8]) -> Result<Picture, PictureFault> {
    Picture::read(FILE, bytes, 10, samples::mm80()).map_err(|error| error.fault)
}

fn is_black(picture: &Picture, x: u32, y: u32) -> bool {
    picture.rows[y as usize][x as usize / 8] & (0x80 >> (x % 8)) != 0
}

fn black_share(picture: &Picture, rows: std::ops::Range<u32>) -> f64 {
    let of = rows.len() as f64 * f64::from(picture.width_dots);
    let dots = rows.flat_map(|y| (0..picture.width_dots).map(move |x| (x, y)));
    dots.filter(|(x, y)| is_black(picture, *x, *y)).count() as f64 / of
}

/// A disc, black on white.
fn disc(x: u32, y: u32) -> bool {
    let (x, y) = (f64::from(x) - 79.5, f64::from(y) - 79.5);
    x * x + y * y < 70.0 * 70.0
}

#[test]
fn every_kind_of_png_gives_the_same_dots() {
    use png::{BitDepth, ColorType};
    let pixels: Vec<bool> = (0..160)
        .flat_map(|y| (0..160).map(move |x| disc(x, y)))
        .collect();
    let each = |of: &dyn Fn(bool) -> Vec<u8>| -> Vec<u8> {
        pixels.iter().flat_map(|dark| of(*dark)).collect()
    };
    let level = |dark: bool| if dark { 0 } else { 255 };
    let one_bit: Vec<u8> = pixels
        .chunks(8)
        .map(|eight| {
            eight
                .iter()
                .fold(0, |byte, dark| byte << 1 | u8::from(!*dark))
        })
        .collect();
    let kinds = [
        png(
            160,
            160,
            ColorType::Grayscale,
            BitDepth::Eight,
            &each(&|dark| vec![level(dark)]),
        ),
        png(160, 160, ColorType::Grayscale, BitDepth::One, &one_bit),
        png(
            160,
            160,
            ColorType::Grayscale,
            BitDepth::Sixteen,
            &each(&|dark| vec![level(dark); 2]),
        ),
        png(
            160,
            160,
            ColorType::Rgb,
            BitDepth::Eight,
            &each(&|dark| vec![level(dark); 3]),
        ),
        png(
            160,
            160,
            ColorType::Rgb,
            BitDepth::Sixteen,
            &each(&|dark| vec![level(dark); 6]),
        ),
        png(
            160,
            160,
            ColorType::Indexed,
            BitDepth::Eight,
            &each(&|dark| vec![u8::from(dark)]),
        ),
        // Black everywhere, seen where it is not transparent.
        png(
            160,
            160,
            ColorType::Rgba,
            BitDepth::Eight,
            &each(&|dark| vec![0, 0, 0, 255 - level(dark)]),
        ),
        png(
            160,
            160,
            ColorType::GrayscaleAlpha,
            BitDepth::Eight,
            &each(&|dark| vec![0, 255 - level(dark)]),
        ),
    ];
    let first = read(&kinds[0]).unwrap();
    assert_eq!((first.width_dots, first.height_dots), (SIDE, SIDE));
    let share = black_share(&first, 0..SIDE);
    assert!((share - 0.601).abs() < 0.01, "{share}");
    for kind in &kinds[1..] {
        assert!(read(kind).unwrap() == first);
    }
}

#[test]
fn line_art_stays_crisp() {
    // Stripes of nine pixels, which fall between the dots: each row is the same clean row.
    let picture = read(&grey(200, 100, |x, _| if x / 9 % 2 == 0 { 0 } else { 255 })).unwrap();
    assert_eq!((picture.width_dots, picture.height_dots), (80, 40));
    assert!(picture.rows.windows(2).all(|pair| pair[0] == pair[1]));
    let changes = (1..80).filter(|x| is_black(&picture, *x, 0) != is_black(&picture, *x - 1, 0));
    assert_eq!(changes.count(), 22);
}

#[test]
fn greys_become_dots_in_their_share() {
    let picture = read(&grey(160, 160, |_, y| (y / 32 * 60) as u8)).unwrap();
    for (band, level) in [0.0, 60.0, 120.0, 180.0, 240.0].into_iter().enumerate() {
        let top = band as u32 * 16;
        let share = black_share(&picture, top..top + 16);
        let wanted = 1.0 - level / 255.0;
        assert!(
            (share - wanted).abs() < 0.05,
            "{level}: {share} for {wanted}"
        );
    }
    // Scattered, not striped: no row of the middle band is all of one colour.
    assert!((36..44).all(|y| (0.2..0.8).contains(&black_share(&picture, y..y + 1))));
}

#[test]
fn white_has_no_stray_dots_and_black_no_holes() {
    // Scanned paper is not quite white, and the photograph beside it leaves no trace there.
    let level = |x: u32, _| match x {
        0..40 => 250,
        40..120 => 128,
        _ => 6,
    };
    let picture = read(&grey(160, 160, level)).unwrap();
    for y in 0..SIDE {
        assert!((0..20).all(|x| !is_black(&picture, x, y)), "row {y}");
        assert!((60..80).all(|x| is_black(&picture, x, y)), "row {y}");
    }
}

#[test]
fn an_svg_is_drawn_in_the_papers_own_dots() {
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">
        <rect id="a1234567" x="5" y="0.1234567e-1" width="10" height="10" style="fill:#1E3A6E;fill-opacity:1"/></svg>"##;
    let fine = Picture::read("logo.svg", svg.as_bytes(), 10, samples::mm80()).unwrap();
    assert_eq!((fine.width_dots, fine.height_dots), (80, 40));
    for x in 0..80 {
        assert_eq!(is_black(&fine, x, 20), (20..60).contains(&x), "at {x}");
    }
    let coarse = Picture::read("logo.svg", svg.as_bytes(), 10, samples::mm80_coarse()).unwrap();
    assert_eq!((coarse.width_dots, coarse.height_dots), (71, 36));
}

#[test]
fn a_logo_stands_where_the_template_wants_it() {
    let text = "sheet = \"ticket\"\n[[block]]\nkind = \"logo\"\nwidth_mm = 10\n[[block]]\nkind = \"number\"\n";
    let template = Template::parse("slip.toml", text).unwrap();
    assert_eq!(template.logo_width_mm(), Some(10));
    let logo = Arc::new(read(&grey(160, 160, |x, y| if disc(x, y) { 0 } else { 255 })).unwrap());
    let slip = samples::usual();
    let composed = compose(&template, Sheet::Ticket(&slip), Some(&logo));
    let mut typesetter = Typesetter::new();
    let layout = typesetter.layout(&composed, samples::mm80());
    let Item::Picture { area, .. } = &layout.items[0] else {
        panic!("{:?}", layout.items[0])
    };
    assert_eq!(
        (area.x, area.y, area.width, area.height),
        (16, 0, SIDE, SIDE)
    );
    let drawn = typesetter.draw(&layout);
    for y in 0..SIDE {
        for x in 0..SIDE {
            assert_eq!(drawn.is_black(x + 16, y), is_black(&logo, x, y));
        }
    }
    // Without a logo its place closes.
    let without = typesetter.layout(
        &compose(&template, Sheet::Ticket(&slip), None),
        samples::mm80(),
    );
    assert!(without.height_dots + SIDE <= layout.height_dots + 24);
    assert_eq!(Template::named("standard").unwrap().logo_width_mm(), None);
}

#[test]
fn what_cannot_be_printed_is_refused_with_a_remedy() {
    let refused = |bytes: &[u8], width_mm| {
        let error = Picture::read(FILE, bytes, width_mm, samples::mm58()).unwrap_err();
        (error.fault.code(), error.to_string())
    };
    let small = grey(8, 8, |_, _| 0);
    let (code, said) = refused(&small, 47);
    assert_eq!(code, "picture_too_wide");
    assert_eq!(
        said,
        "logo.png: 47 mm is too wide for this paper, which takes 46 mm; set it narrower"
    );
    assert_eq!(refused(&small, 0).0, "picture_too_wide");
    assert_eq!(refused(&grey(8, 80, |_, _| 0), 10).0, "picture_too_high");
    assert_eq!(refused(&vec![0; (1 << 20) + 1], 10).0, "picture_too_large");
    assert_eq!(
        refused(&grey(4096, 2049, |_, _| 0), 10).0,
        "picture_too_many_pixels"
    );
    for bytes in [
        b"GIF89a".as_slice(),
        b"",
        b"\xFF\xD8\xFF\xE0",
        b"<html></html>",
    ] {
        assert_eq!(refused(bytes, 10).0, "picture_not_a_picture");
    }
    assert_eq!(refused(&small[..small.len() / 2], 10).0, "picture_broken");
    assert_eq!(refused(b"<svg", 10).0, "picture_broken");
    for number in ["1234567", "12e9", "1e+99", "-9999999.5"] {
        let vast = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0L{number}"/></svg>"#
        );
        assert_eq!(refused(vast.as_bytes(), 10).0, "picture_broken", "{number}");
    }
    assert_eq!(refused(&grey(8, 8, |_, _| 255), 10).0, "picture_blank");
    let lettered =
        br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>A</text></svg>"#;
    let (code, said) = refused(lettered, 10);
    assert_eq!(code, "picture_not_only_paths");
    assert_eq!(
        said,
        "logo.png: this SVG holds a <text>, which would be left out; convert it to paths"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_broken_png_makes_it_panic(
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        end in any::<prop::sample::Index>(),
        shorter in any::<bool>(),
    ) {
        let mut bytes = grey(40, 40, |x, y| (x * 6) as u8 ^ (y * 3) as u8);
        for (at, byte) in at {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if shorter {
            bytes.truncate(end.index(bytes.len()));
        }
        let _ = read(&bytes);
    }

    #[test]
    fn no_broken_svg_makes_it_panic(
        number in "-?[0-9]{1,12}(\\.[0-9]{1,3})?(e[0-9]{1,3})?",
        path in "[MmLlHhVvCcSsQqTtAaZz0-9 .,-]{0,60}",
        end in any::<prop::sample::Index>(),
        shorter in any::<bool>(),
    ) {
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{number}\" height=\"20\">\
             <path d=\"{path}\"/><circle r=\"{number}\" stroke=\"red\" stroke-width=\"{number}\"/></svg>"
        );
        if shorter {
            svg.truncate(end.index(svg.len()));
        }
        let _ = read(svg.as_bytes());
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }
}

#[test]
fn a_screen_gets_the_colours_and_what_is_clear_stays_clear() {
    let data: Vec<u8> = [[200, 100, 0, 255], [200, 100, 0, 0]].concat();
    let file = png(2, 1, png::ColorType::Rgba, png::BitDepth::Eight, &data);
    let picture = ScreenPicture::read(FILE, &file, 100, 100).unwrap();
    assert_eq!((picture.width, picture.height), (2, 1), "never enlarged");
    assert_eq!(picture.rgba, [200, 100, 0, 255, 0, 0, 0, 0]);
}

#[test]
fn a_picture_for_a_screen_is_made_to_fit_it() {
    let file = grey(400, 100, |x, _| if x < 200 { 0 } else { 255 });
    let picture = ScreenPicture::read(FILE, &file, 40, 40).unwrap();
    assert_eq!((picture.width, picture.height), (40, 10));
    assert_eq!(picture.rgba.len(), 40 * 10 * 4);
    assert_eq!(picture.rgba[..4], [0, 0, 0, 255]);
    assert_eq!(picture.rgba[39 * 4..40 * 4], [255, 255, 255, 255]);
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5">
        <rect width="5" height="5" fill="#ff0000"/></svg>"##;
    let picture = ScreenPicture::read("logo.svg", svg.as_bytes(), 40, 40).unwrap();
    assert_eq!((picture.width, picture.height), (40, 20));
    assert_eq!(picture.rgba[..4], [255, 0, 0, 255]);
    assert_eq!(picture.rgba[39 * 4..40 * 4], [0; 4]);
}

#[test]
fn a_broken_picture_for_a_screen_is_named() {
    let whole = grey(64, 64, |x, y| (x ^ y) as u8);
    for bytes in [&whole[..40], b"GIF89a", b"<svg", &[]] {
        let refused = ScreenPicture::read(FILE, bytes, 100, 100).unwrap_err();
        assert_eq!(refused.file, FILE);
    }
    let huge = vec![b' '; 2 << 20];
    let refused = ScreenPicture::read(FILE, &huge, 100, 100).unwrap_err();
    assert_eq!(refused.fault.code(), "picture_too_large");
}
