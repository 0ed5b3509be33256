//! A window, or the same component in memory.

use slint::{ComponentHandle, PhysicalSize};

use crate::args::{ScreenArgs, Size};
use crate::offscreen::{self, Offscreen};

/// Where a component is drawn. Open it before the component is made.
#[derive(Debug)]
pub enum Screen {
    /// A window of the given size, or one that fills its screen.
    Window(Option<Size>),
    /// Memory, commanded through stdin.
    Offscreen(Offscreen),
}

/// Why there is no screen.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    /// The display server, the toolkit or its event loop failed: see the text, then restart.
    #[error("the screen failed: {0}")]
    Platform(#[from] slint::PlatformError),
    /// `--offscreen` without `--size`: say how large the memory is.
    #[error("--offscreen needs --size WxH")]
    NoSize,
}

impl Screen {
    /// Chooses the platform for this process.
    pub fn open(args: &ScreenArgs) -> Result<Self, ScreenError> {
        if !args.offscreen {
            slint::BackendSelector::new()
                .backend_name("winit".into())
                .renderer_name("software".into())
                .select()?;
            return Ok(Self::Window(args.size));
        }
        let size = args.size.ok_or(ScreenError::NoSize)?;
        Ok(Self::Offscreen(Offscreen::open(size, args.shots.clone())?))
    }

    /// Shows `component` until its window closes or `quit` is read.
    pub fn run<C: ComponentHandle + 'static>(self, component: &C) -> Result<(), ScreenError> {
        match self {
            Self::Window(size) => {
                match size {
                    Some(size) => component
                        .window()
                        .set_size(PhysicalSize::new(size.width(), size.height())),
                    None => component.window().set_fullscreen(true),
                }
                component.run()?;
            }
            Self::Offscreen(offscreen) => {
                let input = std::io::BufReader::new(std::io::stdin());
                offscreen::obey(component, &offscreen, input, std::io::stdout())?;
            }
        }
        Ok(())
    }
}
