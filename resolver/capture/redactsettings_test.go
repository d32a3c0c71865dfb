package capture

import "testing"

// What lines of the files interfaces and routes become under one key.
func TestInterfacesAndRoutes(t *testing.T) {
	r := newRedactor([]byte("key"))
	for _, tt := range []struct{ line, want string }{
		{"2:eth0 up,broadcast 10.1.2.3/24 fe80::1/64,deprecated", "2:eth0 up,broadcast 10.179.26.59/24 fe80::b0ec:118c:a54d:54b7/64,deprecated"},
		{"acme0 0", "jyli6 0"},
		{"sit0 up,tunnel fe80::1/64,home", "sit0 up,tunnel fe80::b0ec:118c:a54d:54b7/64,home"},
		{"ppp0 up 10.1.2.3/32,deprecated,peer=10.1.2.3/24", "ppp0 up 10.179.26.59/32,deprecated,peer=10.179.26.59/24"},
	} {
		if got := r.interfaceLine(tt.line); got != tt.want {
			t.Errorf("%q becomes %q, want %q", tt.line, got, tt.want)
		}
	}
	for _, tt := range []struct{ line, want string }{
		{"10.1.2.3 unreachable", "10.179.26.59 unreachable"},
		{"fe80::1%eth0 fe80::1/64,deprecated,home,tunnel", "fe80::b0ec:118c:a54d:54b7%eth0 fe80::b0ec:118c:a54d:54b7/64,deprecated,home,tunnel"},
	} {
		if got := r.routeLine(tt.line); got != tt.want {
			t.Errorf("%q becomes %q, want %q", tt.line, got, tt.want)
		}
	}
}
