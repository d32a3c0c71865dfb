package main

import (
	"context"
	"runtime/debug"

	"netdb.example/protodb"
	"netdb.example/resolver"
	"netdb.example/servicesdb"
)

var versionCall = call{
	name:  "version",
	short: "Print the version, and those of the embedded registries of the IANA",
	long: `The registries of services and protocols stand in for /etc/services and
/etc/protocols where there are no such files.`,
	split: together,
	do:    version,
}

type versionResult struct {
	Version   string `json:"version"`
	Go        string `json:"go"`
	Services  string `json:"services"`  // the month of the registry
	Protocols string `json:"protocols"` // the month of the registry
}

func version(context.Context, *resolver.Resolver, query) (answer, error) {
	v := versionResult{Version: "unknown", Services: servicesdb.IANAVersion, Protocols: protodb.IANAVersion}
	if info, ok := debug.ReadBuildInfo(); ok {
		v.Version, v.Go = info.Main.Version, info.GoVersion
	}
	return answer{v, [][]string{
		{"netdb", v.Version, v.Go},
		{"services", "IANA", v.Services},
		{"protocols", "IANA", v.Protocols},
	}}, nil
}
