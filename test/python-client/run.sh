#!/usr/bin/env bash
# The official Python client against a running server: the same operations as official-client.test.ts. At most 3 minutes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=$(bash "$here/../python-with.sh" elevenlabs==2.59.0)
bash "$here/../with-server.sh" timeout 180 "$python" "$here/client.py"
