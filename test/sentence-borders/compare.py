"""How many words pocketsphinx mishears where paragraphs are spoken whole, their sentences then set apart, and where each
sentence is spoken by itself."""
import json
import re
import sys
from pathlib import Path

from pocketsphinx import Decoder


def main() -> None:
    folder = Path(sys.argv[1])
    counts: dict = {}
    for one in json.loads((folder / "spoken.json").read_text()):
        said = re.findall(r"[a-z']+", one["text"].lower())
        heard = hear(folder / one["file"])
        wrong, words = counts.get((one["voice"], one["way"]), (0, 0))
        counts[one["voice"], one["way"]] = (wrong + distance(said, heard), words + len(said))
    for (voice, way), (wrong, words) in counts.items():
        print(f"{voice}, {way}: {wrong} of {words} words misheard, {100 * wrong / words:.1f} %")


def hear(file: Path) -> list[str]:
    decoder = Decoder(loglevel="FATAL")
    decoder.start_utt()
    decoder.process_raw(file.read_bytes(), full_utt=True)
    decoder.end_utt()
    hypothesis = decoder.hyp()
    return re.sub(r"\(\d\)", "", hypothesis.hypstr).split() if hypothesis else []


def distance(said: list[str], heard: list[str]) -> int:
    """Words put in, left out or taken for others."""
    row = list(range(len(heard) + 1))
    for index, word in enumerate(said, 1):
        above, row[0] = row[0], index
        for place, other in enumerate(heard, 1):
            above, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, above + (word != other))
    return row[-1]


main()
