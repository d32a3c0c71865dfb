package resolver_test

import (
	"fmt"
	"testing"

	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
)

const database = `
-- etc/services --
web 8080/tcp http # mine
`

func TestServicesAndProtocolsComeFromTheFileOrElseFromTheRegistry(t *testing.T) {
	byName := func(name, proto string) func(*resolver.Resolver) (any, error) {
		return func(r *resolver.Resolver) (any, error) { return r.Getservbyname(name, proto) }
	}
	byPort := func(port uint16, proto string) func(*resolver.Resolver) (any, error) {
		return func(r *resolver.Resolver) (any, error) { return r.Getservbyport(port, proto) }
	}
	protocol := func(name string) func(*resolver.Resolver) (any, error) {
		return func(r *resolver.Resolver) (any, error) { return r.Getprotobyname(name) }
	}
	number := func(n int) func(*resolver.Resolver) (any, error) {
		return func(r *resolver.Resolver) (any, error) { return r.Getprotobynumber(n) }
	}
	const none = "-- hostname --\nh\n"
	for _, tt := range []struct {
		name, machine string
		ask           func(*resolver.Resolver) (any, error)
		want          string
	}{
		{"registry by name", none, byName("http", "tcp"), "{http [www www-http] 80 tcp}"},
		{"registry by alias", none, byName("www", "udp"), "{http [www www-http] 80 udp}"},
		{"registry, any protocol", none, byName("syslog", ""), "{syslog [] 514 udp}"},
		{"registry, another protocol", none, byName("syslog", "tcp"), "EAI_NONAME"},
		{"registry by port", none, byPort(443, ""), "{https [] 443 tcp}"},
		{"registry, no such port", none, byPort(65000, ""), "EAI_NONAME"},
		{"file by name", database, byName("web", ""), "{web [http] 8080 tcp}"},
		{"file by alias", database, byName("http", "tcp"), "{web [http] 8080 tcp}"},
		{"the file is all there is", database, byName("https", ""), "EAI_NONAME"},
		{"file by port", database, byPort(8080, "tcp"), "{web [http] 8080 tcp}"},
		{"nsswitch without files", database + "-- etc/nsswitch.conf --\nservices: db\n", byName("web", ""), "EAI_NONAME"},
		{"nsswitch as Debian has it", database + "-- etc/nsswitch.conf --\nservices: db files\n", byName("web", ""), "{web [http] 8080 tcp}"},
		{"a success that goes on to no module stays", database + "-- etc/nsswitch.conf --\nservices: files [SUCCESS=continue] db\n", byName("web", ""), "{web [http] 8080 tcp}"},
		{"wherever the list ends then", "-- etc/nsswitch.conf --\nprotocols: files [SUCCESS=continue] db [UNAVAIL=return] nis\n", protocol("tcp"), "{tcp [TCP] 6}"},
		{"nsswitch malformed", database + "-- etc/nsswitch.conf --\nhosts: files [x\n", byName("web", ""), "EAI_SYSTEM"},
		{"protocol by name", none, protocol("tcp"), "{tcp [TCP] 6}"},
		{"protocol by alias", none, protocol("ICMP"), "{icmp [ICMP] 1}"},
		{"protocol by number", none, number(17), "{udp [UDP] 17}"},
		{"no such protocol", none, protocol("nosuch"), "EAI_NONAME"},
		{"no such number", none, number(-1), "EAI_NONAME"},
		{"protocols file", "-- etc/protocols --\nmine 6 MINE\n", number(6), "{mine [MINE] 6}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on(t, tt.machine, func(t *testing.T, m *scenario.Machine) {
				v, err := tt.ask(m.Resolver)
				got := fmt.Sprint(v)
				if err != nil {
					got = code(err)
				}
				if got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
			})
		})
	}
}

// What a caller does with an answer changes nobody else's.
func TestAliasesAreTheCallersOwn(t *testing.T) {
	on(t, "-- hostname --\nh\n", func(t *testing.T, m *scenario.Machine) {
		s, _ := m.Resolver.Getservbyname("http", "tcp")
		s.Aliases[0] = "spoilt"
		p, _ := m.Resolver.Getprotobyname("tcp")
		p.Aliases[0] = "spoilt"
		s, _ = m.Resolver.Getservbyname("http", "tcp")
		p, _ = m.Resolver.Getprotobyname("tcp")
		if s.Aliases[0] != "www" || p.Aliases[0] != "TCP" {
			t.Errorf("got %v, %v", s, p)
		}
	})
}
