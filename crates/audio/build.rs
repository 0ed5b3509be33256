//! The shipped voices are embedded: a clip more or less is another program.

fn main() {
    println!("cargo:rerun-if-changed=../../assets/voices");
}
