//! A blind customer comes alone: they leave with a number and a slip, and know it.

mod alone;
mod hands;
mod pages;

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use antre_kiosk::branch::Branch;
use antre_kiosk::guide::Voice;
use antre_ui_kit::guide::Tone;
use i_slint_backend_testing::mock_elapsed_time;
use slint::ComponentHandle;
use slint::platform::{Key, PointerEventButton, WindowEvent};
use slint::{LogicalPosition, SharedString};

use crate::bench::Bench;

/// What was struck and what was heard, as one would write it down.
#[derive(Clone, Default)]
struct Heard(Rc<RefCell<Vec<String>>>);

impl Voice for Heard {
    fn say(&self, text: &str, language: &str, _volume: u8) {
        self.0.borrow_mut().push(format!("{language}  {text}"));
    }

    fn hush(&self) {}

    fn tone(&self, tone: Tone, _volume: u8) {
        if tone == Tone::Warning {
            self.0.borrow_mut().push("(warning)".into());
        }
    }
}

/// One who does not see the screen.
struct Customer {
    bench: Bench,
    heard: Heard,
}

impl Customer {
    fn before(size: (u32, u32), branch: Branch) -> Self {
        let bench = Bench::new(size, branch);
        let heard = Heard::default();
        bench.kiosk().set_voice(heard.clone());
        Self { bench, heard }
    }

    /// A key by its name, struck a second after the last and heard out.
    fn strike(&self, name: &str) {
        self.heard.0.borrow_mut().push(format!("> {name}"));
        self.strike_fast(name);
        self.bench.pass_ms(1_000);
    }

    fn strike_fast(&self, name: &str) {
        let key: SharedString = match name {
            "F1" => char::from(Key::F1).into(),
            "Down" => char::from(Key::DownArrow).into(),
            "Up" => char::from(Key::UpArrow).into(),
            "Left" => char::from(Key::LeftArrow).into(),
            "Right" => char::from(Key::RightArrow).into(),
            "Home" => char::from(Key::Home).into(),
            "End" => char::from(Key::End).into(),
            "Enter" => char::from(Key::Return).into(),
            "Escape" => char::from(Key::Escape).into(),
            "Tab" => char::from(Key::Tab).into(),
            other => other.into(),
        };
        let window = self.bench.kiosk().window().window();
        window.dispatch_event(WindowEvent::KeyPressed { text: key.clone() });
        window.dispatch_event(WindowEvent::KeyReleased { text: key });
        mock_elapsed_time(std::time::Duration::ZERO);
        self.bench.pass_ms(1);
    }

    /// Moves down until something is said that holds `words`, then stays there.
    fn seek(&self, words: &str) {
        for _ in 0..40 {
            if self.last().contains(words) {
                return;
            }
            self.strike("Down");
        }
        panic!("{words:?} was never said:\n{}", self.transcript());
    }

    fn down(&self, x: f32, y: f32) {
        let position = LogicalPosition::new(x, y);
        let button = PointerEventButton::Left;
        let window = self.bench.kiosk().window().window();
        window.dispatch_event(WindowEvent::PointerPressed { position, button });
        self.bench.pass_ms(1);
    }

    fn slide(&self, x: f32, y: f32) {
        let position = LogicalPosition::new(x, y);
        let window = self.bench.kiosk().window().window();
        window.dispatch_event(WindowEvent::PointerMoved { position });
        self.bench.pass_ms(1);
    }

    fn up(&self, x: f32, y: f32) {
        let position = LogicalPosition::new(x, y);
        let button = PointerEventButton::Left;
        let window = self.bench.kiosk().window().window();
        window.dispatch_event(WindowEvent::PointerReleased { position, button });
        window.dispatch_event(WindowEvent::PointerExited);
        self.bench.pass_ms(1);
    }

    fn last(&self) -> String {
        let heard = self.heard.0.borrow();
        let said = heard.iter().rev().find(|line| !line.starts_with('>'));
        said.cloned().unwrap_or_default()
    }

    /// Forgets what was heard so far.
    fn clear(&self) {
        self.heard.0.borrow_mut().clear();
    }

    fn said(&self, words: &str) -> bool {
        self.heard
            .0
            .borrow()
            .iter()
            .any(|line| line.contains(words))
    }

    fn transcript(&self) -> String {
        self.heard.0.borrow().join("\n") + "\n"
    }

    /// Compares what was heard with the agreed transcript; `ANTRE_UPDATE_GOLDENS=1` writes it anew.
    fn agrees(&self, name: &str) {
        let path =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/goldens/{name}.txt"));
        let heard = self.transcript();
        if std::env::var_os("ANTRE_UPDATE_GOLDENS").is_some() {
            std::fs::write(&path, heard).unwrap();
            return;
        }
        let agreed = std::fs::read_to_string(&path).unwrap();
        assert_eq!(heard, agreed, "{}", path.display());
    }
}
