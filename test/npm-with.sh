#!/usr/bin/env bash
# npm-with.sh PACKAGE: prints the path of a folder that has this package of npm; made once, then kept in a temporary folder.
set -euo pipefail
package=$1
folder="${TMPDIR:-/tmp}/lectern-npm-$(id -u)-${package//\//-}"
if [ ! -e "$folder/ready" ]; then
  rm -rf "$folder"
  mkdir -p "$folder"
  npm install --prefix "$folder" --no-audit --no-fund --ignore-scripts "$package" >&2
  touch "$folder/ready"
fi
echo "$folder"
