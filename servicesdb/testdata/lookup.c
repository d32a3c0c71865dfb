/* Prints every entry of the services or protocols database, and then what the C library
   answers for every name, alias, port and number in it, with every protocol in it and with
   none. One question or entry to a line; strings are quoted, and bytes other than visible
   ASCII are \xNN. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct list {
	char **at;
	int len;
};

/* Adds s to l, once. */
static void add(struct list *l, const char *s)
{
	for (int i = 0; i < l->len; i++)
		if (strcmp(l->at[i], s) == 0)
			return;
	l->at = realloc(l->at, (l->len + 1) * sizeof *l->at);
	l->at[l->len++] = strdup(s);
}

static void quote(const char *s)
{
	printf(" \"");
	for (; *s; s++) {
		unsigned char c = *s;
		printf(c <= ' ' || c > '~' || c == '"' || c == '\\' ? "\\x%02x" : "%c", c);
	}
	printf("\"");
}

static void quote_all(char **s)
{
	while (*s)
		quote(*s++);
	printf("\n");
}

static void print_servent(const struct servent *s)
{
	if (!s) {
		printf(" none\n");
		return;
	}
	quote(s->s_name);
	printf(" %d", ntohs(s->s_port));
	quote(s->s_proto);
	quote_all(s->s_aliases);
}

static void print_protoent(const struct protoent *p)
{
	if (!p) {
		printf(" none\n");
		return;
	}
	quote(p->p_name);
	printf(" %d", p->p_proto);
	quote_all(p->p_aliases);
}

static void print_proto(const char *proto)
{
	if (proto)
		quote(proto);
	else
		printf(" any");
	printf(":");
}

static void ask_services(struct list *names, struct list *ports, const char *proto)
{
	for (int i = 0; i < names->len; i++) {
		printf("name");
		quote(names->at[i]);
		print_proto(proto);
		print_servent(getservbyname(names->at[i], proto));
	}
	for (int i = 0; i < ports->len; i++) {
		printf("port %s", ports->at[i]);
		print_proto(proto);
		print_servent(getservbyport(htons(atoi(ports->at[i])), proto));
	}
}

static void services(void)
{
	struct list names = {0}, ports = {0}, protos = {0};
	struct servent *s;
	char port[16];

	while ((s = getservent())) {
		printf("entry:");
		print_servent(s);
		add(&names, s->s_name);
		for (char **a = s->s_aliases; *a; a++)
			add(&names, *a);
		snprintf(port, sizeof port, "%d", ntohs(s->s_port));
		add(&ports, port);
		if (*s->s_proto) /* "" is no protocol to ask for: DB's "" is NULL */
			add(&protos, s->s_proto);
	}
	ask_services(&names, &ports, NULL);
	for (int i = 0; i < protos.len; i++)
		ask_services(&names, &ports, protos.at[i]);
}

static void protocols(void)
{
	struct list names = {0}, numbers = {0};
	struct protoent *p;
	char number[16];

	while ((p = getprotoent())) {
		printf("entry:");
		print_protoent(p);
		add(&names, p->p_name);
		for (char **a = p->p_aliases; *a; a++)
			add(&names, *a);
		snprintf(number, sizeof number, "%d", p->p_proto);
		add(&numbers, number);
	}
	for (int i = 0; i < names.len; i++) {
		printf("name");
		quote(names.at[i]);
		printf(":");
		print_protoent(getprotobyname(names.at[i]));
	}
	for (int i = 0; i < numbers.len; i++) {
		printf("number %s:", numbers.at[i]);
		print_protoent(getprotobynumber(atoi(numbers.at[i])));
	}
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "services") == 0)
		services();
	else if (argc == 2 && strcmp(argv[1], "protocols") == 0)
		protocols();
	else
		return 2;
	return 0;
}
