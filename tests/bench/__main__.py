"""Run it: `python -m tests.bench`."""

import contextlib
import importlib
import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import django

from tests import servers

SETTINGS = ("shared_buffers=512MB", "effective_cache_size=2GB", "max_wal_size=4GB")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


@contextlib.contextmanager
def database() -> Iterator[tuple[str, bool]]:
    """The URL, and whether it is filled already."""
    if url := os.environ.get("BENCH_DATABASE_URL"):
        yield url, True
        return
    with servers.postgresql(*SETTINGS) as url:
        yield url, False


def machine() -> str:
    """What ran it."""
    cpu, memory = platform.processor(), ""
    with contextlib.suppress(OSError):
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        cpu = next(line.split(":")[1].strip() for line in text.splitlines() if "model name" in line)
        kilobytes = Path("/proc/meminfo").read_text(encoding="utf-8").split()[1]
        memory = f", {int(kilobytes) / 2**20:.0f} GB"
    load = "/".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{os.cpu_count()} × {cpu}{memory}, Python {platform.python_version()}, load {load}"


def environment(database: str, folder: str) -> dict[str, str]:
    """Production's settings, but for the broker: nothing here needs one."""
    return {
        "DATABASE_URL": database,
        "DATA_DIR": folder,
        "STATIC_ROOT": f"{folder}/static",
        "MODE": "production",
        "DEBUG": "0",
        "SECRET_KEY": os.urandom(32).hex(),
        "ALLOWED_HOSTS": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def main() -> None:
    """Fill, start, measure, print, stop."""
    items, rounds = int(os.environ.get("ITEMS", "100000")), int(os.environ.get("ROUNDS", "40"))
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, stop)
    signal.alarm(1200 + items // 100)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="ledger-bench-") as folder, database() as (url, filled):
        # Django reads the environment once, so what needs it is imported after this.
        os.environ.update(environment(url, folder))
        django.setup()
        table = importlib.import_module("tests.bench.table")
        table.run(items=items, rounds=rounds, filled=filled, say=say, machine=machine())
    say(f"everything stopped after {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
