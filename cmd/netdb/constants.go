package main

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver"
)

// constant reads one of a type's constants: its C name, that name without prefix, both in any case, or its number. Another
// number, decimal or 0x, is taken as it is, for the call to judge.
func constant[T interface {
	~int
	fmt.Stringer
}](text, prefix string, all iter.Seq[T]) (value T, ok bool) {
	for c := range all {
		if strings.EqualFold(text, c.String()) || strings.EqualFold(prefix+text, c.String()) {
			return c, true
		}
	}
	n, err := strconv.ParseUint(text, 0, 31)
	return T(n), err == nil
}

// upTo are the numbers below n; a constant is one that has a name.
func upTo[T ~int](n T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for c := T(0); c < n && yield(c); c++ {
		}
	}
}

// bits are the single bits up to the last one.
func bits[T ~int](last T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for c := T(1); c <= last && yield(c); c <<= 1 {
		}
	}
}

// family reads an address family, for which 4 and 6 stand too. An error calls it what, and lists words.
func family(what, text string, words []string) (inet.Family, error) {
	switch text {
	case "4":
		return inet.AF_INET, nil
	case "6":
		return inet.AF_INET6, nil
	}
	af, ok := constant(text, "AF_", upTo(inet.AF_INET6+1))
	if !ok {
		return af, notA(what, "an address family: "+strings.Join(words, ", ")+", 4, 6")
	}
	return af, nil
}

func familyOption(text string) (inet.Family, error) {
	return family(optionValue("family", text), text, familyWords)
}

func socktype(text string) (resolver.Socktype, error) {
	t, ok := constant(text, "SOCK_", upTo(resolver.SOCK_DCCP+1))
	if !ok {
		return 0, notA(optionValue("socktype", text), "a socket type: "+strings.Join(socktypeWords, ", "))
	}
	return t, nil
}

// protocol reads a protocol, which may have any name of protocols(5) too.
func protocol(r *resolver.Resolver, text string) (resolver.Protocol, error) {
	if p, ok := constant(text, "IPPROTO_", upTo(resolver.IPPROTO_RAW+1)); ok {
		return p, nil
	}
	p, err := r.Getprotobyname(strings.TrimPrefix(text, "IPPROTO_"))
	if err != nil {
		return 0, notA(optionValue("proto", text), "a protocol: "+strings.Join(protoWords, ", ")+", or another of protocols(5)")
	}
	return resolver.Protocol(p.Number), nil
}

// flags reads names of bits, in any number of values and with commas or bars between them in each.
func flags[T interface {
	~int
	fmt.Stringer
}](values []string, prefix string, last T, words []string) (all T, err error) {
	if len(values) == 0 {
		return 0, nil
	}
	text := strings.ReplaceAll(strings.Join(values, ","), "|", ",")
	for word := range strings.SplitSeq(text, ",") {
		bit, ok := constant(word, prefix, bits(last))
		if !ok {
			return 0, notA(optionValue("flags", word), "a flag: "+strings.Join(words, ", "))
		}
		all |= bit
	}
	return all, nil
}
