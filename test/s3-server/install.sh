#!/usr/bin/env bash
# Installs the S3 server of the tests, the Versity S3 Gateway (Apache-2.0), through Go's module proxy, and prints where it is.
# Usage: bash test/s3-server/install.sh [FOLDER]
set -euo pipefail
version=v1.8.0
folder=${1:-${LECTERN_CI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lectern-ci}/bin}
program=$folder/versitygw-$version

if [ ! -x "$program" ]; then
  # Go fetches the newer Go that a module asks for by itself, but only from 1.21 on.
  if ! go version 2>/dev/null | grep -qE 'go1\.(2[1-9]|[3-9][0-9])'; then
    echo "The S3 server of the tests is built with Go 1.21 or newer, which is not there (https://go.dev/dl)." >&2
    exit 1
  fi
  mkdir -p "$folder"
  GOBIN=$(mktemp -d)
  export GOBIN
  GOTOOLCHAIN=auto CGO_ENABLED=0 GOFLAGS= go install -trimpath -ldflags=-s "github.com/versity/versitygw/cmd/versitygw@$version" >&2
  mv "$GOBIN/versitygw" "$program"
fi
echo "$program"
