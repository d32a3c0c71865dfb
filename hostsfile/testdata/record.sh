#!/bin/sh
# record.sh writes glibc.golden and hostconf.golden anew. Of each line of the first it keeps the query, CASE FAMILY NAME or
# CASE ADDR ADDRESS, and asks glibc with CASE.hosts as its only source of hosts; see hosts.c. Of each line of the second
# it keeps the first field, a host.conf in the quotes of Go, and asks whether glibc takes all lines for a name (on) or the
# first (off) under it, and what it complains of. With --check it compares instead. It needs root (a private mount and
# network namespace) and a C compiler.
set -eu
cd "$(dirname "$0")"
if [ "${1-}" != --namespace ]; then
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	cc -Wall -Werror -o "$work/hosts" hosts.c
	unshare --mount --net sh ./record.sh --namespace "$work"
	for golden in glibc.golden hostconf.golden; do
		case ${1-} in
		--check) diff -u $golden "$work/$golden" ;;
		*) cp "$work/$golden" $golden ;;
		esac
	done
	exit
fi

# The whole of /etc is ours. No address has a source, all have the same precedence, and those of a case the same scope:
# the order of getaddrinfo is that of the file.
work=$2
mkdir "$work/etc"
echo 'hosts: files' >"$work/etc/nsswitch.conf"
echo 'multi on' >"$work/etc/host.conf"
printf 'precedence ::/0 40\nscopev4 0.0.0.0/0 14\nscopev4 127.0.0.0/8 2\n' >"$work/etc/gai.conf"
mount --bind "$work/etc" /etc
for file in *.hosts; do
	name=${file%.hosts}
	cp "$file" /etc/hosts
	sed -n "s/^$name \(.*\) =.*/\1/p" glibc.golden | "$work/hosts" | sed "s/^/$name /"
done >"$work/glibc.golden"

printf '192.0.2.1 name\n192.0.2.2 name\n' >/etc/hosts
tab=$(printf '\t')
while IFS=$tab read -r conf rest; do
	conf=${conf#\"}
	conf=${conf%\"}
	env printf '%b' "$conf" >/etc/host.conf
	multi=off
	case $(echo 'AF_INET name' | "$work/hosts" 2>"$work/complaint") in
	*192.0.2.2) multi=on ;;
	esac
	printf '"%s"\t%s\t%s\n' "$conf" $multi "$(tr '\n' ' ' <"$work/complaint")"
done <hostconf.golden >"$work/hostconf.golden"
