// The name server that every peer asks: server ADDRESS PORT.
// It answers any A and AAAA with one record, and nothing to names under silent.bench.test. One thread, recvmmsg(2) and
// sendmmsg(2): what it can answer is what the floor reaches with many lookups in flight.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <signal.h>
#include <sys/socket.h>

enum { BATCH = 128, SIZE = 512, HEADER = 12 };

static const uint8_t silent[] = "\6silent\5bench\4test";

static const uint8_t a[] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1};
static const uint8_t aaaa[] = {0xc0, 12, 0, 28, 0, 1, 0, 0, 0, 60, 0, 16, 0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

// answer turns the query of n bytes in m into its answer and returns the length of that, 0 for none.
static size_t answer(uint8_t *m, size_t n)
{
	size_t end = HEADER;
	while (end < n && m[end])
		end += 1 + m[end];
	end++;
	if (end + 4 > n)
		return 0;
	if (end >= HEADER + sizeof silent && memcmp(m + end - sizeof silent, silent, sizeof silent) == 0)
		return 0;
	uint8_t type = m[end + 1];
	end += 4;
	m[2] |= 0x80; // QR
	m[3] = 0x80;  // RA, NOERROR
	memset(m + 6, 0, 6);
	if (type == 1) {
		memcpy(m + end, a, sizeof a);
		end += sizeof a;
		m[7] = 1;
	} else if (type == 28) {
		memcpy(m + end, aaaa, sizeof aaaa);
		end += sizeof aaaa;
		m[7] = 1;
	}
	return end;
}

int main(int argc, char **argv)
{
	if (argc != 3)
		errx(1, "usage: server ADDRESS PORT");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
	inet_pton(AF_INET, argv[1], &at.sin_addr);
	int fd = socket(AF_INET, SOCK_DGRAM, 0), room = 16 << 20;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room);
	if (bind(fd, (struct sockaddr *)&at, sizeof at) < 0)
		err(1, "bind");
	puts("ready");
	fflush(stdout);

	static uint8_t data[BATCH][SIZE + sizeof aaaa];
	static struct sockaddr_in from[BATCH];
	static struct iovec iov[BATCH];
	static struct mmsghdr in[BATCH], out[BATCH];
	for (int i = 0; i < BATCH; i++)
		in[i].msg_hdr = (struct msghdr){.msg_name = &from[i], .msg_iov = &iov[i], .msg_iovlen = 1};
	for (;;) {
		for (int i = 0; i < BATCH; i++) {
			iov[i] = (struct iovec){data[i], SIZE};
			in[i].msg_hdr.msg_namelen = sizeof from[i];
		}
		int got = recvmmsg(fd, in, BATCH, MSG_WAITFORONE, NULL), n = 0;
		for (int i = 0; i < got; i++)
			if ((iov[i].iov_len = answer(data[i], in[i].msg_len)))
				out[n++].msg_hdr = in[i].msg_hdr;
		for (int sent = 0, k; sent < n; sent += k)
			if ((k = sendmmsg(fd, out + sent, n - sent, 0)) < 1)
				k = 1; // whoever is gone
	}
}
