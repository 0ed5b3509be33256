//! A window, or the same component in memory.

use std::cell::RefCell;
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;

use slint::{ComponentHandle, PhysicalSize};

use crate::args::{ScreenArgs, Size};
use crate::offscreen::{self, Offscreen};
use crate::output::{self, Output, Placed};
use crate::watchdog::{Patience, Watchdog};

/// Where a component is drawn. Open it before the component is made.
#[derive(Debug)]
pub enum Screen {
    /// A window.
    Window(Place),
    /// Memory, commanded through stdin.
    Offscreen(Offscreen),
}

/// Where a window stands.
#[derive(Debug, Clone)]
pub struct Place {
    /// Of this size; without it, it fills its output.
    size: Option<Size>,
    /// The output that it fills, by its name.
    output: Option<String>,
    cursor: bool,
    /// Over all other windows.
    on_top: bool,
    /// Where pictures go, if it obeys lines on stdin.
    obeys: Option<PathBuf>,
}

/// Why there is no screen.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    /// The display server, the toolkit or its event loop failed: see the text, then restart.
    #[error("the screen failed: {0}")]
    Platform(#[from] slint::PlatformError),
    /// The process cannot have another thread.
    #[error("the screen cannot be watched over: {0}")]
    Unwatched(#[from] std::io::Error),
    /// `--offscreen` without `--size`: say how large the memory is.
    #[error("--offscreen needs --size WxH")]
    NoSize,
    /// No output is called that: take one of those there are.
    #[error("no output is called {name:?}; there are: {}", listed(there))]
    NoOutput {
        /// The name asked for.
        name: String,
        /// What there is.
        there: Vec<Output>,
    },
}

impl ScreenError {
    /// What the process ends with: 2 where the command line is wrong, 1 where the machine is.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::NoSize | Self::NoOutput { .. } => ExitCode::from(2),
            Self::Platform(_) | Self::Unwatched(_) => ExitCode::FAILURE,
        }
    }
}

impl Screen {
    /// Chooses the platform for this process.
    pub fn open(args: &ScreenArgs) -> Result<Self, ScreenError> {
        if !args.offscreen {
            slint::BackendSelector::new()
                .backend_name("winit".into())
                .renderer_name("software".into())
                .select()?;
            return Ok(Self::Window(Place {
                size: args.size,
                output: args.output.clone(),
                cursor: true,
                on_top: false,
                obeys: args.obey.then(|| args.shots.clone()),
            }));
        }
        let size = args.size.ok_or(ScreenError::NoSize)?;
        Ok(Self::Offscreen(Offscreen::open(size, args.shots.clone())?))
    }

    /// A window that fills its output shows no cursor: nobody there has a mouse.
    #[must_use]
    pub fn without_cursor(mut self) -> Self {
        match &mut self {
            Self::Window(place) => place.cursor = place.size.is_some(),
            Self::Offscreen(_) => {}
        }
        self
    }

    /// A window that stays over all others, where the window system allows it.
    #[must_use]
    pub fn on_top(mut self) -> Self {
        match &mut self {
            Self::Window(place) => place.on_top = true,
            Self::Offscreen(_) => {}
        }
        self
    }

    /// Shows `component` until its window closes or `quit` is read. A window is watched over: where its
    /// event loop hangs, the process aborts.
    pub fn run<C: ComponentHandle + 'static>(self, component: &C) -> Result<(), ScreenError> {
        match self {
            Self::Window(place) => place.run(component),
            Self::Offscreen(offscreen) => {
                let input = std::io::BufReader::new(std::io::stdin());
                offscreen::obey(component, &offscreen, input, std::io::stdout())?;
                Ok(())
            }
        }
    }
}

impl Place {
    fn run<C: ComponentHandle + 'static>(self, component: &C) -> Result<(), ScreenError> {
        let placed = Rc::new(RefCell::new(Ok(Placed::Filling)));
        match self.size {
            Some(size) => component
                .window()
                .set_size(PhysicalSize::new(size.width(), size.height())),
            None => {
                component.window().set_fullscreen(true);
                let answer = Rc::clone(&placed);
                let (window, name) = (component.as_weak(), self.output.clone());
                let placing = async move {
                    let placed = output::place(window, name, self.cursor).await;
                    let goes_on = matches!(placed, Ok(Placed::Filling));
                    *answer.borrow_mut() = placed;
                    if !goes_on {
                        // Without an event loop there is nothing to end.
                        let _ = slint::quit_event_loop();
                    }
                };
                slint::spawn_local(placing)
                    .map_err(|error| slint::PlatformError::Other(error.to_string()))?;
            }
        }
        if self.on_top {
            slint::spawn_local(output::keep_on_top(component.as_weak()))
                .map_err(|error| slint::PlatformError::Other(error.to_string()))?;
        }
        if let Some(shots) = self.obeys {
            let input = std::io::BufReader::new(std::io::stdin());
            offscreen::listen(component, shots, input, std::io::stdout());
        }
        let watchdog = Watchdog::start(Patience::default())?;
        component.run()?;
        drop(watchdog);
        match placed.replace(Ok(Placed::Filling))? {
            Placed::Filling => Ok(()),
            Placed::Listed(outputs) => {
                for output in outputs {
                    println!("{output}");
                }
                Ok(())
            }
            Placed::Unknown(there) => Err(ScreenError::NoOutput {
                name: self.output.unwrap_or_default(),
                there,
            }),
        }
    }
}

fn listed(outputs: &[Output]) -> String {
    let names: Vec<String> = outputs.iter().map(Output::to_string).collect();
    names.join(", ")
}
