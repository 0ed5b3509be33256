//! Values that check themselves.

use antre_domain::*;

use crate::scene::{id, instant};

#[test]
fn a_number_is_shown_and_read_the_same() {
    for text in ["A012", "B1", "AB9999", "Z0"] {
        let number: TicketNumber = text.parse().unwrap();
        assert_eq!(number.to_string(), text);
        assert_eq!(serde_json::to_string(&number).unwrap(), format!("{text:?}"));
        assert_eq!(
            serde_json::from_str::<TicketNumber>(&format!("{text:?}")).unwrap(),
            number
        );
    }
    let number: TicketNumber = id("A012");
    assert_eq!(
        (
            number.prefix().as_str(),
            number.value(),
            number.digits().as_str()
        ),
        ("A", 12, "012")
    );
}

#[test]
fn what_is_no_number_is_refused() {
    for text in [
        "",
        "A",
        "012",
        "a012",
        "ABC012",
        "A01234",
        "A0b2",
        "A-12",
        "É012",
        "A0\u{661}",
    ] {
        assert!(text.parse::<TicketNumber>().is_err(), "{text:?}");
    }
    let prefix = Prefix::new("A").unwrap();
    assert!(TicketNumber::new(prefix, 1_000, 3).is_err());
    assert!(TicketNumber::new(prefix, 1, 0).is_err());
    assert!(TicketNumber::new(prefix, 1, 5).is_err());
    assert!(Prefix::new("A1").is_err() && Prefix::new("").is_err() && Prefix::new("ABC").is_err());
}

#[test]
fn a_ticket_id_is_thirteen_characters_without_ambiguous_letters() {
    for bits in [0, 1, 0x0123_4567_89ab_cdef, u64::MAX] {
        let ticket = TicketId::from_bits(bits);
        let text = ticket.to_string();
        assert_eq!(text.len(), 13);
        assert_eq!(text.parse::<TicketId>().unwrap().bits(), bits);
        assert!(!text.contains(['i', 'l', 'o', 'u']));
    }
    assert_eq!(TicketId::from_bits(u64::MAX).to_string(), "fzzzzzzzzzzzz");
    for text in [
        "",
        "gzzzzzzzzzzzz",
        "0000000000000 ",
        "000000000000i",
        "000000000000A",
        "000000000000é",
    ] {
        assert!(text.parse::<TicketId>().is_err(), "{text:?}");
    }
}

#[test]
fn a_slug_is_short_and_plain() {
    assert!("loket-3".parse::<CounterId>().is_ok());
    assert!("Loket_3".parse::<CounterId>().is_ok());
    assert!("a".repeat(32).parse::<CounterId>().is_ok());
    for text in ["", "loket 3", "loket/3", "lokét", &"a".repeat(33)] {
        assert!(text.parse::<CounterId>().is_err(), "{text:?}");
    }
}

#[test]
fn an_instant_is_written_in_milliseconds_of_utc_and_stays_within_what_the_log_can_write() {
    let at = instant("2026-11-23T08:00:00.123+07:00");
    assert_eq!(at.to_string(), "2026-11-23T01:00:00.123Z");
    assert_eq!(instant(&at.to_string()), at);
    for millis in [i64::MIN, -1, 0, i64::MAX] {
        let at = Timestamp::from_millis(millis);
        assert_eq!(instant(&at.to_string()), at);
    }
    assert_eq!(
        Timestamp::from_millis(i64::MAX).plus_secs(u32::MAX),
        Timestamp::from_millis(i64::MAX)
    );
    assert_eq!(
        Timestamp::from_millis(1_999).secs_since(Timestamp::from_millis(0)),
        1
    );
    assert_eq!(
        Timestamp::from_millis(0).secs_since(Timestamp::from_millis(1)),
        0
    );
    assert_eq!(
        Timestamp::from_millis(i64::MAX).secs_since(Timestamp::from_millis(0)),
        u32::MAX
    );
}

#[test]
fn a_text_is_read_in_the_readers_language_else_the_branchs_else_any() {
    let text: Text = serde_json::from_str(r#"{"id": "Gigi", "en": "Dental"}"#).unwrap();
    let jv = Locale::new("jv").unwrap();
    assert_eq!(text.get(Locale::EN, Locale::ID), "Dental");
    assert_eq!(text.get(jv, Locale::ID), "Gigi");
    assert_eq!(text.get(jv, jv), "Dental");
    assert_eq!(Text::from("Gigi").get(jv, jv), "Gigi");
    assert!(
        Locale::new("I").is_none() && Locale::new("ID").is_none() && Locale::new("indo").is_none()
    );
}
