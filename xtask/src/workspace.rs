//! The workspace as `cargo metadata` sees it, and cargo itself.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use cargo_metadata::{CargoOpt, Metadata, MetadataCommand};

/// The resolved workspace around the current directory.
pub(crate) struct Workspace {
    metadata: Metadata,
}

impl Workspace {
    /// Resolves every package, with all features; downloads what is missing.
    ///
    /// Fails where the lock file does not fit the manifests: a build from a clean clone must use the
    /// versions that were tested.
    pub(crate) fn load() -> Result<Self> {
        let metadata = MetadataCommand::new()
            .features(CargoOpt::AllFeatures)
            .other_options(vec!["--locked".to_owned()])
            .exec()
            .context("cargo metadata failed; a stale Cargo.lock is renewed by `cargo update --workspace`")?;
        Ok(Self { metadata })
    }

    pub(crate) fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    pub(crate) fn root(&self) -> &Path {
        self.metadata.workspace_root.as_std_path()
    }

    pub(crate) fn target(&self) -> &Path {
        self.metadata.target_directory.as_std_path()
    }

    /// Whether the workspace holds a package of this name.
    pub(crate) fn has(&self, package: &str) -> bool {
        self.metadata
            .workspace_packages()
            .iter()
            .any(|member| member.name == package)
    }

    /// Where a program of the workspace lies after it was built in this profile's directory.
    pub(crate) fn program(&self, profile_dir: &str, name: &str) -> PathBuf {
        self.target()
            .join(profile_dir)
            .join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// Where programs are installed that this machine lacks and that belong to no system package.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target().join("tools")
    }

    /// Cargo in the workspace's root, without standard input, with [`Self::tools`] in its path.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        let path = env::var_os("PATH").unwrap_or_default();
        let paths = env::split_paths(&path).chain([self.tools().join("bin")]);
        if let Ok(path) = env::join_paths(paths) {
            cargo.env("PATH", path);
        }
        cargo
            .current_dir(self.root())
            .args(arguments)
            .stdin(Stdio::null());
        cargo
    }
}

/// Runs a command to its end, its output on ours, having shown it.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = shown(command);
    eprintln!("$ {line}");
    let status = command
        .status()
        .with_context(|| format!("`{line}` could not be started"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// The command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    let words = std::iter::once(name).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
