"""Deaths amid the writes that count, ordered by files.

A warrant is a file with a number in a folder that chaos and workers share. Whoever is about to
write rungs, messages or deliveries takes one and kills itself (kill -9) after so many more writes.
Every step is one rename or one unlink, so that a warrant that is called in kills nobody later.
"""

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

OPEN, SERVED = ".warrant", ".served"
DAWDLE_ONE_IN, DAWDLE_SECONDS = 25, 0.25
WRITES = ("INSERT", "UPDATE", "DELETE")
COUNTING = ("rectification_rungreached", "notifications_")


def issue(folder: Path, number: int, writes: int) -> None:
    """Let one worker die after so many writes."""
    (folder / f"{number:05d}{OPEN}").write_text(str(writes), encoding="ascii")


def call_in(folder: Path) -> int:
    """Void what nobody has died of; returns how many have died."""
    served = 0
    while found := list(folder.iterdir()):
        for path in found:
            with contextlib.suppress(FileNotFoundError):  # taken or served at this moment
                path.unlink()
                served += path.suffix == SERVED
    return served


class Doom:
    """Wraps a worker's statements: slows some down, and serves warrants."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mine: Path | None = None
        self._left = 0

    def __call__(self, execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        if sql.startswith(WRITES) and any(table in sql for table in COUNTING):
            self._count()
        if random.randrange(DAWDLE_ONE_IN) == 0:
            time.sleep(DAWDLE_SECONDS)
        return execute(sql, *more)

    def _count(self) -> None:
        if self._mine is None or not self._mine.exists():
            self._mine = self._take()
        if self._mine is not None:
            if self._left == 0:
                self._serve(self._mine)
            self._left -= 1

    def _take(self) -> Path | None:
        for path in sorted(self._folder.glob(f"*{OPEN}")):
            with contextlib.suppress(FileNotFoundError):
                mine = path.rename(path.with_suffix(f".{os.getpid()}"))
                self._left = int(mine.read_text(encoding="ascii"))
                return mine
        return None

    @staticmethod
    def _serve(warrant: Path) -> None:
        with contextlib.suppress(FileNotFoundError):
            warrant.rename(warrant.with_suffix(SERVED))
            os.kill(os.getpid(), signal.SIGKILL)
