//! How the day's cloth is woven.

use antre_display::{Scheme, Weave};
use antre_domain::Locale;
use slint::{ComponentHandle as _, Rgba8Pixel};

use crate::faces::{Sight, Stand, cloth, face};

const HD: (u32, u32) = (1920, 1080);

#[test]
fn a_thread_is_four_pixels_wide_on_a_usual_day() {
    let weave = Weave::of(412, 1920.0).unwrap();
    assert_eq!((weave.thread, weave.columns, weave.rows), (4, 412, 1));
}

#[test]
fn a_day_of_five_has_thicker_threads_and_a_day_of_nobody_no_cloth() {
    assert_eq!(Weave::of(0, 1920.0), None);
    let weave = Weave::of(5, 1920.0).unwrap();
    assert_eq!((weave.thread, weave.columns, weave.rows), (16, 5, 1));
}

#[test]
fn whatever_does_not_fit_a_row_begins_another() {
    for (threads, width, rows) in [
        (456, 1920.0, 1),
        (457, 1920.0, 2),
        (1_500, 1920.0, 4),
        (412, 1080.0, 2),
        (1_500, 1080.0, 7),
        (100_000, 1920.0, 18),
    ] {
        let weave = Weave::of(threads, width).unwrap();
        assert_eq!(weave.rows, rows, "{threads} threads");
        assert!((weave.columns * weave.thread) as f32 <= width - 96.0);
    }
}

#[test]
fn the_threads_stand_in_the_order_in_which_people_were_served() {
    let stand = Stand::new(HD, Scheme::Hall, Locale::ID);
    stand.show(Sight::Cloth(412), Locale::ID);
    let picture = stand.window.window().take_snapshot().unwrap();
    let at = |x: u32, y: u32| picture.as_slice()[(y * picture.width() + x) as usize];
    let colours: Vec<Rgba8Pixel> = cloth(412)
        .iter()
        .map(|series| {
            let theme = stand.window.global::<antre_display::Theme<'_>>();
            let colour = theme.invoke_series(i32::from(*series));
            Rgba8Pixel::new(colour.red(), colour.green(), colour.blue(), 255)
        })
        .collect();
    let thread = |index: u32, y| at(48 + 4 * index + 1, y);
    let row = (0..picture.height())
        .find(|y| (0..412).all(|index| thread(index, *y) == colours[index as usize]));
    assert!(row.is_some(), "no row of pixels holds all threads in order");
}

#[test]
fn where_every_colour_is_white_there_is_no_cloth() {
    let stand = Stand::new(HD, Scheme::Contrast, Locale::ID);
    stand.show(Sight::Cloth(412), Locale::ID);
    let state = stand.window.global::<antre_display::HallState<'_>>();
    assert_eq!(state.get_cloth_width(), 0.0);
    assert_eq!(face(HD, Sight::Cloth(412), Locale::ID).cloth.len(), 412);
}
