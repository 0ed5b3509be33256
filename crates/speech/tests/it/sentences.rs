//! Calls as sentences.

use antre_domain::config::{NumberStyle, QueueWord};
use antre_domain::{Locale, TicketNumber};
use antre_speech::{CounterName, Manner, Rest, Word, calling, is_spoken, transcript};

use crate::made::{counter, manner, number};

fn said(numbers: &[&str], counter: &CounterName, manner: Manner) -> String {
    let numbers: Vec<TicketNumber> = numbers.iter().map(|text| number(text)).collect();
    transcript(&calling(&numbers, counter, &manner).unwrap())
}

#[test]
fn one_number_is_called_to_its_counter() {
    assert_eq!(
        said(&["A012"], &counter("Loket", "3"), manner(Locale::ID)),
        "Nomor antrean A, dua belas, silakan menuju Loket tiga."
    );
    assert_eq!(
        said(&["A012"], &counter("counter", "3"), manner(Locale::EN)),
        "Ticket A twelve, please go to counter three."
    );
}

#[test]
fn by_digit_the_zeros_of_the_series_are_read_too() {
    let numbers = NumberStyle::Digits;
    let indonesian = Manner {
        numbers,
        ..manner(Locale::ID)
    };
    let english = Manner {
        numbers,
        ..manner(Locale::EN)
    };
    assert_eq!(
        said(&["A012"], &counter("Loket", "3"), indonesian),
        "Nomor antrean A, nol satu dua, silakan menuju Loket tiga."
    );
    assert_eq!(
        said(&["B0907"], &counter("Desk", "10"), english),
        "Ticket B zero nine zero seven, please go to Desk ten."
    );
}

#[test]
fn several_numbers_are_called_in_one_sentence() {
    let pharmacy = counter("Farmasi", "");
    let three = ["A012", "A015", "A017"];
    assert_eq!(
        said(&three, &pharmacy, manner(Locale::ID)),
        "Nomor antrean A dua belas, A lima belas, dan A tujuh belas, silakan menuju Farmasi."
    );
    assert_eq!(
        said(&three, &counter("Pharmacy", ""), manner(Locale::EN)),
        "Tickets A twelve, A fifteen, and A seventeen, please go to Pharmacy."
    );
    assert_eq!(
        said(&["A012", "B003"], &pharmacy, manner(Locale::ID)),
        "Nomor antrean A dua belas dan B tiga, silakan menuju Farmasi."
    );
    assert_eq!(
        said(
            &["A012", "B003"],
            &counter("Pharmacy", ""),
            manner(Locale::EN)
        ),
        "Tickets A twelve and B three, please go to Pharmacy."
    );
}

#[test]
fn a_recall_says_that_it_is_one() {
    let recall = |language| Manner {
        recall: true,
        ..manner(language)
    };
    assert_eq!(
        said(&["C105"], &counter("Teller", "2"), recall(Locale::ID)),
        "Panggilan ulang, nomor antrean C, seratus lima, silakan menuju Teller dua."
    );
    assert_eq!(
        said(&["C105"], &counter("Teller", "2"), recall(Locale::EN)),
        "Calling again, ticket C one hundred and five, please go to Teller two."
    );
}

#[test]
fn a_branch_may_say_antrian() {
    let common = Manner {
        word: QueueWord::Antrian,
        ..manner(Locale::ID)
    };
    assert_eq!(
        said(&["A1"], &counter("Meja", "1"), common),
        "Nomor antrian A, satu, silakan menuju Meja satu."
    );
}

#[test]
fn letters_of_a_long_prefix_are_spelt() {
    let sentence = calling(
        &[number("KB7")],
        &counter("Ruang", "1"),
        &manner(Locale::ID),
    )
    .unwrap();
    assert_eq!(
        sentence.phrases[0].words[2..],
        [Word::Letter('K'), Word::Letter('B')]
    );
    assert_eq!(
        transcript(&sentence),
        "Nomor antrean K B, tujuh, silakan menuju Ruang satu."
    );
}

#[test]
fn signs_are_read_as_people_read_them() {
    let cases = [
        ("12", "dua belas"),
        ("03", "tiga"),
        ("A1", "A satu"),
        ("3B", "tiga B"),
        ("a", "A"),
        ("KIA", "K I A"),
        ("Gigi", "Gigi"),
        ("1-2", "satu dua"),
        ("A/B", "A B"),
        ("柜台", "柜台"),
        ("99999", "sembilan sembilan sembilan sembilan sembilan"),
    ];
    for (sign, read) in cases {
        assert_eq!(
            said(&["A1"], &counter("Loket", sign), manner(Locale::ID)),
            format!("Nomor antrean A, satu, silakan menuju Loket {read}.")
        );
    }
}

#[test]
fn what_the_branch_wrote_for_the_voice_wins_over_the_sign() {
    let spoken = |spoken: &str| CounterName {
        spoken: Some(spoken.to_owned()),
        ..counter("Loket", "F1")
    };
    let said = |text| said(&["A1"], &spoken(text), manner(Locale::ID));
    let call = |read| format!("Nomor antrean A, satu, silakan menuju Loket {read}.");
    assert_eq!(said("farmasi satu"), call("farmasi satu"));
    assert_eq!(said("farmasi 12"), call("farmasi dua belas"));
    assert_eq!(said("farmasi, b"), call("farmasi B"));
    // As people spell in writing: the names of letters are letters.
    assert_eq!(said("ka i a"), call("K I A"));
    assert_eq!(said(" "), call("F satu"));
}

#[test]
fn a_counter_without_a_name_is_not_spoken_of() {
    for nameless in [counter("", ""), counter(" ", "–"), counter("…", " ")] {
        assert_eq!(
            said(&["A012"], &nameless, manner(Locale::ID)),
            "Nomor antrean A, dua belas."
        );
    }
    assert_eq!(
        said(&["A012"], &counter("", "4"), manner(Locale::EN)),
        "Ticket A twelve, please go to four."
    );
}

#[test]
fn a_language_without_a_plan_has_no_sentence() {
    let other = Locale::new("zh").unwrap();
    let name = counter("柜台", "1");
    assert!(!is_spoken(other));
    assert_eq!(calling(&[number("A1")], &name, &manner(other)), None);
    assert_eq!(calling(&[], &name, &manner(Locale::ID)), None);
}

#[test]
fn only_the_end_of_a_sentence_is_a_stop() {
    for language in [Locale::ID, Locale::EN] {
        let numbers = ["A1", "A2", "A3"].map(number);
        let sentence = calling(&numbers, &counter("Loket", "3"), &manner(language)).unwrap();
        let (last, others) = sentence.phrases.split_last().unwrap();
        assert_eq!(last.rest, Rest::Stop);
        assert!(others.iter().all(|phrase| phrase.rest != Rest::Stop));
        assert!(
            sentence
                .phrases
                .iter()
                .all(|phrase| !phrase.words.is_empty())
        );
    }
    assert!(Rest::Beat.ms() < Rest::Comma.ms() && Rest::Comma.ms() < Rest::Stop.ms());
}
