#!/usr/bin/env bash
# Schemathesis reads /openapi.json of a running server and asks what it describes, and what it does not: no answer may be a
# fault of the server, or another than the document declares. At most 2 minutes; more arguments go to Schemathesis.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ -z "${LECTERN_URL:-}" ]; then
  exec bash "$here/../with-server.sh" bash "$0" "$@"
fi
python=$(bash "$here/../python-with.sh" schemathesis==4.32.5)
ids=$("$python" "$here/seed.py")
eval "$ids"
work=$(mktemp -d) # where it writes what it remembers
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 120 "$(dirname "$python")/schemathesis" --no-color --config-file "$here/schemathesis.toml" run "$LECTERN_URL/openapi.json" "$@"
