#!/bin/sh
# Records how the C library reads the services(5) files here and the protocols(5) files of
# protodb: beside each FILE.services or FILE.protocols, FILE.*.golden. With --check, compares
# and changes nothing. Needs root, for a private mount namespace, a C compiler and glibc.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -Wall -Wextra -o "$work/lookup" lookup.c
printf 'services: files\nprotocols: files\n' >"$work/nsswitch.conf"

for file in *.services ../../protodb/testdata/*.protocols; do
	database=${file##*.}
	unshare --mount sh -eu -c '
		mount --bind "$1" /etc/nsswitch.conf
		mount --bind "$2" "/etc/$3"
		exec "$4" "$3"' - "$work/nsswitch.conf" "$file" "$database" "$work/lookup" >"$work/golden"
	if [ "${1-}" = --check ]; then
		diff -u "$file.golden" "$work/golden"
	else
		cp "$work/golden" "$file.golden"
	fi
done
