#!/usr/bin/env bash
# The official OpenAI client for Python against a running server. At most 3 minutes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=$(bash "$here/../python-with.sh" openai==3.57.0)
bash "$here/../with-server.sh" timeout 180 "$python" "$here/client.py"
