// The databases of the libc that this is built with, which reads its files at each call: db [LINES of the hosts file].
#include "peer.h"
#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>

static void name(int i) { getservbyname("https", "tcp"); }
static void miss(int i) { getservbyname("nosuchname", "tcp"); }
static void port(int i) { getservbyport(htons(443), "tcp"); }
static void proto(int i) { getprotobyname("ipv6-icmp"); }

static void hosts(const char *text)
{
	struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
	if (getaddrinfo(text, NULL, &hints, &found) == 0)
		freeaddrinfo(found);
}

static int lines = 1000;

static void hit(int i)
{
	char text[64];
	snprintf(text, sizeof text, "host-%07d.svc.example.internal", i * 617 % 1000 * (lines / 1000));
	hosts(text);
}

static void missing(int i) { hosts("nosuchhost.svc.example.internal"); }

int main(int argc, char **argv)
{
	if (argc == 2)
		lines = atoi(argv[1]);
	repeat((struct operation[]){{"servname", name}, {"servmiss", miss}, {"servport", port}, {"protoname", proto},
		{"hosthit", hit}, {"hostmiss", missing}, {0}});
}
