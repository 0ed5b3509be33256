//! Screens of every size: nothing on them is too small, and nothing is cut off.

use antre_kiosk::fit::{Fit, Glass, GlassArgs, PITCH_MM, PITCH_SMALL_MM, Told, fit};
use clap::Parser as _;

const UNTOLD: Glass = Glass {
    told: Told::Nothing,
    bottom_mm: 800.0,
};

fn inches(inches: f32) -> Glass {
    Glass {
        told: Told::Diagonal(inches * 25.4),
        ..UNTOLD
    }
}

fn logical(width: u32, height: u32, fit: Fit) -> (f32, f32) {
    (width as f32 / fit.scale, height as f32 / fit.scale)
}

#[test]
fn the_screens_that_the_pages_are_drawn_for_show_them_as_they_are() {
    for (width, height, diagonal) in [(1080, 1920, 21.5), (1920, 1080, 21.5), (1024, 600, 10.1)] {
        assert_eq!(fit(width, height, UNTOLD).scale, 1.0, "{width}x{height}");
        let told = fit(width, height, inches(diagonal)).scale;
        assert!((told - 1.0).abs() < 0.002, "{width}x{height}: {told}");
    }
}

#[test]
fn a_screen_of_unknown_size_shows_the_whole_of_the_nearest() {
    for (width, height, expected) in [
        (540, 960, 0.5),
        (2160, 3840, 2.0),
        (3840, 2160, 2.0),
        (1366, 768, 1.28),
        (1024, 768, 1.0),
        // The small face, since the large one would be far too small on any screen that has so few.
        (800, 1280, 1.28),
        (768, 1024, 1.024),
    ] {
        let scale = fit(width, height, UNTOLD).scale;
        assert!(
            (scale - expected).abs() < 0.001,
            "{width}x{height}: {scale}"
        );
    }
}

#[test]
fn on_a_finer_screen_a_key_is_as_many_millimetres_wide() {
    for (width, height, diagonal, small) in [
        (1080, 1920, 15.6, false),
        (1080, 1920, 18.5, false),
        (1080, 1920, 32.0, false),
        (1920, 1080, 19.5, false),
        (1920, 1080, 15.6, true),
        (1920, 1080, 10.1, true),
        (800, 1280, 10.1, true),
        (600, 1024, 10.1, true),
        (1280, 800, 10.1, true),
        (2160, 3840, 13.3, true),
        (2160, 3840, 43.0, false),
    ] {
        let fit = fit(width, height, inches(diagonal));
        assert_eq!(fit.small, small, "{width}x{height} {diagonal}″: {fit:?}");
        let pitch_mm = diagonal * 25.4 / (width as f32).hypot(height as f32) * fit.scale;
        let least_mm = if small { PITCH_SMALL_MM } else { PITCH_MM };
        assert!(
            pitch_mm >= least_mm - 1e-4,
            "{width}x{height} {diagonal}″: {pitch_mm}"
        );
        assert!((pitch_mm - fit.pitch_mm).abs() < 1e-4);
    }
}

#[test]
fn no_page_is_given_less_room_than_it_can_be_set_in() {
    for width in (600..4000).step_by(110) {
        for height in (600..4000).step_by(110) {
            let (long, short) = (width.max(height) as f32, width.min(height) as f32);
            if long / short > 2.0 {
                continue;
            }
            for diagonal in [10.1, 12.0, 15.6, 18.5, 21.5, 27.0, 43.0, 65.0] {
                let fit = fit(width, height, inches(diagonal));
                let (across, down) = logical(width, height, fit);
                let least = match (fit.small, width < height) {
                    (false, true) => (756.0, 1344.0),
                    (false, false) => (1536.0, 864.0),
                    (true, true) => (528.0, 800.0),
                    (true, false) => (800.0, 528.0),
                };
                assert!(
                    across >= least.0 - 0.5 && down >= least.1 - 0.5,
                    "{width}x{height} {diagonal}″: {across}x{down} {fit:?}"
                );
            }
        }
    }
}

#[test]
fn a_measured_width_is_believed_before_what_was_told() {
    let told = inches(21.5);
    assert_eq!(told.measured(None), told);
    let finer = fit(1080, 1920, told.measured(Some(194.0)));
    assert!((finer.pitch_mm - PITCH_MM).abs() < 1e-4, "{finer:?}");
    assert!(
        (finer.scale - PITCH_MM * 1080.0 / 194.0).abs() < 1e-3,
        "{finer:?}"
    );
}

#[test]
fn the_band_within_reach_of_a_wheelchair_follows_the_height_of_the_screen() {
    let reach = |bottom_mm| {
        fit(
            1080,
            1920,
            Glass {
                bottom_mm,
                ..UNTOLD
            },
        )
        .reach
    };
    assert_eq!(reach(800.0), (0.0, 1208.0));
    assert_eq!(reach(900.0), (0.0, 800.0));
    assert_eq!(reach(700.0), (408.0, 1608.0));
    // Hung above every seated hand.
    assert_eq!(reach(1_200.0), (0.0, 0.0));
}

#[test]
fn a_screen_below_ten_inches_is_said_to_be_too_small() {
    assert!(fit(1024, 600, inches(8.0)).too_small);
    assert!(
        fit(1920, 480, inches(12.3)).too_small,
        "a bar has no room for a page"
    );
    assert!(!fit(1024, 600, inches(10.1)).too_small);
    assert!(!fit(800, 1280, UNTOLD.measured(Some(135.6))).too_small);
    assert!(fit(800, 1280, UNTOLD.measured(Some(90.0))).too_small);
    assert!(
        !fit(320, 240, UNTOLD).too_small,
        "nobody said how large that is"
    );
}

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    glass: GlassArgs,
}

fn read(line: &str) -> Result<Glass, String> {
    let line = Line::try_parse_from(line.split(' '));
    line.map(|line| line.glass.glass())
        .map_err(|error| error.to_string())
}

#[test]
fn the_command_line_says_how_large_the_screen_is() {
    assert_eq!(read("kiosk"), Ok(UNTOLD));
    assert_eq!(
        read("kiosk --screen-mm 268x476.6 --bottom-mm 650"),
        Ok(Glass {
            told: Told::Sides(268.0, 476.6),
            bottom_mm: 650.0
        })
    );
    assert_eq!(read("kiosk --diagonal-inches 10.1"), Ok(inches(10.1)));
}

#[test]
fn a_screen_that_cannot_be_is_refused() {
    for (line, why) in [
        ("kiosk --screen-mm 268", "as in 268x476"),
        ("kiosk --screen-mm 0x476", "as in 268x476"),
        ("kiosk --screen-mm 268xNaN", "as in 268x476"),
        ("kiosk --screen-mm 100x170", "at least 10.1 inches"),
        ("kiosk --screen-mm 300x80", "along its short side"),
        ("kiosk --diagonal-inches 7", "at least 10.1 inches"),
        ("kiosk --diagonal-inches NaN", "as in 268x476"),
        ("kiosk --bottom-mm 9000", "9000"),
        (
            "kiosk --diagonal-inches 21.5 --screen-mm 268x476",
            "cannot be used with",
        ),
    ] {
        let said = read(line).unwrap_err();
        assert!(said.contains(why), "{line}: {said}");
    }
}
