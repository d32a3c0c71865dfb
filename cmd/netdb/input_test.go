package main

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// badInput are wrong uses of every subcommand.
var badInput = []struct {
	args string // words; \x00 stands for a space, and \x01 for nothing
	line string // the whole of standard error
}{
	{"", "a call is missing; netdb --help lists them"},
	{"\x00", `unknown call " "; netdb --help lists them`},
	{"getadrinfo", `unknown call "getadrinfo"; is it getaddrinfo?`},
	{"rm -rf", "unknown shorthand flag: 'r' in -rf"},
	{"rm", `unknown call "rm"; netdb --help lists them`},
	{"--nosuchflag", "unknown flag: --nosuchflag"},
	{"--json=maybe gethostname", `gethostname: invalid argument "maybe" for "--json" flag: strconv.ParseBool: parsing "maybe": invalid syntax`},
	{"--scenario", "flag needs an argument: --scenario"},
	{"--scenario= gethostname", `gethostname: invalid argument "" for "--scenario" flag: the path is empty`},
	{"--root= gethostname", `gethostname: invalid argument "" for "--root" flag: the path is empty`},
	{"--root=. --scenario=. gethostname", "--scenario and --root exclude each other"},
	{"--root=/nosuchdir gethostname", "--root: open /nosuchdir: no such file or directory"},
	{"--scenario=/nosuchfile gethostname", "--scenario: stat /nosuchfile: no such file or directory"},
	{"--scenario=main_test.go gethostname", `--scenario: main_test.go: no file in the text: a line "-- NAME --" begins one`},
	{"--scenario=testdata gethostname", `--scenario: testdata: unknown: "demo.golden", "demo.json.golden", "script/"; a scenario has etc/*, env, hostname, interfaces, routes, seed, dns, zone[.NAME][@ADDRESS], faults, calls, results, trace, and folders as 5s with etc/*, zone[.NAME][@ADDRESS] and removed`},

	{"getaddrinfo", "getaddrinfo: NODE is missing; usage: netdb getaddrinfo NODE [SERVICE]"},
	{"getaddrinfo a b c", `getaddrinfo: unexpected argument "c"; usage: netdb getaddrinfo NODE [SERVICE]`},
	{"getaddrinfo a --family", "getaddrinfo: flag needs an argument: --family"},
	{"getaddrinfo a --family ipv6", `getaddrinfo "a": --family "ipv6" is not an address family: inet, inet6, unspec, 4, 6`},
	{"getaddrinfo a --socktype tcp", `getaddrinfo "a": --socktype "tcp" is not a socket type: stream, dgram, raw, seqpacket, dccp`},
	{"getaddrinfo a --proto nosuch", `getaddrinfo "a": --proto "nosuch" is not a protocol: tcp, udp, sctp, dccp, udplite, icmp, ipv6-icmp, or another of protocols(5)`},
	{"getaddrinfo a --proto 99999999999", `getaddrinfo "a": --proto "99999999999" is not a protocol: tcp, udp, sctp, dccp, udplite, icmp, ipv6-icmp, or another of protocols(5)`},
	{"getaddrinfo a --flags canonname,cannonname", `getaddrinfo "a": --flags "cannonname" is not a flag: passive, canonname, numerichost, numericserv, v4mapped, all, addrconfig, idn, canonidn`},
	{"getaddrinfo a --family=", `getaddrinfo "a": --family "" is not an address family: inet, inet6, unspec, 4, 6`},
	{"getaddrinfo a --socktype=", `getaddrinfo "a": --socktype "" is not a socket type: stream, dgram, raw, seqpacket, dccp`},
	{"getaddrinfo a --proto=", `getaddrinfo "a": --proto "" is not a protocol: tcp, udp, sctp, dccp, udplite, icmp, ipv6-icmp, or another of protocols(5)`},
	{"getaddrinfo a --flags=", `getaddrinfo "a": --flags "" is not a flag: passive, canonname, numerichost, numericserv, v4mapped, all, addrconfig, idn, canonidn`},
	{"getaddrinfo a --flags=all --flags=", `getaddrinfo "a": --flags "" is not a flag: passive, canonname, numerichost, numericserv, v4mapped, all, addrconfig, idn, canonidn`},
	{"getaddrinfo a --flags 0x8000", `getaddrinfo "a": Bad value for ai_flags (EAI_BADFLAGS)`},
	{"getaddrinfo - http --flags canonname", `getaddrinfo "-" "http": Bad value for ai_flags (EAI_BADFLAGS)`},
	{"getaddrinfo a --proto -1", `getaddrinfo "a": --proto "-1" is not a protocol: tcp, udp, sctp, dccp, udplite, icmp, ipv6-icmp, or another of protocols(5)`},

	{"getnameinfo", "getnameinfo: ADDR is missing; usage: netdb getnameinfo ADDR PORT"},
	{"getnameinfo 192.0.2.1", "getnameinfo: PORT is missing; usage: netdb getnameinfo ADDR PORT"},
	{"getnameinfo 192.0.2.1 80 81", `getnameinfo: unexpected argument "81"; usage: netdb getnameinfo ADDR PORT`},
	{"getnameinfo homer 80", `getnameinfo "homer" "80": ADDR is not an address`},
	{"getnameinfo 192.0.2.1 http", `getnameinfo "192.0.2.1" "http": PORT is not a number from 0 to 65535`},
	{"getnameinfo 192.0.2.1 65536", `getnameinfo "192.0.2.1" "65536": PORT is not a number from 0 to 65535`},
	{"getnameinfo fe80::1%nosuch 80", `getnameinfo "fe80::1%nosuch" "80": ADDR is not an address`},
	{"getnameinfo 192.0.2.1 80 --flags numeric", `getnameinfo "192.0.2.1" "80": --flags "numeric" is not a flag: numerichost, numericserv, nofqdn, namereqd, dgram, idn`},
	{"getnameinfo 192.0.2.1 80 --flags=", `getnameinfo "192.0.2.1" "80": --flags "" is not a flag: numerichost, numericserv, nofqdn, namereqd, dgram, idn`},
	{"getnameinfo 192.0.2.1 80 --flags 0x1000", `getnameinfo "192.0.2.1" "80": Bad value for ai_flags (EAI_BADFLAGS)`},

	{"gethostname a", `gethostname: unexpected argument "a"; usage: netdb gethostname`},
	{"gethostbyname", "gethostbyname: NAME is missing; usage: netdb gethostbyname NAME..."},
	{"gethostbyname_ex", "gethostbyname_ex: NAME is missing; usage: netdb gethostbyname_ex NAME..."},
	{"gethostbyaddr", "gethostbyaddr: ADDR is missing; usage: netdb gethostbyaddr ADDR..."},
	{"getfqdn --family inet", "getfqdn: unknown flag: --family; an argument that begins with - needs a -- before it"},

	{"getservbyname", "getservbyname: NAME is missing; usage: netdb getservbyname NAME [PROTO]..."},
	{"getservbyport", "getservbyport: PORT is missing; usage: netdb getservbyport PORT [PROTO]..."},
	{"getservbyport http", `getservbyport "http": PORT is not a number from 0 to 65535`},
	{"getservbyport -1", "getservbyport: unknown shorthand flag: '1' in -1; an argument that begins with - needs a -- before it"},
	{"getservbyport -- -1", `getservbyport "-1": PORT is not a number from 0 to 65535`},
	{"getservbyport +80", `getservbyport "+80": PORT is not a number from 0 to 65535`},
	{"getservbyport \x01", `getservbyport "": PORT is not a number from 0 to 65535`},
	{"getservbyport 65536 tcp", `getservbyport "65536" "tcp": PORT is not a number from 0 to 65535`},
	{"getprotobyname", "getprotobyname: NAME is missing; usage: netdb getprotobyname NAME..."},
	{"getprotobynumber", "getprotobynumber: NUMBER is missing; usage: netdb getprotobynumber NUMBER..."},
	{"getprotobynumber tcp", `getprotobynumber "tcp": NUMBER is not a number from 0 to 2147483647`},
	{"getprotobynumber 2147483648", `getprotobynumber "2147483648": NUMBER is not a number from 0 to 2147483647`},

	{"inet_aton", "inet_aton: ADDR is missing; usage: netdb inet_aton ADDR..."},
	{"inet_aton 1.2.3.256", `inet_aton "1.2.3.256": number too large for its place, at "256"`},
	{"inet_aton \x001.2.3.4", `inet_aton " 1.2.3.4": want a decimal, octal or hexadecimal number, at " 1.2.3.4"`},
	{"inet_ntoa", "inet_ntoa: HEX is missing; usage: netdb inet_ntoa HEX..."},
	{"inet_ntoa 0x7f000001", `inet_ntoa "0x7f000001": HEX is not a packed address of 8 hexadecimal digits`},
	{"inet_ntoa 7f0000", `inet_ntoa "7f0000": HEX is not a packed address of 8 hexadecimal digits`},
	{"inet_pton", "inet_pton: FAMILY is missing; usage: netdb inet_pton FAMILY ADDR..."},
	{"inet_pton inet", "inet_pton: ADDR is missing; usage: netdb inet_pton FAMILY ADDR..."},
	{"inet_pton ipx 1", `inet_pton "ipx" "1": FAMILY is not an address family: inet, inet6, 4, 6`},
	{"inet_pton \x01 1", `inet_pton "" "1": FAMILY is not an address family: inet, inet6, 4, 6`},
	{"inet_pton inet 127.1", `inet_pton "inet" "127.1": want a dot, at its end`},
	{"inet_pton inet6 ::1%lo", `inet_pton "inet6" "::1%lo": scope id after an address, at "%lo"`},
	{"inet_ntop", "inet_ntop: FAMILY is missing; usage: netdb inet_ntop FAMILY HEX..."},
	{"inet_ntop inet", "inet_ntop: HEX is missing; usage: netdb inet_ntop FAMILY HEX..."},
	{"inet_ntop ipx 1", `inet_ntop "ipx" "1": FAMILY is not an address family: inet, inet6, 4, 6`},
	{"inet_ntop \x01 1", `inet_ntop "" "1": FAMILY is not an address family: inet, inet6, 4, 6`},
	{"inet_ntop inet 7f0000zz", `inet_ntop "inet" "7f0000zz": HEX is not a packed address of 8 hexadecimal digits`},
	{"inet_ntop inet6 7f000001", `inet_ntop "inet6" "7f000001": HEX is not a packed address of 32 hexadecimal digits`},

	{"version 1", `version: unexpected argument "1"; usage: netdb version`},
	{"demo 1", `demo: unexpected argument "1"; usage: netdb demo`},
	{"demo --scenario x", "demo: it has its own scenarios, and takes neither --scenario nor --root"},
	{"capture", "capture: a call is missing; netdb --help lists them"},
	{"capture gethostname", "capture: -o FILE is missing; usage: netdb capture -o FILE CALL"},
	{"capture -o x \x01", `capture: unknown call ""; netdb --help lists them`},
	{"capture -o x demo", "capture: demo is no call; netdb --help lists them"},
	{"replay", "replay: FILE|DIR is missing; usage: netdb replay FILE|DIR"},
	{"replay a b", `replay: unexpected argument "b"; usage: netdb replay FILE|DIR`},
	{"replay testdata/nosuch", "replay: stat testdata/nosuch: no such file or directory"},
	{"replay --root / x", "replay: the scenario is its argument: it takes neither --scenario nor --root"},
	{"fakedns 1", `fakedns: unexpected argument "1"; usage: netdb fakedns --zone FILE`},
	{"help nosuch", `unknown call "nosuch"; netdb --help lists them`},
	{"help completion tcsh", `unknown call "tcsh"; netdb --help lists them`},
	{"help getaddrinf", `unknown call "getaddrinf"; is it getaddrinfo?`},
	{"completion", "completion: SHELL is to be bash, fish, powershell or zsh"},
	{"completion tcsh", "completion: SHELL is to be bash, fish, powershell or zsh"},
	{"completion bash x", `unknown command "x" for "netdb completion bash"`},
}

// Wrong usage is one line on standard error, nothing on standard output, and exit code 1.
func TestBadInput(t *testing.T) {
	for _, test := range badInput {
		args := strings.Fields(test.args)
		for i := range args {
			args[i] = strings.NewReplacer("\x00", " ", "\x01", "").Replace(args[i])
		}
		code, stdout, stderr := netdb(t, args...)
		if want := "netdb: " + test.line + "\n"; code != exitUsage || stdout != "" || stderr != want {
			t.Errorf("netdb %s: exit code %d, standard output %q, standard error\n%swant\n%s", test.args, code, stdout, stderr, want)
		}
	}
}

func TestEverySubcommandHasBadInput(t *testing.T) {
	tested := make(map[string]bool)
	for _, test := range badInput {
		name, _, _ := strings.Cut(test.args, " ")
		tested[name] = true
	}
	for _, cmd := range newRoot(&session{}).Commands() {
		if !tested[cmd.Name()] {
			t.Errorf("no bad input for %s", cmd.Name())
		}
	}
}

// An argument of any content, in any place, is no way to get a long line, a second one or a raw byte printed.
func TestMonstrousArguments(t *testing.T) {
	monsters := []string{
		strings.Repeat("a", 1<<10),
		strings.Repeat("a.", 1<<10),
		strings.Repeat("1", 1<<10),
		strings.Repeat(":", 1<<10),
		strings.Repeat(" ", 1<<10),
		strings.Repeat("--", 1<<10),
		strings.Repeat("\xff", 1<<10),
		strings.Repeat("\u202e", 1<<10),
		"\x00", "\n", "\x1b[2J", "a\r\nnetdb: all is well", "\x7f", "\u0085", "\u202eevil", "\xc3", "-\x00", "--\n",
	}
	for _, monster := range monsters {
		checkEverywhere(t, []string{monster})
		checkEverywhere(t, []string{"4", monster})
		checkEverywhere(t, []string{"--json=" + monster})
		checkEverywhere(t, []string{monster, monster, monster})
	}
}

func TestHugeArgument(t *testing.T) {
	huge := strings.Repeat("\xff", 1<<20)
	checkEverywhere(t, []string{"inet", huge})
	code, stdout, stderr := netdb(t, huge)
	checkLines(t, "", code, stdout, stderr)
}

// checkEverywhere gives args to every subcommand.
func checkEverywhere(t *testing.T, args []string) {
	t.Helper()
	for _, cmd := range newRoot(&session{}).Commands() {
		line := append([]string{cmd.Name()}, args...)
		if cmd.Name() != "demo" {
			line = append(line, "--scenario", tourFile)
		}
		code, stdout, stderr := netdb(t, line...)
		checkLines(t, cmd.Name(), code, stdout, stderr)
	}
}

// getfqdn never fails, inet_aton ignores what follows white space, and gethostbyname_ex answers with what it was given.
func checkLines(t *testing.T, name string, code int, stdout, stderr string) {
	t.Helper()
	lines := strings.Count(stderr, "\n")
	switch {
	case (code == exitFound) != (stderr == ""), code == exitFound && name != "getfqdn":
		t.Errorf("%s: exit code %d with standard error %.200q", name, code, stderr)
	case lines > 3 || len(stderr) > 3*2000:
		t.Errorf("%s: %d bytes in %d lines on standard error: %.200q", name, len(stderr), lines, stderr)
	case !utf8.ValidString(stderr + stdout), strings.ContainsFunc(strings.ReplaceAll(stderr+stdout, "\n", ""), unprintable):
		t.Errorf("%s: unprintable: %.200q %.200q", name, stdout, stderr)
	}
}
