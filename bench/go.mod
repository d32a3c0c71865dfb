module netdb.example/bench

go 1.26.0

replace netdb.example => ../

require (
	github.com/miekg/dns v1.1.73
	github.com/ncruces/go-dns v1.3.4
	github.com/rs/dnscache v0.0.0-20230804202142-fc85eb664529
	golang.org/x/sys v0.49.0
	netdb.example v0.0.0
)

require (
	golang.org/x/net v0.62.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/text v0.43.0 // indirect
)
