"""A real SMTP server on loopback, which answers what a test tells it to."""

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller

from tests.ports import free_port


@dataclass
class Post:
    """What came in, and what is answered first: to a receiver, to the content."""

    received: list[bytes] = field(default_factory=list)
    to_receiver: list[str] = field(default_factory=list)
    to_content: list[str] = field(default_factory=list)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.to_receiver:
            return self.to_receiver.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.to_content:
            return self.to_content.pop(0)
        self.received.append(envelope.content)
        return "250 OK"


@contextlib.contextmanager
def post_office() -> Iterator[tuple[Post, int]]:
    """A server and its port."""
    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield post, controller.port
    finally:
        controller.stop()


@contextlib.contextmanager
def silent_server() -> Iterator[int]:
    """The port of a server that takes the call and says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]
