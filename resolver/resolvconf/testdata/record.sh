#!/bin/sh
# record.sh writes hostaliases.golden and sortlist.golden anew, with glibc and the name server of ask.c. Of each line of the
# first it keeps the first two fields, a file in the quotes of Go and a name, and asks which names gethostbyname(3) asks for
# with the file as HOSTALIASES and corp.test as search list, while none exists. Of each line of the second it keeps a
# resolv.conf in the quotes of Go and the addresses of a host, and asks in which order they come. With --check it compares
# instead. It needs root (a private mount and network namespace) and a C compiler.
set -eu
cd "$(dirname "$0")"
if [ "${1-}" != --namespace ]; then
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	cc -Wall -Werror -o "$work/ask" ask.c
	unshare --mount --net sh ./record.sh --namespace "$work"
	for golden in hostaliases.golden sortlist.golden; do
		case ${1-} in
		--check) diff -u $golden "$work/$golden" ;;
		*) cp "$work/$golden" $golden ;;
		esac
	done
	exit
fi

work=$2
ip link set lo up
mkdir "$work/etc"
echo 'hosts: dns' >"$work/etc/nsswitch.conf"
mount --bind "$work/etc" /etc
tab=$(printf '\t')

# unquoted TEXT is what TEXT, in the quotes of Go, stands for.
unquoted() {
	inner=${1#\"}
	env printf '%b' "${inner%\"}"
}

printf 'nameserver 127.0.0.1\nsearch corp.test\n' >/etc/resolv.conf
while IFS=$tab read -r text name rest; do
	unquoted "$text" >"$work/aliases"
	asked=$(HOSTALIASES="$work/aliases" "$work/ask" "$name")
	printf '%s\t%s\t%s\n' "$text" "$name" "${asked% }"
done <hostaliases.golden >"$work/hostaliases.golden"

while IFS=$tab read -r conf addrs rest; do
	unquoted "$conf" >/etc/resolv.conf
	order=$("$work/ask" host. $addrs)
	printf '%s\t%s\t%s\n' "$conf" "$addrs" "${order% }"
done <sortlist.golden >"$work/sortlist.golden"
