package parity

import (
	"math/bits"
	"slices"
	"strings"
)

// A Departure is what netdb does differently from glibc, on purpose, where answers or queries show it. Its name heads its section
// in resolver/departures.md.
type Departure uint

// The departures that a model can go either way in.
const (
	localhostHere Departure = iota
	specialNames
	registry
	hostConf
	reverseName
	edns
	queryLimit
	familiesApart
	formatError
	junk
	lateAnswers
	extendedRcodes
	referrals
	tcpAnswers
	tcpDeadline
	askedTwice
	chains
	chainEnds
	searchFailures
	searchEntries
	errorCodes
	lastSource
	absentSources
	noSource
	invalidSwitch
	merge
	addressFailures
	noAAAAFailures
	canonicalNames
	properNames
	digitsAndDots
	colons
	namelessLines
	mappedAlone
	endpointsTogether
	nofqdn
	hostConfOrder
	hostConfTrim
	hostConfEnv
	clearedOptions
	missingHosts
	idnaSymbols
	idnaDecoding
	departures // how many there are
)

var departureNames = [departures]string{
	localhostHere:     "localhost",
	specialNames:      "special-names",
	registry:          "registry",
	hostConf:          "host-conf",
	reverseName:       "reverse-name",
	edns:              "edns",
	queryLimit:        "query-limit",
	familiesApart:     "families-apart",
	formatError:       "format-error",
	junk:              "junk",
	lateAnswers:       "late-answers",
	extendedRcodes:    "extended-rcodes",
	referrals:         "referrals",
	tcpAnswers:        "tcp-answers",
	tcpDeadline:       "tcp-deadline",
	askedTwice:        "asked-twice",
	chains:            "chains",
	chainEnds:         "chain-ends",
	searchFailures:    "search-failures",
	searchEntries:     "search-entries",
	errorCodes:        "error-codes",
	lastSource:        "last-source",
	absentSources:     "absent-sources",
	noSource:          "no-source",
	invalidSwitch:     "invalid-nsswitch",
	merge:             "merge",
	addressFailures:   "address-failures",
	noAAAAFailures:    "no-aaaa-failures",
	canonicalNames:    "canonical-names",
	properNames:       "host-names",
	digitsAndDots:     "digits-and-dots",
	colons:            "colons",
	namelessLines:     "nameless-lines",
	mappedAlone:       "mapped-alone",
	endpointsTogether: "endpoints-together",
	nofqdn:            "nofqdn",
	hostConfOrder:     "host-conf-reorder",
	hostConfTrim:      "host-conf-trim",
	hostConfEnv:       "host-conf-environment",
	clearedOptions:    "cleared-options",
	missingHosts:      "missing-hosts",
	idnaSymbols:       "idna-symbols",
	idnaDecoding:      "idna-decoding",
}

func (d Departure) String() string { return departureNames[d] }

// Departures is a set of them.
type Departures uint64

// All is all of them.
const All Departures = 1<<departures - 1

func (s Departures) has(d Departure) bool           { return s>>d&1 != 0 }
func (s Departures) without(d Departure) Departures { return s &^ (1 << d) }

// String is the names, with blanks between them.
func (s Departures) String() string {
	var names []string
	for ; s != 0; s &= s - 1 {
		names = append(names, Departure(bits.TrailingZeros64(uint64(s))).String())
	}
	return strings.Join(names, " ")
}

// DepartureNames are the names of all.
func DepartureNames() []string { return slices.Clone(departureNames[:]) }

// departuresNamed is the set that String prints.
func departuresNamed(text string) (s Departures, ok bool) {
	for name := range strings.FieldsSeq(text) {
		d := slices.Index(departureNames[:], name)
		if d < 0 {
			return 0, false
		}
		s |= 1 << d
	}
	return s, s != 0
}
