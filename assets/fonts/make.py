#!/usr/bin/env python3
"""Make Antre Sans: Atkinson Hyperlegible Next with tabular figures and an open zero baked in.

The screens' toolkit cannot switch font features, so what a feature would do is done here, once:

* the digits are the tabular ones (feature `tnum`), every advance 632 of 1000 units;
* the zero is open: outer and inner contour of the dotted zero (feature `zero`) of the Mono
  sister, fitted to the box of the tabular zero. A slashed zero blurs into 6 and 8;
* kerning stays, except pairs that touch a digit: a number must not change its width;
* features that would undo this (`tnum`, `pnum`, `aalt`) are gone, the rest stays;
* the family is renamed, as the Open Font License asks of a changed font.

Made from these npm packages, unpacked (`npm pack NAME@VERSION` and `tar xf`):

    @expo-google-fonts/atkinson-hyperlegible-next@0.4.1
    @expo-google-fonts/atkinson-hyperlegible-mono@0.4.1

with fonttools 4.68.0 (`pip install fonttools==4.68.0`). The same input gives the same bytes:

    python3 make.py NEXT/package MONO/package

The three fonts and OFL.txt are written beside this script and committed, so only who changes
the face needs any of this.
"""

import sys
from pathlib import Path

from fontTools.misc.transform import Transform
from fontTools.pens.areaPen import AreaPen
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import DecomposingRecordingPen, RecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FAMILY = "Antre Sans"
WEIGHTS = [("500Medium", "Medium"), ("600SemiBold", "SemiBold"), ("700Bold", "Bold")]
DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
ADVANCE = 632
# What Antre's screens and slips write besides ASCII; a face without one of these is refused.
NEEDED = "–·’“”…×é°½"
DROPPED_FEATURES = {"tnum", "pnum", "aalt"}


def main() -> None:
    next_package, mono_package = (Path(argument) for argument in sys.argv[1:])
    here = Path(__file__).resolve().parent
    for folder, style in WEIGHTS:
        font = TTFont(package_font(next_package, "Next", folder), recalcTimestamp=False)
        mono = TTFont(package_font(mono_package, "Mono", folder))
        freeze_digits(font, open_zero(font, mono))
        drop_digit_kerning(font)
        font = subset(font)
        rename(font, mono, style)
        check(font, style)
        font.save(here / f"AntreSans-{style}.ttf")
    (here / "OFL.txt").write_text(licence(next_package, mono_package), encoding="utf-8")


def package_font(package: Path, sister: str, folder: str) -> Path:
    return package / folder / f"AtkinsonHyperlegible{sister}_{folder}.ttf"


def licence(next_package: Path, mono_package: Path) -> str:
    """The licence's text under both copyright lines: the zero comes from the sister."""
    notice, text = (next_package / "LICENSE_FONT").read_text(encoding="utf-8").split("\n", 1)
    sister, same_text = (mono_package / "LICENSE_FONT").read_text(encoding="utf-8").split("\n", 1)
    assert text == same_text, "both packages carry the same licence"
    return f"{notice}\n{sister}\n{text}"


def contours(font: TTFont, name: str) -> list[RecordingPen]:
    """The closed contours of a glyph, components resolved."""
    whole = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(whole)
    found, current = [], RecordingPen()
    for operation in whole.value:
        current.value.append(operation)
        if operation[0] == "closePath":
            found.append(current)
            current = RecordingPen()
    return found


def bounds(pens: list[RecordingPen]) -> tuple[float, float, float, float]:
    box = BoundsPen(None)
    for pen in pens:
        pen.replay(box)
    return box.bounds


def area(pen: RecordingPen) -> float:
    measured = AreaPen()
    pen.replay(measured)
    return abs(measured.value)


def glyph_of(pens: list[RecordingPen], move: Transform = Transform()):
    drawn = TTGlyphPen(None)
    for pen in pens:
        pen.replay(TransformPen(drawn, move))
    return drawn.glyph()


def open_zero(font: TTFont, mono: TTFont):
    """The Mono sister's dotted zero without its dot, in the box of the tabular zero."""
    dotted = sorted(contours(mono, "zero.zero"), key=area, reverse=True)
    assert len(dotted) == 3, "the dotted zero is an outer contour, an inner one and a dot"
    shape = dotted[:2]
    x0, y0, x1, y1 = bounds(shape)
    to_x0, to_y0, to_x1, to_y1 = bounds(contours(font, "zero.tf"))
    fit = (
        Transform()
        .translate(to_x0, to_y0)
        .scale((to_x1 - to_x0) / (x1 - x0), (to_y1 - to_y0) / (y1 - y0))
        .translate(-x0, -y0)
    )
    return glyph_of(shape, fit)


def freeze_digits(font: TTFont, zero) -> None:
    glyf, hmtx = font["glyf"], font["hmtx"]
    tabular = {digit: glyph_of(contours(font, f"{digit}.tf")) for digit in DIGITS}
    tabular["zero"] = zero
    # Fractions and the like are built from the old digits: keep their look by resolving them.
    touched = {name for digit in DIGITS for name in (digit, f"{digit}.tf")}
    for name in font.getGlyphOrder():
        glyph = glyf[name]
        if glyph.isComposite() and touched & {part.glyphName for part in glyph.components}:
            glyf[name] = glyph_of(contours(font, name))
    for digit, glyph in tabular.items():
        glyf[digit] = glyph
        glyph.recalcBounds(glyf)
        hmtx[digit] = (ADVANCE, glyph.xMin)


def drop_digit_kerning(font: TTFont) -> None:
    digits = set(DIGITS)
    for lookup in font["GPOS"].table.LookupList.Lookup:
        if lookup.LookupType != 2:
            continue
        for table in lookup.SubTable:
            if table.Format == 1:
                kept = [
                    (first, pairs)
                    for first, pairs in zip(table.Coverage.glyphs, table.PairSet)
                    if first not in digits
                ]
                table.Coverage.glyphs = [first for first, _ in kept]
                table.PairSet = [pairs for _, pairs in kept]
                for pairs in table.PairSet:
                    pairs.PairValueRecord = [
                        pair for pair in pairs.PairValueRecord if pair.SecondGlyph not in digits
                    ]
            else:
                table.Coverage.glyphs = [g for g in table.Coverage.glyphs if g not in digits]
                for classes in (table.ClassDef1, table.ClassDef2):
                    for digit in digits:
                        classes.classDefs.pop(digit, None)


def subset(font: TTFont) -> TTFont:
    """Every character stays; features that undo the digits go, and with them the spare digits."""
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    features |= {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
    options = Options()
    options.layout_features = sorted(features - DROPPED_FEATURES)
    options.name_IDs = ["*"]
    options.hinting = False
    options.glyph_names = True
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.drop_tables += ["STAT"]
    worker = Subsetter(options)
    worker.populate(unicodes=list(font.getBestCmap()))
    worker.subset(font)
    return font


def rename(font: TTFont, mono: TTFont, style: str) -> None:
    name = font["name"]
    full, postscript = f"{FAMILY} {style}", f"{FAMILY.replace(' ', '')}-{style}"
    # Bold is the bold of the plain family; other weights are families of their own to old readers.
    copyrights = " ".join(f["name"].getDebugName(0) for f in (font, mono))
    new = {0: copyrights, 3: f"2.001;ANTR;{postscript}", 4: full, 6: postscript}
    if style == "Bold":
        new |= {1: FAMILY, 2: "Bold"}
    else:
        new |= {1: full, 2: "Regular", 16: FAMILY, 17: style}
    kept = {5, 8, 9, 11, 12, 13, 14}
    name.names = [record for record in name.names if record.nameID in kept]
    for name_id, text in new.items():
        name.setName(text, name_id, 3, 1, 0x409)
    name.setName(
        "Changed from Atkinson Hyperlegible Next: tabular figures, open zero, new name.",
        10, 3, 1, 0x409,
    )


def check(font: TTFont, style: str) -> None:
    characters = font.getBestCmap()
    missing = [c for c in NEEDED if ord(c) not in characters]
    assert not missing, f"{style} lacks {missing}"
    for digit in DIGITS:
        assert font["hmtx"][digit][0] == ADVANCE, f"{style} {digit}"
    assert font["glyf"]["zero"].numberOfContours == 2, f"{style}: the zero must be open"
    assert not [g for g in font.getGlyphOrder() if g.endswith(".tf")], f"{style}: spare digits"
    for record in font["name"].names:
        text = record.toUnicode()
        assert record.nameID in (0, 10) or "Atkinson" not in text, f"{style}: {text}"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main()
