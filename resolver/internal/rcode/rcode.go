// Package rcode has the names of RCODEs (RFC 6895 §2.3).
package rcode

import (
	"strconv"
	"strings"

	"github.com/miekg/dns"
)

// Text returns the name of an RCODE of a response, RCODE3841 for one that has none. Package dns calls 16 BADSIG, as it is
// called in a TSIG record; in a response it is BADVERS (RFC 6891 §9).
func Text(n int) string {
	if n == dns.RcodeBadVers {
		return "BADVERS"
	}
	if name, ok := dns.RcodeToString[n]; ok {
		return name
	}
	return "RCODE" + strconv.Itoa(n)
}

// Parse reads what Text returns, in any case, and numbers of 0 to 4095.
func Parse(text string) (n int, ok bool) {
	text = strings.ToUpper(text)
	if text == "BADVERS" {
		return dns.RcodeBadVers, true
	}
	if n, ok = dns.StringToRcode[text]; ok {
		return n, true
	}
	n, err := strconv.Atoi(strings.TrimPrefix(text, "RCODE"))
	return n, err == nil && 0 <= n && n <= 4095
}
