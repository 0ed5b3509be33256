//! What went wrong before the branch was even asked, and what to do.

use antre_protocol::{ProblemCode, SessionEnd};

use super::{Tongue, Words};

impl Words<'_> {
    /// What went wrong, and how long to wait where waiting helps.
    pub(crate) fn problem(&self, code: ProblemCode, wait_secs: Option<u32>) -> String {
        let tongue = self.tongue();
        match (code, wait_secs) {
            (ProblemCode::PinLocked, Some(secs)) => {
                // Rounded up: who comes back when told must not be told again.
                let wait = self.lasting(secs.div_ceil(60) * 60);
                tongue.pick(
                    format!("Terlalu banyak PIN salah. Coba lagi dalam {wait}."),
                    format!("Too many wrong PINs. Try again in {wait}."),
                )
            }
            _ => problem(tongue, code).to_owned(),
        }
    }
}

/// In a sentence.
fn problem(tongue: Tongue, code: ProblemCode) -> &'static str {
    use ProblemCode as P;
    match code {
        P::MalformedBody => tongue.pick(
            "Permintaan tidak dapat dibaca.",
            "The request cannot be read.",
        ),
        P::MissingKey => tongue.pick(
            "Permintaan ini memerlukan Idempotency-Key.",
            "This request needs an Idempotency-Key.",
        ),
        P::MalformedKey => tongue.pick(
            "Idempotency-Key terdiri atas 1 sampai 128 karakter ASCII yang terlihat.",
            "An Idempotency-Key is 1 to 128 visible ASCII characters.",
        ),
        P::MalformedId => tongue.pick("Pengenal ini keliru.", "This is not an identifier."),
        P::Unauthorized => tongue.pick("Token diperlukan.", "A valid token is needed."),
        P::Forbidden => tongue.pick(
            "Peran ini tidak boleh melakukannya.",
            "This role may not do this.",
        ),
        P::NotFound => tongue.pick("Tidak ditemukan.", "There is nothing here."),
        P::MethodNotAllowed => tongue.pick(
            "Cara ini tidak dilayani di sini.",
            "This method is not served here.",
        ),
        P::KeyReused => tongue.pick(
            "Idempotency-Key ini sudah dipakai untuk permintaan lain.",
            "This Idempotency-Key was used for another request.",
        ),
        P::BodyTooLarge => tongue.pick(
            "Terlalu panjang. Persingkat, lalu kirim lagi.",
            "This is too long. Make it shorter and send it again.",
        ),
        P::WrongMediaType => tongue.pick(
            "Kirim sebagai application/json.",
            "Send it as application/json.",
        ),
        P::TooManyRequests => tongue.pick("Terlalu banyak permintaan.", "Too many requests."),
        P::BadDeviceName => tongue.pick(
            "Nama alat terdiri atas 1 sampai 40 karakter yang terlihat.",
            "A device's name is 1 to 40 visible characters.",
        ),
        P::TooManyDevices => tongue.pick(
            "Terlalu banyak alat yang melapor sekaligus.",
            "Too many devices report at once.",
        ),
        P::WrongPin => tongue.pick("PIN salah.", "Wrong PIN."),
        P::PinLocked => tongue.pick(
            "Terlalu banyak PIN salah. Tunggu sebentar.",
            "Too many wrong PINs. Wait a while.",
        ),
        P::NoPin => tongue.pick(
            "PIN petugas belum ditetapkan. Jalankan antre pin di komputer server.",
            "No staff PIN is set. Run antre pin on the server.",
        ),
        P::WrongSignIn => tongue.pick(
            "Nama dan PIN tidak cocok. Periksa nama Anda, lalu ketik PIN sekali lagi.",
            "Name and PIN do not belong together. Check your name, then type the PIN again.",
        ),
        P::BadPin => tongue.pick(
            "PIN terdiri atas 4 sampai 8 angka, bukan urutan atau ulangan seperti 1234 atau 0000. \
             Pilih yang lain.",
            "A PIN is 4 to 8 digits, and no row or repetition such as 1234 or 0000. Choose another.",
        ),
        P::SessionOver(end) => session_over(tongue, end),
        P::UnknownTicket => tongue.pick(
            "Nomor ini tidak ada hari ini.",
            "There is no such ticket today.",
        ),
        P::NeedsOutOfRange => tongue.pick(
            "Setiap kebutuhan disebut paling banyak sekali.",
            "Each need is named once at most.",
        ),
        P::Over => tongue.pick(
            "Nomor ini tidak berlaku lagi. Ambil nomor baru.",
            "This number is no longer valid. Take a new one.",
        ),
        P::NumberOrKey => tongue.pick(
            "Sebutkan nomor atau kunci pada slip, salah satu.",
            "Name the number or the key on the slip, one of both.",
        ),
        P::NoNumber => tongue.pick(
            "Ini bukan nomor antrean. Tulis seperti A012.",
            "This is no ticket's number. Write it like A012.",
        ),
        P::NoteOutOfRange => tongue.pick(
            "Catatan berisi 1 sampai 500 karakter. Persingkat catatannya.",
            "A note has 1 to 500 characters. Make it shorter.",
        ),
        P::KioskNeeded => tongue.pick(
            "Ada beberapa kios. Pilih kios yang mencetak salinan ini.",
            "There are several kiosks. Choose the one that prints this copy.",
        ),
        P::NobodyPrints => tongue.pick(
            "Kios itu sedang tidak dapat mencetak. Periksa printernya, atau tuliskan nomornya untuk pelanggan.",
            "That kiosk cannot print now. See to its printer, or write the number down for the customer.",
        ),
        P::BadDisplayReport => tongue.pick(
            "Laporan layar ini tidak dapat dibaca.",
            "This display's report cannot be read.",
        ),
        P::AnnouncementTextNeeded => tongue.pick(
            "Pengumuman ini memerlukan kata-kata.",
            "This announcement needs words.",
        ),
        P::BadAnnouncementText => tongue.pick(
            "Satu baris, 1 sampai 200 karakter tiap bahasa, paling banyak 4 bahasa.",
            "One line of 1 to 200 characters in each language, in at most 4 languages.",
        ),
        P::BadWhatIf => tongue.pick(
            "Perubahan ini tidak cocok dengan cabang ini. Periksa loket, profil, dan jamnya.",
            "This change does not fit this branch. Check its counter, profile and times.",
        ),
        P::NothingToReplay => tongue.pick(
            "Pada hari itu belum ada yang dipanggil, jadi tidak ada yang dapat diputar ulang.",
            "Nobody was called on that day, so there is nothing to replay.",
        ),
        P::WhatIfRunning => tongue.pick(
            "Perhitungan lain sedang berjalan. Coba lagi sebentar lagi.",
            "Another calculation is running. Try again in a moment.",
        ),
        P::WhatIfTooLong => tongue.pick(
            "Perhitungan ini terlalu lama dan dihentikan. Coba hari yang lebih sepi.",
            "This took too long and was stopped. Try a day with fewer people.",
        ),
        P::NotDurable => tongue.pick(
            "Belum tersimpan dengan aman. Ulangi dengan kunci yang sama.",
            "Not stored safely yet. Try again with the same key.",
        ),
        P::Busy => tongue.pick(
            "Sedang sibuk. Ulangi dengan kunci yang sama.",
            "Busy. Try again with the same key.",
        ),
    }
}

/// Why somebody is signed in no longer, and what to do.
fn session_over(tongue: Tongue, end: SessionEnd) -> &'static str {
    match end {
        SessionEnd::SignedOut => tongue.pick(
            "Anda sudah keluar di sini. Masuk lagi dengan nama dan PIN.",
            "You have signed out here. Sign in again with your name and PIN.",
        ),
        SessionEnd::Elsewhere => tongue.pick(
            "Anda masuk di komputer lain; pelanggan Anda ikut ke sana. Bila bukan Anda, ganti PIN \
             sekarang.",
            "You signed in at another computer, and your customer went along. If that was not you, \
             change your PIN now.",
        ),
        SessionEnd::Released => tongue.pick(
            "Pengawas melepas loket ini; nomornya kembali ke antrean. Masuk lagi dengan nama dan PIN.",
            "A supervisor released this counter, and its ticket is back in the queue. Sign in again \
             with your name and PIN.",
        ),
        SessionEnd::PinChanged => tongue.pick(
            "PIN Anda diganti. Masuk lagi dengan PIN yang baru.",
            "Your PIN was changed. Sign in again with the new one.",
        ),
        SessionEnd::Removed => tongue.pick(
            "Nama Anda tidak terdaftar lagi. Tanyakan kepada pengawas.",
            "Your name is no longer on the list. Ask your supervisor.",
        ),
        SessionEnd::TimeUp => tongue.pick(
            "Waktu masuk Anda sudah habis. Masuk lagi dengan nama dan PIN.",
            "Your time here is over. Sign in again with your name and PIN.",
        ),
    }
}
