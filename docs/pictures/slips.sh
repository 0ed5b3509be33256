#!/bin/sh
# Draws docs/pictures/slips.png: the three sample branches on two widths in four languages.
# From the repository's root; needs cargo and ImageMagick.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cargo build --quiet --package antre
antre="${CARGO_TARGET_DIR:-target}/debug/antre"

for pick in bank:rekening puskesmas:kia mpp:akta; do
    branch=${pick%:*}
    # The samples' addresses are commented out; a QR needs one.
    sed 's/^# \(public_url\|wifi\) /\1 /' "assets/branches/$branch.toml" > "$folder/$branch.toml"
    set --
    for printer in generic-80 generic-58; do
        for lang in id en zh ar; do
            slip="$folder/$branch-$printer-$lang.png"
            "$antre" ticket preview --branch "$folder/$branch.toml" --service "${pick#*:}" \
                --lang "$lang" --printer "$printer" --out "$slip"
            set -- "$@" "$slip"
        done
    done
    convert "$@" -bordercolor '#8c8c8c' -border 16 -background '#8c8c8c' -gravity north +append \
        "$folder/row-$branch.png"
done
convert "$folder/row-bank.png" "$folder/row-puskesmas.png" "$folder/row-mpp.png" \
    -background '#8c8c8c' -gravity west -append -bordercolor '#8c8c8c' -border 16 \
    -colors 3 -strip "png8:docs/pictures/slips.png"
