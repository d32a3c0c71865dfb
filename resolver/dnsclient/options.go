package dnsclient

import "strings"

// Options are what a query is to have or not to have. The zero Options are the usual ones. They do not alter what is answered, but that
// without OPT a server says nothing beside an answer (RFC 8914).
type Options struct {
	// MixCase draws the case of the letters of each question, and holds answers to it: bits that a forger has to guess (0x20, of
	// draft-vixie-dnsext-dns0x20). A server that does not keep the case is asked over TCP.
	MixCase bool
	// NoEDNS leaves out the OPT record (RFC 6891), and with it cookies.
	NoEDNS bool
	// NoCookies leaves out the cookie (RFC 7873) from it.
	NoCookies bool
}

// optionWords are the options in words.
var optionWords = []struct {
	word string
	of   func(*Options) *bool
}{
	{"mix-case", func(o *Options) *bool { return &o.MixCase }},
	{"no-edns", func(o *Options) *bool { return &o.NoEDNS }},
	{"no-cookies", func(o *Options) *bool { return &o.NoCookies }},
}

// Set sets an option by its word: mix-case, no-edns or no-cookies. It reports whether there is one.
func (o *Options) Set(word string) bool {
	for _, w := range optionWords {
		if w.word == word {
			*w.of(o) = true
			return true
		}
	}
	return false
}

// String returns the words of those that are set, with blanks between them.
func (o Options) String() string {
	var words []string
	for _, w := range optionWords {
		if *w.of(&o) {
			words = append(words, w.word)
		}
	}
	return strings.Join(words, " ")
}
