// What the peers in C share: they read one command a line from stdin and write one line of KEY=VALUE for each.
//
//	serial N TAG        N lookups of *.TAG.bench.test, one after the other
//	flight K MS TAG     K lookups in flight at any time, for MS milliseconds at least
//	hold K MS TAG       K lookups that nobody answers, for MS milliseconds
//
// A peer has one function for each that it knows, and calls serve.
#define _GNU_SOURCE
#include <dirent.h>
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static inline int64_t now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static inline int64_t cpu(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static inline long rss(void) // in bytes
{
	long all = 0, resident = 0;
	FILE *f = fopen("/proc/self/statm", "r");
	if (f && fscanf(f, "%ld %ld", &all, &resident) != 2)
		resident = 0;
	if (f)
		fclose(f);
	return resident * sysconf(_SC_PAGESIZE);
}

static inline int descriptors(void)
{
	int n = -3; // ".", ".." and the folder's own
	DIR *d = opendir("/proc/self/fd");
	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n;
}

static int ascending(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

// timed makes n lookups one after the other and prints how long they took. lookup returns 0 for found.
static inline void timed(int n, const char *tag, int (*lookup)(const char *name))
{
	int64_t *took = calloc(n, sizeof *took), busy = cpu();
	int errors = 0;
	char name[128];
	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof name, "h%07d.%s.bench.test", i, tag);
		int64_t start = now();
		errors += lookup(name) != 0;
		took[i] = now() - start;
	}
	busy = cpu() - busy;
	qsort(took, n, sizeof *took, ascending);
	printf("p50=%ld p90=%ld cpu=%f errors=%d\n", (long)took[n / 2], (long)took[n * 9 / 10], (double)busy / n, errors);
	free(took);
}

// A window counts what is done from its start to its end, and what that took. It begins when a fifth of its time is over and
// least lookups are done, and is over after its time and least more: with many in flight they end together.
struct window { int64_t start, length, least, busy, done; int open; };

static inline struct window window(int ms, int least)
{
	return (struct window){.start = now() + ms * 200000LL, .length = ms * 1000000LL, .least = least};
}

// look opens and closes w, done being the lookups so far, and returns whether it is over.
static inline int look(struct window *w, int64_t done)
{
	int64_t t = now();
	if (!w->open && t >= w->start && done >= w->least)
		*w = (struct window){t, w->length, w->least, cpu(), done, 1};
	if (!w->open || t < w->start + w->length || done < w->done + w->least)
		return 0;
	w->length = t - w->start;
	w->busy = cpu() - w->busy;
	w->done = done - w->done;
	return 1;
}

static inline void told(const struct window *w, int64_t errors)
{
	printf("rate=%f cpu=%f errors=%ld\n", w->done * 1e9 / w->length, (double)w->busy / w->done, (long)errors);
}

struct peer {
	void (*serial)(int n, const char *tag);
	void (*flight)(int k, int ms, const char *tag);
	void (*hold)(int k, int ms, const char *tag);
};

static inline void serve(struct peer p)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	char line[256], tag[64];
	int k, ms;
	while (fgets(line, sizeof line, stdin)) {
		if (p.serial && sscanf(line, "serial %d %63s", &k, tag) == 2)
			p.serial(k, tag);
		else if (p.flight && sscanf(line, "flight %d %d %63s", &k, &ms, tag) == 3)
			p.flight(k, ms, tag);
		else if (p.hold && sscanf(line, "hold %d %d %63s", &k, &ms, tag) == 3)
			p.hold(k, ms, tag);
		else
			puts("unknown=1");
		fflush(stdout);
	}
}

// An operation is a call that is over soon; i is which one it is.
struct operation { const char *name; void (*call)(int i); };

// repeat serves "repeat NAME MS": how long a call takes, measured for MS milliseconds.
static inline void repeat(const struct operation *operations)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	char line[256], name[64];
	int ms;
	while (fgets(line, sizeof line, stdin)) {
		const struct operation *o = operations;
		int known = sscanf(line, "repeat %63s %d", name, &ms) == 2;
		while (o->name && strcmp(o->name, name))
			o++;
		if (!known || !o->name) {
			puts("unknown=1");
		} else {
			int64_t start = now(), n = 0, batch = 1;
			for (; now() < start + ms * 1000000LL; batch += (batch < 1024) * batch)
				for (int64_t end = n + batch; n < end; n++)
					o->call(n);
			printf("%s=%f\n", name, (double)(now() - start) / n);
		}
		fflush(stdout);
	}
}
