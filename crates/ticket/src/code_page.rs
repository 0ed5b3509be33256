//! Which byte is which character in a printer's own font.

use antre_printer_profile::CodePage;

/// Where the upper half of a page has no character.
const NONE: char = '\u{FFFD}';

/// The characters of bytes 80 to FF.
const CP437: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ\
    áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
    αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";
const CP850: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ\
    áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀\
    ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";
const CP858: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ\
    áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀\
    ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}";
const WPC1252: &str = "\
    €\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ\
    \u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿\
    ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß\
    àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ";

/// `ESC t n`
pub(crate) fn select(page: CodePage) -> [u8; 3] {
    let number = match page {
        CodePage::Cp437 => 0,
        CodePage::Cp850 => 2,
        CodePage::Wpc1252 => 16,
        CodePage::Cp858 => 19,
    };
    [0x1B, b't', number]
}

/// A line of text, as a printer set to `page` has it; without a page, in ASCII. `None` where that has
/// not all of its characters.
pub(crate) fn encode(text: &str, page: Option<CodePage>) -> Option<Vec<u8>> {
    text.chars().map(|c| byte(c, page)).collect()
}

/// A text in one line of characters that stand for themselves: typographic signs as ASCII has them,
/// which cheap printers print right under any page, and nothing that has no shape of its own.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '·' | '•' => plain.push('-'),
            '‘' | '’' | 'ʼ' => plain.push('\''),
            '“' | '”' => plain.push('"'),
            '…' => plain.push_str("..."),
            '\u{AD}' | '\u{FEFF}' | '\u{200B}'..='\u{200F}' => {}
            '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' => {}
            c if c.is_control() || c.is_whitespace() => plain.push(' '),
            c => plain.push(c),
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn byte(c: char, page: Option<CodePage>) -> Option<u8> {
    if matches!(c, ' '..='~') {
        return Some(c as u8);
    }
    let upper = match page? {
        CodePage::Cp437 => CP437,
        CodePage::Cp850 => CP850,
        CodePage::Cp858 => CP858,
        CodePage::Wpc1252 => WPC1252,
    };
    let place = upper
        .chars()
        .position(|known| known == c && known != NONE)?;
    Some(0x80 | place as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by CPython, which has its own tables.
    const GOLDEN: &str = include_str!("../tests/it/goldens/code-pages.txt");

    #[test]
    fn every_byte_is_the_character_that_others_say_it_is() {
        let mut lines = 0;
        for line in GOLDEN.lines().filter(|line| !line.starts_with('#')) {
            let [page, byte, character] = line.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            let page = match page {
                "cp437" => CodePage::Cp437,
                "cp850" => CodePage::Cp850,
                "cp858" => CodePage::Cp858,
                "cp1252" => CodePage::Wpc1252,
                other => panic!("{other}"),
            };
            let byte = u8::from_str_radix(byte, 16).unwrap();
            if let Some(code) = character.strip_prefix("U+") {
                let code = u32::from_str_radix(code, 16).unwrap();
                let text = char::from_u32(code).unwrap().to_string();
                assert_eq!(encode(&text, Some(page)), Some(vec![byte]), "{line}");
                assert_eq!(encode(&text, None), None, "{line}");
            }
            lines += 1;
        }
        assert_eq!(lines, 4 * 128);
    }

    #[test]
    fn ascii_is_itself_everywhere_and_no_command_is_text() {
        for page in [
            CodePage::Cp437,
            CodePage::Cp850,
            CodePage::Cp858,
            CodePage::Wpc1252,
        ] {
            for byte in 0..0x80u8 {
                let text = char::from(byte).to_string();
                let shown = (0x20..0x7F).contains(&byte).then(|| vec![byte]);
                assert_eq!(encode(&text, Some(page)), shown, "{byte:02X}");
            }
            assert_eq!(encode("\u{FFFD}", Some(page)), None);
            assert_eq!(encode("門", Some(page)), None);
        }
    }

    #[test]
    fn typographic_signs_become_ascii_and_what_has_no_shape_is_left_out() {
        assert_eq!(
            plain("20–40 menit · “A” – l’an…"),
            "20-40 menit - \"A\" - l'an..."
        );
        assert_eq!(plain("a\u{AD}b\u{200F}c\u{A0}d\te\u{1B}f"), "abc d e f");
    }
}
