"""A mail server on loopback that counts what it was given, and now and then drops its answer."""

import contextlib
import email
import random
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from email.message import Message


class Sink:
    """`received` counts messages by Message-ID, also those whose answer was dropped."""

    def __init__(self, seed: int) -> None:
        self.received: Counter[str] = Counter()
        self.dropped = 0
        self.drop_share = 0.0
        self._random = random.Random(seed)
        self._lock = threading.Lock()

    def take(self, message: Message) -> bool:
        """Count it; False when the answer is to be dropped."""
        with self._lock:
            self.received[message["Message-ID"].strip("<>").partition("@")[0]] += 1
            drops = self._random.random() < self.drop_share
            self.dropped += drops
            return not drops


class _Session(socketserver.StreamRequestHandler):
    """Just as much SMTP as smtplib speaks."""

    timeout = 30
    sink: Sink

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            self._say("220 sink")
            while line := self.rfile.readline():
                if not self._answer(line.strip().upper()):
                    return

    def _answer(self, command: bytes) -> bool:
        if command == b"DATA":
            self._say("354 go on")
            if not self.sink.take(self._read()):
                return False
        self._say("221 bye" if command == b"QUIT" else "250 ok")
        return command != b"QUIT"

    def _read(self) -> Message:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return email.message_from_bytes(b"".join(lines))

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextlib.contextmanager
def sink(seed: int) -> Iterator[tuple[Sink, int]]:
    """A sink and its port, for the length of the block."""
    made = Sink(seed)
    handler = type("Session", (_Session,), {"sink": made})
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield made, server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
