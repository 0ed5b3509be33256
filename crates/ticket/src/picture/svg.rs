//! SVG: paths alone, in numbers that can be drawn.

use std::panic::{AssertUnwindSafe, catch_unwind};

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{self, roxmltree};

use super::PictureFault;
use super::greys::{Greys, grey_of};

/// The most elements of an SVG.
const NODES_MAX: u32 = 50_000;
/// The most digits before the point of its numbers, and the largest exponent: beyond these the drawing
/// library takes seconds, or gives up.
const DIGITS_MAX: usize = 5;
const EXPONENT_MAX: u32 = 2;
/// It may draw so many times its own size beyond its edges: what is further off is out of range.
const BEYOND: f32 = 8.0;

/// An SVG's text, parsed where it holds nothing but paths. It reaches no file: neither is any picture
/// looked up that it names.
pub(super) fn read(bytes: &[u8]) -> Result<usvg::Tree, PictureFault> {
    let broken = |why: String| PictureFault::Broken { format: "SVG", why };
    let text = std::str::from_utf8(bytes).map_err(|_| PictureFault::NotAPicture)?;
    if !text.contains("<svg") {
        return Err(PictureFault::NotAPicture);
    }
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        nodes_limit: NODES_MAX,
        ..roxmltree::ParsingOptions::default()
    };
    let document = roxmltree::Document::parse_with_options(text, options)
        .map_err(|error| broken(error.to_string()))?;
    for element in ["text", "image", "feImage"] {
        if document
            .descendants()
            .any(|node| node.tag_name().name() == element)
        {
            return Err(PictureFault::NotOnlyPaths { element });
        }
    }
    if document.descendants().any(|node| has_vast_number(&node)) {
        return Err(broken("it has numbers of more than five digits".to_owned()));
    }
    let options = usvg::Options {
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    usvg::Tree::from_xmltree(&document, &options).map_err(|error| broken(error.to_string()))
}

/// Whether an attribute or a style holds a number that no picture needs.
fn has_vast_number(node: &roxmltree::Node<'_, '_>) -> bool {
    const NAMES: [&str; 3] = ["id", "class", "version"];
    let geometry = node
        .attributes()
        .filter(|attribute| attribute.namespace().is_none() && !NAMES.contains(&attribute.name()))
        .map(|attribute| attribute.value());
    let style = node.text().filter(|_| node.tag_name().name() == "style");
    geometry.chain(style).any(|text| {
        // Colours and references are no numbers.
        let words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '('));
        words.filter(|word| !word.starts_with('#')).any(is_vast)
    })
}

fn is_vast(word: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut rest = word;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let number = &rest[start..];
        let whole = number.trim_start_matches('0');
        let is_fraction = rest[..start].ends_with('.');
        if !is_fraction && digits(whole) > DIGITS_MAX {
            return true;
        }
        rest = &number[digits(number)..];
        let exponent = rest.strip_prefix(['e', 'E']).unwrap_or("");
        let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
        let power = &exponent[..digits(exponent)];
        if !power.is_empty() && !power.parse().is_ok_and(|power: u32| power <= EXPONENT_MAX) {
            return true;
        }
    }
    false
}

pub(super) fn draw(tree: &usvg::Tree, width: u32, height: u32) -> Result<Greys, PictureFault> {
    let pixmap = paint(tree, width, height, Color::WHITE)?;
    let pixels = pixmap.pixels().iter();
    Ok(Greys {
        width: width as usize,
        height: height as usize,
        levels: pixels
            .map(|pixel| grey_of(pixel.red(), pixel.green(), pixel.blue()))
            .collect(),
    })
}

/// In colour on `ground`.
pub(super) fn paint(
    tree: &usvg::Tree,
    width: u32,
    height: u32,
    ground: Color,
) -> Result<Pixmap, PictureFault> {
    let broken = |why: &str| PictureFault::Broken {
        format: "SVG",
        why: why.to_owned(),
    };
    let (own_width, own_height) = (tree.size().width(), tree.size().height());
    let drawn = tree.root().abs_stroke_bounding_box();
    let far = BEYOND * own_width.max(own_height);
    if !(drawn.left() > -far && drawn.top() > -far && drawn.right() < far && drawn.bottom() < far) {
        return Err(broken("it draws far beyond its edges"));
    }
    let mut pixmap = Pixmap::new(width, height).ok_or_else(|| broken("it is empty"))?;
    pixmap.fill(ground);
    let scale = Transform::from_scale(width as f32 / own_width, height as f32 / own_height);
    // The library asserts where numbers outgrow it: no logo may end a kiosk.
    let render = || resvg::render(tree, scale, &mut pixmap.as_mut());
    catch_unwind(AssertUnwindSafe(render)).map_err(|_| broken("its numbers are out of range"))?;
    Ok(pixmap)
}
