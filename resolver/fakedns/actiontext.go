package fakedns

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"
)

const (
	maxOctets   = 2 + dns.MaxMsgSize // of an answer over TCP, its length included
	maxDuration = 24 * time.Hour
)

// An actionForm is how an action is written: its word, what that takes, and how many words those are, -1 for any number.
type actionForm struct {
	params string
	count  int
	parse  func(args []word) (Action, error)
}

func constant(a Action) actionForm {
	return actionForm{"", 0, func([]word) (Action, error) { return a, nil }}
}

// actionForms are the actions that have a text. It is filled by init, since spoof-before holds another of them.
var actionForms map[string]actionForm

func init() {
	actionForms = map[string]actionForm{
		"drop":           constant(Drop),
		"duplicate":      constant(Duplicate),
		"reorder":        constant(Reorder),
		"truncate":       constant(Truncate),
		"wrong-id":       constant(WrongID),
		"reset":          constant(Reset),
		"refuse":         constant(Refuse),
		"unreachable":    constant(Unreachable),
		"delay":          {"DURATION", 1, parseDelay},
		"rcode":          {"NAME", 1, parseRcode},
		"wrong-question": {"NAME", 1, named(WrongQuestion)},
		"wrong-owner":    {"NAME", 1, named(WrongOwner)},
		"answer":         {"TYPE RDATA...", -1, parseAnswer},
		"garbage":        {"[HEX]", -1, parseGarbage},
		"oversize":       {"OCTETS", 1, counted(Oversize, dns.MaxMsgSize)},
		"close-mid":      {"OCTETS", 1, counted(CloseMid, maxOctets)},
		"slow-drip":      {"OCTETS DURATION", 2, parseSlowDrip},
		"spoof-before":   {"DURATION ACTION...", -1, parseSpoof},
		"send":           {"DURATION HEX", 2, sent(false)},
		"send-raw":       {"DURATION HEX", 2, sent(true)},
		"error":          {"DURATION NAME", 2, parseError},
		"lossy":          {"KEY=VALUE...", -1, parseLossy},
	}
}

// parseActions reads actions with commas between them and returns the one that does all of it in turn.
func parseActions(words []word) (Action, error) {
	var all []Action
	for part := range splitSeq(words, comma) {
		a, err := parseAction(part)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return func(q Query, out []Packet) []Packet {
		for _, do := range all {
			out = do(q, out)
		}
		return out
	}, nil
}

// splitSeq yields the parts of words between the separators, at least one.
func splitSeq(words []word, separator word) func(yield func([]word) bool) {
	return func(yield func([]word) bool) {
		for {
			i := slices.Index(words, separator)
			if i < 0 {
				yield(words)
				return
			}
			if !yield(words[:i]) {
				return
			}
			words = words[i+1:]
		}
	}
}

func parseAction(words []word) (Action, error) {
	if len(words) == 0 {
		return nil, errors.New("an action is missing")
	}
	name, args := words[0].text, words[1:]
	form, ok := actionForms[name]
	if !ok {
		return nil, fmt.Errorf("%q is not an action", name)
	}
	if form.count >= 0 && len(args) != form.count {
		return nil, fmt.Errorf("%s takes %s: it is written %q", name, countText(form.count), strings.TrimSpace(name+" "+form.params))
	}
	a, err := form.parse(args)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", name, form.params, err)
	}
	return a, nil
}

func countText(n int) string {
	return [...]string{"nothing", "one word", "two words"}[n]
}

func named(action func(string) Action) func([]word) (Action, error) {
	return func(args []word) (Action, error) {
		name, err := parseName(args[0].text)
		return action(name), err
	}
}

func counted(action func(int) Action, most int) func([]word) (Action, error) {
	return func(args []word) (Action, error) {
		n, err := number(args[0].text, 0, most)
		return action(n), err
	}
}

// duration reads one that may be added to others without a thought of overflow.
func duration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 || d > maxDuration {
		return 0, fmt.Errorf("%q is not a duration up to %dh, as 1.5s or 20ms", text, int(maxDuration.Hours()))
	}
	return d, nil
}

func parseDelay(args []word) (Action, error) {
	d, err := duration(args[0].text)
	return Delay(d), err
}

func parseRcode(args []word) (Action, error) {
	if n, ok := dns.StringToRcode[strings.ToUpper(args[0].text)]; ok {
		return Rcode(n), nil
	}
	n, err := number(args[0].text, 0, 4095)
	if err != nil {
		return nil, fmt.Errorf("%q is neither the name of an RCODE nor a number up to 4095", args[0].text)
	}
	return Rcode(n), nil
}

func parseAnswer(args []word) (Action, error) {
	var b strings.Builder
	for i, w := range args {
		if i > 0 {
			b.WriteByte(' ')
		}
		if w.quoted {
			b.WriteString(masterString(w.text))
		} else {
			b.WriteString(w.text)
		}
	}
	return Answer(b.String())
}

// masterString is text as a <character-string> in quotes (RFC 1035 §5.1).
func masterString(text string) string {
	b := []byte{'"'}
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ' || c > '~':
			b = fmt.Appendf(b, "\\%03d", c)
		default:
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}

func parseGarbage(args []word) (Action, error) {
	if len(args) > 1 {
		return nil, errors.New("the octets are one word")
	}
	var data []byte
	if len(args) == 1 {
		var err error
		if data, err = octets(args[0]); err != nil {
			return nil, err
		}
	}
	return Garbage(data), nil
}

func octets(w word) ([]byte, error) {
	data, err := hex.DecodeString(w.text)
	if err != nil {
		return nil, fmt.Errorf("%.40q is not an even number of hexadecimal digits", w.text)
	}
	return data, nil
}

func parseSlowDrip(args []word) (Action, error) {
	n, err := number(args[0].text, 1, maxOctets)
	if err != nil {
		return nil, err
	}
	d, err := duration(args[1].text)
	return SlowDrip(n, d), err
}

func parseSpoof(args []word) (Action, error) {
	if len(args) < 2 {
		return nil, errors.New("it takes a duration and an action")
	}
	d, err := duration(args[0].text)
	if err != nil {
		return nil, err
	}
	forge, err := parseAction(args[1:])
	return SpoofBefore(forge, d), err
}

func sent(raw bool) func(args []word) (Action, error) {
	return func(args []word) (Action, error) {
		d, err := duration(args[0].text)
		if err != nil {
			return nil, err
		}
		data, err := octets(args[1])
		return Send(Packet{After: d, Data: data, Raw: raw}), err
	}
}

func parseError(args []word) (Action, error) {
	d, err := duration(args[0].text)
	if err != nil {
		return nil, err
	}
	errno, ok := errorNamed(args[1].text)
	if !ok {
		return nil, fmt.Errorf("%q is not one of %s", args[1].text, strings.Join(errorNames(), ", "))
	}
	return Send(Packet{After: d, Err: errno}), nil
}
