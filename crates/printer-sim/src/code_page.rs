//! What the bytes from 0x80 on mean, by the tables of the code pages' makers.

/// A byte that its code page leaves open.
const OPEN: char = '\u{FFFD}';

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
const WPC1252: &str = "\
    €\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ\
    \u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿\
    ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß\
    àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ";

/// The character behind a byte of text in `ESC t` page 0 (437), 2 (850), 16 (Windows-1252) or
/// 19 (858). `None` where that page leaves the byte open, or where it is not known here.
pub(crate) fn character(byte: u8, code_page: u8) -> Option<char> {
    if byte.is_ascii() {
        return Some(char::from(byte));
    }
    let page = match code_page {
        0 => CP437,
        2 | 19 => CP850,
        16 => WPC1252,
        _ => return None,
    };
    // The euro is all that tells 858 from 850.
    if (byte, code_page) == (0xD5, 19) {
        return Some('€');
    }
    page.chars()
        .nth(usize::from(byte - 0x80))
        .filter(|character| *character != OPEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_has_a_place_for_each_byte() {
        for page in [CP437, CP850, WPC1252] {
            assert_eq!(page.chars().count(), 128);
        }
    }

    #[test]
    fn the_same_byte_means_something_else_in_each_page() {
        let seen = [0, 2, 19, 16].map(|page| character(0xD5, page));
        assert_eq!(seen, [Some('╒'), Some('ı'), Some('€'), Some('Õ')]);
        assert_eq!(
            [0, 2, 16].map(|page| character(0xE9, page)),
            [Some('Θ'), Some('Ú'), Some('é')]
        );
        assert_eq!([0, 2, 19].map(|page| character(0x82, page)), [Some('é'); 3]);
    }

    #[test]
    fn what_a_page_leaves_open_and_pages_that_are_not_known_have_no_characters() {
        for byte in [0x81, 0x8D, 0x8F, 0x90, 0x9D] {
            assert_eq!(character(byte, 16), None);
        }
        assert_eq!(character(0x80, 255), None);
        assert_eq!(character(b'A', 255), Some('A'));
    }
}
