// Package mockdns has the names of github.com/foxcpp/go-mockdns v1.3.0, for tests that are written against it: they change
// the import path and nothing else. The messages of its Server are those of package fakedns.
//
//	srv, err := mockdns.NewServer(map[string]mockdns.Zone{
//		"example.org.": {A: []string{"192.0.2.1"}},
//	}, false)
//	// ...
//	defer srv.Close()
//	srv.PatchNet(net.DefaultResolver)
//	defer mockdns.UnpatchNet(net.DefaultResolver)
//
// # Departures
//
// Of both, the Server and the Resolver:
//
//	                                   go-mockdns                       here
//	CNAMEs in a loop, or more than 16  are followed for ever, or all    SERVFAIL; an error of the Resolver
//	a PTR record behind a CNAME        is not found                     is found
//	the name *.example.org.            is itself                        is a wildcard (RFC 4592)
//	the case of names, a final dot     hide a Zone at times             do not matter
//	two Zones whose names are one      are two                          error of NewServer and all lookups
//	malformed data in a Zone           panic or silence, when asked     error of NewServer, AppendRR and some lookups
//	RemoveRR of all there is           removes Err too                  keeps a Zone with Err
//
// Of the Server:
//
//	a CNAME chain in an answer         each link named as the next one  the links in order, with their own names
//	the owner of a record              in lower case                    as the question, or the CNAME, spells it
//	ANY                                no records                       all records
//	Misc behind a CNAME                is not found                     is found
//	the name and type of a Misc        its header's, the key's          the Zone's, its header's
//	a CNAME asked for where none is    NXDOMAIN, even with Err          no error, no records; Err as for other types
//	a name that has names below only   NXDOMAIN                         no error, no records
//	a SOA asked for                    is made up for every name        is that of a Zone, as its other records
//	AUTHORITY                          a SOA of the name, if NXDOMAIN   the closest SOA above, if no records
//	AD with an Err, for PTR and Misc   is clear                         is set as for other types
//	RA                                 also varies with the RCODE       is set unless Authoritative
//	TXT with a backslash               is read as an escape             is left as it is
//	TXT of 255 octets                  has an empty string more         is one string
//	more than fits into UDP            is sent all the same             is cut, with TC
//	EDNS                               is ignored                       is answered
//	a class that is not IN             NOTIMP                           REFUSED
//	an opcode that is not QUERY        REFUSED                          NOTIMP
//	sockets                            from NewServer on                from the first LocalAddr on
//
// Of the Resolver:
//
//	LookupCNAME where none is          ""                               the name itself, as net.Resolver
//	LookupCNAME with Err               does not see it                  returns it
//	DialContext                        takes no notice of its context   ends with it
//
// What else a message is answered with, and what is refused, is as package fakedns has it.
package mockdns
