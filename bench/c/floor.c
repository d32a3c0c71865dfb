// The floor: the least that can ask for A and AAAA of a name and have both answers: floor ADDRESS PORT [fresh].
// One at a time it is four system calls on two connected sockets that stay open, or with fresh are opened and closed for each
// lookup, so that each has ports of its own. In flight it is two such sockets with room
// for all answers, sendmmsg(2) and recvmmsg(2) in batches, and no more check of an answer than its id.
#include "peer.h"
#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>

enum { BATCH = 64, SIZE = 512, SLOTS = 4096 };

static int fds[2]; // for A and AAAA
static struct sockaddr_in to;
static const uint8_t types[2] = {1, 28};

static void dial(void)
{
	for (int i = 0; i < 2; i++) {
		fds[i] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		if (connect(fds[i], (struct sockaddr *)&to, sizeof to) < 0)
			err(1, "connect");
	}
}

static void hangup(void)
{
	for (int i = 0; i < 2; i++)
		close(fds[i]);
}

// pack writes the query for name into m and returns its length.
static size_t pack(uint8_t *m, uint16_t id, const char *name, uint8_t type)
{
	memcpy(m, (uint8_t[12]){id >> 8, id, 1, 0, 0, 1}, 12);
	uint8_t *p = m + 12;
	for (size_t n; *name; name += n + (name[n] == '.')) {
		n = strcspn(name, ".");
		*p++ = n;
		p = (uint8_t *)memcpy(p, name, n) + n;
	}
	memcpy(p, (uint8_t[5]){0, 0, type, 0, 1}, 5);
	return p + 5 - m;
}

static uint16_t random_id(void)
{
	static uint32_t x = 2463534242;
	x ^= x << 13, x ^= x >> 17, x ^= x << 5;
	return x;
}

static int pair(const char *name)
{
	uint8_t m[SIZE];
	uint16_t id[2];
	for (int i = 0; i < 2; i++) {
		id[i] = random_id();
		size_t n = pack(m, id[i], name, types[i]);
		if (send(fds[i], m, n, 0) < 0)
			return -1;
	}
	for (int i = 0; i < 2; i++)
		do
			if (recv(fds[i], m, sizeof m, 0) < 12)
				return -1;
		while (m[0] != id[i] >> 8 || m[1] != (id[i] & 255));
	return m[7] == 1 ? 0 : -1;
}

static int fresh_pair(const char *name)
{
	dial();
	int failed = pair(name);
	hangup();
	return failed;
}

static int fresh;

static void serial(int n, const char *tag) { timed(n, tag, fresh ? fresh_pair : pair); }

// A slot is a lookup in flight. Its number stands in the low bits of the ids, so that answers find it.
static struct { uint16_t id[2]; int waits; } slots[SLOTS];

static struct queue { // what is to be sent on a socket
	int n;
	uint8_t data[BATCH][128];
	struct iovec iov[BATCH];
	struct mmsghdr out[BATCH];
} queues[2];

static void flush(int i)
{
	struct queue *q = &queues[i];
	for (int sent = 0, k; sent < q->n; sent += k)
		if ((k = sendmmsg(fds[i], q->out + sent, q->n - sent, 0)) < 1)
			err(1, "sendmmsg");
	q->n = 0;
}

static void start(int slot, const char *tag)
{
	static int count;
	char name[128];
	snprintf(name, sizeof name, "h%07d.%s.bench.test", count++ % 10000000, tag);
	slots[slot].waits = 2;
	for (int i = 0; i < 2; i++) {
		struct queue *q = &queues[i];
		if (q->n == BATCH)
			flush(i);
		slots[slot].id[i] = (random_id() & ~(SLOTS - 1)) | slot;
		size_t n = pack(q->data[q->n], slots[slot].id[i], name, types[i]);
		q->iov[q->n] = (struct iovec){q->data[q->n], n};
		q->out[q->n].msg_hdr = (struct msghdr){.msg_iov = &q->iov[q->n], .msg_iovlen = 1};
		q->n++;
	}
}

// take reads what has come for socket i, and starts a lookup for each that is done if more is set. It returns how many are.
static int take(int i, const char *tag, int more)
{
	static uint8_t data[BATCH][SIZE];
	static struct iovec iov[BATCH];
	static struct mmsghdr in[BATCH];
	for (int j = 0; j < BATCH; j++) {
		iov[j] = (struct iovec){data[j], SIZE};
		in[j].msg_hdr = (struct msghdr){.msg_iov = &iov[j], .msg_iovlen = 1};
	}
	int got = recvmmsg(fds[i], in, BATCH, MSG_DONTWAIT, NULL), done = 0;
	for (int j = 0; j < got; j++) {
		uint16_t id = data[j][0] << 8 | data[j][1];
		int slot = id & (SLOTS - 1);
		if (slots[slot].id[i] != id || in[j].msg_len < 12 || --slots[slot].waits > 0)
			continue;
		done++;
		if (more)
			start(slot, tag);
	}
	return done;
}

static void flight(int k, int ms, const char *tag)
{
	struct window w = window(ms, k);
	int64_t done = 0, left = k;
	int over = 0;
	for (int slot = 0; slot < k; slot++)
		start(slot, tag);
	while (left > 0) {
		int n = 0;
		for (int i = 0; i < 2; i++)
			flush(i);
		struct pollfd ready[2] = {{fds[0], POLLIN, 0}, {fds[1], POLLIN, 0}};
		if (poll(ready, 2, 1000) == 0)
			errx(1, "answers got lost");
		for (int i = 0; i < 2; i++)
			if (ready[i].revents)
				n += take(i, tag, !over);
		done += n;
		if (over)
			left -= n;
		else
			over = look(&w, done);
	}
	told(&w, 0);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		errx(1, "usage: floor ADDRESS PORT [fresh]");
	to = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
	inet_pton(AF_INET, argv[1], &to.sin_addr);
	fresh = argc > 3;
	dial();
	for (int i = 0, room = 16 << 20; i < 2; i++)
		setsockopt(fds[i], SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
	serve((struct peer){.serial = serial, .flight = flight});
}
