package fakedns

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"netdb.example/resolver/internal/faultword"
	"netdb.example/resolver/internal/rcode"
)

const (
	maxOctets   = 2 + dns.MaxMsgSize // of an answer over TCP, its length included
	maxDuration = 24 * time.Hour
)

// An actionForm is how an action is written: its word, what that takes, and how many words those are, -1 for any number.
type actionForm struct {
	params string
	count  int
	parse  func(args []faultword.Word) (Action, error)
}

func constant(a Action) actionForm {
	return actionForm{"", 0, func([]faultword.Word) (Action, error) { return a, nil }}
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
func parseActions(words []faultword.Word) (Action, error) {
	var all []Action
	for part := range splitSeq(words, faultword.Comma) {
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
func splitSeq(words []faultword.Word, separator faultword.Word) func(yield func([]faultword.Word) bool) {
	return func(yield func([]faultword.Word) bool) {
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

func parseAction(words []faultword.Word) (Action, error) {
	if len(words) == 0 {
		return nil, errors.New("an action is missing")
	}
	name, args := words[0].Text, words[1:]
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

func named(action func(string) Action) func([]faultword.Word) (Action, error) {
	return func(args []faultword.Word) (Action, error) {
		name, err := parseName(args[0].Text)
		return action(name), err
	}
}

func counted(action func(int) Action, most int) func([]faultword.Word) (Action, error) {
	return func(args []faultword.Word) (Action, error) {
		n, err := number(args[0].Text, 0, most)
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

func parseDelay(args []faultword.Word) (Action, error) {
	d, err := duration(args[0].Text)
	return Delay(d), err
}

func parseRcode(args []faultword.Word) (Action, error) {
	n, ok := rcode.Parse(args[0].Text)
	if !ok {
		return nil, fmt.Errorf("%q is neither the name of an RCODE nor a number up to 4095", args[0].Text)
	}
	return Rcode(n), nil
}

func parseAnswer(args []faultword.Word) (Action, error) { return Answer(faultword.Master(args)) }

func parseGarbage(args []faultword.Word) (Action, error) {
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

func octets(w faultword.Word) ([]byte, error) {
	data, err := hex.DecodeString(w.Text)
	if err != nil {
		return nil, fmt.Errorf("%.40q is not an even number of hexadecimal digits", w.Text)
	}
	return data, nil
}

func parseSlowDrip(args []faultword.Word) (Action, error) {
	n, err := number(args[0].Text, 1, maxOctets)
	if err != nil {
		return nil, err
	}
	d, err := duration(args[1].Text)
	return SlowDrip(n, d), err
}

func parseSpoof(args []faultword.Word) (Action, error) {
	if len(args) < 2 {
		return nil, errors.New("it takes a duration and an action")
	}
	d, err := duration(args[0].Text)
	if err != nil {
		return nil, err
	}
	forge, err := parseAction(args[1:])
	return SpoofBefore(forge, d), err
}

func sent(raw bool) func(args []faultword.Word) (Action, error) {
	return func(args []faultword.Word) (Action, error) {
		d, err := duration(args[0].Text)
		if err != nil {
			return nil, err
		}
		data, err := octets(args[1])
		return Send(Packet{After: d, Data: data, Raw: raw}), err
	}
}

func parseError(args []faultword.Word) (Action, error) {
	d, err := duration(args[0].Text)
	if err != nil {
		return nil, err
	}
	errno, ok := errorNamed(args[1].Text)
	if !ok {
		return nil, fmt.Errorf("%q is not one of %s", args[1].Text, strings.Join(errorNames(), ", "))
	}
	return Send(Packet{After: d, Err: errno}), nil
}
