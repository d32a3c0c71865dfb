// walk prints which modules a lookup of a service and one of a host asks, in order, and whose answer it takes; "-" is none,
// "invalid" an nsswitch.conf that glibc refuses.
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>

int main(void)
{
	printf("services:");
	long before = ftell(stdout);
	errno = 0;
	struct servent *s = getservbyname("x", "tcp");
	if (s != NULL)
		printf(" = %s", s->s_name);
	else if (errno == EINVAL && ftell(stdout) == before)
		printf(" invalid");
	else
		printf(" = -");

	// With a canonical name wanted, it is getaddrinfo itself that walks.
	printf("\thosts:");
	struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM, .ai_flags = AI_CANONNAME}, *list;
	if (getaddrinfo("x", NULL, &hints, &list) == 0)
		printf(" = %c", ntohl(((struct sockaddr_in *)list->ai_addr)->sin_addr.s_addr) & 0xff);
	else
		printf(" = -");
	printf("\n");
	return 0;
}
