#!/usr/bin/env python3
"""Make the two fonts that slips fall back to: Noto Sans Arabic and Noto Sans SC, made small.

Antre Sans writes what it can; these write the rest, in its two weights on paper:

* Arabic: the Arabic block and its supplement (so Jawi too), with all their shaping. Digits and most
  punctuation stay those of Antre Sans;
* Chinese: the 3,755 characters of GB 2312's first level, the few more that names of Indonesian places
  need (`MORE`), and the punctuation of Chinese. What lies beyond prints as a box;
* hints and tables for vertical setting are gone: slips need neither.

Made from these npm packages, unpacked (`npm pack NAME@VERSION` and `tar xf`):

    @expo-google-fonts/noto-sans-arabic@0.4.3
    @expo-google-fonts/noto-sans-sc@0.4.3

with fonttools 4.68.0 (`pip install fonttools==4.68.0`). The same input gives the same bytes:

    python3 make_noto.py ARABIC/package SC/package

The four fonts and OFL-Noto.txt are written beside this script and committed, so only who wants
other characters needs any of this.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

WEIGHTS = [("500Medium", "Medium"), ("700Bold", "Bold")]
ARABIC = [*range(0x0600, 0x0700), *range(0x0750, 0x0780)]
# Rows of GB 2312: punctuation, then the first level.
PUNCTUATION_ROWS = [1, 3]
FIRST_LEVEL_ROWS = range(16, 56)
FIRST_LEVEL_COUNT = 3755
# Ambon, Surabaya, Lampung, Tanjungpinang, Kediri: 安汶, 泗水, 楠榜, 丹戎槟榔, 谏义里.
MORE = "楠槟汶泗谏"
# Vertical setting and what only design programs read.
DROPPED_TABLES = ["vhea", "vmtx", "VORG", "BASE", "DSIG", "gasp", "STAT", "meta"]


def main() -> None:
    arabic, chinese = (Path(argument) for argument in sys.argv[1:])
    here = Path(__file__).resolve().parent
    for folder, style in WEIGHTS:
        font = subset(arabic / folder / f"NotoSansArabic_{folder}.ttf", ARABIC, ["*"])
        font.save(here / f"NotoSansArabic-{style}.ttf")
        font = subset(chinese / folder / f"NotoSansSC_{folder}.ttf", han(), [])
        font.save(here / f"NotoSansSC-{style}.ttf")
    (here / "OFL-Noto.txt").write_text(licence(arabic, chinese), encoding="utf-8")


def han() -> list[int]:
    first_level = characters(FIRST_LEVEL_ROWS)
    assert len(first_level) == FIRST_LEVEL_COUNT
    twice = set(MORE) & set(first_level)
    assert not twice, f"in the first level already: {twice}"
    return [ord(c) for c in [*characters(PUNCTUATION_ROWS), *first_level, *MORE]]


def characters(rows) -> list[str]:
    """The characters that GB 2312 has in these rows, beyond ASCII."""
    found = []
    for row in rows:
        for column in range(1, 95):
            try:
                found.append(bytes([0xA0 + row, 0xA0 + column]).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return [c for c in found if ord(c) > 0x7F]


def subset(path: Path, unicodes: list[int], features: list[str]) -> TTFont:
    options = Options()
    options.hinting = False
    options.layout_features = features
    options.drop_tables += DROPPED_TABLES
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17]
    options.notdef_outline = True
    font = TTFont(path, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)
    return font


def licence(arabic: Path, chinese: Path) -> str:
    """The licence's text under both copyright lines."""
    notice, text = (arabic / "LICENSE_FONT").read_text(encoding="utf-8").split("\n", 1)
    sister, same_text = (chinese / "LICENSE_FONT").read_text(encoding="utf-8").split("\n", 1)
    assert text == same_text, "both packages carry the same licence"
    return f"{notice}\n{sister}\n{text}"


if __name__ == "__main__":
    main()
