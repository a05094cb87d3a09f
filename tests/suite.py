"""`make test`: everything on SQLite, then everything again on PostgreSQL with Redis.

ARGS adds options of pytest to both runs. What can't run on this machine is named in the
closing summary of a developer's run and is an error with CI=true.
"""

import os
import shlex
import signal
import subprocess
import sys
from types import FrameType

from tests import servers

PYTEST = [sys.executable, "-m", "pytest", "--numprocesses", "auto", "--maxprocesses", "4"]
PYTEST += ["--maxschedchunk", "2"]  # whoever is free takes the next: the longest come first
# These say nothing about the database, or need the servers of the second run. Made-up requests
# (tests/contract) take minutes: they go against the database that cities run on.
ONLY_ONCE = ["tests/architecture", "tests/config", "tests/rectification/test_imports_*.py"]
ONLY_ON_POSTGRESQL = ["tests/contract"]
NEEDS_SERVERS = ["tests/browser", "tests/faults"]


def ignoring(paths: list[str]) -> list[str]:
    return [f"--ignore-glob={path}" for path in paths]


def pytest(title: str, arguments: list[str], environment: dict[str, str]) -> int:
    """pytest's exit code; "no tests collected" counts as a failure."""
    sys.stdout.write(f"\n=== {title} ===\n")
    sys.stdout.flush()
    command = [*PYTEST, *arguments, *shlex.split(os.environ.get("ARGS", ""))]
    return subprocess.call(command, env={**os.environ, **environment})


def on_sqlite(folders: list[str]) -> int:
    return pytest("SQLite", ignoring(folders), {"DATABASE_URL": "", "TEST_REDIS_URL": ""})


def on_postgresql() -> int:
    with servers.postgresql() as database, servers.redis() as redis:
        environment = {
            "DATABASE_URL": database,
            "TEST_DATABASE_URL": database,
            "TEST_REDIS_URL": redis,
        }
        return pytest("PostgreSQL and Redis", ignoring(ONLY_ONCE), environment)


def stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main() -> int:
    """0 when both runs passed."""
    signal.signal(signal.SIGTERM, stop)
    if servers.has_postgresql():
        return on_sqlite([*NEEDS_SERVERS, *ONLY_ON_POSTGRESQL]) or on_postgresql()
    if os.environ.get("CI") == "true":
        sys.stderr.write("PostgreSQL is missing; with CI=true that is an error\n")
        return 1
    return on_sqlite([])


if __name__ == "__main__":
    sys.exit(main())
