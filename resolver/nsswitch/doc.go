// Package nsswitch reads nsswitch.conf(5), which names the sources of each database and what to do after each answer, and
// walks such a list.
//
//	conf, err := nsswitch.Parse(file) // "hosts: files [NOTFOUND=return] dns"
//	status := nsswitch.Walk(conf.Database("hosts"), func(name string) nsswitch.Status { ... })
//
// The grammar and its oddities are those of glibc 2.36. Which sources exist is the caller's business: who says so has those
// that do not among the [Config.Warnings], and passed over as glibc passes over a module that is not there.
//
//	have := nsswitch.Installed{"hosts": {"files", "dns"}}
//	conf, err := have.Parse(file)
//	status, missing := have.Walk("hosts", conf, func(name string) nsswitch.Status { ... })
package nsswitch
