"""Ports of loopback for servers that tests start.

A port that the kernel names is free only until somebody else asks: two test processes that
look for the first free one find the same. Each process counts in a range of its own here,
below the ports that the kernel gives to outgoing connections.
"""

import itertools
import os
import socket

FIRST, LAST = 20_000, 32_000
APART = 50
"""More servers than one process starts."""

_turns = itertools.count(os.getpid() * APART)


def free_port() -> int:
    """A port on which nobody listens, and which no other test process will be given."""
    for turn in itertools.islice(_turns, LAST - FIRST):
        port = FIRST + turn % (LAST - FIRST)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"No port is free between {FIRST} and {LAST}")
