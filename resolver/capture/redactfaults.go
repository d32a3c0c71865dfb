package capture

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"netdb.example/resolver/fakedns"
	"netdb.example/resolver/internal/faultword"
)

// faults redacts the file faults, which fakedns.ParseFaults has read. Its comments go, and those come that show what the
// messages say now.
func (r *redactor) faults(text string) (string, error) {
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimLeft(strings.TrimRight(line, "\r\n"), " \t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := faultLine{redactor: r}
		words, err := faultword.Split(line)
		if err != nil {
			return "", err
		}
		if words, err = f.words(words); err != nil {
			return "", err
		}
		b.WriteString(f.comments() + faultword.Join(words) + "\n")
	}
	return b.String(), nil
}

// A faultLine is redacted.
type faultLine struct {
	*redactor
	sent []fakedns.Packet // that the line lets a server send
}

// comments show what is sent. An OPT record, which has no place among answers, is of several lines.
func (f *faultLine) comments() string {
	text := event{query: new(question), replies: f.sent}.comments()
	return strings.ReplaceAll(text, "\n;", "\n#;")
}

func (f *faultLine) words(words []faultword.Word) ([]faultword.Word, error) {
	arrow := slices.Index(words, faultword.Word{Text: "->"})
	if arrow < 0 { // an empty line
		return nil, nil
	}
	var out []faultword.Word
	for _, w := range words[:arrow] {
		out = append(out, f.match(w))
	}
	out = append(out, words[arrow])
	for rest := words[arrow+1:]; ; {
		end := slices.Index(rest, faultword.Comma)
		if end < 0 {
			end = len(rest)
		}
		action, err := f.action(rest[:end])
		if err != nil {
			return nil, err
		}
		out = append(out, action...)
		if end == len(rest) {
			return out, nil
		}
		out, rest = append(out, faultword.Comma), rest[end+1:]
	}
}

// match redacts a word before the arrow.
func (f *faultLine) match(w faultword.Word) faultword.Word {
	if a, err := netip.ParseAddr(w.Text); err == nil {
		w.Text = f.addr(a).String()
	} else if a, err := netip.ParseAddrPort(w.Text); err == nil {
		w.Text = netip.AddrPortFrom(f.addr(a.Addr()), a.Port()).String()
	} else if dns.IsFqdn(w.Text) {
		w.Text = f.faultName(w.Text)
	}
	return w
}

// percentSigns are escaped in a name, so that it is not taken for an address with a zone.
var percentSigns = strings.NewReplacer(`\\`, `\\`, `\%`, `\%`, `%`, `\%`)

func (f *faultLine) faultName(text string) string { return percentSigns.Replace(f.name(text)) }

// An actionArgs redacts what an action takes.
type actionArgs func(f *faultLine, args []faultword.Word) ([]faultword.Word, error)

// actions are those of fakedns.ParseFaults. It is filled by init, since spoof-before holds another of them.
var actions map[string]actionArgs

func init() {
	actions = map[string]actionArgs{
		"wrong-question": nameArg,
		"wrong-owner":    nameArg,
		"answer":         (*faultLine).answer,
		"garbage":        octetsArg(0, func(_ *faultLine, octets []byte) []byte { return make([]byte, len(octets)) }),
		"send":           octetsArg(1, (*faultLine).send),
		"send-raw":       octetsArg(1, (*faultLine).sendRaw),
		"spoof-before":   (*faultLine).spoof,
	}
	for _, name := range []string{"drop", "delay", "duplicate", "reorder", "truncate", "rcode", "wrong-id", "oversize", "slow-drip",
		"close-mid", "reset", "refuse", "unreachable", "error", "lossy"} {
		actions[name] = func(_ *faultLine, args []faultword.Word) ([]faultword.Word, error) { return args, nil }
	}
}

// action redacts one action.
func (f *faultLine) action(words []faultword.Word) ([]faultword.Word, error) {
	redact, ok := actions[words[0].Text]
	if !ok {
		return nil, fmt.Errorf("faults: no way is known to redact the action %q", words[0].Text)
	}
	args, err := redact(f, words[1:])
	return append([]faultword.Word{words[0]}, args...), err
}

func nameArg(f *faultLine, args []faultword.Word) ([]faultword.Word, error) {
	return []faultword.Word{{Text: f.name(args[0].Text), Quoted: args[0].Quoted}}, nil
}

func (f *faultLine) spoof(args []faultword.Word) ([]faultword.Word, error) {
	forge, err := f.action(args[1:])
	return append([]faultword.Word{args[0]}, forge...), err
}

// answer redacts TYPE RDATA.
func (f *faultLine) answer(args []faultword.Word) ([]faultword.Word, error) {
	rr, err := dns.NewRR(". 300 IN " + faultword.Master(args))
	if err != nil {
		return nil, err
	}
	redacted, err := f.fromText(rr)
	if err != nil { // a type without data, which the wire has no form for
		return []faultword.Word{{Text: dns.Type(rr.Header().Rrtype).String()}}, nil
	}
	text, err := typeAndData(redacted)
	if err != nil {
		return nil, err
	}
	return faultword.Split(text)
}

// octetsArg redacts the argument i, if it is there, which is octets in hexadecimal digits.
func octetsArg(i int, redact func(f *faultLine, octets []byte) []byte) actionArgs {
	return func(f *faultLine, args []faultword.Word) ([]faultword.Word, error) {
		if i >= len(args) {
			return args, nil
		}
		octets, err := hex.DecodeString(args[i].Text)
		if err != nil {
			return nil, err
		}
		return append(slices.Clone(args[:i]), faultword.Word{Text: hex.EncodeToString(redact(f, octets)), Quoted: args[i].Quoted}), nil
	}
}

func (f *faultLine) send(octets []byte) []byte {
	octets = f.message(octets)
	f.sent = append(f.sent, fakedns.Packet{Data: octets})
	return octets
}

func (f *faultLine) sendRaw(octets []byte) []byte {
	octets = f.stream(octets)
	f.sent = append(f.sent, fakedns.Packet{Data: octets, Raw: true})
	return octets
}
