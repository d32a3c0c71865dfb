package resolver_test

import (
	"testing"

	"netdb.example/testdata/parity"
)

// TestParity holds the lookups of this package against what glibc was recorded to say: go test ./... does not look into testdata.
func TestParity(t *testing.T) {
	if testing.Short() {
		t.Skip("some 20,000 calls")
	}
	parity.Check(t, "../testdata/parity", false)
}
