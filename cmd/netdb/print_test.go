package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"netdb.example/protodb"
	"netdb.example/resolver"
	"netdb.example/servicesdb"
)

func TestEscape(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"www.python.org", "www.python.org"},
		{"", ""},
		{"bücher.example", "bücher.example"},
		{`a"b\c`, `a"b\c`},
		{"ev\x1b[mil", `ev\x1b[mil`},
		{"a\nb\tc\rd\x00", `a\nb\tc\rd\x00`},
		{"\x7f\u0080\u009b", `\x7f\u0080\u009b`},
		{"\u202e\u2066\u200f\u061c\ufeff", `\u202e\u2066\u200f\u061c\ufeff`},
		{"\U000e0041", `\U000e0041`},
		{"\xff\xc3(", `\xff\xc3(`},
		{"\ufffd", "\ufffd"},
		{"a b", "a b"},
		{"a\u00a0b", `a\u00a0b`},
	} {
		if got := escape(test.in); got != test.want {
			t.Errorf("escape(%q) = %s, want %s", test.in, got, test.want)
		}
	}
}

func TestTextLineHasAsManyWordsAsTheRow(t *testing.T) {
	if got, want := textLine([]string{"a b", "c\td", `e\x20`}), `a\x20b c\td e\\x20`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func FuzzPrinted(f *testing.F) {
	for _, seed := range []string{"", "www", "\x1b[2J", "\u202e", "\xff", "\u2028", "\U000e0041", `"\`, "<&>", "a b\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var text, objects bytes.Buffer
		if err := printText(&text, [][]string{{s, s}}); err != nil {
			t.Fatal(err)
		}
		if err := printJSON(&objects, object{s, []string{s}, s, nil}); err != nil {
			t.Fatal(err)
		}
		for _, got := range []string{text.String(), objects.String(), errorLine(s), errorLine(callText(s, []string{s, s}))} {
			line, ok := strings.CutSuffix(got, "\n")
			if !ok || !utf8.ValidString(line) || strings.ContainsFunc(strings.ReplaceAll(line, "\ufffd", ""), unprintable) {
				t.Errorf("%q", got)
			}
		}
		if n := strings.Count(text.String(), " "); n != 1 {
			t.Errorf("%d spaces in %q", n, text.String())
		}
		word := strings.ReplaceAll(escapeField(s), `"`, `\"`)
		if back, err := strconv.Unquote(`"` + word + `"`); err != nil || back != s {
			t.Errorf("%q is printed as %s, which is %q, %v", s, word, back, err)
		}
		var back object
		if err := json.Unmarshal(objects.Bytes(), &back); err != nil {
			t.Errorf("%v: %s", err, objects.String())
		}
		if utf8.ValidString(s) && (back.Call != s || back.Args[0] != s || back.Result != s) {
			t.Errorf("%q came back as %+v", s, back)
		}
	})
}

// An object has its keys in this order, HTML's characters as they are, and lists where there is nothing in them.
func TestJSON(t *testing.T) {
	for _, test := range []struct {
		object object
		want   string
	}{
		{object{"getfqdn", []string{}, "", nil}, `{"call":"getfqdn","args":[],"result":""}`},
		{object{"getfqdn", []string{"<&>"}, "<&>", nil}, `{"call":"getfqdn","args":["<&>"],"result":"<&>"}`},
		{object{"getfqdn", []string{"\xff\u202e\x7f\U000e0041é"}, "", nil}, `{"call":"getfqdn","args":["\ufffd\u202e\u007f\udb40\udc41é"],"result":""}`},
		{object{"inet_aton", []string{"a"}, nil, invalid("no")}, `{"call":"inet_aton","args":["a"],"error":{"code":"EINVAL","number":22,"message":"no"}}`},
		{object{"getaddrinfo", []string{"a", "b"}, []addrinfoResult{{"AF_INET6", "SOCK_STREAM", "IPPROTO_TCP", "a.", "fe80::1", 80, 0, 2}}, nil},
			`{"call":"getaddrinfo","args":["a","b"],"result":[{"family":"AF_INET6","socktype":"SOCK_STREAM","protocol":"IPPROTO_TCP","canonname":"a.","addr":"fe80::1","port":80,"flowinfo":0,"scope":2}]}`},
		{object{"getaddrinfo", []string{"a"}, addrinfoAnswer(nil, nil).result, nil}, `{"call":"getaddrinfo","args":["a"],"result":[]}`},
		{object{"getnameinfo", []string{"a", "1"}, nameinfoResult{"h", "s"}, nil}, `{"call":"getnameinfo","args":["a","1"],"result":{"host":"h","service":"s"}}`},
		{object{"gethostbyname_ex", []string{"a"}, hostentAnswer(&resolver.Hostent{Name: "a"}).result, nil}, `{"call":"gethostbyname_ex","args":["a"],"result":{"name":"a","aliases":[],"addrs":[]}}`},
		{object{"gethostbyaddr", []string{"a"}, hostentAnswer(&resolver.Hostent{Name: "a", Addrs: []netip.Addr{netip.MustParseAddr("::c000:201%eth0")}}).result, nil},
			`{"call":"gethostbyaddr","args":["a"],"result":{"name":"a","aliases":[],"addrs":["::192.0.2.1"]}}`}, // glibc's text
		{object{"getservbyname", []string{"a"}, serventAnswer(servicesdb.Servent{Name: "a"}, "").result, nil}, `{"call":"getservbyname","args":["a"],"result":{"name":"a","aliases":[],"port":0,"proto":""}}`},
		{object{"getprotobyname", []string{"a"}, protoentAnswer(protodb.Protoent{Name: "a"}, "").result, nil}, `{"call":"getprotobyname","args":["a"],"result":{"name":"a","aliases":[],"proto":0}}`},
		{object{"inet_aton", []string{"a"}, packedAnswer([]byte{127, 0, 0, 1}).result, nil}, `{"call":"inet_aton","args":["a"],"result":{"packed":"7f000001"}}`},
	} {
		var got bytes.Buffer
		if err := printJSON(&got, test.object); err != nil || got.String() != test.want+"\n" {
			t.Errorf("%v, %swant\n%s", err, got.String(), test.want)
		}
	}
}

// Names in files and in the DNS may hold anything; what is printed of them may not.
func TestUnescapedBytesNeverReachOutput(t *testing.T) {
	const evil = "ev\x1b[2J\u202e\xff\x7f"
	dir := t.TempDir()
	for name, text := range map[string]string{
		"etc/hosts":         "192.0.2.1 " + evil + " " + evil + "2 evil\n",
		"etc/services":      evil + " 80/tcp " + evil + "2 evil\n",
		"etc/protocols":     evil + " 99 " + evil + "2 evil\n",
		"etc/nsswitch.conf": "hosts: files\n",
	} {
		writeFile(t, filepath.Join(dir, name), text)
	}
	for _, line := range []string{
		"gethostbyname_ex evil", "gethostbyaddr 192.0.2.1", "getnameinfo 192.0.2.1 80", "getfqdn evil", "getfqdn " + evil,
		"getaddrinfo evil 80 --flags canonname", "getservbyname evil", "getservbyport 80", "getprotobyname evil",
		"getprotobynumber 99", "gethostbyname no" + evil, "getservbyname no" + evil,
	} {
		for _, form := range []string{"--json=true", "--json=false"} {
			_, stdout, stderr := netdb(t, append(strings.Fields(line), form, "--root", dir)...)
			got := stdout + stderr
			if got == "" || strings.ContainsFunc(strings.ReplaceAll(got, "\n", ""), unprintable) || !utf8.ValidString(got) {
				t.Errorf("netdb %q: %q", line, got)
			}
		}
	}
}

// The name that a PTR record holds is a host name, or it is not printed at all.
func TestEscapesInTheDNS(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "etc/resolv.conf"), "nameserver 192.0.2.53\n")
	writeFile(t, filepath.Join(dir, "zone"), `1.2.0.192.in-addr.arpa. PTR ev\027[2Jil.example.`+"\n"+
		`www.example. CNAME ev\027[2Jil.example.`+"\n"+`ev\027[2Jil.example. A 192.0.2.1`+"\n")
	for _, line := range []string{"gethostbyaddr 192.0.2.1", "getnameinfo 192.0.2.1 80", "getfqdn 192.0.2.1", "gethostbyname_ex www.example", "getaddrinfo www.example 80 --flags canonname"} {
		_, stdout, stderr := netdb(t, append(strings.Fields(line), "--scenario", dir)...)
		if got := stdout + stderr; got == "" || strings.ContainsFunc(strings.ReplaceAll(got, "\n", ""), unprintable) {
			t.Errorf("netdb %s: %q", line, got)
		}
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

// Whatever the command, an answer that cannot be written is an error.
func TestWriteErrors(t *testing.T) {
	for _, line := range []string{
		"gethostbyname homer www", "--json gethostbyname homer www", "gethostbyname nosuchname --json",
		"version", "--version", "--help", "help", "getaddrinfo --help", "completion bash", "demo", "demo --json",
	} {
		args := strings.Fields(line)
		if !strings.Contains(line, "demo") {
			args = append(args, "--scenario", tourFile)
		}
		var stderr bytes.Buffer
		code := execute(t.Context(), args, nil, brokenWriter{}, &stderr)
		if code != exitNoAnswer || stderr.String() != "netdb: broken pipe\n" {
			t.Errorf("netdb %s: exit code %d, standard error %q", line, code, stderr.String())
		}
	}
}

// Of a long argument the beginning is shown, so that what is wrong with it is seen; of a long line, its ends.
func TestLongErrors(t *testing.T) {
	long := strings.Repeat("1", 1000)
	_, _, stderr := netdb(t, "getservbyport", long)
	if want := `netdb: getservbyport "` + long[:64] + `"...: PORT is not a number from 0 to 65535` + "\n"; stderr != want {
		t.Errorf("%swant\n%s", stderr, want)
	}
	_, _, stderr = netdb(t, "--json="+long, "gethostname")
	if len(stderr) > 420 || !strings.HasPrefix(stderr, `netdb: gethostname: invalid argument "111`) || !strings.HasSuffix(stderr, "111\": invalid syntax\n") {
		t.Errorf("%s", stderr)
	}
}
