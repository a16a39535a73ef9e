"""Compares our word starts with those that pocketsphinx finds in the same sound by forced alignment.

Its own bias is measured on the first voice of the list, whose starts are exact, and taken off: it reports words early.
Fails when a voice is worse than the limits: median 30 ms, 95 % of the words within 85 ms.
"""
import json
import sys
from pathlib import Path
from statistics import median

from pocketsphinx import Decoder

FRAME_SECONDS = 0.01
# 25 ms is what we want; the aligner reports whole frames, and of one machine to another a voice moves from 23 to 27.
MEDIAN_LIMIT = 0.030
P95_LIMIT = 0.085


def main() -> int:
    folder, reference, *voices = sys.argv[1:]
    spoken = json.loads((Path(folder) / "spoken.json").read_text())
    bias = median(differences(folder, spoken, reference))
    print(f"{reference} (exact): pocketsphinx reports words {bias * 1000:+.0f} ms off, which is taken off below")
    failed = 0
    for voice in voices:
        errors = sorted(abs(one - bias) for one in differences(folder, spoken, voice))
        middle, p95 = median(errors), errors[int(0.95 * len(errors))]
        is_good = middle <= MEDIAN_LIMIT and p95 <= P95_LIMIT
        failed += 0 if is_good else 1
        print(f"{voice}: {len(errors)} words, error median {middle * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms",
              "" if is_good else "TOO MUCH")
    print(f"{len(voices) - failed} passed, {failed} failed")
    return 1 if failed else 0


def differences(folder: str, spoken: list, voice: str) -> list[float]:
    """Found start minus ours, in seconds, of every word of a voice."""
    found: list[float] = []
    for one in spoken:
        if one["voice"] == voice:
            found += align(Path(folder) / one["file"], one["words"])
    if not found:
        raise SystemExit(f"{voice}: nothing could be aligned")
    return found


def align(file: Path, words: list) -> list[float]:
    decoder = Decoder(lm=None, loglevel="FATAL")
    parts = [(part, word["startSeconds"] if first else None) for word in words
             for first, part in first_and_rest(word["word"].split("-"))]
    if any(decoder.lookup_word(part) is None for part, _ in parts):
        return []  # its dictionary lacks a word: the whole utterance is left out
    decoder.set_align_text(" ".join(part for part, _ in parts))
    decoder.start_utt()
    decoder.process_raw(file.read_bytes(), full_utt=True)
    decoder.end_utt()
    segments = [one for one in decoder.seg() if not one.word.startswith("<") and not one.word.startswith("[")]
    if len(segments) != len(parts):
        return []
    return [segment.start_frame * FRAME_SECONDS - start for segment, (_, start) in zip(segments, parts)
            if start is not None]


def first_and_rest(parts: list[str]):
    return [(index == 0, part) for index, part in enumerate(parts) if part]


sys.exit(main())
