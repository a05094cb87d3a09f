"""The run itself, and the table that it prints."""

import statistics
from collections.abc import Callable

from django.db import connection

from tests.bench import city as cities
from tests.bench.measure import (
    Bench,
    Sample,
    Unexpected,
    deep_cursor,
    first_load,
    without_http,
)
from tests.bench.web import HEADERS, gunicorn
from tests.bench.works import Call, Work, list_path, page, reading, writing

DEEP = 90_000
HEAD = f"{'what':32}{'median':>9}{'p95':>9}{'SQL':>5}{'CPU':>7}{'× floor':>9}  budget"
Say = Callable[[str], None]


def run(*, items: int, rounds: int, filled: bool, say: Say, machine: str) -> None:
    """Measure everything and print it; times in milliseconds."""
    say(machine)
    if not filled:
        say(f"filling a database with {items} items …")
        cities.fill(items)
    cities.open_doors()
    city = cities.find(moves=2 * (rounds + 6))
    say(f"{_server()}; {city.items} items; {rounds} requests a row")
    with (
        gunicorn("config.wsgi:application", "/healthz") as product,
        gunicorn("tests.bench.floor:application", f"/?lead={city.lead}&state=closed") as bare,
    ):
        bench = Bench(city, product, bare, rounds)
        fresh = product.memory()
        row = min(DEEP, city.items * 9 // 10)
        cursor = deep_cursor(bench, city.people["office"], row)
        say(HEAD)
        found = {}
        for work in [*reading(city, cursor), *writing(city)]:
            found[work.name] = _row(bench, work, say)
        floor = statistics.median(bench.floor_times)
        say(f"{'the floor itself':32}{floor:9.1f}")
        say("")
        _ratios(bench, found, row, say)
        _loads(bench, say)
        grown = product.memory()
        say(f"a web worker: {fresh:.0f} MB at first, {grown:.0f} MB now (budget 120)")


def _server() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('fsync')")
        version, fsync = cursor.fetchone()
    return f"PostgreSQL {version}, fsync {fsync}; gunicorn, 2 workers of 4 threads"


def _row(bench: Bench, work: Work, say: Say) -> Sample | None:
    if not next(work.calls()).path if work.repeats else False:
        say(f"{work.name:32}  not built")
        return None
    try:
        found = bench.sample(work)
    except Unexpected as wrong:
        say(f"{work.name:32}  not built: {wrong}")
        return None
    misses = {
        f"≤ {work.statements} SQL": found.statements > (work.statements or 10**6),
        f"≤ {work.cpu} ms CPU": found.cpu > (work.cpu or 10**6),
        f"≤ {work.ratio} × floor": found.ratio > (work.ratio or 10**6),
        f"≤ {work.median} ms": found.median > (work.median or 10**6),
    }
    words = [f"{'MISSED ' * late}{text}" for text, late in misses.items() if "None" not in text]
    numbers = f"{found.median:9.1f}{found.p95:9.1f}{found.statements:5}{found.cpu:7.1f}"
    say(f"{work.name:32}{numbers}{found.ratio:9.1f}  {', '.join(words)}")
    return found


def _ratios(bench: Bench, found: dict[str, Sample | None], row: int, say: Say) -> None:
    call = Call(list_path(bench.city), bench.city.people["officer"].by_token)
    ours, bare = without_http(call, bench.city, bench.rounds)
    say(f"without HTTP: list as officer {ours:.1f} ms, floor {bare:.1f} ms: {ours / bare:.1f} ×")
    first, deep = found["API list, all, office"], found["  the same, deep row by cursor"]
    if first and deep:
        say(f"row {row} by cursor: {deep.median / first.median:.2f} × the first page (≤ 1.2)")
    one, eight = bench.throughput(call, 1), bench.throughput(call, 8)
    say(f"8 clients at once {eight:.0f}/s, one {one:.0f}/s: {eight / one:.2f} × (≥ 1.5)")


def _loads(bench: Bench, say: Say) -> None:
    office = bench.city.people["office"]
    paths = {
        "sign-in page": page("accounts:login"),
        "overview": page("dashboard:overview"),
        "ledger page": page("rectification:ledger"),
        "workbench": page("rectification:work"),
    }
    for name, path in paths.items():
        headers = HEADERS if name == "sign-in page" else office.by_session
        try:
            total, requests, script = first_load(bench, path or "", headers)
        except Unexpected:
            say(f"first load of the {name}: not built")
            continue
        say(
            f"first load of the {name}: {total / 1024:.1f} KB in {requests} requests, "
            f"{script / 1024:.1f} KB JavaScript (≤ 45, 6, 20)"
        )
