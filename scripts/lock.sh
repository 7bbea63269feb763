#!/bin/sh
# Maintainer's tool: locks requirements/*.in into hash-checked files without any address in them.
# usage: scripts/lock.sh [--upgrade]     needs `uv` (pip install uv)
set -eu
cd "$(dirname "$0")/.."
for name in run dev web; do
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --custom-compile-command "scripts/lock.sh" "$@" "requirements/$name.in" -o "requirements/$name.txt"
done
