// Package protodb reads protocols(5), the list of protocols above IP, and answers
// getprotobyname(3) and getprotobynumber(3) from it. The whole IANA registry of protocol
// numbers is embedded, for machines without the file.
//
//	p, ok := protodb.IANA().ByName("tcp") // p.Number is 6
//
// A file is read as the GNU C library reads it (nss/nss_files/files-proto.c):
//
//	NAME NUMBER ALIAS... # comment
//
// Fields are separated by ASCII white space other than the newline. A comment begins at any
// '#', inside a word too, and a NUL byte ends a line likewise. Names are bytes, compared
// exactly. NUMBER is decimal, leading zeros or not. The first entry of a file that fits wins,
// and an alias counts as much as a name.
package protodb
