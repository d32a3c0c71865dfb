// getaddrinfo(3) of the libc that this is built with, as resolv.conf(5) has it: one thread for each lookup in flight.
#include "peer.h"
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

static int lookup(const char *name)
{
	struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM}, *found = NULL;
	int code = getaddrinfo(name, NULL, &hints, &found);
	if (code == 0 && !(found && found->ai_next && !found->ai_next->ai_next))
		code = 1; // not one of each family
	if (found)
		freeaddrinfo(found);
	return code;
}

static void serial(int n, const char *tag) { timed(n, tag, lookup); }

static atomic_long done, failed, count;
static atomic_int over;

static void *loop(void *tag)
{
	char name[128];
	while (!over) {
		snprintf(name, sizeof name, "h%07ld.%s.bench.test", count++ % 10000000, (char *)tag);
		failed += lookup(name) != 0;
		done++;
	}
	return NULL;
}

static void flight(int k, int ms, const char *tag)
{
	pthread_t *threads = calloc(k, sizeof *threads);
	pthread_attr_t small;
	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, 256 << 10);
	done = failed = over = 0;
	struct window w = window(ms, k);
	for (int i = 0; i < k; i++)
		if (pthread_create(&threads[i], &small, loop, (void *)tag))
			errx(1, "pthread_create");
	while (!look(&w, done))
		usleep(1000);
	over = 1;
	for (int i = 0; i < k; i++)
		pthread_join(threads[i], NULL);
	told(&w, failed);
	free(threads);
}

int main(void) { serve((struct peer){.serial = serial, .flight = flight}); }
