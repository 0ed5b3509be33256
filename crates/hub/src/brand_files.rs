//! The pictures that a branch's kiosks show: read from beside the branch file, checked, put into the
//! configuration, and served from there.

use std::collections::BTreeMap;
use std::path::Path;

use antre_domain::config::{BRAND_FILE_BYTES_MAX, BrandPolicy};
use antre_protocol::{BrandAnswer, BrandFacts, PictureFile};
use antre_ticket::check_for_screen;
use data_encoding::BASE64;

use crate::slip_files::{Unread, file, version};

/// What a kiosk must know before it asks for the pictures.
pub(crate) fn facts(brand: &BrandPolicy) -> BrandFacts {
    BrandFacts {
        version: answer(brand).version,
        accent: brand.accent.map(|accent| accent.to_string()),
    }
}

/// The pictures; an empty version where there are none.
pub(crate) fn answer(brand: &BrandPolicy) -> BrandAnswer {
    let picture = |name: &Option<String>| {
        let name = name.as_ref()?;
        Some(PictureFile {
            name: name.clone(),
            base64: brand.files.get(name)?.clone(),
        })
    };
    let mut answer = BrandAnswer {
        version: String::new(),
        logo: picture(&brand.logo),
        attract: picture(&brand.attract),
    };
    if answer.logo.is_some() || answer.attract.is_some() {
        answer.version = version(&answer);
    }
    answer
}

/// Reads every picture that `brand` names from `dir`. One that is not there is missed by the
/// configuration's own check.
pub(crate) fn read(brand: &mut BrandPolicy, dir: &Path) -> Vec<Unread> {
    let mut unread = Vec::new();
    let mut files = BTreeMap::new();
    for (field, name) in brand.files_named() {
        let checked = match file(&dir.join(name), BRAND_FILE_BYTES_MAX) {
            Ok(None) => continue,
            Ok(Some(bytes)) => match check_for_screen(name, &bytes) {
                Ok(()) => Ok(BASE64.encode(&bytes)),
                Err(error) => Err(error.to_string()),
            },
            Err(why) => Err(format!("{name}: {why}")),
        };
        match checked {
            Ok(content) => {
                files.insert(name.to_owned(), content);
            }
            Err(why) => unread.push(Unread {
                path: format!("brand.{field}"),
                why,
            }),
        }
    }
    brand.files = files;
    unread
}
