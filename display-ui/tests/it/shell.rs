//! What goes from the hall to the machine around it, and comes back.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use antre_display::album::Wish;
use antre_display::hall::{self, Line, Picture, TranscriptLine};
use antre_display::{Scheme, Setup, Shell, Voice};
use antre_domain::config::MediaItem;
use antre_domain::{Locale, SoundHealth};
use antre_protocol::{DisplayFault, DisplayReport};
use antre_speech::Script;
use i_slint_backend_testing::ElementHandle;
use slint::{ComponentHandle as _, Image, PhysicalSize, Rgb8Pixel, SharedPixelBuffer};

use crate::scene::{Scene, call, setup};

const ID: &[Locale] = &[Locale::ID];
const HD: (u32, u32) = (1920, 1080);
const RED: Rgb8Pixel = Rgb8Pixel { r: 250, g: 0, b: 1 };
const BLUE: Rgb8Pixel = Rgb8Pixel { r: 1, g: 0, b: 250 };

/// Remembers what it was asked for.
#[derive(Clone, Default)]
struct Recorder(Rc<Kept>);

#[derive(Default)]
struct Kept {
    scripts: RefCell<Vec<u64>>,
    wish: RefCell<Wish>,
    report: RefCell<Option<DisplayReport>>,
    lines: Cell<usize>,
}

impl Shell for Recorder {
    fn play(&self, script: Script) {
        self.0.scripts.borrow_mut().push(script.id);
    }

    fn wish(&self, wish: Wish) {
        self.0.wish.replace(wish);
    }

    fn report(&self, report: DisplayReport) {
        self.0.report.replace(Some(report));
    }

    fn write(&self, _line: &TranscriptLine) {
        self.0.lines.set(self.0.lines.get() + 1);
    }
}

fn scene(has_voice: bool) -> (Scene, Recorder) {
    let setup = Setup {
        flow: hall::Setup {
            name: "Layar 2".to_owned(),
            has_voice,
            ..hall::Setup::default()
        },
        ..setup(Scheme::Hall)
    };
    let scene = Scene::new(HD, setup, ID);
    let recorder = Recorder::default();
    scene.app.attach(recorder.clone());
    (scene, recorder)
}

fn says(scene: &Scene, text: &str) -> bool {
    ElementHandle::find_by_accessible_label(scene.app.window(), text)
        .any(|element| element.size().width > 0.0)
}

fn picture(file: &str) -> MediaItem {
    MediaItem {
        file: format!("{file}.png"),
        sha256: file.to_owned(),
        secs: 10,
        zones: Vec::new(),
        from: None,
        to: None,
        at: Vec::new(),
    }
}

fn plain(colour: Rgb8Pixel) -> Image {
    let mut pixels = SharedPixelBuffer::<Rgb8Pixel>::new(960, 540);
    pixels.make_mut_slice().fill(colour);
    Image::from_rgb8(pixels)
}

/// How many pixels of the screen have this colour.
fn count(scene: &Scene, colour: Rgb8Pixel) -> usize {
    let picture = scene.app.window().window().take_snapshot().unwrap();
    let pixels = picture.as_slice().iter();
    pixels
        .filter(|pixel| (pixel.r, pixel.g, pixel.b) == (colour.r, colour.g, colour.b))
        .count()
}

#[test]
fn a_picture_stands_between_calls_and_the_one_before_it_until_the_next_is_read() {
    let (mut scene, shell) = scene(false);
    scene.view.hall.media = vec![picture("a"), picture("b")];
    scene.hear();
    let wish = || shell.0.wish.borrow().clone();
    assert_eq!(wish().wanted.len(), 2);
    assert_eq!(wish().room, HD);
    for sha256 in ["a", "b"] {
        scene.app.handle_picture(sha256, Picture::Ready);
    }
    assert_eq!(wish().shown.as_deref(), Some("a"));
    assert!(says(&scene, "Silakan menunggu"), "not read yet, so no hole");
    scene.app.handle_drawn("a".to_owned(), plain(RED));
    assert!(count(&scene, RED) > 100_000);
    scene.pass(Duration::from_millis(100));
    let room = wish().room;
    assert!(
        room.0 < HD.0 && room.1 < HD.1,
        "as large as where it hangs: {room:?}"
    );
    scene.pass(Duration::from_secs(10));
    assert_eq!(wish().shown.as_deref(), Some("b"));
    assert!(count(&scene, RED) > 100_000, "until the next one is read");
    scene.app.handle_drawn("b".to_owned(), plain(BLUE));
    assert_eq!(count(&scene, RED), 0);
    assert!(count(&scene, BLUE) > 100_000);
    scene.call(&call(20, "A012", 0, "3"));
    assert_eq!(count(&scene, BLUE), 0, "a call takes the screen at once");
    assert!(says(&scene, "A012, silakan menuju Loket 3"));
}

#[test]
fn a_picture_that_cannot_be_had_is_reported_with_the_displays_name_and_the_call_is_shown() {
    let (mut scene, shell) = scene(false);
    scene.view.hall.media = vec![picture("a")];
    scene.hear();
    let corrupt = DisplayFault {
        code: "media_corrupt".to_owned(),
        about: "a.png".to_owned(),
    };
    scene
        .app
        .handle_picture("a", Picture::Failed(corrupt.clone()));
    let report = shell.0.report.borrow().clone().unwrap();
    assert_eq!(report.name, "Layar 2");
    assert!(report.faults.contains(&corrupt), "{report:?}");
    scene.call(&call(20, "A012", 0, "3"));
    assert!(says(&scene, "A012, silakan menuju Loket 3"));
}

#[test]
fn the_voice_is_given_one_script_at_a_time_and_the_next_when_it_is_done() {
    let (mut scene, shell) = scene(true);
    scene.hear();
    for (seq, number, sign) in [(20, "A012", "3"), (21, "C007", "5")] {
        scene.call(&call(seq, number, 0, sign));
    }
    let scripts = || shell.0.scripts.borrow().clone();
    let first = scripts();
    assert_eq!(first.len(), 1);
    scene.app.handle_voice(Voice::Began(first[0]));
    assert_eq!(scripts().len(), 1);
    scene.app.handle_voice(Voice::Ended(first[0]));
    scene.pass(Duration::from_secs(2));
    assert_eq!(scripts().len(), 2);
    assert!(shell.0.lines.get() >= 4, "shown, shown, spoken, spoken out");
}

#[test]
fn a_voice_that_is_lost_is_reported_and_seen() {
    let (scene, shell) = scene(true);
    scene.hear();
    let sound = || shell.0.report.borrow().clone().unwrap().sound;
    assert_eq!(sound(), SoundHealth::Well);
    assert!(!says(&scene, "Tanpa suara"));
    scene.app.handle_voice(Voice::Sound(SoundHealth::Lost));
    assert_eq!(sound(), SoundHealth::Lost);
    assert!(says(&scene, "Tanpa suara"));
    scene.app.handle_voice(Voice::Sound(SoundHealth::Well));
    assert_eq!(sound(), SoundHealth::Well);
    assert!(!says(&scene, "Tanpa suara"));
}

#[test]
fn a_screen_that_wakes_up_is_not_current_until_the_hub_is_heard() {
    let (mut scene, _) = scene(false);
    scene.hear();
    let is_stale = |scene: &Scene| {
        says(
            scene,
            "Layar terputus sejak 08.42. Dengarkan panggilan petugas.",
        )
    };
    assert!(!is_stale(&scene));
    scene.app.handle_sleep(Duration::from_secs(3_600));
    assert!(is_stale(&scene));
    scene.line = Line::Live;
    scene.hear();
    assert!(!is_stale(&scene));
}

#[test]
fn another_resolution_and_a_turned_screen_are_laid_out_anew() {
    let (mut scene, shell) = scene(false);
    scene.call(&call(20, "A012", 0, "3"));
    for size in [
        (1080, 1920),
        (3840, 2160),
        (0, 0),
        (1280, 720),
        (2560, 1440),
    ] {
        let window = scene.app.window().window();
        window.set_size(PhysicalSize::new(size.0, size.1));
        scene.pass(Duration::from_millis(300));
        // A screen that was pulled out has no size, and nothing is laid out for it.
        if size == (0, 0) {
            continue;
        }
        assert_eq!(window.size(), PhysicalSize::new(size.0, size.1));
        assert_eq!(shell.0.wish.borrow().room, size, "no picture hangs");
        let said = "A012, silakan menuju Loket 3";
        let mut slips = ElementHandle::find_by_accessible_label(scene.app.window(), said);
        let slip = slips.find(|slip| slip.size().width > 0.0).unwrap();
        let (corner, room) = (slip.absolute_position(), slip.size());
        let scale = window.scale_factor();
        assert!(corner.x >= 0.0 && corner.y >= 0.0, "{size:?}");
        assert!((corner.x + room.width) * scale <= size.0 as f32, "{size:?}");
        assert!(
            (corner.y + room.height) * scale <= size.1 as f32,
            "{size:?}"
        );
        assert!(room.width * scale * 2.0 > size.0 as f32, "{size:?}");
    }
}
