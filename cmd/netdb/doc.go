// Netdb makes the calls of <netdb.h> and <arpa/inet.h> from a shell, with the names that they have in C and in Python:
//
//	netdb getaddrinfo www.python.org http
//	netdb --json gethostbyaddr 192.168.1.8
//	netdb --scenario tour.txtar gethostbyname_ex www
//
// Answers are those of package resolver. netdb --help lists the calls, the form of their answers and the exit codes; netdb
// demo shows them at work without a network.
package main
