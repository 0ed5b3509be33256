#!/usr/bin/env python3
"""Make the two shipped voices with eSpeak NG: one WAV a clip, and a pack.toml for each language.

What a pack is to hold is said by `antre voice list`; this script only speaks it:

    cargo run -p antre -- voice list | python3 assets/voices/make.py

* Sentences are spoken at 165 words a minute, an announcer's pace. Single words are spoken at 205: a
  word alone is drawn out like the last one of a sentence, and at the same pace a call would take a
  third longer than if it were said as a whole.
* The female variant f2: at the same loudness its crests are 3 dB lower, so that it is heard that much
  further before anything clips.
* Single words have a third of the usual melody: one clip stands at the beginning of a sentence as well
  as at its end, and must not fall where the sentence goes on. Whole sentences keep theirs.
* Numbers from 21 to 99, and an English "hundred and", are put together from their parts: whole, they
  would double the size.

The same eSpeak NG gives the same bytes (these were made with 1.51, Debian's espeak-ng
1.51+dfsg-10+deb12u2). Only Python's own library is needed besides.
"""

import array
import subprocess
import sys
import wave
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

RATE_HZ = 22_050
SENTENCE_WORDS_A_MINUTE = 165
WORDS_A_MINUTE = 205
# What is synthesised while the hall is open may be either.
EITHER_WORDS_A_MINUTE = 175
PITCH = 50
MELODY_PERCENT = 30
VOICES = {"id": ("id+f2", "Bahasa Indonesia"), "en": ("en-gb+f2", "English")}
# What is quieter, of full scale 32767, is the silence around the words.
SILENCE = 60
# So much of it stays: a player trims it and finds no word cut off.
MARGIN = RATE_HZ * 25 // 1000


def main() -> None:
    here = Path(__file__).resolve().parent
    recordings = [line.rstrip("\n").split("\t") for line in sys.stdin]
    if not recordings:
        sys.exit("nothing to speak: pipe `antre voice list` into this")
    for language, (voice, name) in VOICES.items():
        folder = here / language
        folder.mkdir(exist_ok=True)
        for old in folder.glob("*.wav"):
            old.unlink()
        clips = [row[1:] for row in recordings if row[0] == language]
        for clip, text, need in clips:
            if is_worth_its_room(clip, need):
                write(folder / f"{clip}.wav", spoken(voice, text))
        (folder / "pack.toml").write_text(pack(language, voice, name), encoding="utf-8")


def is_worth_its_room(clip: str, need: str) -> bool:
    return need == "must" or "-" not in clip


def spoken(voice: str, text: str) -> array.array:
    is_sentence = text.endswith(".")
    ssml, pace = escape(text), SENTENCE_WORDS_A_MINUTE
    if not is_sentence:
        pace = WORDS_A_MINUTE
        ssml = f'<prosody range="{MELODY_PERCENT}%">{ssml}</prosody>'
    command = ["espeak-ng", "-m", "-v", voice, "-s", str(pace), "-p", str(PITCH)]
    command += ["-b", "1", "--stdin", "--stdout"]
    said = subprocess.run(command, input=f"<speak>{ssml}</speak>".encode(), check=True, stdout=-1)
    # The header is written before the length is known: what follows it is all there is.
    with wave.open(BytesIO(said.stdout)) as reader:
        assert (reader.getframerate(), reader.getnchannels()) == (RATE_HZ, 1)
    samples = array.array("h", said.stdout[44 : 44 + (len(said.stdout) - 44) // 2 * 2])
    heard = [index for index, sample in enumerate(samples) if abs(sample) > SILENCE]
    assert heard, f"{text!r} is silent"
    silence = array.array("h", [0] * MARGIN)
    return (silence + samples + silence)[heard[0] : heard[-1] + 2 * MARGIN]


def write(path: Path, samples: array.array) -> None:
    with wave.open(str(path), "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE_HZ)
        writer.writeframes(samples.tobytes())


def pack(language: str, voice: str, name: str) -> str:
    return f"""\
# A voice for calls: one WAV a clip, mono, 16 bits, {RATE_HZ} Hz. docs/voices.md tells how to record one.
language = "{language}"
name = "eSpeak NG, {name}"
made_with = "assets/voices/make.py, eSpeak NG 1.51"
rate_hz = {RATE_HZ}

# How what has no clip is spoken, so that it sounds like the rest. Leave it out where a person speaks.
[synthesiser]
voice = "{voice}"
words_a_minute = {EITHER_WORDS_A_MINUTE}
pitch = {PITCH}
"""


if __name__ == "__main__":
    main()
