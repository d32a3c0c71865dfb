package resolver_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
)

// hostileKinds are what a question of one family may come to, one of each.
var hostileKinds = []struct {
	name, want string
	do         fakedns.Action
}{
	{"an address", "right", nil},
	{"NXDOMAIN", "EAI_NONAME", coded(dns.RcodeNameError, soa)},
	{"NODATA", "EAI_NODATA", says(soa)},
	{"SERVFAIL", "EAI_AGAIN", coded(dns.RcodeServerFailure)},
	{"REFUSED", "EAI_AGAIN", coded(dns.RcodeRefused)},
	{"FORMERR", "EAI_FAIL", coded(dns.RcodeFormatError)},
	{"NOTIMP", "EAI_AGAIN", coded(dns.RcodeNotImplemented)},
	{"a referral", "EAI_AGAIN", lame("AUTHORITY example.org. NS ns")},
	{"data of others", "EAI_AGAIN", says("evil.test. ADDR FORGED")},
	{"a loop", "EAI_AGAIN", says("@ CNAME desk-1")},
	{"truncated, TCP reset", "EAI_AGAIN", overTCP(fakedns.Reset)},
	{"silence", "EAI_AGAIN", fakedns.Drop},
}

// What two families come to together is the same whichever answer is first, at the same moment or far apart, of one server and
// of two of the same kind.
func TestHostilePairs(t *testing.T) {
	for _, a := range hostileKinds {
		for _, aaaa := range hostileKinds {
			t.Run(a.name+" and "+aaaa.name, func(t *testing.T) {
				want := mergedOutcome(a.want, aaaa.want)
				for servers := 1; servers <= 2; servers++ {
					for _, late := range []fakedns.Fault{{}, delayed(dns.TypeA), delayed(dns.TypeAAAA)} {
						synctest.Test(t, func(t *testing.T) {
							srv := hostileServer(t)
							srv.Inject(fakedns.Fault{Match: fakedns.Match{Type: dns.TypeA}, Do: a.do},
								fakedns.Fault{Match: fakedns.Match{Type: dns.TypeAAAA}, Do: aaaa.do}, late)
							r := hostile{}.resolver(hostileServers()[:servers], 5*time.Second)
							r.Dial = srv.Dial
							addrs, err := r.Getaddrinfo(t.Context(), hostileHost, "", &resolver.Hints{Socktype: stream})
							if got := hostileOutcome(addrs, err); got != want {
								t.Errorf("%d servers, %v: got %s, want %s\n%s", servers, late.Match, got, want, srv.Log())
							}
							if n := len(srv.Queries()); n > hostilePackets {
								t.Errorf("sent %d queries", n)
							}
						})
					}
				}
			})
		}
	}
}

func delayed(qtype uint16) fakedns.Fault {
	return fakedns.Fault{Match: fakedns.Match{Type: qtype}, Do: fakedns.Delay(100 * time.Millisecond)}
}

func TestHostileServersThatDiffer(t *testing.T) {
	for _, first := range hostileKinds {
		for _, second := range hostileKinds {
			t.Run(first.name+", then "+second.name, func(t *testing.T) {
				want := []string{outcomeInTurn(first.want, second.want)}
				if first.name == "a loop" {
					want = append(want, first.want) // the next server may be asked, or not
				}
				synctest.Test(t, func(t *testing.T) {
					srv, servers := hostileServer(t), hostileServers()
					srv.Inject(fakedns.Fault{Match: fakedns.Match{Server: servers[0]}, Do: first.do},
						fakedns.Fault{Match: fakedns.Match{Server: servers[1]}, Do: second.do})
					r := hostile{}.resolver(servers, 5*time.Second)
					r.Dial = srv.Dial
					addrs, err := r.Getaddrinfo(t.Context(), hostileHost, "", &resolver.Hints{Family: inet.AF_INET, Socktype: stream})
					if got := strings.TrimPrefix(hostileOutcome(addrs, err), "AF_INET "); !slices.Contains(want, got) {
						t.Errorf("got %s, want %s\n%s", got, strings.Join(want, " or "), srv.Log())
					}
				})
			})
		}
	}
}

// outcomeInTurn is what two servers come to: what the first says that knows; without one a failure, which stays only if it is that
// of both.
func outcomeInTurn(first, second string) string {
	const passing, lasting = "EAI_AGAIN", "EAI_FAIL"
	switch {
	case first != passing && first != lasting:
		return first
	case second != passing && second != lasting, first == lasting:
		return second
	}
	return passing
}
