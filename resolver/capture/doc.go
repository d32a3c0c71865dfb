// Package capture writes a lookup down as a scenario that reproduces it on any machine: a bug report that runs.
//
//	rec := capture.Record(nil) // this machine
//	_, err := rec.Resolver().Getaddrinfo(ctx, "www.example.org", "http", nil)
//	// ...
//	os.WriteFile("bug.txtar", rec.Scenario(scenario.Call{Args: []string{"getaddrinfo", "www.example.org", "http"}}), 0o666)
//
// What the scenario holds is all that the lookup has taken from the machine, and nothing else: the files of /etc that it has
// read, the variables and the name that it has asked for, the interfaces, the source addresses of what it has sorted, and each
// packet exchanged, with the time that it took. Package scenario runs it, in virtual time within testing/synctest.
//
// [Redact] puts other names and other addresses into a scenario, so that it can be shown around.
//
// # Packets
//
// The servers of the scenario have no zones but faults, one for each query: what came back to it, and when. The first one drops
// every query, so that one which was not asked then gets no answer. Query ids may differ from those on the wire: a reply is
// kept together with the query whose id it has, or, where it has none of them, with the latest on its connection.
//
// # Limits
//
// What a file held when it was first read holds from the start, and each change from when it was seen. A file that cannot be
// read for another reason than that it is missing, and an error of a socket that [fakedns.ParseFaults] has no name for, do
// not come out the same; a comment says so. Of what is as good as random the seed is kept: the ids are drawn from a generator
// that the seed, of 64 bits, was drawn for from crypto/rand.
package capture
