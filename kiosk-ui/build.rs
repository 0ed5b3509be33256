//! Compiles the pages, with the shared components and the translations.

use std::collections::HashMap;
use std::path::PathBuf;

use slint_build::{CompilerConfiguration, DefaultTranslationContext};

fn main() {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let kit = here.join("../crates/ui-kit/ui");
    let config = CompilerConfiguration::new()
        .with_library_paths(HashMap::from([("ui-kit".to_owned(), kit)]))
        .with_bundled_translations(here.join("lang"))
        .with_default_translation_context(DefaultTranslationContext::None)
        // Labels and roles are found by `--offscreen` and the tests through this.
        .with_debug_info(true);
    slint_build::compile_with_config("ui/app.slint", config).expect("the pages compile");
}
