package parity_test

import (
	"flag"
	"path/filepath"
	"strings"
	"testing"

	"netdb.example/testdata/parity"
)

const here parity.Folder = "."

func scenarioFiles(t *testing.T) []string { return here.ScenarioFiles(t) }

func nameOf(file string) string { return strings.TrimSuffix(filepath.Base(file), ".txtar") }

func goldenFile(library, name string) string { return filepath.Join(library, name+".golden") }

var update = flag.Bool("update", false, "write the files of differences")

// TestParity needs no more than the files of this folder.
func TestParity(t *testing.T) { parity.Check(t, here, *update) }
