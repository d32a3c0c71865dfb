// inet_pton(3) and inet_ntop(3) of the libc that this is built with: text FOUR SIX, two files with the same number of addresses,
// one a line.
#include "peer.h"
#include <arpa/inet.h>

enum { MANY = 1024 };

static struct { char text[MANY][INET6_ADDRSTRLEN]; unsigned char packed[MANY][16]; } four, six;

static void load(const char *path, int family, char (*text)[INET6_ADDRSTRLEN], unsigned char (*packed)[16])
{
	FILE *f = fopen(path, "r");
	if (!f)
		err(1, "%s", path);
	for (int i = 0; i < MANY; i++)
		if (fscanf(f, "%45s", text[i]) != 1 || inet_pton(family, text[i], packed[i]) != 1)
			errx(1, "%s: no address in line %d", path, i + 1);
	fclose(f);
}

static void pton4(int i) { unsigned char b[16]; inet_pton(AF_INET, four.text[i & (MANY - 1)], b); }
static void pton6(int i) { unsigned char b[16]; inet_pton(AF_INET6, six.text[i & (MANY - 1)], b); }
static void ntop4(int i) { char b[INET6_ADDRSTRLEN]; inet_ntop(AF_INET, four.packed[i & (MANY - 1)], b, sizeof b); }
static void ntop6(int i) { char b[INET6_ADDRSTRLEN]; inet_ntop(AF_INET6, six.packed[i & (MANY - 1)], b, sizeof b); }

int main(int argc, char **argv)
{
	if (argc != 3)
		errx(1, "usage: text FOUR SIX");
	load(argv[1], AF_INET, four.text, four.packed);
	load(argv[2], AF_INET6, six.text, six.packed);
	repeat((struct operation[]){{"pton4", pton4}, {"pton6", pton6}, {"ntop4", ntop4}, {"ntop6", ntop6}, {0}});
}
