//! The pages about the calling rules say what the rules do: their bounds, sentences, examples and
//! refusals are held against the program.

mod branches;
mod grammar;
mod guide;
mod refusals;

use std::path::{Path, PathBuf};

use antre_domain::Config;
use antre_hub::{Tongue, read_branch_file};

const SAMPLES: [&str; 3] = ["puskesmas", "bank", "mpp"];
const GUIDES: [(&str, Tongue); 2] = [("README.md", Tongue::Id), ("README.en.md", Tongue::En)];

fn page(name: &str) -> String {
    let path = root().join("docs/rules").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sample(name: &str) -> Config {
    let path = root().join("assets/branches").join(name);
    read_branch_file(&path.with_extension("toml")).unwrap()
}

/// The text without its line breaks.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A bank with one counter, to try the guide's profiles in.
fn bank(profile: &str) -> String {
    let days = r#"mon = ["08:00-15:00"]"#;
    format!(
        r#"
name = "Contoh"
time_zone = "Asia/Jakarta"
hours = {{ week = {{ {days} }} }}
classes = [
    {{ id = "umum", name = {{ id = "Umum", en = "Regular" }}, target_wait_secs = 1200 }},
    {{ id = "prioritas", name = {{ id = "Prioritas", en = "Priority" }}, priority = true, target_wait_secs = 600 }},
    {{ id = "janji-temu", name = {{ id = "Janji temu", en = "Appointment" }}, target_wait_secs = 300, appointment = {{ early_secs = 1800, late_secs = 900 }} }},
]
series = [
    {{ id = "a", prefix = "A", services = ["setor", "rekening"] }},
    {{ id = "b", prefix = "B", services = ["setor", "rekening"], class = "prioritas" }},
    {{ id = "j", prefix = "J", services = ["setor", "rekening"], class = "janji-temu" }},
]
services = [
    {{ id = "setor", name = "Setor", quotas = [{{ people_max = 500 }}] }},
    {{ id = "rekening", name = "Rekening" }},
]
counters = [
    {{ id = "teller-1", noun = "Teller", sign = "1", profile = "contoh" }},
    {{ id = "teller-2", noun = "Teller", sign = "2", profile = "semua" }},
]

[[profiles]]
id = "semua"
name = "Semua"
services = ["setor", "rekening"]

{profile}
"#
    )
}

/// What stands between fences of `toml`.
fn examples(page: &str) -> Vec<&str> {
    let blocks = page.split("```toml\n").skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap())
        .collect()
}
