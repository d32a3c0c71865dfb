package inet

import "strconv"

// A ParseError says why a function of this package refused its argument.
type ParseError struct {
	Func string // the C function, such as "inet_pton"
	In   string // the argument at fault, whole
	Msg  string // why: one of a few constant texts
	At   string // where: the rest of In, from the place at fault on; "" if that is its end, or all of it
}

// The texts of ParseError.Msg.
const (
	msgWantDigit     = "want a decimal digit"
	msgWantDot       = "want a dot"
	msgWantNumber    = "want a decimal, octal or hexadecimal number"
	msgWantGroup     = "want a hexadecimal digit"
	msgWantColon     = "want a colon"
	msgLeadingZero   = "octet with a leading zero"
	msgOctetAbove255 = "octet above 255"
	msgPartTooLarge  = "number too large for its place"
	msgManyParts     = "more than four parts"
	msgLongGroup     = "group of more than four digits"
	msgManyGroups    = "more than eight groups"
	msgFewGroups     = "fewer than eight groups and no ::"
	msgSecondGap     = "second ::"
	msgEmptyGap      = ":: that stands for no group"
	msgScope         = "scope id after an address"
	msgUnexpected    = "unexpected character"
	msgFamily        = "address family not supported"
	msgSize4         = "an AF_INET address has 4 bytes"
	msgSize6         = "an AF_INET6 address has 16 bytes"
)

// newParseError stays out of line to keep the parsers' loops small.
//
//go:noinline
func newParseError(fn, in string, at uint, msg string) error {
	return &ParseError{Func: fn, In: in, Msg: msg, At: in[at:]}
}

// Error returns one line of printable ASCII, such as
//
//	inet_pton("1.2.3.256"): octet above 255 (at "256")
//
// of bounded length: of In and of At it shows the first 64 bytes at most.
func (e *ParseError) Error() string {
	s := e.Func + "(" + excerpt(e.In) + "): " + e.Msg
	if e.At != "" {
		s += " (at " + excerpt(e.At) + ")"
	}
	return s
}

// excerpt quotes the first 64 bytes of s.
func excerpt(s string) string {
	const most = 64
	if len(s) > most {
		return strconv.QuoteToASCII(s[:most]) + "..."
	}
	return strconv.QuoteToASCII(s)
}
