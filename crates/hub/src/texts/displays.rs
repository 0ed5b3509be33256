//! What is wrong with a display, and what to do, for whoever works in the branch.

use antre_protocol::DisplayFault;

use super::Words;

impl Words<'_> {
    /// What to do about a display that should be heard and is not.
    pub(crate) fn sound_lost(&self) -> &'static str {
        self.tongue().pick(
            "Layar ini tidak bersuara. Periksa kabel dan volume pengeras suaranya; layar mencoba lagi sendiri.",
            "This display makes no sound. Check its loudspeaker's cable and volume; it tries again by itself.",
        )
    }

    /// What to do about something that a display passes over.
    pub(crate) fn display_fault(&self, fault: &DisplayFault) -> String {
        let DisplayFault { code, about } = fault;
        let say = self.tongue();
        match code.as_str() {
            "no_card" => self.sound_lost().to_owned(),
            "no_synthesiser" => say.pick(
                format!("Kata yang tidak direkam tidak terucap ({about}). Pasang espeak-ng di komputer layar."),
                format!("Words without a recording are not spoken ({about}). Install espeak-ng on the display's computer."),
            ),
            "mute_synthesiser" => say.pick(
                format!("espeak-ng tidak mengucapkan apa-apa ({about}). Pasang ulang di komputer layar."),
                format!("espeak-ng says nothing ({about}). Install it again on the display's computer."),
            ),
            "no_voice" => say.pick(
                format!("Tidak ada suara untuk bahasa ini ({about}). Pasang paket suaranya atau hapus bahasanya dari [hall.voice]."),
                format!("There is no voice for this language ({about}). Install its pack or take the language out of [hall.voice]."),
            ),
            "clip_missing" => say.pick(
                format!("Rekaman tidak ada: {about}. Jalankan antre voice check untuk daftarnya."),
                format!("A recording is missing: {about}. Run antre voice check for the list."),
            ),
            "clip_bad" => say.pick(
                format!("Rekaman rusak: {about}. Rekam ulang, lalu jalankan antre voice check."),
                format!("A recording is damaged: {about}. Record it again, then run antre voice check."),
            ),
            "media_missing" => say.pick(
                format!("Gambar tidak ada di hub: {about}. Jalankan hub dengan --branch, berkas gambar di sebelahnya."),
                format!("The hub does not have the picture: {about}. Run the hub with --branch, the picture beside that file."),
            ),
            "media_corrupt" => say.pick(
                format!("Gambar rusak: {about}. Simpan ulang, lalu jalankan hub dengan --branch."),
                format!("The picture is damaged: {about}. Save it again, then run the hub with --branch."),
            ),
            "media_too_large" => say.pick(
                format!("Gambar terlalu besar: {about}. Simpan lebih kecil."),
                format!("The picture is too large: {about}. Save it smaller."),
            ),
            "media_unknown_kind" => say.pick(
                format!("Bukan gambar PNG atau JPEG: {about}. Simpan sebagai salah satunya."),
                format!("This is no PNG or JPEG: {about}. Save it as one of them."),
            ),
            "playlist_empty" => say.pick(
                "Tidak ada gambar yang dapat ditampilkan layar ini. Periksa jadwal dan zona di [[hall.media]].".to_owned(),
                "None of the pictures can be shown by this display. Check times and zones in [[hall.media]].".to_owned(),
            ),
            "number_too_long" => say.pick(
                format!("Nomor {about} lebih panjang daripada ruangnya dan ditampilkan lebih kecil."),
                format!("The number {about} is longer than its room and is shown smaller."),
            ),
            "screen_too_small" => say.pick(
                format!("Layar terlalu kecil untuk ruang tunggu ini: {about}. Pasang layar lebih besar atau kurangi jaraknya."),
                format!("The screen is too small for this hall: {about}. Use a larger one, or seat people nearer."),
            ),
            "unknown_zone" => say.pick(
                format!("Zona {about} tidak ada di pengaturan cabang. Perbaiki --zone pada layar ini."),
                format!("The branch has no zone {about}. Correct --zone of this display."),
            ),
            // A newer display than its hub.
            other => say.pick(
                format!("Layar melaporkan {other}: {about}."),
                format!("The display reports {other}: {about}."),
            ),
        }
    }
}
