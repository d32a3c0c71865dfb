// Package parity holds netdb against the C libraries: the same requests are put to the functions of <netdb.h> of glibc and musl
// and to netdb, on the same machine, and what they come to is compared, and what the name servers were asked.
//
//	scenarios/NAME.txtar     a machine, in the form of package netdb.example/resolver/scenario, and the requests: see Requests
//	ask/ask.c                the program that calls the C library
//	muslmodel                musl's rules, in Go, which say why musl says what it says
//	libcdiff                 in what musl and glibc differ, and by which causes: docs/libc-differences.md
//	glibc/NAME.golden        what glibc 2.36 says there
//	musl/NAME.golden         what musl 1.2.3 says there
//	differences/NAME.golden  what netdb says where that is not what glibc says
//
// TestParity needs no more than these files. TestLive asks the glibc of this machine again: for root on Linux, with gcc,
// musl-gcc and iproute2. Each scenario then becomes a machine in mount, network and UTS namespaces of its own: its etc is mounted as /etc, its interfaces are veth pairs, and netdb's own
// fakedns serves its zones at its name servers, which have to be loopback addresses. Each request is made by a process of its own,
// and meets name servers that have just started. A server where nobody listens is one with the fault "ADDRESS -> refuse".
//
//	go test ./testdata/parity -update                      writes the differences and the page, once they have been looked at
//	go test ./testdata/parity -run TestLive -live -parallel 16            holds the golden files against glibc
//	go test ./testdata/parity -run TestLive/NAME -live -record            writes those of one scenario
package parity
