package nsswitch

import "strconv"

// A Status is what a source says about a lookup.
type Status uint8

// The statuses of nsswitch.conf(5).
const (
	Success  Status = iota // found
	NotFound               // the source works, and does not know it
	Unavail                // there is no such source, or it does not work at all
	TryAgain               // the source does not work for the time being
)

var statusNames = [...]string{Success: "SUCCESS", NotFound: "NOTFOUND", Unavail: "UNAVAIL", TryAgain: "TRYAGAIN"}

// String returns the word of nsswitch.conf(5), such as "NOTFOUND".
func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return strconv.Itoa(int(s))
}

// An Action is what to do after a source has said its [Status].
type Action uint8

// The actions of nsswitch.conf(5). Default is no word there: it is [Return] for [Success], and [Continue] for the others.
const (
	Default  Action = iota
	Return          // this is the answer
	Continue        // ask the next source
	Merge           // join the answer with that of the next source; no database of <netdb.h> can, see Walk
)

var actionNames = [...]string{Default: "default", Return: "return", Continue: "continue", Merge: "merge"}

// String returns the word of nsswitch.conf(5), such as "return".
func (a Action) String() string {
	if int(a) < len(actionNames) {
		return actionNames[a]
	}
	return strconv.Itoa(int(a))
}

func defaultAction(s Status) Action {
	if s == Success {
		return Return
	}
	return Continue
}

// A Source is a service of a database, such as "files" or "dns", and the action on each status. Source{Name: "dns"} is what
// "dns" alone is in nsswitch.conf(5).
type Source struct {
	Name string
	On   [4]Action // by Status
}

// Action returns what to do after s said status: Return, Continue or Merge.
func (s Source) Action(status Status) Action {
	if a := s.On[status]; a != Default {
		return a
	}
	return defaultAction(status)
}

// set notes an action, a default one as Default.
func (s *Source) set(status Status, action Action) {
	if action == defaultAction(status) {
		action = Default
	}
	s.On[status] = action
}

// Walk asks the sources in order, until the action on an answer ends the walk or there are no more, and returns what the
// last source that was asked said; Unavail where there is none. try asks one source by its name; it must say Unavail for a
// name that it does not know. [Installed.Walk] has glibc's way with those.
//
// The answer itself is the caller's to keep: let try begin afresh at each call, and use what it kept only if Walk returns
// Success. It is then what the last call found. With [SUCCESS=continue] the walk goes on after a success, whose answer is
// lost whatever the next source says.
//
// After a Merge the walk ends too, as getaddrinfo(3) of glibc does: a success that would have to be merged with another
// source comes to NotFound.
func Walk(sources []Source, try func(name string) Status) Status {
	status, over := Unavail, false
	for i, s := range sources {
		if status, over = s.end(try(s.Name), i+1 == len(sources)); over {
			break
		}
	}
	return status
}

// end is what a walk comes to that ends after s, the last source or another, has said status, and whether it ends there.
func (s Source) end(status Status, last bool) (said Status, over bool) {
	switch action := s.Action(status); {
	case action == Continue:
		return status, false
	case action == Merge && status == Success && !last:
		return NotFound, true
	}
	return status, true
}
