//! The house rules that a program can check. Each check takes what it judges as a value and answers
//! with its faults, a sentence each; its tests plant every fault once.

mod layers;
mod licences;
pub(crate) mod openapi;
mod pure_rooms;
mod sources;
mod translations;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// A text file of the tree.
pub(crate) struct Source {
    /// From the workspace's root, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// All checks, and the one that needs a program: the generated API description.
pub(crate) fn run(workspace: &Workspace) -> Result<ExitCode> {
    check(workspace)?;
    if workspace.has("antre") {
        let mut antre = workspace.cargo(&[
            "run",
            "--quiet",
            "--package",
            "antre",
            "--bin",
            "antre",
            "--",
        ]);
        openapi::check(workspace, &mut antre)?;
        println!("tidy: docs/openapi.json is fresh");
    } else {
        println!("tidy: skipped docs/openapi.json, the workspace has no package `antre`");
    }
    Ok(ExitCode::SUCCESS)
}

/// All checks that need nothing built. Prints every fault, then fails if there was one.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let sources = sources_under(workspace.root())?;
    let rooms = layers::rooms(workspace.metadata());
    let faults: Vec<String> = [
        layers::faults(&rooms),
        licences::faults(&licences::Dependencies::of(workspace.metadata())),
        pure_rooms::faults(&rooms, &sources),
        sources::faults(&sources),
        translations::faults(&sources),
        changelog_faults(&sources),
    ]
    .concat();
    for fault in &faults {
        println!("tidy: {fault}");
    }
    if !faults.is_empty() {
        bail!("{} house rule(s) broken", faults.len());
    }
    println!(
        "tidy: {} rooms and {} files keep the house rules",
        rooms.len(),
        sources.len()
    );
    Ok(())
}

fn changelog_faults(sources: &[Source]) -> Vec<String> {
    let changelog = sources.iter().find(|source| source.path == "CHANGELOG.md");
    match changelog {
        Some(found) if found.text.lines().any(|line| line.starts_with("## ")) => Vec::new(),
        Some(_) => vec!["CHANGELOG.md names no version: it needs a `## ` heading".to_owned()],
        None => vec!["CHANGELOG.md is missing: it tells users what they will notice".to_owned()],
    }
}

/// Every file that is UTF-8 text, in the order of their paths. The walk needs no git, so that an
/// unpacked archive is judged like a clone.
fn sources_under(root: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    let mut directories = vec![root.to_owned()];
    while let Some(directory) = directories.pop() {
        let entries = fs::read_dir(&directory)
            .with_context(|| format!("cannot list {}", directory.display()))?;
        for entry in entries {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            if kind.is_dir() && !is_foreign(&path) {
                directories.push(path);
            } else if kind.is_file()
                && let Ok(bytes) = fs::read(&path)
                && let Ok(text) = String::from_utf8(bytes)
            {
                sources.push(Source {
                    path: relative(&path, root),
                    text,
                });
            }
        }
    }
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(sources)
}

/// Built things and git's own files.
fn is_foreign(directory: &Path) -> bool {
    let name = directory.file_name().unwrap_or_default();
    name == "target" || name == ".git"
}

fn relative(path: &Path, root: &Path) -> String {
    let inside: PathBuf = path.strip_prefix(root).unwrap_or(path).to_owned();
    inside.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn source(path: &str, text: &str) -> Source {
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_tree_without_a_changelog_is_a_fault() {
        assert!(
            changelog_faults(&[source("CHANGELOG.md", "# Changes\n\n## Unreleased\n")]).is_empty()
        );
        assert_eq!(
            changelog_faults(&[source("docs/CHANGELOG.md", "## 1")]).len(),
            1
        );
        assert_eq!(
            changelog_faults(&[source("CHANGELOG.md", "nothing yet")]).len(),
            1
        );
    }

    #[test]
    fn the_walk_reads_hidden_files_and_leaves_out_what_was_built() {
        let root = tempfile::tempdir().unwrap();
        for (path, bytes) in [
            (".ci/run", &b"bash"[..]),
            ("target/x.rs", b"built"),
            ("a/b.rs", b"ours"),
            ("a/c.png", b"\x89PNG\xff"),
        ] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let paths: Vec<String> = sources_under(root.path())
            .unwrap()
            .into_iter()
            .map(|source| source.path)
            .collect();
        assert_eq!(paths, [".ci/run", "a/b.rs"]);
    }
}
