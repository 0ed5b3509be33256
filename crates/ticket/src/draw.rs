//! From places to dots.

use crate::bitmap::Bitmap;
use crate::face::Face;
use crate::layout::{Area, Ink, Item, Layout};
use crate::paper::Measured as _;

pub(crate) fn draw(face: &mut Face, layout: &Layout) -> Bitmap {
    let mut bitmap = Bitmap::white(layout.paper.width_dots(), layout.height_dots);
    for item in &layout.items {
        match item {
            Item::Bar(area) => fill(&mut bitmap, *area),
            Item::Picture { area, picture } => {
                for (y, row) in (area.y as i32..).zip(&picture.rows) {
                    for x in 0..picture.width_dots {
                        if row[x as usize / 8] & (0x80 >> (x % 8)) != 0 {
                            bitmap.set((area.x + x) as i32, y, true);
                        }
                    }
                }
            }
            Item::Text {
                text,
                x,
                baseline,
                size_dots,
                weight,
                ink,
                ..
            } => {
                let black = match ink {
                    Ink::Black => true,
                    Ink::White => false,
                };
                let (x, baseline) = (*x as i32, *baseline as i32);
                let dot = |x, y| bitmap.set(x, y, black);
                face.draw(text, *size_dots, *weight, x, baseline, dot);
            }
            Item::Qr {
                area,
                module_dots,
                symbol,
            } => {
                for row in 0..symbol.side_modules() {
                    for column in 0..symbol.side_modules() {
                        if symbol.is_dark(column, row) {
                            let (x, y) =
                                (area.x + column * module_dots, area.y + row * module_dots);
                            let (width, height) = (*module_dots, *module_dots);
                            fill(
                                &mut bitmap,
                                Area {
                                    x,
                                    y,
                                    width,
                                    height,
                                },
                            );
                        }
                    }
                }
            }
        }
    }
    bitmap.calm();
    bitmap
}

fn fill(bitmap: &mut Bitmap, area: Area) {
    for y in area.y..area.y + area.height {
        for x in area.x..area.x + area.width {
            bitmap.set(x as i32, y as i32, true);
        }
    }
}
