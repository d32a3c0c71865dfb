// Command consumer is a program of somebody else's, who wants one package of netdb and must not pay for the others: it is built
// and run by TestAConsumerOfServicesdbLinksNoDNS of servicesdb.
package main

import (
	"fmt"

	"netdb.example/servicesdb"
)

func main() {
	https, ok := servicesdb.IANA().ByName("https", "tcp")
	fmt.Println(https.Port, ok)
}
