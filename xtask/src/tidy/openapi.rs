//! `docs/openapi.json` is what the code says that the interface is.

use std::fs;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::workspace::{Workspace, shown};

const FILE: &str = "docs/openapi.json";
const RENEW: &str = "cargo run --package antre -- openapi > docs/openapi.json";

/// Compares the file with what `antre openapi` prints; `antre` is the command up to its arguments.
pub(crate) fn check(workspace: &Workspace, antre: &mut Command) -> Result<()> {
    let command = antre
        .arg("openapi")
        .current_dir(workspace.root())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit());
    let output = command
        .output()
        .with_context(|| format!("`{}` could not be started", shown(command)))?;
    if !output.status.success() {
        bail!("`{}` failed ({})", shown(command), output.status);
    }
    let stored = fs::read(workspace.root().join(FILE)).unwrap_or_default();
    match fault(&stored, &output.stdout) {
        Some(fault) => bail!(fault),
        None => Ok(()),
    }
}

fn fault(stored: &[u8], printed: &[u8]) -> Option<String> {
    if printed.trim_ascii().is_empty() {
        return Some("`antre openapi` printed nothing".to_owned());
    }
    (stored.trim_ascii() != printed.trim_ascii())
        .then(|| format!("{FILE} is not what the code says; renew it with `{RENEW}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_description_must_be_the_printed_one() {
        assert_eq!(fault(b"{\"a\": 1}\n", b"{\"a\": 1}"), None);
        assert!(fault(b"{\"a\": 1}", b"{\"a\": 2}").is_some());
        assert!(fault(b"", b"{\"a\": 1}").is_some());
        assert!(fault(b"", b"\n").is_some());
    }
}
