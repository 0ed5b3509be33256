//! How large the pages stand on the glass: for every finger, eye and wheelchair, in millimetres.
//!
//! The pages are drawn for screens of known size (LOOK.md): 21.5 inches tall or wide, 10.1 inches tall or
//! wide. On a finer screen everything is shown larger, until a logical pixel is again at least as many
//! millimetres as on the screen that the page was drawn for; then less stands on a page, and never smaller.

use std::str::FromStr;

/// A logical pixel of the large faces is at least so wide, in millimetres: 21.5 inches, 1080 lines.
pub const PITCH_MM: f32 = 0.248;
/// The same for the small face: 10.1 inches, 1024 × 600.
pub const PITCH_SMALL_MM: f32 = 0.2162;
/// The smallest screen that a kiosk may have, across.
pub const DIAGONAL_INCHES_LEAST: f32 = 10.1;
/// Where the lower edge of a kiosk's picture is that says nothing else: a tall 21.5-inch one on the floor.
pub const BOTTOM_MM: f32 = 800.0;
/// The band that a seated person's hand reaches, above the floor.
pub const REACH_MM: (f32, f32) = (800.0, 1_100.0);

/// What the pages are drawn for, in logical pixels.
const TALL: (f32, f32) = (1080.0, 1920.0);
const WIDE: (f32, f32) = (1920.0, 1080.0);
const SMALL_TALL: (f32, f32) = (600.0, 1000.0);
const SMALL_WIDE: (f32, f32) = (1024.0, 600.0);
/// A large face still stands where it has this share of what it was drawn for, along both sides.
const TALL_LEAST: f32 = 0.7;
const WIDE_LEAST: f32 = 0.8;
/// No tall screen of a kiosk has fewer pixels across: it is a window, and shows all of the large face.
const PREVIEW_MOST_PX: f32 = 600.0;
/// A panel of 10.1 inches may be sold a little smaller.
const DIAGONAL_MM_LEAST: f32 = 254.0;
/// Narrower than this no page can be set; a 16:9 panel of 10.1 inches has 125 mm.
const SHORT_MM_LEAST: f32 = 120.0;
const MM_PER_INCH: f32 = 25.4;
/// Of the grid.
const STEP_PX: f32 = 8.0;

/// What a kiosk was told of its screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glass {
    /// How large it is.
    pub told: Told,
    /// How high the lower edge of the picture is above the floor, in millimetres.
    pub bottom_mm: f32,
}

/// How large the picture is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Told {
    /// Nobody said: as large as the screen that the page was drawn for.
    Nothing,
    /// Width and height as mounted, in millimetres.
    Sides(f32, f32),
    /// Corner to corner, in millimetres.
    Diagonal(f32),
    /// The width alone, as measured with a bank card.
    Width(f32),
}

impl Default for Glass {
    fn default() -> Self {
        Self {
            told: Told::Nothing,
            bottom_mm: BOTTOM_MM,
        }
    }
}

impl Glass {
    /// The same glass, but as wide as somebody measured who stood before it; unchanged for `None`.
    pub fn measured(self, width_mm: Option<f32>) -> Self {
        Self {
            told: width_mm.map_or(self.told, Told::Width),
            ..self
        }
    }

    /// Millimetres of one pixel of a screen of `width` by `height` pixels; `None` where nobody said.
    fn pitch_mm(self, width: f32, height: f32) -> Option<f32> {
        match self.told {
            Told::Nothing => None,
            // Where they disagree the pixels are not square: by the smaller nothing is too small.
            Told::Sides(width_mm, height_mm) => Some((width_mm / width).min(height_mm / height)),
            Told::Diagonal(diagonal_mm) => Some(diagonal_mm / width.hypot(height)),
            Told::Width(width_mm) => Some(width_mm / width),
        }
    }
}

/// How the pages stand on one screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// The screen's pixels to one logical pixel.
    pub scale: f32,
    /// The face for small screens.
    pub small: bool,
    /// A logical pixel, in millimetres.
    pub pitch_mm: f32,
    /// From the lower edge of the picture to the lowest and to the highest that a seated person reaches, in
    /// logical pixels of the 8-pixel grid. Beyond the picture where all of it is within reach.
    pub reach: (f32, f32),
    /// Whether the screen is smaller than a kiosk's may be: what stands on it may not.
    pub too_small: bool,
}

/// Fits the pages into a screen of `width` by `height` pixels, each at least 1.
pub fn fit(width: u32, height: u32, glass: Glass) -> Fit {
    // No screen has more pixels along a side than a float counts exactly.
    let (width, height) = (width as f32, height as f32);
    let pitch_mm = glass.pitch_mm(width, height);
    let fill = |drawn: (f32, f32)| (width / drawn.0).min(height / drawn.1);
    // As large as lets the whole of it stay in sight; larger where its parts would be too small.
    let scale =
        |drawn, least_mm: f32| pitch_mm.map_or(fill(drawn), |mm| fill(drawn).max(least_mm / mm));
    let tall = width < height;
    let (large, share, small) = if tall {
        (TALL, TALL_LEAST, SMALL_TALL)
    } else {
        (WIDE, WIDE_LEAST, SMALL_WIDE)
    };
    let large_scale = scale(large, PITCH_MM);
    let is_small = if pitch_mm.is_some() {
        let room = width / large_scale / large.0;
        room.min(height / large_scale / large.1) < share
    } else {
        fill(large) < WIDE_LEAST && !(tall && width < PREVIEW_MOST_PX)
    };
    let (scale, drawn_mm) = if is_small {
        (scale(small, PITCH_SMALL_MM), PITCH_SMALL_MM)
    } else {
        (large_scale, PITCH_MM)
    };
    let logical_mm = pitch_mm.map_or(drawn_mm, |mm| mm * scale);
    let above = |mm: f32| ((mm - glass.bottom_mm) / logical_mm).max(0.0);
    Fit {
        scale,
        small: is_small,
        pitch_mm: logical_mm,
        reach: (
            (above(REACH_MM.0) / STEP_PX).ceil() * STEP_PX,
            (above(REACH_MM.1) / STEP_PX).floor() * STEP_PX,
        ),
        too_small: pitch_mm.is_some_and(|mm| !is_kiosk(width * mm, height * mm)),
    }
}

fn is_kiosk(width_mm: f32, height_mm: f32) -> bool {
    width_mm.hypot(height_mm) >= DIAGONAL_MM_LEAST && width_mm.min(height_mm) >= SHORT_MM_LEAST
}

/// What the command line says of the screen.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct GlassArgs {
    /// Width and height of the picture as mounted, in millimetres; without it, and until somebody has
    /// measured it in the staff's menu, 21.5 inches of a Full HD screen and 10.1 of a smaller one
    #[arg(long, value_name = "WxH", conflicts_with = "diagonal_inches")]
    screen_mm: Option<Sides>,
    /// The same from corner to corner, in inches: 10.1 or more
    #[arg(long, value_name = "N", value_parser = diagonal)]
    diagonal_inches: Option<f32>,
    /// How high the lower edge of the picture is above the floor, in millimetres: low mode brings all keys
    /// to between 800 and 1100 mm
    #[arg(long, value_name = "MM", default_value_t = 800, value_parser = clap::value_parser!(u16).range(0..=1_500))]
    bottom_mm: u16,
}

impl GlassArgs {
    /// What was said.
    pub fn glass(self) -> Glass {
        let sides = self
            .screen_mm
            .map(|Sides(width, height)| Told::Sides(width, height));
        let across = self
            .diagonal_inches
            .map(|inches| Told::Diagonal(inches * MM_PER_INCH));
        Glass {
            told: sides.or(across).unwrap_or(Told::Nothing),
            bottom_mm: f32::from(self.bottom_mm),
        }
    }
}

/// Millimetres of a screen that a kiosk may have.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sides(f32, f32);

/// Why what was said of the screen cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum NotAScreen {
    #[error("a screen is WIDTHxHEIGHT in millimetres, each up to 3000, as in 268x476")]
    Malformed,
    #[error("a kiosk's screen is at least 10.1 inches, 120 mm along its short side")]
    TooSmall,
}

/// The longest side of a screen, in millimetres.
const SIDE_MM_MOST: f32 = 3_000.0;

impl FromStr for Sides {
    type Err = NotAScreen;

    fn from_str(text: &str) -> Result<Self, NotAScreen> {
        let (width, height) = text.split_once('x').ok_or(NotAScreen::Malformed)?;
        let side = |text: &str| {
            let mm = text.parse::<f32>().ok()?;
            (mm > 0.0 && mm <= SIDE_MM_MOST).then_some(mm)
        };
        let (width, height) = side(width).zip(side(height)).ok_or(NotAScreen::Malformed)?;
        if is_kiosk(width, height) {
            Ok(Self(width, height))
        } else {
            Err(NotAScreen::TooSmall)
        }
    }
}

fn diagonal(text: &str) -> Result<f32, NotAScreen> {
    let inches: f32 = text.parse().map_err(|_| NotAScreen::Malformed)?;
    if !(0.0..=SIDE_MM_MOST / MM_PER_INCH).contains(&inches) {
        return Err(NotAScreen::Malformed);
    }
    if inches < DIAGONAL_INCHES_LEAST {
        return Err(NotAScreen::TooSmall);
    }
    Ok(inches)
}
