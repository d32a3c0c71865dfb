package parity

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestDefects(t *testing.T) {
	path := filepath.Join(t.TempDir(), "defects")
	const text = "# a cause\na: getaddrinfo x\nb: getaddrinfo y\n\n# another\nc: getaddrinfo z\n"
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	d, err := readDefects(path)
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]bool{"a: getaddrinfo x": true, "a: getaddrinfo y": false} {
		if got := d.meet(line); got != want {
			t.Errorf("%q is a defect: %v", line, got)
		}
	}
	mended := d.unmet()
	if want := []string{"b: getaddrinfo y", "c: getaddrinfo z"}; !slices.Equal(mended, want) {
		t.Errorf("mended are %q, want %q", mended, want)
	}
	if err := d.write(path, mended); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if want := "# a cause\na: getaddrinfo x\n\n# another\n"; err != nil || string(got) != want {
		t.Errorf("left is %q, want %q: %v", got, want, err)
	}
}
