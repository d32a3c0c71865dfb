package nsswitch

import (
	"slices"
	"strings"
)

// cutAny splits s before the first of the bytes chars.
func cutAny(s, chars string) (before, rest string) {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

// parseSources reads ( SERVICE [ "[" ( ["!"] STATUS "=" ACTION )+ "]" ] )*. An action list where a service is expected ends
// the list; rest begins with it.
func parseSources(text string) (sources []Source, rest string, err *ParseError) {
	sources = []Source{}
	text = strings.Trim(text, blanks)
	for text != "" && text[0] != '[' {
		var s Source
		s.Name, text = cutAny(text, blanks+"[")
		text = strings.TrimLeft(text, blanks)
		if strings.HasPrefix(text, "[") {
			if text, err = s.parseActions(text[1:]); err != nil {
				return nil, "", err
			}
			text = strings.TrimLeft(text, blanks)
		}
		sources = append(sources, s)
	}
	return sources, text, nil
}

// parseActions reads an action list after its '[', and returns what follows its ']'.
func (s *Source) parseActions(text string) (rest string, err *ParseError) {
	text = strings.TrimLeft(text, blanks)
	for {
		if text, err = s.parseAction(text); err != nil {
			return "", err
		}
		if rest, ok := strings.CutPrefix(text, "]"); ok {
			return rest, nil
		}
	}
}

// parseAction reads [!]STATUS=ACTION and the blanks after it. With a '!' the action is that of all other statuses. The
// words are case-insensitive.
func (s *Source) parseAction(text string) (rest string, err *ParseError) {
	word, negated := strings.CutPrefix(text, "!")
	word, rest = cutAny(word, blanks+"=]")
	status, ok := lookUp(statusNames[:], word)
	if !ok {
		return "", malformed(text, "no status SUCCESS, NOTFOUND, UNAVAIL or TRYAGAIN")
	}
	rest = strings.TrimLeft(rest, blanks)
	if !strings.HasPrefix(rest, "=") {
		return "", malformed(text, "a status without \"=\"")
	}
	word, rest = cutAny(strings.TrimLeft(rest[1:], blanks), blanks+"=]")
	action, ok := lookUp(actionNames[:], word)
	if !ok || Action(action) == Default {
		return "", malformed(text, "no action return, continue or merge")
	}
	for other := range Status(len(s.On)) {
		if negated != (other == Status(status)) {
			s.set(other, Action(action))
		}
	}
	return strings.TrimLeft(rest, blanks), nil
}

func malformed(text, msg string) *ParseError { return &ParseError{Text: shown(text), Msg: msg} }

// lookUp finds a word, in any case, among names. A letter that folds to one of ASCII is longer than that.
func lookUp(names []string, word string) (i int, ok bool) {
	i = slices.IndexFunc(names, func(name string) bool { return len(name) == len(word) && strings.EqualFold(name, word) })
	return i, i >= 0
}

// String prints the source as it stands in nsswitch.conf(5): "dns [NOTFOUND=return]".
func (s Source) String() string {
	var actions []string
	for i, a := range s.On {
		if a != Default {
			actions = append(actions, Status(i).String()+"="+a.String())
		}
	}
	if actions == nil {
		return s.Name
	}
	return s.Name + " [" + strings.Join(actions, " ") + "]"
}
