//! Every dependency's licence is one that the sources and the distributed programs can live with.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, PackageId};
use spdx::{Expression, LicenseReq, ParseMode};

use super::layers;

/// Free in every program.
const ALLOWED: [&str; 11] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "Unicode-3.0",
    "Zlib",
    "0BSD",
];

/// Free only in a program that is itself distributed under it: those with a window, for Slint's sake.
const ALLOWED_WITH_WINDOWS: &str = "GPL-3.0-only";

/// One package, one licence, and why it is all right.
const EXCEPTIONS: [(&str, &str, &str); 1] = [(
    "serialport",
    "MPL-2.0",
    "copyleft by file: used unchanged, its source is public",
)];

/// What the licence rules need to know of the resolved packages.
pub(crate) struct Dependencies {
    packages: BTreeMap<String, Package>,
}

struct Package {
    name: String,
    licence: Option<String>,
    /// For a package of the workspace, whose programs are distributed, and which is without windows.
    root_without_windows: bool,
    /// What it is built from; not what only its tests use.
    built_from: Vec<String>,
}

impl Dependencies {
    pub(crate) fn of(metadata: &Metadata) -> Self {
        let rooms = layers::rooms(metadata);
        let without_windows = |name: &str| {
            let room = rooms.iter().find(|room| room.package == name);
            room.is_some_and(|room| {
                !layers::has_windows(name) && !layers::stands_above_all(&room.directory)
            })
        };
        let package = |package: &cargo_metadata::Package| Package {
            name: package.name.to_string(),
            licence: package.license.clone(),
            root_without_windows: metadata.workspace_members.contains(&package.id)
                && without_windows(&package.name),
            built_from: built_from(metadata, &package.id),
        };
        let packages = metadata
            .packages
            .iter()
            .map(|found| (found.id.repr.clone(), package(found)));
        Self {
            packages: packages.collect(),
        }
    }

    /// Everything that the package is built from, itself included.
    fn reached_from<'a>(&'a self, root: &'a str) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if reached.insert(id)
                && let Some(package) = self.packages.get(id)
            {
                open.extend(package.built_from.iter().map(String::as_str));
            }
        }
        reached
    }
}

fn built_from(metadata: &Metadata, id: &PackageId) -> Vec<String> {
    let nodes = metadata.resolve.iter().flat_map(|resolve| &resolve.nodes);
    let edges = nodes
        .filter(|node| node.id == *id)
        .flat_map(|node| &node.deps);
    let built = edges.filter(|edge| {
        edge.dep_kinds
            .iter()
            .any(|kind| kind.kind != DependencyKind::Development)
    });
    built.map(|edge| edge.pkg.repr.clone()).collect()
}

pub(crate) fn faults(dependencies: &Dependencies) -> Vec<String> {
    let mut faults = Vec::new();
    let mut needs_windows = BTreeSet::new();
    for (id, package) in &dependencies.packages {
        match verdict(package) {
            Verdict::Free => {}
            Verdict::FreeWithWindows => {
                needs_windows.insert(id.as_str());
            }
            Verdict::Refused(why) => faults.push(format!("licences: {} {why}", package.name)),
        }
    }
    for (id, root) in dependencies
        .packages
        .iter()
        .filter(|(_, package)| package.root_without_windows)
    {
        let reached = dependencies.reached_from(id);
        let caught: Vec<&str> = reached
            .intersection(&needs_windows)
            .map(|id| dependencies.packages[*id].name.as_str())
            .collect();
        if !caught.is_empty() {
            faults.push(format!(
                "licences: {} has no window, yet is built from {} ({ALLOWED_WITH_WINDOWS})",
                root.name,
                caught.join(", ")
            ));
        }
    }
    faults
}

enum Verdict {
    Free,
    FreeWithWindows,
    Refused(String),
}

fn verdict(package: &Package) -> Verdict {
    let Some(licence) = &package.licence else {
        return Verdict::Refused("states no licence".to_owned());
    };
    let Ok(expression) = Expression::parse_mode(licence, ParseMode::LAX) else {
        return Verdict::Refused(format!("states a licence that cannot be read: {licence}"));
    };
    let excepted = EXCEPTIONS
        .iter()
        .filter(|(name, _, _)| *name == package.name)
        .map(|(_, licence, _)| *licence);
    let allowed: Vec<&str> = ALLOWED.into_iter().chain(excepted).collect();
    let is =
        |required: &LicenseReq, allowed: &[&str]| allowed.contains(&required.to_string().as_str());
    if expression.evaluate(|required| is(required, &allowed)) {
        Verdict::Free
    } else if expression
        .evaluate(|required| is(required, &allowed) || is(required, &[ALLOWED_WITH_WINDOWS]))
    {
        Verdict::FreeWithWindows
    } else {
        Verdict::Refused(format!(
            "is under {licence}, which is not in the list of allowed licences"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dependencies(packages: &[(&str, &str, bool, &[&str])]) -> Dependencies {
        let package =
            |(name, licence, root_without_windows, built_from): &(&str, &str, bool, &[&str])| {
                let package = Package {
                    name: (*name).to_owned(),
                    licence: (!licence.is_empty()).then(|| (*licence).to_owned()),
                    root_without_windows: *root_without_windows,
                    built_from: built_from.iter().map(|id| (*id).to_owned()).collect(),
                };
                ((*name).to_owned(), package)
            };
        Dependencies {
            packages: packages.iter().map(package).collect(),
        }
    }

    const SLINT: &str =
        "GPL-3.0-only OR LicenseRef-Slint-Royalty-free-2.0 OR LicenseRef-Slint-Software-3.0";

    #[test]
    fn free_licences_pass_in_every_spelling() {
        let free = [
            "MIT/Apache-2.0",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception",
            "Unlicense OR MIT",
            "Apache-2.0 OR GPL-2.0-only",
        ];
        for licence in free {
            assert_eq!(
                faults(&dependencies(&[("x", licence, true, &[])])),
                [""; 0],
                "{licence}"
            );
        }
    }

    #[test]
    fn a_licence_outside_the_list_is_a_fault() {
        for licence in ["AGPL-3.0-only", "MIT AND LGPL-2.1-only", "", "as you like"] {
            assert_eq!(
                faults(&dependencies(&[("x", licence, false, &[])])).len(),
                1,
                "{licence}"
            );
        }
    }

    #[test]
    fn an_exception_is_for_one_package_only() {
        assert_eq!(
            faults(&dependencies(&[("serialport", "MPL-2.0", false, &[])])),
            [""; 0]
        );
        assert_eq!(
            faults(&dependencies(&[("other", "MPL-2.0", false, &[])])).len(),
            1
        );
    }

    #[test]
    fn slint_is_free_only_under_the_rooms_with_a_window() {
        let kiosk_only = [
            ("slint", SLINT, false, &[][..]),
            ("antre-kiosk", "MIT", false, &["slint"]),
            ("antre-hub", "MIT", true, &[]),
        ];
        assert_eq!(faults(&dependencies(&kiosk_only)), [""; 0]);
        let leaked = [
            ("slint", SLINT, false, &[][..]),
            ("pretty", "MIT", false, &["slint"]),
            ("antre-hub", "MIT", true, &["pretty"]),
        ];
        assert_eq!(
            faults(&dependencies(&leaked)),
            ["licences: antre-hub has no window, yet is built from slint (GPL-3.0-only)"]
        );
    }
}
