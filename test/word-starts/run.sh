#!/usr/bin/env bash
# Are words heard when we say so? Kokoro's and Piper's times against pocketsphinx. Needs the voice packs: LECTERN_DATA.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=$(bash "$here/../python-with.sh" pocketsphinx==5.1.1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
voices=${*:-kokoro-af_heart kokoro-am_michael kokoro-bf_emma}
# shellcheck disable=SC2086 # several voices, one word each
"$here/../../node_modules/.bin/node" "$here/speak.ts" --text "$here/../../samples/rabbit-hole.txt" --out "$work" flite-rms $voices
# shellcheck disable=SC2086
"$python" "$here/compare.py" "$work" flite-rms $voices
