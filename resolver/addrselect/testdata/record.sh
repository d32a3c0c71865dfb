#!/bin/sh
# record.sh asks glibc for the orders in glibc.golden. Of each case there it keeps what describes the machine and the
# question, builds that machine (a private network and mount namespace), and writes anew the lines "src" (the source
# address of each destination) and "out" (the order of getaddrinfo); with --check it compares instead. It needs root and
# a C compiler.
set -eu
cd "$(dirname "$0")"
if [ "${1-}" != --namespace ]; then
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	cc -Wall -Werror -o "$work/order" order.c
	cc -Wall -Werror -o "$work/tunnel" tunnel.c
	unshare --mount sh ./record.sh --namespace "$work" <glibc.golden >"$work/glibc.golden"
	case ${1-} in
	--check) diff -u glibc.golden "$work/glibc.golden" ;;
	*) cp "$work/glibc.golden" glibc.golden ;;
	esac
	exit
fi

work=$2
mkdir "$work/etc"
echo 'hosts: files' >"$work/etc/nsswitch.conf"
echo 'multi on' >"$work/etc/host.conf"
mount --bind "$work/etc" /etc

# machine prints the commands that build the network of the case on standard input.
machine() {
	echo 'ip link set lo up'
	echo 'ip link add e0 type veth peer name e1'
	echo 'ip link set e0 addrgenmode none; ip link set e1 addrgenmode none; ip link set e0 up; ip link set e1 up'
	while read -r word rest; do
		case $word in
		addr) case $rest in *:*) echo "ip addr add $rest dev e0 nodad" ;; *) echo "ip addr add $rest dev e0" ;; esac ;;
		tunnel) echo "$work/tunnel t0 ${rest#* }; ip link set t0 up; ip addr add ${rest% *} dev t0" ;;
		route) echo "ip route add $rest" ;;
		esac
	done
}

answer() {
	sed -n 's/^gai //p' "$work/case" >/etc/gai.conf
	dst=$(sed -n 's/^dst //p' "$work/case")
	for d in $dst; do echo "$d name"; done >/etc/hosts
	{
		machine <"$work/case"
		echo "printf src; $work/order - $dst; printf out; $work/order $(sed -n 's/^family //p' "$work/case") name"
	} >"$work/run"
	cat "$work/case"
	unshare --net sh -e "$work/run"
	echo
}

while read -r line; do
	case $line in
	'#'*) echo "$line" ;;
	case*) echo "$line" >"$work/case" ;;
	src* | out*) ;;
	'') if [ -s "$work/case" ]; then answer; : >"$work/case"; else echo; fi ;;
	*) echo "$line" >>"$work/case" ;;
	esac
done
