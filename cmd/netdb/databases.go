package main

import (
	"context"
	"strconv"

	"netdb.example/resolver"
)

func getservbyname(_ context.Context, r *resolver.Resolver, q query) (answer, error) {
	s, err := r.Getservbyname(q.arg(0), q.arg(1))
	return serventAnswer(s, strconv.Itoa(int(s.Port))), err
}

func getservbyport(_ context.Context, r *resolver.Resolver, q query) (answer, error) {
	port, err := portNumber(q.arg(0))
	if err != nil {
		return answer{}, err
	}
	s, err := r.Getservbyport(port, q.arg(1))
	return serventAnswer(s, s.Name), err
}

func getprotobyname(_ context.Context, r *resolver.Resolver, q query) (answer, error) {
	p, err := r.Getprotobyname(q.arg(0))
	return protoentAnswer(p, strconv.Itoa(p.Number)), err
}

func getprotobynumber(_ context.Context, r *resolver.Resolver, q query) (answer, error) {
	n, err := strconv.ParseUint(q.arg(0), 10, 31)
	if err != nil {
		return answer{}, notA("NUMBER", "a number from 0 to 2147483647")
	}
	p, err := r.Getprotobynumber(int(n))
	return protoentAnswer(p, p.Name), err
}

func portNumber(text string) (uint16, error) {
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return 0, notA("PORT", "a number from 0 to 65535")
	}
	return uint16(port), nil
}
