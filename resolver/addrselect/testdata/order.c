// order FAMILY NAME prints the addresses in the order in which getaddrinfo(3) gives those of NAME; order - ADDRESS...
// prints the source address of each, "-" where it has none.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void print_sockaddr(const struct sockaddr *sa)
{
	char text[INET6_ADDRSTRLEN];
	const void *packed = sa->sa_family == AF_INET ? (const void *)&((const struct sockaddr_in *)sa)->sin_addr
	                                              : (const void *)&((const struct sockaddr_in6 *)sa)->sin6_addr;
	printf(" %s", inet_ntop(sa->sa_family, packed, text, sizeof text));
}

static int print_order(int family, const char *name)
{
	struct addrinfo hints = {.ai_family = family, .ai_socktype = SOCK_STREAM, .ai_flags = AI_CANONNAME}, *list;
	if (getaddrinfo(name, NULL, &hints, &list) != 0)
		return 1;
	for (struct addrinfo *a = list; a != NULL; a = a->ai_next)
		print_sockaddr(a->ai_addr);
	return 0;
}

static int print_source(const char *address)
{
	struct addrinfo hints = {.ai_socktype = SOCK_DGRAM, .ai_flags = AI_NUMERICHOST}, *dst;
	if (getaddrinfo(address, "9", &hints, &dst) != 0)
		return 1;
	struct sockaddr_storage src;
	socklen_t len = sizeof src;
	int fd = socket(dst->ai_family, SOCK_DGRAM, 0);
	if (connect(fd, dst->ai_addr, dst->ai_addrlen) == 0 && getsockname(fd, (struct sockaddr *)&src, &len) == 0)
		print_sockaddr((struct sockaddr *)&src);
	else
		printf(" -");
	close(fd);
	return 0;
}

int main(int argc, char **argv)
{
	int failed = argc < 3;
	if (!failed && strcmp(argv[1], "-") == 0)
		for (int i = 2; i < argc; i++)
			failed |= print_source(argv[i]);
	else if (!failed)
		failed = print_order(strcmp(argv[1], "AF_INET6") == 0 ? AF_INET6 : strcmp(argv[1], "AF_INET") == 0 ? AF_INET : AF_UNSPEC, argv[2]);
	printf("\n");
	return failed;
}
