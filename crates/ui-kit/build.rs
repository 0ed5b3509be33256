//! Compiles the probe that the tests of this room drive; the apps compile their own pages.

fn main() {
    let config = slint_build::CompilerConfiguration::new().with_debug_info(true);
    slint_build::compile_with_config("tests/ui/probe.slint", config).expect("the probe compiles");
}
