// tunnel NAME TYPE makes an interface of the hardware type TYPE, one of the ARPHRD_ numbers of <net/if_arp.h>: what rtnetlink(7)
// says of a real tunnel, on kernels that have none.
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

int main(int argc, char **argv)
{
	struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
	int fd = open("/dev/net/tun", O_RDWR);
	if (argc != 3 || strlen(argv[1]) >= IFNAMSIZ)
		return 2;
	strcpy(request.ifr_name, argv[1]);
	if (ioctl(fd, TUNSETIFF, &request) != 0 || ioctl(fd, TUNSETPERSIST, 1) != 0 || ioctl(fd, TUNSETLINK, atoi(argv[2])) != 0) {
		perror(argv[1]);
		return 1;
	}
	return 0;
}
