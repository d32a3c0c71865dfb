module consumer.example

go 1.26.0

require netdb.example v0.0.0

replace netdb.example => ../..
