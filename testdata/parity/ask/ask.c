// ask calls the functions of <netdb.h> and prints what they return, for package parity: one request a line on standard
// input, its words behind tabs; the answer is some lines on standard output, and a line with a dot. Texts are hexadecimal, "-"
// is NULL. Each request is made by a process of its own, so that no state of the C library is carried over.
//
//	gai NODE SERVICE [FAMILY SOCKTYPE PROTOCOL FLAGS]   getaddrinfo; without numbers hints are NULL
//	gni ADDRESS SCOPE PORT FLAGS                        getnameinfo
//	hbn NAME FAMILY                                     gethostbyname2; FAMILY 0 is gethostbyname
//	hba ADDRESS                                         gethostbyaddr
//	sbn NAME PROTO                                      getservbyname
//	sbp PORT PROTO                                      getservbyport
//	pbn NAME                                            getprotobyname
//	pbv NUMBER                                          getprotobynumber
//
// An answer is "!" and the number of the error, and then one line for each result, see the print functions.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <locale.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIMIT = 20 }; // seconds that a request may take: some never end

static void hex(const void *data, size_t n)
{
	const unsigned char *b = data;
	if (n == 0)
		putchar('=');
	for (size_t i = 0; i < n; i++)
		printf("%02x", b[i]);
}

static void text(const char *s)
{
	putchar('\t');
	if (s)
		hex(s, strlen(s));
	else
		putchar('-');
}

static void number(long n) { printf("\t%ld", n); }

static void texts(char **list)
{
	for (; *list; list++)
		text(*list);
}

// unhex returns the octets of a word, with a NUL behind them; NULL for "-". "=" is the empty text.
static char *unhex(const char *word, size_t *n)
{
	if (!word || strcmp(word, "-") == 0)
		return NULL;
	if (strcmp(word, "=") == 0)
		word = "";
	*n = strlen(word) / 2;
	char *s = calloc(*n + 1, 1);
	for (size_t i = 0; i < *n; i++)
		sscanf(word + 2 * i, "%2hhx", (unsigned char *)s + i);
	return s;
}

static char *str(const char *word)
{
	size_t n;
	return unhex(word, &n);
}

static void failed(long code)
{
	printf("!\t%ld\n", code);
}

static void print_addrinfo(const struct addrinfo *a)
{
	number(a->ai_family);
	number(a->ai_socktype);
	number(a->ai_protocol);
	putchar('\t');
	if (a->ai_family == AF_INET6) {
		const struct sockaddr_in6 *sa = (const void *)a->ai_addr;
		hex(&sa->sin6_addr, 16);
		number(sa->sin6_scope_id);
		number(ntohs(sa->sin6_port));
	} else {
		const struct sockaddr_in *sa = (const void *)a->ai_addr;
		hex(&sa->sin_addr, 4);
		number(0);
		number(ntohs(sa->sin_port));
	}
	text(a->ai_canonname);
	putchar('\n');
}

static void ask_gai(char **word, int words)
{
	struct addrinfo hints = { 0 }, *list = NULL;
	if (words > 3) {
		hints.ai_family = atoi(word[3]);
		hints.ai_socktype = atoi(word[4]);
		hints.ai_protocol = atoi(word[5]);
		hints.ai_flags = atoi(word[6]);
	}
	int code = getaddrinfo(str(word[1]), str(word[2]), words > 3 ? &hints : NULL, &list);
	failed(code);
	if (code == 0)
		for (const struct addrinfo *a = list; a; a = a->ai_next)
			print_addrinfo(a);
}

static void ask_gni(char **word, int words)
{
	size_t n;
	char *addr = unhex(word[1], &n);
	union { struct sockaddr sa; struct sockaddr_in in; struct sockaddr_in6 in6; } u = { 0 };
	if (n == 4) {
		u.in.sin_family = AF_INET;
		u.in.sin_port = htons(atoi(word[3]));
		memcpy(&u.in.sin_addr, addr, 4);
	} else {
		u.in6.sin6_family = AF_INET6;
		u.in6.sin6_port = htons(atoi(word[3]));
		u.in6.sin6_scope_id = strtoul(word[2], NULL, 10);
		memcpy(&u.in6.sin6_addr, addr, 16);
	}
	char host[NI_MAXHOST], service[NI_MAXSERV];
	int code = getnameinfo(&u.sa, n == 4 ? sizeof u.in : sizeof u.in6, host, sizeof host, service, sizeof service, atoi(word[4]));
	failed(code);
	if (code == 0) {
		text(host);
		text(service);
		putchar('\n');
	}
}

static void print_hostent(const struct hostent *h)
{
	if (!h && h_errno == 0) {
		puts("? NULL without h_errno");
		return;
	}
	failed(h ? 0 : h_errno);
	if (!h)
		return;
	text(h->h_name);
	number(h->h_addrtype);
	putchar('\n');
	texts(h->h_aliases);
	putchar('\n');
	for (char **a = h->h_addr_list; *a; a++) {
		putchar('\t');
		hex(*a, h->h_length);
	}
	putchar('\n');
}

static void ask_hbn(char **word, int words)
{
	int family = atoi(word[2]);
	print_hostent(family ? gethostbyname2(str(word[1]), family) : gethostbyname(str(word[1])));
}

static void ask_hba(char **word, int words)
{
	size_t n;
	char *addr = unhex(word[1], &n);
	print_hostent(gethostbyaddr(addr, n, n == 4 ? AF_INET : AF_INET6));
}

static void print_entry(const char *name, long n, const char *proto, char **aliases)
{
	failed(0);
	text(name);
	number(n);
	text(proto);
	putchar('\n');
	texts(aliases);
	putchar('\n');
}

static void print_servent(const struct servent *s)
{
	if (s)
		print_entry(s->s_name, ntohs(s->s_port), s->s_proto, s->s_aliases);
	else
		failed(1);
}

static void print_protoent(const struct protoent *p)
{
	if (p)
		print_entry(p->p_name, p->p_proto, NULL, p->p_aliases);
	else
		failed(1);
}

static void ask_sbn(char **word, int words) { print_servent(getservbyname(str(word[1]), str(word[2]))); }
static void ask_sbp(char **word, int words) { print_servent(getservbyport(htons(atoi(word[1])), str(word[2]))); }
static void ask_pbn(char **word, int words) { print_protoent(getprotobyname(str(word[1]))); }
static void ask_pbv(char **word, int words) { print_protoent(getprotobynumber(atoi(word[1]))); }

static const struct {
	const char *name;
	int words;
	void (*ask)(char **word, int words);
} calls[] = {
	{ "gai", 3, ask_gai }, { "gni", 5, ask_gni }, { "hbn", 3, ask_hbn }, { "hba", 2, ask_hba },
	{ "sbn", 3, ask_sbn }, { "sbp", 3, ask_sbp }, { "pbn", 2, ask_pbn }, { "pbv", 2, ask_pbv },
};

static void ask(char *line)
{
	char *word[8];
	int words = 0;
	for (char *w = strtok(line, "\t\n"); w && words < 8; w = strtok(NULL, "\t\n"))
		word[words++] = w;
	for (size_t i = 0; words && i < sizeof calls / sizeof *calls; i++)
		if (strcmp(word[0], calls[i].name) == 0 && words >= calls[i].words) {
			calls[i].ask(word, words);
			return;
		}
	puts("? no such request");
}

int main(void)
{
	static char line[1 << 20];
	setlocale(LC_ALL, "");
	while (fgets(line, sizeof line, stdin)) {
		fflush(stdout);
		pid_t child = fork();
		if (child == 0) {
			alarm(LIMIT);
			ask(line);
			fflush(stdout);
			_exit(0);
		}
		int status;
		waitpid(child, &status, 0);
		if (status)
			printf("? killed by %d\n", WTERMSIG(status));
		puts(".");
		fflush(stdout);
	}
}
