//! The hall's pictures on the hub's own disk: each under the SHA-256 of its content.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use antre_domain::config::{HallPolicy, MEDIA_FILE_BYTES_MAX};
use antre_storage::MEDIA_DIR;
use tokio::fs as async_fs;

use crate::media_files::sha256_of;
use crate::slip_files;

/// A file that is still being written.
const UNFINISHED: &str = "part";
/// The length of a SHA-256 in hexadecimal.
const SHA256_CHARS: usize = 64;

/// Brings the pictures that `hall` names into `data_dir`, from the folder `beside` the branch file where
/// they are not there yet, and removes what it names no more. A picture that cannot be had costs itself
/// alone: it is named in a warning, and displays say that they miss it.
pub(crate) fn settle(data_dir: &Path, hall: &HallPolicy, beside: Option<&Path>) {
    let dir = data_dir.join(MEDIA_DIR);
    let named: BTreeMap<&str, &str> = hall
        .media
        .iter()
        .map(|item| (item.sha256.as_str(), item.file.as_str()))
        .filter(|(sha256, _)| is_sha256(sha256))
        .collect();
    for (sha256, file) in &named {
        if is_there(&dir, sha256) {
            continue;
        }
        let taken = beside.map_or_else(
            || Err("it is not in the data directory; run the hub with --branch".to_owned()),
            |beside| take(&dir, sha256, &beside.join(file)),
        );
        if let Err(why) = taken {
            // A damaged one is none.
            let _ = fs::remove_file(dir.join(sha256));
            tracing::warn!(file, why, "a picture of the hall is missing");
        }
    }
    if let Err(error) = remove_others(&dir, &named) {
        tracing::warn!(%error, "pictures that nobody shows any more stay on the disk");
    }
}

/// A picture and its length in bytes.
pub(crate) async fn open(data_dir: &Path, sha256: &str) -> io::Result<(async_fs::File, u64)> {
    if !is_sha256(sha256) {
        return Err(io::ErrorKind::NotFound.into());
    }
    let file = async_fs::File::open(data_dir.join(MEDIA_DIR).join(sha256)).await?;
    let bytes = file.metadata().await?.len();
    Ok((file, bytes))
}

/// By its name, which the branch file's check has compared with its content.
pub(crate) fn content_type(file: &str) -> &'static str {
    if file.to_ascii_lowercase().ends_with(".png") {
        "image/png"
    } else {
        "image/jpeg"
    }
}

fn is_sha256(text: &str) -> bool {
    text.len() == SHA256_CHARS
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// Whether it lies there unharmed.
fn is_there(dir: &Path, sha256: &str) -> bool {
    let content = slip_files::file(&dir.join(sha256), MEDIA_FILE_BYTES_MAX);
    matches!(content, Ok(Some(bytes)) if sha256_of(&bytes) == sha256)
}

fn take(dir: &Path, sha256: &str, from: &Path) -> Result<(), String> {
    let bytes = slip_files::file(from, MEDIA_FILE_BYTES_MAX)?
        .ok_or_else(|| format!("there is no {}", from.display()))?;
    if sha256_of(&bytes) != sha256 {
        return Err(format!("{} is another picture by now", from.display()));
    }
    write(dir, sha256, &bytes).map_err(|error| error.to_string())
}

/// Whole or not at all, whatever happens meanwhile.
fn write(dir: &Path, sha256: &str, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    let unfinished = dir.join(sha256).with_extension(UNFINISHED);
    let mut file = File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, dir.join(sha256))?;
    File::open(dir)?.sync_all()
}

/// Removes what was ours; foreign files stay.
fn remove_others(dir: &Path, named: &BTreeMap<&str, &str>) -> io::Result<()> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let path: PathBuf = entry?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let Some(stem) = stem.filter(|stem| is_sha256(stem)) else {
            continue;
        };
        let is_shown = match path.extension() {
            None => named.contains_key(stem),
            Some(extension) if extension == UNFINISHED => false,
            Some(_) => true,
        };
        if !is_shown {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}
