//! Faces for the pages, made by a hall from views made by hand, each with one thing more to show.

use std::sync::Arc;
use std::time::Duration;

use antre_display::fit::{Canvas, Fit};
use antre_display::hall::{self, Face, Hall, Line, Picture};
use antre_display::{HallWindow, Rows, Scheme, Setup, init, speak};
use antre_domain::config::{Direction, MediaItem, MediaPlace, Zone};
use antre_domain::{
    AnnouncementKind, CounterId, Locale, NoteRef, SoundHealth, Text, Timestamp, ZoneId,
};
use antre_protocol::{AnnouncementCard, Call, DisplayView};
use slint::{ComponentHandle as _, Image, PhysicalSize, Rgb8Pixel, SharedPixelBuffer};

use crate::made::{MORNING, call, counter, view};
use crate::scene::platform;

pub const NOTICE: &str =
    "Pendaftaran ditutup pukul 11.30. Loket 5 melayani pengambilan hasil laboratorium.";
/// As long as a notice may be: 200 characters.
pub const LONG_NOTICE: &str = "Mulai Senin depan pendaftaran dibuka pukul 07.30 di lantai dasar. \
    Bawalah KTP, kartu BPJS dan surat rujukan yang masih berlaku; berkas yang belum lengkap dapat \
    disusulkan paling lambat sebelum pukul 13.00.";

/// An emergency in words of its own, as long as they may be.
const OWN_WORDS: &str = "Tercium bau gas di farmasi. Keluar lewat pintu depan menuju lapangan parkir, \
    jangan menyalakan api, dan tunggulah petugas yang akan mencatat nama semua orang di sana sebelum \
    masuk kembali.";

const OWN_WORDS_EN: &str = "There is a smell of gas in the pharmacy. Leave by the front door, go to the car \
    park, do not light anything, and wait there for the staff, who will write down everybody before we \
    open again.";

/// What the screen has to show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sight {
    Empty,
    One,
    Five,
    Recall,
    RecallRows,
    Stale,
    StaleQuiet,
    Emergency(AnnouncementKind),
    LongNames,
    Picture,
    PictureAlone,
    Beside,
    Notice,
    NoticeCall,
    NoticeCalls,
    NoticeFull,
    Cloth(usize),
    Directions,
    Direction,
    Zone,
}

impl Sight {
    pub fn name(self) -> String {
        let name = match self {
            Self::Emergency(kind) => format!("emergency-{kind:?}"),
            Self::Cloth(threads) => format!("cloth-{threads}"),
            other => format!("{other:?}"),
        };
        name.to_lowercase()
    }
}

/// A window that shows one face after the other.
pub struct Stand {
    pub window: HallWindow,
    size: (u32, u32),
    rows: Rows,
}

impl Stand {
    pub fn new(size: (u32, u32), scheme: Scheme, locale: Locale) -> Self {
        platform();
        let setup = Setup {
            hall: None,
            flow: hall::Setup::default(),
            scheme,
            locale: Some(locale),
        };
        let app = init(setup, || Duration::ZERO).unwrap();
        app.window()
            .window()
            .set_size(PhysicalSize::new(size.0, size.1));
        app.window().show().unwrap();
        app.handle_size();
        // From here on nobody else paints it.
        let window = app.window().clone_strong();
        let rows = Rows::default();
        rows.join(&window);
        speak(locale);
        Self { window, size, rows }
    }

    /// Paints what there is to see, after every motion has ended.
    pub fn show(&self, sight: Sight, locale: Locale) {
        let face = face(self.size, sight, locale);
        let state = self.window.global::<antre_display::HallState<'_>>();
        state.set_picture(poster());
        self.rows.paint(&self.window, &face);
        i_slint_backend_testing::mock_elapsed_time(Duration::from_millis(20));
        i_slint_backend_testing::mock_elapsed_time(Duration::from_millis(300));
    }
}

/// What a hall on a screen of so many pixels shows.
pub fn face(size: (u32, u32), sight: Sight, locale: Locale) -> Face {
    let other = if locale == Locale::ID {
        Locale::EN
    } else {
        Locale::ID
    };
    let mut view = view(&[locale, other]);
    let mut line = Line::Live;
    let mut calls = Vec::new();
    let mut flow = hall::Setup::default();
    match sight {
        Sight::Empty => {}
        Sight::One => calls = vec![call(20, "A012", 0, "3")],
        Sight::Five => calls = five(),
        Sight::Recall => {
            calls = vec![call(20, "A012", 0, "3")];
            calls[0].recall = 1;
        }
        Sight::RecallRows => {
            calls = five()[..2].to_vec();
            calls[0].recall = 1;
        }
        Sight::Stale | Sight::StaleQuiet => {
            line = Line::Lost {
                since: Some("2026-11-23T01:41:00.000Z".parse().unwrap()),
            };
            if sight == Sight::Stale {
                calls = five()[..3].to_vec();
            }
        }
        Sight::Emergency(kind) => view.announcements.push(emergency(kind)),
        Sight::LongNames => calls = long_names(&mut view),
        Sight::Picture => hang(&mut view, MediaPlace::BetweenCalls),
        Sight::PictureAlone => {
            hang(&mut view, MediaPlace::BetweenCalls);
            view.recent_calls.clear();
        }
        Sight::Beside => {
            hang(&mut view, MediaPlace::Beside);
            calls = vec![call(20, "A012", 0, "3")];
        }
        Sight::Notice => say(&mut view, LONG_NOTICE),
        Sight::NoticeCall => {
            say(&mut view, LONG_NOTICE);
            calls = vec![call(20, "A012", 0, "3")];
        }
        Sight::NoticeCalls => {
            say(&mut view, NOTICE);
            calls = five()[..2].to_vec();
        }
        Sight::NoticeFull => {
            say(&mut view, NOTICE);
            calls = five()[..3].to_vec();
        }
        Sight::Cloth(threads) => {
            view.served = u32::try_from(threads).unwrap();
            view.cloth = cloth(threads);
            view.recent_calls.clear();
            close(&mut view);
        }
        Sight::Directions => {
            point(&mut view);
            calls = vec![
                call(20, "A012", 0, "3"),
                call(21, "F032", 5, "12"),
                call(22, "B005", 1, "1"),
            ];
        }
        Sight::Direction => {
            point(&mut view);
            calls = vec![call(20, "A012", 0, "12")];
        }
        Sight::Zone => {
            view.branch.name = "Mal Pelayanan Publik Kabupaten Cendana Raya".to_owned();
            view.branch.practice = true;
            calls = vec![call(20, "A012", 0, "3")];
            let zone = ZoneId::new("lantai-2").unwrap();
            view.hall.zones = vec![Zone {
                id: zone.clone(),
                name: Text::Same("Lantai 2".to_owned()),
                counters: ["1", "2", "3"].map(|id| CounterId::new(id).unwrap()).into(),
            }];
            flow.zone = Some(zone);
            flow.has_voice = true;
        }
    }
    told(size, flow, view, line, &calls)
}

/// Threads as a day of eight services leaves them: now and then several of a kind in a row.
pub fn cloth(threads: usize) -> Vec<u8> {
    let mut state = 7_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        [0, 0, 0, 1, 2, 2, 3, 4, 5, 0, 7, 6][(state >> 16) as usize % 12]
    };
    std::iter::repeat_with(next).take(threads).collect()
}

fn told(
    size: (u32, u32),
    flow: hall::Setup,
    mut view: DisplayView,
    line: Line,
    calls: &[Call],
) -> Face {
    for call in calls {
        view.open_calls.push(call.clone());
        view.recent_calls.insert(0, call.clone());
    }
    view.recent_calls.truncate(12);
    let fit = Fit::new(Canvas::of(size.0, size.1), None).unwrap();
    let is_heard = flow.has_voice;
    let mut hall = Hall::new(fit, flow);
    hall.handle_line(line, Duration::ZERO);
    let announced: Vec<(Call, u32)> = calls.iter().map(|call| (call.clone(), 0)).collect();
    hall.handle_view(Arc::new(view), &announced, Duration::ZERO);
    for wanted in hall.wanted_pictures() {
        hall.handle_picture(&wanted.sha256, Picture::Ready);
    }
    if is_heard {
        hall.handle_sound(SoundHealth::Lost, Duration::ZERO);
    }
    let at: Option<Timestamp> = Some(MORNING.parse().unwrap());
    let now = Duration::from_millis(400);
    hall.handle_timeout(now, at);
    hall.face(now, at)
}

/// An announcement that stands until it is ended; `words` only where it has its own.
pub fn card(kind: AnnouncementKind, words: Option<&str>) -> AnnouncementCard {
    AnnouncementCard {
        id: NoteRef::from_bits(7),
        kind,
        text: words.map(|words| Text::Same(words.to_owned())),
        zones: Vec::new(),
        since: MORNING.parse().unwrap(),
        until: None,
        spoken: true,
    }
}

fn emergency(kind: AnnouncementKind) -> AnnouncementCard {
    let own = [(Locale::ID, OWN_WORDS), (Locale::EN, OWN_WORDS_EN)];
    let own = own.map(|(locale, text)| (locale, text.to_owned()));
    AnnouncementCard {
        text: kind.needs_text().then(|| Text::Each(own.into())),
        ..card(kind, None)
    }
}

fn say(view: &mut DisplayView, words: &str) {
    let notice = card(AnnouncementKind::Notice, Some(words));
    view.announcements.push(notice);
}

fn hang(view: &mut DisplayView, place: MediaPlace) {
    view.hall.media_place = place;
    view.hall.media.push(MediaItem {
        file: "poster.png".to_owned(),
        sha256: "5f".repeat(32),
        secs: 15,
        zones: Vec::new(),
        from: None,
        to: None,
        at: Vec::new(),
    });
}

fn point(view: &mut DisplayView) {
    let ways = [
        ("1", Direction::Left),
        ("2", Direction::Right),
        ("3", Direction::Upstairs),
        ("5", Direction::Ahead),
        ("7", Direction::Downstairs),
        ("12", Direction::Right),
    ];
    for (sign, way) in ways {
        let mut counters = view.counters.iter_mut();
        let counter = counters.find(|counter| counter.sign == sign).unwrap();
        counter.direction = Some(way);
    }
}

fn long_names(view: &mut DisplayView) -> Vec<Call> {
    view.branch.name = "UPTD Puskesmas Kecamatan Cendana Timur dan Sekitarnya".to_owned();
    for (id, noun, sign) in [
        ("kia", ("Ruang KIA dan KB", "Mother and child room"), "KIA"),
        ("gigi", ("Poli Gigi", "Dental"), "Gg"),
        (
            "14",
            ("Ruang Pelayanan Terpadu", "Joint service desk"),
            "14",
        ),
    ] {
        view.counters.push(counter(id, noun, sign));
    }
    vec![
        call(20, "BC1234", 6, "kia"),
        call(21, "F0032", 5, "gigi"),
        call(22, "A012", 0, "14"),
    ]
}

fn five() -> Vec<Call> {
    vec![
        call(20, "A012", 0, "3"),
        call(21, "F032", 5, "12"),
        call(22, "B005", 1, "2"),
        call(23, "C008", 2, "5"),
        call(24, "E003", 4, "7"),
    ]
}

fn close(view: &mut DisplayView) {
    view.branch.open = false;
    view.branch.opens_at = Some("2026-11-24T01:00:00.000Z".parse().unwrap());
    for counter in &mut view.counters {
        counter.state = "closed".to_owned();
    }
}

/// A poster, 16 to 9: hills under a morning sky.
fn poster() -> Image {
    const WIDE: u32 = 960;
    const HIGH: u32 = 540;
    let mut picture = SharedPixelBuffer::<Rgb8Pixel>::new(WIDE, HIGH);
    for (index, pixel) in picture.make_mut_slice().iter_mut().enumerate() {
        let (x, y) = ((index as u32 % WIDE) as f32, (index as u32 / WIDE) as f32);
        let far = 330.0 + 50.0 * (x / 150.0).sin();
        let near = 420.0 + 40.0 * (x / 110.0 + 2.0).cos();
        let sun = (x - 690.0).hypot(y - 190.0) < 90.0;
        *pixel = if y > near {
            Rgb8Pixel::new(28, 124, 61)
        } else if y > far {
            Rgb8Pixel::new(18, 119, 129)
        } else if sun {
            Rgb8Pixel::new(244, 183, 43)
        } else {
            Rgb8Pixel::new(242, 236, 225)
        };
    }
    Image::from_rgb8(picture)
}
