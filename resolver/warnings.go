package resolver

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"netdb.example/resolver/dnsclient"
	"netdb.example/resolver/nsswitch"
)

// A watch is a Trace of a lookup that notes what goes wrong, in the order in which it does: each text once. Servers that a Cache
// asks are heard of in another goroutine, and perhaps when the lookup is over.
type watch struct {
	mu    sync.Mutex
	texts []string
	more  int      // texts that were too many
	asked []string // sources
}

// maxTexts bounds the Warnings of a Result.
const maxTexts = 64

// in returns ctx with w in it.
func (w *watch) in(ctx context.Context) context.Context {
	return WithTrace(ctx, &Trace{Source: w.source, Search: w.search, Reply: w.reply})
}

// source notes that a source is missing, or failed. One that has found what it could, beside a failure, has half of an answer.
func (w *watch) source(e TraceSource) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case e.Missing:
		w.note("not asked: " + sourceText(e.Source))
		return
	case e.Err == nil:
	case e.Status == nsswitch.Success:
		w.texts = slices.DeleteFunc(w.texts, func(text string) bool { return text == printable(e.Err.Error()) })
		w.note("half an answer: " + e.Err.Error())
	case e.Status != nsswitch.NotFound:
		w.note(e.Err.Error())
	}
	w.asked = append(w.asked, e.Source)
}

// search notes that there was no answer for a name of the search list.
func (w *watch) search(e TraceSearch) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e.Outcome {
	case dnsclient.Found, dnsclient.NXDomain, dnsclient.NoData:
		return
	}
	if e.Err != nil {
		w.note(e.Err.Error())
	}
}

// reply notes that the next server had to be asked.
func (w *watch) reply(e TraceReply) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if e.Failure != nil {
		w.note(e.Failure.Error())
	}
}

func (w *watch) note(text string) {
	text = printable(text)
	switch {
	case slices.Contains(w.texts, text):
	case len(w.texts) < maxTexts:
		w.texts = append(w.texts, text)
	default:
		w.more++
	}
}

// warnings are what was noted until now, and what the parsers have to say of the files that went into f.
func (w *watch) warnings(r *Resolver, f *found) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.asked) > 0 {
		conf, err := r.files.nsswitch.held()
		noteFile(w, "etc/nsswitch.conf", err, conf.WarningsOf("hosts"))
	}
	if slices.Contains(w.asked, "files") {
		hosts, err := r.files.hosts.held()
		noteFile(w, "etc/hosts", err, hosts.Warnings())
		conf, err := r.files.hostConf.held()
		noteFile(w, "etc/host.conf", err, conf.Warnings())
	}
	if slices.Contains(w.asked, "dns") && r.Conf == nil {
		_, err := r.files.resolvConf.held()
		if conf, _ := r.conf(); conf != nil {
			noteFile(w, "etc/resolv.conf", err, conf.Warnings())
		}
	}
	if len(f.Addrs) > 1 {
		policy, err := r.files.gaiConf.held()
		noteFile(w, "etc/gai.conf", err, policy.Warnings())
	}
	if w.more > 0 {
		return append(slices.Clone(w.texts), fmt.Sprintf("and %d more", w.more))
	}
	return slices.Clone(w.texts)
}

// noteFile notes why what is in force of a file is not what it holds now, and the warnings of its parser.
func noteFile[W ~struct {
	Line      int
	Text, Msg string
}](w *watch, path string, err error, all []W) {
	if err != nil {
		w.note(path + ": " + err.Error())
	}
	for i, warning := range all {
		if len(w.texts) == maxTexts {
			w.more += len(all) - i
			return
		}
		it := struct {
			Line      int
			Text, Msg string
		}(warning)
		place := "environment" // of resolv.conf(5)
		if it.Line > 0 {
			place = path + ":" + strconv.Itoa(it.Line)
		}
		w.note(place + ": " + quote(it.Text) + ": " + it.Msg)
	}
}

// printable is text with what is not printable ASCII escaped.
func printable(text string) string {
	if strings.IndexFunc(text, func(c rune) bool { return c < ' ' || c > '~' }) < 0 {
		return text
	}
	escaped := strconv.QuoteToASCII(text)
	return escaped[1 : len(escaped)-1]
}
