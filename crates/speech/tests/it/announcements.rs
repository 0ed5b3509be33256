//! What a supervisor tells a hall.

use antre_domain::{AnnouncementKind, Locale};
use antre_speech::{Piece, announcing, plan, shipped, transcript};

use crate::made::full_pack;

#[test]
fn an_earthquake_is_told_in_both_languages_and_from_clips_alone() {
    for kind in AnnouncementKind::ALL {
        for language in [Locale::ID, Locale::EN] {
            let sentence = announcing(kind, None, language);
            assert_eq!(sentence.is_none(), kind.needs_text(), "{kind:?}");
            let Some(sentence) = sentence else { continue };
            let pieces = plan(&sentence, &full_pack(language)).pieces;
            let clips = pieces
                .iter()
                .filter(|piece| matches!(piece, Piece::Clip(_)));
            assert_eq!(clips.count(), shipped(kind, language).len(), "{pieces:?}");
            assert_eq!(transcript(&sentence), shipped(kind, language).join(" "));
        }
    }
    let earthquake = announcing(AnnouncementKind::Earthquake, None, Locale::ID).unwrap();
    let text = transcript(&earthquake);
    for advice in ["indungi kepala", "jauhi kaca", "Jangan gunakan lift"] {
        assert!(text.contains(advice), "{advice}: {text}");
    }
}

#[test]
fn words_of_ones_own_follow_the_shipped_ones() {
    let text = Some("Titik kumpul di lapangan parkir");
    let sentence = announcing(AnnouncementKind::Fire, text, Locale::ID).unwrap();
    let said = transcript(&sentence);
    assert!(said.starts_with("Perhatian, terjadi kebakaran."), "{said}");
    assert!(
        said.ends_with(" Titik kumpul di lapangan parkir."),
        "{said}"
    );
}

#[test]
fn a_notice_is_never_half_a_clip_and_half_a_synthesiser() {
    let text = "Silakan menuju loket dua, dan jangan gunakan lift!";
    let sentence = announcing(AnnouncementKind::Notice, Some(text), Locale::ID).unwrap();
    assert_eq!(transcript(&sentence), text);
    let plan = plan(&sentence, &full_pack(Locale::ID));
    assert_eq!(plan.without_clip().collect::<Vec<_>>(), [text]);
}

#[test]
fn a_language_without_shipped_words_says_what_the_branch_wrote() {
    let chinese = Locale::new("zh").unwrap();
    let fire = AnnouncementKind::Fire;
    assert_eq!(announcing(fire, None, chinese), None);
    let sentence = announcing(fire, Some("请离开大楼。"), chinese).unwrap();
    assert_eq!(transcript(&sentence), "请离开大楼。");
}

#[test]
fn an_announcement_of_nothing_is_none() {
    for text in [None, Some(""), Some("  "), Some("…")] {
        assert_eq!(announcing(AnnouncementKind::Notice, text, Locale::ID), None);
    }
}
