// Package muslmodel answers the functions of <netdb.h> as musl 1.2.3 does, on a machine that is a value. It says why musl's
// answer to a request is what it is: see Trace. The recorded answers of musl itself hold it to the letter, for which
// test it is there; it is no resolver to use.
//
// Each file has the rules of those of musl's src/network that it names. What the rules have in common is that every lookup reads
// its file anew, through a line buffer of a fixed size: a longer line is several lines.
package muslmodel
