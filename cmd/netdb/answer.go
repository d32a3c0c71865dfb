package main

import (
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"

	"netdb.example/inet"
	"netdb.example/protodb"
	"netdb.example/resolver"
	"netdb.example/servicesdb"
)

// An answer is what a call found.
type answer struct {
	result any        // what --json prints
	rows   [][]string // what is printed else: lines of words
}

// word is an answer of one string.
func word(s string) answer { return answer{s, [][]string{{s}}} }

type packedResult struct {
	Packed string `json:"packed"`
}

func packedAnswer(b []byte) answer {
	text := hex.EncodeToString(b)
	return answer{packedResult{text}, [][]string{{text}}}
}

type addrinfoResult struct {
	Family    string `json:"family"`
	Socktype  string `json:"socktype"`
	Protocol  string `json:"protocol"`
	Canonname string `json:"canonname"`
	Addr      string `json:"addr"` // without its scope
	Port      uint16 `json:"port"`
	Flowinfo  uint32 `json:"flowinfo"` // 0: no lookup sets it
	Scope     uint32 `json:"scope"`
}

func addrinfoAnswer(r *resolver.Resolver, list []resolver.Addrinfo) answer {
	results := make([]addrinfoResult, 0, len(list))
	rows := make([][]string, 0, len(list))
	for _, a := range list {
		addr := a.Addr.Addr()
		results = append(results, addrinfoResult{a.Family.String(), a.Socktype.String(), a.Protocol.String(), a.Canonname,
			addrText(addr), a.Addr.Port(), 0, r.ScopeID(addr)})
		row := []string{a.Family.String(), a.Socktype.String(), a.Protocol.String(), scopedText(addr),
			strconv.Itoa(int(a.Addr.Port()))}
		if a.Canonname != "" {
			row = append(row, a.Canonname)
		}
		rows = append(rows, row)
	}
	return answer{results, rows}
}

type nameinfoResult struct {
	Host    string `json:"host"`
	Service string `json:"service"`
}

func nameinfoAnswer(host, service string) answer {
	return answer{nameinfoResult{host, service}, [][]string{{host, service}}}
}

type hostentResult struct {
	Name    string   `json:"name"`
	Aliases []string `json:"aliases"`
	Addrs   []string `json:"addrs"`
}

// hostentAnswer prints three words: the name, the aliases and the addresses, with commas between them and - for none.
func hostentAnswer(h *resolver.Hostent) answer {
	addrs := make([]string, len(h.Addrs))
	for i, a := range h.Addrs {
		addrs[i] = addrText(a)
	}
	return answer{
		hostentResult{h.Name, list(h.Aliases), addrs},
		[][]string{{h.Name, commas(h.Aliases), commas(addrs)}},
	}
}

type serventResult struct {
	Name    string   `json:"name"`
	Aliases []string `json:"aliases"`
	Port    uint16   `json:"port"`
	Proto   string   `json:"proto"`
}

func serventAnswer(s servicesdb.Servent, text string) answer {
	return answer{serventResult{s.Name, list(s.Aliases), s.Port, s.Proto}, [][]string{{text}}}
}

type protoentResult struct {
	Name    string   `json:"name"`
	Aliases []string `json:"aliases"`
	Proto   int      `json:"proto"`
}

func protoentAnswer(p protodb.Protoent, text string) answer {
	return answer{protoentResult{p.Name, list(p.Aliases), p.Number}, [][]string{{text}}}
}

// list returns a list that JSON prints as [] where it is empty.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func commas(s []string) string {
	if len(s) == 0 {
		return "-"
	}
	return strings.Join(s, ",")
}

// addrText is inet_ntop(3): without the scope.
func addrText(a netip.Addr) string {
	if a.Is4() {
		return inet.Ntop4(a.As4())
	}
	return inet.Ntop6(a.As16())
}

func scopedText(a netip.Addr) string {
	if a.Zone() == "" {
		return addrText(a)
	}
	return addrText(a) + "%" + a.Zone()
}
