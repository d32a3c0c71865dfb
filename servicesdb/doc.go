// Package servicesdb reads services(5), the list of Internet network services, and answers
// getservbyname(3) and getservbyport(3) from it. The whole IANA registry of service names
// and port numbers is embedded, for machines without the file.
//
//	s, ok := servicesdb.IANA().ByName("https", "tcp") // s.Port is 443
//
// A file is read as the GNU C library reads it (nss/nss_files/files-service.c):
//
//	NAME PORT/PROTOCOL ALIAS... # comment
//
// Fields are separated by ASCII white space other than the newline. A comment begins at any
// '#', inside a word too, and a NUL byte ends a line likewise. Names are bytes, compared
// exactly. PORT is a number of C: 0x1f and 037 are 31. The first entry of a file that fits
// wins, and an alias counts as much as a name.
package servicesdb
