//! What a template may not say: file, line, what, remedy.

use antre_ticket::{Template, TemplateError, TemplateFault};
use proptest::prelude::*;

const FILE: &str = "slip.toml";

/// A ticket's template whose last block, from line 8 on, is `block`.
fn with(block: &str) -> String {
    format!("sheet = \"ticket\"\n\n[[block]]\nkind = \"number\"\n\n[[block]]\n{block}\n")
}

fn errors(text: &str) -> Vec<TemplateError> {
    Template::check(FILE, text).expect_err("a fault")
}

/// The one error of a template with this block: its line, its code, its sentence.
fn error(block: &str) -> (usize, &'static str, String) {
    let errors = errors(&with(block));
    let [error] = &errors[..] else {
        panic!("{errors:#?}")
    };
    assert_eq!(error.file, FILE);
    let sentence = error.to_string();
    let place = format!("{FILE}:{}: ", error.line);
    let said = sentence.strip_prefix(&place).unwrap().to_owned();
    (error.line, error.fault.code(), said)
}

#[test]
fn an_unknown_block_is_refused_with_the_nearest_known() {
    let (line, code, said) = error("kind = \"servise\"");
    assert_eq!((line, code), (7, "template_unknown_choice"));
    assert!(said.starts_with("unknown kind \"servise\"; did you mean service? Known are "));
}

#[test]
fn an_unknown_field_is_refused_with_the_nearest_known() {
    let (line, code, said) = error("kind = \"gap\"\nmmm = 2\nmm = 2");
    assert_eq!((line, code), (8, "template_unknown_field"));
    assert_eq!(
        said,
        "unknown field `mmm`; did you mean mm? Known are kind, mm"
    );
    let (line, code, _) = error("kind = \"tear\"\nlines = 2");
    assert_eq!((line, code), (8, "template_unknown_field"));
}

#[test]
fn an_unknown_placeholder_is_refused_with_the_nearest_known() {
    let (line, code, said) = error("kind = \"text\"\ntext = \"Nomor {nomber}\"");
    assert_eq!((line, code), (8, "template_unknown_placeholder"));
    assert!(
        said.starts_with("unknown fact {nomber}; did you mean number?"),
        "{said}"
    );
    let (_, _, said) = error("kind = \"text\"\ntext = \"{q}\"");
    assert!(
        said.starts_with("unknown fact {q}; known are branch, "),
        "{said}"
    );
}

#[test]
fn each_language_is_looked_at() {
    let (line, code, _) =
        error("kind = \"text\"\n[block.text]\nid = \"{number}\"\nen = \"{nmber}\"");
    assert_eq!((line, code), (10, "template_unknown_placeholder"));
    let (line, code, said) = error("kind = \"text\"\ntext = { id = \"a\", fr = \"b\" }");
    assert_eq!((line, code), (8, "template_unknown_language"));
    assert_eq!(
        said,
        "slips are not written in \"fr\"; choose of id, en, zh, ar"
    );
}

#[test]
fn a_fact_of_another_sheet_is_refused() {
    let (line, code, said) = error("kind = \"text\"\ntext = \"{no_show}\"");
    assert_eq!((line, code), (8, "template_placeholder_elsewhere"));
    assert!(
        said.starts_with("{no_show} is no fact of a ticket's slip; choose of "),
        "{said}"
    );

    let closing = "sheet = \"closing\"\n[[block]]\nkind = \"text\"\ntext = \"{number}\"\n";
    let errors = errors(closing);
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].line, 4);
    assert_eq!(errors[0].fault.code(), "template_placeholder_elsewhere");
}

#[test]
fn a_block_of_another_sheet_is_refused() {
    let (line, code, said) = error("kind = \"series\"");
    assert_eq!((line, code), (7, "template_block_elsewhere"));
    assert_eq!(
        said,
        "a block of kind \"series\" says nothing on a ticket's slip; leave it out"
    );
}

#[test]
fn an_unclosed_brace_is_refused() {
    for text in [
        "{number",
        "number}",
        "{",
        "a } b",
        "{ {number}",
        "{number}}",
    ] {
        let (line, code, _) = error(&format!("kind = \"text\"\ntext = \"{text}\""));
        assert_eq!((line, code), (8, "template_lone_brace"), "{text}");
    }
    Template::parse(FILE, &with("kind = \"text\"\ntext = \"{{{number}}}\"")).unwrap();
}

#[test]
fn digits_that_58_mm_paper_cannot_hold_are_refused() {
    let (line, code, said) = error("kind = \"number\"\ndigits_mm = 20");
    assert_eq!((line, code), (8, "template_digits_too_high"));
    assert_eq!(
        said,
        "digits of 20 mm do not fit paper of 58 mm, where three of them are at most 16 mm high; \
         write digits_mm = { wide = …, narrow = … } to choose for each paper"
    );
    let (_, code, said) = error("kind = \"number\"\ndigits_mm = { wide = 24, narrow = 16 }");
    assert_eq!(code, "template_digits_too_high");
    assert!(said.contains("paper of 80 mm"), "{said}");
    let (_, code, _) = error("kind = \"number\"\ndigits_mm = 2");
    assert_eq!(code, "template_out_of_range");
    let fits = with("kind = \"number\"\ndigits_mm = { wide = 23, narrow = 16 }");
    Template::parse(FILE, &fits).unwrap();
}

#[test]
fn a_text_that_is_too_long_or_empty_is_refused() {
    let long = "a".repeat(241);
    let (line, code, said) = error(&format!("kind = \"footer\"\ntext = \"{long}\""));
    assert_eq!((line, code), (8, "template_text_too_long"));
    assert_eq!(
        said,
        "a text has at most 240 characters, this has 241; shorten it"
    );
    let (_, code, _) = error("kind = \"footer\"\ntext = \" \"");
    assert_eq!(code, "template_empty_text");
}

#[test]
fn too_many_blocks_are_refused() {
    let many = with(&"kind = \"tear\"\n[[block]]\n".repeat(40)) + "kind = \"tear\"\n";
    let errors = errors(&many);
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].fault, TemplateFault::TooManyBlocks);
}

#[test]
fn an_address_that_no_telephone_could_read_is_refused() {
    let long = format!("https://a.example/{}", "b".repeat(103));
    let block = format!("kind = \"qr\"\nabove = \"Pantau\"\naddress = \"{long}\"");
    let (line, code, said) = error(&block);
    assert_eq!((line, code), (9, "template_link"));
    assert_eq!(
        said,
        "this address cannot be a QR symbol: an address on a slip has at most 120 characters; shorten it"
    );
    // What it leads to has to be said.
    let (_, code, _) = error("kind = \"qr\"\naddress = \"https://a.example/\"");
    assert_eq!(code, "template_missing_field");
}

#[test]
fn lengths_out_of_their_range_are_refused() {
    for (block, field) in [
        ("kind = \"gap\"\nmm = 0", "mm"),
        ("kind = \"gap\"\nmm = 21.5", "mm"),
        ("kind = \"logo\"\nwidth_mm = 60", "width_mm"),
        ("kind = \"qr\"\nside_mm = 10", "side_mm"),
        ("kind = \"bring\"\nlines = 9", "lines"),
    ] {
        let (line, code, said) = error(block);
        assert_eq!((line, code), (8, "template_out_of_range"), "{block}");
        assert!(said.starts_with(&format!("`{field}` is ")), "{said}");
    }
}

#[test]
fn a_value_of_another_type_is_refused() {
    for block in [
        "kind = \"gap\"\nmm = \"2\"",
        "kind = \"service\"\nclass = 1",
        "kind = \"text\"\ntext = 3",
        "kind = \"text\"\ntext = { id = 3 }",
        "kind = \"number\"\ndigits_mm = [1]",
        "kind = \"branch\"\nsize = 48",
    ] {
        let (_, code, _) = error(block);
        assert_eq!(code, "template_wrong_type", "{block}");
    }
}

#[test]
fn a_size_that_does_not_exist_is_refused() {
    let (line, code, said) = error("kind = \"branch\"\nsize = \"wide\"");
    assert_eq!((line, code), (8, "template_unknown_choice"));
    assert!(
        said.contains("small, label, strong, lead, title, large, huge"),
        "{said}"
    );
}

#[test]
fn a_slip_without_its_number_is_refused() {
    let errors = errors("sheet = \"ticket\"\n[[block]]\nkind = \"branch\"\n");
    assert_eq!(errors.len(), 1);
    assert_eq!(
        (errors[0].line, &errors[0].fault),
        (1, &TemplateFault::NoNumber)
    );
}

#[test]
fn what_is_missing_is_named() {
    let (line, code, said) = error("size = \"label\"");
    assert_eq!((line, code), (6, "template_missing_field"));
    assert_eq!(said, "`kind` is missing; add it");
    let (line, code, said) = error("kind = \"text\"");
    assert_eq!((line, code), (6, "template_missing_field"));
    assert_eq!(said, "`text` is missing; add it");
    assert_eq!(errors("").len(), 1);
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_their_lines() {
    let text = with("kind = \"gap\"\nmm = 99\n[[block]]\nkind = \"text\"\ntext = \"{nmber} {x\"");
    let found: Vec<_> = errors(&text)
        .into_iter()
        .map(|error| (error.line, error.fault.code()))
        .collect();
    assert_eq!(
        found,
        [
            (8, "template_out_of_range"),
            (11, "template_unknown_placeholder"),
            (11, "template_lone_brace"),
        ]
    );
    // Whoever wants one is told the first.
    assert_eq!(Template::parse(FILE, &text).unwrap_err().line, 8);
}

#[test]
fn what_is_no_template_is_refused() {
    let malformed = Template::parse(FILE, "sheet = \"ticket\"\n[[block\n").unwrap_err();
    assert_eq!(
        (malformed.line, malformed.fault.code()),
        (2, "template_malformed")
    );
    let large = Template::parse(FILE, &"#".repeat(32 * 1024 + 1)).unwrap_err();
    assert_eq!(large.fault, TemplateFault::TooLarge);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..Default::default() })]

    #[test]
    fn nothing_that_is_called_a_template_makes_it_panic(text in "\\PC{0,200}") {
        let _ = Template::check(FILE, &text);
    }

    #[test]
    fn no_text_with_braces_makes_it_panic(text in "[{}a-z_é门 ]{0,40}") {
        let _ = Template::check(FILE, &with(&format!("kind = \"text\"\ntext = '{text}'")));
    }
}
