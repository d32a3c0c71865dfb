package fakedns

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"netdb.example/resolver/internal/faultword"
)

// parseLossy reads KEY=VALUE words, each key once.
func parseLossy(args []faultword.Word) (Action, error) {
	if len(args) == 0 {
		return nil, errors.New("nothing is to go wrong")
	}
	var n Network
	seen := map[string]bool{}
	for _, w := range args {
		key, value, ok := strings.Cut(w.Text, "=")
		set := networkKeys[key]
		switch {
		case !ok || set == nil:
			return nil, fmt.Errorf("%q is none of loss=, duplicate=, reorder=, corrupt=, latency=, jitter= and seed=", w.Text)
		case seen[key]:
			return nil, fmt.Errorf("%q is a second %s", w.Text, key)
		}
		seen[key] = true
		if err := set(&n, value); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
	}
	return Lossy(n), nil
}

// networkKeys set the fields of a Network from text.
var networkKeys = map[string]func(n *Network, text string) error{
	"loss":      func(n *Network, text string) (err error) { n.Loss, err = percent(text); return },
	"duplicate": func(n *Network, text string) (err error) { n.Duplicate, err = percent(text); return },
	"reorder":   func(n *Network, text string) (err error) { n.Reorder, err = percent(text); return },
	"corrupt":   func(n *Network, text string) (err error) { n.Corrupt, err = percent(text); return },
	"latency":   func(n *Network, text string) (err error) { n.Latency, err = duration(text); return },
	"jitter":    func(n *Network, text string) (err error) { n.Jitter, err = duration(text); return },
	"seed":      func(n *Network, text string) (err error) { n.Seed, err = seed(text); return },
}

// percent reads 30% as 0.3.
func percent(text string) (float64, error) {
	digits, ok := strings.CutSuffix(text, "%")
	f, err := strconv.ParseFloat(digits, 64)
	if !ok || err != nil || !(0 <= f && f <= 100) {
		return 0, fmt.Errorf("%q is not a percentage from 0%% to 100%%, as 12.5%%", text)
	}
	return f / 100, nil
}

func seed(text string) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not a number from 0 to %d", text, uint64(1<<64-1))
	}
	return n, nil
}
