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
//	            says it does then. Lookups read hosts, resolv.conf, nsswitch.conf, host.conf, gai.conf, services and
//	            protocols; others may stand there, as they do in any /etc.
//	env         the environment: KEY=VALUE lines. All behind the = is the value. Lookups read LOCALDOMAIN and RES_OPTIONS
//	            (resolv.conf(5)). Missing: empty.
//	hostname    what gethostname(2) returns, on one line. Missing: localhost.
//	interfaces  the network interfaces, one a line: NAME FLAGS [ADDRESS/BITS...]. FLAGS is up, broadcast, loopback,
//	            pointtopoint, multicast and running with commas between them, or 0. An interface may be without an
//	            address; the first one has index 1. Missing: lo up,loopback 127.0.0.1/8 ::1/128.
//	zone        what the DNS knows, in master file form (RFC 1035 §5), as [fakedns.Zone] says; several zones may stand
//	zone.NAME   in one file, or in several, which make one DNS. It answers at any address that resolv.conf names.
//	            Missing: no name exists.
//	faults      reserved for what goes wrong in the DNS: an error. [fakedns.Server.Inject] does it from Go.
//
// In env, hostname and interfaces blanks around a line do not count, nor do blank lines and those that begin with #. Another
// file or folder beside these is an error, so that a misspelt name is not taken for a missing file.
//
// # Routes
//
// The interfaces also say from which address a packet would leave, by which getaddrinfo sorts its results (RFC 6724). An
// interface that is up leads to the prefixes of its addresses; every other destination is reached from any address that is
// neither loopback nor link-local, nor on a loopback interface. Loopback addresses are reached from loopback addresses only,
// link-local ones only over a link-local prefix, and in IPv6 only with a zone. Of several addresses that would do, the
// destination itself comes first, then those on its link, then the longest common prefix, then the first in the file. With
// loopback interfaces only, nothing else is reachable; names are still looked up.
//
// # Determinism
//
// Query ids and all else that comes from System.Rand are the same in every run, in the order in which they are drawn; A and
// AAAA are asked at the same time, so that their order in the log of the DNS may differ. Within testing/synctest waiting takes
// no time.
package scenario
