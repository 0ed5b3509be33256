//! A screen without a window: the component is drawn in memory and obeys lines. One with a window does,
//! too, where it is told to.
//!
//! `tap LABEL` presses what carries that accessible label, `key K` strikes a key, `see LABEL` waits
//! until something carries that label and is drawn, `where LABEL` tells its left, top, width and height
//! in pixels, `hold LABEL` presses it, draws that, and lets go beside it, `shot NAME` writes NAME.png,
//! `quit` ends. Each line is answered by one line: `ok` and what was asked for, or `error CODE text` with
//! a code of [`OrderError`]. The end of the input is `quit`.

use std::fs::File;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use i_slint_backend_testing::{
    AccessibleRole, ElementHandle, ElementQuery, TestingBackend, TestingBackendOptions,
};
use slint::platform::{Key, PointerEventButton, WindowEvent};
use slint::{ComponentHandle, LogicalPosition, PhysicalSize, SharedString, Timer};

use crate::args::Size;

/// A line longer than this is refused unread.
const LINE_BYTES_MAX: usize = 1_024;

/// How long `see` looks for its label, and how often.
const SEE_MAX: Duration = Duration::from_secs(10);
const SEE_STEP: Duration = Duration::from_millis(2);

/// How long a picture waits for motion to end; the house's longest motion is 160 ms.
const SETTLE_MS_MAX: u64 = 1_000;
/// How long a picture waits in any case, so that what is to move has begun to.
const SETTLE_MS_MIN: u64 = 60;
const SETTLE_STEP: Duration = Duration::from_millis(20);

/// The memory a component is drawn in.
#[derive(Debug, Clone)]
pub struct Offscreen {
    size: Size,
    shots: PathBuf,
}

/// What an order failed for. Its code stands first in the answer.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// No such order, or it lacks its word: correct the line.
    #[error(
        "unknown_order {0:?} is none of: tap LABEL, key K, see LABEL, where LABEL, shot NAME, quit"
    )]
    UnknownOrder(String),
    /// Nothing visible carries that label: wait, or correct it.
    #[error("not_found {label:?} is not on the screen; there are: {there}")]
    NotFound {
        /// The label asked for.
        label: String,
        /// The labels that are there.
        there: String,
    },
    /// It is there and takes no touch now: wait.
    #[error("disabled {0:?} cannot be pressed now")]
    Disabled(String),
    /// No key is called that.
    #[error("unknown_key {0:?}")]
    UnknownKey(String),
    /// A picture's name is one word of letters, digits, `-` and `_`.
    #[error("bad_name {0:?} is not a name for a picture")]
    BadName(String),
    /// The picture could not be drawn.
    #[error("not_drawn {0}")]
    NotDrawn(#[from] slint::PlatformError),
    /// The picture could not be written: see to the directory.
    #[error("not_written {0}")]
    NotWritten(#[from] io::Error),
}

impl Offscreen {
    /// Makes memory of `size` the platform of this process. Pictures go to `shots`.
    pub fn open(size: Size, shots: PathBuf) -> Result<Self, slint::PlatformError> {
        let backend = TestingBackend::new(TestingBackendOptions {
            mock_time: false,
            // Without it there is no event loop that other threads could wake.
            threading: true,
            renderer_name: Some("software".into()),
        });
        slint::platform::set_platform(Box::new(backend))
            .map_err(|error| slint::PlatformError::Other(error.to_string()))?;
        Ok(Self { size, shots })
    }
}

/// Draws `component` and obeys `input` until `quit`, its end, or the end of the event loop.
pub fn obey<C: ComponentHandle + 'static>(
    component: &C,
    offscreen: &Offscreen,
    input: impl BufRead + Send + 'static,
    output: impl Write + Send + 'static,
) -> Result<(), slint::PlatformError> {
    let size = PhysicalSize::new(offscreen.size.width(), offscreen.size.height());
    component.window().set_size(size);
    component.show()?;
    listen(component, offscreen.shots.clone(), input, output);
    slint::run_event_loop_until_quit()?;
    component.hide()
}

/// Obeys `input` on a thread of its own while the event loop runs, and ends the loop with it. Pictures
/// go to `shots`.
pub fn listen<C: ComponentHandle + 'static>(
    component: &C,
    shots: PathBuf,
    input: impl BufRead + Send + 'static,
    output: impl Write + Send + 'static,
) {
    let clerk = Clerk {
        component: component.as_weak(),
        shots,
    };
    std::thread::spawn(move || {
        // A closed pipe on either side ends the screen like `quit`.
        let _ = clerk.serve(input, output);
        let _ = slint::quit_event_loop();
    });
}

/// Reads orders on a thread of its own, since reading blocks, and has each done by the screen.
struct Clerk<C: ComponentHandle> {
    component: slint::Weak<C>,
    shots: PathBuf,
}

impl<C: ComponentHandle + 'static> Clerk<C> {
    fn serve(&self, mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
        let mut line = Vec::new();
        loop {
            line.clear();
            let read =
                io::Read::take(&mut input, LINE_BYTES_MAX as u64).read_until(b'\n', &mut line)?;
            if read == 0 {
                return Ok(());
            }
            let text = String::from_utf8_lossy(&line).trim().to_owned();
            if text == "quit" {
                return writeln!(output, "ok");
            }
            match self.order(&text) {
                Ok(said) if said.is_empty() => writeln!(output, "ok")?,
                Ok(said) => writeln!(output, "ok {said}")?,
                Err(error) => writeln!(output, "error {error}")?,
            }
            output.flush()?;
        }
    }

    fn order(&self, line: &str) -> Result<String, OrderError> {
        let (verb, word) = line.split_once(' ').unwrap_or((line, ""));
        let word = word.trim().to_owned();
        match verb {
            "tap" if !word.is_empty() => {
                self.on_screen(move |ui, done| answer(done, tap(ui, &word)))
            }
            "key" if !word.is_empty() => {
                self.on_screen(move |ui, done| answer(done, strike(ui, &word)))
            }
            "see" if !word.is_empty() => {
                self.on_screen(move |ui, done| see(ui, word, Instant::now() + SEE_MAX, done))
            }
            "hold" if !word.is_empty() => {
                self.on_screen(move |ui, done| answer(done, hold(ui, &word)))
            }
            "where" if !word.is_empty() => self.on_screen(move |ui, done| {
                // Nobody waits for the answer only where the clerk itself is gone.
                let _ = done.send(place(ui, &word));
            }),
            "shot" => {
                let path = self.shots.join(picture_name(&word)?);
                self.on_screen(move |ui, done| shoot_when_still(ui, path, 0, done))
            }
            _ => Err(OrderError::UnknownOrder(line.to_owned())),
        }
    }

    /// Runs `work` on the screen's thread and waits for the answer it gives.
    fn on_screen(
        &self,
        work: impl FnOnce(&C, Done) + Send + 'static,
    ) -> Result<String, OrderError> {
        let (done, answer) = mpsc::channel();
        self.component
            .upgrade_in_event_loop(move |ui| work(&ui, done))
            .map_err(gone)?;
        answer.recv().map_err(gone)?
    }
}

type Done = mpsc::Sender<Result<String, OrderError>>;

fn answer(done: Done, result: Result<(), OrderError>) {
    // Nobody waits for the answer only where the clerk itself is gone.
    let _ = done.send(result.map(|()| String::new()));
}

fn gone(error: impl std::fmt::Display) -> OrderError {
    OrderError::NotDrawn(slint::PlatformError::Other(format!(
        "the screen is gone: {error}"
    )))
}

fn tap<C: ComponentHandle>(ui: &C, label: &str) -> Result<(), OrderError> {
    let position = press(ui, label)?;
    let_go(ui, position);
    Ok(())
}

/// A finger that thinks better of it: what is pressed shows so, and nothing comes of it.
fn hold<C: ComponentHandle>(ui: &C, label: &str) -> Result<(), OrderError> {
    press(ui, label)?;
    let drawn = ui.window().take_snapshot();
    let_go(ui, LogicalPosition::new(-1.0, -1.0));
    Ok(drawn.map(drop)?)
}

/// Puts a finger in the middle of what carries `label`; where that is.
fn press<C: ComponentHandle>(ui: &C, label: &str) -> Result<LogicalPosition, OrderError> {
    let key = key(ui, label)?;
    let (corner, size) = (key.absolute_position(), key.size());
    let position = LogicalPosition::new(corner.x + size.width / 2.0, corner.y + size.height / 2.0);
    let button = PointerEventButton::Left;
    let window = ui.window();
    window.dispatch_event(WindowEvent::PointerMoved { position });
    window.dispatch_event(WindowEvent::PointerPressed { position, button });
    Ok(position)
}

fn let_go<C: ComponentHandle>(ui: &C, position: LogicalPosition) {
    let button = PointerEventButton::Left;
    let window = ui.window();
    window.dispatch_event(WindowEvent::PointerMoved { position });
    window.dispatch_event(WindowEvent::PointerReleased { position, button });
    window.dispatch_event(WindowEvent::PointerExited);
}

/// Left, top, width and height in pixels of what can be pressed and carries `label`.
fn place<C: ComponentHandle>(ui: &C, label: &str) -> Result<String, OrderError> {
    let key = key(ui, label)?;
    let (corner, size) = (key.absolute_position(), key.size());
    let pixels = |logical: f32| logical * ui.window().scale_factor();
    let sides = [corner.x, corner.y, size.width, size.height];
    let sides: Vec<String> = sides.map(|side| format!("{:.0}", pixels(side))).to_vec();
    Ok(sides.join(" "))
}

/// What can be pressed now and carries `label`.
fn key<C: ComponentHandle>(ui: &C, label: &str) -> Result<ElementHandle, OrderError> {
    let mut locked = false;
    for element in ElementHandle::find_by_accessible_label(ui, label) {
        // The words on a key carry the same label as the key.
        let words = matches!(
            element.accessible_role(),
            None | Some(AccessibleRole::None | AccessibleRole::Text | AccessibleRole::Image)
        );
        if words || element.size().width <= 0.0 {
            continue;
        }
        if element.accessible_enabled() == Some(false) {
            locked = true;
            continue;
        }
        return Ok(element);
    }
    if locked {
        return Err(OrderError::Disabled(label.to_owned()));
    }
    Err(OrderError::NotFound {
        label: label.to_owned(),
        there: labels(ui).join(" | "),
    })
}

/// The labels of everything on the screen that can be pressed.
fn labels<C: ComponentHandle>(ui: &C) -> Vec<String> {
    let all = ElementQuery::from_root(ui)
        .match_accessible_role(AccessibleRole::Button)
        .find_all();
    all.iter()
        .filter_map(|element| element.accessible_label())
        .map(String::from)
        .collect()
}

fn strike<C: ComponentHandle>(ui: &C, name: &str) -> Result<(), OrderError> {
    let text = key_text(name).ok_or_else(|| OrderError::UnknownKey(name.to_owned()))?;
    let window = ui.window();
    window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
    window.dispatch_event(WindowEvent::KeyReleased { text });
    Ok(())
}

/// `Enter`, `F9`, … by name; any single character stands for itself.
fn key_text(name: &str) -> Option<SharedString> {
    let key = match name {
        "Enter" => Key::Return,
        "Escape" => Key::Escape,
        "Tab" => Key::Tab,
        "Backtab" => Key::Backtab,
        "Backspace" => Key::Backspace,
        "Delete" => Key::Delete,
        "Space" => Key::Space,
        "Up" => Key::UpArrow,
        "Down" => Key::DownArrow,
        "Left" => Key::LeftArrow,
        "Right" => Key::RightArrow,
        "Home" => Key::Home,
        "End" => Key::End,
        "PageUp" => Key::PageUp,
        "PageDown" => Key::PageDown,
        "F1" => Key::F1,
        "F2" => Key::F2,
        "F3" => Key::F3,
        "F4" => Key::F4,
        "F5" => Key::F5,
        "F6" => Key::F6,
        "F7" => Key::F7,
        "F8" => Key::F8,
        "F9" => Key::F9,
        "F10" => Key::F10,
        "F11" => Key::F11,
        "F12" => Key::F12,
        other => {
            let mut characters = other.chars();
            let first = characters.next()?;
            return characters.next().is_none().then(|| first.into());
        }
    };
    Some(char::from(key).into())
}

fn picture_name(word: &str) -> Result<String, OrderError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if word.is_empty() || word.len() > 64 || !word.chars().all(plain) {
        return Err(OrderError::BadName(word.to_owned()));
    }
    Ok(format!("{word}.png"))
}

/// Draws as soon as something carries `label`; the answer comes when the drawing is done.
fn see<C: ComponentHandle + 'static>(ui: &C, label: String, until: Instant, done: Done) {
    let is_there = ElementHandle::find_by_accessible_label(ui, &label)
        .any(|element| element.size().width > 0.0);
    if is_there {
        return answer(
            done,
            ui.window()
                .take_snapshot()
                .map(drop)
                .map_err(OrderError::from),
        );
    }
    if Instant::now() >= until {
        let there = labels(ui).join(" | ");
        return answer(done, Err(OrderError::NotFound { label, there }));
    }
    let later = ui.as_weak();
    Timer::single_shot(SEE_STEP, move || {
        if let Some(ui) = later.upgrade() {
            see(&ui, label, until, done);
        }
    });
}

fn shoot_when_still<C: ComponentHandle + 'static>(
    ui: &C,
    path: PathBuf,
    waited_ms: u64,
    done: Done,
) {
    // Nothing draws here between pictures, and motion begins with the first drawing that shows it.
    if let Err(error) = ui.window().take_snapshot() {
        return answer(done, Err(error.into()));
    }
    let moves = waited_ms < SETTLE_MS_MIN || ui.window().has_active_animations();
    if moves && waited_ms < SETTLE_MS_MAX {
        let later = ui.as_weak();
        let waited_ms = waited_ms + SETTLE_STEP.as_millis() as u64;
        Timer::single_shot(SETTLE_STEP, move || {
            if let Some(ui) = later.upgrade() {
                shoot_when_still(&ui, path, waited_ms, done);
            }
        });
        return;
    }
    answer(done, shoot(ui, &path));
}

/// Draws `component` as it stands and writes it to `path` as PNG.
pub fn shoot<C: ComponentHandle>(component: &C, path: &Path) -> Result<(), OrderError> {
    let picture = component.window().take_snapshot()?;
    let mut encoder = png::Encoder::new(
        io::BufWriter::new(File::create(path)?),
        picture.width(),
        picture.height(),
    );
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(io::Error::from)?;
    writer
        .write_image_data(picture.as_bytes())
        .map_err(io::Error::from)?;
    writer.finish().map_err(io::Error::from)?;
    Ok(())
}
