// Gonet asks package net one question, and prints the answer or the error on one line.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
)

var questions = map[string]func(r *net.Resolver, name string) (any, error){
	"LookupHost":  func(r *net.Resolver, name string) (any, error) { return r.LookupHost(context.Background(), name) },
	"LookupCNAME": func(r *net.Resolver, name string) (any, error) { return r.LookupCNAME(context.Background(), name) },
	"LookupAddr":  func(r *net.Resolver, name string) (any, error) { return r.LookupAddr(context.Background(), name) },
	"LookupTXT":   func(r *net.Resolver, name string) (any, error) { return r.LookupTXT(context.Background(), name) },
	"CountHost": func(r *net.Resolver, name string) (any, error) {
		addrs, err := r.LookupHost(context.Background(), name)
		return len(addrs), err
	},
}

func main() {
	answer, err := questions[os.Args[1]](&net.Resolver{PreferGo: true}, os.Args[2])
	var dnsError *net.DNSError
	switch {
	case errors.As(err, &dnsError):
		fmt.Printf("%s, IsNotFound %t\n", dnsError.Err, dnsError.IsNotFound)
	case err != nil:
		fmt.Println(err)
	default:
		fmt.Println(answer)
	}
}
