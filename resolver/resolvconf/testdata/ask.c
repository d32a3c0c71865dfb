/* ask NAME [ADDRESS...] is the name server at 127.0.0.1, and asks glibc's gethostbyname(3) for NAME. With addresses it answers
   with them, and prints the order in which they come; without any no name exists, and it prints those that are asked for. */
#include <arpa/inet.h>
#include <err.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static struct in_addr addrs[64];
static int naddrs;
static char asked[65536];

/* A question is behind the header of 12 octets; an answer refers to its name. */
static size_t reply(unsigned char *m, size_t n)
{
	unsigned char *p = m + 12;
	for (; *p; p += 1 + *p)
		snprintf(asked + strlen(asked), sizeof asked - strlen(asked), "%.*s.", *p, p + 1);
	strcat(asked, p == m + 12 ? ". " : " ");
	m[2] |= 0x80;
	m[3] = naddrs ? 0 : 3;
	m[7] = naddrs;
	for (int i = 0; i < naddrs; i++) {
		static const unsigned char record[] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4};
		memcpy(m + n, record, sizeof record);
		memcpy(m + n + sizeof record, &addrs[i], 4);
		n += sizeof record + 4;
	}
	return n;
}

static void *serve(void *arg)
{
	unsigned char m[4096];
	struct sockaddr_in from;
	for (;;) {
		socklen_t len = sizeof from;
		ssize_t n = recvfrom(*(int *)arg, m, 512, 0, (struct sockaddr *)&from, &len);
		sendto(*(int *)arg, m, reply(m, n), 0, (struct sockaddr *)&from, len);
	}
	return 0;
}

int main(int argc, char **argv)
{
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(53), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	if (bind(s, (struct sockaddr *)&at, sizeof at))
		err(2, "bind");
	for (; naddrs < argc - 2; naddrs++)
		inet_pton(AF_INET, argc > 2 ? argv[2 + naddrs] : "", &addrs[naddrs]);
	pthread_t server;
	pthread_create(&server, 0, serve, &s);
	struct hostent *h = gethostbyname(argv[1]);
	if (!naddrs)
		printf("%s", asked);
	for (char **a = h ? h->h_addr_list : 0; a && *a; a++)
		printf("%s ", inet_ntoa(*(struct in_addr *)*a));
	return 0;
}
