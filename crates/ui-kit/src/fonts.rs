//! What Antre Sans cannot write: Arabic letters and Chinese characters, from the same two sisters that
//! slips are set with. A machine's own fonts come after them, so that a kiosk shows the same everywhere.

use std::sync::Arc;

use slint::fontique_011::fontique::{Blob, FamilyId, GenericFamily};
use slint::fontique_011::shared_collection;

const SISTERS: [&[u8]; 4] = [
    include_bytes!("../../../assets/fonts/NotoSansArabic-Medium.ttf"),
    include_bytes!("../../../assets/fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("../../../assets/fonts/NotoSansSC-Medium.ttf"),
    include_bytes!("../../../assets/fonts/NotoSansSC-Bold.ttf"),
];

/// Where the toolkit looks for a character that the face of a text lacks.
const SEARCHED: [GenericFamily; 2] = [GenericFamily::SansSerif, GenericFamily::SystemUi];

/// Lets every text of this process fall back to them. Call it once a component has been made: before
/// that there is no platform that could hold fonts.
pub fn fall_back() {
    let mut collection = shared_collection();
    let mut sisters: Vec<FamilyId> = Vec::new();
    for font in SISTERS {
        for (family, _) in collection.register_fonts(Blob::new(Arc::new(font)), None) {
            if !sisters.contains(&family) {
                sisters.push(family);
            }
        }
    }
    for generic in SEARCHED {
        let own: Vec<FamilyId> = collection.generic_families(generic).collect();
        let others = own.into_iter().filter(|family| !sisters.contains(family));
        let all: Vec<FamilyId> = sisters.iter().copied().chain(others).collect();
        collection.set_generic_families(generic, all.into_iter());
    }
}
