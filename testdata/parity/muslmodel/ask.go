package muslmodel

import (
	"fmt"
	"io/fs"
	"net/netip"
	"strconv"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/scenario"
	"netdb.example/testdata/parity"
)

// A Trace is what a request went through.
type Trace struct {
	Source  string // of the host: "numeric", "hosts" or "dns"
	Tried   []Try
	Servers []netip.Addr // those of resolv.conf, if the DNS was asked
	Ndots   int
	Waited  bool // an interval passed before all was answered
	Failed  bool // a SERVFAIL came, and the query was sent again at once
	Refused bool // an answer with another RCODE came, and was thrown away
	Again   bool // the buffer of gethostbyname or gethostbyaddr was too small, and all was asked again
}

// A Try is a name that the DNS was asked for, and what came back, by type. No answer is nil.
type Try struct {
	Name    string
	Types   []uint16
	Answers [][]byte
}

func (t *Trace) tried(name string, types []uint16, answers [][]byte) {
	t.Tried = append(t.Tried, Try{name, types, answers})
}

type machine struct {
	fsys       fs.FS
	interfaces []resolver.Interface
	system     resolver.System
	dnsServer  *fakedns.Server
	listens    map[netip.Addr]bool
	race       Race
	Trace      Trace
}

// zone is the name of the interface with an index, or the index.
func (m *machine) zone(index uint32) string {
	for _, i := range m.interfaces {
		if uint32(i.Index) == index {
			return i.Name
		}
	}
	return strconv.FormatUint(uint64(index), 10)
}

// killed is a signal that ends the process.
type killed int

const sigfpe killed = 8

// A text is a char *.
type text struct {
	s    string
	null bool
}

// A Race is who wins where several servers answer at the same time: for each query of a lookup, and for each server by its place in resolv.conf, how far
// behind the first its answers come. The zero Race is that of the order in resolv.conf.
type Race [2][maxServers]int

// Ask puts q to musl on the machine that fsys describes, which has just started. It must run within testing/synctest.
func Ask(fsys fs.FS, q parity.Request, race Race) (parity.Exchange, Trace, error) {
	s, err := scenario.New(fsys)
	if err != nil {
		return parity.Exchange{}, Trace{}, err
	}
	m := &machine{fsys: fsys, system: s.Resolver.System, dnsServer: s.DNS, listens: map[netip.Addr]bool{}, race: race}
	if m.interfaces, err = m.system.Interfaces(); err != nil {
		return parity.Exchange{}, Trace{}, err
	}
	servers, err := parity.Servers(fsys)
	if err != nil {
		return parity.Exchange{}, Trace{}, err
	}
	for _, server := range servers {
		m.listens[server.Addr()] = true
	}
	answer, err := q.Read(m.ask(q))
	return parity.NewExchange(q, answer, s.DNS), m.Trace, err
}

// ask returns what the program ask.c would print.
func (m *machine) ask(q parity.Request) (lines []string) {
	defer func() {
		switch signal := recover().(type) {
		case nil:
		case killed:
			lines = []string{fmt.Sprintf("? killed by %d", signal)}
		default:
			panic(signal)
		}
	}()
	switch arg := func(i int) text { return argument(q, i) }; q.Call {
	case "getaddrinfo":
		return m.printAddrinfo(m.getaddrinfo(arg(0), arg(1), q.Hints))
	case "getnameinfo":
		return m.printNameinfo(q)
	case "gethostbyname_ex":
		return m.printHostent(arg(0).s, inet.AF_INET)
	case "gethostbyname2":
		family := inet.AF_INET
		if strings.EqualFold(arg(1).s, "inet6") {
			family = inet.AF_INET6
		}
		return m.printHostent(arg(0).s, family)
	case "gethostbyaddr":
		addr := netip.MustParseAddr(q.Args[0])
		name := m.gethostbyaddr(address{addr: addr})
		return []string{"!\t0", row(name, address{addr: addr}.family()), row(name), fmt.Sprintf("\t%x", addr.AsSlice())}
	case "getservbyname":
		s, ok := m.getservbyname(arg(0).s, arg(1))
		return entry(ok, arg(0).s, int(s.port), map[resolver.Protocol]string{6: "tcp", 17: "udp"}[s.protocol], arg(0).s)
	case "getservbyport":
		port, _ := strconv.Atoi(arg(0).s)
		name, proto, ok := m.getservbyport(uint16(port), arg(1))
		return entry(ok, name, int(uint16(port)), proto, name)
	}
	for _, p := range protocols {
		if q.Call == "getprotobyname" && p.name == q.Args[0] || q.Call == "getprotobynumber" && strconv.Itoa(p.number) == q.Args[0] {
			return entry(true, p.name, p.number, "", "")
		}
	}
	return []string{"!\t1"}
}

func argument(q parity.Request, i int) text {
	if i >= len(q.Args) || q.Args[i] == "-" {
		return text{null: true}
	}
	return text{s: q.Args[i]}
}

// row is a line of words: texts in hexadecimal, numbers as they are.
func row(words ...any) string {
	var b strings.Builder
	for _, w := range words {
		switch w := w.(type) {
		case string:
			if w == "" {
				w = "="
			} else {
				w = fmt.Sprintf("%x", w)
			}
			b.WriteString("\t" + w)
		default:
			fmt.Fprintf(&b, "\t%d", w)
		}
	}
	return b.String()
}

func entry(ok bool, name string, number int, proto, alias string) []string {
	if !ok {
		return []string{"!\t1"}
	}
	aliases := ""
	if alias != "" {
		aliases = row(alias)
	}
	return []string{"!\t0", row(name, number, proto), aliases}
}

func (m *machine) printAddrinfo(list []address, services []service, canon string, err error) []string {
	if err != nil {
		return []string{fmt.Sprintf("!\t%d", err)}
	}
	lines := []string{"!\t0"}
	for _, a := range list {
		for _, s := range services {
			lines = append(lines, row(a.family(), s.socktype, s.protocol, string(a.addr.AsSlice()), a.scope, s.port, canon))
		}
	}
	return lines
}

var herrnos = map[error]int{resolver.EAI_NONAME: 1, resolver.EAI_AGAIN: 2}

func (m *machine) printHostent(name string, family inet.Family) []string {
	list, canon, err := m.gethostbyname2(name, family)
	if err != nil {
		return []string{fmt.Sprintf("!\t%d", herrnos[err])}
	}
	aliases := row(canon)
	if canon != name {
		aliases += row(name)
	}
	addrs := ""
	for _, a := range list {
		addrs += row(string(octets(a.addr, family)))
	}
	return []string{"!\t0", row(canon, family), aliases, addrs}
}

// octets are those of a as if it were of a family: a record of the other type in an answer counts too.
func octets(a netip.Addr, family inet.Family) []byte {
	size := 4
	if family == inet.AF_INET6 {
		size = 16
	}
	return append(a.AsSlice(), make([]byte, 16)...)[:size]
}

func (m *machine) printNameinfo(q parity.Request) []string {
	addr := netip.MustParseAddr(q.Args[0])
	scope, _ := strconv.ParseUint(addr.Zone(), 10, 32)
	host, err := m.hostname(address{addr.WithZone(""), uint32(scope)}, q.NIFlags)
	if err != nil {
		return []string{fmt.Sprintf("!\t%d", err)}
	}
	port, _ := strconv.Atoi(q.Args[1])
	serv := strconv.Itoa(port)
	if q.NIFlags&resolver.NI_NUMERICSERV == 0 {
		serv = m.serviceName(uint16(port), q.NIFlags&resolver.NI_DGRAM != 0)
	}
	return []string{"!\t0", row(host, serv)}
}
