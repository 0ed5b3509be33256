//! The files that a branch's slips are made of: read from beside the branch file, checked, put into
//! the configuration, and served to the kiosks from there.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read as _;
use std::path::Path;

use antre_domain::config::{Fault, SLIP_FILE_BYTES_MAX, SlipPolicy};
use antre_printer_profile::Paper;
use antre_protocol::{SlipFacts, SlipFilesAnswer};
use antre_ticket::{Picture, SheetKind, Template, TemplateError};
use data_encoding::{BASE64, HEXLOWER};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// How many bytes of its hash tell one version from another.
const VERSION_BYTES: usize = 8;
/// How wide a logo is taken to be where no template has a place for it.
const LOGO_WIDTH_MM: u16 = 30;
/// The widest paper that slips are set for: 72 mm of an 80 mm roll, 8 dots a millimetre.
const WIDEST: Paper = Paper {
    roll_mm: 80,
    width_dots: 576,
    dpi: 203,
    columns: 48,
};

/// What a kiosk must know before it asks for the files.
pub(crate) fn facts(slip: &SlipPolicy) -> SlipFacts {
    SlipFacts {
        version: answer(slip).version,
        paperless: slip.paperless,
    }
}

/// Everything that a kiosk sets slips from.
pub(crate) fn answer(slip: &SlipPolicy) -> SlipFilesAnswer {
    let files = slip.files_named();
    // The closing report is the hub's own.
    let files = files.filter(|(field, _)| *field != "closing");
    let files =
        files.filter_map(|(_, name)| Some((name.to_owned(), slip.files.get(name)?.clone())));
    let mut answer = SlipFilesAnswer {
        version: String::new(),
        paperless: slip.paperless,
        ticket: slip.ticket.clone(),
        large: slip.large.clone(),
        officer: slip.officer.clone(),
        logo: slip.logo.clone(),
        files: files.collect(),
    };
    answer.version = version(&answer);
    answer
}

pub(crate) fn version(content: &impl Serialize) -> String {
    let bytes = serde_json::to_vec(content).expect("an answer is plain data, which JSON can hold");
    HEXLOWER.encode(&Sha256::digest(bytes)[..VERSION_BYTES])
}

/// A file that was not taken in, by the field that names it.
#[derive(Debug)]
pub(crate) struct Unread {
    /// Where in the branch file, as in [`Fault::path`].
    pub(crate) path: String,
    /// Why, and what to do.
    pub(crate) why: String,
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.why)
    }
}

/// Reads every file that `slip` names from `dir`. One that is not there is missed by the
/// configuration's own check.
pub(crate) fn read(slip: &mut SlipPolicy, dir: &Path) -> Vec<Unread> {
    let mut unread = Vec::new();
    let mut files = BTreeMap::new();
    for (field, name) in slip.files_named() {
        match content(&dir.join(name), field) {
            Ok(Some(content)) => {
                files.insert(name.to_owned(), content);
            }
            Ok(None) => {}
            Err(why) => unread.push(Unread {
                path: format!("slip.{field}"),
                why: format!("{name}: {why}"),
            }),
        }
    }
    slip.files = files;
    unread
}

/// A template as it is, a picture in base64; `None` where there is no such file.
fn content(path: &Path, field: &str) -> Result<Option<String>, String> {
    let Some(bytes) = file(path, SLIP_FILE_BYTES_MAX)? else {
        return Ok(None);
    };
    if field == "logo" {
        return Ok(Some(BASE64.encode(&bytes)));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(error) => Err(format!(
            "not text in UTF-8 from byte {}; save it as UTF-8",
            error.utf8_error().valid_up_to()
        )),
    }
}

/// The bytes of a file, at most `bytes_max`; `None` where there is no such file.
pub(crate) fn file(path: &Path, bytes_max: usize) -> Result<Option<Vec<u8>>, String> {
    let said = |error: std::io::Error| format!("{error}; correct its permissions or name another");
    let meta = match std::fs::metadata(path) {
        Ok(meta) => meta,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(said(error)),
    };
    if !meta.is_file() {
        return Err("this is no file; name one".to_owned());
    }
    // A file may grow while it is read.
    let limit = bytes_max as u64 + 1;
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(said)?;
    file.take(limit).read_to_end(&mut bytes).map_err(said)?;
    if bytes.len() > bytes_max {
        return Err(format!("larger than {bytes_max} bytes; make it smaller"));
    }
    Ok(Some(bytes))
}

/// What is wrong with the templates of `slip`, whose files have been read.
#[derive(Debug)]
pub(crate) enum Wrong {
    /// In the branch file, at this place.
    Named(Unread),
    /// In a file of its own.
    Written(TemplateError),
}

/// Everything wrong with the templates that `slip` names.
pub(crate) fn wrong(slip: &SlipPolicy) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let mut logo_width_mm = None;
    for (field, name) in slip.named().filter(|(field, _)| *field != "logo") {
        let named = |why: String| {
            Wrong::Named(Unread {
                path: format!("slip.{field}"),
                why: format!("{name}: {why}"),
            })
        };
        let template = match slip.files.get(name) {
            Some(text) => match Template::check(name, text) {
                Ok(template) => template,
                Err(errors) => {
                    wrong.extend(errors.into_iter().map(Wrong::Written));
                    continue;
                }
            },
            None => match Template::named(name) {
                Some(template) => template,
                None => {
                    let known: Vec<&str> = Template::names().collect();
                    let known = known.join(", ");
                    wrong.push(named(format!(
                        "no template is built in under this name; name one of {known}, or a .toml file"
                    )));
                    continue;
                }
            },
        };
        logo_width_mm = logo_width_mm.max(template.logo_width_mm());
        match (field, template.sheet()) {
            ("closing", SheetKind::Closing) => {}
            ("closing", SheetKind::Ticket) => wrong.push(named(
                "this template is for a ticket; name one with sheet = \"closing\"".to_owned(),
            )),
            (_, SheetKind::Ticket) => {}
            (_, SheetKind::Closing) => wrong.push(named(
                "this template is for the closing report; name one for a ticket".to_owned(),
            )),
        }
    }
    let logo = slip.logo.as_ref();
    if let Some((name, content)) = logo.and_then(|name| slip.files.get_key_value(name))
        && let Err(error) = picture(name, content, logo_width_mm.unwrap_or(LOGO_WIDTH_MM))
    {
        wrong.push(Wrong::Named(Unread {
            path: "slip.logo".to_owned(),
            why: error,
        }));
    }
    wrong
}

/// Whether a logo can be printed on the widest paper.
fn picture(name: &str, content: &str, width_mm: u16) -> Result<(), String> {
    let bytes = BASE64
        .decode(content.as_bytes())
        .map_err(|error| format!("{name}: {error}"))?;
    match Picture::read(name, &bytes, width_mm, WIDEST) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

/// Whether `fault` says again what `unread` says better.
pub(crate) fn is_told(fault: &Fault, unread: &[Unread]) -> bool {
    unread.iter().any(|unread| unread.path == fault.path)
}
