// Command bench measures netdb beside its peers: the same work, on one machine, in one run, in rounds that take turns. What
// counts is the ratio to a floor that is measured in the same rounds. README.md says how, and what the figures mean.
//
//	go run . [-short] [-json] [-run REGEXP] [-peers REGEXP] [-against DIR]
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"regexp"
)

var (
	short   = flag.Bool("short", false, "less than a minute: fewer rounds, and smaller ones")
	asJSON  = flag.Bool("json", false, "print data instead of tables")
	only    = flag.String("run", "", "measure only the subjects whose name matches this `regexp`")
	whom    = flag.String("peers", "", "measure only the peers whose name matches this `regexp`, and the floor")
	against = flag.String("against", "", "measure the netdb in the worktree `DIR` too, beside this one")
)

// A subject is something that netdb and its peers can do.
type subject struct {
	name string
	run  func(*bench) ([]*table, error)
}

// subjects, in the order of the tables. Each has a file of its own.
var subjects = []subject{
	{"lookup", lookup},
	{"flight", flight},
	{"memory", memory},
	{"silent", silent},
	{"cache", cache},
	{"text", text},
	{"tables", tables},
	{"hosts", hosts},
}

// A report is what -json prints.
type report struct {
	Facts  facts
	Tables []*table
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	if len(os.Args) == 3 && os.Args[1] == "peer" {
		serve(os.Args[2])
		return
	}
	flag.Parse()
	which, err := regexp.Compile(*only)
	if err != nil {
		log.Fatal("-run: ", err)
	}
	who, err := regexp.Compile(*whom)
	if err != nil {
		log.Fatal("-peers: ", err)
	}
	if !inside() {
		os.Exit(outside())
	}
	if err := measure(which, who); err != nil {
		log.Fatal(err)
	}
}

// measure runs the subjects that which matches, with the peers that who matches, and prints what they say, each as soon as it is
// known but for -json.
func measure(which, who *regexp.Regexp) error {
	b, err := newBench()
	if err != nil {
		return err
	}
	defer b.close()
	b.who = who
	r := report{Facts: newFacts(b)}
	if !*asJSON {
		fmt.Print(r.Facts)
	}
	for _, s := range subjects {
		if !which.MatchString(s.name) {
			continue
		}
		tables, err := s.run(b)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		r.Tables = append(r.Tables, tables...)
		for _, t := range tables {
			if !*asJSON {
				fmt.Print("\n", t)
			}
		}
	}
	if !*asJSON {
		return nil
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "\t")
	return out.Encode(r)
}
