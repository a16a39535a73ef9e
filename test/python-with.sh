#!/usr/bin/env bash
# python-with.sh PACKAGE: prints the path of a Python that has this package of PyPI; made once, then kept in a temporary folder.
set -euo pipefail
package=$1
folder="${TMPDIR:-/tmp}/lectern-python-$(id -u)-$package"
if [ ! -e "$folder/ready" ]; then
  rm -rf "$folder"
  python3 -m venv "$folder" >&2
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$package" >&2
  touch "$folder/ready"
fi
echo "$folder/bin/python"
