//! Every layout, to be looked at: each sight on each screen in each theme, and once more as small as
//! ten metres make a screen of 55 inches. `montage $CARGO_TARGET_DIR/tmp/display/grid/*.png` lays them
//! out on one sheet.

use std::fs::File;
use std::path::Path;

use antre_display::{Scheme, Theme};
use antre_domain::{AnnouncementKind, Locale};
use slint::{ComponentHandle as _, Rgba8Pixel, SharedPixelBuffer};

use crate::faces::{Sight, Stand};
use crate::scene::pictures;

pub const HD: (u32, u32) = (1920, 1080);
const UHD: (u32, u32) = (3840, 2160);
pub const TALL: (u32, u32) = (1080, 1920);

pub const SIGHTS: [Sight; 25] = [
    Sight::Empty,
    Sight::One,
    Sight::Five,
    Sight::Recall,
    Sight::RecallRows,
    Sight::Stale,
    Sight::StaleQuiet,
    Sight::Emergency(AnnouncementKind::Evacuate),
    Sight::Emergency(AnnouncementKind::Fire),
    Sight::Emergency(AnnouncementKind::Earthquake),
    Sight::Emergency(AnnouncementKind::Emergency),
    Sight::LongNames,
    Sight::Picture,
    Sight::PictureAlone,
    Sight::Beside,
    Sight::Notice,
    Sight::NoticeCall,
    Sight::NoticeCalls,
    Sight::NoticeFull,
    Sight::Cloth(5),
    Sight::Cloth(412),
    Sight::Cloth(1_500),
    Sight::Directions,
    Sight::Direction,
    Sight::Zone,
];

/// What is worth looking at where only the points are smaller.
const FINE: [Sight; 10] = [
    Sight::Empty,
    Sight::One,
    Sight::Five,
    Sight::Recall,
    Sight::Stale,
    Sight::Emergency(AnnouncementKind::Fire),
    Sight::LongNames,
    Sight::Beside,
    Sight::Cloth(412),
    Sight::Directions,
];

/// A screen of 55 inches is 1 218 mm wide: 6.97° at ten metres. An eye of usual sharpness tells 60
/// points in a degree.
const TEN_METRES_LONG_SIDE_PX: u32 = 418;

#[test]
fn a_dark_hall() {
    draw(HD, Scheme::Hall, Locale::ID);
}

#[test]
fn a_dark_hall_upright() {
    draw(TALL, Scheme::Hall, Locale::ID);
}

#[test]
fn a_dark_hall_at_4k() {
    draw(UHD, Scheme::Hall, Locale::EN);
}

#[test]
fn a_light_hall() {
    draw(HD, Scheme::Light, Locale::EN);
}

#[test]
fn a_light_hall_upright() {
    draw(TALL, Scheme::Light, Locale::EN);
}

#[test]
fn a_light_hall_at_4k() {
    draw(UHD, Scheme::Light, Locale::ID);
}

#[test]
fn black_and_white() {
    draw(HD, Scheme::Contrast, Locale::ID);
}

#[test]
fn from_right_to_left() {
    let stand = Stand::new(HD, Scheme::Hall, Locale::EN);
    stand.window.global::<Theme<'_>>().set_rtl(true);
    for sight in SIGHTS {
        shoot(&stand, sight, Locale::EN, "hd-rtl");
    }
}

#[test]
fn screens_of_other_shapes() {
    for size in [(1366, 768), (1280, 1024), (1600, 900), (2560, 1080)] {
        let stand = Stand::new(size, Scheme::Hall, Locale::ID);
        for sight in [
            Sight::One,
            Sight::Five,
            Sight::Stale,
            Sight::Beside,
            Sight::Cloth(412),
        ] {
            shoot(&stand, sight, Locale::ID, &format!("{}x{}", size.0, size.1));
        }
    }
}

fn draw(size: (u32, u32), scheme: Scheme, locale: Locale) {
    let stand = Stand::new(size, scheme, locale);
    let screen = match size {
        HD => "hd",
        UHD => "4k",
        _ => "tall",
    };
    let theme = match scheme {
        Scheme::Hall => "dark",
        Scheme::Light => "light",
        Scheme::Contrast => "contrast",
    };
    let sights = if size == UHD { &FINE[..] } else { &SIGHTS };
    for sight in sights {
        shoot(&stand, *sight, locale, &format!("{screen}-{theme}"));
    }
}

fn shoot(stand: &Stand, sight: Sight, locale: Locale, suffix: &str) {
    stand.show(sight, locale);
    let picture = stand.window.window().take_snapshot().unwrap();
    let name = format!("{}-{suffix}.png", sight.name());
    write(&pictures("grid").join(&name), &picture);
    write(
        &pictures("ten-metres").join(&name),
        &from_ten_metres(&picture),
    );
}

/// As small as its angle: every point is the mean of what lies in it.
fn from_ten_metres(picture: &SharedPixelBuffer<Rgba8Pixel>) -> SharedPixelBuffer<Rgba8Pixel> {
    let (width, height) = (picture.width(), picture.height());
    let long = f64::from(width.max(height)) / f64::from(TEN_METRES_LONG_SIDE_PX);
    let (across, down) = (
        (f64::from(width) / long).round() as u32,
        (f64::from(height) / long).round() as u32,
    );
    let mut small = SharedPixelBuffer::new(across, down);
    let pixels = picture.as_slice();
    for (index, pixel) in small.make_mut_slice().iter_mut().enumerate() {
        let (x, y) = (index as u32 % across, index as u32 / across);
        let columns = x * width / across..((x + 1) * width / across);
        let rows = y * height / down..((y + 1) * height / down);
        let mut sum = [0_u32; 3];
        let mut count = 0;
        for row in rows {
            for column in columns.clone() {
                let one = pixels[(row * width + column) as usize];
                sum = [
                    sum[0] + u32::from(one.r),
                    sum[1] + u32::from(one.g),
                    sum[2] + u32::from(one.b),
                ];
                count += 1;
            }
        }
        let [r, g, b] = sum.map(|sum| (sum / count) as u8);
        *pixel = Rgba8Pixel::new(r, g, b, 255);
    }
    small
}

fn write(path: &Path, picture: &SharedPixelBuffer<Rgba8Pixel>) {
    let file = std::io::BufWriter::new(File::create(path).unwrap());
    let mut encoder = png::Encoder::new(file, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(picture.as_bytes()).unwrap();
}
