//! What a branch may not say about its kiosks: looks, reserve, advice.

use antre_domain::config::FaultCode::*;
use antre_domain::config::{BRAND_FILE_BYTES_MAX, Colour, Config, Tip};

use super::{FaultCode, Plant, closed_on, puskesmas, told};
use crate::scene::id;

pub(super) fn of_kiosks() -> Vec<(FaultCode, &'static str, Plant)> {
    vec![
        (AccentUnreadable, "brand.accent", |c| {
            c.brand.accent = Some(id("#F4B72B"))
        }),
        (BadPictureName, "brand.logo", |c| {
            c.brand.logo = Some("../logo.png".into())
        }),
        (BadPictureName, "brand.logo", |c| {
            c.brand.logo = Some("logo.jpg".into())
        }),
        (BadPictureName, "brand.attract", |c| {
            c.brand.attract = Some("batik.svg".into())
        }),
        (FileNotRead, "brand.attract", |c| {
            c.brand.attract = Some("batik.png".into())
        }),
        (FileNotNamed, "brand.files.batik.png", |c| {
            put(c, "batik.png", 1)
        }),
        (PictureTooLarge, "brand.files.batik.png", |c| {
            c.brand.attract = Some("batik.png".into());
            put(c, "batik.png", BRAND_FILE_BYTES_MAX * 4 / 3 + 5);
        }),
        (OutOfRange, "reserve", |c| c.reserve = 201),
        (ReserveTooLarge, "reserve", |c| {
            c.reserve = 50;
            c.series[0].last = 199;
        }),
        (LineTooLong, "services[0].cost", |c| {
            c.services[0].cost = Some("x".repeat(61).as_str().into())
        }),
        (EmptyText, "services[0].cost", |c| {
            c.services[0].cost = Some(" ".into())
        }),
        (LineTooLong, "services[1].tips[0].question", |c| {
            c.services[1].tips = vec![tip(&"x".repeat(61), "y")]
        }),
        (TextTooLong, "services[1].tips[1].answer", |c| {
            c.services[1].tips = vec![tip("x", "y"), tip("x", &"y".repeat(201))]
        }),
        (ListTooLong, "services[1].tips", |c| {
            c.services[1].tips = vec![tip("x", "y"); 4]
        }),
        (LineTooLong, "hours.periods[0].name", |c| {
            let mut holiday = closed_on("2026-12-25");
            holiday.name = Some("x".repeat(61).as_str().into());
            c.hours.periods = vec![holiday];
        }),
    ]
}

fn tip(question: &str, answer: &str) -> Tip {
    Tip {
        question: question.into(),
        answer: answer.into(),
    }
}

fn put(config: &mut Config, name: &str, bytes: usize) {
    config
        .brand
        .files
        .insert(name.to_owned(), "x".repeat(bytes));
}

#[test]
fn an_unreadable_accent_is_refused_with_the_nearest_that_passes() {
    let detail = |accent: &str| {
        let faults = told(|c| c.brand.accent = Some(id(accent)));
        faults[0].detail.clone()
    };
    assert_eq!(
        detail("#F4B72B"),
        "#F4B72B, the nearest that passes: #AD811E"
    );
    assert_eq!(
        detail("#FFFFFF"),
        "#FFFFFF, the nearest that passes: #888888"
    );
    let mut config = puskesmas();
    config.brand.accent = Some(id("#AD811E"));
    assert_eq!(config.check(), Ok(()));
}

/// The same by floating point, straight from the words of WCAG 2.2.
#[test]
fn what_is_readable_is_so_by_the_formula_and_the_nearest_is_only_as_dark_as_it_must_be() {
    let linear = |channel: u8| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    let light =
        |[r, g, b]: [u8; 3]| 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) + 0.05;
    let contrast = |a, b| {
        let (a, b) = (light(a), light(b));
        a.max(b) / a.min(b)
    };
    let passes = |colour| {
        let text = [[255, 255, 255], [0x21, 0x1B, 0x14]];
        text.iter().any(|text| contrast(colour, *text) >= 4.5)
            && contrast(colour, [0xF2, 0xEC, 0xE1]) >= 3.0
    };
    let colour = |[r, g, b]: [u8; 3]| id::<Colour>(&format!("#{r:02x}{g:02X}{b:02X}"));
    let steps = || (0..=255u8).step_by(15);
    for r in steps() {
        for g in steps() {
            for b in steps() {
                let tried = colour([r, g, b]);
                assert_eq!(tried.is_readable(), passes([r, g, b]), "{tried}");
                let nearest = tried.nearest_readable();
                assert!(nearest.is_readable(), "{tried}: {nearest}");
                assert!(
                    !tried.is_readable() || nearest == tried,
                    "{tried}: {nearest}"
                );
                // Anything less dark, and less light, would not do.
                let step = |by: u16, to: u16| {
                    [r, g, b].map(|from| {
                        u8::try_from((u16::from(from) * (255 - by) + to * by) / 255).unwrap()
                    })
                };
                let least = (0..=255).find_map(|by| {
                    let mut both = [step(by, 0), step(by, 255)].into_iter();
                    both.find(|colour| passes(*colour))
                });
                assert_eq!(nearest, colour(least.unwrap()), "{tried}");
            }
        }
    }
}

#[test]
fn what_is_no_colour_is_refused_on_reading() {
    for text in [
        "", "1E3A6E", "#1E3A6", "#1E3A6E0", "#1E3A6G", "#+E3A6E", "red", "#ééé",
    ] {
        assert!(text.parse::<Colour>().is_err(), "{text:?}");
    }
    assert_eq!(id::<Colour>("#1e3a6e").to_string(), "#1E3A6E");
}

#[test]
fn a_reserve_that_nobody_asked_for_is_never_too_large() {
    let mut config = puskesmas();
    config.series[0].last = 3;
    assert_eq!((config.reserve, config.check()), (20, Ok(())));
    let date = "2026-11-23".parse().unwrap();
    assert_eq!(config.reserve_of(&config.series[0], date), 0);
    config.series[0].last = 50;
    assert_eq!(config.reserve_of(&config.series[0], date), 12);
    assert_eq!(config.reserve_of(&config.series[2], date), 20);
}
