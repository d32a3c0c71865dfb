#!/bin/sh
# Records in glibc.golden what the C library of this machine answers to glibc.inputs.
# With --check it only compares, and fails on a difference.
set -eu
cd "$(dirname "$0")"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
${CC:-gcc} -O1 -Wall -Wextra -Werror -o "$dir/record" record.c
LC_ALL=C "$dir/record" <glibc.inputs >"$dir/glibc.golden"
case ${1-} in
--check) diff -u -I '^# glibc ' glibc.golden "$dir/glibc.golden" ;;
'') cp "$dir/glibc.golden" glibc.golden ;;
*) echo 'usage: record.sh [--check]' >&2; exit 2 ;;
esac
