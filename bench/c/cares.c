// ares_getaddrinfo(3) of c-ares on one channel and one thread, with epoll(7): cares [tuned].
// As it is by default it reads hosts(5) and sorts by RFC 6724. Tuned it does neither, and keeps its socket open. Either way
// its socket has room for all answers: with the default there are losses that cost seconds.
#include "peer.h"
#include <ares.h>
#include <netdb.h>
#include <sys/epoll.h>
#include <sys/socket.h>

static ares_channel channel;
static int epfd, tuned, more;
static int64_t done, failed, left;
static struct window open_now;
static const char *running;

static void state(void *data, ares_socket_t fd, int readable, int writable)
{
	struct epoll_event e = {.events = (readable ? EPOLLIN : 0) | (writable ? EPOLLOUT : 0), .data.fd = fd};
	if (!e.events)
		epoll_ctl(epfd, EPOLL_CTL_DEL, fd, NULL);
	else if (epoll_ctl(epfd, EPOLL_CTL_MOD, fd, &e) < 0)
		epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &e);
}

static int configure(ares_socket_t fd, int type, void *data)
{
	int room = 16 << 20;
	return setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
}

static void init(void)
{
	struct ares_options o = {.sock_state_cb = state, .flags = ARES_FLAG_STAYOPEN, .lookups = "b"};
	int mask = ARES_OPT_SOCK_STATE_CB | (tuned ? ARES_OPT_FLAGS | ARES_OPT_LOOKUPS : 0);
	if (ares_library_init(ARES_LIB_INIT_ALL) || ares_init_options(&channel, &o, mask))
		errx(1, "c-ares does not start");
	ares_set_socket_configure_callback(channel, configure, NULL);
}

// step waits for something to happen, and lets c-ares act on it.
static void step(void)
{
	struct epoll_event ready[64];
	struct timeval limit = {1, 0}, *t = ares_timeout(channel, &limit, &limit);
	int n = epoll_wait(epfd, ready, 64, t->tv_sec * 1000 + t->tv_usec / 1000 + 1);
	for (int i = 0; i < n; i++) {
		ares_socket_t fd = ready[i].data.fd;
		ares_process_fd(channel, ready[i].events & EPOLLOUT ? ARES_SOCKET_BAD : fd, ready[i].events & EPOLLOUT ? fd : ARES_SOCKET_BAD);
	}
	if (n == 0)
		ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

static void begin(const char *name, ares_addrinfo_callback then)
{
	struct ares_addrinfo_hints hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = tuned ? ARES_AI_NOSORT : 0};
	ares_getaddrinfo(channel, name, NULL, &hints, then, NULL);
}

static int count(struct ares_addrinfo *found)
{
	int n = 0;
	for (struct ares_addrinfo_node *a = found ? found->nodes : NULL; a; a = a->ai_next)
		n++;
	ares_freeaddrinfo(found);
	return n;
}

static void finished(void *data, int status, int timeouts, struct ares_addrinfo *found)
{
	failed += count(found) != 2;
	left--;
}

static int lookup(const char *name)
{
	failed = 0, left = 1;
	begin(name, finished);
	while (left)
		step();
	return failed;
}

static void serial(int n, const char *tag) { timed(n, tag, lookup); }

static void start(void);

static void next(void *data, int status, int timeouts, struct ares_addrinfo *found)
{
	failed += count(found) != 2;
	done++, left--;
	if (more && (more = !look(&open_now, done))) // here, since c-ares reads on for as long as there are answers
		start();
}

static void start(void)
{
	static int number;
	char name[128];
	snprintf(name, sizeof name, "h%07d.%s.bench.test", number++ % 10000000, running);
	left++;
	begin(name, next);
}

static void flight(int k, int ms, const char *tag)
{
	open_now = window(ms, k);
	running = tag, done = failed = left = 0, more = 1;
	for (int i = 0; i < k; i++)
		start();
	while (left)
		step();
	told(&open_now, failed);
}

static void hold(int k, int ms, const char *tag)
{
	long before = rss();
	int64_t end = now() + ms * 1000000LL;
	running = tag, done = failed = left = more = 0;
	for (int i = 0; i < k; i++)
		start();
	while (left && now() < end)
		step();
	printf("each=%f fds=%d errors=0\n", (double)(rss() - before) / k, descriptors());
	ares_cancel(channel);
}

int main(int argc, char **argv)
{
	tuned = argc > 1;
	epfd = epoll_create1(0);
	init();
	serve((struct peer){.serial = serial, .flight = flight, .hold = hold});
}
