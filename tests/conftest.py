"""What holds for every test: which run it belongs to, and that nothing is left out silently."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.emptying import deletions
from tests.servers import has_postgresql

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
IN_CI = os.environ.get("CI") == "true"
TESTS = Path(__file__).parent
BROWSER_TESTS = TESTS / "browser"
LONG_FIRST = ("faults", "contract", "browser")
"""Folders whose tests take seconds: begun last, one of them would keep a single process busy."""


def find_chromium() -> str | None:
    """The browser of this machine: CHROMIUM, else the first known name on PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser; browser tests are left out where there is none."""
    path = find_chromium()
    assert path is not None
    return path


def on_postgresql() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


def reasons_to_leave_out() -> dict[str, str]:
    """Marker → why its tests don't belong to this run."""
    reasons = {}
    if on_postgresql():
        reasons["sqlite"] = "the database is PostgreSQL"
    else:
        reasons["postgresql"] = "the database is SQLite"
    if not os.environ.get("TEST_REDIS_URL"):
        reasons["redis"] = "there is no Redis in this run"
    if find_chromium() is None:
        reasons["browser"] = "there is no Chromium on this machine"
    return reasons


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark browser tests by their folder; leave out what this run can't or needn't do."""
    reasons = reasons_to_leave_out()
    kept, left_out = [], []
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
        names = reasons.keys() & {mark.name for mark in item.iter_markers()}
        (left_out if names else kept).append(item)
    if IN_CI and any(item.get_closest_marker("browser") for item in left_out):
        raise pytest.UsageError("CI=true: browser tests need Chromium, and there is none")
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    items[:] = sorted(kept, key=_turn)


def _turn(item: pytest.Item) -> int:
    """The folders of LONG_FIRST in their order, then everything else as it was."""
    folder = item.path.relative_to(TESTS).parts[0]
    return LONG_FIRST.index(folder) if folder in LONG_FIRST else len(LONG_FIRST)


@pytest.fixture(scope="session", autouse=True)
def quick_emptying() -> Iterator[None]:
    """On PostgreSQL, tests that commit delete their rows instead of truncating every table."""
    if not on_postgresql():
        yield
        return
    ops = type(connection.ops)
    truncate = ops.sql_flush

    def quick(self: Any, style: Any, tables: list[str], **options: Any) -> list[str]:
        return deletions(style, tables, then=lambda *given: truncate(self, *given, **options))

    ops.sql_flush = quick
    yield
    ops.sql_flush = truncate


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what a developer's machine could not run."""
    missing = []
    if find_chromium() is None:
        missing.append("browser tests: no Chromium (apt-get install chromium fonts-noto-cjk)")
    if not has_postgresql():
        missing.append("the whole PostgreSQL run: no initdb (apt-get install postgresql)")
    if missing:
        terminalreporter.section("NOT RUN ON THIS MACHINE", sep="!", red=True, bold=True)
        for line in missing:
            terminalreporter.line(line, red=True)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CI=true a skipped test fails the run: nobody reads the reason of a skip there."""
    reporter = session.config.pluginmanager.getplugin("terminalreporter")
    if IN_CI and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("\nCI=true: skipped tests count as failures", red=True)
