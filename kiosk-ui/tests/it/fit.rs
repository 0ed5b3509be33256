//! Screens that the pages were not drawn for.

use antre_kiosk::fit::scale;

#[test]
fn the_three_screens_that_the_pages_are_drawn_for_show_them_as_they_are() {
    for (width, height) in [(1080, 1920), (1920, 1080), (1024, 600)] {
        assert_eq!(scale(width, height), 1.0, "{width}x{height}");
    }
}

#[test]
fn other_screens_show_the_whole_of_the_nearest() {
    for (width, height, expected) in [
        (540, 960, 0.5),
        (2160, 3840, 2.0),
        (3840, 2160, 2.0),
        (1366, 768, 1.28),
        (1024, 768, 1.0),
        (768, 1024, 1024.0 / 1920.0),
    ] {
        let scale = scale(width, height);
        assert!(
            (scale - expected).abs() < 0.001,
            "{width}x{height}: {scale}"
        );
    }
}

#[test]
fn nothing_of_a_page_is_cut_off_on_any_screen() {
    for width in (400..4000).step_by(80) {
        for height in (400..4000).step_by(80) {
            let scale = scale(width, height);
            let drawn = (width as f32 / scale + 0.5, height as f32 / scale + 0.5);
            let holds = |needs: (f32, f32)| drawn.0 >= needs.0 && drawn.1 >= needs.1;
            assert!(
                holds((1080.0, 1920.0)) || holds((1024.0, 600.0)),
                "{width}x{height}"
            );
        }
    }
}
