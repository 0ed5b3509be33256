//! The words that are shipped for emergencies.
//!
//! They say first what is the matter, then what to do now, then where to go; calmly, in short sentences
//! that a child understands. For an earthquake by the practice that BNPB and BMKG teach: protect the
//! head, take cover, keep away from glass, go out only when the shaking is over, no lift, gather in the
//! open. A branch adds what only it knows (which stairs, which assembly point) in words of its own.

use antre_domain::{AnnouncementKind, Locale};

use crate::number::Language;

/// The shipped sentences of an emergency, in order; none for a kind that comes with words of its own, and
/// none in a language that [`crate::sentence::is_spoken`] does not know.
pub fn shipped(kind: AnnouncementKind, language: Locale) -> &'static [&'static str] {
    let Some(language) = Language::of(language) else {
        return &[];
    };
    match (kind, language) {
        (AnnouncementKind::Notice | AnnouncementKind::Emergency, _) => &[],
        (AnnouncementKind::Evacuate, Language::Indonesian) => &[
            "Perhatian, semua orang harus meninggalkan gedung.",
            "Keluarlah sekarang melalui pintu keluar terdekat.",
            "Tetap tenang dan jangan berlari.",
            "Jangan gunakan lift.",
            "Bantu anak-anak, lansia, dan penyandang disabilitas.",
            "Ikuti petunjuk petugas dan berkumpul di titik kumpul.",
        ],
        (AnnouncementKind::Evacuate, Language::English) => &[
            "Attention, everyone must leave the building.",
            "Go now, by the nearest exit.",
            "Stay calm and do not run.",
            "Do not use the lift.",
            "Help children, older people, and people with disabilities.",
            "Follow the staff and gather at the assembly point.",
        ],
        (AnnouncementKind::Fire, Language::Indonesian) => &[
            "Perhatian, terjadi kebakaran.",
            "Tinggalkan gedung sekarang melalui pintu keluar atau tangga darurat terdekat.",
            "Jangan gunakan lift.",
            "Bila ada asap, merunduklah serta tutup hidung dan mulut.",
            "Tetap tenang dan jangan berlari.",
            "Ikuti petunjuk petugas dan berkumpul di titik kumpul.",
        ],
        (AnnouncementKind::Fire, Language::English) => &[
            "Attention, there is a fire.",
            "Leave the building now, by the nearest exit or emergency stairs.",
            "Do not use the lift.",
            "If there is smoke, stay low and cover your nose and mouth.",
            "Stay calm and do not run.",
            "Follow the staff and gather at the assembly point.",
        ],
        (AnnouncementKind::Earthquake, Language::Indonesian) => &[
            "Perhatian, terjadi gempa bumi.",
            "Tetap tenang dan lindungi kepala.",
            "Berlindunglah di bawah meja yang kokoh, jauhi kaca dan lemari.",
            "Jangan berlari keluar selama masih berguncang.",
            "Setelah guncangan berhenti, keluarlah dengan tertib melalui tangga.",
            "Jangan gunakan lift.",
            "Berkumpul di tempat terbuka, jauh dari bangunan.",
        ],
        (AnnouncementKind::Earthquake, Language::English) => &[
            "Attention, earthquake.",
            "Stay calm and protect your head.",
            "Take cover under a sturdy table, away from glass and tall furniture.",
            "Do not run outside while the ground is shaking.",
            "When the shaking stops, leave calmly by the stairs.",
            "Do not use the lift.",
            "Gather in the open, away from buildings.",
        ],
    }
}
