// Package resolvconf reads resolv.conf(5): the name servers, the search list, the sortlist and the options of the stub
// resolver, with glibc's rules for what counts and what is ignored. The aliases that go before the search list, those of
// $HOSTALIASES in hostname(7), are here too: see [HostAlias].
//
//	conf, err := resolvconf.Parse(file, resolvconf.Env{Hostname: "host.example.org"})
//	for name := range conf.Names("www") { ... } // www.example.org. then www.
//
// Parsing never fails on what a file says: what has no effect is told by [Config.Warnings], with its line.
package resolvconf
