package main

import (
	"errors"
	"fmt"
	"slices"

	"netdb.example/inet"
	"netdb.example/resolver"
)

// The exit codes of the command. Of several calls the highest counts.
const (
	exitFound       = 0
	exitUsage       = 1
	exitNotFound    = 2
	exitUnsupported = 3
	exitNoAnswer    = 4 // nobody could say, for the time being or because something failed
)

// exitCodes are those of failed calls; what is not listed is exitNoAnswer.
var exitCodes = []struct {
	exit  int
	codes []string
}{
	{exitUsage, []string{"EINVAL", "EAI_BADFLAGS", "EAI_IDN_ENCODE"}},
	{exitNotFound, []string{"EAI_NONAME", "EAI_NODATA", "EAI_ADDRFAMILY", "EAI_SERVICE", "HOST_NOT_FOUND", "NO_DATA"}},
	{exitUnsupported, []string{"EAI_FAMILY", "EAI_SOCKTYPE", "EAFNOSUPPORT"}},
}

// A failure is the error of a call, as the JSON contract has it: the C name of a code, its number on Linux, and what
// strerror(3), gai_strerror(3) or hstrerror(3) says. Where the code is EINVAL it says what is wrong with which argument.
type failure struct {
	Code    string `json:"code"`
	Number  int    `json:"number"`
	Message string `json:"message"`

	cause error // what is behind the code, for a human reader; nil where the code says it all
}

// errFamily is the error of inet_pton and inet_ntop for a family that has no addresses.
var errFamily = &failure{"EAFNOSUPPORT", 97, "Address family not supported by protocol", nil}

func invalid(format string, args ...any) *failure {
	return &failure{"EINVAL", 22, fmt.Sprintf(format, args...), nil}
}

// notA says that an argument, by its name in the usage line, or the value of an option is not what it is to be.
func notA(what, want string) *failure { return invalid("%s is not %s", what, want) }

// optionValue is an option as an error names it.
func optionValue(name, value string) string { return "--" + name + " " + quote(value) }

// Error returns one line: the message, the code where that says more, and the cause.
func (f *failure) Error() string {
	text := f.Message
	if f.Code != "EINVAL" {
		text += " (" + f.Code + ")"
	}
	if f.cause != nil {
		text += ": " + f.cause.Error()
	}
	return text
}

func (f *failure) exitCode() int {
	for _, e := range exitCodes {
		if slices.Contains(e.codes, f.Code) {
			return e.exit
		}
	}
	return exitNoAnswer
}

// newFailure tells what the error of a call is to be reported as. The calls that have an h_errno report that.
func newFailure(err error, herrno bool) *failure {
	var known *failure
	var parse *inet.ParseError
	var lookup *resolver.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &parse):
		return invalid("%s, at %s", parse.Msg, place(parse.At))
	case !errors.As(err, &lookup):
		lookup = &resolver.Error{Code: resolver.EAI_SYSTEM, Err: err}
	}
	if herrno {
		h := lookup.Herrno()
		return &failure{h.String(), int(h), h.Error(), lookup.Err}
	}
	return &failure{lookup.Code.String(), int(lookup.Code), lookup.Code.Error(), lookup.Err}
}

// place is where an address went wrong: at the rest of it.
func place(rest string) string {
	if rest == "" {
		return "its end"
	}
	return quote(rest)
}
