"""Compares netdb on this machine with netdb in the scenario, with Python's socket and with getent.

usage: compare.py NETDB SCENARIO FILES, where FILES holds services and protocols to put into /etc.
"""

import json
import os
import shutil
import socket
import subprocess
import sys

netdb, scenario, files = sys.argv[1:]

SERVICES = ["http", "https", "ftp", "gopher", "smtp", "imap", "imaps", "pop3", "pop3s"]
PORTS = ["80", "443", "21", "70", "25", "143", "993", "110", "995"]
NAMES = ["homer", "www", "www.python.org", "nosuchname"]
CANON = ["getaddrinfo", "--family", "inet", "--socktype", "stream", "--proto", "tcp", "--flags", "canonname"]

# Every row of the tour.
TOUR = (
    [["gethostname"]]
    + [["gethostbyname", n] for n in NAMES]
    + [["gethostbyname_ex", n] for n in NAMES]
    + [["getfqdn", n] for n in ("homer", "www")]
    + [["gethostbyaddr", "192.168.1.8"]]
    + [["getservbyname", s] for s in SERVICES]
    + [["getservbyport", p] for p in PORTS]
    + [["getprotobyname", p] for p in ("icmp", "udp", "tcp")]
    + [["getaddrinfo", "www.python.org", "http"], CANON + ["www.doughellmann.com", "http"]]
    + [["inet_aton", "192.168.1.1"], ["inet_aton", "127.0.0.1"]]
    + [["inet_ntoa", "c0a80101"], ["inet_ntoa", "7f000001"]]
    + [["inet_pton", "AF_INET6", "2002:ac10:10a:1234:21e:52ff:fe74:40e"]]
    + [["inet_ntop", "AF_INET6", "2002ac10010a1234021e52fffe74040e"]]
)

# Calls that meet the machine's own files and the numeric paths.
MORE = [
    ["gethostbyname", "localhost"],
    ["getaddrinfo", "localhost", "http"],
    ["getaddrinfo", "-", "80"],
    ["getaddrinfo", "127.1", "https"],
    ["getaddrinfo", "--flags", "passive", "-", "http"],
    ["getaddrinfo", "nosuchname", "http"],
    ["getaddrinfo", "www", "no-such-service"],
    ["getnameinfo", "192.168.1.8", "80"],
    ["getnameinfo", "192.0.2.77", "25"],
    ["getnameinfo", "--flags", "numerichost", "192.168.1.8", "22"],
    ["inet_ntop", "AF_INET6", "00000000000000000000ffff01020304"],
]

failures = 0


def check(what, got, want):
    global failures
    if got != want:
        failures += 1
        print(f"{what}:\n  netdb {json.dumps(got)}\n  other {json.dumps(want)}")


def ask(call, *options, env=None):
    out = subprocess.run([netdb, "--json", *options, *call], capture_output=True, text=True, env={**os.environ, **(env or {})}).stdout
    answer = json.loads(out)
    return answer.get("result", answer.get("error"))


def named(call):
    """The arguments of a call, without and with its flags."""
    flags, args, rest = {}, [], list(call[1:])
    while rest:
        word = rest.pop(0)
        if word.startswith("--"):
            flags[word[2:]] = rest.pop(0)
        else:
            args.append(word)
    return args, flags


def by_getaddrinfo(args, flags):
    node, service = ((None if a == "-" else a) for a in args)
    families = {"inet": socket.AF_INET, None: 0}
    types = {"stream": socket.SOCK_STREAM, None: 0}
    protocols = {"tcp": socket.IPPROTO_TCP, None: 0}
    ai = {"canonname": socket.AI_CANONNAME, "passive": socket.AI_PASSIVE, None: 0}
    found = socket.getaddrinfo(node, service, families[flags.get("family")], types[flags.get("socktype")],
                               protocols[flags.get("proto")], ai[flags.get("flags")])
    return [
        {
            "family": family.name, "socktype": kind.name,
            "protocol": {0: "IPPROTO_IP", 6: "IPPROTO_TCP", 17: "IPPROTO_UDP"}[protocol], "canonname": canonname,
            "addr": sockaddr[0], "port": sockaddr[1],
            "flowinfo": sockaddr[2] if len(sockaddr) > 2 else 0, "scope": sockaddr[3] if len(sockaddr) > 2 else 0,
        }
        for family, kind, protocol, canonname, sockaddr in found
    ]


def hostent(h):
    return {"name": h[0], "aliases": h[1], "addrs": h[2]}


NI = {"numerichost": socket.NI_NUMERICHOST, None: 0}
FAMILIES = {"AF_INET": socket.AF_INET, "AF_INET6": socket.AF_INET6}
PYTHON = {
    "gethostname": lambda a, f: socket.gethostname(),
    "gethostbyname": lambda a, f: socket.gethostbyname(*a),
    "gethostbyname_ex": lambda a, f: hostent(socket.gethostbyname_ex(*a)),
    "gethostbyaddr": lambda a, f: hostent(socket.gethostbyaddr(*a)),
    "getfqdn": lambda a, f: socket.getfqdn(*a),
    "getservbyname": lambda a, f: socket.getservbyname(*a),
    "getservbyport": lambda a, f: socket.getservbyport(int(a[0])),
    "getprotobyname": lambda a, f: socket.getprotobyname(*a),
    "getaddrinfo": by_getaddrinfo,
    "getnameinfo": lambda a, f: dict(zip(("host", "service"), socket.getnameinfo((a[0], int(a[1])), NI[f.get("flags")]))),
    "inet_aton": lambda a, f: {"packed": socket.inet_aton(*a).hex()},
    "inet_ntoa": lambda a, f: socket.inet_ntoa(bytes.fromhex(*a)),
    "inet_pton": lambda a, f: {"packed": socket.inet_pton(FAMILIES[a[0]], a[1]).hex()},
    "inet_ntop": lambda a, f: socket.inet_ntop(FAMILIES[a[0]], bytes.fromhex(a[1])),
}


def python(call):
    args, flags = named(call)
    try:
        return PYTHON[call[0]](args, flags)
    except OSError as e:
        return {"number": e.args[0], "message": e.args[1]}


def comparable(call, answer):
    """What Python says of a call, out of what netdb does, whose one departure is the reverse name among the aliases."""
    if not isinstance(answer, dict):
        return answer
    if "number" in answer:
        if call[0] == "gethostbyname_ex" and answer["code"] == "HOST_NOT_FOUND":
            answer = {"number": -2, "message": "Name or service not known"}  # Python asks getaddrinfo first, and that fails
        return {k: answer[k] for k in ("number", "message")}
    if call[0].startswith("getservbyname"):
        return answer["port"]
    if call[0].startswith("getservbyport"):
        return answer["name"]
    if call[0] == "getprotobyname":
        return answer["proto"]
    if call[0] == "gethostbyaddr":
        return {**answer, "aliases": [a for a in answer["aliases"] if not a.endswith(".arpa")]}
    return answer


def getent(database, *keys):
    return subprocess.run(["getent", database, *keys], capture_output=True, text=True).stdout.split()


for call in TOUR:
    want = ask(call, "--scenario", scenario)
    check(f"over UDP: {call}", ask(call), want)
    check(f"over TCP: {call}", ask(call, env={"RES_OPTIONS": "use-vc"}), want)

for name in ("services", "protocols"):
    shutil.copy(os.path.join(files, name), "/etc")
with open("/etc/hosts", "w") as f:
    f.write("127.0.0.1 localhost\n::1 localhost ip6-localhost\n")
with open("/etc/host.conf", "w") as f:
    f.write("multi on\n")
for call in TOUR + MORE:
    check(f"Python: {call}", comparable(call, ask(call)), python(call))

for name in ("www.python.org", "localhost"):
    want = [line for line in getent("ahosts", name) if line[0].isdigit() or ":" in line]
    check(f"getent ahosts {name}", [a["addr"] for a in ask(["getaddrinfo", name, "-"])], want)
for service in SERVICES:
    s = ask(["getservbyname", service])
    check(f"getent services {service}", [s["name"], f"{s['port']}/{s['proto']}", *s["aliases"]], getent("services", service))
for protocol in ("icmp", "udp", "tcp"):
    p = ask(["getprotobyname", protocol])
    check(f"getent protocols {protocol}", [p["name"], str(p["proto"]), *p["aliases"]], getent("protocols", protocol))

print(f"{os.path.basename(scenario)}: {len(TOUR)} rows over UDP and TCP, {len(TOUR + MORE)} beside Python's socket, "
      f"{2 + len(SERVICES) + 3} beside getent: {failures} differ")
sys.exit(failures > 0)
