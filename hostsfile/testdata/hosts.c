// hosts answers, from glibc's hosts(5) alone, the queries on its standard input: "AF_INET NAME", "AF_INET6 NAME",
// "AF_UNSPEC NAME" or "ADDR ADDRESS", one a line. Each is printed with its answer: the canonical name, the aliases in
// brackets and the addresses; or "-".
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static void print_addr(int af, const void *packed)
{
	char text[INET6_ADDRSTRLEN];
	printf(" %s", inet_ntop(af, packed, text, sizeof text));
}

static void print_hostent(const struct hostent *h)
{
	if (h == NULL) {
		printf(" -\n");
		return;
	}
	printf(" %s [", h->h_name);
	for (char **a = h->h_aliases; *a != NULL; a++)
		printf("%s%s", a == h->h_aliases ? "" : " ", *a);
	printf("]");
	for (char **a = h->h_addr_list; *a != NULL; a++)
		print_addr(h->h_addrtype, *a);
	printf("\n");
}

// The gai.conf and the empty network of record.sh leave the sort nothing to decide, so that the order is the file's.
static void print_any(const char *name)
{
	struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_CANONNAME}, *list;
	if (getaddrinfo(name, NULL, &hints, &list) != 0) {
		printf(" -\n");
		return;
	}
	printf(" %s []", list->ai_canonname);
	for (struct addrinfo *a = list; a != NULL; a = a->ai_next) {
		if (a->ai_family == AF_INET)
			print_addr(AF_INET, &((struct sockaddr_in *)a->ai_addr)->sin_addr);
		else
			print_addr(AF_INET6, &((struct sockaddr_in6 *)a->ai_addr)->sin6_addr);
	}
	printf("\n");
	freeaddrinfo(list);
}

static void print_by_addr(const char *text)
{
	unsigned char packed[16];
	if (inet_pton(AF_INET, text, packed) == 1)
		print_hostent(gethostbyaddr(packed, 4, AF_INET));
	else if (inet_pton(AF_INET6, text, packed) == 1)
		print_hostent(gethostbyaddr(packed, 16, AF_INET6));
	else
		printf(" not an address\n");
}

int main(void)
{
	char line[8192], *arg;
	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = 0;
		printf("%s =", line);
		if ((arg = strchr(line, ' ')) == NULL)
			return 1;
		*arg++ = 0;
		if (strcmp(line, "AF_INET") == 0)
			print_hostent(gethostbyname2(arg, AF_INET));
		else if (strcmp(line, "AF_INET6") == 0)
			print_hostent(gethostbyname2(arg, AF_INET6));
		else if (strcmp(line, "AF_UNSPEC") == 0)
			print_any(arg);
		else if (strcmp(line, "ADDR") == 0)
			print_by_addr(arg);
		else
			return 1;
	}
	return 0;
}
