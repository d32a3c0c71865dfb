package main

import (
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// programs are the C programs: how each is built from c/, and the Debian package without which it cannot be.
var programs = []struct{ name, command, needs string }{
	{"server", "cc -O2 c/server.c", "gcc libc6-dev"},
	{"floor", "cc -O2 c/floor.c", "gcc libc6-dev"},
	{"glibc", "cc -O2 -pthread c/gai.c", "gcc libc6-dev"},
	{"musl", "musl-gcc -O2 -static c/gai.c", "musl-tools"},
	{"text", "cc -O2 c/text.c", "gcc libc6-dev"},
	{"text-musl", "musl-gcc -O2 -static c/text.c", "musl-tools"},
	{"db", "cc -O2 c/db.c", "gcc libc6-dev"},
	{"db-musl", "musl-gcc -O2 -static c/db.c", "musl-tools"},
	{"cares", "cc -O2 c/cares.c -lcares", "libc-ares-dev"},
}

// build builds the programs in dir, and the netdb of -against. Nothing is installed: a peer that cannot be built is left out,
// which is said.
func build(dir string) {
	for _, p := range programs {
		argv := append(strings.Fields(p.command), "-o", filepath.Join(dir, p.name))
		if out, err := exec.Command(argv[0], argv[1:]...).CombinedOutput(); err != nil {
			log.Printf("without %s, which needs: apt-get install %s\n%s%v", p.name, p.needs, out, err)
		}
	}
	if *against == "" {
		return
	}
	if err := buildAgainst(dir); err != nil {
		log.Fatal("-against: ", err)
	}
}

// buildAgainst builds this program on the netdb of another worktree, with a copy of go.mod that says so.
func buildAgainst(dir string) error {
	there, err := filepath.Abs(*against)
	if err != nil {
		return err
	}
	mod := filepath.Join(dir, "go.mod")
	for from, to := range map[string]string{"go.mod": mod, "go.sum": filepath.Join(dir, "go.sum")} {
		text, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		if err := os.WriteFile(to, text, 0o644); err != nil {
			return err
		}
	}
	for _, argv := range [][]string{
		{"go", "mod", "edit", "-replace", "netdb.example=" + there, mod},
		{"go", "build", "-modfile", mod, "-o", filepath.Join(dir, "against"), "."},
	} {
		cmd := exec.Command(argv[0], argv[1:]...)
		cmd.Stderr = os.Stderr
		if err := cmd.Run(); err != nil {
			return err
		}
	}
	return nil
}
