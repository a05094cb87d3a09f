"""Timing one work against the floor, and counting its statements."""

import gzip
import re
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import connection
from django.test import Client as TestClient
from django.test.utils import CaptureQueriesContext

from tests.bench import floor
from tests.bench.city import City, Person
from tests.bench.web import HEADERS, Answer, Client, Server
from tests.bench.works import Call, Work

WARM_UPS = 3
TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
_ASSET = re.compile(r'(?:src|href)="(/static/[^"]+)"')


class Unexpected(Exception):
    """An answer that is not what the work expects."""


@dataclass
class Sample:
    """Milliseconds of one work, and of the floor asked in between."""

    times: list[float]
    floors: list[float]
    cpu: float
    statements: int | None = None
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return sorted(self.times)[max(0, round(len(self.times) * 0.95) - 1)]

    @property
    def ratio(self) -> float:
        return self.median / statistics.median(self.floors)


@dataclass
class Bench:
    """The two servers of a run."""

    city: City
    product: Server
    bare: Server
    rounds: int
    floor_times: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = Client(self.product.port)
        self.floor_client = Client(self.bare.port, HEADERS)
        self.floor_path = f"/?lead={self.city.lead}&state=in_progress"

    def send(self, call: Call) -> Answer:
        answer = self.client.ask(call.path, call.method, call.body, **call.headers)
        if answer.status not in call.expects:
            raise Unexpected(f"answers {answer.status}")
        return answer

    def sample(self, work: Work) -> Sample:
        """`rounds` requests, each followed by one to the floor, then one whose SQL is counted."""
        calls = work.calls()
        for call in islice(calls, WARM_UPS):
            self.send(call)
            self.floor_client.ask(self.floor_path)
        times, floors = [], []
        used = self.product.cpu()
        for call in islice(calls, self.rounds):
            times.append(self.send(call).seconds * 1000)
            floors.append(self.floor_client.ask(self.floor_path).seconds * 1000)
        used = (self.product.cpu() - used) * 1000 / len(times)
        self.floor_times += floors
        return Sample(times, floors, used, statements_of(calls))

    def throughput(self, call: Call, clients: int) -> float:
        """Requests per second of `clients` at once."""
        each = max(10, self.rounds * 2 // clients)
        people = [Client(self.product.port) for _ in range(clients)]

        def run(client: Client) -> None:
            for _ in range(each):
                client.ask(call.path, **call.headers)

        for client in people:
            client.ask(call.path, **call.headers)
        threads = [threading.Thread(target=run, args=(client,)) for client in people]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return each * clients / (time.perf_counter() - began)


def in_process(call: Call) -> Any:
    """The same request without HTTP and without a server."""
    headers = {name: value for name, value in call.headers.items() if name != "Content-Type"}
    client = TestClient(headers=headers, SERVER_NAME="127.0.0.1")
    return client.generic(
        call.method,
        call.path,
        call.body or b"",
        call.headers.get("Content-Type", ""),
        secure=True,
    )


def statements_of(calls: Iterator[Call]) -> int:
    """How many statements a request sends, transaction brackets left out; the second one."""
    first, second = islice(calls, 2)
    in_process(first)
    with CaptureQueriesContext(connection) as captured:
        answer = in_process(second)
    if answer.status_code not in second.expects:
        raise Unexpected(f"in process: {answer.status_code}")
    return sum(not q["sql"].startswith(TRANSACTION) for q in captured.captured_queries)


def without_http(call: Call, city: City, rounds: int) -> tuple[float, float]:
    """Median milliseconds of the list and of the floor, both as plain calls."""
    ours, bare = [], []
    for n in range(rounds + WARM_UPS):
        began = time.perf_counter()
        in_process(call)
        middle = time.perf_counter()
        floor.answer(city.lead, "in_progress")
        if n >= WARM_UPS:
            ours.append((middle - began) * 1000)
            bare.append((time.perf_counter() - middle) * 1000)
    return statistics.median(ours), statistics.median(bare)


def deep_cursor(bench: Bench, person: Person, row: int) -> str:
    """The path of the page that begins after `row` rows, reached by following `next`."""
    path, passed = "/api/v1/items?limit=200&fields=uid", 0
    while passed < row:
        found = bench.send(Call(path, person.by_token)).body.decode()
        following = re.search(r'"next":\s*"https?://[^/]+([^"]+)"', found)
        if following is None:
            break
        path, passed = following[1], passed + 200
    cursor = re.search(r"cursor=[^&]+", path)
    return f"/api/v1/items?{cursor[0] if cursor else ''}"


def first_load(bench: Bench, path: str, headers: dict[str, str]) -> tuple[int, int, int]:
    """Bytes compressed, requests, bytes of JavaScript compressed, of a page never seen before.

    HTML is compressed here as the proxy does it; assets come compressed from the server.
    """
    html = bench.send(Call(path, headers)).body
    total, script = len(gzip.compress(html, 6)), 0
    assets = dict.fromkeys(_ASSET.findall(html.decode()))
    for asset in assets:
        answer = bench.client.ask(asset, **HEADERS, **{"Accept-Encoding": "gzip"})
        total += len(answer.body)
        script += len(answer.body) if asset.endswith(".js") else 0
    return total, 1 + len(assets), script
