"""gunicorn under the product's own configuration, what its workers use, and a client for it."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN = 60


@dataclass
class Answer:
    """What came back, and after how many seconds."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


@dataclass
class Client:
    """One persistent connection."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        """Send one request and read the answer whole; a dropped connection is opened again."""
        for again in (True, False):
            began = time.perf_counter()
            try:
                self.connection.request(method, path, body, {**self.headers, **headers})
                response = self.connection.getresponse()
                content = response.read()
            except (http.client.HTTPException, ConnectionError):
                self.connection.close()
                if not again:
                    raise
                continue
            seconds = time.perf_counter() - began
            named = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, named, content, seconds)
        raise AssertionError("unreachable")


@dataclass
class Server:
    """A gunicorn with its workers."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def workers(self) -> list[int]:
        pid = self.process.pid
        return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def cpu(self) -> float:
        """Seconds of processor that the workers have used so far."""
        total = 0
        for pid in self.workers:
            for task in Path(f"/proc/{pid}/task").iterdir():
                with contextlib.suppress(OSError):
                    total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def memory(self) -> float:
        """Megabytes of the bigger worker, shared pages by its part (PSS)."""
        found = []
        for pid in self.workers:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            found += [int(line.split()[1]) for line in lines if line.startswith("Pss:")]
        return max(found, default=0) / 1024


@contextlib.contextmanager
def gunicorn(application: str, probe: str) -> Iterator[Server]:
    """A server that answers `probe`, stopped at the end."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", application]
    environment = {**os.environ, "PORT": str(port), "WEB_CONCURRENCY": "2"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        _wait_for(process, Client(port, HEADERS), probe)
        yield Server(process, port)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


HEADERS = {"Host": "127.0.0.1", "X-Forwarded-Proto": "https", "Referer": "https://127.0.0.1/"}
"""What the proxy in front of production says of an HTTPS request."""


def _wait_for(process: subprocess.Popen[bytes], client: Client, probe: str) -> None:
    deadline = time.monotonic() + START_WITHIN
    while True:
        with contextlib.suppress(OSError):
            client.ask(probe)
            return
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the server does not start; its words are above")
        time.sleep(0.2)
