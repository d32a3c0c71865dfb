// Package libcdiff explains in what musl's functions of <netdb.h> differ from glibc's: for each request that package parity has put to
// both, by which causes; and it writes the document that tells of them.
package libcdiff

import "slices"

// A Cause is a reason why the two libraries differ.
type Cause struct {
	Name  string // of its section in the document
	Title string // what is different, in one sentence

	Glibc, Musl string // what each does
	Moving      string // what that means for a program that moves from the one to the other
	Source      string // where it is said: a man page, an RFC, a file of musl's src/network

	// Outcomes are those that it may have, if one is an error: "EAI_NODATA NO_DATA > EAI_NONAME; ok > EAI_AGAIN" are glibc's before each
	// arrow, and musl's behind it; "ok" is an answer.
	Outcomes string

	// Show is a part of "SCENARIO: REQUEST" by which an example is chosen; without it any will do.
	Show string

	// Explains returns the facets of a request in which the two may differ because of it: it holds the condition under which the cause is at work.
	Explains func(*Case) Facet
}

// A Group is a part of the document.
type Group struct {
	Title  string
	Causes []*Cause
}

// Groups are all causes. Of several that explain the same the first one does.
var Groups = []Group{
	{"What getaddrinfo is asked for", getaddrinfoCauses},
	{"Names of addresses", reverseCauses},
	{"Services and protocols", serviceCauses},
	{"Which names the DNS is asked for", searchCauses},
	{"How the DNS is asked, and what an answer means", dnsCauses},
	{"/etc/hosts and numeric names", hostsCauses},
	{"Files and variables that musl does not read", fileCauses},
	{"/etc/resolv.conf", resolvCauses},
	{"The order of addresses", orderCauses},
}

// Causes are those of all groups.
var Causes = func() (all []*Cause) {
	for _, g := range Groups {
		all = slices.Concat(all, g.Causes)
	}
	return all
}()
