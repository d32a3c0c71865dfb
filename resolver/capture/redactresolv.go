package capture

import (
	"net/netip"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver/resolvconf"
)

// resolvConfLine redacts a line of resolv.conf(5). Keywords are separated from what follows by a blank or a tab, and so are
// words from one another.
func (r *redactor) resolvConfLine(line string) string {
	end := strings.IndexAny(line, blanks)
	if end <= 0 {
		return ""
	}
	keyword, words := line[:end], wordsOf(line[end:])
	if len(words) == 0 {
		return ""
	}
	switch keyword {
	case "nameserver":
		words = r.nameServer(words[0])
	case "domain":
		words = []string{r.name(words[0])}
	case "search":
		words = r.searchList(words)
	case "sortlist":
		words = r.sortlist(words)
	case "options":
		words = options(words)
	default:
		return ""
	}
	if len(words) == 0 {
		return ""
	}
	return keyword + " " + strings.Join(words, " ")
}

const blanks = " \t"

func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(blanks, c) })
}

// nameServer returns one word, none for what is no address.
func (r *redactor) nameServer(word string) []string {
	if mapped, ok := r.aton(word); ok {
		return []string{mapped}
	}
	six, scope, scoped := strings.Cut(word, "%")
	b, err := inet.Pton6(six)
	if err != nil {
		return nil
	}
	mapped := r.addr(netip.AddrFrom16(b)).String()
	if scoped {
		mapped += "%" + r.interfaceName(scope)
	}
	return []string{mapped}
}

func (r *redactor) searchList(words []string) []string {
	list := make([]string, len(words))
	for i, word := range words {
		list[i] = r.name(word)
	}
	return list
}

// sortlist maps the addresses of networks, not their masks.
func (r *redactor) sortlist(words []string) []string {
	conf, err := resolvconf.Parse(strings.NewReader("sortlist "+strings.Join(words, " ")), resolvconf.Env{})
	if err != nil {
		return nil
	}
	for i, network := range conf.Sortlist {
		conf.Sortlist[i] = r.prefix(network)
	}
	for line := range strings.Lines(conf.String()) {
		if networks, ok := strings.CutPrefix(line, "sortlist "); ok {
			return wordsOf(strings.TrimSpace(networks))
		}
	}
	return nil
}

// optionNames are those of resolv.conf(5) and of RES_OPTIONS that mean something. The first that a word begins with counts, and
// behind those with a colon a number, whatever else follows.
var optionNames = []string{"ndots:", "timeout:", "attempts:", "rotate", "edns0", "single-request-reopen", "single-request",
	"no-tld-query", "no_tld_query", "no-reload", "use-vc", "trust-ad", "no-aaaa"}

// options leaves of each word what means something; the number of an option may be the word behind it.
func options(words []string) []string {
	var list []string
	name := ""
	for _, word := range words {
		o := option(word)
		if o == "" && strings.HasSuffix(name, ":") {
			o = number(word)
		}
		if o != "" {
			list = append(list, o)
		}
		name = ""
		if o == word {
			name = word
		}
	}
	return list
}

func option(word string) string {
	flag, cleared := strings.CutPrefix(word, "-")
	for _, name := range optionNames {
		isNumber := strings.HasSuffix(name, ":")
		switch {
		case isNumber && strings.HasPrefix(word, name):
			return name + number(word[len(name):])
		case !isNumber && strings.HasPrefix(flag, name) && cleared:
			return "-" + name
		case !isNumber && strings.HasPrefix(flag, name):
			return name
		}
	}
	return ""
}

// number is what atoi(3) reads at the beginning of a text.
func number(text string) string {
	text = strings.TrimLeft(text, "\t\n\v\f\r ")
	unsigned := strings.TrimLeft(text[:min(len(text), 1)], "+-") + text[min(len(text), 1):]
	rest := strings.TrimLeft(unsigned, digits)
	return text[:len(text)-len(rest)]
}
