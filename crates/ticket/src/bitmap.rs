//! One bit a dot.

/// The bytes that follow `DLE` (0x10) in commands which a printer obeys even inside an image:
/// `DLE EOT`, `DLE ENQ`, `DLE DC4`.
const AFTER_DLE: [u8; 3] = [0x04, 0x05, 0x14];
const DLE: u8 = 0x10;
/// Flipping this dot leads from each byte of [`AFTER_DLE`] to one outside of it.
const FLIPPED: u8 = 0x02;

/// Whether a packed row holds no command that a printer obeys even inside an image. Its first byte
/// counts as following any other, since rows are joined.
pub(crate) fn is_calm(row: impl Iterator<Item = u8>) -> bool {
    let mut before = DLE;
    for byte in row {
        if before == DLE && AFTER_DLE.contains(&byte) {
            return false;
        }
        before = byte;
    }
    true
}

/// Whether a command that a printer obeys even inside an image may begin with this byte.
pub(crate) fn begins(byte: u8) -> bool {
    byte == DLE
}

/// A picture of black and white dots; rows are packed, the leftmost dot in the highest bit.
#[derive(Clone, PartialEq, Eq)]
pub struct Bitmap {
    width_dots: u32,
    height_dots: u32,
    stride_bytes: usize,
    bytes: Vec<u8>,
}

/// A PNG could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot encode the slip as PNG: {0}")]
pub struct PngError(#[from] png::EncodingError);

impl Bitmap {
    /// All white.
    pub(crate) fn white(width_dots: u32, height_dots: u32) -> Self {
        let stride_bytes = width_dots.div_ceil(8) as usize;
        let bytes = vec![0; stride_bytes * height_dots as usize];
        Self {
            width_dots,
            height_dots,
            stride_bytes,
            bytes,
        }
    }

    /// Dots across.
    pub fn width_dots(&self) -> u32 {
        self.width_dots
    }

    /// Dots down.
    pub fn height_dots(&self) -> u32 {
        self.height_dots
    }

    /// Whether a dot is black. Beyond the edges all is white.
    pub fn is_black(&self, x: u32, y: u32) -> bool {
        x < self.width_dots
            && y < self.height_dots
            && self.row(y)[x as usize / 8] & (0x80 >> (x % 8)) != 0
    }

    /// A row as the printer wants it: eight dots a byte, black is 1.
    pub fn row(&self, y: u32) -> &[u8] {
        let start = y as usize * self.stride_bytes;
        &self.bytes[start..start + self.stride_bytes]
    }

    /// A PNG of one bit a dot, black on white.
    pub fn to_png(&self) -> Result<Vec<u8>, PngError> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.width_dots, self.height_dots);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let light: Vec<u8> = self.bytes.iter().map(|dark| !dark).collect();
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&light)?;
        writer.finish()?;
        Ok(file)
    }

    /// Colours one dot; beyond the edges nothing happens.
    pub(crate) fn set(&mut self, x: i32, y: i32, black: bool) {
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else {
            return;
        };
        if x >= self.width_dots || y >= self.height_dots {
            return;
        }
        let bit = 0x80 >> (x % 8);
        let byte = &mut self.bytes[y as usize * self.stride_bytes + x as usize / 8];
        *byte = if black { *byte | bit } else { *byte & !bit };
    }

    /// Flips the one dot in each place where the packed rows would read as a command that a printer
    /// obeys even inside an image. A row's first byte counts as following any other, since rows
    /// may be shortened before they are joined. Calming twice changes nothing more.
    pub(crate) fn calm(&mut self) {
        for row in self.bytes.chunks_exact_mut(self.stride_bytes) {
            let mut before = DLE;
            for byte in row {
                if before == DLE && AFTER_DLE.contains(byte) {
                    *byte ^= FLIPPED;
                }
                before = *byte;
            }
        }
    }

    /// Without the white rows at its foot; one row stays.
    pub(crate) fn without_white_below(mut self) -> Self {
        let inked = self.bytes.iter().rposition(|byte| *byte != 0);
        let rows = inked.map_or(1, |last| last / self.stride_bytes + 1);
        self.height_dots = rows as u32;
        self.bytes.truncate(rows * self.stride_bytes);
        self
    }

    #[cfg(test)]
    pub(crate) fn from_rows(width_dots: u32, rows: &[Vec<u8>]) -> Self {
        let mut bitmap = Self::white(width_dots, rows.len() as u32);
        bitmap.bytes = rows.concat();
        bitmap
    }
}

impl std::fmt::Debug for Bitmap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bitmap({} × {})", self.width_dots, self.height_dots)
    }
}
