package parity

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"netdb.example/inet"
	"netdb.example/resolver"
)

// A placed is a result of getaddrinfo.
type placed struct {
	addr netip.Addr
	line string
}

// sorted is the answer that lists addrs, in the order in which they were found, with all their socket types. netdb sorts addresses, glibc
// results: where the rules make no order, these are not the same.
func (m *model) sorted(ctx context.Context, a Answer, addrs []netip.Addr) (Answer, error) {
	types := len(a) / len(addrs)
	if types < 2 || len(addrs) < 3 || !m.glibc(endpointsTogether) {
		return a, nil
	}
	first, canonname := a[0], ""
	if words := strings.SplitN(first, " ", 6); len(words) == 6 {
		first, canonname = strings.Join(words[:5], " "), " "+words[5]
	}
	lines := append([]string{first}, a[1:]...)
	var list []placed
	for _, addr := range addrs {
		at := slices.IndexFunc(lines, func(line string) bool { return lineAddr(line) == addr })
		if at < 0 {
			return a, nil // one with a scope
		}
		for _, line := range lines[at : at+types] {
			list = append(list, placed{addr, line})
		}
	}
	before := map[[2]netip.Addr]bool{}
	var failed error
	mergeSort(list, func(a, b netip.Addr) bool {
		is, known := before[[2]netip.Addr{a, b}]
		if !known && a != b {
			var err error
			if is, err = m.prefers(ctx, a, b); err != nil {
				failed = err
			}
			before[[2]netip.Addr{a, b}] = is
		}
		return is
	})
	all := make(Answer, len(list))
	for i, e := range list {
		all[i] = e.line
	}
	all[0] += canonname
	return all, failed
}

// lineAddr is the address in a line of an answer of getaddrinfo.
func lineAddr(line string) netip.Addr {
	addr, _ := netip.ParseAddr(strings.Fields(line)[3])
	return addr
}

// prefers reports whether a goes before b, though it was found behind it.
func (m *model) prefers(ctx context.Context, a, b netip.Addr) (bool, error) {
	q := m.q.withName(probe)
	q.Hints = &resolver.Hints{Family: inet.AF_UNSPEC, Socktype: resolver.SOCK_STREAM}
	q.Args = []string{probe, null}
	answer, err := m.ask(ctx, q, map[string]string{"etc/hosts": b.String() + " " + probe + "\n" + a.String() + " " + probe + "\n",
		"etc/host.conf": "multi on\n", "etc/nsswitch.conf": "hosts: files\n"})
	return err == nil && lineAddr(answer[0]) == a, err
}

// mergeSort is the qsort(3) of glibc 2.36.
func mergeSort(list []placed, before func(a, b netip.Addr) bool) {
	if len(list) < 2 {
		return
	}
	left, right := slices.Clone(list[:len(list)/2]), slices.Clone(list[len(list)/2:])
	mergeSort(left, before)
	mergeSort(right, before)
	for i := range list {
		if len(left) == 0 || len(right) > 0 && before(right[0].addr, left[0].addr) {
			list[i], right = right[0], right[1:]
		} else {
			list[i], left = left[0], left[1:]
		}
	}
}
