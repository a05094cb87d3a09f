"""What people see while the broker or the database is away, and that nobody restarts anything."""

import json
import signal
import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from core.clock import LOCAL_ZONE
from rectification.management.commands.seed_city import PASSWORD
from tests.faults.browser import Browser
from tests.faults.stack import PYTHON, Program, Stack, stack
from tests.ports import free_port

AT = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL_ZONE)
GUNICORN = [*PYTHON, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "tests.faults.web"]
AWAY_SECONDS = 3
LISTS = ("/work", "/ledger", "/queues", "/api/v1/items")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("outages")
    with stack("postgresql", folder, workers=0, beats=0) as made:
        made.prepare(at=AT, items=40, departments=3)
        yield made


@pytest.fixture(scope="module")
def web(running: Stack) -> Iterator[tuple[Program, Browser]]:
    port = free_port()
    more = {"PORT": str(port), "WEB_CONCURRENCY": "2", "SESSION_ABSOLUTE_HOURS": "99999"}
    program = running.add_program("web", GUNICORN, **more)
    running.keep()
    browser = Browser(f"http://127.0.0.1:{port}")
    ready(browser, 60)
    browser.sign_in("office", PASSWORD)
    yield program, browser


def ready(browser: Browser, seconds: float) -> float:
    """Seconds until /readyz says so."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        try:
            if probe(browser).get("/readyz").status == 200:
                return time.monotonic() - began
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"not ready after {seconds} s")


def lists_work(browser: Browser) -> None:
    for path in LISTS:
        assert browser.get(path).status == 200, path


def probe(browser: Browser) -> Browser:
    """Whoever asks after the health has no session."""
    return Browser(browser.base)


def readyz(browser: Browser) -> tuple[int, dict, float]:
    began = time.monotonic()
    answer = probe(browser).get("/readyz")
    return answer.status, json.loads(answer.text), time.monotonic() - began


def test_without_a_broker_everything_can_be_read(
    running: Stack, web: tuple[Program, Browser]
) -> None:
    _, browser = web
    lists_work(browser)
    redis = running.programs["redis"]
    redis.send(signal.SIGSTOP)
    status, body, took = readyz(browser)
    assert (status, body["reasons"]) == (503, ["broker: no answer"])
    assert took < 1
    lists_work(browser)
    redis.end()
    status, body, took = readyz(browser)
    assert (status, body["database"], body["broker"]) == (503, "ok", "unavailable")
    assert took < 1
    lists_work(browser)
    running.keep()
    assert ready(browser, 10) < 10


def test_without_the_database_there_is_a_sentence_and_then_all_is_well(
    running: Stack, web: tuple[Program, Browser]
) -> None:
    program, browser = web
    lists_work(browser)
    processes = program.pid, sorted(program.children())
    running.postgres.crash()
    until = time.monotonic() + AWAY_SECONDS
    while time.monotonic() < until:
        page = browser.get("/ledger")
        assert page.status == 503
        assert "系统正忙，未写入任何内容，请稍后重试。" in page.text
        answer = browser.get("/api/v1/items")
        assert answer.status == 503
        assert answer.kind == "application/problem+json"
        assert json.loads(answer.text)["code"] == "unavailable"
        assert probe(browser).get("/healthz").status == 200
        assert readyz(browser)[0] == 503
    running.postgres.start()
    lists_work(browser)
    assert ready(browser, 10) < 10
    assert (program.pid, sorted(program.children())) == processes
