"""Asks Python's socket module one question, argv[1] of argv[2], and prints the answer or the error on one line."""

import socket
import sys

CALLS = {
    "gethostbyname_ex": socket.gethostbyname_ex,
    "gethostbyaddr": socket.gethostbyaddr,
    "canonname": lambda name: socket.getaddrinfo(name, 80, 0, socket.SOCK_STREAM, 0, socket.AI_CANONNAME)[0][3],
    "getaddrinfo6": lambda name: [a[4][0] for a in socket.getaddrinfo(name, 80, socket.AF_INET6, socket.SOCK_STREAM)],
}
EAI = {value: name for name, value in vars(socket).items() if name.startswith("EAI_")}

try:
    print(CALLS[sys.argv[1]](sys.argv[2]))
except socket.gaierror as e:
    print(EAI[e.errno])
except socket.herror as e:
    print(*e.args)
