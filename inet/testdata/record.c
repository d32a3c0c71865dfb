/*
 * Answers of the C library's <arpa/inet.h>, for record.sh.
 *
 * stdin: one case a line, and # comments, which are copied through.
 *   text "..."       a string, quoted; of escapes it has \\, \" and \xHH
 *   addr4 HEX        4 bytes
 *   addr6 HEX        16 bytes
 *   make NET HOST    two numbers in hexadecimal, host order
 * stdout: each case with its answers. "-" is a failure. inet_addr's answer is
 * shown in host order; where it and inet_network's are ffffffff, C cannot tell an
 * address from a failure.
 */
#include <arpa/inet.h>
#include <gnu/libc-version.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void die(const char *why, const char *line)
{
	fprintf(stderr, "record: %s: %s\n", why, line);
	exit(1);
}

/* unquote decodes the quoted string q in place; it returns its text. */
static char *unquote(char *q)
{
	char *from = q + 1, *to = q;
	unsigned byte;

	if (*q != '"')
		die("no quoted string", q);
	while (*from != '"') {
		if (*from == '\0')
			die("no closing quote", q);
		if (*from != '\\') {
			*to++ = *from++;
		} else if (from[1] == 'x' && sscanf(from + 2, "%2x", &byte) == 1 && byte != 0) {
			*to++ = (char)byte;
			from += 4;
		} else if (from[1] == '\\' || from[1] == '"') {
			*to++ = from[1];
			from += 2;
		} else {
			die("bad escape", from);
		}
	}
	*to = '\0';
	return q;
}

static void unhex(const char *hex, unsigned char *b, int n)
{
	int i, used;
	unsigned byte;

	for (i = 0; i < n; i++) {
		if (sscanf(hex + 2 * i, "%2x%n", &byte, &used) != 1 || used != 2)
			die("bad bytes", hex);
		b[i] = (unsigned char)byte;
	}
	if (hex[2 * n] != '\0')
		die("too many bytes", hex);
}

static void print_packed(const char *name, const void *packed, int n, int ok)
{
	const unsigned char *b = packed;
	int i;

	printf(" %s=", name);
	if (!ok) {
		printf("-");
		return;
	}
	for (i = 0; i < n; i++)
		printf("%02x", b[i]);
}

static void record_text(char *quoted)
{
	char *s = unquote(quoted);
	struct in_addr a4;
	struct in6_addr a6;
	int ok;

	ok = inet_aton(s, &a4);
	print_packed("aton", &a4, 4, ok);
	printf(" addr=%08x", ntohl(inet_addr(s)));
	printf(" network=%08x", inet_network(s));
	ok = inet_pton(AF_INET, s, &a4);
	print_packed("pton4", &a4, 4, ok);
	ok = inet_pton(AF_INET6, s, &a6);
	print_packed("pton6", &a6, 16, ok);
}

static void record_addr4(const char *hex)
{
	struct in_addr a;
	char text[INET_ADDRSTRLEN];

	unhex(hex, (unsigned char *)&a, 4);
	printf(" ntoa=%s", inet_ntoa(a));
	printf(" ntop=%s", inet_ntop(AF_INET, &a, text, sizeof text));
	printf(" netof=%08x lnaof=%08x", inet_netof(a), inet_lnaof(a));
}

static void record_addr6(const char *hex)
{
	struct in6_addr a;
	char text[INET6_ADDRSTRLEN];

	unhex(hex, (unsigned char *)&a, 16);
	printf(" ntop=%s", inet_ntop(AF_INET6, &a, text, sizeof text));
}

static void record_make(const char *numbers)
{
	unsigned net, host;
	struct in_addr a;

	if (sscanf(numbers, "%x %x", &net, &host) != 2)
		die("want two numbers", numbers);
	a = inet_makeaddr(net, host);
	print_packed("makeaddr", &a, 4, 1);
}

int main(void)
{
	char line[4096];

	printf("# glibc %s\n", gnu_get_libc_version());
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		fputs(line, stdout);
		if (strncmp(line, "text ", 5) == 0)
			record_text(line + 5);
		else if (strncmp(line, "addr4 ", 6) == 0)
			record_addr4(line + 6);
		else if (strncmp(line, "addr6 ", 6) == 0)
			record_addr6(line + 6);
		else if (strncmp(line, "make ", 5) == 0)
			record_make(line + 5);
		else if (line[0] != '#' && line[0] != '\0')
			die("no such case", line);
		putchar('\n');
	}
	return 0;
}
