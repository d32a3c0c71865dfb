package main

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// BenchmarkRepeat has what the subjects text and tables measure, for profiles.
func BenchmarkRepeat(b *testing.B) {
	for _, key := range slices.Sorted(maps.Keys(repeaters)) {
		if strings.HasPrefix(key, "hosts ") {
			continue
		}
		calls := repeaters[key]().operations
		for _, name := range slices.Sorted(maps.Keys(calls)) {
			call := calls[name]
			b.Run(strings.ReplaceAll(key, " ", "/")+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					call(i)
				}
			})
		}
	}
}
