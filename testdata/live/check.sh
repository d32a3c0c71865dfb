# For scripts that compare: how many of their checks failed, and check itself.
failures=0
# check WHAT GOT WANT
check() {
	[ "$2" != "$3" ] || return 0
	failures=$((failures + 1))
	echo "$1:"
	diff <(echo "$3") <(echo "$2") || true
}
