//! Compiles the pages, with ui-kit's components and the bundled translations.

use std::collections::HashMap;
use std::path::PathBuf;

fn main() {
    let here = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let libraries = HashMap::from([("ui-kit".to_owned(), here.join("../crates/ui-kit/ui"))]);
    let config = slint_build::CompilerConfiguration::new()
        // `tap LABEL` and the tests find elements by their labels.
        .with_debug_info(true)
        .with_library_paths(libraries)
        .with_default_translation_context(slint_build::DefaultTranslationContext::None)
        .with_bundled_translations(here.join("lang"))
        .embed_resources(slint_build::EmbedResourcesKind::EmbedFiles);
    slint_build::compile_with_config("ui/app.slint", config).expect("the pages compile");
}
