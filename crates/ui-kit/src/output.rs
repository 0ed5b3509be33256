//! Which of the machine's outputs a window fills.
//!
//! A window system tells its outputs only to a window that is there, so this comes after the window and
//! before its first picture.

use std::collections::BTreeSet;
use std::fmt;

use slint::winit_030::WinitWindowAccessor as _;
use slint::winit_030::winit::monitor::MonitorHandle;
use slint::winit_030::winit::window::{Fullscreen, Window, WindowLevel};
use slint::{ComponentHandle, PlatformError};

/// The name that asks for the names.
const LIST: &str = "?";

/// An output of the machine and where it lies on the desktop, in pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// As the window system calls it, as in `HDMI-1`.
    pub name: String,
    /// Width and height.
    pub size: (u32, u32),
    /// Left and top.
    pub corner: (i32, i32),
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((width, height), (left, top)) = (self.size, self.corner);
        write!(f, "{} {width}x{height}{left:+}{top:+}", self.name)
    }
}

/// What a window was asked to do on its output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Placed {
    /// It fills it.
    Filling,
    /// Nothing: only the outputs were asked for.
    Listed(Vec<Output>),
    /// There is no such output among these.
    Unknown(Vec<Output>),
}

/// Lets the window fill the output called `name`, or the one that it is on, and hides the cursor
/// where there is none to show.
pub(crate) async fn place<C: ComponentHandle>(
    component: slint::Weak<C>,
    name: Option<String>,
    cursor: bool,
) -> Result<Placed, PlatformError> {
    let Some(component) = component.upgrade() else {
        return Ok(Placed::Filling);
    };
    let window = component.window().winit_window().await?;
    if !cursor {
        window.set_cursor_visible(false);
    }
    let mut there: Vec<MonitorHandle> = window.available_monitors().collect();
    // Some window systems tell of an output once for each way to it.
    let mut told = BTreeSet::new();
    there.retain(|monitor| told.insert(monitor.name()));
    let outputs = || there.iter().map(output).collect();
    let chosen = match name.as_deref() {
        Some(LIST) => return Ok(Placed::Listed(outputs())),
        Some(name) => {
            let named = |monitor: &&MonitorHandle| monitor.name().as_deref() == Some(name);
            match there.iter().find(named) {
                Some(monitor) => Some(monitor.clone()),
                None => return Ok(Placed::Unknown(outputs())),
            }
        }
        None => window.current_monitor().or_else(|| there.first().cloned()),
    };
    fill(&window, chosen);
    Ok(Placed::Filling)
}

/// Keeps the window over all others. One that cannot be there says so when it is run.
pub(crate) async fn keep_on_top<C: ComponentHandle>(component: slint::Weak<C>) {
    if let Some(component) = component.upgrade()
        && let Ok(window) = component.window().winit_window().await
    {
        window.set_window_level(WindowLevel::AlwaysOnTop);
    }
}

fn fill(window: &Window, monitor: Option<MonitorHandle>) {
    let Some(monitor) = monitor else {
        return;
    };
    // An X server without a window manager makes no window full: then this does.
    window.set_outer_position(monitor.position());
    let _ = window.request_inner_size(monitor.size());
    window.set_fullscreen(Some(Fullscreen::Borderless(Some(monitor))));
}

fn output(monitor: &MonitorHandle) -> Output {
    let (size, corner) = (monitor.size(), monitor.position());
    Output {
        name: monitor.name().unwrap_or_default(),
        size: (size.width, size.height),
        corner: (corner.x, corner.y),
    }
}
