"""Prints the DNS queries that go over the loopback interface of this namespace, one a line: udp 127.0.0.1 www.example.org. A."""
import socket
import struct

TYPES = {1: "A", 12: "PTR", 28: "AAAA"}


def question(message):
    """The name and the type that a query asks for, None if it is none."""
    if len(message) < 12 or message[2] & 0x80:
        return None
    labels, at = [], 12
    while message[at]:
        labels.append(message[at + 1:at + 1 + message[at]].decode())
        at += 1 + message[at]
    kind = struct.unpack_from("!H", message, at + 1)[0]
    return f"{'.'.join(labels)}. {TYPES.get(kind, kind)}"


def query(packet):
    """What an IPv4 packet asks, None if it asks nothing."""
    if packet[0] >> 4 != 4 or packet[9] not in (6, 17):
        return None
    server = socket.inet_ntoa(packet[16:20])
    segment = packet[(packet[0] & 15) * 4:struct.unpack_from("!H", packet, 2)[0]]
    if struct.unpack_from("!H", segment, 2)[0] != 53:
        return None
    if packet[9] == 17:
        asked, network = question(segment[8:]), "udp"
    else:
        asked, network = question(segment[(segment[12] >> 4) * 4 + 2:]), "tcp"
    return asked and f"{network} {server}:53 {asked}"


sniffer = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0003))
sniffer.bind(("lo", 0))
print("sniffing", flush=True)
while True:
    data, address = sniffer.recvfrom(1 << 16)
    if address[2] == socket.PACKET_HOST:  # and not once more as it leaves
        line = query(data)
        if line:
            print(line, flush=True)
