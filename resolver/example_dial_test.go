package resolver_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"

	"netdb.example/inet"
	"netdb.example/resolver"
	"netdb.example/resolver/scenario"
)

// web is a machine whose DNS has www.example.test at this machine's loopback address.
func web() *resolver.Resolver {
	fsys, err := scenario.Txtar([]byte(`
-- etc/resolv.conf --
nameserver 192.0.2.53
search example.test
-- zone --
www.example.test. 60 IN A 127.0.0.1
`))
	if err != nil {
		panic(err)
	}
	m, err := scenario.New(fsys)
	if err != nil {
		panic(err)
	}
	return m.Resolver
}

// site is a web server on this machine, and the port that it listens at.
func site() (*httptest.Server, string) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.Host)
		fmt.Fprintln(w, "this is", host)
	}))
	u, _ := url.Parse(srv.URL)
	return srv, u.Port()
}

// An http.Client connects by this resolver, search list and all.
func ExampleResolver_DialContext() {
	srv, port := site()
	defer srv.Close()
	transport := &http.Transport{DialContext: web().DialContext}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}

	resp, err := client.Get("http://www:" + port + "/")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	io.Copy(os.Stdout, resp.Body)
	// Output: this is www
}

// Drivers of database/sql take a function that connects to an address.
func ExampleDialer() {
	srv, port := site()
	defer srv.Close()
	dialer := resolver.Dialer{Resolver: web()}
	dial := func(ctx context.Context, network, addr string) (net.Conn, error) { // as mysql.RegisterDialContext and pgconn.DialFunc take it
		return dialer.DialContext(ctx, network, addr)
	}

	conn, err := dial(context.Background(), "tcp", net.JoinHostPort("www.example.test", port))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	fmt.Println(conn.RemoteAddr().Network())
	// Output: tcp
}

// Others look up a host for themselves and take texts, as pgconn.LookupFunc does, or as a resolver of gRPC hands them to its
// connection.
func ExampleResolver_Stream() {
	lookup := func(ctx context.Context, host string) (addrs []string, err error) {
		hints := &resolver.Hints{Family: inet.AF_UNSPEC, Socktype: resolver.SOCK_STREAM}
		for addr, err := range web().Stream(ctx, host, "", hints) {
			if err != nil {
				return nil, err
			}
			addrs = append(addrs, addr.Addr.Addr().String())
		}
		return addrs, nil
	}

	fmt.Println(lookup(context.Background(), "www"))
	// Output: [127.0.0.1] <nil>
}

func ExampleWithTrace() {
	ctx := resolver.WithTrace(context.Background(), &resolver.Trace{
		Source: func(s resolver.TraceSource) { fmt.Println(s.Source, "says", s.Status) },
		Reply:  func(r resolver.TraceReply) { fmt.Println(r.Server, "says", r.Rcode, "to", r.Name) },
	})
	web().Getaddrinfo(ctx, "www", "http", &resolver.Hints{Family: inet.AF_INET})
	// Output:
	// files says UNAVAIL
	// 192.0.2.53:53 says NOERROR to www.example.test.
	// dns says SUCCESS
}
