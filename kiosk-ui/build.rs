//! Compiles the pages, with the shared components and the translations; and the screens of known faults that
//! the tests of accessibility are tried on.

use std::collections::HashMap;
use std::path::PathBuf;

use slint_build::{CompilerConfiguration, DefaultTranslationContext};

fn main() {
    let here = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where"));
    let kit = here.join("../crates/ui-kit/ui");
    let library = HashMap::from([("ui-kit".to_owned(), kit)]);
    let config = CompilerConfiguration::new()
        .with_library_paths(library.clone())
        .with_bundled_translations(here.join("lang"))
        .with_default_translation_context(DefaultTranslationContext::None)
        // Labels and roles are found by `--offscreen` and the tests through this.
        .with_debug_info(true);
    slint_build::compile_with_config("ui/app.slint", config).expect("the pages compile");

    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo says where"));
    let config = CompilerConfiguration::new()
        .with_library_paths(library)
        .with_debug_info(true);
    let read =
        slint_build::compile_with_output_path("tests/ui/bad.slint", out.join("bad.rs"), config);
    for path in read.expect("the tests' screens compile") {
        println!("cargo:rerun-if-changed={}", path.display());
    }
}
