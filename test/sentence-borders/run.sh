#!/usr/bin/env bash
# Is a voice understood better when each sentence is an utterance of its own? Says what a recogniser mishears both ways; judges
# nothing. Needs the voice packs: LECTERN_DATA.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=$(bash "$here/../python-with.sh" pocketsphinx==5.1.1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
voices=${*:-kokoro-af_heart kokoro-am_michael piper-en_US-joe-medium flite-slt}
# shellcheck disable=SC2086 # several voices, one word each
"$here/../../node_modules/.bin/node" "$here/speak.ts" --text "$here/text.txt" --out "$work" $voices
"$python" "$here/compare.py" "$work"
