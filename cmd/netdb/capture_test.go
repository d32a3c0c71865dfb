package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a scenario cannot say, here a LOCALDOMAIN with a blank behind it, shows in the replay, and that is told. The name server is
// the loopback address, on a real socket, for the machine of --root is a real one; whether anybody listens there is no matter.
func TestCaptureTellsWhatItDoesNotReproduce(t *testing.T) {
	root := t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, "etc"), 0o777); err != nil {
		t.Fatal(err)
	}
	conf := "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"
	if err := os.WriteFile(filepath.Join(root, "etc", "resolv.conf"), []byte(conf), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Setenv("LOCALDOMAIN", "sub.example ")
	t.Setenv("RES_OPTIONS", "")
	for _, redact := range []bool{false, true} {
		file := filepath.Join(t.TempDir(), "bug.txtar")
		args := []string{"--root", root, "capture", "-o", file}
		if redact {
			args = append(args, "--redact")
		}
		_, _, stderr := netdb(t, append(args, "gethostbyname", "x")...)
		if !strings.Contains(stderr, "netdb: capture: replayed, queries:") {
			t.Errorf("redact %v: standard error:\n%s", redact, stderr)
		}
		if info, err := os.Stat(file); err != nil || info.Size() == 0 {
			t.Errorf("redact %v: %v, %v", redact, info, err)
		}
	}
}

// A capture that cannot be written is no wrong usage, and a path at which there can be no file is told before the call.
func TestCaptureThatCannotBeWritten(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip(err) // it is Linux that has this device
	}
	code, stdout, stderr := netdb(t, "--scenario", tourFile, "capture", "-o", "/dev/full", "gethostbyname", "homer")
	if code != exitNoAnswer || stdout != "192.168.1.8\n" || !strings.Contains(stderr, "no space left on device") {
		t.Errorf("exit code %d, standard output %q, standard error %q", code, stdout, stderr)
	}
	code, stdout, _ = netdb(t, "--scenario", tourFile, "capture", "-o", "/nosuch/file", "gethostbyname", "homer")
	if code != exitUsage || stdout != "" {
		t.Errorf("exit code %d, standard output %q", code, stdout)
	}
}
