// Package hostsfile reads hosts(5), the table of host names that is asked before DNS, and host.conf(5), which says how
// many of its lines count.
//
//	hosts, err := hostsfile.Parse(file)
//	for e := range hosts.Lookup(inet.AF_INET, "localhost") {
//		fmt.Println(e.Addr, e.Name, e.Aliases)
//	}
//
// What a line means and which lines answer for a name is as in glibc 2.36 (nss/nss_files/files-hosts.c). A File is an index
// over the text of the file: a million lines load in half a second, cost less than half of its size on top of it, and
// are found without reading others.
package hostsfile
