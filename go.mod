module netdb.example

go 1.26.0
