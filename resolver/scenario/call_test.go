package scenario_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"netdb.example/resolver/scenario"
)

func TestCalls(t *testing.T) {
	calls, err := scenario.Calls(files("calls", `
# The first two at once.
gethostbyname www
	getaddrinfo  -  http --flags "passive"
@1.5s gethostbyname ""
@1m cancel=20ms gethostbyname "a b" "\u2028" c"d
cancel=1s "@5s"
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []scenario.Call{
		{Args: []string{"gethostbyname", "www"}},
		{Args: []string{"getaddrinfo", "-", "http", "--flags", "passive"}},
		{At: 1500 * time.Millisecond, Args: []string{"gethostbyname", ""}},
		{At: time.Minute, Cancel: 20 * time.Millisecond, Args: []string{"gethostbyname", "a b", "\u2028", `c"d`}},
		{Cancel: time.Second, Args: []string{"@5s"}},
	}
	if !reflect.DeepEqual(calls, want) {
		t.Errorf("got  %v\nwant %v", calls, want)
	}
	if calls, err := scenario.Calls(files()); calls != nil || err != nil {
		t.Errorf("without the file: %v, %v", calls, err)
	}
}

func TestCallPrintsAsItsLine(t *testing.T) {
	for _, c := range []scenario.Call{
		{Args: []string{"gethostbyname", "www", "@1s", "cancel=1s"}},
		{At: 1, Cancel: 90 * time.Minute, Args: []string{"x", "", " ", "\x1b[2J", `"`, `a"b`, `\`, "ü", "\xff", "\n"}},
		{Args: []string{"@1s", "a"}},
		{Args: []string{"cancel=1s", "a"}},
		{Args: []string{"#", "a"}},
		{Cancel: 1, Args: []string{""}},
	} {
		got, err := scenario.Calls(files("calls", c.String()))
		if err != nil || !reflect.DeepEqual(got, []scenario.Call{c}) {
			t.Errorf("%v reads as %v, %v", c, got, err)
		}
	}
	c := scenario.Call{At: time.Second, Cancel: 20 * time.Millisecond, Args: []string{"getfqdn", "a b", "c"}}
	if got, want := c.String(), `@1s cancel=20ms getfqdn "a b" c`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestCallsError(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"\n@x getfqdn", `calls:2: "x" is not a duration, as 1.5s or 20ms`},
		{"@-1s getfqdn", `calls:1: "-1s" is not a duration, as 1.5s or 20ms`},
		{"cancel= getfqdn", `calls:1: "" is not a duration, as 1.5s or 20ms`},
		{"@1s", `calls:1: "@1s": the call is missing`},
		{"@1s cancel=1s", `calls:1: "@1s cancel=1s": the call is missing`},
		{`getfqdn "a`, `calls:1: "\"a": a quote is not closed`},
	} {
		calls, err := scenario.Calls(files("calls", tt.text))
		if fmt.Sprint(err) != tt.want {
			t.Errorf("%q: got %v, %v, want %s", tt.text, calls, err, tt.want)
		}
	}
}
