// Package scenario makes a whole machine out of one text: its /etc, environment, name, interfaces and the DNS it asks. What
// a lookup then returns depends on that text alone: nothing of the real machine is seen, no socket is opened.
//
//	func TestHomer(t *testing.T) {
//		synctest.Test(t, func(t *testing.T) {
//			m := scenario.Load(t, os.DirFS("testdata/home"))
//			addr, err := m.Resolver.Gethostbyname(t.Context(), "homer")
//			if err != nil || addr != netip.MustParseAddr("192.168.1.8") {
//				t.Errorf("homer is %v, %v; asked:\n%s", addr, err, m.DNS.Log())
//			}
//		})
//	}
//
// # The form
//
// A scenario is a folder, or the same files in one text in the form of golang.org/x/tools/txtar: a line "-- NAME --" begins a
// file, which goes on to the next such line; what stands above the first one is a comment. [Open] and [Txtar] read it.
//
//	A home network: the name server knows homer, and eth0 has no IPv6.
//
//	-- hostname --
//	farnsworth.hellfly.net
//	-- interfaces --
//	lo   up,loopback            127.0.0.1/8 ::1/128
//	eth0 up,broadcast,multicast 192.168.1.10/24
//	-- env --
//	RES_OPTIONS=attempts:1
//	-- etc/resolv.conf --
//	search hellfly.net
//	nameserver 192.168.1.1
//	-- zone.home --
//	$ORIGIN hellfly.net.
//	homer  A  192.168.1.8
//
// Each file may be missing. A machine of which nothing is said is one without /etc, called localhost, with a loopback
// interface only, and with a DNS in which no name exists.
//
//	etc/*       what /etc holds. A file that is missing is missing to lookups too, and means what package resolver
//	            says it does then. Lookups read hosts, resolv.conf, nsswitch.conf, host.conf, gai.conf, services,
//	            protocols and what HOSTALIASES names; others may stand there, as they do in any /etc.
//	env         the environment: KEY=VALUE lines. All behind the = is the value. Lookups read LOCALDOMAIN, RES_OPTIONS
//	            (resolv.conf(5)) and HOSTALIASES (hostname(7)), which names any file in etc, as in
//	            HOSTALIASES=/etc/host.aliases. LOCALDOMAIN= is one that is set, and empty. Missing: empty.
//	hostname    what gethostname(2) returns, on one line. Missing: localhost.
//	interfaces  the network interfaces, one a line: [INDEX:]NAME FLAGS [ADDRESS/BITS[,FLAG...]...]. FLAGS is
//	            up, broadcast, loopback, pointtopoint, multicast, running and tunnel (of the kind ipip, ip6tnl or sit) with
//	            commas between them, or 0. An interface may be without an address; the first one has index 1, each other
//	            the next, unless INDEX says so. An address is deprecated when its preferred lifetime has passed (RFC 4862
//	            §5.5.4), as in eth0 up 192.168.1.10/24 2001:db8::5/64,deprecated; it is home in Mobile IPv6 (RFC 6275), as
//	            in 2001:db8::5/64,home; and it may have a peer instead of a subnet, as in 10.0.0.1/32,peer=10.0.0.2/32.
//	            Missing: lo up,loopback 127.0.0.1/8 ::1/128.
//	routes      from which address a packet leaves, one destination a line: DESTINATION SOURCE/BITS[,FLAG...], or
//	            DESTINATION unreachable. DESTINATION is an address or a prefix; the longest one counts. FLAG is
//	            deprecated, home or tunnel, which is for a SOURCE with a peer too, as to glibc. What the file interfaces
//	            says of SOURCE does not count here. Missing: see Routes below.
//	seed        a number from 0 to 2^64-1, on one line, by which query ids and all else that is random are drawn.
//	            Missing: 0.
//	dns         how queries are made, in words with blanks or lines between them: mix-case, no-edns, no-cookies, as
//	            [resolver.DNSOptions] has them. Missing: none of these.
//	zone        what the DNS knows, in master file form (RFC 1035 §5), as [fakedns.Zone] says; several zones may stand
//	zone.NAME   in one file, or in several, which make one DNS. It answers at any address that resolv.conf names; with
//	            @ADDRESS behind its name a file is for the server at that address alone, which then has only such
//	            files. Missing: no name exists.
//	faults      what goes wrong in the DNS and on the way to it, one fault a line, as [fakedns.ParseFaults] says:
//	            udp www.example.org. A #1 -> delay 2s. In a test, [Load] reports those that no query meets.
//	calls       what is asked, one call a line: [@START] [cancel=DURATION] CALL [ARG...], as in @1.5s getfqdn www. CALL
//	            and ARG are as for the command netdb; what is in double quotes is a string of Go. START counts from
//	            the start of the scenario, DURATION from there to when the caller gives up. Nothing here makes the
//	            calls; the command netdb replay does.
//	results     what the calls came to when the scenario was written, in the order of the calls, one object of JSON a
//	            line, as netdb --json prints it.
//	trace       what was asked and what came back then, as [fakedns.Server.Trace] has it.
//	5s/         a folder named by a duration: what is different from that time on, counted from [New]. It may have
//	            etc/*, zone and zone.NAME, which take the place of the files so named, and
//	5s/removed  the names of files which are there no more, one a line, as in etc/hosts.
//
// In env, hostname, interfaces, routes, seed, dns, calls and removed blanks around a line do not count, nor do blank lines and those
// that begin with #. Another file or folder beside these is an error, so that a misspelt name is not taken for a missing file.
//
// # Routes
//
// The interfaces also say from which address a packet would leave, by which getaddrinfo sorts its results (RFC 6724), unless the
// file routes does. An interface that is up leads to the prefixes of its addresses, or of their peers; every other destination is
// reached from any address that is neither loopback nor link-local, nor on a loopback interface. Loopback addresses are reached
// from loopback addresses only; what is of link-local scope in IPv6, multicast too, only with a zone; and the broadcast address of
// a link not at all. Of several addresses that would do, the destination itself comes first, then for link-local destinations of
// IPv6 link-local ones, then in IPv6 those that are not deprecated, then those on its link, the most specific first, then in IPv6
// the longest common prefix, then the first in the file. With loopback interfaces only, nothing else is reachable; names are
// still looked up.
//
// # Determinism
//
// Query ids and all else that comes from System.Rand are the same in every run, in the order in which they are drawn; A and
// AAAA are asked at the same time, so that their order in the log of the DNS may differ, but not in its Trace, unless a fault
// has #N and no type: see [fakedns.ParseFaults]. So it is with lookups that goroutines begin at one instant. Within
// testing/synctest waiting takes no time, and the versions of a scenario follow one another by its clock.
package scenario
