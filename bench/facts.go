package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// facts are what the figures depend on.
type facts struct {
	Date, CPU      string
	Processors     int
	Pinned         bool
	Kernel, Load   string
	Go, Libc, Ares string
	Netdb          string
	Against        string `json:",omitempty"`
	Short          bool
}

func newFacts(b *bench) facts {
	f := facts{
		Date:       time.Now().UTC().Format("2006-01-02 15:04 MST"),
		CPU:        lineOf("/proc/cpuinfo", "model name"),
		Processors: runtime.NumCPU(),
		Pinned:     b.cpus != nil,
		Kernel:     lineOf("/proc/sys/kernel/osrelease", ""),
		Load:       lineOf("/proc/loadavg", ""),
		Go:         runtime.Version(),
		Libc:       output("getconf", "GNU_LIBC_VERSION"),
		Ares:       "c-ares " + output("pkg-config", "--modversion", "libcares"),
		Netdb:      output("git", "describe", "--always", "--dirty"),
		Short:      *short,
	}
	if *against != "" {
		f.Against = output("git", "-C", *against, "describe", "--always", "--dirty")
	}
	return f
}

func (f facts) String() string {
	pinned := "clients on one, the server on another"
	if !f.Pinned {
		pinned = "nothing pinned: the figures are worth little"
	}
	against := ""
	if f.Against != "" {
		against = " against " + f.Against
	}
	return fmt.Sprintf("netdb %s%s, %s\n%s, %d processors (%s), Linux %s, load before %s\n%s, %s, %s\n",
		f.Netdb, against, f.Date, f.CPU, f.Processors, pinned, f.Kernel, f.Load, f.Go, f.Libc, f.Ares)
}

// lineOf is what stands behind key in the first line of file that begins with it.
func lineOf(file, key string) string {
	text, _ := os.ReadFile(file)
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, key); ok {
			return strings.Trim(rest, " \t:\n")
		}
	}
	return "?"
}

func output(argv ...string) string {
	out, err := exec.Command(argv[0], argv[1:]...).Output()
	if err != nil {
		return "?"
	}
	return strings.TrimSpace(string(out))
}
