#!/usr/bin/env bash
# with-server.sh COMMAND…: runs a command while a server with a folder of its own and the tone engine listens at LECTERN_URL.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
server=
cleanup() {
  if [ -n "$server" ]; then
    kill -TERM "$server" 2>/dev/null && wait "$server" || true
  fi
  rm -rf "$folder"
}
trap cleanup EXIT

touch "$folder/server.log"
PORT=0 LECTERN_DATA="$folder" LECTERN_ENGINE_DEFAULT=tone LECTERN_VOICES=none LECTERN_LOG_LEVEL=error \
  "$root/node_modules/.bin/node" "$root/server/main.ts" >"$folder/server.log" 2>&1 &
server=$!
for _ in $(seq 600); do
  LECTERN_URL=$(sed -n 's/^Lectern is ready at \(http:[^ ]*\).*/\1/p' "$folder/server.log")
  [ -n "$LECTERN_URL" ] && break
  kill -0 "$server" 2>/dev/null || { cat "$folder/server.log"; exit 1; }
  sleep 0.1
done
[ -n "$LECTERN_URL" ] || { cat "$folder/server.log"; echo "the server did not get ready within a minute"; exit 1; }

status=0
LECTERN_URL=$LECTERN_URL "$@" || status=$?
# What a server logs at this level is a fault of its own, whatever the answers were.
sed '/^Lectern is ready/d' "$folder/server.log"
exit "$status"
