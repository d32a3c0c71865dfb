package resolver_test

import (
	"net/netip"
	"slices"
	"strings"
)

// simTexts are the outcomes that a call may have.
type simTexts map[string]bool

func (t simTexts) add(words ...any) { t[simText(words...).text] = true }

// simCodes are the codes by kind; EAI_AGAIN for those that are not listed.
var simCodes = map[simKind]string{simNXDomain: "EAI_NONAME", simNoData: "EAI_NODATA", simOddName: "EAI_FAIL", simUnusable: "EAI_FAIL",
	simCanceled: "EAI_CANCELED", simBroken: "EAI_SYSTEM", simMalformed: "EAI_SYSTEM", simAddrFamily: "EAI_ADDRFAMILY"}

// each adds what found makes of an answer, or the code of one that is none.
func (t simTexts) each(answers simAnswers, found func(a simAnswer)) {
	for _, a := range answers {
		code, ok := simCodes[a.kind]
		switch {
		case a.kind == simFound:
			found(a)
		case ok:
			t.add(code)
		default:
			t.add("EAI_AGAIN")
		}
	}
}

// expect is what a call may come to.
func (w *simWorld) expect(c *simCall) simTexts {
	t, s, words := simTexts{}, simSpan{c.start, c.end, c.wasCanceled()}, c.words()
	simExpect[c.Args[0]](w, t, words, s)
	return t
}

// simExpect says of each call what it may come to.
var simExpect = map[string]func(w *simWorld, t simTexts, words simWords, s simSpan){
	"gethostbyname": func(w *simWorld, t simTexts, words simWords, s simSpan) {
		t.each(w.byNode(words.args[0], "4", words, s), func(a simAnswer) {
			for _, addr := range a.addrs { // which is the first is for RFC 6724 to say
				t.add(addr)
			}
		})
	},
	"gethostbyname_ex": func(w *simWorld, t simTexts, words simWords, s simSpan) {
		name := words.args[0]
		if addr, err := netip.ParseAddr(name); err == nil || isSimNumber(name) {
			if addr.Is4() {
				t.add(name, []string{}, []netip.Addr{addr})
			} else {
				t.add("EAI_NONAME")
			}
			return
		}
		t.each(w.byName(name, "4", s), t.host)
	},
	"gethostbyaddr": func(w *simWorld, t simTexts, words simWords, s simSpan) {
		t.each(w.byAddr(netip.MustParseAddr(words.args[0]), s), t.host)
	},
	"getaddrinfo": (*simWorld).expectAddrinfo,
	"getnameinfo": (*simWorld).expectNameinfo,
	"getfqdn":     (*simWorld).expectFQDN,
	"getservbyname": func(w *simWorld, t simTexts, words simWords, s simSpan) {
		w.eachService(s, func(entries []simService, broken bool) {
			t.service(entries, broken, func(e simService) bool {
				return slices.Contains(e.names, words.args[0]) && (words.arg(1) == "" || e.proto == words.arg(1))
			})
		})
	},
	"getservbyport": func(w *simWorld, t simTexts, words simWords, s simSpan) {
		w.eachService(s, func(entries []simService, broken bool) {
			t.service(entries, broken, func(e simService) bool {
				return e.port == words.args[0] && (words.arg(1) == "" || e.proto == words.arg(1))
			})
		})
	},
	"getprotobyname": func(w *simWorld, t simTexts, words simWords, s simSpan) {
		for _, conf := range w.inForce("etc/nsswitch.conf", s) {
			switch name := words.args[0]; {
			case conf.bad:
				t.add("EAI_SYSTEM")
			case name == "tcp":
				t.add("tcp", 6)
			case name == "UDP":
				t.add("udp", 17)
			default:
				t.add("EAI_NONAME")
			}
		}
	},
}

// host adds a struct hostent: all names but the last are aliases.
func (t simTexts) host(a simAnswer) {
	n := len(a.names) - 1
	t.add(a.names[n], a.names[:n], a.addrs)
}

func isSimNumber(name string) bool { return strings.Trim(name, "0123456789.") == "" }

// byNode is what getaddrinfo may make of a node: an address in the family, no name, or what is found for it.
func (w *simWorld) byNode(name, family string, words simWords, s simSpan) simAnswers {
	all := simAnswers{}
	addr, err := netip.ParseAddr(name)
	if words.has("idn") {
		name = simIDN(name)
	}
	switch {
	case err == nil && addr.Is4In6() && family == "4":
		all.add(simAnswer{names: []string{name}, addrs: []netip.Addr{addr.Unmap()}})
	case err == nil && addr.Is6() && family == "4", err == nil && addr.Is4() && family == "6" && !words.has("v4mapped"):
		all.add(simAnswer{kind: simAddrFamily})
	case err == nil && addr.Is4() && family == "6":
		all.add(simAnswer{names: []string{name}, addrs: []netip.Addr{netip.AddrFrom16(addr.As16())}})
	case err == nil:
		all.add(simAnswer{names: []string{name}, addrs: []netip.Addr{addr}})
	case words.has("numerichost") || isSimNumber(name):
		all.addKinds(simNXDomain)
	case family == "6" && words.has("v4mapped"):
		return w.byMappedName(name, words.has("all"), s)
	default:
		return w.byName(name, family, s)
	}
	return all
}

// simIDN encodes the one name that is drawn with other letters than those of ASCII.
func simIDN(name string) string { return strings.Replace(name, "bücher", "xn--bcher-kva", 1) }

func (w *simWorld) expectAddrinfo(t simTexts, words simWords, s simSpan) {
	node, service := words.arg(0), words.arg(1)
	if words.has("canonname") && node == "" {
		t.add("EAI_BADFLAGS")
		return
	}
	family := map[string]string{"inet": "4", "inet6": "6", "": "46"}[words.options["family"]]
	family, ok := w.configured(family, words.has("addrconfig"))
	if !ok {
		t.add("EAI_NONAME")
		return
	}
	answers := simAnswers{}
	switch passive := words.has("passive"); {
	case node != "":
		answers = w.byNode(node, family, words, s)
	case passive:
		answers.add(simAnswer{names: []string{""}, addrs: ofFamily(family, "0.0.0.0", "::")})
	default:
		answers.add(simAnswer{names: []string{""}, addrs: ofFamily(family, "127.0.0.1", "::1")})
	}
	for _, endpoints := range w.endpoints(service, words.options["socktype"], s) {
		if strings.HasPrefix(endpoints, "EAI_") {
			t.add(endpoints)
			continue
		}
		t.each(answers, func(a simAnswer) {
			name := ""
			if words.has("canonname") {
				name = a.names[len(a.names)-1]
			}
			t.add(name, slices.SortedFunc(slices.Values(a.addrs), netip.Addr.Compare), endpoints)
		})
	}
}

func ofFamily(family, four, six string) (addrs []netip.Addr) {
	if strings.Contains(family, "4") {
		addrs = append(addrs, netip.MustParseAddr(four))
	}
	if strings.Contains(family, "6") {
		addrs = append(addrs, netip.MustParseAddr(six))
	}
	return addrs
}

// configured is what AI_ADDRCONFIG leaves of a family.
func (w *simWorld) configured(family string, narrow bool) (string, bool) {
	if !narrow {
		return family, true
	}
	has := ""
	for _, word := range strings.Fields(w.ifaces) {
		word, _, _ := strings.Cut(word, ",")
		p, err := netip.ParsePrefix(word)
		if err != nil || p.Addr().IsLoopback() {
			continue
		}
		has += map[bool]string{true: "4", false: "6"}[p.Addr().Is4()]
	}
	switch {
	case family == "46" && has != "" && !strings.Contains(has, "6"):
		return "4", true
	case family == "46" && has != "" && !strings.Contains(has, "4"):
		return "6", true
	}
	return family, family == "46" || strings.Contains(has, family)
}
