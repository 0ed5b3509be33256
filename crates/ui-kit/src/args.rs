//! The part of the command line that every screen understands.

use std::path::PathBuf;
use std::str::FromStr;

/// `--hub URL --token-file F --offscreen --size WxH --output NAME --lang L --shots DIR`.
#[derive(Debug, Clone, clap::Args)]
pub struct ScreenArgs {
    /// Address of the hub, as in http://127.0.0.1:7070
    #[arg(long, value_name = "URL")]
    pub hub: String,
    /// File that holds this device's token
    #[arg(long, value_name = "FILE")]
    pub token_file: PathBuf,
    /// Render in memory and obey lines on stdin: tap LABEL, key K, see LABEL, where LABEL,
    /// hold LABEL, shot NAME, quit
    #[arg(long)]
    pub offscreen: bool,
    /// Obey the same lines in a window
    #[arg(long, hide = true, conflicts_with = "offscreen")]
    pub obey: bool,
    /// Size in pixels; without it a window fills its screen
    #[arg(long, value_name = "WxH")]
    pub size: Option<Size>,
    /// The output that the window fills, as in HDMI-1; ? lists those there are
    #[arg(long, value_name = "NAME", conflicts_with_all = ["offscreen", "size"])]
    pub output: Option<String>,
    /// Language to begin with, as in id or en; the branch's own without it
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// Directory for the pictures that `shot` takes
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub shots: PathBuf,
}

/// Width and height in pixels, each from 1 to [`Size::MOST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    width: u32,
    height: u32,
}

/// Not a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a size is WIDTHxHEIGHT in pixels, each from 1 to 7680, as in 1080x1920")]
pub struct NotASize;

impl Size {
    /// The longest side a screen may have, in pixels (8K).
    pub const MOST: u32 = 7_680;

    /// A size of `width` by `height` pixels, each from 1 to [`Size::MOST`].
    pub fn new(width: u32, height: u32) -> Result<Self, NotASize> {
        let sane = 1..=Self::MOST;
        if sane.contains(&width) && sane.contains(&height) {
            Ok(Self { width, height })
        } else {
            Err(NotASize)
        }
    }

    /// Width in pixels.
    pub fn width(self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(self) -> u32 {
        self.height
    }
}

impl FromStr for Size {
    type Err = NotASize;

    fn from_str(text: &str) -> Result<Self, NotASize> {
        let (width, height) = text.split_once('x').ok_or(NotASize)?;
        let side = |text: &str| text.parse().map_err(|_| NotASize);
        Self::new(side(width)?, side(height)?)
    }
}
