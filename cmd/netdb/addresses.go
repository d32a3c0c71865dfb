package main

import (
	"context"
	"encoding/hex"

	"netdb.example/inet"
	"netdb.example/resolver"
)

func inetAton(_ context.Context, _ *resolver.Resolver, q query) (answer, error) {
	b, err := inet.Aton(q.arg(0))
	return packedAnswer(b[:]), err
}

func inetNtoa(_ context.Context, _ *resolver.Resolver, q query) (answer, error) {
	return ntop(inet.AF_INET, q.arg(0))
}

func inetPton(_ context.Context, _ *resolver.Resolver, q query) (answer, error) {
	af, err := addressFamily(q.arg(0))
	if err != nil {
		return answer{}, err
	}
	b, err := inet.Pton(af, q.arg(1))
	return packedAnswer(b), err
}

func inetNtop(_ context.Context, _ *resolver.Resolver, q query) (answer, error) {
	af, err := addressFamily(q.arg(0))
	if err != nil {
		return answer{}, err
	}
	return ntop(af, q.arg(1))
}

// addressFamily reads a family whose addresses have a text.
func addressFamily(text string) (inet.Family, error) {
	af, err := family("FAMILY", text, addressWords)
	switch {
	case err != nil:
		return af, err
	case af != inet.AF_INET && af != inet.AF_INET6:
		return af, errFamily
	}
	return af, nil
}

// ntop is the text of an address that is given in hexadecimal digits.
func ntop(af inet.Family, digits string) (answer, error) {
	packed, err := hex.DecodeString(digits)
	if err != nil {
		return answer{}, notPacked(af)
	}
	text, err := inet.Ntop(af, packed)
	if err != nil {
		return answer{}, notPacked(af)
	}
	return word(text), nil
}

func notPacked(af inet.Family) error {
	if af == inet.AF_INET6 {
		return notA("HEX", "a packed address of 32 hexadecimal digits")
	}
	return notA("HEX", "a packed address of 8 hexadecimal digits")
}
