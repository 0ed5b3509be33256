//! The branch's sign and its one attract picture, from bytes to the screen. What cannot be read is named
//! in the log and left out: no picture keeps a kiosk from giving numbers.

use antre_protocol::{BrandAnswer, PictureFile};
use antre_ticket::ScreenPicture;
use data_encoding::BASE64;
use slint::{ComponentHandle, Image, Rgba8Pixel, SharedPixelBuffer};

use crate::{KioskState, KioskWindow};

/// A sign is this large at most: twice as fine as the head of the page, for screens that are.
const SIGN_PIXELS: (u32, u32) = (1_360, 192);
/// An attract picture is at most as large as the screens that pages are drawn for.
const ATTRACT_PIXELS: (u32, u32) = (1_920, 1_080);

/// What a branch shows of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pictures {
    /// Its sign, for the head of the page.
    pub sign: Option<ScreenPicture>,
    /// What stands beside the list of an unused kiosk.
    pub attract: Option<ScreenPicture>,
}

impl Pictures {
    /// Reads what the hub sent; a picture that cannot be read is none.
    pub fn read(answer: BrandAnswer) -> Self {
        let read = |file: Option<PictureFile>, (width, height)| {
            let PictureFile { name, base64 } = file?;
            let Ok(bytes) = BASE64.decode(base64.as_bytes()) else {
                tracing::error!("{name}: this is no base64, so it is left out");
                return None;
            };
            let picture = ScreenPicture::read(&name, &bytes, width, height);
            picture
                .inspect_err(|error| tracing::error!("left out: {error}"))
                .ok()
        };
        Self {
            sign: read(answer.logo, SIGN_PIXELS),
            attract: read(answer.attract, ATTRACT_PIXELS),
        }
    }

    /// Puts them on `window`.
    pub fn show(&self, window: &KioskWindow) {
        let state = window.global::<KioskState<'_>>();
        state.set_logo(image(self.sign.as_ref()));
        state.set_has_logo(self.sign.is_some());
        state.set_attract(image(self.attract.as_ref()));
        state.set_has_attract(self.attract.is_some());
    }
}

fn image(picture: Option<&ScreenPicture>) -> Image {
    picture.map_or_else(Image::default, |picture| {
        let buffer = SharedPixelBuffer::<Rgba8Pixel>::clone_from_slice(
            &picture.rgba,
            picture.width,
            picture.height,
        );
        Image::from_rgba8_premultiplied(buffer)
    })
}

/// Where pictures go: to the window, on its own thread.
#[derive(Clone)]
pub struct Signboard(slint::Weak<KioskWindow>);

impl Signboard {
    /// Of this window.
    pub fn of(window: &KioskWindow) -> Self {
        Self(window.as_weak())
    }

    pub(crate) fn show(&self, pictures: Pictures) {
        // Fails only where the screen has ended.
        let _ = self
            .0
            .upgrade_in_event_loop(move |window| pictures.show(&window));
    }
}

impl std::fmt::Debug for Signboard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signboard")
    }
}
