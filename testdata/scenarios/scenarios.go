// Package scenarios holds the scenarios that the tests and the command share, in the form that package
// netdb.example/resolver/scenario reads: tour.txtar and tour-wildcard.txtar.
//
//	data, err := scenarios.FS.ReadFile("tour.txtar")
//	fsys, err := scenario.Txtar(data)
package scenarios

import "embed"

// FS holds every scenario as NAME.txtar.
//
//go:embed *.txtar
var FS embed.FS
