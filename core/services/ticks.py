"""What ticks leave behind: when each ran last, how long it took, and what came of it."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import Error as DatabaseError

from core.models import TickRun

logger = logging.getLogger(__name__)

Done = TypeVar("Done")
RESULT_LENGTH = 200
ERROR_LENGTH = 500


def run_tick(*, name: str, work: Callable[[], Done], now: Callable[[], datetime]) -> Done:
    """Do the work and note how it went, by one UPDATE after it; returns what the work returned.

    An error is noted and raised again. A note that can't be written never undoes the work.
    """
    started, began = now(), time.monotonic()
    try:
        done = work()
    except Exception as error:
        _note(name, started, began, now(), error=_sentence(error))
        raise
    _note(name, started, began, now(), result=_words(done))
    return done


def _words(done: object) -> str:
    """What the work returned, as it is kept: "7", "delivered 20, failed 0"."""
    if isinstance(done, Mapping):
        return ", ".join(f"{name} {value}" for name, value in done.items())[:RESULT_LENGTH]
    return str(done)[:RESULT_LENGTH]


def _sentence(error: Exception) -> str:
    """The kind of error and its first line: where to look, not what somebody wrote."""
    first = (str(error).splitlines() or [""])[0]
    return f"{type(error).__name__}: {first}"[:ERROR_LENGTH].removesuffix(": ")


def _note(
    name: str,
    started: datetime,
    began: float,
    ended: datetime,
    *,
    result: str = "",
    error: str = "",
) -> None:
    known: dict[str, Any] = {
        "started_at": started,
        "ended_at": ended,
        "milliseconds": int(1000 * (time.monotonic() - began)),
        "result": result,
        "error": error,
    }
    if not error:
        known["succeeded_at"] = ended
    try:
        if not TickRun.objects.filter(name=name).update(**known):
            TickRun.objects.bulk_create([TickRun(name=name, **known)], ignore_conflicts=True)
    except DatabaseError:
        logger.warning("the run of %s could not be noted", name, exc_info=True)
