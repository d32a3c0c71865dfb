package dnsclient

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/resolvconf"
)

// The letters of the tables below.
var outcomes = map[byte]Outcome{'o': Found, 'n': NXDomain, 'd': NoData, 's': ServFail, 'r': Refused, 't': NoAnswer,
	'f': Unusable, 'u': Unreachable, 'c': Canceled}

// play searches for name and answers the candidates from script in their order; '-' may not be asked for.
func play(t *testing.T, name string, conf *resolvconf.Config, script string) Outcome {
	t.Helper()
	answers := map[string]byte{}
	i := 0
	for n := range conf.Names(name) {
		answers[n] = script[i]
		i += 2
	}
	s := NewSearch(conf, name)
	var last Answer // as a Lookup has it: for the next question too
	for n, ok := s.Next(); ok; n, ok = s.Next() {
		n = dns.Fqdn(n)
		if answers[n] == '-' {
			t.Errorf("%s: %s was asked for", script, n)
		}
		last = Answer{Outcome: outcomes[answers[n]]}
		s.Note(&last)
	}
	return s.Answer().Outcome
}

// reports holds Search for name, with a search list and ndots 1, to scripts and what they come to.
func reports(t *testing.T, name string, list []string, table map[Outcome]string) {
	t.Helper()
	conf := &resolvconf.Config{Search: list, Ndots: 1}
	for want, scripts := range table {
		for script := range strings.FieldsSeq(scripts) {
			if got := play(t, name, conf, script); got != want {
				t.Errorf("%s: got %d, want %d", script, got, want)
			}
		}
	}
}

// A single label, the list s1 s2, and ndots 1: what glibc was seen to report for the outcomes of s1, s2 and the name as it is.
func TestSearchReportsWhatGlibcDoes(t *testing.T) {
	reports(t, "x", []string{"s1", "s2"}, map[Outcome]string{
		NXDomain: "n,n,n",
		NoData:   "n,n,d d,n,n n,d,n",
		ServFail: "s,n,n n,s,n s,s,n n,s,d s,s,d n,n,s s,s,s r,-,s",
		Refused:  "n,n,r s,r,d",
		NoAnswer: "n,n,t",
		Unusable: "f,-,f n,n,f",
		Found:    "r,-,o t,-,o n,r,o s,s,o o,-,- n,o,- s,o,- d,o,-",
	})
}

// Where glibc says HOST_NOT_FOUND (the first four) or NO_DATA although a name could not be asked for.
func TestSearchNeverSaysNotFoundAfterATemporaryFailure(t *testing.T) {
	reports(t, "x", []string{"s1", "s2"}, map[Outcome]string{
		Refused:  "n,r,n r,-,n d,r,n r,-,d",
		Unusable: "f,-,n n,f,d",
		NoAnswer: "n,t,n t,-,n",
		ServFail: "d,s,s s,d,n",
	})
}

// With enough dots the name as it is comes first, and its failure is reported unless the list succeeds.
func TestSearchReportsTheNameItselfIfItCameFirst(t *testing.T) {
	reports(t, "x.y", []string{"s1", "s2"}, map[Outcome]string{
		NXDomain: "n,n,n n,d,s n,s,d n,r,- n,t,-",
		NoData:   "d,n,n d,s,s",
		ServFail: "s,n,n s,d,n",
		Refused:  "r,n,n",
		NoAnswer: "t,n,n t,r,-",
		Found:    "o,-,- n,o,- s,o,- r,o,- t,n,o f,o,-",
	})
}

// A "." in the list is name as it is too, but not what came first: it decides no more than the other domains do.
func TestSearchReportsADomainBehindTheRoot(t *testing.T) {
	reports(t, "x", []string{".", "s1"}, map[Outcome]string{
		NXDomain: "n,n",
		NoData:   "n,d d,n",
		ServFail: "s,n n,s",
		Refused:  "r,-",
		Found:    "o,- n,o s,o",
	})
}

// Once the list has ended, name itself is asked for, unless it has been.
func TestSearchAsksForTheNameItselfOnce(t *testing.T) {
	for _, tt := range []struct{ name, list, want string }{
		{"x", "s1 s2", "x.s1. x."},
		{"x", "s1 . s2", "x.s1. x."},
		{"x", ". s1 . s2", "x. x.s1."},
		{"x.y", "s1 s2", "x.y. x.y.s1."},
		{"x.y", "s1 . s2", "x.y. x.y.s1."},
	} {
		var asked []string
		s := NewSearch(&resolvconf.Config{Search: strings.Fields(tt.list), Ndots: 1}, tt.name)
		for name, ok := s.Next(); ok; name, ok = s.Next() {
			asked = append(asked, dns.Fqdn(name))
			if strings.HasSuffix(name, ".s1") {
				s.Note(&Answer{Outcome: Refused})
			} else {
				s.Note(&Answer{Outcome: NXDomain})
			}
		}
		if got := strings.Join(asked, " "); got != tt.want {
			t.Errorf("%s with the list %s: asked for %s, want %s", tt.name, tt.list, got, tt.want)
		}
	}
}

func TestSearchEndsWhereNobodyListensAndOnCancel(t *testing.T) {
	conf := &resolvconf.Config{Search: []string{"s1", "s2"}, Ndots: 1}
	for _, script := range []string{"u,-,-", "n,u,-", "c,-,-"} {
		want := outcomes[strings.Trim(script, "n,-")[0]]
		if got := play(t, "x", conf, script); got != want {
			t.Errorf("%s: got %d, want %d", script, got, want)
		}
	}
}

// The pair of A and AAAA, each way round: rows A, columns AAAA.
func TestMergeDoesNotDependOnTheOrder(t *testing.T) {
	const letters = "ondsrtf"
	table := map[byte]string{ // letters:
		'o': "ooooooo",
		'n': "onnnnnn",
		'd': "ondsrtf",
		's': "onsssss",
		'r': "onrsrrr",
		't': "ontsrtt",
		'f': "onfsrtf",
	}
	for a, row := range table {
		for i := range letters {
			want := outcomes[row[i]]
			x, y := Answer{Outcome: outcomes[a]}, Answer{Outcome: outcomes[letters[i]]}
			if got := Merge(&x, &y).Outcome; got != want {
				t.Errorf("%c and %c: got %d, want %d", a, letters[i], got, want)
			}
			if got := Merge(&y, &x).Outcome; got != want {
				t.Errorf("%c and %c: got %d, want %d", letters[i], a, got, want)
			}
		}
	}
}

func TestMergeOfTwoThatAreFound(t *testing.T) {
	a := Answer{Name: "a.test", Addrs: []netip.Addr{netip.MustParseAddr("192.0.2.1")}, TTL: 60, AuthenticatedData: true}
	aaaa := Answer{Name: "a.test", Addrs: []netip.Addr{netip.MustParseAddr("2001:db8::1")}, TTL: 30}
	got := Merge(&a, &aaaa)
	if got.Name != "a.test" || !slices.Equal(got.Addrs, []netip.Addr{netip.MustParseAddr("192.0.2.1"), aaaa.Addrs[0]}) || got.TTL != 30 || got.AuthenticatedData {
		t.Errorf("got %+v", got)
	}
}

// Half an answer has with it what became of the other half, unless that is one that there is nothing; and what was said of either.
func TestMergeOfOneThatIsFound(t *testing.T) {
	stale, filtered := []ExtendedError{{Code: 3}}, []ExtendedError{{Code: 17}, {Code: 3}, {Code: 4}}
	why := errors.New("why")
	for outcome, want := range map[Outcome]error{NXDomain: nil, NoData: nil, Unusable: why, ServFail: why, Refused: why, NoAnswer: why, Unreachable: why, Canceled: why} {
		for _, found4 := range []bool{true, false} {
			a, aaaa := &Answer{Extended: stale}, &Answer{Outcome: outcome, Err: why, Extended: filtered}
			extended := []ExtendedError{{Code: 3}, {Code: 17}, {Code: 4}}
			if !found4 {
				a, aaaa = aaaa, a
				extended = filtered
			}
			if got := Merge(a, aaaa); got.Outcome != Found || got.Err != want || !slices.Equal(got.Extended, extended) || cap(got.Extended) != 3 {
				t.Errorf("%v, %v: got %+v", outcome, found4, got)
			}
		}
	}
}

func TestMergeStrictFailsWithEither(t *testing.T) {
	for _, tt := range []struct{ a, aaaa, want Outcome }{
		{Found, Found, Found}, {Found, NoData, Found}, {Found, ServFail, ServFail}, {NoAnswer, Found, NoAnswer},
		{Found, Refused, Refused}, {Found, Canceled, Canceled}, {NXDomain, NXDomain, NXDomain},
	} {
		if got := MergeStrict(&Answer{Outcome: tt.a}, &Answer{Outcome: tt.aaaa}).Outcome; got != tt.want {
			t.Errorf("%d and %d: got %d, want %d", tt.a, tt.aaaa, got, tt.want)
		}
	}
}

func ExampleClient_Lookup() {
	srv, err := fakedns.Parse(fakedns.Zone{Text: "www.example.org. A 192.0.2.1"})
	if err != nil {
		fmt.Println(err)
	}
	client := &Client{Dial: srv.Dial} // a program would leave Dial nil
	conf := client.Turn(&resolvconf.Config{Servers: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.53:53")}})
	answer := client.Lookup(context.Background(), conf).Ask("www.example.org", dns.TypeA)
	fmt.Println(answer.Addrs, "from", answer.Server, "over", answer.Network)
	// Output: [192.0.2.1] from 192.0.2.53:53 over udp
}

func ExampleSearch() {
	conf := &resolvconf.Config{Search: []string{"corp.example"}, Ndots: 1}
	s := NewSearch(conf, "www")
	for name, ok := s.Next(); ok; name, ok = s.Next() {
		fmt.Println("asked for", name)
		s.Note(&Answer{Outcome: NXDomain})
	}
	fmt.Println(s.Answer().Outcome == NXDomain)
	// Output:
	// asked for www.corp.example
	// asked for www
	// true
}
