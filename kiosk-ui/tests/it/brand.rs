//! The branch's own sign and picture.

use antre_kiosk::branch::{Branch, Brand};
use antre_kiosk::brand::Pictures;
use antre_protocol::{BrandAnswer, PictureFile};
use data_encoding::BASE64;

use crate::bench::{Bench, LANDSCAPE, PORTRAIT, SMALL};
use crate::{reach, samples};

const SIGN: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="360" height="96">
    <circle cx="48" cy="48" r="44" fill="#14672F"/>
    <path d="M28 48 L48 68 L76 30" fill="none" stroke="#FFFDF8" stroke-width="12"/>
    <path d="M112 24 H340 M112 48 H300 M112 72 H240" stroke="#211B14" stroke-width="10"/></svg>"##;
/// A colour that nothing else on a kiosk has.
const LOUD: [u8; 3] = [255, 0, 200];

fn file(name: &str, bytes: &[u8]) -> Option<PictureFile> {
    Some(PictureFile {
        name: name.to_owned(),
        base64: BASE64.encode(bytes),
    })
}

fn loud_png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 300, 200);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&LOUD.repeat(300 * 200)).unwrap();
    writer.finish().unwrap();
    bytes
}

fn answer() -> BrandAnswer {
    BrandAnswer {
        version: "v1".into(),
        logo: file("sign.svg", SIGN.as_bytes()),
        attract: file("hall.png", &loud_png()),
    }
}

/// A branch with pictures and its first so many services.
fn branded(services: usize) -> Branch {
    let mut branch = samples::clinic();
    branch.services.truncate(services);
    branch.brand = Brand {
        version: "v1".into(),
        ..Brand::default()
    };
    branch
}

fn bench(size: (u32, u32), services: usize) -> Bench {
    let bench = Bench::new(size, branded(services));
    Pictures::read(answer()).show(bench.kiosk().window());
    bench.pass_ms(1);
    bench
}

fn is_loud(bench: &Bench) -> bool {
    let picture = bench.picture();
    picture
        .as_slice()
        .iter()
        .any(|pixel| [pixel.r, pixel.g, pixel.b] == LOUD)
}

#[test]
fn the_sign_stands_where_the_name_was_and_still_says_it() {
    for (size, name) in [(PORTRAIT, "p"), (LANDSCAPE, "l"), (SMALL, "s")] {
        let bench = bench(size, 8);
        bench.shot(&format!("brand-{name}"));
        reach::measure(&bench, name);
        if size != SMALL {
            assert!(bench.says(&samples::clinic().name), "{size:?}");
        }
    }
}

#[test]
fn the_picture_comes_after_a_minute_and_goes_at_the_first_touch() {
    for size in [PORTRAIT, LANDSCAPE] {
        let bench = bench(size, 3);
        bench.pass_secs(58);
        assert!(!is_loud(&bench), "{size:?}: somebody may be reading");
        bench.pass_secs(3);
        assert!(is_loud(&bench), "{size:?}");
        bench.shot(&format!("brand-attract-{}", size.0));
        bench.press_at(540.0, 60.0);
        assert!(!is_loud(&bench), "{size:?}");
    }
}

#[test]
fn the_picture_is_no_wall_the_first_touch_chooses() {
    let bench = bench(PORTRAIT, 3);
    bench.pass_secs(61);
    assert!(is_loud(&bench));
    reach::measure(&bench, "attract");
    bench.press("Poli Umum");
    assert!(bench.offers("Take a number"));
    assert!(!is_loud(&bench));
}

#[test]
fn a_list_that_fills_the_screen_keeps_it() {
    for size in [PORTRAIT, LANDSCAPE, SMALL] {
        let bench = bench(size, 8);
        bench.pass_secs(61);
        assert!(!is_loud(&bench), "{size:?}");
        assert!(bench.says("Poli Umum"));
    }
}

#[test]
fn a_picture_that_cannot_be_read_is_left_out_and_the_other_stays() {
    let good = loud_png();
    let torn = &good[..good.len() / 2];
    let outside = br##"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">
        <image href="/etc/passwd" width="9" height="9"/></svg>"##;
    for bytes in [torn, &b"GIF89a"[..], &outside[..], &[]] {
        let pictures = Pictures::read(BrandAnswer {
            logo: file("sign.png", bytes),
            ..answer()
        });
        assert!(pictures.sign.is_none() && pictures.attract.is_some());
    }
    let no_base64 = Some(PictureFile {
        name: "sign.png".into(),
        base64: "%%%".into(),
    });
    let pictures = Pictures::read(BrandAnswer {
        logo: no_base64,
        ..answer()
    });
    assert!(pictures.sign.is_none() && pictures.attract.is_some());
    let none = BrandAnswer {
        logo: None,
        attract: None,
        ..answer()
    };
    assert_eq!(Pictures::read(none), Pictures::default());
}
